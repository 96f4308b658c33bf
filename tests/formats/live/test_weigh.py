# SPDX-License-Identifier: EUPL-1.2
"""Weighing: dots, polls, quiz, interest, scale; hands in the room; hidden until closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import lead_of, phone, seats
from tests.formats.live.test_collect import board, do
from tests.ground.deeds.crowd import all_at_once

from mitwirken.formats.live import actions, drawing
from mitwirken.formats.live.kinds import kind_named
from mitwirken.formats.live.models import Gathering, Item, ItemKind, Signal, Stage
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db
WEIGH = kind_named("weigh")
COLOURS = ["Rot", "Grün", "Blau"]


def weighing(**settings: Any) -> tuple[Gathering, Stage, list[Item]]:
    row, stage = board("weigh", **{"options": COLOURS, **settings})
    return row, stage, list(Item.objects.filter(gathering=row, kind=ItemKind.OPTION).order_by("position"))


def totals(row: Gathering, stage: Stage) -> dict[str, int]:
    stage.refresh_from_db()
    data = WEIGH.load(Look(Gathering.objects.get(pk=row.pk)), stage)
    return {tally.item.title: tally.total for tally in data["rows"]}


def test_dots_have_a_budget_and_a_most() -> None:
    row, stage, (red, green, blue) = weighing(mode="dots", budget=4, most=3)
    [guest] = seats(row, 1)
    do("weigh.dot", stage, guest, item=red.pk, to=3)
    do("weigh.dot", stage, guest, item=red.pk, to=3)
    do("weigh.dot", stage, guest, item=green.pk, to=1)
    with pytest.raises(Refusal, match="4 Punkte sind vergeben"):
        do("weigh.dot", stage, guest, item=blue.pk, to=1)
    with pytest.raises(Refusal, match="höchstens 3"):
        do("weigh.dot", stage, guest, item=red.pk, to=4)
    do("weigh.dot", stage, guest, item=red.pk, to=1)
    do("weigh.dot", stage, guest, item=blue.pk, to=2)
    assert totals(row, stage) == {"Rot": 1, "Grün": 1, "Blau": 2}
    red.refresh_from_db()
    assert red.ups == 1
    do("weigh.dot", stage, guest, item=red.pk, to=0)
    assert not Signal.objects.filter(item=red).exists()


def test_a_poll_has_one_choice_and_the_new_one_counts() -> None:
    row, stage, (red, green, _blue) = weighing(mode="poll")
    [guest] = seats(row, 1)
    do("weigh.pick", stage, guest, item=red.pk, on="true")
    do("weigh.pick", stage, guest, item=green.pk, on="true")
    assert totals(row, stage) == {"Rot": 0, "Grün": 1, "Blau": 0}
    do("weigh.pick", stage, guest, item=green.pk)
    assert sum(totals(row, stage).values()) == 0


def test_a_poll_with_two_choices_refuses_the_third() -> None:
    row, stage, rows = weighing(mode="poll", budget=2)
    [guest] = seats(row, 1)
    for item in rows[:2]:
        do("weigh.pick", stage, guest, item=item.pk, on="true")
    with pytest.raises(Refusal, match="2 ausgewählt"):
        do("weigh.pick", stage, guest, item=rows[2].pk, on="true")


def test_right_answers_are_shown_after_closing() -> None:
    row, stage, (red, green, _blue) = weighing(mode="quiz", options=["Rot", "*Grün", "Blau"])
    client, guest = phone(row)
    assert green.title == "Grün" and green.data["right"]
    do("weigh.pick", stage, guest, item=green.pk, on="true")
    for view in ("phone:de", "watch:de", "beamer:de"):
        drawn = drawing.draw(row.code, {view})
        assert drawn is not None and "richtig" not in str(drawn.parts) and "bars" not in str(drawn.parts), (
            view
        )
    assert (
        "*" not in client.get(f"/live/{row.code}/").content.decode().split("weigh-list")[1].split("</ul>")[0]
    )
    do("weigh.close", stage, lead_of(row))
    for view in ("phone:de", "watch:de", "beamer:de"):
        drawn = drawing.draw(row.code, {view})
        assert drawn is not None and "richtig" in str(drawn.parts), view
    assert "richtig" in client.get(f"/live/{row.code}/").content.decode()
    [block] = WEIGH.minutes(Look(row), stage)
    assert "richtig" in block.lines[1].notes and "richtig" not in block.lines[0].notes
    with pytest.raises(Refusal, match="geschlossen"):
        do("weigh.pick", stage, guest, item=red.pk, on="true")


def test_interest_is_free_and_a_scale_has_a_mean() -> None:
    row, stage, (red, green, _blue) = weighing(mode="interest")
    one, two = seats(row, 2)
    for item in (red, green):
        do("weigh.pick", stage, one, item=item.pk, on="true")
    assert totals(row, stage) == {"Rot": 1, "Grün": 1, "Blau": 0}

    row, stage, rows = weighing(mode="scale")
    one, two = seats(row, 2)
    item = rows[0]
    do("weigh.rate", stage, one, item=item.pk, value=5)
    do("weigh.rate", stage, two, item=item.pk, value=2)
    do("weigh.rate", stage, two, item=item.pk, value=4)
    do("weigh.hands", stage, lead_of(row), item=item.pk, number=2, value=3)
    tally = WEIGH.load(Look(row), stage)["rows"][0]
    assert (tally.mean, tally.hands, tally.people) == (15 / 4, 2, 2)
    with pytest.raises(Refusal):
        do("weigh.rate", stage, one, item=item.pk, value=6)
    with pytest.raises(Refusal):
        do("weigh.hands", stage, lead_of(row), item=item.pk, number=2)


def test_hands_in_the_room_add_to_the_counts_and_are_shown_apart() -> None:
    row, stage, (red, _green, _blue) = weighing(mode="poll")
    client, guest = phone(row)
    do("weigh.pick", stage, guest, item=red.pk, on="true")
    do("weigh.hands", stage, lead_of(row), item=red.pk, number=11)
    do("weigh.hands", stage, lead_of(row), item=red.pk, number=12)
    assert totals(row, stage)["Rot"] == 13
    red.refresh_from_db()
    assert red.ups == 13
    page = client.get(f"/live/{row.code}/").content.decode()
    assert "davon 12 im Raum" in page
    with pytest.raises(Refusal):
        do("weigh.hands", stage, guest, item=red.pk, number=3)
    for number in (-1, 5001, "viele"):
        with pytest.raises(Refusal) as refused:
            do("weigh.hands", stage, lead_of(row), item=red.pk, number=number)
        assert refused.value.status == 400


def test_hidden_counts_come_out_when_it_closes_and_hide_again() -> None:
    row, stage, (red, _green, _blue) = weighing(mode="dots", hidden=True)
    [guest] = seats(row, 1)
    do("weigh.dot", stage, guest, item=red.pk, to=2)
    drawn = drawing.draw(row.code, {"phone:de", "beamer:de", "watch:de", "console:de"})
    assert drawn is not None
    for view in ("phone:de", "beamer:de", "watch:de"):
        assert "bars" not in drawn.parts[view]["stage"], view
    assert "bars" in drawn.parts["console:de"]["stage"]
    before = WEIGH.marks(Look(row), stage)
    do("weigh.close", stage, lead_of(row))
    do("weigh.close", stage, lead_of(row))
    assert WEIGH.marks(Look(row), stage) != before
    drawn = drawing.draw(row.code, {"beamer:de"})
    assert drawn is not None and "bars" in drawn.parts["beamer:de"]["stage"]
    do("weigh.open", stage, lead_of(row))
    drawn = drawing.draw(row.code, {"beamer:de"})
    assert drawn is not None and "bars" not in drawn.parts["beamer:de"]["stage"]
    do("weigh.dot", stage, guest, item=red.pk, to=1)
    with pytest.raises(Refusal):
        do("weigh.close", stage, guest)


def test_weighing_the_same_again_leaves_what_came_out_before() -> None:
    row, stage, _options = weighing(options=[], of="topic", mode="dots")
    topic = Item.objects.create(gathering=row, kind=ItemKind.TOPIC, title="Radweg")
    [guest] = seats(row, 1)
    do("weigh.dot", stage, guest, item=topic.pk, to=3)
    second = Stage.objects.create(
        gathering=row, position=9, kind="weigh", title="Noch einmal", config={"weigh": {"of": "topic"}}
    )
    actions.go_to(gathering=row, stage=second, by=lead_of(row))
    second.refresh_from_db()
    second.gathering = row
    do("weigh.dot", second, guest, item=topic.pk, to=1)
    assert totals(row, stage) == {"Radweg": 3} and totals(row, second) == {"Radweg": 1}
    assert WEIGH.load(Look(row), stage)["voters"] == 1


def test_without_a_word_the_groups_of_the_last_board_are_weighed() -> None:
    row, stage, _options = weighing(options=[])
    old = Stage.objects.create(gathering=row, position=0, kind="collect", title="Alt")
    for title in ("Grün", "Verkehr"):
        Item.objects.create(gathering=row, stage=old, kind=ItemKind.CLUSTER, title=title)
    Item.objects.create(gathering=row, stage=old, kind=ItemKind.CARD, body="Bänke")
    assert set(totals(row, stage)) == {"Grün", "Verkehr"}


def test_options_follow_the_run_sheet_and_the_hall() -> None:
    row, stage, (red, _green, _blue) = weighing(mode="poll")
    [guest] = seats(row, 1)
    do("weigh.pick", stage, guest, item=red.pk, on="true")
    do("weigh.option", stage, lead_of(row), title="Gelb")
    with pytest.raises(Refusal, match="schon da"):
        do("weigh.option", stage, lead_of(row), title="Gelb")
    Stage.objects.filter(pk=stage.pk).update(config={"weigh": {"mode": "poll", "options": ["Grün", "Lila"]}})
    stage.refresh_from_db()
    WEIGH.prepare(row, stage)
    assert set(totals(row, stage)) == {"Rot", "Grün", "Gelb", "Lila"}


def test_bad_input_and_wrong_people_get_a_sentence() -> None:
    row, stage, (red, _green, _blue) = weighing(mode="dots")
    client, guest = phone(row)
    post = lambda verb, **values: client.post(  # noqa: E731
        f"/live/{row.code}/tun/{verb}/", {"stage": stage.pk, **values}, headers={"Accept": "application/json"}
    )
    assert post("weigh.dot", item="eins").status_code == 422
    assert post("weigh.dot", item=red.pk, to=-1).status_code == 422
    assert post("weigh.dot", item=999_999, to=1).status_code == 404
    assert post("weigh.pick", item=red.pk).status_code == 409
    assert post("weigh.hands", item=red.pk, number=3).status_code == 403
    assert all(answer.json()["said"] for answer in (post("weigh.dot", item="x"), post("weigh.close")))
    with pytest.raises(Refusal) as refused:
        do("weigh.dot", stage, Actor(), item=red.pk, to=1)
    assert refused.value.status == 401
    actions.close(gathering=row, by=lead_of(row))
    with pytest.raises(Refusal):
        do("weigh.dot", stage, guest, item=red.pk, to=1)


@pytest.mark.parametrize("mode", ["dots", "poll", "quiz", "interest", "scale"])
def test_the_whole_thing_by_plain_forms(mode: str) -> None:
    row, stage, (red, _green, _blue) = weighing(mode=mode, options=["*Rot", "Grün", "Blau"])
    client, _guest = phone(row)
    staff = Client()
    staff.force_login(row.lead)  # type: ignore[attr-defined]
    verb, values = {"dots": ("dot", {"to": 1}), "scale": ("rate", {"value": 4})}.get(
        mode, ("pick", {"on": "true"})
    )
    assert f"weigh.{verb}" in client.get(f"/live/{row.code}/").content.decode()
    sent = {"stage": stage.pk, "view": "phone", "item": red.pk, **values}
    assert client.post(f"/live/{row.code}/tun/weigh.{verb}/", sent).status_code == 302
    assert client.post(f"/live/{row.code}/tun/weigh.{verb}/", sent).status_code == 302
    assert totals(row, stage)["Rot"] == 1
    for closed in (False, True):
        for who, view in (
            (client, ""),
            (client, "mitlesen/"),
            (client, "beamer/"),
            (staff, "leitung/"),
            (staff, "themen/"),
        ):
            answer = who.get(f"/live/{row.code}/{view}")
            assert answer.status_code == 200 and "Rot" in answer.content.decode(), view
        if not closed:
            answer = staff.post(f"/live/{row.code}/tun/weigh.close/", {"stage": stage.pk, "view": "console"})
            assert answer.status_code == 302


def test_as_many_queries_for_three_as_for_three_hundred() -> None:
    row, stage, _options = weighing(options=[], of="topic", mode="dots", budget=100)
    crowd = seats(row, 3)

    def fill(number: int) -> None:
        rows = Item.objects.bulk_create(
            Item(gathering=row, kind=ItemKind.TOPIC, title=f"Thema {n}", ups=1) for n in range(number)
        )
        Signal.objects.bulk_create(
            Signal(seat=seat, stage=stage, item=item, kind="dot", value=1) for item in rows for seat in crowd
        )

    def count() -> list[int]:
        counts = []
        for view in ("phone", "watch", "beamer", "console", "theme"):
            with CaptureQueriesContext(connection) as queries:
                drawing.draw(row.code, {f"{view}:de"})
            counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            drawing.mine(Look(Gathering.objects.get(pk=row.pk)), crowd[0])
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            WEIGH.minutes(Look(row), stage)
        return [*counts, len(queries)]

    fill(3)
    few = count()
    fill(300)
    assert few == count()


@pytest.mark.django_db(transaction=True)
def test_dots_of_many_and_of_one_with_eight_machines() -> None:
    row, stage, (red, green, _blue) = weighing(mode="dots", budget=3, most=3)
    everyone = seats(row, 9)
    greedy, crowd = everyone[0], everyone[1:]

    def click(number: int) -> None:
        do("weigh.dot", stage, crowd[number], item=red.pk, to=2)
        do("weigh.dot", stage, crowd[number], item=red.pk, to=2)
        for item in (red, green):
            try:
                do("weigh.dot", stage, greedy, item=item.pk)  # one more each time
            except Refusal as refusal:
                assert refusal.status == 409

    all_at_once(click)
    spent = sum(Signal.objects.filter(seat=greedy).values_list("value", flat=True))
    assert spent == 3
    assert sum(totals(row, stage).values()) == 8 * 2 + 3
    for item in (red, green):
        item.refresh_from_db()
        assert item.ups == totals(row, stage)[item.title]


def test_a_vote_in_a_full_hall_reads_neither_all_seats_nor_the_whole_log() -> None:
    """With 5,000 seats each click read them all, twice: SQLite took the index of the gathering, not that of the token."""
    row, stage, (red, _green, _blue) = weighing(mode="poll")
    client, _seat = phone(row)
    values = {"view": "phone", "stage": stage.pk, "item": red.pk, "once": "one-vote"}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(
            f"/live/{row.code}/tun/weigh.pick/", values, headers={"Accept": "application/json"}
        )
    assert answer.status_code == 200 and Signal.objects.filter(item=red).count() == 1
    assert len(queries) <= 30
    if connection.vendor != "sqlite":
        return  # which keeps statistics and chooses by them
    wanted = {
        "live_seat": {"token_hash=?", "rowid=?"},
        "live_logentry": {"stage_id=? AND deed=?"},
        "live_signal": {"seat_id=? AND", "stage_id=? AND kind=? AND item_id=?"},
    }
    looked = dict.fromkeys(wanted, 0)
    for query in queries:
        table = next((name for name in wanted if f"FROM {name} WHERE" in query["sql"]), None)
        if table is None:
            continue
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plan = " ".join(line[3] for line in cursor.fetchall())
        looked[table] += 1
        assert any(index in plan for index in wanted[table]), (query["sql"], plan)
    assert all(looked.values())
