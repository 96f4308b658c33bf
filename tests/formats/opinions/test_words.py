# SPDX-License-Identifier: EUPL-1.2
"""What a map says in words: the numbers of the votes, nothing of fewer than five people, and honest about what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from mitwirken.formats.opinions import picture, results
from mitwirken.formats.opinions.results import Line
from mitwirken.kernels.opinions import as_data, draw, gather

STATEMENTS = 10
LINES = {s: Line(s, f"Aussage {s}", f"/a/{s}/", personal=s == 9) for s in range(STATEMENTS)}


def votes(first: int = 30, second: int = 20) -> list[tuple[int, int, int]]:
    """Two camps: all agree on 0, none on 1, each half of either camp on 8; 9 is about the person; the others part them."""
    found = []
    for person in range(first + second):
        one = person < first
        for s in range(STATEMENTS):
            if s in (0, 1):
                value = 1 if s == 0 else -1
            elif s in (8, 9):
                value = 1 if person % 2 else -1
            else:
                value = 1 if one == (s < 5) else -1
            found.append((person, s, value))
    return found


def report(cast: list[tuple[int, int, int]], **more: Any) -> dict[str, Any]:
    found = draw(gather(cast, statements=LINES, meta=[9]), never_below=5)
    return as_data(found, people=False) | more


def test_what_joins_parts_and_is_contested() -> None:
    told = results.tell(report(votes()), LINES)
    assert [group.size for group in told.groups] == [30, 20]
    assert told.lead == "Die Antworten ergeben 2 Gruppen: Gruppe A mit 30 Menschen, Gruppe B mit 20 Menschen."
    assert [point.line.number for point in told.joins] == [0]
    assert told.joins[0].sentence == (
        "So viele stimmen zu: Gruppe A 100\u00a0% (30 von 30), Gruppe B 100\u00a0% (20 von 20)."
    )
    assert [point.line.number for point in told.refused] == [1]
    first = {point.line.number: point for point in told.groups[0].points}
    assert first and set(first) <= set(range(2, 8))
    for number, point in first.items():
        assert point.agrees == (number < 5)
        word = "zu" if point.agrees else "nicht zu"
        assert point.sentence in {
            "In Gruppe A stimmen 100\u00a0% zu (30 von 30), sonst 0\u00a0%.",
            f"In Gruppe A stimmen 100\u00a0% {word} (30 von 30), sonst 0\u00a0%.",
        }
    assert [point.line.number for point in told.contested] == [8], "9 is about the person and parts nobody"
    assert told.contested[0].sentence == "25 stimmen zu, 25 stimmen nicht zu, 0 lassen es offen."


def test_numbers_of_few_people_are_not_told() -> None:
    """Three of the second camp answered to statement 0: neither theirs nor, by difference, those of the others are shown."""
    cast = [vote for vote in votes() if not (vote[0] >= 33 and vote[1] == 0)]
    told = results.tell(report(cast), LINES)
    row = next(row for row in told.rows if row.line.number == 0)
    assert [share.hidden for share in row.groups] == [True, True] and not row.whole.hidden
    assert 0 not in [point.line.number for point in told.joins]


def test_a_statement_taken_away_after_the_drawing_is_not_told() -> None:
    told = results.tell(report(votes()), {s: line for s, line in LINES.items() if s != 0})
    assert not told.joins and all(row.line.number != 0 for row in told.rows)


@pytest.mark.parametrize(
    ("first", "second", "stability", "level"),
    [(30, 20, 0.95, "sure"), (30, 20, 0.85, "fairly"), (30, 20, 0.79, "unsure"), (12, 10, 1.0, "unsure")],
)
def test_how_sure_in_three_levels(first: int, second: int, stability: float, level: str) -> None:
    told = results.tell(report(votes(first, second), stability=stability), LINES)
    assert told.certainty.level == level
    assert f"{stability:.2f}".replace(".", ",") in told.certainty.sentences[0]
    few = any("Erst 22 Menschen" in sentence for sentence in told.certainty.sentences)
    assert few == (first + second < results.FEW)


def test_one_group_is_never_called_sure() -> None:
    told = results.tell(report([(p, s, 1) for p in range(40) for s in range(STATEMENTS)]), LINES)
    assert told.certainty.level == "none" and not told.has_groups
    assert told.certainty.title == "Es zeigen sich keine Gruppen"
    assert told.joins[0].sentence == "100\u00a0% stimmen zu: 40 von 40."
    assert not any("überein" in sentence for sentence in told.certainty.sentences)


def test_channels_of_few_are_hidden() -> None:
    channels = {
        "online": {"people": 40, "votes": 400},
        "paper": {"people": 7, "votes": 70},
        "phone": {"people": 3, "votes": 30},
    }
    told = results.tell(report(votes(), channels=channels), LINES)
    assert told.channels == (("online", 40, 400), ("paper", None, 70), ("phone", None, 30))


def test_orders() -> None:
    rows = results.tell(report(votes()), LINES).rows
    assert results.sort(rows, "verbindet")[0].line.number == 0
    assert results.sort(rows, "trennt")[0].line.number in range(2, 8)
    assert [row.line.number for row in results.sort(rows, "anything")] == list(range(STATEMENTS))


def test_the_own_place_is_where_the_kernel_puts_it() -> None:
    found = draw(gather(votes(), statements=LINES, meta=[9]), never_below=5)
    told = as_data(found, people=False)
    for row in (0, 35):
        mine = {s: value for person, s, value in votes() if person == row}
        place = picture.own_place(told, mine)
        assert place is not None
        assert (place.x, place.y) == pytest.approx(tuple(found.place[row]), abs=1e-9)
        assert place.group == found.group[row]
    assert picture.own_place(told, {}) is None
    assert picture.own_place(told, {9: 1}) is None, "what is about the person places nobody"


def test_the_picture_holds_no_circle_of_fewer_than_five_and_stays_inside() -> None:
    drawn = picture.picture(report(votes()))
    assert [area.letter for area in drawn.areas] == ["A", "B"]
    assert min(circle.size for circle in drawn.circles) >= 5
    assert sum(circle.size for circle in drawn.circles) == 50
    for circle in drawn.circles:
        assert circle.r <= circle.x <= picture.WIDTH - circle.r
        assert circle.r <= circle.y <= drawn.height - circle.r


def test_one_place_and_nobody_draw_without_a_division_by_zero() -> None:
    same = picture.picture(report([(p, s, 1) for p in range(40) for s in range(STATEMENTS)]))
    assert len(same.circles) == 1 and same.areas[0].letter == ""
    few = picture.picture(report([(p, s, 1) for p in range(3) for s in range(STATEMENTS)]))
    assert few.circles == () and few.areas == ()
