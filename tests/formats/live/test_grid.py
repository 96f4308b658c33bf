# SPDX-License-Identifier: EUPL-1.2
"""The grid: topics, presenting, wishes, the computed plan, moving by hand, reports, the wall."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import gathering, lead_of, phone, seats
from tests.ground.deeds.crowd import at_once

from mitwirken.formats.live import actions, deeds, drawing, kinds, planning, queries
from mitwirken.formats.live.kinds.grid import board_of, sessions_of
from mitwirken.formats.live.models import (
    Gathering,
    Item,
    ItemStatus,
    Seat,
    Signal,
    SignalKind,
    Space,
    Stage,
    Turn,
    TurnState,
)
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db

FREE = {"also": ["grid"], "tables": {"policy": "free"}, "grid": {}}


def camp(*, slots: int = 2, rooms: int = 2, capacity: int = 0, **grid: Any) -> Gathering:
    """A gathering whose grid runs, with slots and rooms, whatever the shipped formats look like."""
    row = gathering(open=False)
    row.stages.all().delete()
    row.spaces.all().delete()
    config = {"grid": {"pitch_seconds": 0, "slots": slots, "rooms": rooms, **grid}}
    Stage.objects.create(gathering=row, position=1, kind="grid", title="Vorstellen und planen", config=config)
    for number in range(slots):
        Stage.objects.create(
            gathering=row,
            position=number + 2,
            kind="tables",
            title=f"Runde {number + 1}",
            minutes=45,
            config=FREE,
        )
    for number in range(rooms):
        Space.objects.create(
            gathering=row,
            kind="room",
            name=f"Raum {number + 1}",
            capacity=capacity,
            position=number + 1,
            colour=number + 1,
        )
    actions.open_doors(gathering=row, by=lead_of(row))
    return row


def do(row: Gathering, verb: str, by: Actor | None = None, stage: Stage | None = None, **values: Any) -> str:
    row.refresh_from_db()
    stage = stage or row.stage
    return deeds.call(
        gathering=row, verb=f"grid.{verb}", by=by or lead_of(row), data={"stage": str(stage.pk), **values}
    )


def topic(row: Gathering, title: str, seat: Seat, **values: Any) -> Item:
    do(row, "propose", Actor(seat=seat), title=title, **values)
    return Item.objects.get(gathering=row, kind="topic", title=title)


def board(row: Gathering) -> planning.Board:
    fresh = Gathering.objects.select_related("event", "stage").get(pk=row.pk)
    look = Look(fresh)
    return board_of(look, next(stage for stage in look.stages if stage.kind == "grid"))


def cell(row: Gathering, slot: int, room: int) -> str:
    now = board(row)
    return f"{now.slots[slot].pk}-{now.rooms[room].pk}"


def refused(row: Gathering, verb: str, by: Actor | None = None, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        do(row, verb, by, **values)
    assert str(caught.value).endswith((".", "?")) and 400 <= caught.value.status < 500
    return caught.value


# --- topics and presenting ------------------------------------------------------------------------------------------


def test_topics_are_presented_one_after_the_other() -> None:
    row = camp(pitch_seconds=60)
    ada, ben = seats(row, 2)
    first, second = topic(row, "Radwege", ada), topic(row, "Bäume", ben)
    third = topic(row, "Bänke", ada)
    assert [each.pk for each in board(row).queue] == [first.pk, second.pk, third.pk]
    do(row, "call")
    assert board(row).live.pk == first.pk
    do(row, "hands", item=first.pk, hands=12)
    do(row, "accept", item=first.pk, then="1")
    now = board(row)
    assert now.live.pk == second.pk and [each.pk for each in now.parked] == [first.pk]
    assert now.by_pk[first.pk].demand == 12
    do(row, "skip", item=second.pk)
    assert [each.pk for each in board(row).queue] == [third.pk, second.pk]
    do(row, "call", item=second.pk)
    do(row, "reject", item=second.pk, reason="Das klären wir mit dem Grünflächenamt.")
    now = board(row)
    assert [item.pk for item in now.rejected] == [second.pk] and now.live is None
    do(row, "restore", item=second.pk)
    assert second.pk in [each.pk for each in board(row).queue]
    do(row, "accept-all")
    assert not board(row).queue and len(board(row).parked) == 3
    assert not Turn.objects.filter(state=TurnState.LIVE).exists()


def test_a_second_topic_of_the_same_person_waits_until_others_had_a_first() -> None:
    row = camp(pitch_seconds=60)
    ada, ben = seats(row, 2)
    one, two, other = topic(row, "Eins", ada), topic(row, "Zwei", ada), topic(row, "Drei", ben)
    assert [each.pk for each in board(row).queue] == [one.pk, other.pk, two.pk]


def test_hidden_topics_are_private_until_all_are_opened_at_one_moment() -> None:
    row = camp(pitch_seconds=60)
    client, seat = phone(row)
    early = Stage.objects.create(
        gathering=row,
        position=0,
        kind="collect",
        title="Aufschreiben",
        state="beendet",
        config={"collect": {"hidden": True}},
    )
    made = [
        Item.objects.create(
            gathering=row, stage=early, author=seat, kind="topic", title=f"Geheim {n}", status="draft"
        )
        for n in range(6)
    ]
    assert "Geheim" not in client.get(f"/live/{row.code}/").content.decode()
    assert board(row).hidden == 6 and not board(row).topics
    do(row, "reveal")
    order = [each.pk for each in board(row).queue]
    assert sorted(order) == [item.pk for item in made]
    assert order == [each.pk for each in board(row).queue]  # drawn once
    row.refresh_from_db()
    seq = row.seq
    do(row, "reveal")
    row.refresh_from_db()
    assert row.seq == seq


def test_calling_is_refused_while_somebody_presents_and_when_nobody_waits() -> None:
    row = camp(pitch_seconds=60)
    assert refused(row, "call").status == 409
    ada, ben = seats(row, 2)
    first, second = topic(row, "Radwege", ada), topic(row, "Bäume", ben)
    do(row, "call", item=first.pk)
    do(row, "call", item=first.pk)
    assert Turn.objects.count() == 1
    assert "Radwege" in str(refused(row, "call", item=second.pk))
    do(row, "accept", item=first.pk)
    assert refused(row, "call", item=first.pk).status == 409


def test_who_may_do_what() -> None:
    row = camp()
    ada, ben = seats(row, 2)
    item = topic(row, "Radwege", ada)
    for verb, values in (
        ("accept", {"item": item.pk}),
        ("place", {"item": item.pk, "cell": cell(row, 0, 0)}),
        ("plan", {}),
        ("adopt", {}),
        ("pin", {"item": item.pk}),
        ("reject", {"item": item.pk, "reason": "x"}),
    ):
        assert refused(row, verb, Actor(seat=ben), **values).status == 403
    assert refused(row, "withdraw", Actor(seat=ben), item=item.pk).status == 403
    assert refused(row, "edit", Actor(seat=ben), item=item.pk, title="Meins").status == 403
    assert refused(row, "take", Actor(seat=ada), item=item.pk, cell=cell(row, 0, 0)).status == 403
    assert refused(row, "interest", Actor(), item=item.pk).status == 401


def test_topics_of_people_without_a_phone_and_bad_input() -> None:
    row = camp()
    assert refused(row, "propose", title="Ohne Namen").field == "label"
    do(row, "propose", title="Vom Zettel", label="Herr Yılmaz")
    item = Item.objects.get(title="Vom Zettel")
    assert item.said_by == "Herr Yılmaz" and item.channel == "room" and item.author is None
    [ada] = seats(row, 1)
    topic(row, "Radwege", ada)
    assert refused(row, "propose", Actor(seat=ada), title="radwege").field == "title"
    assert refused(row, "propose", Actor(seat=ada), title="").status == 400
    assert refused(row, "place", item=item.pk, cell="kaputt").status == 400
    assert refused(row, "place", item=item.pk, cell="1-99999").status == 404
    assert refused(row, "place", item=99999, cell="").status == 404
    assert refused(row, "hands", item=item.pk, hands=-1).status == 400
    for number in range(9):
        topic(row, f"Noch {number}", ada)
    assert refused(row, "propose", Actor(seat=ada), title="Zu viel").status == 409


def test_a_topic_is_changed_and_withdrawn_by_its_author() -> None:
    row = camp()
    [ada] = seats(row, 1)
    item = topic(row, "Radweg", ada)
    do(row, "edit", Actor(seat=ada), item=item.pk, title="Radwege im Norden", body="Weil es dort keine gibt.")
    do(row, "place", item=item.pk, cell=cell(row, 0, 0))
    do(row, "withdraw", Actor(seat=ada), item=item.pk)
    item.refresh_from_db()
    assert item.title == "Radwege im Norden" and item.status == ItemStatus.REJECTED and item.slot is None


def test_interest_is_one_mark_a_seat_and_the_second_press_takes_it_back() -> None:
    row = camp()
    ada, ben = seats(row, 2)
    item = topic(row, "Radwege", ada)
    do(row, "interest", Actor(seat=ben), item=item.pk)
    item.refresh_from_db()
    assert item.ups == 1 and board(row).by_pk[item.pk].interest == 1
    do(row, "interest", Actor(seat=ben), item=item.pk)
    item.refresh_from_db()
    assert item.ups == 0


def test_merging_joins_wishes_and_hosts() -> None:
    row = camp(pitch_seconds=60)
    ada, ben, cem = seats(row, 3)
    one, two = topic(row, "Radwege", ada), topic(row, "Fahrradstraßen", ben)
    for seat in (ada, cem):
        do(row, "interest", Actor(seat=seat), item=one.pk)
    for seat in (ben, cem):
        do(row, "interest", Actor(seat=seat), item=two.pk)
    assert refused(row, "merge", item=two.pk, into=two.pk).field == "into"
    do(row, "merge", item=two.pk, into=one.pk)
    joined = board(row).by_pk[one.pk]
    assert joined.interest == 3 and joined.hosts == {ada.pk, ben.pk}
    assert [item.title for item in joined.merged] == ["Fahrradstraßen"]
    one.refresh_from_db()
    assert one.ups == 3


# --- the plan by hand -----------------------------------------------------------------------------------------------


def test_hard_rules_are_refused_in_sentences() -> None:
    row = camp()
    ada, ben = seats(row, 2)
    Space.objects.filter(name="Raum 1").update(equipment=["Beamer", "stufenlos"])
    one, two, three = (
        topic(row, "Radwege", ada),
        topic(row, "Bänke", ada),
        topic(row, "Bäume", ben, needs=["beamer"]),
    )
    assert Item.objects.get(pk=three.pk).data["needs"] == ["Beamer"]
    do(row, "place", item=one.pk, cell=cell(row, 0, 0))
    said = str(refused(row, "place", item=two.pk, cell=cell(row, 0, 1)))
    assert "Radwege" in said and "zwei Orten" in said
    assert "belegt" in str(refused(row, "place", item=three.pk, cell=cell(row, 0, 0)))
    assert "Beamer" in str(refused(row, "place", item=three.pk, cell=cell(row, 0, 1)))
    do(row, "place", item=three.pk, cell=cell(row, 1, 0))
    assert {each.pk: each.cell for each in board(row).placed}.keys() == {one.pk, three.pk}


def test_swap_pin_and_remove() -> None:
    row = camp()
    ada, ben = seats(row, 2)
    one, two = topic(row, "Radwege", ada), topic(row, "Bäume", ben)
    do(row, "place", item=one.pk, cell=cell(row, 0, 0))
    do(row, "place", item=two.pk, cell=cell(row, 1, 1))
    do(row, "place", item=one.pk, cell=cell(row, 1, 1), swap="1")
    now = board(row)
    first, second = now.by_pk[one.pk], now.by_pk[two.pk]
    assert (first.slot.number, first.room.name) == (2, "Raum 2") and first.moved
    assert (second.slot.number, second.room.name) == (1, "Raum 1")
    do(row, "pin", item=one.pk)
    assert "festgesteckt" in str(refused(row, "place", item=one.pk, cell=""))
    assert "festgesteckt" in str(refused(row, "place", item=two.pk, cell=cell(row, 1, 1), swap="1"))
    do(row, "pin", item=one.pk)
    do(row, "place", item=one.pk, cell="")
    assert [each.pk for each in board(row).parked] == [one.pk]
    assert refused(row, "pin", item=one.pk).status == 409


def test_in_an_open_space_a_convenor_takes_a_free_cell() -> None:
    row = camp(choose=True, pitch_seconds=60)
    ada, ben = seats(row, 2)
    one, two = topic(row, "Radwege", ada), topic(row, "Bäume", ben)
    assert "vor" in str(refused(row, "take", Actor(seat=ada), item=one.pk, cell=cell(row, 0, 0)))
    do(row, "accept-all")
    do(row, "take", Actor(seat=ada), item=one.pk, cell=cell(row, 0, 0))
    assert refused(row, "take", Actor(seat=ben), item=two.pk, cell=cell(row, 0, 0)).status == 409
    assert refused(row, "take", Actor(seat=ben), item=two.pk, cell="").field == "cell"
    assert refused(row, "take", Actor(seat=ben), item=one.pk, cell=cell(row, 0, 1)).status == 403


def test_a_room_keeps_what_a_planned_session_needs() -> None:
    row = camp()
    [ada] = seats(row, 1)
    room = Space.objects.get(name="Raum 1")
    do(row, "room", room=room.pk, name="Großer Saal", capacity=80, equipment="Beamer\nMikrofon")
    item = topic(row, "Bäume", ada, needs=["Beamer"])
    do(row, "place", item=item.pk, cell=cell(row, 0, 0))
    assert (
        refused(row, "room", room=room.pk, name="Großer Saal", capacity=80, equipment="Mikrofon").field
        == "equipment"
    )
    room.refresh_from_db()
    assert room.name == "Großer Saal" and room.capacity == 80 and room.equipment == ["Beamer", "Mikrofon"]
    # A room that is closed gives its sessions back to the parking area.
    actions.set_spaces(gathering=row, kind="room", number=1, by=lead_of(row))
    other = topic(row, "Bänke", seats(row, 1)[0])
    assert other.pk in [each.pk for each in board(row).parked]


def test_missing_slots_and_rooms_are_made_when_the_step_begins() -> None:
    row = gathering(open=False)
    row.stages.all().delete()
    row.spaces.all().delete()
    Stage.objects.create(
        gathering=row,
        position=1,
        kind="grid",
        title="Plan",
        config={"grid": {"slots": 3, "rooms": 4, "slot_minutes": 30}},
    )
    Stage.objects.create(gathering=row, position=2, kind="harvest", title="Ernte")
    actions.open_doors(gathering=row, by=lead_of(row))
    assert [stage.kind for stage in row.stages.all()] == ["grid", "tables", "tables", "tables", "harvest"]
    assert row.spaces.filter(kind="room").count() == 4
    do(row, "slot")
    assert len(board(row).slots) == 4 and {slot.stage.minutes for slot in board(row).slots} == {30}
    assert list(row.stages.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


# --- the computed plan ----------------------------------------------------------------------------------------------


def wish(row: Gathering, wishes: Mapping[Seat, list[Item]]) -> None:
    stage = row.stages.get(kind="grid")
    Signal.objects.bulk_create(
        Signal(seat=seat, item=item, stage=stage, kind=SignalKind.INTEREST)
        for seat, items in wishes.items()
        for item in items
    )


def test_a_plan_is_a_proposal_until_it_is_taken_over() -> None:
    row = camp(capacity=2)
    ada, ben, cem, dana = seats(row, 4)
    one, two, three, four = (
        topic(row, title, seat) for title, seat in (("A", ada), ("B", ben), ("C", cem), ("D", dana))
    )
    wish(row, {ada: [one, two], ben: [one, two], cem: [three, four], dana: [one]})
    do(row, "plan")
    now = board(row)
    assert not now.placed and now.proposal is not None
    assert now.proposal.worth.value == now.proposal.worth.bound == 7 and not now.proposal.clashes
    do(row, "adopt")
    now = board(row)
    assert len(now.placed) == 4 and now.proposal is None and now.worth.value == 7
    assert now.by_pk[one.pk].slot != now.by_pk[two.pk].slot
    over = [
        field.overflow
        for _slot, fields in now.grid
        for field in fields
        if field.topic and field.topic.pk == one.pk
    ]
    assert over == [1]


def test_clashes_are_counted_in_each_cell() -> None:
    row = camp()
    people = seats(row, 5)
    one, two = topic(row, "Radwege", people[0]), topic(row, "Bäume", people[1])
    wish(row, {seat: [one, two] for seat in people[:3]})
    do(row, "place", item=one.pk, cell=cell(row, 0, 0))
    do(row, "place", item=two.pk, cell=cell(row, 0, 1))
    client = Client()
    client.force_login(row.lead)  # type: ignore[attr-defined]
    page = client.get(f"/live/{row.code}/leitung/").content.decode()
    assert "3 Menschen wollen beides" in page


def test_pins_stay_and_a_later_plan_changes_little() -> None:
    row = camp(slots=3, rooms=2)
    people = seats(row, 12)
    items = [topic(row, f"Thema {number}", people[number]) for number in range(5)]
    luck = random.Random(4)
    wish(row, {seat: luck.sample(items, 3) for seat in people})
    do(row, "place", item=items[0].pk, cell=cell(row, 2, 1))
    do(row, "pin", item=items[0].pk)
    do(row, "plan")
    do(row, "adopt")
    before = board(row).places
    assert board(row).by_pk[items[0].pk].slot.number == 3
    late = topic(row, "Zu spät gekommen", people[6])
    do(row, "plan")
    proposal = board(row).proposal
    assert proposal is not None
    moved = [pk for pk, old in before.items() if proposal.places[pk][0] != old[0]]
    assert late.pk in proposal.places and len(moved) <= 1
    do(row, "discard")
    assert board(row).proposal is None and board(row).places == before


def test_a_proposal_that_no_longer_fits_is_refused() -> None:
    row = camp(slots=1, rooms=1)
    ada, ben = seats(row, 2)
    one, two = topic(row, "Eins", ada), topic(row, "Zwei", ben)
    wish(row, {ada: [one], ben: [one]})
    do(row, "plan")
    assert [each.pk for each in board(row).proposal.unplaced] == [two.pk]
    do(row, "place", item=one.pk, cell="")
    do(row, "place", item=two.pk, cell=cell(row, 0, 0))
    do(row, "pin", item=two.pk)
    assert "neu rechnen" in str(refused(row, "adopt"))
    do(row, "discard")
    assert "offen" in do(row, "adopt")


def test_there_is_nothing_to_plan_without_topics_slots_or_rooms() -> None:
    row = camp()
    assert refused(row, "plan").status == 409
    actions_row = camp(slots=1)
    actions_row.stages.filter(kind="tables").delete()
    [ada] = seats(actions_row, 1)
    topic(actions_row, "Eins", ada)
    assert "Zeitfenster" in str(refused(actions_row, "plan"))


def test_a_bar_camp_of_48_topics_and_200_people_is_planned_in_seconds() -> None:
    row = camp(slots=6, rooms=8, capacity=30)
    people = seats(row, 200)
    Space.objects.filter(gathering=row, name__in=["Raum 1", "Raum 2", "Raum 3"]).update(equipment=["Beamer"])
    luck = random.Random(7)
    items = [
        topic(
            row, f"Thema {number}", people[number % 40], **({"needs": ["Beamer"]} if number % 4 == 0 else {})
        )
        for number in range(48)
    ]
    weights = [1 / (1 + number % 12) for number in range(48)]
    wish(row, {seat: list({*luck.choices(items, weights, k=8)}) for seat in people})
    do(row, "place", item=items[9].pk, cell=cell(row, 3, 5))
    do(row, "pin", item=items[9].pk)
    started = time.monotonic()
    do(row, "plan")
    do(row, "adopt")
    assert time.monotonic() - started < 15  # two to four seconds on a quiet machine
    now = board(row)
    assert len(now.placed) == 48 and not now.parked
    assert not now.problems(now.places)
    assert now.by_pk[items[9].pk].cell == (now.slots[3].pk, now.rooms[5].pk)
    assert now.worth.share > 0.75


# --- slots and reports ----------------------------------------------------------------------------------------------


def running(row: Gathering) -> tuple[Item, Seat]:
    [ada] = seats(row, 1)
    item = topic(row, "Radwege", ada)
    do(row, "place", item=item.pk, cell=cell(row, 0, 0))
    actions.go_on(gathering=row, by=lead_of(row), seen=None)
    return item, ada


def test_in_a_slot_each_room_has_its_topic() -> None:
    row = camp()
    item, _ada = running(row)
    row.refresh_from_db()
    assert [each.pk for each in sessions_of(row.stage)] == [item.pk]
    assert Space.objects.get(name="Raum 1").question == "Radwege"
    assert refused(row, "place", item=item.pk, cell="").status == 409
    actions.go_on(gathering=row, by=lead_of(row), seen=None)
    assert Space.objects.get(name="Raum 1").question == ""


def test_a_report_is_written_once_and_changed_by_those_who_may() -> None:
    row = camp()
    client, kim = phone(row)
    item, ada = running(row)
    [ben] = seats(row, 1)
    lead = Client()
    lead.force_login(row.lead)  # type: ignore[attr-defined]
    assert "noch kein Bericht" in lead.get(f"/live/{row.code}/leitung/").content.decode()
    assert refused(row, "report", Actor(seat=kim), item=item.pk, body="").status == 400
    do(
        row,
        "report",
        Actor(seat=kim),
        item=item.pk,
        body="Über Lücken im Netz.",
        results="Drei Stellen",
        next="Begehung",
        who="Kim",
    )
    report = Item.objects.get(kind="report")
    assert report.parent_id == item.pk and report.space.name == "Raum 1" and report.stage.title == "Runde 1"
    assert refused(row, "report", Actor(seat=ben), item=item.pk, body="Anders.", version=1).status == 403
    assert refused(row, "report", Actor(seat=ada), item=item.pk, body="Anders.").status == 409
    do(row, "report", Actor(seat=ada), item=item.pk, body="Über Lücken.", version=1)
    assert refused(row, "report", Actor(seat=kim), item=item.pk, body="Alt.", version=1).status == 409
    assert "noch kein Bericht" not in lead.get(f"/live/{row.code}/leitung/").content.decode()
    # The page of the form shows what stands there; afterwards, too.
    for _step in range(2):
        page = client.get(f"/live/{row.code}/schreiben/grid.report/?item={item.pk}").content.decode()
        assert "Über Lücken." in page and 'name="version"' in page
        actions.go_on(gathering=row, by=lead_of(row), seen=None) if _step == 0 else None


def test_there_is_no_report_before_the_session() -> None:
    row = camp()
    [ada] = seats(row, 1)
    item = topic(row, "Radwege", ada)
    assert refused(row, "report", Actor(seat=ada), item=item.pk, body="x").status == 409
    do(row, "place", item=item.pk, cell=cell(row, 0, 0))
    assert refused(row, "report", Actor(seat=ada), item=item.pk, body="x").status == 409


def test_the_minutes_tell_plan_reports_and_what_was_not_taken() -> None:
    row = camp()
    item, ada = running(row)
    do(row, "report", Actor(seat=ada), item=item.pk, body="Über Lücken.", results="Drei Stellen", who="Ada")
    actions.go_back(gathering=row, by=lead_of(row), seen=None)
    left, gone = topic(row, "Bänke", ada, body="Zum Sitzen."), topic(row, "Bäume", ada)
    do(row, "reject", item=gone.pk, reason="Gehört in ein anderes Treffen.")
    look = queries.look_at(row.code)
    assert look is not None
    grid = next(stage for stage in look.stages if stage.kind == "grid")
    blocks = kinds.kind_named("grid").minutes(look, grid)
    told = repr(blocks)
    assert [block.title for block in blocks][1:] == ["Ohne Platz im Plan", "Nicht aufgenommen"]
    for words in (
        "Radwege",
        "Raum 1",
        "Über Lücken.",
        "Drei Stellen",
        "Bänke",
        "Zum Sitzen.",
        "Gehört in ein anderes Treffen.",
    ):
        assert words in told
    assert left.pk in [line.item.pk for line in blocks[1].lines]
    assert kinds.kind_named("grid").minutes(look, look.stages[1]) == []


# --- pages ----------------------------------------------------------------------------------------------------------


def fill(row: Gathering, number: int) -> None:
    stage = row.stages.get(kind="grid")
    people = list(row.seats.all())
    slots = [slot.stage for slot in board(row).slots]
    rooms = list(row.spaces.all())
    cells = [(slot, room) for slot in slots for room in rooms]
    items = []
    for n in range(number):
        place = cells[n] if n < min(number // 2, len(cells)) else (None, None)
        items.append(
            Item(
                gathering=row,
                stage=stage,
                author=people[n % len(people)],
                kind="topic",
                title=f"Gefüllt {n}",
                slot=place[0],
                room=place[1],
                data={"accepted": True} if n % 3 else {},
            )
        )
    items = Item.objects.bulk_create(items)
    luck = random.Random(1)
    Signal.objects.bulk_create(
        Signal(seat=seat, item=item, kind=SignalKind.INTEREST)
        for seat in people
        for item in luck.sample(items, min(3, number))
    )


@pytest.mark.parametrize("view", ["phone", "watch", "beamer", "console"])
def test_few_and_many_topics_cost_the_same_number_of_queries(view: str) -> None:
    counts = []
    for number in (3, 300):
        row = camp(pitch_seconds=60, slots=6, rooms=8)
        people = seats(row, 3 if number == 3 else 40)
        fill(row, number)
        look = queries.look_at(row.code)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            drawing.draw(row.code, {f"{view}:de"})
            if view == "phone":
                drawing.mine(look, people[0])
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_every_view_through_the_whole_camp_by_plain_forms() -> None:
    row = camp(pitch_seconds=60, poster="open-space")
    client, _seat = phone(row)
    lead = Client()
    lead.force_login(row.lead)  # type: ignore[attr-defined]
    at = f"/live/{row.code}"

    def stage() -> int:
        row.refresh_from_db()
        return row.stage_id

    def post(who: Client, verb: str, view: str = "console", **values: Any) -> None:
        answer = who.post(f"{at}/tun/grid.{verb}/", {"stage": stage(), "view": view, **values})
        assert answer.status_code == 302, answer.content.decode()[:2000]

    def see() -> dict[str, str]:
        pages = {}
        for name, who, path in (
            ("phone", client, "/"),
            ("watch", client, "/mitlesen/"),
            ("beamer", client, "/beamer/"),
            ("console", lead, "/leitung/"),
            ("wall", Client(), "/plan/"),
        ):
            answer = who.get(at + path)
            assert answer.status_code == 200
            pages[name] = answer.content.decode()
        return pages

    pages = see()
    assert "Gesetz der zwei Füße" in pages["beamer"]
    for verb in ("propose",):
        assert client.get(f"{at}/schreiben/grid.{verb}/?stage={stage()}").status_code == 200
    post(client, "propose", "phone", title="Radwege <b>", body="Weil.", typed="1")
    post(lead, "propose", title="Bäume", label="Frau Kaya", typed="1")
    item, other = Item.objects.get(title="Radwege <b>"), Item.objects.get(title="Bäume")
    pages = see()
    assert "als Nächstes dran" in pages["phone"] and "Radwege &lt;b&gt;" in pages["console"]
    post(lead, "call")
    pages = see()
    assert "Da würde ich kommen" in pages["phone"] and "live-clock" in pages["beamer"]
    post(client, "interest", "phone", item=item.pk)
    assert 'aria-pressed="true"' in see()["phone"]
    post(lead, "accept", item=item.pk)
    for verb in ("place", "edit", "merge", "reject"):
        page = lead.get(f"{at}/schreiben/grid.{verb}/?stage={stage()}&view=console&item={item.pk}")
        assert page.status_code == 200 and "Radwege" in page.content.decode()
    room = row.spaces.first()
    assert "Raum 1" in lead.get(f"{at}/schreiben/grid.room/?stage={stage()}&room={room.pk}").content.decode()
    post(lead, "accept", item=other.pk)
    post(lead, "plan")
    assert "Übernehmen" in see()["console"]
    post(lead, "adopt")
    pages = see()
    assert "Mein Plan" in pages["phone"] and "Radwege" in pages["wall"] and "grid-table" in pages["beamer"]
    refusal = lead.post(
        f"{at}/tun/grid.place/",
        {"stage": stage(), "view": "console", "item": item.pk, "cell": "x", "typed": "1"},
    )
    assert refusal.status_code == 422 and "Wählen Sie" in refusal.content.decode()
    data = client.get(f"{at}/plan.json").json()["schedule"]
    [day] = data["conference"]["days"]
    talks = [talk for talks in day["rooms"].values() for talk in talks]
    assert {talk["title"] for talk in talks} == {"Radwege <b>", "Bäume"} and talks[0]["duration"] == "00:45"
    actions.go_on(gathering=row, by=lead_of(row), seen=None)
    pages = see()
    assert "Bericht schreiben" in pages["phone"] and "noch kein Bericht" in pages["console"]
    running_now = next(
        each for each in (item, other) if Item.objects.get(pk=each.pk).slot_id == row.stage_id or True
    )
    running_now = Item.objects.filter(slot_id=stage()).first()
    post(client, "report", "phone", item=running_now.pk, body="Es war gut.", typed="1")
    assert "Bericht ist da" in see()["console"]


def test_the_phone_asks_for_its_own_part_when_the_plan_changes() -> None:
    row = camp()
    ada, ben = seats(row, 2)
    item = topic(row, "Radwege", ada)

    def mark() -> str:
        drawn = drawing.draw(row.code, {"phone:de"})
        assert drawn is not None
        return str(drawn.marks.get(f"{ben.pk}:de"))

    before = mark()
    do(row, "interest", Actor(seat=ben), item=item.pk)
    assert mark() == before  # counts stand in the shared part
    do(row, "place", item=item.pk, cell=cell(row, 0, 0))
    assert mark() != before


def test_the_wall_of_a_gathering_without_a_grid_says_so(client: Client) -> None:
    row = gathering()
    assert "keinen Plan" in client.get(f"/live/{row.code}/plan/").content.decode()
    assert client.get(f"/live/{row.code}/plan.json").json()["schedule"]["conference"]["rooms"] == []


@pytest.mark.parametrize("script", ["open-space", "barcamp"])
def test_the_shipped_formats_have_their_slots(script: str) -> None:
    row = gathering(script, people=60, open=False)
    now = board(row)
    assert len(now.slots) == {"open-space": 3, "barcamp": 4}[script] and len(now.rooms) == 3


# --- at once --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_grab_the_same_cell_and_one_has_it() -> None:
    row = camp(choose=True)
    people = seats(row, 8)
    items = [topic(row, f"Thema {number}", seat) for number, seat in enumerate(people)]
    wanted, stage = cell(row, 0, 0), row.stage

    def grab(number: int) -> Any:
        mine = Gathering.objects.get(pk=row.pk)
        return deeds.call(
            gathering=mine,
            verb="grid.take",
            by=Actor(seat=people[number]),
            data={"stage": str(stage.pk), "item": items[number].pk, "cell": wanted},
        )

    said = at_once(grab, 8)
    assert sum(isinstance(each, str) for each in said) == 1, said
    assert all(isinstance(each, (str, Refusal)) for each in said), said
    assert Item.objects.filter(slot__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_call_the_next_and_one_presents() -> None:
    row = camp(pitch_seconds=60)
    people = seats(row, 3)
    for number, seat in enumerate(people):
        topic(row, f"Thema {number}", seat)
    stage, by = row.stage, lead_of(row)

    def press(_number: int) -> Any:
        mine = Gathering.objects.get(pk=row.pk)
        return deeds.call(gathering=mine, verb="grid.call", by=by, data={"stage": str(stage.pk)})

    at_once(press, 4)
    assert Turn.objects.filter(state=TurnState.LIVE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_finger_pressing_twice_at_once_leaves_no_double_mark() -> None:
    row = camp()
    [ada] = seats(row, 1)
    item, stage = topic(row, "Radwege", ada), row.stage

    def press(_number: int) -> Any:
        mine = Gathering.objects.get(pk=row.pk)
        return deeds.call(
            gathering=mine,
            verb="grid.interest",
            by=Actor(seat=ada),
            data={"stage": str(stage.pk), "item": item.pk},
        )

    said = at_once(press, 4)
    assert not any(isinstance(each, BaseException) for each in said), said
    item.refresh_from_db()
    assert item.ups == Signal.objects.filter(item=item).count() == 0
