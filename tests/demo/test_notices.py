# SPDX-License-Identifier: EUPL-1.2
"""Every notice of every room, said about something that happened in the town."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone, translation
from tests.people import staff

from mitwirken.civic.participation.actions import turn_phases
from mitwirken.civic.participation.models import Phase
from mitwirken.civic.people.models import Person
from mitwirken.formats.proposals.actions import Clean, change_proposal, unmerge_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation.actions import StatementOfReasons, hide_subject, show_subject
from mitwirken.ground.moderation.models import Ground
from mitwirken.ground.notifications import queries, registry
from mitwirken.ground.notifications.actions import send_due
from mitwirken.ground.notifications.models import Announcement, Delivery, Rhythm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

ODD = re.compile(r"None|\{|\}|%\(|<[a-z]|\bobject at\b|„“|: \.|\( ?\)")


@pytest.fixture
def all_verbs() -> list[str]:
    """Makes happen what did not happen in the town by itself."""
    proposal = Proposal.objects.filter(
        process__slug="hoeschpark-2030", author__isnull=False, merged_into=None
    ).latest("created_at")
    change_proposal(
        proposal=proposal,
        clean=Clean(title=f"{proposal.title}, bald", text=proposal.text, category=None, place=None),
        by=proposal.author,
        seen=None,
    )
    every_role = staff(*Role, pseudonym="Team Alles")
    merged = Proposal.objects.exclude(merged_into=None).first()
    assert merged is not None
    unmerge_proposal(proposal=merged, by=every_role)
    statement = StatementOfReasons(
        what="alles", ground=Ground.RULES, clause="Regel 3", facts="Beleidigt jemanden."
    )
    hide_subject(kind="proposal", pk=proposal.pk, statement=statement, by=every_role)
    show_subject(kind="proposal", pk=proposal.pk, reason="Die Kritik ist erlaubt.", by=every_role)
    phase = Phase.objects.filter(process__finished_at=None, starts_at__gt=timezone.now()).first()
    assert phase is not None
    turn_phases(now=phase.starts_at + timedelta(minutes=1))
    return list(registry._notices)


def announced(verb: str) -> Iterable[Announcement]:
    return Announcement.objects.filter(verb=verb).order_by("-pk")[:25]


def test_every_notice_says_a_sentence(all_verbs):
    silent = [verb for verb in all_verbs if not Announcement.objects.filter(verb=verb).exists()]
    assert not silent, "these never happened here"
    for verb in all_verbs:
        notice = registry.notice_for(verb)
        assert notice is not None
        for row in announced(verb):
            subject: Any = kind_named(row.subject_kind).rows().get(pk=row.subject_id)
            event = queries.event_of(row)
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    sentence, body = notice.sentence(event, subject), notice.body(event, subject)
                assert 10 < len(sentence) < 400, (verb, sentence)
                assert "\n" not in sentence
                assert not ODD.search(sentence), (verb, sentence)
                assert "None" not in body and "%(" not in body, (verb, body)
            for pk in notice.personally(event, subject):
                assert Person.objects.filter(pk=pk).exists(), verb


def test_all_of_it_can_be_read_in_one_letter(all_verbs, settings):
    """A reader of everything, in both languages: the letter is whole, and every address in it is ours."""
    for language, here in (("de", "/"), ("en", "/en/")):
        reader = staff(language=language)
        for verb in all_verbs:
            for row in list(announced(verb))[:2]:
                Delivery.objects.create(
                    announcement=row, person=reader, rhythm=Rhythm.DAILY, due_at=timezone.now()
                )
        mail.outbox.clear()
        assert send_due(now=timezone.now() + timedelta(days=1)) >= 1
        (letter,) = [one for one in mail.outbox if one.to == [reader.email]]
        html = letter.alternatives[0][0]
        for part in (letter.body, html):
            links = re.findall(r"https?://[^\s\"<>]+", part)
            assert len(links) > len(all_verbs)
            own = [link for link in links if link.startswith(settings.BASE_URL)]
            assert own == links
        for link in re.findall(rf"{settings.BASE_URL}(/\S*)", letter.body):
            assert link.startswith(here), link
        assert "&amp;" not in letter.body and "&quot;" not in letter.body
        assert "\n\n\n\n" not in letter.body
    assert Activity.objects.exists()
