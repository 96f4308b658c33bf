# SPDX-License-Identifier: EUPL-1.2
"""Talking: the fair queue that says why, and the fishbowl with its free chair."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.formats.live.people import gathering, lead_of, phone, seats
from tests.ground.deeds.crowd import at_once

from mitwirken.formats.live import actions, deeds, drawing, kinds, runsheet
from mitwirken.formats.live.kinds import talk
from mitwirken.formats.live.models import (
    Gathering,
    LogEntry,
    Placement,
    PlacementRole,
    Seat,
    Space,
    Stage,
    Turn,
    TurnKind,
    TurnState,
)
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import queueing

pytestmark = pytest.mark.django_db

TABLES = "tables"


def talking(
    *, also: tuple[str, ...] = (), kind: str = "talk", people: int = 20, **given: Any
) -> tuple[Gathering, Stage]:
    """A gathering in whose running step people talk."""
    row = gathering(people=people)
    body: dict[str, Any] = {
        "kind": kind,
        "title": "Gespräch",
        "minutes": 30,
        "also": list(also),
        "talk": given,
    }
    stage = actions.add_stage(gathering=row, draft=runsheet.parse_stage(body, 1), after=None, by=lead_of(row))
    actions.go_to(gathering=row, stage=stage, by=lead_of(row))
    stage.refresh_from_db()
    return row, stage


def do(row: Gathering, stage: Stage, deed: str, by: Actor | Seat, **values: Any) -> str:
    actor = by if isinstance(by, Actor) else Actor(seat=by)
    return deeds.call(
        gathering=Gathering.objects.get(pk=row.pk),
        verb=f"talk.{deed}",
        by=actor,
        data={"stage": stage.pk, **values},
    )


def queue(row: Gathering, stage: Stage, space: Space | None = None) -> talk.Queue:
    stage = Stage.objects.get(pk=stage.pk)
    data = kinds.kind_named("talk").load(Look(Gathering.objects.get(pk=row.pk)), stage)
    found: talk.Queue = data["queues"][space.pk if space else None]
    return found


def ring(row: Gathering, stage: Stage) -> talk.Ring:
    stage = Stage.objects.get(pk=stage.pk)
    found: talk.Ring = kinds.kind_named("talk").load(Look(Gathering.objects.get(pk=row.pk)), stage)["ring"]
    return found


def line(row: Gathering, stage: Stage) -> list[str]:
    return [place.turn.name for place in queue(row, stage).line]


def join(row: Gathering, name: str, channel: str = "room") -> Seat:
    return actions.join(gathering=row, name=name, channel=channel)[0]


# --- the queue ----------------------------------------------------------------------------------------------------


def test_who_has_not_spoken_comes_first_and_room_and_online_take_turns() -> None:
    row, stage = talking()
    ada, ben, cem = join(row, "Ada"), join(row, "Ben"), join(row, "Cem", "online")
    do(row, stage, "hand", ada)
    do(row, stage, "next", lead_of(row))
    do(row, stage, "next", lead_of(row), seen=Turn.objects.get(state="live").pk)
    for seat in (ada, ben, cem):
        do(row, stage, "hand", seat)
    found = queue(row, stage)
    assert [place.turn.name for place in found.line] == ["Cem", "Ben", "Ada"]
    assert found.first is not None and "noch nicht dran" in found.first.why_you
    assert found.line[2].why == "der Reihe nach"


def test_without_alternation_only_the_time_decides() -> None:
    row, stage = talking(alternate=False)
    for name, channel in (("Ada", "room"), ("Ben", "room"), ("Cem", "online")):
        do(row, stage, "hand", join(row, name, channel))
    assert line(row, stage) == ["Ada", "Ben", "Cem"]


def test_each_reason_is_a_sentence_for_the_person_and_a_word_for_all() -> None:
    turn = Turn(label="Kim")
    for because in queueing.Because:
        waiting = queueing.Waiting(queueing.Request("Kim", 1), because, (), 1, 2, "online")
        place = talk.Place(turn, 1, waiting)
        assert place.why_you[0].isupper() and len(place.why_you) > 20
        assert place.why and "!" not in place.why_you


def test_who_waits_keeps_one_place_and_returning_gains_nothing() -> None:
    row, stage = talking()
    ada, ben = join(row, "Ada"), join(row, "Ben")
    do(row, stage, "hand", ada)
    do(row, stage, "hand", ben)
    do(row, stage, "hand", ada)
    assert line(row, stage) == ["Ada", "Ben"]
    assert "nicht mehr" in do(row, stage, "withdraw", ada)
    assert do(row, stage, "withdraw", ada) == ""
    do(row, stage, "hand", ada)
    assert line(row, stage) == ["Ben", "Ada"]


def test_a_direct_reply_needs_somebody_to_reply_to_and_only_two_come_in_a_row() -> None:
    row, stage = talking()
    guests = [join(row, f"Gast {letter}") for letter in "ABCDE"]
    with pytest.raises(Refusal, match="während jemand spricht"):
        do(row, stage, "reply", guests[0])
    do(row, stage, "hand", guests[0])
    do(row, stage, "next", lead_of(row))
    do(row, stage, "hand", guests[1])
    do(row, stage, "hand", guests[2])
    assert "direkte Antwort" in do(row, stage, "reply", guests[2])
    do(row, stage, "reply", guests[3])
    do(row, stage, "reply", guests[4])
    do(row, stage, "reply", guests[4])
    assert line(row, stage)[:3] == ["Gast C", "Gast D", "Gast B"]
    assert Turn.objects.filter(stage=stage).count() == 5
    with pytest.raises(Refusal, match="sprechen gerade"):
        do(row, stage, "hand", guests[0])


def test_two_press_next_at_once_and_one_is_called() -> None:
    row, stage = talking()
    for seat in seats(row, 3):
        do(row, stage, "hand", seat)
    do(row, stage, "next", lead_of(row), seen=0)
    assert do(row, stage, "next", lead_of(row), seen=0) == ""
    live = Turn.objects.get(stage=stage, state=TurnState.LIVE)
    assert queue(row, stage).ends == int(live.started_at.timestamp()) + 120  # type: ignore[union-attr]
    do(row, stage, "next", lead_of(row), seen=live.pk)
    live.refresh_from_db()
    assert live.state == TurnState.DONE and live.ended_at
    assert Turn.objects.filter(stage=stage, state=TurnState.LIVE).count() == 1
    do(row, stage, "end", lead_of(row))
    number = Gathering.objects.get(pk=row.pk).seq
    do(row, stage, "end", lead_of(row))
    assert Gathering.objects.get(pk=row.pk).seq == number
    do(row, stage, "next", lead_of(row))
    assert "frei" in do(row, stage, "next", lead_of(row))
    with pytest.raises(Refusal, match="niemand gemeldet"):
        do(row, stage, "next", lead_of(row))


def test_whoever_speaks_says_that_it_was_said() -> None:
    row, stage = talking()
    ada, ben = join(row, "Ada"), join(row, "Ben")
    do(row, stage, "hand", ada)
    do(row, stage, "next", lead_of(row))
    do(row, stage, "done", ben)
    assert queue(row, stage).speaking
    do(row, stage, "done", ada)
    assert queue(row, stage).speaking is None


def test_only_with_a_reason_somebody_comes_before_their_turn_and_it_is_logged() -> None:
    row, stage = talking()
    first, second = seats(row, 2)
    do(row, stage, "hand", first)
    do(row, stage, "hand", second)
    late = Turn.objects.get(seat=second)
    for deed in ("override", "floor"):
        with pytest.raises(Refusal) as refused:
            do(row, stage, deed, lead_of(row), turn=late.pk, reason="  ")
        assert refused.value.status == 400 and refused.value.field == "reason"
    do(row, stage, "override", lead_of(row), turn=late.pk, reason="muss zum Zug")
    found = queue(row, stage).line[0]
    assert found.turn == late and "muss zum Zug" in found.why and "muss zum Zug" in found.why_you
    assert LogEntry.objects.get(deed="talk.override").data["reason"] == "muss zum Zug"
    do(row, stage, "floor", lead_of(row), turn=Turn.objects.get(seat=first).pk, reason="war gemeint")
    assert LogEntry.objects.get(deed="talk.floor").data["reason"] == "war gemeint"
    with pytest.raises(Refusal, match="wartet nicht mehr"):
        do(row, stage, "floor", lead_of(row), turn=Turn.objects.get(seat=first).pk)


def test_who_was_called_and_not_there_is_skipped_and_told() -> None:
    row, stage = talking()
    client, seat = phone(row)
    do(row, stage, "hand", seat)
    before = drawing.draw(row.code, {"phone:de"})
    do(row, stage, "skip", lead_of(row), turn=Turn.objects.get(seat=seat).pk)
    after = drawing.draw(row.code, {"phone:de"})
    who = f"{seat.pk}:de"
    assert before is not None and after is not None and before.marks.get(who) != after.marks.get(who)
    assert "gerade nicht da" in client.get(f"/live/{row.code}/").content.decode()
    do(row, stage, "hand", seat)
    assert "gerade nicht da" not in client.get(f"/live/{row.code}/").content.decode()


def test_a_steward_enters_hands_of_people_without_a_phone() -> None:
    row, stage = talking()
    assert "2 Wortmeldungen" in do(row, stage, "hands", lead_of(row), names="Frau im grünen Schal, Herr Öz")
    assert "schon" in do(row, stage, "hands", lead_of(row), names="herr öz")
    do(row, stage, "hands", lead_of(row), names="Frau Lang\nHerr Öz", channel="phone")
    rows = Turn.objects.filter(stage=stage)
    assert rows.count() == 3 and set(rows.values_list("channel", flat=True)) == {"room", "phone"}
    for names in ("", " , ", ",".join(f"Hand {number}" for number in range(41))):
        with pytest.raises(Refusal) as refused:
            do(row, stage, "hands", lead_of(row), names=names)
        assert refused.value.status == 400
    # Whoever was called the same has spoken already: the others come first.
    do(row, stage, "next", lead_of(row))
    first = Turn.objects.get(stage=stage, state=TurnState.LIVE).label
    do(row, stage, "end", lead_of(row))
    do(row, stage, "hands", lead_of(row), names=first)
    assert line(row, stage)[-1] == first


def test_a_closed_list_takes_nobody_and_keeps_who_stands_on_it() -> None:
    row, stage = talking()
    ada, ben = join(row, "Ada"), join(row, "Ben")
    do(row, stage, "hand", ada)
    do(row, stage, "list", lead_of(row), open="0")
    with pytest.raises(Refusal, match="geschlossen"):
        do(row, stage, "hand", ben)
    assert line(row, stage) == ["Ada"] and not queue(row, stage).open
    number = Gathering.objects.get(pk=row.pk).seq
    do(row, stage, "list", lead_of(row), open="0")
    assert Gathering.objects.get(pk=row.pk).seq == number
    do(row, stage, "list", lead_of(row), open="1")
    do(row, stage, "hand", ben)
    assert line(row, stage) == ["Ada", "Ben"]


LED = [
    ("next", {}),
    ("end", {}),
    ("skip", {"turn": 1}),
    ("override", {"turn": 1, "reason": "weil"}),
    ("floor", {"turn": 1}),
    ("hands", {"names": "Kim"}),
    ("list", {"open": "0"}),
    ("nudge", {}),
    ("free", {"turn": 1}),
]


@pytest.mark.parametrize(("deed", "values"), LED)
@pytest.mark.parametrize("mode", ["queue", "fishbowl"])
def test_who_does_not_lead_gives_nobody_the_floor(deed: str, values: dict[str, Any], mode: str) -> None:
    row, stage = talking(mode=mode)
    with pytest.raises(Refusal):
        do(row, stage, deed, join(row, "Kim"), **values)
    assert Turn.objects.count() == 0


@pytest.mark.parametrize("deed", ["hand", "reply", "withdraw", "done", "grab", "leave", "speaks"])
def test_without_a_seat_nothing_is_done(deed: str) -> None:
    row, stage = talking(mode="fishbowl" if deed in ("grab", "leave", "speaks") else "queue")
    with pytest.raises(Refusal):
        do(row, stage, deed, Actor())
    with pytest.raises(Refusal):
        do(row, stage, deed, lead_of(row))  # staff without a seat have no hand to raise


def test_who_leaves_is_called_no_more() -> None:
    row, stage = talking()
    ada, ben = join(row, "Ada"), join(row, "Ben")
    do(row, stage, "hand", ada)
    do(row, stage, "hand", ben)
    do(row, stage, "next", lead_of(row))
    actions.leave(seat=ada, by=Actor(seat=ada))
    actions.leave(seat=ben, by=Actor(seat=ben))
    assert set(Turn.objects.values_list("state", flat=True)) == {"done", "withdrawn"}


def test_a_table_has_a_list_of_its_own_run_by_its_host() -> None:
    row, stage = talking(also=(TABLES,))
    one, two = row.spaces.filter(kind="table")[:2]
    host, guest, other = seats(row, 3)
    Placement.objects.filter(stage=stage).delete()
    for seat, space, role in ((host, one, "host"), (guest, one, "guest"), (other, two, "guest")):
        Placement.objects.create(seat=seat, space=space, stage=stage, role=role)
    do(row, stage, "hand", guest, space=one.pk)
    do(row, stage, "hand", other, space=two.pk)
    with pytest.raises(Refusal, match="anderen Tisch"):
        do(row, stage, "hand", guest, space=two.pk)
    with pytest.raises(Refusal):
        do(row, stage, "next", guest, space=one.pk)
    with pytest.raises(Refusal):
        do(row, stage, "next", host, space=two.pk)
    do(row, stage, "next", host, space=one.pk)
    do(row, stage, "next", lead_of(row), space=two.pk)
    assert Turn.objects.filter(stage=stage, state="live").count() == 2
    assert queue(row, stage, one).speaking and not queue(row, stage).line
    with pytest.raises(Refusal) as refused:
        do(row, stage, "hand", guest, space=999_999)
    assert refused.value.status == 404
    mine = kinds.kind_named("talk").load_mine(Look(row), Stage.objects.get(pk=stage.pk), guest)
    assert mine["at"] == one.pk and mine["speaks"]
    drawn = drawing.draw(row.code, {f"table:{one.pk}:de", f"table:{two.pk}:de"})
    assert drawn is not None and guest.name in drawn.parts[f"table:{one.pk}:de"]["stage"]
    assert guest.name not in drawn.parts[f"table:{two.pk}:de"]["stage"]


def test_many_hands_at_once_are_each_on_the_list_once_and_one_speaks(transactional_db: None) -> None:
    row, stage = talking()
    guests = seats(row, 4)
    do(row, stage, "hands", lead_of(row), names="Frau Lang")

    def press(number: int) -> str:
        if number >= 8:
            return do(row, stage, "next", lead_of(row), seen=0)
        return do(row, stage, "hand", guests[number % 4])

    results = at_once(press, threads=12)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Turn.objects.filter(stage=stage).count() == 5
    assert Turn.objects.filter(stage=stage, state=TurnState.LIVE).count() == 1
    whole = Gathering.objects.get(pk=row.pk)
    assert list(whole.log.values_list("seq", flat=True)) == list(range(1, whole.seq + 1))


def test_nobody_starves() -> None:
    """Somebody who spoke often still has their turn, however many ask after them."""
    row, stage = talking()
    often, *others = seats(row, 4)
    for _number in range(2):
        do(row, stage, "hand", often)
        do(row, stage, "next", lead_of(row))
        do(row, stage, "end", lead_of(row))
    do(row, stage, "hand", often)
    for _round in range(12):
        for seat in others:
            do(row, stage, "hand", seat)
        do(row, stage, "next", lead_of(row))
        speaking = Turn.objects.get(stage=stage, state="live")
        do(row, stage, "end", lead_of(row))
        if speaking.seat == often:
            break
    else:
        raise AssertionError("starved")
    assert Turn.objects.filter(stage=stage, state="done").exclude(seat=often).count() <= 3 * 3


# --- the fishbowl -------------------------------------------------------------------------------------------------


def test_guests_sit_until_one_chair_is_left_and_who_takes_it_makes_the_longest_seated_asked() -> None:
    row, stage = talking(mode="fishbowl", chairs=4)
    guests = seats(row, 5)
    for seat in guests[:3]:
        assert "gehört Ihnen" in do(row, stage, "grab", seat)
    assert len(ring(row, stage).seated) == 3 and ring(row, stage).asked is None
    do(row, stage, "grab", guests[3])
    found = ring(row, stage)
    assert found.is_over and not found.is_free and found.asked is not None
    assert found.asked.seat == guests[0]
    assert "warten" in do(row, stage, "grab", guests[4])
    with pytest.raises(Refusal, match="kein Stuhl frei"):
        do(row, stage, "grab", guests[4])
    assert "schon im" in do(row, stage, "grab", guests[3])
    do(row, stage, "leave", guests[0])
    found = ring(row, stage)
    assert found.is_free and found.first is not None and found.first.turn.seat == guests[4]
    # The free chair is for whoever waits; a quicker tap gets in line.
    assert "schneller" in do(row, stage, "grab", guests[0])
    with pytest.raises(Refusal, match="Vor Ihnen"):
        do(row, stage, "grab", guests[0])
    do(row, stage, "grab", guests[4])
    found = ring(row, stage)
    assert found.asked is not None and found.asked.seat == guests[1]
    assert Placement.objects.filter(stage=stage, role=PlacementRole.FISH, until=None).count() == 4


def test_nobody_changes_chairs_when_another_leaves() -> None:
    row, stage = talking(mode="fishbowl", chairs=5)
    guests = seats(row, 5)
    for seat in guests[:4]:
        do(row, stage, "grab", seat)
    do(row, stage, "leave", guests[1])
    do(row, stage, "grab", guests[4])
    assert [chair.turn.seat if chair.turn else None for chair in ring(row, stage).chairs] == [
        guests[0],
        guests[4],
        guests[2],
        guests[3],
        None,
    ]


def test_the_podium_sits_firmly_and_a_name_alone_opens_no_chair() -> None:
    row = gathering()
    [expert] = seats(row, 1)
    actions.set_roles(seat=expert, roles=["expert"], by=lead_of(row))
    body = {
        "kind": "talk",
        "title": "Kreis",
        "talk": {"mode": "fishbowl", "chairs": 4, "fixed": ["Dr. Weber", "Frau Kaya"]},
    }
    stage = actions.add_stage(gathering=row, draft=runsheet.parse_stage(body, 1), after=None, by=lead_of(row))
    actions.go_to(gathering=row, stage=stage, by=lead_of(row))
    found = ring(row, stage)
    assert [turn.name for turn in found.seated] == ["Dr. Weber", "Frau Kaya", expert.name]
    assert found.guests == [] and len(found.fixed) == 3
    thief = join(row, "Frau Kaya")
    assert not Turn.objects.filter(seat=thief).exists()
    guest, late = join(row, "Kim"), join(row, "Cem")
    do(row, stage, "grab", guest)
    assert ring(row, stage).asked is None  # nobody but the guest could make room
    do(row, stage, "grab", late)
    asked = ring(row, stage).asked
    assert asked is not None and asked.seat == guest
    # Going on and coming back seats them anew, once.
    actions.go_on(gathering=row, by=lead_of(row), seen=None) if row.stages.last() != stage else None
    actions.go_to(gathering=row, stage=row.stages.first(), by=lead_of(row))
    assert not Turn.objects.filter(stage=stage, state="live").exists()
    assert not Placement.objects.filter(stage=stage, until=None).exists()
    actions.go_to(gathering=row, stage=stage, by=lead_of(row))
    assert len(ring(row, stage).seated) == 3
    assert [place.turn.seat for place in ring(row, stage).line] == [late]
    assert row.spaces.filter(kind="circle").count() == 1


def test_the_moderation_asks_frees_seats_and_says_who_speaks() -> None:
    row, stage = talking(mode="fishbowl", chairs=3)
    with pytest.raises(Refusal, match="niemand, der Platz"):
        do(row, stage, "nudge", lead_of(row))
    with pytest.raises(Refusal, match="wartet niemand"):
        do(row, stage, "next", lead_of(row))
    do(row, stage, "hands", lead_of(row), names="Frau im grünen Schal, Herr Öz")
    assert "sitzt jetzt" in do(row, stage, "next", lead_of(row))
    do(row, stage, "next", lead_of(row))
    first, second = ring(row, stage).seated
    assert first.label in do(row, stage, "nudge", lead_of(row))
    do(row, stage, "nudge", lead_of(row), turn=second.pk)
    do(row, stage, "speaks", lead_of(row), turn=first.pk)
    found = ring(row, stage)
    assert [chair.speaks for chair in found.chairs] == [True, False, False]
    do(row, stage, "speaks", lead_of(row), turn=second.pk)
    assert [chair.speaks for chair in ring(row, stage).chairs] == [False, True, False]
    [kim] = seats(row, 1)
    with pytest.raises(Refusal, match="auf einem Stuhl"):
        do(row, stage, "speaks", kim)
    do(row, stage, "grab", kim)
    with pytest.raises(Refusal, match="leitet"):
        do(row, stage, "speaks", kim, turn=second.pk)
    do(row, stage, "free", lead_of(row), turn=second.pk)
    assert ring(row, stage).speaking is None
    with pytest.raises(Refusal, match="niemand mehr"):
        do(row, stage, "free", lead_of(row), turn=second.pk)
    do(row, stage, "speaks", kim)
    do(row, stage, "speaks", kim)
    assert ring(row, stage).speaking is None
    do(row, stage, "hands", lead_of(row), names="Frau Lang")
    do(row, stage, "skip", lead_of(row), turn=Turn.objects.get(label="Frau Lang").pk)
    assert not ring(row, stage).line
    with pytest.raises(Refusal, match="Stuhl"):
        do(row, stage, "hand", kim)


def test_a_full_circle_seats_nobody_else_and_a_closed_one_nobody() -> None:
    row, stage = talking(mode="fishbowl", chairs=2)
    one, two, three = seats(row, 3)
    do(row, stage, "grab", one)
    do(row, stage, "grab", two)
    do(row, stage, "grab", three)
    with pytest.raises(Refusal, match="kein Stuhl frei"):
        do(row, stage, "next", lead_of(row))
    do(row, stage, "list", lead_of(row), open="0")
    four = join(row, "Vier")
    with pytest.raises(Refusal, match="geschlossen"):
        do(row, stage, "grab", four)
    actions.leave(seat=two, by=Actor(seat=two))
    assert ring(row, stage).asked is None and [turn.seat for turn in ring(row, stage).seated] == [one]


def test_two_hundred_grab_the_free_chair_and_one_sits(transactional_db: None) -> None:
    row, stage = talking(mode="fishbowl", chairs=5, people=300)
    seated = seats(row, 4)
    for seat in seated:
        do(row, stage, "grab", seat)
    crowd = Seat.objects.bulk_create(
        [Seat(gathering=row, name=f"Gast {number}", channel="online") for number in range(200)]
    )

    def press(number: int) -> list[str]:
        return [do(row, stage, "grab", seat) for seat in crowd[number * 10 : number * 10 + 10]]

    answers = at_once(press, threads=20)
    said = [each for answer in answers for each in answer]
    assert len(said) == 200
    assert sum("gehört Ihnen" in each for each in said) == 1
    assert sum("warten jetzt" in each for each in said) == 199
    found = ring(row, stage)
    assert len(found.seated) == 5 and len(found.line) == 199
    assert found.asked is not None and found.asked.seat == seated[0]
    assert Placement.objects.filter(stage=stage, role=PlacementRole.FISH, until=None).count() == 5


def test_who_sat_longest_in_the_sum_only_stands_in_the_minutes() -> None:
    row, stage = talking(mode="fishbowl", chairs=5, fixed=["Dr. Weber"])
    kim = join(row, "Kim vom Markt", "online")
    do(row, stage, "grab", kim)
    do(row, stage, "speaks", kim)
    now = timezone.now()
    Turn.objects.filter(stage=stage).update(started_at=now - timedelta(minutes=5))
    actions.go_to(gathering=row, stage=row.stages.first(), by=lead_of(row))
    row.refresh_from_db()
    stage.refresh_from_db()
    [block] = kinds.kind_named("talk").minutes(Look(row), stage)
    text = " ".join(f"{entry.text} {' '.join(entry.notes)}" for entry in block.lines)
    assert "Dr. Weber" in text and "2 Menschen saßen" in text and "Kim" not in text
    # Thirty days later the turns are gone and the sums are not.
    Turn.objects.filter(stage=stage).delete()
    [again] = kinds.kind_named("talk").minutes(Look(row), stage)
    assert [entry.text for entry in again.lines] == [entry.text for entry in block.lines]


def test_minutes_say_in_sums_who_came_to_speak() -> None:
    row, stage = talking()
    assert kinds.kind_named("talk").minutes(Look(row), stage) == []
    for seat in (*seats(row, 2), join(row, "Cem", "online"), join(row, "Dora", "online")):
        do(row, stage, "hand", seat)
    do(row, stage, "override", lead_of(row), turn=Turn.objects.last().pk, reason="weil")  # type: ignore[union-attr]
    for _number in range(3):
        do(row, stage, "next", lead_of(row))
    actions.go_to(gathering=row, stage=row.stages.first(), by=lead_of(row))
    row.refresh_from_db()
    stage.refresh_from_db()
    [block] = kinds.kind_named("talk").minutes(Look(row), stage)
    texts = [entry.text for entry in block.lines]
    assert texts[0].startswith("3 Wortbeiträge von 3 Menschen")
    assert any("kam nicht mehr" in text for text in texts)
    [changed] = [entry for entry in block.lines if "die Reihenfolge geändert" in entry.text]
    assert changed.text.startswith("1 Mal") and changed.notes == ["Grund: weil"]
    assert [note.split(":")[0] for note in block.lines[0].notes] == ["im Raum", "online"]


def test_one_is_one_and_two_are_two_in_all_sentences() -> None:
    from mitwirken.formats.live.kinds.talk.sums import Tally, side_notes

    one = Tally(1, {"room": 1, "online": 2}, {"room": 50, "online": 119})
    assert side_notes(one) == ["im Raum: 1 Mensch, 1 Minute", "online: 2 Menschen, 2 Minuten"]
    row, stage = talking()
    do(row, stage, "hand", join(row, "Ada"))
    do(row, stage, "next", lead_of(row))
    do(row, stage, "end", lead_of(row))
    Turn.objects.update(ended_at=timezone.now() + timedelta(seconds=30))
    [block] = kinds.kind_named("talk").minutes(Look(row), stage)
    assert block.lines[0].text == "1 Wortbeitrag von 1 Menschen, zusammen 1 Minute."


def test_the_floor_out_of_turn_says_why_to_all_and_the_log_says_instead_of_whom() -> None:
    row, stage = talking()
    for name in ("Ada", "Ben", "Cem"):
        do(row, stage, "hand", join(row, name))
    first, _second, third = [place.turn for place in queue(row, stage).line]
    with pytest.raises(Refusal) as refused:
        do(row, stage, "floor", lead_of(row), turn=third.pk)
    assert refused.value.field == "reason" and Turn.objects.filter(state=TurnState.LIVE).count() == 0
    do(row, stage, "floor", lead_of(row), turn=third.pk, usual="2")
    now = queue(row, stage)
    assert now.speaking == third and now.speaking is not None and now.speaking.override == "muss gleich gehen"
    # Who would have been next still is, for the same reason.
    assert now.first is not None and now.first.turn == first
    entry = LogEntry.objects.get(deed="talk.floor")
    assert entry.data["place"] == 3 and entry.data["instead_of"] == first.pk
    for view in ("phone", "watch", "console", "theme"):
        html = drawing.parts(Look(Gathering.objects.get(pk=row.pk)), view)["stage"]
        assert "vorgezogen" in html and "muss gleich gehen" in html
    # One's own words count more than a reason that was tapped, and the first needs none.
    do(row, stage, "floor", lead_of(row), turn=queue(row, stage).line[1].turn.pk, usual="0", reason="Der Bus")
    assert queue(row, stage).speaking.override == "Der Bus"  # type: ignore[union-attr]
    do(row, stage, "floor", lead_of(row), turn=first.pk)
    first.refresh_from_db()
    assert first.state == TurnState.LIVE and first.override == ""


def test_the_page_for_the_floor_names_who_is_next_and_why() -> None:
    row, stage = talking()
    for name in ("Ada", "Ben"):
        do(row, stage, "hand", join(row, name))
    client = Client()
    client.force_login(row.lead)  # type: ignore[attr-defined]
    second = queue(row, stage).line[1].turn
    console = client.get(f"/live/{row.code}/leitung/").content.decode()
    assert console.count("Wort geben") == 2 and "schreiben/talk.floor" in console
    page = client.get(
        f"/live/{row.code}/schreiben/talk.floor/?stage={stage.pk}&view=console&turn={second.pk}"
    )
    assert "Ben steht auf Platz 2. Der Reihe nach wäre Ada dran: der Reihe nach." in page.content.decode()
    sent = {"stage": stage.pk, "turn": second.pk, "view": "console", "typed": "1"}
    empty = client.post(f"/live/{row.code}/tun/talk.floor/", sent)
    assert empty.status_code == 422 and "in einem Satz" in empty.content.decode()
    assert client.post(f"/live/{row.code}/tun/talk.floor/", {**sent, "usual": "0"}).status_code == 302
    second.refresh_from_db()
    assert second.state == TurnState.LIVE


def test_of_two_who_fill_the_free_chair_at_once_one_is_heard() -> None:
    row, stage = talking(mode="fishbowl", chairs=5, empty=1)
    do(row, stage, "hands", lead_of(row), names="Ada, Ben")
    first = ring(row, stage).first
    assert first is not None
    do(row, stage, "next", lead_of(row), seen=first.turn.pk)
    assert do(row, stage, "next", lead_of(row), seen=first.turn.pk) == ""
    assert [turn.name for turn in ring(row, stage).seated] == ["Ada"]


def test_notes_of_a_talk_stand_in_the_minutes_without_a_name() -> None:
    row, stage = talking()
    [guest] = seats(row, 1)
    with pytest.raises(Refusal, match="Thementeam"):
        do(row, stage, "note", guest, text="Der Bus fährt zu selten.")
    actions.set_roles(seat=guest, roles=["theme"], by=lead_of(row))
    do(row, stage, "note", guest, text="Der Bus fährt zu selten.")
    with pytest.raises(Refusal, match="steht schon da"):
        do(row, stage, "note", guest, text=" Der Bus  fährt zu selten. ")
    do(row, stage, "note", lead_of(row), text="Falsch verstanden")
    wrong = row.items.get(body="Falsch verstanden")
    do(row, stage, "unnote", guest, item=wrong.pk)
    blocks = kinds.kind_named("talk").minutes(Look(row), stage)
    assert [(block.title, [entry.text for entry in block.lines]) for block in blocks] == [
        ("Notizen zum Gespräch", ["Der Bus fährt zu selten."])
    ]
    assert guest.name not in str(blocks)


# --- what is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["queue", "fishbowl"])
def test_three_and_three_hundred_cost_the_same(mode: str) -> None:
    row, stage = talking(mode=mode)
    [seat] = seats(row, 1)
    kind = kinds.kind_named("talk")
    of = TurnKind.SPEAK if mode == "queue" else TurnKind.CHAIR

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look = Look(Gathering.objects.select_related("event", "stage").get(pk=row.pk))
            current = look.stage
            assert current is not None
            for view in ("phone", "watch", "beamer", "console"):
                drawing.parts(look, view)
            drawing.mine(look, seat)
            kind.marks(look, current)
            kind.moves(look, current)
            kind.minutes(look, current)
        return len(queries)

    def fill(number: int) -> None:
        people = Seat.objects.bulk_create(
            [Seat(gathering=row, name=f"Gast {n}", channel="online") for n in range(number)]
        )
        Turn.objects.bulk_create(
            [Turn(gathering=row, stage=stage, seat=one, channel="online", kind=of) for one in people]
        )
        now = timezone.now()
        Turn.objects.bulk_create(
            [
                Turn(
                    gathering=row,
                    stage=stage,
                    seat=one,
                    kind=of,
                    state="done",
                    started_at=now - timedelta(minutes=n + 2),
                    ended_at=now - timedelta(minutes=n + 1),
                )
                for n, one in enumerate(people)
            ]
        )

    fill(3)
    few = cost()
    fill(300)
    assert cost() == few


@pytest.mark.parametrize("mode", ["queue", "fishbowl"])
def test_every_view_shows_who_speaks_and_says_it_in_its_language(mode: str, client: Client) -> None:
    row, stage = talking(mode=mode, chairs=3)
    own, seat = phone(row, name="Kim & Söhne")
    client.force_login(row.lead)  # type: ignore[attr-defined]
    do(row, stage, "grab" if mode == "fishbowl" else "hand", seat)
    if mode == "queue":
        page = own.get(f"/live/{row.code}/").content.decode()
        assert "Warum Sie als Nächstes dran sind" in page
    do(row, stage, "speaks", seat) if mode == "fishbowl" else do(row, stage, "next", lead_of(row))
    for other in seats(row, 3):
        do(row, stage, "grab" if mode == "fishbowl" else "hand", other)
    for who, view in (
        (own, ""),
        (client, "mitlesen/"),
        (client, "beamer/"),
        (client, "leitung/"),
        (client, "themen/"),
    ):
        answer = who.get(f"/live/{row.code}/{view}")
        assert answer.status_code == 200
        if view != "themen/":
            assert "Kim &amp; Söhne" in answer.content.decode(), view
    if mode == "fishbowl":
        circle = row.spaces.get(kind="circle")
        assert client.get(f"/live/{row.code}/tisch/{circle.pk}/").status_code == 200
    with translation.override("en"):
        assert drawing.draw(row.code, {"phone:en", "beamer:de"}) is not None


def test_the_whole_thing_by_plain_forms(client: Client) -> None:
    row, stage = talking()
    client.force_login(row.lead)  # type: ignore[attr-defined]
    own, _seat = phone(row)
    post = lambda who, deed, **values: who.post(  # noqa: E731
        f"/live/{row.code}/tun/talk.{deed}/", {"stage": stage.pk, **values}
    )
    assert post(own, "hand").status_code == 302
    assert post(client, "hands", names="Frau Lang", view="console").status_code == 302
    waiting = Turn.objects.get(label="Frau Lang")
    page = client.get(
        f"/live/{row.code}/schreiben/talk.override/?stage={stage.pk}&view=console&turn={waiting.pk}"
    )
    assert page.status_code == 200 and f'value="{waiting.pk}"' in page.content.decode()
    missing = post(client, "override", turn=waiting.pk, reason="", view="console", typed="1")
    assert missing.status_code == 422 and f'value="{waiting.pk}"' in missing.content.decode()
    assert post(client, "override", turn=waiting.pk, reason="weil", view="console").status_code == 302
    assert post(client, "next", view="console", seen="0").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == TurnState.LIVE
    assert post(own, "withdraw").status_code == 302
    for values in ({"turn": "x"}, {}, {"turn": "99999999999999999999"}):
        answer = client.post(
            f"/live/{row.code}/tun/talk.skip/",
            {"stage": stage.pk, "view": "console", **values},
            headers={"Accept": "application/json"},
        )
        assert 400 <= answer.status_code < 500 and answer.json()["said"]
    for deed, values in (
        ("list", {"open": "vielleicht"}),
        ("hand", {"space": "x"}),
        ("leave", {}),
        ("grab", {}),
    ):
        answer = own.post(
            f"/live/{row.code}/tun/talk.{deed}/",
            {"stage": stage.pk, **values},
            headers={"Accept": "application/json"},
        )
        assert 400 <= answer.status_code < 500 and answer.json()["said"], deed


def test_who_sits_down_moves_into_the_circle_and_back() -> None:
    row, stage = talking(mode="fishbowl")
    _client, seat = phone(row)
    do(row, stage, "grab", seat)
    circle = row.spaces.get(kind="circle")
    drawn = drawing.draw(row.code, {"phone:de"})
    assert drawn is not None and drawn.moves[f"{seat.pk}:de"] == ("table", f"table:{circle.pk}:de")
    do(row, stage, "leave", seat)
    drawn = drawing.draw(row.code, {"phone:de"})
    assert drawn is not None and drawn.moves[f"{seat.pk}:de"] == ("table", "")
