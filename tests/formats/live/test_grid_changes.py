# SPDX-License-Identifier: EUPL-1.2
"""The plan around people: slots in which somebody cannot come, and who is told when a session moves or is called off."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import lead_of, phone, seats
from tests.formats.live.test_grid import board, camp, cell, do, fill, refused, topic, wish

from mitwirken.formats.live import actions, drawing, kinds
from mitwirken.formats.live.models import Gathering, Item, Seat, Signal, Stage
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor

pytestmark = pytest.mark.django_db


def away(row: Gathering, item: Item, by: Actor | None, *slots: int) -> str:
    now = board(row)
    return do(row, "away", by, item=str(item.pk), away=[str(now.slots[n].pk) for n in slots])


def told(row: Gathering, seat: Seat) -> list[tuple[str, str]]:
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    assert look.stage is not None
    mine = kinds.kind_named("grid").load_mine(look, look.stage, seat)
    return [(news.sort, news.title) for news in mine["told"]]


def to_slot(row: Gathering) -> None:
    actions.go_on(gathering=row, by=lead_of(row), seen=None)
    row.refresh_from_db()


# --- slots in which somebody cannot come ----------------------------------------------------------------------------


def test_the_plan_goes_around_slots_in_which_a_host_cannot_come() -> None:
    row = camp(slots=3, rooms=1)
    ada, ben, cem, *others = seats(row, 8)
    bikes, trees, parks = topic(row, "Räder", ada), topic(row, "Bäume", ben), topic(row, "Parks", cem)
    wish(row, {seat: [bikes, trees, parks] for seat in others})
    assert away(row, bikes, Actor(seat=ada), 0, 1) == "Gespeichert. Der Plan richtet sich danach."
    away(row, trees, lead_of(row), 0)
    do(row, "plan")
    do(row, "adopt")
    at = {topic.title: topic.slot.number for topic in board(row).placed if topic.slot}
    assert at == {"Parks": 1, "Bäume": 2, "Räder": 3}


def test_by_hand_it_is_refused_with_the_time() -> None:
    row = camp(slots=2, rooms=1)
    ada = seats(row, 1)[0]
    bikes = topic(row, "Räder", ada)
    away(row, bikes, Actor(seat=ada), 0)
    clock = board(row).slots[0].clock
    refusal = refused(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    assert f"kann um {clock} nicht" in str(refusal) and refusal.status == 409
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 0))
    lead = Client()
    lead.force_login(row.lead)  # type: ignore[attr-defined]
    page = lead.get(f"/live/{row.code}/schreiben/grid.place/?stage={row.stage_id}&item={bikes.pk}")
    assert "kann dann nicht" in page.content.decode()


def test_who_stands_in_such_a_slot_already_stays_until_somebody_moves_it() -> None:
    row = camp(slots=2, rooms=2)
    client, ada = phone(row)
    bikes = topic(row, "Räder", ada)
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    assert "anders liegen" in away(row, bikes, Actor(seat=ada), 0)
    assert board(row).by_pk[bikes.pk].is_missed
    assert "in der Sie nicht können" in client.get(f"/live/{row.code}/").content.decode()
    lead = Client()
    lead.force_login(row.lead)  # type: ignore[attr-defined]
    assert "kann dann nicht." in lead.get(f"/live/{row.code}/leitung/").content.decode()
    # What is wrong already does not stand in the way of something else.
    room = board(row).rooms[0]
    do(row, "room", room=str(room.pk), name="Saal", capacity="20", equipment="")
    do(row, "plan")
    do(row, "adopt")
    moved = board(row).by_pk[bikes.pk]
    assert moved.slot is not None and moved.slot.number == 2 and not moved.is_missed


def test_the_form_shows_what_was_said_and_refuses_to_leave_nothing() -> None:
    row = camp(slots=2, rooms=1)
    client, ada = phone(row)
    other = seats(row, 1)[0]
    bikes = topic(row, "Räder", ada)
    form = f"/live/{row.code}/schreiben/grid.away/?stage={row.stage_id}&view=phone&item={bikes.pk}"
    now = board(row)
    page = client.get(form).content.decode()
    assert "Wann geht es nicht?" in page and now.slots[1].stage.title in page and "checked" not in page
    sent: dict[str, Any] = {"stage": row.stage_id, "view": "phone", "item": bikes.pk, "typed": "1"}
    answer = client.post(f"/live/{row.code}/tun/grid.away/", {**sent, "away": [now.slots[1].pk]})
    assert answer.status_code == 302
    assert "checked" in client.get(form).content.decode()
    assert f"Sie können nicht um {now.slots[1].clock}" in " ".join(
        client.get(f"/live/{row.code}/").content.decode().split()
    )
    answer = client.post(
        f"/live/{row.code}/tun/grid.away/", {**sent, "away": [slot.pk for slot in now.slots]}
    )
    assert answer.status_code == 409 and "bliebe keine Zeit" in answer.content.decode()
    assert refused(row, "away", Actor(seat=other), item=str(bikes.pk)).status == 403
    assert refused(row, "away", Actor(seat=ada), item="999999").status == 404
    client.post(f"/live/{row.code}/tun/grid.away/", {**sent, "away": ["999999", "x"]})
    assert board(row).by_pk[bikes.pk].away == []
    Stage.objects.filter(gathering=row, kind="tables").update(state="beendet")
    assert "kein Zeitfenster" in str(refused(row, "away", Actor(seat=ada), item=str(bikes.pk)))


def test_merged_topics_join_when_their_hosts_cannot_come() -> None:
    row = camp(slots=3, rooms=1)
    ada, ben = seats(row, 2)
    bikes, trees = topic(row, "Räder", ada), topic(row, "Bäume", ben)
    away(row, bikes, Actor(seat=ada), 0)
    away(row, trees, Actor(seat=ben), 2)
    do(row, "merge", item=str(bikes.pk), into=str(trees.pk))
    assert [slot.number for slot in board(row).by_pk[trees.pk].away] == [1, 3]
    away(row, trees, Actor(seat=ada), 0)  # both hosts may change it
    assert [slot.number for slot in board(row).by_pk[trees.pk].away] == [1]


# --- moved and called off -------------------------------------------------------------------------------------------


def test_who_wanted_to_come_is_told_that_a_session_moved_until_they_know() -> None:
    row = camp(slots=2, rooms=2)
    ada, ben = seats(row, 2)
    client, kim = phone(row)
    bikes = topic(row, "Räder", ada)
    do(row, "interest", Actor(seat=kim), item=str(bikes.pk))
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    assert told(row, kim) == []
    before = drawing.draw(row.code, {"phone:de"})
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 1))
    after = drawing.draw(row.code, {"phone:de"})
    assert before and after and before.marks.get(f"{kim.pk}:de") != after.marks.get(f"{kim.pk}:de")
    assert told(row, kim) == told(row, ada) == [("moved", "Räder")] and told(row, ben) == []
    page = client.get(f"/live/{row.code}/").content.decode()
    now = board(row)
    assert "ist verlegt: jetzt" in page and f"{now.slots[0].clock} · Raum 1" in page
    for path in ("mitlesen/", "beamer/"):
        assert "ist verlegt: jetzt" in client.get(f"/live/{row.code}/{path}").content.decode()
    seq = Gathering.objects.get(pk=row.pk).seq
    client.post(f"/live/{row.code}/tun/grid.known/", {"stage": row.stage_id, "view": "phone"})
    assert told(row, kim) == [] and told(row, ada) == [("moved", "Räder")]
    assert Gathering.objects.get(pk=row.pk).seq == seq  # nobody else has to be told
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 0))
    assert told(row, kim) == [("moved", "Räder")]  # it moved again
    to_slot(row)
    to_slot(row)
    assert told(row, kim) == []  # it runs


def test_put_back_is_no_news() -> None:
    row = camp(slots=2, rooms=2)
    ada, kim = seats(row, 2)
    bikes = topic(row, "Räder", ada)
    do(row, "interest", Actor(seat=kim), item=str(bikes.pk))
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    do(row, "place", item=str(bikes.pk), cell="")
    assert told(row, kim) == [("out", "Räder")]
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    assert told(row, kim) == [] and not board(row).by_pk[bikes.pk].moved
    do(row, "place", item=str(bikes.pk), cell="")
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 0))
    assert told(row, kim) == [("moved", "Räder")]


@pytest.mark.parametrize("verb", ["withdraw", "reject"])
def test_a_session_that_is_called_off_is_announced_until_its_time_is_over(verb: str) -> None:
    row = camp(slots=2, rooms=2)
    ada, ben = seats(row, 2)
    client, kim = phone(row)
    bikes, never = topic(row, "Räder", ada), topic(row, "Nie im Plan", ben)
    for each in (bikes, never):
        do(row, "interest", Actor(seat=kim), item=str(each.pk))
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    for each, seat in ((bikes, ada), (never, ben)):
        more = {"reason": "Krank"} if verb == "reject" else {}
        do(
            row,
            verb,
            Actor(seat=seat) if verb == "withdraw" else None,
            item=str(each.pk),
            **more,
        )
    assert told(row, kim) == [("off", "Räder")]
    to_slot(row)
    for path in ("", "mitlesen/", "beamer/"):
        page = client.get(f"/live/{row.code}/{path}").content.decode()
        assert "fällt aus" in page and "Nie im Plan</strong> fällt" not in page
    to_slot(row)
    assert told(row, kim) == []
    assert "fällt aus" not in client.get(f"/live/{row.code}/beamer/").content.decode()
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    base = next(stage for stage in look.stages if stage.kind == "grid")
    blocks = kinds.kind_named("grid").minutes(look, base)
    notes = [note for block in blocks for line in block.lines for note in line.notes]
    assert any(note.startswith("abgesagt, war geplant:") and "Raum 1" in note for note in notes)


def test_the_minutes_say_where_a_session_was_before() -> None:
    row = camp(slots=2, rooms=2)
    ada = seats(row, 1)[0]
    bikes = topic(row, "Räder", ada)
    do(row, "place", item=str(bikes.pk), cell=cell(row, 0, 0))
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 1))
    look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
    lines = kinds.kind_named("grid").minutes(look, look.stage)[0].lines  # type: ignore[arg-type]
    assert any(note.startswith("verlegt, vorher:") and "Raum 1" in note for note in lines[0].notes)


def test_a_swap_and_a_new_plan_tell_both_and_the_screen_names_three() -> None:
    row = camp(slots=3, rooms=2)
    people = seats(row, 7)
    kim = people[-1]
    items = [topic(row, f"Thema {n}", people[n]) for n in range(6)]
    for n, each in enumerate(items):
        do(row, "interest", Actor(seat=kim), item=str(each.pk))
        do(row, "place", item=str(each.pk), cell=cell(row, n // 2, n % 2))
    do(row, "place", item=str(items[0].pk), cell=cell(row, 1, 0), swap="on")
    assert [title for _sort, title in sorted(told(row, kim))] == ["Thema 0", "Thema 2"]
    do(row, "place", item=str(items[1].pk), cell=cell(row, 2, 1), swap="on")
    assert len(told(row, kim)) == 4
    page = Client().get(f"/live/{row.code}/beamer/").content.decode()
    assert page.count("ist verlegt") == 3 and "Weitere Änderungen stehen im Plan." in page
    do(row, "known", Actor(seat=kim))
    assert told(row, kim) == [] and Signal.objects.filter(seat=kim, kind="done").count() == 4


def test_a_gathering_from_before_still_says_moved() -> None:
    """A mark that was made before places were kept has no place to name."""
    row = camp(slots=2, rooms=1)
    ada = seats(row, 1)[0]
    bikes = topic(row, "Räder", ada)
    do(row, "place", item=str(bikes.pk), cell=cell(row, 1, 0))
    Item.objects.filter(pk=bikes.pk).update(data={"accepted": True, "moved": True})
    assert told(row, ada) == [("moved", "Räder")]
    assert "bisher" not in Client().get(f"/live/{row.code}/mitlesen/").content.decode()


def test_news_cost_the_same_number_of_queries_for_few_and_many() -> None:
    counts = []
    for number in (3, 100):
        row = camp(slots=3, rooms=4)
        seats(row, 3)
        kim = row.seats.get(name__startswith="Gast Nummer A")
        fill(row, number)
        slot = board(row).slots[0]
        was = {"slot": slot.pk, "room": 1, "said": "9:00 · Hof", "at": 1}
        for item in Item.objects.filter(gathering=row, kind="topic"):
            item.data = {"accepted": True, "moved": True, "was": was, "changes": 1}
            item.save(update_fields=["data"])
            Signal.objects.get_or_create(seat=kim, item=item, kind="interest")
        assert len(told(row, kim)) == number
        with CaptureQueriesContext(connection) as queries:
            drawing.draw(row.code, {"phone:de", "watch:de", "beamer:de", "console:de"})
            drawing.mine(Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk)), kim)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
