# SPDX-License-Identifier: EUPL-1.2
"""Every page of the desk, with every role that may enter: it lets in, and shows of nobody how they are reached.

The refusals are proved in `tests/architecture/test_rights.py`, what is behind the door in each room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mitwirken.ground.desk import doors
from mitwirken.ground.desk.registry import pages_for
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.ui import pdf

from . import desk_walk
from .desk_walk import MAIL, NEED, PHONE, STREET, Step, Zita

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("town"),
]
# Pictures of scanned sheets are shown after a reason only, so that who may enter is refused without one.
BEHIND_THE_DOOR = {
    "schreibtisch/einlesen/seite/<int:pk>.jpg",
    "schreibtisch/einlesen/seite/<int:pk>/<str:name>.jpg",
}
IN = {"get": {200, 302, 409}, "post": {200, 302, 400, 409, 422}}
"""What a page says to whom it lets in: by GET itself, where to go first, or that it is too early; by an empty POST what is missing."""


@pytest.fixture(scope="module")
def people(town: None, django_db_blocker: Any) -> Iterator[dict[Role, Any]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield desk_walk.colleagues()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def zita(people: dict[Role, Any], django_db_blocker: Any) -> Zita:
    with django_db_blocker.unblock():
        return Zita.comes(people[Role.CORE])


@pytest.fixture(scope="module")
def found(people: dict[Role, Any], zita: Zita, django_db_blocker: Any) -> Mapping[str, Mapping[str, Any]]:
    with django_db_blocker.unblock():
        return desk_walk.subjects(people, zita)


@pytest.fixture(scope="module")
def steps(
    people: dict[Role, Any], zita: Zita, found: Mapping[str, Mapping[str, Any]], django_db_blocker: Any
) -> Iterator[list[Step]]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        # A file is read as the page that it is made from; the numbers in the menu are counted once a person.
        patch.setattr(pdf, "pdf_of", lambda html, **_how: html.encode())
        counted: dict[Any, list[Any]] = {}

        def once(person: Any) -> list[Any]:
            if person.pk not in counted:
                with_numbers = [
                    (page, page.count(person) if page.count else None) for page in pages_for(person)
                ]
                counted[person.pk] = [
                    replace(page, count=(lambda _person, n=n: n) if page.count else None)
                    for page, n in with_numbers
                ]
            return counted[person.pk]

        patch.setattr(doors, "pages_for", once)
        needles = desk_walk.everybody() | zita.needles()
        yield desk_walk.walk(found, needles, people)
        transaction.set_rollback(True)


def test_every_page_lets_in_each_role_that_it_is_for(steps: list[Step]) -> None:
    refused = [
        (step.route, str(step.role), step.method, step.status)
        for step in steps
        if step.status not in IN[step.method] or step.to.startswith("/konto/")
        if not (step.route in BEHIND_THE_DOOR and step.status == 403)
    ]
    assert refused == []
    assert {step.role for step in steps} == set(Role)


def test_no_page_shows_how_somebody_is_reached(steps: list[Step]) -> None:
    assert [(step.route, str(step.role), step.seen) for step in steps if step.seen] == []


def test_after_a_reason_it_is_there(zita: Zita, people: dict[Role, Any]) -> None:
    """So that the walk above is known to look for the right words."""
    clerk = Client()
    clerk.force_login(people[Role.CORE])
    event = zita.sign_up.event_id
    listed = reverse("events:desk_sign_ups", args=[event])
    entry = reverse("paper:entry", args=[zita.entry.pk])
    for where in (f"event:{event}", f"receipt:{zita.entry.pk}", "letters"):
        sent = {"where": where, "reason": "Der Saal ist gesperrt.", "back": listed}
        assert clerk.post(reverse("desk:open_contacts"), sent).status_code == 302
    shown = clerk.get(listed).content.decode()
    assert all(words in shown for words in (PHONE, STREET, NEED))
    assert zita.entry.spoken_secret in clerk.get(entry).content.decode()
    assert STREET in clerk.get(reverse("paper:letter", args=[zita.entry.pk])).content.decode()
    admin = Client()
    admin.force_login(people[Role.ADMIN])
    colleague = people[Role.CORE]
    there = reverse("people:show_address", args=[colleague.pk])
    assert colleague.email in admin.post(there, {"reason": "Rückfrage zur Rolle"}).content.decode()
    assert MAIL in desk_walk.everybody()


def test_pictures_of_sheets_are_there_after_a_reason(
    found: Mapping[str, Mapping[str, Any]], people: dict[Role, Any]
) -> None:
    page = desk_walk.Page.objects.get(pk=found["einlesen/seite/"]["pk"])
    address = reverse("scanning:picture", args=[page.pk])
    for role in desk_walk.paper_rules.CLERKS:
        client = Client()
        client.force_login(people[role])
        assert client.get(address).status_code == 403
        sent = {"where": f"scan:{page.scan_id}", "reason": "Nummer lesen", "back": "/schreibtisch/"}
        client.post(reverse("desk:open_contacts"), sent)
        assert client.get(address).status_code == 200, role
