# SPDX-License-Identifier: EUPL-1.2
"""Tables, the grid and the market in a real browser: every view while a step runs against axe, left to right and right
to left, at 320 pixels; and what is new in them by keyboard alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.formats.live.test_journeys import MAKE, _as_lead
from tests.live import Site

# Behind what the other journeys make: people, a step that runs, and something in every view.
PEOPLE = """
from mitwirken.formats.live import deeds
from mitwirken.formats.live.models import Gathering, Item, SeatRole
from mitwirken.formats.live.rules import Actor
by = Actor(person=lead)
actions.open_doors(gathering=row, by=by)
seats, tokens = [], []
for number in range(12):
    seat, token = actions.join(gathering=row, name=f"Gast Nummer {{number}}", channel="online" if number % 4 == 0 else "room")
    seats.append(seat)
    tokens.append(token)
actions.set_roles(seat=seats[11], roles=["theme"], by=by)
def act(verb, who=None, stage=None, **values):
    row.refresh_from_db()
    deeds.call(gathering=row, verb=verb, by=who or by, data={{"stage": str(stage or row.stage_id), **values}})
def until(kind):
    while True:
        row.refresh_from_db()
        if row.stage.kind == kind:
            return row.stage
        actions.go_on(gathering=row, by=by, seen=row.stage_id)
more = {{}}
"""

CAFE = """
act("tables.pair", stage=row.stages.filter(kind="tables").first().pk, sort="apart", a=str(seats[0].pk), b=str(seats[1].pk))
until("tables")
ahead = row.stages.filter(kind="tables", started_at=None).first()
act("tables.preview", stage=ahead.pk)
space = seats[2].placements.get(until=None).space_id
act("tables.note", Actor(seat=seats[2]), text="Mehr Bänke")
act("tables.points", Actor(seat=seats[2]), point1="Bänke im Schatten")
more = {{"space": space, "ahead": ahead.title}}
"""

CAMP = """
until("grid")
from mitwirken.formats.live.kinds.grid import board_of
from mitwirken.formats.live.queries import Look
for number, title in enumerate(["Radwege", "Bäume", "Bänke", "Busse"]):
    act("grid.propose", Actor(seat=seats[number]), title=title)
act("grid.accept-all")
items = list(Item.objects.filter(gathering=row, kind="topic").order_by("pk"))
board = board_of(Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk)), row.stage)
cells = [f"{{slot.pk}}-{{room.pk}}" for slot in board.slots for room in board.rooms]
for item, cell in zip(items, cells):
    act("grid.interest", Actor(seat=seats[5]), item=str(item.pk))
    act("grid.place", item=str(item.pk), cell=cell)
act("grid.away", Actor(seat=seats[3]), item=str(items[3].pk), away=[str(items[3].__class__.objects.get(pk=items[3].pk).slot_id)])
act("grid.place", item=str(items[0].pk), cell=cells[5])
act("grid.withdraw", Actor(seat=seats[1]), item=str(items[1].pk))
more = {{"item": items[3].pk, "stage": row.stage_id}}
"""

MARKET = """
for stage in row.stages.filter(kind="tables"):
    stage.config = {{"tables": {{"policy": "booked", "windows": 2, "swap": True}}}}
    stage.save(update_fields=["config"])
