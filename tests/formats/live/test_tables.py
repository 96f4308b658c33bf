# SPDX-License-Identifier: EUPL-1.2
"""Tables, rooms and stalls: who sits where, what is written there, and what happens when something goes wrong."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import gathering, lead_of, phone, seats, to_stage
from tests.ground.deeds.crowd import at_once

from mitwirken.formats.live import actions, deeds, drawing, kinds
from mitwirken.formats.live.kinds.tables import stalls
from mitwirken.formats.live.kinds.tables.places import places
from mitwirken.formats.live.models import (
    Item,
    ItemKind,
    Placement,
    PlacementRole,
    Seat,
    Signal,
    Space,
    Stage,
)
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db

KIND = kinds.kind_named("tables")


def act(row: Any, verb: str, by: Actor | None = None, **values: Any) -> str:
    row.refresh_from_db()
    return deeds.call(
        gathering=row,
        verb=f"tables.{verb}",
        by=by or lead_of(row),
        data={"stage": str(values.pop("stage", row.stage_id)), **{k: str(v) for k, v in values.items()}},
    )


def sitting(stage: Stage) -> dict[int, set[int]]:
    """Who sits at which table now."""
    found: dict[int, set[int]] = {}
    for space, seat in Placement.objects.filter(stage=stage, until=None).values_list("space_id", "seat_id"):
        found.setdefault(space, set()).add(seat)
    return found


def configure(row: Any, policy: str, **more: Any) -> None:
    """Gives every step with tables another policy; the steps in use are laid down again."""
    for stage in row.stages.filter(kind="tables"):
        stage.config = {"tables": {"policy": policy, **more}}
        stage.save(update_fields=["config"])


def cafe(
    people: int = 20, tables: int = 4, *, channel: str = "room", hosts: bool = True
) -> tuple[Any, list[Seat]]:
    """A world café in its first round."""
    row = gathering("world-cafe", people=people)
    actions.set_spaces(gathering=row, kind="table", number=tables, by=lead_of(row))
    if not hosts:
        configure(row, "assigned", hosts=False)
    found = seats(row, people, channel=channel)
    to_stage(row, "tables")
    return row, found


def market(**config: Any) -> Any:
    row = gathering("wissensmarktplatz", people=20)
    configure(row, "booked", **{"windows": 4, "window_minutes": 15, **config})
    return row


def next_round(row: Any) -> Stage:
    actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    row.refresh_from_db()
    return row.stage


# --- world café ---------------------------------------------------------------------------------------------------


def test_nobody_meets_twice_in_three_rounds_with_24_people_at_6_tables() -> None:
    row, people = cafe(24, 6, hosts=False)
    met: set[tuple[int, int]] = set()
    visited: set[tuple[int, int]] = set()
    for number in range(3):
        stage = row.stage if not number else next_round(row)
        tables = sitting(stage)
        assert sum(len(table) for table in tables.values()) == 24 and len(tables) == 6
        for space, table in tables.items():
            pairs = set(combinations(sorted(table), 2))
            assert not pairs & met
            met |= pairs
            assert not {(seat, space) for seat in table} & visited
            visited |= {(seat, space) for seat in table}
    assert len(met) == 108 and len(people) == 24
    shown = KIND.load(Look(row), row.stage)["quality"]()
    assert shown["sentence"] == "36 von 36 möglichen neuen Begegnungen, niemand zweimal am selben Tisch."


def test_hosts_stay_and_uneven_tables_differ_by_one() -> None:
    row = gathering("world-cafe", people=23)
    people = seats(row, 23)
    act(row, "volunteer", Actor(seat=people[3]))
    actions.set_roles(seat=people[7], roles=["host"], by=lead_of(row))
    first = to_stage(row, "tables")
    places = {seat: space for space, table in sitting(first).items() for seat in table}
    hosts = set(
        Placement.objects.filter(stage=first, role=PlacementRole.HOST).values_list("seat_id", flat=True)
    )
    assert hosts == {people[3].pk, people[7].pk}
    assert {len(table) for table in sitting(first).values()} <= {4, 5}
    for space, table in sitting(first).items():
        if not table & hosts:
            someone = Seat.objects.get(pk=min(table))
            act(row, "host", Actor(seat=someone))
            hosts.add(someone.pk)
            with pytest.raises(Refusal, match="schon"):
                act(row, "host", Actor(seat=Seat.objects.get(pk=max(table))))
        assert space
    second = next_round(row)
    for space, table in sitting(second).items():
        assert table & hosts == {seat for seat in hosts if places[seat] == space}
    moved = [seat for seat in places if seat not in hosts]
    after = {seat: space for space, table in sitting(second).items() for seat in table}
    assert all(after[seat] != places[seat] for seat in moved)


def test_a_few_people_do_not_sit_alone_at_many_tables() -> None:
    row, _people = cafe(8, 5)
    assert sorted(len(table) for table in sitting(row.stage).values()) == [4, 4]


def test_wishes_are_kept_and_can_be_taken_back() -> None:
    row = gathering("world-cafe", people=20)
    people = seats(row, 20)
    names = [Seat.objects.get(pk=seat.pk).name for seat in people]
    act(row, "pair", sort="apart", a=names[0], b=names[1])
    act(row, "pair", sort="together", a=names[2], b=people[3].pk)
    with pytest.raises(Refusal, match="nicht da"):
        act(row, "pair", sort="apart", a="Gibt es nicht", b=names[1])
    with pytest.raises(Refusal, match="verschiedene"):
        act(row, "pair", sort="apart", a=names[1], b=names[1])
    stage = to_stage(row, "tables")
    for _round in range(3):
        at = {seat: space for space, table in sitting(stage).items() for seat in table}
        assert at[people[0].pk] != at[people[1].pk]
        assert at[people[2].pk] == at[people[3].pk]
        if _round < 2:
            stage = next_round(row)
    act(row, "pair", sort="together", a=names[0], b=names[1])
    row.refresh_from_db()
    assert row.policies["apart"] == [] and len(row.policies["together"]) == 2
    act(row, "unpair", sort="together", number=0)
    row.refresh_from_db()
    assert row.policies["together"] == [[people[0].pk, people[1].pk]]


def test_online_is_mixed_in_or_sits_at_tables_of_its_own() -> None:
    row = gathering("world-cafe", people=20)
    far = {seat.pk for seat in seats(row, 8, channel="online")}
    seats(row, 12)
    stage = to_stage(row, "tables")
    assert [len(table & far) for table in sitting(stage).values()] == [2, 2, 2, 2]
    act(row, "hybrid", mode="separate")
    act(row, "again")
    for space, table in sitting(stage).items():
        online = Space.objects.get(pk=space).online
        assert table <= far if online else not table & far
    late, _token = actions.join(gathering=row, name="Spät dran", channel="online")
    assert Placement.objects.get(seat=late, until=None).space.online


def test_a_latecomer_goes_to_the_smallest_table_and_somebody_back_to_the_own() -> None:
    row, people = cafe(19, 4)
    before = sitting(row.stage)
    [smallest] = [space for space, table in before.items() if len(table) == 4]
    late, _token = actions.join(gathering=row, name="Spät dran", channel="room")
    assert Placement.objects.get(seat=late, until=None).space_id == smallest
    own = Placement.objects.get(seat=people[5], until=None).space_id
    actions.leave(seat=people[5], by=Actor(seat=people[5]))
    assert not Placement.objects.filter(seat=people[5], until=None).exists()
    actions.come_back(seat=Seat.objects.get(pk=people[5].pk))
    assert Placement.objects.get(seat=people[5], until=None).space_id == own


def test_the_host_drops_out_and_a_deputy_steps_in() -> None:
    row, _people = cafe(12, 3)
    table = next(iter(sitting(row.stage)))
    first, second, *_rest = Placement.objects.filter(stage=row.stage, space=table, until=None).order_by("pk")
    act(row, "appoint", seat=first.seat_id)
    act(row, "note", Actor(seat=first.seat), text="Mehr Bänke")
    actions.leave(seat=first.seat, by=Actor(seat=first.seat))
    data = KIND.load(Look(row), row.stage)["by"][table]
    assert data.host is not None and data.host.seat_id == second.seat_id
    assert data.took_over == first.seat.name and data.now.notes[0].body == "Mehr Bänke"
    console = Client()
    console.force_login(row.lead)
    assert f"übernommen von {first.seat.name}" in console.get(f"/live/{row.code}/leitung/").content.decode()
    # Back again: a guest at the same table. The deputy stays host in the next round too.
    actions.come_back(seat=Seat.objects.get(pk=first.seat_id))
    back = Placement.objects.get(seat=first.seat, until=None)
    assert back.space_id == table and back.role == PlacementRole.GUEST
    stage = next_round(row)
    now = Placement.objects.get(stage=stage, space=table, role=PlacementRole.HOST)
    assert now.seat_id == second.seat_id


def test_a_table_whose_last_one_leaves_is_without_host_and_empty() -> None:
    row, _people = cafe(9, 3)
    table = next(iter(sitting(row.stage)))
    for placement in Placement.objects.filter(stage=row.stage, space=table, until=None).select_related(
        "seat"
    ):
        actions.leave(seat=placement.seat, by=lead_of(row))
    assert table not in sitting(row.stage)
    assert KIND.load(Look(row), row.stage)["by"][table].host is None


def test_a_phone_sleeps_and_comes_back_to_the_same_table() -> None:
    row = gathering("world-cafe", people=12)
    seats(row, 11)
    client, seat = phone(row)
    to_stage(row, "tables")
    place = Placement.objects.get(seat=seat, until=None)
    before = client.get(f"/live/{row.code}/").content.decode()
    Seat.objects.filter(pk=seat.pk).update(seen_at="2020-01-01T00:00Z")
    for _time in range(3):
        assert client.get(f"/live/{row.code}/mein/").status_code == 200
    after = client.get(f"/live/{row.code}/").content.decode()
    assert place.space.name in before and place.space.name in after
    assert list(Placement.objects.filter(seat=seat)) == [place]


def test_going_back_a_round_gives_everybody_the_old_table() -> None:
    row, _people = cafe(12, 3)
    first = sitting(row.stage)
    next_round(row)
    actions.go_back(gathering=row, by=lead_of(row), seen=row.stage_id)
    row.refresh_from_db()
    assert sitting(row.stage) == first


def test_the_lead_moves_people_counts_tables_and_plans_again() -> None:
    row, people = cafe(20, 4)
    spaces = places(row, "assigned")
    here = Placement.objects.get(seat=people[0], until=None)
    other = next(space for space in spaces if space.pk != here.space_id)
    assert other.name in act(row, "move", seat=people[0].pk, space=other.pk)
    assert act(row, "move", seat=people[0].pk, space=other.pk) == ""
    assert Placement.objects.get(seat=people[0], until=None).space_id == other.pk
    act(row, "count", number=5)
    assert sorted(len(table) for table in sitting(row.stage).values()) == [4] * 5
    act(row, "count", number=4)
    assert sorted(len(table) for table in sitting(row.stage).values()) == [5] * 4
    assert "20 Menschen" in act(row, "again")
    # Plans that stood for seconds are no meetings.
    assert Placement.objects.filter(stage=row.stage, role="guest").count() == 20
    with pytest.raises(Refusal, match="leitet"):
        act(row, "move", Actor(seat=people[0]), seat=people[1].pk, space=other.pk)
    for verb, values, why in [
        ("move", {"seat": 999999, "space": other.pk}, "nicht mehr da"),
        ("move", {"seat": people[0].pk, "space": 999999}, "Diesen Tisch"),
        ("count", {"number": 0}, "Tische"),
        ("appoint", {"seat": "abc"}, "Zahl"),
    ]:
        with pytest.raises(Refusal, match=why) as refused:
            act(row, verb, **values)
        assert 400 <= refused.value.status < 500


def test_three_hundred_people_sit_down_at_once(django_assert_max_num_queries: Any) -> None:
    row = gathering("world-cafe", people=300)
    Seat.objects.bulk_create(
        [Seat(gathering=row, name=f"Gast {n}", channel="room" if n % 3 else "online") for n in range(300)]
    )
    actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    with django_assert_max_num_queries(40):
        actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    row.refresh_from_db()
    assert len(sitting(row.stage)) == 60 and {len(t) for t in sitting(row.stage).values()} == {5}
    with django_assert_max_num_queries(40):
        stage = next_round(row)
    found = KIND.load(Look(row), stage)["quality"]()["found"]
    assert found.encounters == found.possible == 600 and not found.table_repeats


# --- what is written ----------------------------------------------------------------------------------------------


def test_notes_stay_with_the_table_and_the_next_group_sees_the_key_points_first() -> None:
    row, _people = cafe(12, 3)
    table = next(iter(sitting(row.stage)))
    writer = Placement.objects.filter(stage=row.stage, space=table, until=None).first()
    assert writer is not None
    by = Actor(seat=writer.seat)
    act(row, "note", by, text="Der Platz ist abends dunkel")
    act(row, "points", by, point1="Mehr Licht", point2="Bänke", point3="")
    act(row, "points", by, point1="Mehr Licht am Platz", point2="Bänke", point3="Bäume")
    with pytest.raises(Refusal, match="an diesem Tisch"):
        other = next(space for space in sitting(row.stage) if space != table)
        act(row, "note", by, text="Woanders", space=other)
    with pytest.raises(Refusal):
        act(row, "note", by, text="  ")
    stage = next_round(row)
    data = KIND.load(Look(row), stage)["by"][table]
    assert [item.body for item in data.before] == ["Mehr Licht am Platz", "Bänke", "Bäume"]
    assert data.now is None and data.rounds[0].notes[0].body == "Der Platz ist abends dunkel"
    html = drawing.parts(Look(row), "table", space=Space.objects.get(pk=table))["stage"]
    assert html.index("Mehr Licht am Platz") < html.index("Der Platz ist abends dunkel")
    assert "Was macht unser Viertel" in html
    guest = Placement.objects.filter(stage=stage, space=table, until=None).first()
    assert guest is not None
    act(row, "note", Actor(seat=guest.seat), text="Ja, und Musik")
    act(row, "note", text="Von der Leitung", space=table)
    last = next_round(row)
    blocks = KIND.minutes(Look(row), last)
    [block] = [block for block in blocks if block.title.startswith(Space.objects.get(pk=table).name)]
    said = [line.text for line in block.lines]
    assert said == ["Runde 1", "Runde 2"]
    assert [line.text for line in block.lines[0].parts][:1] == ["Mehr Licht am Platz"]
    assert [line.text for line in block.lines[1].parts] == ["Ja, und Musik", "Von der Leitung"]
    [numbers] = KIND.minutes(Look(row), stage)
    assert numbers.text == "12 Menschen an 3 Tischen."


def test_minutes_name_the_hosts_in_the_order_in_which_they_hosted() -> None:
    row, _people = cafe(8, 2)
    table = next(iter(sitting(row.stage)))
    first, second, *_rest = Placement.objects.filter(stage=row.stage, space=table, until=None).order_by("pk")
    act(row, "host", Actor(seat=first.seat))
    actions.leave(seat=first.seat, by=Actor(seat=first.seat))
    lines = [line.text for block in KIND.minutes(Look(row), row.stage) for line in block.lines]
    assert f"Gastgeber*in: {first.seat.name}, {second.seat.name}" in lines


def test_a_host_gives_the_task_back() -> None:
    row, people = cafe(8, 2)
    act(row, "host", Actor(seat=people[0]))
    assert act(row, "host", Actor(seat=people[0])) == ""
    act(row, "unhost", Actor(seat=people[0]))
    assert not Placement.objects.filter(stage=row.stage, role=PlacementRole.HOST).exists()


def test_fixed_groups_stay_the_same_and_send_to_the_plenary_once() -> None:
    row = gathering("buergerdialog", people=24)
    people = seats(row, 24)
    for seat in people[:4]:
        actions.set_roles(seat=seat, roles=["host"], by=lead_of(row))
    first = to_stage(row, "tables")
    before = sitting(first)
    hosts = Placement.objects.filter(stage=first, role=PlacementRole.HOST)
    assert hosts.count() == 4 and len(before) == 4
    host = hosts.select_related("seat").first()
    assert host is not None
    act(row, "note", Actor(seat=host.seat), text="Wir wollen einen Park", about="agreed")
    act(row, "note", Actor(seat=host.seat), text="Parkplätze", about="disputed")
    note = Item.objects.get(body="Wir wollen einen Park")
    html = drawing.parts(Look(row), "table", space=host.space)["stage"]
    assert "Einigkeit" in html and "Uneinigkeit" in html and "Offene Fragen" in html
    act(row, "plenum", Actor(seat=host.seat), item=note.pk)
    act(row, "plenum", Actor(seat=host.seat), item=note.pk)
    [result] = Item.objects.filter(kind=ItemKind.HARVEST)
    assert result.body == note.body and result.space_id == host.space_id and result.said_by == host.space.name
    other = next(seat for seat in people if seat.pk not in before[host.space_id])
    with pytest.raises(Refusal):
        act(row, "plenum", Actor(seat=other), item=note.pk)
    with pytest.raises(Refusal, match="nicht mehr"):
        act(row, "plenum", Actor(seat=host.seat), item=999999)
    actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    late, _token = actions.join(gathering=row, name="Neu dabei", channel="room")
    second = to_stage_after(row, first)
    after = sitting(second)
    assert {space: table - {late.pk} for space, table in after.items()} == before
    assert any(late.pk in table for table in after.values())
    assert Placement.objects.filter(stage=second, role=PlacementRole.HOST).count() == 4


def to_stage_after(row: Any, first: Stage) -> Stage:
    for _step in range(10):
        row.refresh_from_db()
        if row.stage.kind == "tables" and row.stage_id != first.pk:
            return row.stage
        actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    raise AssertionError


# --- free ---------------------------------------------------------------------------------------------------------


def test_people_go_where_they_want_until_a_room_is_full() -> None:
    row = gathering("world-cafe", people=20)
    configure(row, "free")
    people = seats(row, 5)
    stage = to_stage(row, "tables")
    assert sitting(stage) == {}
    one, two, *_rest = places(row, "free")
    Space.objects.filter(pk=one.pk).update(capacity=2)
    assert one.name in act(row, "go", Actor(seat=people[0]), space=one.pk)
    act(row, "go", Actor(seat=people[1]), space=one.pk)
    with pytest.raises(Refusal, match=f"voll.*Frei ist noch: {two.name}"):
        act(row, "go", Actor(seat=people[2]), space=one.pk)
    assert act(row, "go", Actor(seat=people[1]), space=one.pk) == ""
    act(row, "go", Actor(seat=people[1]), space=two.pk)
    act(row, "go", Actor(seat=people[2]), space=one.pk)
    act(row, "out", Actor(seat=people[0]))
    act(row, "out", Actor(seat=people[0]))
    assert sitting(stage) == {one.pk: {people[2].pk}, two.pk: {people[1].pk}}
    Item.objects.create(
        gathering=row, kind=ItemKind.TOPIC, title="Radwege jetzt", slot=stage, room=one, author=people[3]
    )
    act(row, "note", Actor(seat=people[2]), text="Breiter")
    for view in ("phone", "watch", "beamer", "console"):
        assert "Radwege jetzt" in drawing.parts(Look(row), view)["stage"]
    [block] = [block for block in KIND.minutes(Look(row), stage) if block.title == one.name]
    assert [line.text for line in block.lines][1] == "Radwege jetzt"
    with pytest.raises(Refusal, match="nicht"):
        act(row, "again")
    with pytest.raises(Refusal):
        act(row, "book", Actor(seat=people[0]), place=f"{one.pk}-1")


# --- the market ---------------------------------------------------------------------------------------------------


def stall_of(row: Any, seat: Seat, title: str = "Brot backen", capacity: int = 2) -> Space:
    act(row, "stall", Actor(seat=seat), sort="offer", title=title, text="Sauerteig", capacity=capacity)
    return Space.objects.get(name=title)


def test_offers_and_needs_become_stalls_with_their_keepers() -> None:
    row = market()
    people = seats(row, 4)
    for seat, kind, title in ((people[0], "offer", "Brot backen"), (people[1], "need", "Wer kann Ukulele")):
        Item.objects.create(gathering=row, kind=kind, title=title, author=seat)
    Space.objects.create(gathering=row, kind="stall", name="Stadtteilbüro", capacity=3)
    stage = to_stage(row, "tables")
    assert sorted(row.spaces.filter(kind="stall").values_list("name", flat=True)) == [
        "Brot backen",
        "Stadtteilbüro",
        "Wer kann Ukulele",
    ]
    kept = Placement.objects.filter(stage=stage, role=PlacementRole.KEEPER, until=None)
    assert {(placement.seat_id, placement.space.name) for placement in kept} == {
        (people[0].pk, "Brot backen"),
        (people[1].pk, "Wer kann Ukulele"),
    }
    next_round(row)
    actions.go_back(gathering=row, by=lead_of(row), seen=row.stage_id)
    assert row.spaces.filter(kind="stall").count() == 3


def test_a_full_stall_has_a_waiting_list_from_which_people_move_up() -> None:
    row = market()
    keeper, *guests = seats(row, 5)
    stage = to_stage(row, "tables")
    stall = stall_of(row, keeper, capacity=2)
    assert "Platz" in act(row, "book", Actor(seat=guests[0]), place=f"{stall.pk}-2")
    act(row, "book", Actor(seat=guests[0]), place=f"{stall.pk}-2")
    act(row, "book", Actor(seat=guests[1]), place=f"{stall.pk}-2")
    assert "Stelle 1" in act(row, "book", Actor(seat=guests[2]), place=f"{stall.pk}-2")
    assert "Stelle 2" in act(row, "book", Actor(seat=guests[3]), place=f"{stall.pk}-2")
    act(row, "cancel", Actor(seat=guests[0]), place=f"{stall.pk}-2")
    act(row, "cancel", Actor(seat=guests[0]), place=f"{stall.pk}-2")
    [window] = [w for w in KIND.load(Look(row), stage)["by"][stall.pk].windows if w.number == 2]
    assert [placement.seat_id for placement in window.booked] == [guests[1].pk, guests[2].pk]
    assert window.place_of(guests[3].pk) == 1 and window.is_full
    # Who leaves frees the place.
    actions.leave(seat=guests[1], by=Actor(seat=guests[1]))
    [window] = [w for w in KIND.load(Look(row), stage)["by"][stall.pk].windows if w.number == 2]
    assert window.place_of(guests[3].pk) == 0
    for place, why in [
        (f"{stall.pk}-9", "Zeitfenster gibt es nicht"),
        ("999999-1", "nicht mehr"),
        ("quatsch", "Zeitfenster"),
        (f"{stall.pk}-", "Zeitfenster"),
    ]:
        with pytest.raises(Refusal, match=why) as refused:
            act(row, "book", Actor(seat=guests[2]), place=place)
        assert 400 <= refused.value.status < 500
    with pytest.raises(Refusal, match="eigener Stand"):
        act(row, "book", Actor(seat=keeper), place=f"{stall.pk}-1")
    other = stall_of(row, guests[3], "Nähen")
    with pytest.raises(Refusal, match="Brot backen"):
        act(row, "book", Actor(seat=guests[2]), place=f"{other.pk}-2")


def test_a_window_is_rung_in_and_keepers_take_turns_at_half_time() -> None:
    row = market(swap=True)
    keeper, second, guest, later = seats(row, 4)
    stage = to_stage(row, "tables")
    stall = stall_of(row, keeper, capacity=1)
    act(row, "keep", Actor(seat=second), space=stall.pk)
    act(row, "book", Actor(seat=guest), place=f"{stall.pk}-1")
    act(row, "book", Actor(seat=later), place=f"{stall.pk}-2")
    assert sitting(stage)[stall.pk] == {keeper.pk, guest.pk}
    with pytest.raises(Refusal, match="betreuen"):
        other = stall_of(row, later, "Nähen")
        act(row, "book", Actor(seat=keeper), place=f"{other.pk}-1")
    act(row, "book", Actor(seat=keeper), place=f"{other.pk}-3")
    act(row, "window", number=2)
    act(row, "window", number=2)
    assert keeper.pk in sitting(stage)[stall.pk] and guest.pk not in sitting(stage)[stall.pk]
    with pytest.raises(Refusal, match="vorbei"):
        act(row, "book", Actor(seat=guest), place=f"{stall.pk}-1")
    act(row, "window", number=3)
    assert sitting(stage)[stall.pk] == {second.pk}
    assert keeper.pk in sitting(stage)[other.pk]
    with pytest.raises(Refusal, match="nur 4"):
        act(row, "window", number=5)
    # The keeper on duty leaves: the other one steps in.
    actions.leave(seat=second, by=Actor(seat=second))
    data = KIND.load(Look(row), stage)["by"][stall.pk]
    assert [placement.seat_id for placement in data.keepers] in ([], [keeper.pk])
    act(row, "keep", Actor(seat=keeper), space=stall.pk)
    assert stalls.keepers(stalls.item_of(row, stall)) == [second.pk]


def test_a_question_to_a_stall_and_a_name_only_with_consent() -> None:
    row = market()
    keeper, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    client, guest = phone(row, "Herr Krume")
    stage = to_stage(row, "tables")
    stall = stall_of(row, keeper)
    act(row, "book", Actor(seat=guest), place=f"{stall.pk}-2")
    look = Look(row)
    assert KIND.load_mine(look, stage, keeper)["names"] == []
    act(row, "consent", Actor(seat=guest), space=stall.pk)
    assert KIND.load_mine(Look(row), stage, keeper)["names"] == [guest]
    assert "Herr Krume" not in "".join(drawing.parts(Look(row), "phone").values())
    act(row, "consent", Actor(seat=guest), space=stall.pk)
    assert not Signal.objects.filter(seat=guest).exists()
    act(row, "ask", Actor(seat=guest), space=stall.pk, text="Geht auch Dinkel?")
    asked = Item.objects.get(kind=ItemKind.QUESTION)
    with pytest.raises(Refusal, match="betreut"):
        act(row, "reply", Actor(seat=guest), item=asked.pk, text="Ja")
    act(row, "reply", Actor(seat=keeper), item=asked.pk, text="Ja, sehr gut sogar")
    with pytest.raises(Refusal, match="nicht mehr"):
        act(row, "reply", Actor(seat=keeper), item=999999, text="Ja")
    [block] = KIND.minutes(Look(row), stage)
    assert block.lines[1].text == "Geht auch Dinkel?"
    assert block.lines[1].parts[0].text == "Ja, sehr gut sogar"
    assert "Herr Krume" not in str(block)
    page = client.get(f"/live/{row.code}/").content.decode()
    assert "Ihre Plätze" in page and "Darf der Stand Ihren Namen sehen?" in page


# --- two at once --------------------------------------------------------------------------------------------------


def refused_at_once(deed: Callable[[int], Any], threads: int) -> list[str]:
    """What was refused of those who did it together; anything else that went wrong is raised."""
    results = at_once(deed, threads)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refusal):
            raise result
    return [str(result) for result in results if isinstance(result, Refusal)]


@pytest.mark.django_db(transaction=True)
def test_two_people_take_the_last_place_at_a_stall_at_once() -> None:
    row = market()
    keeper, *guests = seats(row, 7)
    stage = to_stage(row, "tables")
    stall = stall_of(row, keeper, capacity=1)

    def book(number: int) -> None:
        deeds.call(
            gathering=type(row).objects.get(pk=row.pk),
            verb="tables.book",
            by=Actor(seat=guests[number]),
            data={"stage": str(stage.pk), "place": f"{stall.pk}-2"},
        )

    assert refused_at_once(book, 6) == []
    [window] = [w for w in KIND.load(Look(row), stage)["by"][stall.pk].windows if w.number == 2]
    assert len(window.booked) == 1 and len(window.waiting) == 5
    row.refresh_from_db()
    assert list(row.log.values_list("seq", flat=True)) == list(range(1, row.seq + 1))


@pytest.mark.django_db(transaction=True)
def test_the_last_chair_of_a_room_and_the_host_of_a_table_go_to_one() -> None:
    row = gathering("world-cafe", people=20)
    configure(row, "free")
    people = seats(row, 5)
    stage = to_stage(row, "tables")
    room = places(row, "free")[0]
    Space.objects.filter(pk=room.pk).update(capacity=1)

    def call(verb: str) -> Callable[[int], None]:
        def one(number: int) -> None:
            deeds.call(
                gathering=type(row).objects.get(pk=row.pk),
                verb=verb,
                by=Actor(seat=people[number]),
                data={"stage": str(row.stage_id), "space": str(room.pk)},
            )

        return one

    assert len(refused_at_once(call("tables.go"), 5)) == 4
    assert len(sitting(stage)[room.pk]) == 1
    configure(row, "assigned", hosts=True)
    stage = next_round(row)
    refused = refused_at_once(call("tables.host"), 5)
    hosts = Placement.objects.filter(stage=stage, until=None, role=PlacementRole.HOST)
    assert hosts.count() == len(sitting(stage)) == 5 - len(refused)


# --- views --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["assigned", "fixed", "free", "booked"])
def test_every_view_is_drawn_by_plain_pages(policy: str) -> None:
    row = market() if policy == "booked" else gathering("world-cafe", people=12)
    if policy != "booked":
        configure(row, policy, hosts=True, per_table_question=True)
    seats(row, 6)
    client, seat = phone(row, "Kim <b>Markt</b>")
    stage = to_stage(row, "tables")
    if policy == "booked":
        space = stall_of(row, seat, capacity=1)
    else:
        space = places(row, policy)[0]
        act(row, "move", seat=seat.pk, space=space.pk)
    if policy != "booked":
        act(row, "note", Actor(seat=seat), text="<script>alert(1)</script>")
        act(row, "points", Actor(seat=seat), point1="Eins & zwei")
    lead = Client()
    lead.force_login(row.lead)
    for who, path in [
        (client, ""),
        (client, "mitlesen/"),
        (client, "beamer/"),
        (client, "mein/"),
        (client, f"tisch/{space.pk}/"),
        (client, f"stand/?sicht=table&tisch={space.pk}"),
        (lead, "leitung/"),
        (lead, f"tisch/{space.pk}/"),
        (lead, "themen/"),
        (client, f"schreiben/tables.note/?stage={stage.pk}&view=table&space={space.pk}&about=open"),
        (client, f"schreiben/tables.points/?stage={stage.pk}&view=table&space={space.pk}&point1=Eins"),
        (client, f"schreiben/tables.stall/?stage={stage.pk}"),
        (client, f"schreiben/tables.ask/?stage={stage.pk}&space={space.pk}"),
        (lead, f"schreiben/tables.pair/?stage={stage.pk}&view=console"),
    ]:
        answer = who.get(f"/live/{row.code}/{path}")
        body = answer.content.decode()
        assert answer.status_code == 200, (path, body[:300])
        assert "<script>alert" not in body and "<b>Markt" not in body
    drawn = drawing.draw(row.code, {f"table:{space.pk}:de", "phone:de", "console:de"})
    assert drawn is not None and drawn.moves[f"{seat.pk}:de"] == ("table", f"table:{space.pk}:de")
    before = drawn.marks.get(f"{seat.pk}:de")
    actions.leave(seat=seat, by=Actor(seat=seat))
    after = drawing.draw(row.code, {"phone:de"})
    assert after is not None and after.marks.get(f"{seat.pk}:de") != before


def test_a_note_is_written_by_a_plain_form_and_kept_when_refused() -> None:
    row = gathering("world-cafe", people=12)
    seats(row, 8)
    client, seat = phone(row)
    stage = to_stage(row, "tables")
    space = Placement.objects.get(seat=seat, until=None).space
    sent = {"stage": stage.pk, "view": "table", "space": space.pk, "typed": "1", "text": "Mehr Grün"}
    answer = client.post(f"/live/{row.code}/tun/tables.note/", sent)
    assert answer.status_code == 302 and answer["Location"].endswith(f"/tisch/{space.pk}/")
    assert Item.objects.get(kind=ItemKind.NOTE).body == "Mehr Grün"
    answer = client.post(f"/live/{row.code}/tun/tables.note/", {**sent, "text": "x" * 1001})
    assert answer.status_code == 422 and "x" * 1001 in answer.content.decode()
    answer = client.post(
        f"/live/{row.code}/tun/tables.move/", {"stage": stage.pk, "seat": seat.pk, "space": space.pk}
    )
    assert answer.status_code == 403
    client.post(f"/live/{row.code}/tun/help/", {"view": "table", "space": space.pk, "text": space.name})
    lead = Client()
    lead.force_login(row.lead)
    assert "ruft Hilfe" in lead.get(f"/live/{row.code}/leitung/").content.decode()


def test_the_same_number_of_queries_for_few_and_many() -> None:
    counts = []
    for number in (3, 300):
        row = gathering("world-cafe", people=max(12, number))
        Seat.objects.bulk_create([Seat(gathering=row, name=f"Gast {n}") for n in range(number)])
        stage = to_stage(row, "tables")
        space = places(row, "assigned")[0]
        Item.objects.bulk_create(
            [
                Item(gathering=row, stage=stage, space=space, kind="note", body="x", author=row.seats.first())
                for n in range(number)
            ]
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            drawing.draw(
                row.code, {f"table:{space.pk}:de", "phone:de", "console:de", "beamer:de", "theme:de"}
            )
        counts.append(len(queries))
    assert counts[0] == counts[1] and counts[0] <= 25, counts


def test_a_market_takes_the_same_number_of_queries_for_few_and_many() -> None:
    counts = []
    for number in (3, 100):
        row = market()
        Seat.objects.bulk_create([Seat(gathering=row, name=f"Gast {n}") for n in range(number)])
        for seat in row.seats.all():
            Item.objects.create(gathering=row, kind="offer", title=f"Angebot {seat.pk}", author=seat)
        stage = to_stage(row, "tables")
        seat = row.seats.first()
        with CaptureQueriesContext(connection) as queries:
            drawing.draw(row.code, {"phone:de", "console:de", "beamer:de"})
            drawing.mine(Look(row), seat)
        assert stage
        counts.append(len(queries))
    assert counts[0] == counts[1] and counts[0] <= 30, counts


def test_people_without_a_phone_find_their_table_on_the_screen() -> None:
    row = gathering("world-cafe", people=12)
    seats(row, 6)
    actions.seat_in_the_room(gathering=row, names=["Oma Käthe"], by=lead_of(row))
    to_stage(row, "tables")
    assert "Oma Käthe" in drawing.parts(Look(row), "beamer")["stage"]


# --- the server is killed -----------------------------------------------------------------------------------------


@pytest.mark.served
def test_a_killed_server_goes_on_in_the_same_second_at_the_same_tables(serve: Any) -> None:
    """Killed while somebody writes one note after the other; what was not answered is sent once more."""
    site = serve()
    code = site.python(
        """
        from tests.formats.live.people import gathering, seats, to_stage
        row = gathering("world-cafe", people=20)
        seats(row, 19)
        print(row.code)
        """
    )
    writer = Writer(site, code)
    stage, ends = json.loads(
        site.python(
            f"""
            import json
            from tests.formats.live.people import to_stage
            from mitwirken.formats.live.models import Gathering
            from mitwirken.civic.people.models import Person
            row = Gathering.objects.get(code="{code}")
            row.lead = Person.objects.filter(grants__role="kernteam").first()
            stage = to_stage(row, "tables")
            print(json.dumps([stage.pk, stage.ends_at.timestamp()]))
            """
        )
    )
    clock = f'ends="{int(ends)}"'
    tables = """
        import json
        from mitwirken.formats.live.models import Placement
        print(json.dumps(list(Placement.objects.order_by("pk").values_list("seat_id", "space_id", "role"))))
        """
    before = site.python(tables)
    assert len(json.loads(before)) == 20 and clock in writer.screen()
    thread = threading.Thread(target=writer.write_until_it_breaks, args=(stage,))
    thread.start()
    while writer.answered < 5 and thread.is_alive():
        time.sleep(0.02)
    site.kill()
    thread.join()
    assert writer.answered >= 5
    site.start()
    assert site.python(tables) == before and clock in writer.screen()
    assert writer.send(stage, writer.number) == 302
    seq, log, notes = json.loads(
        site.python(
            f"""
            import json
            from mitwirken.formats.live.models import Gathering, Item
            row = Gathering.objects.get(code="{code}")
            notes = list(Item.objects.filter(kind="note").order_by("pk").values_list("body", flat=True))
            print(json.dumps([row.seq, list(row.log.values_list("seq", flat=True)), notes]))
            """
        )
    )
    assert notes == [f"Notiz {number}" for number in range(1, writer.number + 1)]
    assert log == list(range(1, seq + 1))


class Writer:
    """A phone that joined by the real doors and writes notes, each form with a token of its own."""

    def __init__(self, site: Any, code: str) -> None:
        self.site, self.code = site, code
        self.cookies: dict[str, str] = {}
        self.number = self.answered = 0
        self.ask("GET", f"/live/{code}/beitreten/")
        assert self.ask("POST", f"/live/{code}/beitreten/", name="Frau Feder", channel="room") == 302

    def ask(self, method: str, path: str, **values: Any) -> int:
        values["csrfmiddlewaretoken"] = self.cookies.get("mitwirken_form", "")
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.site.url,
        }
        body = urlencode(values).encode() if method == "POST" else None
        request = urllib.request.Request(self.site.url + path, body, headers, method=method)
        try:
            answer: Any = urllib.request.build_opener(Stay).open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name.removeprefix("__Host-")] = value
        return int(answer.status)

    def send(self, stage: int, number: int) -> int:
        return self.ask(
            "POST",
            f"/live/{self.code}/tun/tables.note/",
            stage=stage,
            text=f"Notiz {number}",
            once=f"note-{number}",
        )

    def write_until_it_breaks(self, stage: int) -> None:
        for _number in range(100):
            self.number += 1
            try:
                assert self.send(stage, self.number) == 302
            except (OSError, http.client.HTTPException):
                return
            self.answered += 1

    def screen(self) -> str:
        _status, _headers, body = self.site.get(f"/live/{self.code}/stand/?sicht=beamer")
        return str(json.loads(body)["parts"]["beamer/stage"])


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None
