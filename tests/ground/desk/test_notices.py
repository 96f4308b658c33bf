# SPDX-License-Identifier: EUPL-1.2
"""The author is told by mail when the city moves; followers too; colleagues when a case becomes theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.ground.desk.wishes import case_for, wish
from tests.people import citizen, office, staff

from mitwirken.ground import privacy
from mitwirken.ground.desk import actions
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.notifications.actions import follow, send_due, tell_waiting
from mitwirken.ground.privacy.registry import misdeclared, undeclared

pytestmark = pytest.mark.django_db


def sent_to(person: Any) -> list[str]:
    tell_waiting()
    send_due(now=timezone.now() + timedelta(days=8))
    return [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if letter.to == [person.email]]


def test_the_author_reads_what_the_city_says() -> None:
    author, parks = citizen(), office("Grünflächenamt", signature="Ihr Grünflächenamt")
    clerk = staff(Role.OFFICE, office=parks)
    case = case_for(wish(title="Mehr Schatten", responsible=author), office=parks)
    actions.change_status(case=case, to="abgelehnt", reason="Die Fläche gehört der Bahn.", by=clerk)
    (rejected,) = sent_to(author)
    assert "Neuer Stand bei „Mehr Schatten“: Abgelehnt." in rejected
    assert "Die Fläche gehört der Bahn." in rejected
    actions.draft_answer(case=case, text="Guten Tag, das geht leider nicht.", by=clerk)
    actions.publish_answer(case=case, by=clerk, office=parks, role=Role.OFFICE)
    answered = sent_to(author)[-1]
    for words in (
        "„Mehr Schatten“",
        "das geht leider nicht",
        "Grünflächenamt · Fachamt",
        "Ihr Grünflächenamt",
    ):
        assert words in answered
    stage = actions.set_milestone(case=case, title="Bänke stehen", text="Drei Stück.", by=clerk)
    actions.complete_milestone(milestone=stage, by=clerk)
    assert "Bänke stehen" in sent_to(author)[-1]
    assert len(sent_to(author)) == 3
    assert not sent_to(clerk)


def test_an_internal_reason_reaches_nobody_outside() -> None:
    author, core = citizen(), staff(Role.CORE)
    case = case_for(wish(responsible=author))
    actions.change_status(case=case, to="pruefung", reason="Nur für uns", public=False, by=core)
    (letter,) = sent_to(author)
    assert "Nur für uns" not in letter


def test_who_gets_a_case_is_told_and_nobody_else() -> None:
    author, parks = citizen(), office()
    clerk = staff(Role.OFFICE, office=parks)
    case = case_for(wish(title="Mehr Schatten", responsible=author))
    due = timezone.localdate()
    actions.assign_case(case=case, office=parks, due_on=due, assignee=clerk, by=staff(Role.CORE))
    (letter,) = sent_to(clerk)
    assert f"Fall {case.number}" in letter
    assert not sent_to(author)


def test_every_field_of_desk_and_moderation_is_declared() -> None:
    assert privacy.declarations("desk.Note")
    assert not [name for name in undeclared() if name.startswith(("desk.", "moderation."))]
    assert not [name for name in misdeclared() if name.startswith(("desk.", "moderation."))]


def test_followers_hear_of_it() -> None:
    subject = wish(title="Mehr Schatten")
    neighbour = citizen()
    topic = subject.stream_topics()[0]
    follow(person=neighbour, topic=topic)
    actions.change_status(case=case_for(subject), to="pruefung", by=staff(Role.CORE))
    assert "In Prüfung" in sent_to(neighbour)[0]