until("tables")
act("tables.stall", Actor(seat=seats[0]), sort="offer", title="Brot backen", text="Mit Sauerteig", capacity="2")
act("tables.stall", Actor(seat=seats[1]), sort="need", title="Werkstatt gesucht", text="", capacity="2")
space = row.spaces.get(name="Brot backen").pk
act("tables.visit", Actor(seat=seats[4]), space=str(space))
act("tables.ask", Actor(seat=seats[4]), space=str(space), text="Geht auch Dinkel?")
more = {{"space": space, "stage": row.stage_id}}
"""

END = """
print("made=" + json.dumps({{"code": row.code, "session": store.session_key, "tokens": tokens, **more}}))
"""


def make(live: Site, script: str, filling: str) -> dict[str, Any]:
    frame, _print, _rest = MAKE.rpartition("print(")
    said = live.python((frame + PEOPLE + filling + END).format(script=script, scripts=[script]))
    found: dict[str, Any] = json.loads(said[said.index("made=") + 5 :].splitlines()[0])
    return found


def as_seat(page: Any, live: Site, made: dict[str, Any], number: int) -> None:
    page.context.add_cookies(
        [
            {
                "name": f"mitwirken_live_{made['code']}",
                "value": made["tokens"][number],
                "url": live.url,
            }
        ]
    )


def look(axe: Any, page: Any, path: str, text: str) -> None:
    """As it comes, then right to left: nothing for axe to find, nothing that runs out of the page."""
    page.goto(path)
    expect(page.get_by_text(text).first).to_be_visible()
    for direction in ("ltr", "rtl"):
        page.evaluate("way => { document.documentElement.dir = way }", direction)
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide, {direction}"


SMALL = {"width": 320, "height": 640}


@pytest.mark.journey
def test_a_world_cafe_in_every_view_and_its_preview_by_keyboard(
    live: Site, open_page: Callable[..., Any], axe: Any
) -> None:
    made = make(live, "world-cafe", CAFE)
    at = f"/live/{made['code']}/"
    phone, desk = (open_page(base_url=live.url, viewport=SMALL) for _page in range(2))
    as_seat(phone, live, made, 2)
    as_seat(desk, live, made, 11)
    look(axe, phone, at, "Notiz schreiben")
    look(axe, phone, f"{at}tisch/{made['space']}/", "Bänke im Schatten")
    look(axe, phone, f"{at}mitlesen/", "sitzen an Tischen")
    look(axe, desk, f"{at}themen/", "Mehr Bänke")
    look(axe, open_page(base_url=live.url), f"{at}beamer/", "Tisch 1")
    console = open_page(base_url=live.url, viewport=SMALL)
    _as_lead(console, live, made)
    look(axe, console, f"{at}leitung/", "Vorschau")
    console.goto(f"{at}leitung/")
    console.locator("#f-shift-space").focus()
    console.keyboard.press("End")  # the last table
    wanted = console.locator("#f-shift-space option").last.inner_text().rpartition(" (")[0]
    console.locator("#preview-shift").focus()
    console.keyboard.press("Enter")
    moved = console.locator(".table-laid li", has_text="umgesetzt")
    expect(moved).to_have_count(1)
    expect(console.locator(".table-ahead .table-card", has=moved)).to_contain_text(wanted)
    expect(console.locator("#preview-shift")).to_be_focused()
    console.locator("#preview-begin").focus()
    console.keyboard.press("Enter")
    expect(console.locator(".console-now")).to_have_text(made["ahead"])
    expect(console.get_by_text("Wie in der Vorschau.")).to_be_visible()


@pytest.mark.journey
def test_a_bar_camp_in_every_view_and_its_news_by_keyboard(
    live: Site, open_page: Callable[..., Any], axe: Any
) -> None:
    made = make(live, "barcamp", CAMP)
    at = f"/live/{made['code']}/"
    guest, host = (open_page(base_url=live.url, viewport=SMALL) for _page in range(2))
    as_seat(guest, live, made, 5)
    as_seat(host, live, made, 3)
    look(axe, guest, at, "ist verlegt")
    look(axe, guest, f"{at}mitlesen/", "fällt aus")
    look(axe, open_page(base_url=live.url), f"{at}beamer/", "ist verlegt")
    look(axe, host, at, "in der Sie nicht können")
    console = open_page(base_url=live.url, viewport=SMALL)
    _as_lead(console, live, made)
    look(axe, console, f"{at}leitung/", "kann dann nicht")
    host.goto(at)
    host.get_by_role("link", name="Wann können Sie nicht?").focus()
    host.keyboard.press("Enter")
    expect(host.get_by_role("heading", level=1)).to_have_text("Wann können Sie nicht?")
    axe(host)
    host.locator("input[name=away]:checked").focus()
    host.keyboard.press("Space")
    host.get_by_role("button", name="Abschicken").focus()
    host.keyboard.press("Enter")
    expect(host.get_by_text("in der Sie nicht können")).to_have_count(0)
    guest.goto(at)
    guest.locator("#grid-known").focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("ist verlegt")).to_have_count(0)


@pytest.mark.journey
def test_a_market_in_every_view_and_checking_in_by_keyboard(
    live: Site, open_page: Callable[..., Any], axe: Any
) -> None:
    made = make(live, "wissensmarktplatz", MARKET)
    at = f"/live/{made['code']}/"
    keeper, guest = (open_page(base_url=live.url, viewport=SMALL) for _page in range(2))
    as_seat(keeper, live, made, 0)
    as_seat(guest, live, made, 6)
    look(axe, keeper, at, "Ihr Stand")
    look(axe, keeper, f"{at}tisch/{made['space']}/", "Geht auch Dinkel?")
    look(axe, keeper, f"{at}staende/{made['space']}/schild/", "Scannen und einchecken")
    look(axe, guest, at, "Stände suchen und filtern")
    look(axe, guest, f"{at}staende/", "Werkstatt gesucht")
    look(axe, guest, f"{at}mitlesen/", "Brot backen")
    look(axe, open_page(base_url=live.url), f"{at}beamer/", "Brot backen")
    console = open_page(base_url=live.url, viewport=SMALL)
    _as_lead(console, live, made)
    look(axe, console, f"{at}leitung/", "Schilder mit Code")
    guest.goto(f"{at}staende/")
    guest.get_by_label("Suchen").focus()
    guest.keyboard.type("sauerteig")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", level=3)).to_have_text("Brot backen")
    guest.get_by_role("link", name="Brot backen", exact=True).focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Brot backen")
    guest.get_by_role("button", name="Ich bin hier").focus()
    guest.keyboard.press("Enter")
    expect(guest.get_by_text("Sie sind hier eingecheckt")).to_be_visible()
    axe(guest)
    keeper.goto(at)
    expect(keeper.get_by_text("2 Menschen haben bei Ihnen eingecheckt")).to_be_visible()
