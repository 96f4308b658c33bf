# SPDX-License-Identifier: EUPL-1.2
"""A gathering in real browsers: console, beamer and three phones on one stream; every view against axe."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

from mitwirken.formats.live import runsheet

MAKE = """
import json
from datetime import timedelta
from importlib import import_module
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.formats.events.actions import create_event
from mitwirken.formats.events.drafts import EventDraft
from mitwirken.formats.live import actions

lead, made = Person.objects.get_or_create(email="leitung-live@example.org", defaults={{"pseudonym": "Team Leitung"}})
if made:
    RoleGrant.objects.create(person=lead, role="kernteam")
    Authenticator.objects.create(user=lead, type="totp", data={{"secret": "x"}})
    lead = Person.objects.get(pk=lead.pk)
now = timezone.now()
event = create_event(draft=EventDraft(title="Reise {script}", starts_at=now, ends_at=now + timedelta(hours=3), mode="hybrid"), by=lead)
row = actions.create_gathering(event=event, script="{script}", people=12, by=lead)
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(lead.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = lead.get_session_auth_hash()
store.create()
print("made=" + json.dumps({{"code": row.code, "session": store.session_key, "titles": [s.title for s in row.stages.order_by("position")], "kinds": ["+".join(s.kinds) + str(s.config) for s in row.stages.order_by("position")]}}))
"""


# A step like one that was looked at already needs no second look.
LOOKED_AT: set[str] = set()


@pytest.fixture
def meeting(live: Site) -> Callable[[str], dict[str, Any]]:
    def make(script: str) -> dict[str, Any]:
        said = live.python(MAKE.format(script=script))
        found: dict[str, Any] = json.loads(said[said.index("made=") + 5 :].splitlines()[0])
        return found

    return make


def _as_lead(page: Any, live: Site, made: dict[str, Any]) -> None:
    page.context.add_cookies([{"name": "mitwirken_session", "value": made["session"], "url": live.url}])


def _join(page: Any, code: str, name: str, where: str) -> None:
    page.goto(f"/l/{code}")
    page.get_by_label("Wie sollen wir Sie nennen?").fill(name)
    page.get_by_label(where).check()
    page.get_by_role("button", name="Dabei sein").click()
    page.wait_for_url(f"**/live/{code}/")


@pytest.mark.journey
@pytest.mark.parametrize("script", sorted(runsheet.shipped()))
def test_one_console_moves_every_screen(
    script: str, live: Site, open_page: Any, axe: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting(script)
    code, titles = made["code"], made["titles"]
    console = open_page(base_url=live.url)
    _as_lead(console, live, made)
    console.goto(f"/live/{code}/leitung/")
    console.get_by_role("button", name="Türen öffnen").click()
    expect(console.locator(".console-now")).to_have_text(titles[0])
    beamer = open_page(base_url=live.url)
    beamer.goto(f"/live/{code}/beamer/")
    phones = [open_page(base_url=live.url, viewport={"width": 360, "height": 740}) for _number in range(3)]
    for number, (phone, where) in enumerate(
        zip(phones, ("Hier im Raum", "Online dabei", "Hier im Raum"), strict=True)
    ):
        _join(phone, code, f"Gast {'ABC'[number]} vom Markt", where)
    expect(beamer.locator(".beamer-here strong")).to_have_text("3")
    for title, kind in zip(titles[1:], made["kinds"][1:], strict=True):
        console.get_by_role("button", name="Weiter", exact=True).click()
        for phone in phones:
            # Nobody reloads: the stream says it.
            expect(phone.locator("h1").first).to_have_text(title)
        expect(beamer.locator("h1").first).to_have_text(title)
        if kind in LOOKED_AT:
            continue
        LOOKED_AT.add(kind)
        for page in (phones[0], beamer, console):
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{page.url} is {wide} px too wide in {title}"
    console.get_by_role("button", name="Treffen beenden").click()
    expect(phones[0].locator("h1").first).to_have_text("Das Treffen ist zu Ende")


@pytest.mark.journey
def test_without_scripts_pages_reload_themselves_and_forms_post(
    live: Site, open_page: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting("world-cafe")
    code = made["code"]
    console = open_page(base_url=live.url, java_script_enabled=False)
    _as_lead(console, live, made)
    console.goto(f"/live/{code}/leitung/")
    console.get_by_role("button", name="Türen öffnen").click()
    phone = open_page(base_url=live.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    _join(phone, code, "Gast ohne Skript", "Online dabei")
    assert phone.locator("meta[http-equiv=refresh]").count() == 1
    console.get_by_role("button", name="Weiter", exact=True).click()
    phone.reload()
    expect(phone.locator("h1").first).to_have_text(made["titles"][1])


@pytest.mark.journey
def test_the_console_is_run_by_keyboard_alone(
    live: Site, open_page: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting("fishbowl")
    console = open_page(base_url=live.url)
    _as_lead(console, live, made)
    console.goto(f"/live/{made['code']}/leitung/")
    console.get_by_role("button", name="Türen öffnen").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".console-now")).to_have_text(made["titles"][0])
    console.locator("#go-next").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".console-now")).to_have_text(made["titles"][1])
    # The focus stays where it was, so that the next press is the next step.
    expect(console.locator("#go-next")).to_be_focused()
    console.locator("#go-pause").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".clock")).to_have_class("clock is-paused")
