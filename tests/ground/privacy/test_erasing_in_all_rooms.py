# SPDX-License-Identifier: EUPL-1.2
"""Somebody proposed, argued, rated and followed, and then left: with the texts, or without."""

import pytest
from tests.ground.privacy.test_erasing import places_with
from tests.people import citizen, phase, process

from mitwirken.civic.people import actions as people
from mitwirken.civic.people.models import Person
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.search.actions import forget_unused_words

pytestmark = pytest.mark.django_db

WHO = "zwiebelfisch7q"
WORDS = "murmelbahn9x"


def somebody_busy() -> tuple[Person, Proposal]:
    person = citizen(email=f"{WHO}@example.org", pseudonym=f"Frau {WHO}")
    of = process()
    phase(of, "proposals", "propose", "comment", "rate")
    clean = Clean(title=f"Eine {WORDS}", text=f"Am Platz fehlt eine {WORDS}.")
    proposal = submit_proposal(process=of, clean=clean, author=person)
    add_argument(subject=proposal, kind="pro", text=f"Eine {WORDS} freut alle.", by=person)
    return person, proposal


def test_the_texts_stay_and_the_person_goes():
    person, proposal = somebody_busy()
    assert "people_person.email" in places_with(WHO)
    people.delete_account(person=person, keep_texts=True)
    assert places_with(WHO) == []
    proposal.refresh_from_db()
    assert proposal.author is None
    assert WORDS in proposal.title
    assert places_with(WORDS)


def test_person_and_texts_go():
    person, proposal = somebody_busy()
    people.delete_account(person=person, keep_texts=False)
    assert places_with(WHO) == []
    # As declared: the search's list of words, which says nothing of who wrote them, is tidied every night.
    assert set(places_with(WORDS)) <= {"search_wordpiece.word"}
    forget_unused_words()
    assert places_with(WORDS) == []
    assert Proposal.objects.filter(pk=proposal.pk).exists()
