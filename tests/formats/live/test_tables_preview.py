# SPDX-License-Identifier: EUPL-1.2
"""A round before it begins: what the facilitator sees is what happens, unless people came or left."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import gathering, lead_of, phone, seats, to_stage
from tests.formats.live.test_tables import act, cafe, configure, next_round, sitting
from tests.ground.deeds.crowd import at_once

from mitwirken.formats.live import actions, drawing, kinds
from mitwirken.formats.live.models import Gathering, LogEntry, Placement, Seat, Space, Stage
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db

KIND = kinds.kind_named("tables")


def following(row: Any) -> Stage:
    row.refresh_from_db()
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    assert look.upcoming is not None and look.upcoming.kind == "tables"
    return look.upcoming


def seen(row: Any) -> Any:
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    assert look.upcoming is not None
    return KIND.load_ahead(look, look.upcoming)["preview"]


def laid(row: Any) -> dict[int, set[int]]:
    return {table.space.pk: {seat.pk for seat in table.people} for table in seen(row).tables}


def refused(row: Any, verb: str, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(row, verb, **values)
    assert str(caught.value).endswith(".") and 400 <= caught.value.status < 500
    return caught.value


def test_what_was_previewed_is_what_happens() -> None:
    row, _people = cafe(24, 6, hosts=False)
    stage = following(row)
    assert seen(row) is None
    assert "24 Menschen" in act(row, "preview", stage=stage.pk)
    preview = seen(row)
    assert preview.number == 24 and preview.sizes == [(4, 6)] and not preview.again
    assert preview.sentence == "36 von 36 möglichen neuen Begegnungen, niemand zweimal am selben Tisch."
    assert not Placement.objects.filter(stage=stage).exists()
    expected = laid(row)
    assert next_round(row).pk == stage.pk
    assert sitting(row.stage) == expected
    assert KIND.load(Look(row), row.stage)["since"]() == {"came": 0, "gone": 0}
    act(row, "again")
    assert KIND.load(Look(row), row.stage)["since"]() is None


def test_another_arrangement_and_one_person_moved_by_hand() -> None:
    row, _people = cafe(20, 4, hosts=False)
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    first = laid(row)
    act(row, "preview", stage=stage.pk, take=1)
    second = laid(row)
    assert first != second and seen(row).another == 2
    (one, some), (other, _rest) = list(second.items())[:2]
    moving = min(some)
    act(row, "shift", stage=stage.pk, seat=moving, space=other)
    assert moving in laid(row)[other] and moving not in laid(row)[one] and moving in seen(row).moved
    before = LogEntry.objects.filter(gathering=row).count()
    assert act(row, "shift", stage=stage.pk, seat=moving, space=other) == ""
    assert LogEntry.objects.filter(gathering=row).count() == before
    next_round(row)
    assert moving in sitting(row.stage)[other]


def test_people_come_and_leave_after_the_preview_and_it_is_planned_anew() -> None:
    row, people = cafe(20, 4, hosts=False)
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    other = next(space for space, there in laid(row).items() if people[0].pk not in there)
    act(row, "shift", stage=stage.pk, seat=people[0].pk, space=other)
    actions.leave(seat=people[5], by=Actor(seat=people[5]))
    late, later = seats(row, 2)
    found = seen(row)
    assert (found.came, found.gone, found.holds) == (2, 1, False)
    lead = Client()
    lead.force_login(row.lead)
    page = lead.get(f"/live/{row.code}/leitung/").content.decode()
    assert "Seit dieser Vorschau sind 2 Menschen gekommen." in page and "1 Mensch ist gegangen." in page
    next_round(row)
    placed = set().union(*sitting(row.stage).values())
    assert {late.pk, later.pk} < placed and people[5].pk not in placed and len(placed) == 21
    assert people[0].pk in sitting(row.stage)[other]  # moved by hand, stays there
    assert max(map(len, sitting(row.stage).values())) - min(map(len, sitting(row.stage).values())) <= 1
    page = lead.get(f"/live/{row.code}/leitung/").content.decode()
    assert "Nach der Vorschau kamen 2 Menschen dazu." in page and "neu gerechnet" in page


def test_the_preview_itself_can_be_planned_anew_and_keeps_whom_one_moved() -> None:
    row, people = cafe(20, 4, hosts=False)
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    other = next(space for space, there in laid(row).items() if people[0].pk not in there)
    act(row, "shift", stage=stage.pk, seat=people[0].pk, space=other)
    seats(row, 3)
    act(row, "preview", stage=stage.pk, take=0)
    assert seen(row).holds and seen(row).number == 23 and people[0].pk in laid(row)[other]
    expected = laid(row)
    next_round(row)
    assert sitting(row.stage) == expected


def test_wishes_are_told_kept_or_not_and_a_new_wish_makes_the_preview_old() -> None:
    row, people = cafe(12, 3, hosts=False)
    stage = following(row)
    act(row, "pair", sort="together", a=people[0].pk, b=people[1].pk)
    act(row, "preview", stage=stage.pk)
    assert [wish.kept for wish in seen(row).wishes] == [True]
    away = next(space for space, there in laid(row).items() if people[0].pk not in there)
    act(row, "shift", stage=stage.pk, seat=people[0].pk, space=away)
    assert [wish.kept for wish in seen(row).wishes] == [False]
    act(row, "pair", sort="apart", a=people[2].pk, b=people[3].pk)
    assert seen(row).changed and not seen(row).came
    act(row, "preview", stage=stage.pk, take=1)
    assert [wish.kept for wish in seen(row).wishes] == [True, True] and seen(row).holds
    next_round(row)
    tables = list(sitting(row.stage).values())
    assert any({people[0].pk, people[1].pk} <= table for table in tables)
    assert not any({people[2].pk, people[3].pk} <= table for table in tables)


def test_hosts_stay_in_the_preview_and_one_who_is_moved_hands_over() -> None:
    row, people = cafe(12, 3)
    for number, space in enumerate(Space.objects.filter(gathering=row, closed_at=None, kind="table")):
        there = sorted(sitting(row.stage)[space.pk])
        act(row, "appoint", seat=there[0])
        assert number < 3
    hosts = dict(
        Placement.objects.filter(stage=row.stage, until=None, role="host").values_list("space_id", "seat_id")
    )
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    assert {t.space.pk: t.host.pk for t in seen(row).tables} == hosts and not seen(row).hostless
    one, other = list(hosts)[:2]
    act(row, "shift", stage=stage.pk, seat=hosts[one], space=other)
    moved = {t.space.pk: t.host for t in seen(row).tables}
    assert moved[one] is not None and moved[one].pk != hosts[one] and moved[other].pk == hosts[other]
    next_round(row)
    new = Placement.objects.get(stage=row.stage, until=None, role="host", space_id=one)
    assert new.seat_id == moved[one].pk and len(people) == 12


def test_online_tables_of_their_own_are_previewed_without_changing_anything() -> None:
    row = gathering("world-cafe", people=12)
    actions.set_spaces(gathering=row, kind="table", number=4, by=lead_of(row))
    configure(row, "assigned", hosts=False)
    far = {seat.pk for seat in seats(row, 6, channel="online")}
    near = {seat.pk for seat in seats(row, 6)}
    stage = row.stages.filter(kind="tables").first()
    act(row, "hybrid", stage=stage.pk, mode="separate")
    act(row, "preview", stage=stage.pk)
    assert not Space.objects.filter(gathering=row, online=True).exists()
    to_stage(row, "tables")
    assert Space.objects.filter(gathering=row, online=True).count() == 2
    for space, there in sitting(row.stage).items():
        assert there <= (far if Space.objects.get(pk=space).online else near)


def test_it_is_put_away_and_refusals_say_what_to_do() -> None:
    row, people = cafe(12, 3, hosts=False)
    stage = following(row)
    assert refused(row, "shift", stage=stage.pk, seat=people[0].pk, space=row.spaces.first().pk).status == 409
    act(row, "preview", stage=stage.pk)
    act(row, "forget", stage=stage.pk)
    assert seen(row) is None
    before = LogEntry.objects.filter(gathering=row).count()
    act(row, "forget", stage=stage.pk)
    assert LogEntry.objects.filter(gathering=row).count() == before
    assert "schon begonnen" in str(refused(row, "preview"))
    lobby = row.stages.filter(kind="tables").last()
    configure(row, "free")
    assert "keine Tische" in str(refused(row, "preview", stage=lobby.pk))
    configure(row, "assigned")
    with pytest.raises(Refusal) as caught:
        act(row, "preview", Actor(seat=people[0]), stage=stage.pk)
    assert caught.value.status == 403
    empty = gathering("world-cafe", people=12)
    assert "niemand da" in str(refused(empty, "preview", stage=empty.stages.filter(kind="tables").first().pk))
    empty.spaces.all().delete()
    seats(empty, 3)
    assert "keinen Tisch" in str(
        refused(empty, "preview", stage=empty.stages.filter(kind="tables").first().pk)
    )


def test_fixed_groups_are_previewed_once_and_then_stay() -> None:
    row = gathering("world-cafe", people=12)
    configure(row, "fixed")
    seats(row, 12)
    first = row.stages.filter(kind="tables").first()
    act(row, "preview", stage=first.pk)
    expected = laid_of(row, first)
    to_stage(row, "tables")
    assert sitting(row.stage) == expected
    stage = following(row)
    assert "wieder dort" in str(refused(row, "preview", stage=stage.pk))
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    assert KIND.load_ahead(look, stage)["as_before"]


def laid_of(row: Any, stage: Stage) -> dict[int, set[int]]:
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    tables = KIND.load_ahead(look, stage)["preview"].tables
    return {table.space.pk: {seat.pk for seat in table.people} for table in tables}


def test_everything_by_plain_forms_on_the_console() -> None:
    row, people = cafe(12, 3, hosts=False)
    stage = following(row)
    lead = Client()
    lead.force_login(row.lead)
    console = f"/live/{row.code}/leitung/"
    sent = {"stage": stage.pk, "view": "console"}
    assert "Runde ansehen, bevor sie beginnt" in lead.get(console).content.decode()
    answer = lead.post(f"/live/{row.code}/tun/tables.preview/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == console
    page = answer.content.decode()
    assert "So säßen 12 Menschen." in page and "Andere Verteilung" in page and people[3].name in page
    space = next(space for space, there in laid(row).items() if people[3].pk not in there)
    answer = lead.post(
        f"/live/{row.code}/tun/tables.shift/", {**sent, "seat": people[3].pk, "space": space}, follow=True
    )
    assert "umgesetzt" in answer.content.decode()
    lead.post(f"/live/{row.code}/tun/goto/", {"view": "console", "number": stage.pk})
    row.refresh_from_db()
    assert row.stage_id == stage.pk and people[3].pk in sitting(row.stage)[space]
    assert "Wie in der Vorschau." in lead.get(console).content.decode()
    assert lead.post(f"/live/{row.code}/tun/tables.shift/", {**sent, "seat": "x"}).status_code == 400


def test_nobody_but_the_facilitator_sees_it() -> None:
    row, _people = cafe(12, 3, hosts=False)
    client, _seat = phone(row)
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    for path in ("", "mitlesen/", "beamer/"):
        assert "Vorschau" not in client.get(f"/live/{row.code}/{path}").content.decode()
    assert client.get(f"/live/{row.code}/leitung/").status_code == 403


def test_few_and_many_people_cost_the_same_number_of_queries() -> None:
    counts = []
    for number in (6, 300):
        row = gathering("world-cafe", people=max(12, number))
        Seat.objects.bulk_create([Seat(gathering=row, name=f"Gast {n}") for n in range(number)])
        to_stage(row, "tables")
        act(row, "pair", sort="apart", a=row.seats.first().pk, b=row.seats.last().pk)
        act(row, "preview", stage=following(row).pk)
        with CaptureQueriesContext(connection) as queries:
            drawing.draw(row.code, {"console:de"})
        counts.append(len(queries))
    assert counts[0] == counts[1] and counts[0] <= 32, counts


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_begin_at_once_and_everybody_sits_once() -> None:
    row, _people = cafe(12, 3, hosts=False)
    stage = following(row)
    act(row, "preview", stage=stage.pk)
    expected = laid(row)
    by = lead_of(row)

    def begin(_number: int) -> None:
        actions.go_to(gathering=Gathering.objects.get(pk=row.pk), stage=stage, by=by)

    at_once(begin, 4)
    row.refresh_from_db()
    assert sitting(row.stage) == expected and Placement.objects.filter(stage=stage).count() == 12
