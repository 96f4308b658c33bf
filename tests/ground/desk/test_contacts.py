# SPDX-License-Identifier: EUPL-1.2
"""How people can be reached is shown after a reason, for a while, and the reason stands in the logbook."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import staff

from mitwirken.ground.audit.models import Entry
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Any:
    person = staff(Role.PROCESS)
    client.force_login(person)
    return person


def ask(client: Client, where: str, reason: str, back: str = "/schreibtisch/") -> Any:
    data = {"where": where, "reason": reason, "back": back}
    return client.post(reverse("desk:open_contacts"), data)


def is_open(client: Client, where: str) -> bool:
    request: Any = type("Request", (), {"session": client.session})()
    return contacts.is_open(request, where)


def test_the_door_opens_with_a_reason_and_only_for_what_was_asked(client: Client, clerk: Any) -> None:
    here, there = "event:1", "event:12"
    assert ask(client, here, "ja").status_code == 422 and not is_open(client, here)
    answer = ask(client, here, "Absage wegen Unwetter, alle anrufen")
    assert answer.status_code == 302 and answer.headers["Location"] == "/schreibtisch/"
    assert is_open(client, here) and not is_open(client, there)
    entry = Entry.objects.select_related("words").get(verb="desk.contacts_shown")
    assert entry.facts["where"] == here
    assert entry.words.text == "Absage wegen Unwetter, alle anrufen"


def test_it_shuts_by_itself(client: Client, clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = "letters"
    ask(client, here, "Absage wegen Unwetter")
    later = timezone.now() + contacts.SHOWN_FOR + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not is_open(client, here)


def test_it_leads_back_to_this_site_only(client: Client, clerk: Any) -> None:
    answer = ask(client, "letters", "Absage wegen Unwetter", back="https://elsewhere.example/")
    assert answer.headers["Location"] == reverse("desk:start")


def test_politics_looks_up_nobody(client: Client) -> None:
    client.force_login(staff(Role.POLITICS))
    here = "letters"
    assert ask(client, here, "Ich möchte gratulieren").status_code == 403
    assert not is_open(client, here)


def test_what_is_behind_the_door_is_named_in_fixed_words(client: Client, clerk: Any) -> None:
    for where in ("", "Frau Kaya, Telefon", "event:1 ", "event:x"):
        assert ask(client, where, "Absage wegen Unwetter").status_code == 422
    assert not Entry.objects.filter(verb="desk.contacts_shown").exists()
