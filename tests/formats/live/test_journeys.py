# SPDX-License-Identifier: EUPL-1.2
"""A gathering in real browsers: console, beamer and three phones on one stream; every view against axe, tables and the
theme desk too, while people take part."""

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
from mitwirken.formats.live import actions, drawing
from mitwirken.formats.live.kinds import kind_named
from mitwirken.formats.live.rules import Actor

lead, made = Person.objects.get_or_create(email="leitung-live@example.org", defaults={{"pseudonym": "Team Leitung"}})
if made:
    RoleGrant.objects.create(person=lead, role="kernteam")
    Authenticator.objects.create(user=lead, type="totp", data={{"secret": "x"}})
    lead = Person.objects.get(pk=lead.pk)
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(lead.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = lead.get_session_auth_hash()
store.create()
now = timezone.now()
for script in {scripts}:
    event = create_event(draft=EventDraft(title="Reise " + script, starts_at=now, ends_at=now + timedelta(hours=3), mode="hybrid"), by=lead)
    row = actions.create_gathering(event=event, script=script, people=12, by=lead)
    stages = list(row.stages.order_by("position"))
    if not row.spaces.filter(kind="table").exists() and not any("tables" in stage.kinds for stage in stages):
        # A hall with tables in it, so that every format is seen from a table as well.
        actions.set_spaces(gathering=row, kind="table", number=2, by=Actor(person=lead))
    tokens = [actions.join(gathering=row, name="Gast " + name + " vom Markt", channel=channel)[1] for name, channel in (("B", "online"), ("C", "room"))]
    table = row.spaces.filter(kind="table").order_by("position").first()
    print("made=" + json.dumps({{
        "script": script,
        "code": row.code,
        "session": store.session_key,
        "cookie": drawing.cookie_name(row),
        "tokens": tokens,
        "table": table.pk if table else None,
        "stages": [{{"pk": stage.pk, "title": stage.title, "kinds": {{key: kind_named(key).of(stage) for key in stage.kinds}}}} for stage in stages],
    }}, default=str))
"""


# A step like one that was looked at already needs no second look.
LOOKED_AT: set[str] = set()


@pytest.fixture(scope="module")
def meetings(live: Site) -> dict[str, list[dict[str, Any]]]:
    """All that the journeys of this file need, made in one process: starting Django costs more than a gathering."""
    said = live.python(
        MAKE.format(scripts=[*sorted(runsheet.shipped()), "world-cafe", "fishbowl", "townhall", "townhall"])
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for line in said.splitlines():
        if line.startswith("made="):
            made = json.loads(line.removeprefix("made="))
            found.setdefault(made["script"], []).append(made)
    return found


@pytest.fixture
def meeting(meetings: dict[str, list[dict[str, Any]]]) -> Callable[[str], dict[str, Any]]:
    """One that nobody has been to."""
    return lambda script: meetings[script].pop()


def _as_lead(page: Any, live: Site, made: dict[str, Any]) -> None:
    page.context.add_cookies([{"name": "mitwirken_session", "value": made["session"], "url": live.url}])


def _as_guest(page: Any, live: Site, made: dict[str, Any], number: int) -> None:
    page.context.add_cookies([{"name": made["cookie"], "value": made["tokens"][number], "url": live.url}])
    page.goto(f"/live/{made['code']}/")


def _join(page: Any, code: str, name: str, where: str) -> None:
    page.goto(f"/l/{code}")
    page.get_by_label("Wie sollen wir Sie nennen?").fill(name)
    page.get_by_label(where).check()
    page.get_by_role("button", name="Dabei sein").click()
    page.wait_for_url(f"**/live/{code}/")


def _send(page: Any, made: dict[str, Any], verb: str, stage: int, **values: Any) -> None:
    """What a form of this page would send, from where its person stands."""
    status = page.evaluate(
        """async ([address, values]) => {
            const token = document.querySelector("live-view").getAttribute("token");
            const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token });
            return (await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } })).status;
        }""",
        [f"/live/{made['code']}/tun/{verb}/", {"stage": str(stage), **values}],
    )
    assert status == 200, f"{verb}: {status}"


def _fill(made: dict[str, Any], stage: dict[str, Any], console: Any, phones: list[Any]) -> None:
    """Something said, so that what is looked at is a step in which people take part."""
    table = {"space": str(made["table"])}
    for kind, given in stage["kinds"].items():
        pk = stage["pk"]
        if kind == "collect":
            question = given["what"] == "question"
            text = {"body": f"Was {stage['title']} angeht: mehr Licht"}
            _send(
                phones[1],
                made,
                "collect.ask" if question else "collect.add",
                pk,
                title="Mehr Licht",
                same="new",
                **text,
            )
            if made["table"]:
                _send(console, made, "collect.table", pk, lines=f"Bänke für {stage['title']}", **table)
            if given["moderated"]:
                _send(console, made, "collect.approve", pk)
            _send(console, made, "collect.cluster", pk, title=f"Thema {pk}")
        elif kind == "talk" and given["mode"] == "fishbowl":
            for phone in phones:
                _send(phone, made, "talk.grab", pk)
        elif kind == "talk" and "tables" not in stage["kinds"]:
            for phone in phones:
                _send(phone, made, "talk.hand", pk)
            _send(console, made, "talk.next", pk, seen="0")
            _send(console, made, "talk.table", pk, on="true", **table)
            _send(console, made, "talk.note", pk, text="Abends fehlt Licht.")


def _look(page: Any, axe: Any, title: str) -> None:
    """Against axe, and whether it fits, from the left and from the right."""
    axe(page)
    for direction in ("ltr", "rtl"):
        wide = page.evaluate(
            """(direction) => {
                const root = document.documentElement, before = root.dir;
                root.dir = direction;
                const wide = root.scrollWidth - innerWidth;
                root.dir = before;
                return wide;
            }""",
            direction,
        )
        assert wide <= 0, f"{page.url} is {wide} px too wide ({direction}) in {title}"


@pytest.mark.journey
@pytest.mark.parametrize("script", sorted(runsheet.shipped()))
def test_one_console_moves_every_screen(
    script: str, live: Site, open_page: Any, axe: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting(script)
    code, stages = made["code"], made["stages"]
    console = open_page(base_url=live.url)
    _as_lead(console, live, made)
    console.goto(f"/live/{code}/leitung/")
    console.get_by_role("button", name="Türen öffnen").click()
    expect(console.locator(".console-now")).to_have_text(stages[0]["title"])
    beamer = open_page(base_url=live.url)
    beamer.goto(f"/live/{code}/beamer/")
    small = {"width": 360, "height": 740}
    phones = [open_page(base_url=live.url, viewport=small) for _number in range(3)]
    _join(phones[0], code, "Gast A vom Markt", "Hier im Raum")
    for number, phone in enumerate(phones[1:]):
        _as_guest(phone, live, made, number)
    expect(beamer.locator(".beamer-here strong")).to_have_text("3")
    desk = open_page(base_url=live.url, viewport={"width": 820, "height": 1000})
    _as_lead(desk, live, made)
    for stage in stages[1:]:
        title = stage["title"]
        console.get_by_role("button", name="Weiter", exact=True).click()
        for phone in phones:
            # Nobody reloads: the stream says it.
            expect(phone.locator("h1").first).to_have_text(title)
        expect(beamer.locator("h1").first).to_have_text(title)
        if (sort := json.dumps(stage["kinds"])) in LOOKED_AT:
            continue
        LOOKED_AT.add(sort)
        _fill(made, stage, console, phones)
        for page in (phones[0], beamer, console):
            _look(page, axe, title)
        for address in (f"tisch/{made['table']}/" if made["table"] else "", "themen/"):
            if address:
                desk.goto(f"/live/{code}/{address}")
                _look(desk, axe, title)
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
    expect(phone.locator("h1").first).to_have_text(made["stages"][1]["title"])


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
    expect(console.locator(".console-now")).to_have_text(made["stages"][0]["title"])
    console.locator("#go-next").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".console-now")).to_have_text(made["stages"][1]["title"])
    # The focus stays where it was, so that the next press is the next step.
    expect(console.locator("#go-next")).to_be_focused()
    console.locator("#go-pause").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".clock")).to_have_class("clock is-paused")


def _to(console: Any, made: dict[str, Any], live: Site, kind: str) -> dict[str, Any]:
    """The doors open, and the first step of a kind runs."""
    _as_lead(console, live, made)
    console.goto(f"/live/{made['code']}/leitung/")
    console.get_by_role("button", name="Türen öffnen").click()
    expect(console.locator(".console-now")).to_have_text(made["stages"][0]["title"])
    stage: dict[str, Any] = next(
        each for each in made["stages"] if kind in each["kinds"] and next(iter(each["kinds"])) == kind
    )
    _send(console, made, "goto", 0, number=str(stage["pk"]))
    console.reload()
    return stage


@pytest.mark.journey
def test_the_floor_is_given_and_a_table_counts_by_keyboard_alone(
    live: Site, open_page: Any, axe: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting("townhall")
    console = open_page(base_url=live.url)
    stage = _to(console, made, live, "talk")
    _send(console, made, "talk.hands", stage["pk"], names="Ada, Ben")
    give = console.locator(".line-do a", has_text="Wort geben")
    give.focus()
    console.keyboard.press("Enter")
    console.wait_for_url("**/schreiben/talk.floor/**")
    expect(console.get_by_text("Ben steht auf Platz 2.")).to_be_visible()
    axe(console)
    console.get_by_label("muss gleich gehen").focus()
    console.keyboard.press("Space")
    console.get_by_role("button", name="Abschicken").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".speaker")).to_contain_text("muss gleich gehen")
    expect(console.locator(".line-list .is-first")).to_contain_text("Ada")
    # The table: one more, one more, one less; the focus stays on the button.
    _send(console, made, "goto", 0, number=str(made["stages"][4]["pk"]))
    console.goto(f"/live/{made['code']}/tisch/{made['table']}/")
    more = console.locator("[id^=table-more-]").first
    more.focus()
    for number in ("1", "2"):
        console.keyboard.press("Enter")
        expect(console.locator(".table-number").first).to_have_text(number)
        expect(more).to_be_focused()


@pytest.mark.journey
def test_a_table_and_the_theme_desk_work_without_scripts(
    live: Site, open_page: Any, meeting: Callable[[str], dict[str, Any]]
) -> None:
    made = meeting("townhall")
    console = open_page(base_url=live.url)
    stage = _to(console, made, live, "collect")
    _send(console, made, "collect.cluster", stage["pk"], title="Verkehr")
    plain = open_page(base_url=live.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    _as_lead(plain, live, made)
    plain.goto(f"/live/{made['code']}/tisch/{made['table']}/")
    plain.get_by_role("link", name="Für den Tisch schreiben").click()
    plain.get_by_label("Was Ihr Tisch fragt").fill("Wann fährt der Bus?\nWer gießt die Bäume?")
    plain.get_by_role("button", name="Abschicken").click()
    expect(plain.locator(".collect-table .say").first).to_contain_text("Wer gießt die Bäume?")
    plain.locator(".collect-table .say", has_text="Wer gießt die Bäume?").get_by_role("button").click()
    expect(plain.locator(".collect-table .say-list").first.locator(".say")).to_have_count(1)
    plain.goto(f"/live/{made['code']}/themen/")
    plain.get_by_label("Zu welchem Thema: Wann fährt der Bus?").select_option("Verkehr")
    plain.get_by_role("button", name="Verschieben: Wann fährt der Bus?").click()
    expect(plain.locator(".theme-standing")).to_contain_text("1 Beitrag")
