# SPDX-License-Identifier: EUPL-1.2
"""Who has spoken less comes first, nobody waits for ever, and each place has its reason."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels.queueing import (
    REPLIES,
    Because,
    Override,
    Request,
    Turn,
    ask,
    speaking_order,
    withdraw,
)


def told(queue: list[Request], turns: list[Turn], *overrides: Override) -> list[tuple[object, str]]:
    return [(w.request.person, w.because.value) for w in speaking_order(queue, turns, overrides)]


def test_the_example_of_the_rule() -> None:
    """docs/rules/queueing.md, the worked hour."""
    turns = [
        Turn("Ada", 200),
        Turn("Ben", 50, "online"),
        Turn("Ada", 30),
        Turn("Eli", 300, here=False),
        Turn("Fay", 20),
    ]
    queue = [
        Request("Ada", 1),
        Request("Ben", 2, "online"),
        Request("Eli", 3),
        Request("Fay", 4),
        Request("Gül", 5),
        Request("Han", 6, "online"),
        Request("Ben2", 7, "online", direct_reply=True),
    ]
    order = speaking_order(queue, turns)
    assert [(w.request.person, w.because, w.mine, w.theirs, w.detail) for w in order] == [
        ("Ben2", Because.DIRECT_REPLY, 0, 2, ""),
        ("Gül", Because.FIRST_TIME, 0, 2, ""),
        ("Han", Because.FIRST_TIME, 0, 2, ""),
        ("Eli", Because.SPOKE_LESS, 0, 2, ""),
        ("Ben", Because.SPOKE_LESS, 1, 2, ""),
        ("Fay", Because.SPOKE_LESS, 1, 2, ""),
        ("Ada", Because.ASKED_EARLIER, 0, 0, ""),
    ]
    assert order[3].passes == ("Ada", "Ben")


def test_room_and_online_take_turns() -> None:
    queue = [Request(n, n, "room" if n < 4 else "online") for n in range(1, 7)]
    order = speaking_order(queue)
    assert [w.request.person for w in order] == [1, 4, 2, 5, 3, 6]
    assert [(w.because, w.detail) for w in order[1:4]] == [
        (Because.ALTERNATES, "online"),
        (Because.ASKED_EARLIER, ""),
        (Because.ALTERNATES, "online"),
    ]
    assert speaking_order(queue, [Turn(9, 10, "room")])[0].request.person == 4  # the room was just heard


def test_minutes_count_only_where_times_and_channel_are_equal() -> None:
    turns = [Turn("long", 190), Turn("short", 61), Turn("brief", 119)]
    queue = [Request("long", 1), Request("brief", 3), Request("short", 2)]
    order = speaking_order(queue, turns)
    assert [w.request.person for w in order] == ["short", "brief", "long"]  # 61 and 119 seconds: one minute
    assert (order[0].because, order[0].mine, order[0].theirs) == (Because.SPOKE_SHORTER, 1, 3)


def test_after_two_direct_replies_somebody_from_the_queue_speaks() -> None:
    queue = [Request("waits", 1), *(Request(n, n, direct_reply=True) for n in range(2, 6))]
    turns = [Turn(n, 5) for n in ("waits", 2, 3, 4, 5)]
    assert [w.request.person for w in speaking_order(queue, turns)] == [2, 3, "waits", 4, 5]
    turns += [Turn(8, 5, direct_reply=True), Turn(9, 5, direct_reply=True)]
    assert speaking_order(queue, turns)[0].request.person == "waits"


def test_the_moderation_may_put_somebody_first_and_says_why() -> None:
    queue = [Request("Ada", 1), Request("Ben", 2), Request("Cem", 3)]
    order = speaking_order(queue, [], [Override("Cem", "has to leave for the train"), Override("gone", "…")])
    assert [w.request.person for w in order] == ["Cem", "Ada", "Ben"]
    assert (order[0].because, order[0].detail) == (Because.OVERRIDE, "has to leave for the train")
    assert order[0].passes == ("Ada", "Ben")


def test_nobody_waits_twice() -> None:
    queue = ask(ask((), Request("Ada", 1)), Request("Ada", 9, direct_reply=True))
    assert queue == (Request("Ada", 1),)
    assert withdraw(queue, "Ben") == queue
    with pytest.raises(ValueError, match="twice"):
        speaking_order([Request("Ada", 1), Request("Ada", 2)])
    with pytest.raises(ValueError, match="no time"):
        speaking_order([], [Turn("Ada", -1)])


people = st.integers(0, 12)
channels = st.sampled_from(["room", "online", "phone"])
requests = st.lists(
    st.builds(Request, people, st.integers(0, 99), channels, st.booleans()),
    max_size=13,
    unique_by=(lambda request: request.person, lambda request: request.requested_at),
)
turns = st.lists(
    st.builds(Turn, people, st.integers(0, 400), channels, st.booleans(), st.booleans()), max_size=25
)


@given(requests, turns)
def test_everybody_has_one_place_with_a_true_reason(queue: list[Request], spoken: list[Turn]) -> None:
    order = speaking_order(queue, spoken)
    assert sorted(w.request.person for w in order) == sorted(request.person for request in queue)
    assert order == speaking_order(reversed(queue), spoken)
    times = Counter(turn.person for turn in spoken if turn.here)
    for at, place in enumerate(order):
        later = [w.request for w in order[at + 1 :]]
        passed = sorted(
            (r for r in later if r.requested_at < place.request.requested_at), key=lambda r: r.requested_at
        )
        assert place.passes == tuple(r.person for r in passed)
        assert (place.because is Because.ASKED_EARLIER) == (not passed)
        if place.because is Because.SPOKE_LESS:
            assert place.mine == times[place.request.person] < place.theirs == times[passed[0].person]
        if place.because is Because.FIRST_TIME:
            assert place.request.person not in {turn.person for turn in spoken}


@given(requests, turns, st.data())
def test_withdrawing_and_returning_keeps_no_advantage(
    queue: list[Request], spoken: list[Turn], data: st.DataObject
) -> None:
    if not queue:
        return
    chosen = data.draw(st.sampled_from(queue))
    before = [w.request.person for w in speaking_order(queue, spoken)].index(chosen.person)
    back = Request(chosen.person, 100, chosen.channel, chosen.direct_reply)
    again = ask(withdraw(queue, chosen.person), back)
    after = [w.request.person for w in speaking_order(again, spoken)].index(chosen.person)
    assert after >= before


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 9))
def test_nobody_starves(seed: int, number: int) -> None:
    """However eagerly the others ask again: each passes a waiting person only as often as they spoke less, and once."""
    draw = random.Random(seed)
    channel = {person: draw.choice(["room", "online"]) for person in range(number)}
    spoken: list[Turn] = []
    queue: tuple[Request, ...] = ()
    passed: Counter[tuple[int, int]] = Counter()  # (who waits, who spoke meanwhile) without direct replies
    allowed: dict[tuple[int, int], int] = {}
    in_a_row = 0
    for now in range(150):
        times = Counter(turn.person for turn in spoken)
        waiting = {request.person for request in queue}
        for person in range(number):
            if person not in waiting and (draw.random() < 0.7 or person == 1):
                queue = ask(queue, Request(person, now + person / 100, channel[person], draw.random() < 0.3))
                for other in range(number):
                    passed[person, other] = 0
                    allowed[person, other] = max(0, times[person] - times[other] + 1)
        if not queue:
            continue
        place = speaking_order(queue, spoken)[0]
        speaker = place.request.person
        assert isinstance(speaker, int)
        queue = withdraw(queue, speaker)
        replied = place.request.direct_reply and in_a_row < REPLIES
        in_a_row = in_a_row + 1 if replied else 0
        spoken.append(Turn(speaker, draw.randrange(200), channel[speaker], direct_reply=replied))
        assert in_a_row <= REPLIES
        if not replied:
            for request in queue:
                assert isinstance(request.person, int)
                passed[request.person, speaker] += 1
                assert passed[request.person, speaker] <= allowed[request.person, speaker]
