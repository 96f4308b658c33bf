# SPDX-License-Identifier: EUPL-1.2
"""The engine: steps, numbers, clock, coming and going."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.formats.live.people import gathering, lead_of, phone, seats, to_stage
from tests.people import staff

from mitwirken.formats.live import actions, drawing, runsheet
from mitwirken.formats.live.models import Gathering, Item, Placement, Seat, Stage, State
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_a_format_becomes_stages_and_tables() -> None:
    row = gathering(people=23, open=False)
    assert [stage.kind for stage in row.stages.all()][:3] == ["lobby", "input", "tables"]
    assert row.spaces.filter(kind="table").count() == 5
    assert len(row.code) == 6


def test_two_facilitators_press_next_and_one_step_is_taken() -> None:
    row = gathering()
    first = row.stage_id
    actions.go_on(gathering=row, by=lead_of(row), seen=first)
    second = row.stage_id
    actions.go_on(gathering=row, by=lead_of(row), seen=first)
    row.refresh_from_db()
    assert second != first and row.stage_id == second


def test_numbers_have_no_gaps_and_a_refused_deed_has_none() -> None:
    row = gathering()
    seats(row, 3)
    with pytest.raises(Refusal):
        actions.extend(gathering=row, by=Actor(seat=Seat.objects.first()))
    with pytest.raises(Refusal):
        actions.set_spaces(gathering=row, kind="table", number=0, by=lead_of(row))
    actions.pause(gathering=row, by=lead_of(row))
    row.refresh_from_db()
    assert list(row.log.values_list("seq", flat=True)) == list(range(1, row.seq + 1))


def test_the_clock_keeps_its_seconds_through_a_pause() -> None:
    row = gathering()
    stage = Stage.objects.get(pk=row.stage_id)
    Stage.objects.filter(pk=stage.pk).update(ends_at=timezone.now() + timedelta(seconds=95))
    actions.pause(gathering=row, by=lead_of(row))
    stage.refresh_from_db()
    assert stage.state == State.PAUSED and stage.remaining in (94, 95)
    actions.extend(gathering=row, by=lead_of(row), seconds=120)
    actions.resume(gathering=row, by=lead_of(row))
    stage.refresh_from_db()
    assert 212 <= stage.left() <= 215


def test_over_time_two_minutes_more_are_two_minutes_from_now() -> None:
    row = gathering()
    Stage.objects.filter(pk=row.stage_id).update(ends_at=timezone.now() - timedelta(minutes=4))
    actions.extend(gathering=row, by=lead_of(row))
    assert 118 <= Stage.objects.get(pk=row.stage_id).left() <= 120


def test_nobody_but_the_lead_moves_on() -> None:
    row = gathering()
    [guest] = seats(row, 1)
    with pytest.raises(Refusal):
        actions.go_on(gathering=row, by=Actor(seat=guest), seen=None)
    actions.set_roles(seat=guest, roles=["cohost"], by=lead_of(row))
    actions.go_on(gathering=row, by=Actor(seat=guest), seen=None)


def test_people_come_in_by_the_code_alone(client: Client) -> None:
    row = gathering()
    assert client.get(f"/l/{row.code.lower()}").status_code == 302
    page = client.get(f"/live/{row.code}/beitreten/")
    assert page.status_code == 200 and "Dabei sein" in page.content.decode()
    answer = client.post(
        f"/live/{row.code}/beitreten/", {"name": "Frau Sommer", "channel": "room", "once": "abc"}
    )
    assert answer.status_code == 302
    assert client.cookies[drawing.cookie_name(row)]["httponly"]
    # The answer was lost and the button pressed again: one seat.
    client.post(f"/live/{row.code}/beitreten/", {"name": "Frau Sommer", "channel": "room", "once": "abc"})
    assert row.seats.count() == 1
    assert "Ankommen" in client.get(f"/live/{row.code}/").content.decode()


def test_a_guessed_code_is_slowed_down_and_a_full_hall_is_not(client: Client) -> None:
    row = gathering()
    for _number in range(40):
        assert client.get(f"/live/{row.code}/beitreten/").status_code == 200
    statuses = [client.get("/live/ZZZZZZ/").status_code for _number in range(32)]
    assert statuses[0] == 404 and statuses[-1] == 429


@pytest.mark.parametrize("view", ["", "mitlesen/", "beamer/", "stand/?sicht=phone", "mein/"])
def test_every_view_shows_what_stands_in_the_tables(view: str) -> None:
    row = gathering()
    client, _seat = phone(row)
    for _step in row.stages.all():
        answer = client.get(f"/live/{row.code}/{view}")
        assert answer.status_code == 200, answer.content.decode()[:500]
        row.refresh_from_db()
        if row.stage_id != row.stages.last().pk:
            actions.go_on(gathering=row, by=lead_of(row), seen=None)


def test_reload_is_live() -> None:
    """What the stream draws is what the page holds."""
    row = gathering()
    client, seat = phone(row)
    drawn = drawing.draw(row.code, {"phone:de", "beamer:de"})
    assert drawn is not None
    page = client.get(f"/live/{row.code}/").content.decode()
    assert drawn.parts["phone:de"]["head"].strip() in page
    before = drawn.marks.get(f"{seat.pk}:de", "")
    actions.go_on(gathering=row, by=lead_of(row), seen=None)
    after = drawing.draw(row.code, {"phone:de"})
    assert after is not None and after.state != drawn.state
    assert after.marks.get(f"{seat.pk}:de", "") != before


def test_the_console_runs_the_whole_gathering_by_plain_forms(client: Client) -> None:
    row = gathering(open=False)
    client.force_login(row.lead)  # type: ignore[attr-defined]
    act = lambda verb, **values: client.post(f"/live/{row.code}/tun/{verb}/", {"view": "console", **values})  # noqa: E731
    assert "Türen öffnen" in client.get(f"/live/{row.code}/leitung/").content.decode()
    assert act("open").status_code == 302
    for _number in range(row.stages.count() - 1):
        assert client.get(f"/live/{row.code}/leitung/").status_code == 200
        row.refresh_from_db()
        assert act("next", seen=row.stage_id).status_code == 302
    assert act("close").status_code == 302
    row.refresh_from_db()
    assert row.state == State.DONE and row.closed_at
    assert "Wieder öffnen" in client.get(f"/live/{row.code}/leitung/").content.decode()


def test_a_refused_form_says_why_as_json_too() -> None:
    row = gathering()
    client, _seat = phone(row)
    answer = client.post(f"/live/{row.code}/tun/next/", {}, headers={"Accept": "application/json"})
    assert answer.status_code == 403 and "leitet" in answer.json()["said"]


def test_state_is_304_while_nothing_happens() -> None:
    row = gathering()
    client, _seat = phone(row)
    first = client.get(f"/live/{row.code}/stand/?sicht=phone")
    again = client.get(f"/live/{row.code}/stand/?sicht=phone", headers={"If-None-Match": first["ETag"]})
    assert first.status_code == 200 and again.status_code == 304
    actions.announce(gathering=row, text="Es gibt Suppe", by=lead_of(row))
    third = client.get(f"/live/{row.code}/stand/?sicht=phone", headers={"If-None-Match": first["ETag"]})
    assert "Es gibt Suppe" in third.json()["parts"]["phone/notice"]
    # A page that asks sees it too when the moderation of the site takes something away.
    item = Item.objects.create(gathering=row, kind="card", body="Etwas Grobes")
    kind = subjects.kind_named("live-item")
    assert kind.hide is not None
    with transaction.atomic():
        kind.hide(item, hidden=True)
    last = client.get(f"/live/{row.code}/stand/?sicht=phone", headers={"If-None-Match": third["ETag"]})
    assert last.status_code == 200 and last["ETag"] != third["ETag"]
    # None of it is kept by the front.
    assert "private" in last["Cache-Control"]
    assert "no-store" in client.get(f"/live/{row.code}/plan.json")["Cache-Control"]


def test_a_world_cafe_for_sixty_stands_after_one_form(client: Client) -> None:
    by = staff("kernteam")
    client.force_login(by)
    assert client.get("/schreibtisch/treffen/").status_code == 200
    assert client.get("/schreibtisch/treffen/neu/?format=world-cafe").status_code == 200
    values = {
        "script": "world-cafe", "title": "Unser Viertel", "starts_at": "2030-05-04T18:00",
        "people": "60", "mode": "hybrid", "venue": "Bürgersaal", "once": "once-only",
    }  # fmt: skip
    first = client.post("/schreibtisch/treffen/neu/", values)
    second = client.post("/schreibtisch/treffen/neu/", values)
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    row = Gathering.objects.get()
    assert row.spaces.count() == 12 and row.event.kind == "world-cafe"
    assert client.get(first["Location"]).status_code == 200
    wrong = client.post("/schreibtisch/treffen/neu/", values | {"people": "1", "once": "other"})
    assert wrong.status_code == 422 and "Unser Viertel" in wrong.content.decode()


def test_the_run_sheet_is_changed_and_saved_as_the_citys_own(client: Client) -> None:
    row = gathering(open=False)
    client.force_login(row.lead)  # type: ignore[attr-defined]
    base = f"/live/{row.code}/leitung/ablauf/"
    assert client.get(base).status_code == 200
    added = client.post(base, {"kind": "input", "after": str(row.stages.first().pk)})
    assert added.status_code == 302
    stage = row.stages.get(position=2)
    page = client.get(added["Location"])
    assert page.status_code == 200 and "Wer spricht" in page.content.decode()
    saved = client.post(
        added["Location"],
        {
            "title": "Grußwort",
            "minutes": "5",
            "input-speaker": "Frau Amtsleiterin",
            "question": "",
            "text": "",
        },
    )
    assert saved.status_code == 302
    stage.refresh_from_db()
    assert stage.title == "Grußwort" and stage.settings_of("input")["speaker"] == "Frau Amtsleiterin"
    wrong = client.post(added["Location"], {"title": "", "minutes": "5000"})
    assert wrong.status_code == 422
    assert client.post(base, {"save": "1", "name": "Unser Café"}).status_code == 302
    own = runsheet.script_named("eigen-unser-cafe")
    assert own.own and own.stages[1].title == "Grußwort" and own.space == "table"
    again = gathering("eigen-unser-cafe", people=10)
    assert again.stages.count() == row.stages.count()


@pytest.mark.parametrize("view", ["phone", "table", "console", "theme", "people", "sheet", "sheet-3", "odd"])
def test_the_way_back_from_a_form_leads_to_where_one_came_from(view: str) -> None:
    row = gathering()
    stage = to_stage(row, "tables")
    space = row.spaces.filter(kind="table").first()
    client = Client()
    client.force_login(row.lead)  # type: ignore[attr-defined]
    wanted = {
        "table": f"/live/{row.code}/tisch/{space.pk}/",
        "console": f"/live/{row.code}/leitung/",
        "theme": f"/live/{row.code}/themen/",
        "people": f"/live/{row.code}/leitung/menschen/",
        "sheet": f"/live/{row.code}/leitung/ablauf/",
        "sheet-3": f"/live/{row.code}/leitung/ablauf/3/",
    }.get(view, f"/live/{row.code}/")
    address = f"/live/{row.code}/schreiben/tables.note/?stage={stage.pk}&view={view}&space={space.pk}"
    assert f'href="{wanted}">Zurück' in client.get(address).content.decode()
    # Sent with a mistake, and sent for good.
    values = {"stage": stage.pk, "view": view, "space": space.pk, "typed": "1", "text": ""}
    again = client.post(f"/live/{row.code}/tun/tables.note/", values)
    assert again.status_code == 422 and f'href="{wanted}">Zurück' in again.content.decode()
    sent = client.post(f"/live/{row.code}/tun/tables.note/", {**values, "text": "Mehr Bänke"})
    assert sent["Location"] == wanted


def test_who_writes_for_the_table_on_the_phone_comes_back_to_the_phone() -> None:
    row = gathering()
    stage = to_stage(row, "tables")
    client, seat = phone(row)
    space = Placement.objects.get(seat=seat, stage=stage, until=None).space
    address = f"/live/{row.code}/schreiben/tables.note/?stage={stage.pk}&view=table&space={space.pk}"
    table = client.get(address, headers={"Referer": f"http://testserver/live/{row.code}/tisch/{space.pk}/"})
    assert f'href="/live/{row.code}/tisch/{space.pk}/">Zurück' in table.content.decode()
    hand = client.get(address, headers={"Referer": f"http://testserver/live/{row.code}/"}).content.decode()
    assert f'href="/live/{row.code}/">Zurück' in hand and 'name="view" value="phone"' in hand
