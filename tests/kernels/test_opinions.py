# SPDX-License-Identifier: EUPL-1.2
"""Opinion maps say what Polis' production server says, groups do not depend on chance, and little input is no trouble."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels.opinions import (
    NotMappable,
    Votes,
    adjusted_rand,
    as_data,
    cells,
    clustering,
    draw,
    draw_like_polis,
    from_arrays,
    gather,
    projection,
    statistics,
    taking_part,
)

TALKS = Path(__file__).parent / "data" / "polis"
NEAR = 1e-9


def read(name: str, **about: Any) -> Votes:
    with (TALKS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [tuple(map(int, row)) for row in list(csv.reader(lines))[1:]]
    return gather(((p, s, v) for p, s, v in rows), **about)


@cache
def polis() -> tuple[dict[str, Any], Votes]:
    told = json.loads((TALKS / "biodiversity.json").read_text())
    votes = read(
        "biodiversity", statements=told["tids"], moderated_out=told["mod-out"], meta=told["meta-tids"]
    )
    return told, votes


def canadian() -> Votes:
    return read("canadian", moderated_out=json.loads((TALKS / "canadian_moderated_out.json").read_text()))


def rows_of(votes: Votes, people: list[int]) -> np.ndarray[Any, Any]:
    return np.isin(votes.people, people)


def groups_of_polis() -> list[np.ndarray[Any, Any]]:
    told, votes = polis()
    members = {one["id"]: one["members"] for one in told["bases"]}
    return [rows_of(votes, [m for base in group["bases"] for m in members[base]]) for group in told["groups"]]


def test_the_plane_is_that_of_polis() -> None:
    told, votes = polis()
    flat = projection.plane(votes)
    order = np.searchsorted(votes.statements, told["tids"])
    assert np.abs(flat.centre[order] + told["center"]).max() < NEAR  # their sign is the opposite
    for mine, theirs in zip(flat.components, told["comps"], strict=True):
        assert abs(mine[order] @ theirs) == pytest.approx(1, abs=NEAR)
    place = projection.places(votes, flat)
    mine = np.array([place[rows_of(votes, base["members"])].mean(axis=0) for base in told["bases"]])
    theirs = np.array([[base["x"], base["y"]] for base in told["bases"]])
    mine *= np.sign((mine * theirs).sum(axis=0))
    assert np.abs(mine - theirs).max() < NEAR
    assert (
        len(set(votes.people[taking_part(votes)].tolist()) ^ set(told["in-conv"])) == 2
    )  # two stayed from before


def test_votes_of_groups_and_what_all_groups_carry_are_those_of_polis() -> None:
    told, votes = polis()
    tables = [votes.tally(rows) for rows in groups_of_polis()]
    for number, table in enumerate(tables):
        theirs = told["group-votes"][str(number)]
        assert table.T.tolist() == [theirs[str(name)] for name in votes.statements.tolist()]
    mine = statistics.group_aware_consensus(tables)
    theirs = [told["group-aware-consensus"][str(name)] for name in votes.statements.tolist()]
    assert np.abs(mine - theirs).max() < NEAR
    flat = projection.plane(votes)
    extremity = np.sqrt((projection.statement_places(flat) ** 2).sum(axis=1))
    weights = statistics.priorities(tables, extremity, votes.meta)
    theirs = np.array([told["comment-priorities"][str(name)] for name in votes.statements.tolist()])
    assert np.abs(weights / theirs - 1).max() < NEAR


def test_what_stands_for_groups_and_for_all_is_what_polis_lists() -> None:
    told, votes = polis()
    heard = [votes.tally(rows, loud=True) for rows in groups_of_polis()]
    ids = votes.statements
    for number, listed in enumerate(statistics.representative(heard)):
        theirs = told["repness"][str(number)]
        assert [(int(ids[one.statement]), one.side) for one in listed] == [
            (t["tid"], t["repful-for"]) for t in theirs
        ]
        for one, other in zip(listed, theirs, strict=True):
            assert (one.success, one.trials) == (other["n-success"], other["n-trials"])
            assert one.share == pytest.approx(other["p-success"], abs=NEAR)
            assert one.test == pytest.approx(other["p-test"], abs=NEAR)
            assert one.ratio == pytest.approx(other["repness"], abs=NEAR)
            assert one.ratio_test == pytest.approx(
                other["repness-test"], abs=1e-6
            )  # they keep single precision
    for side, listed in statistics.consensus(votes.tally(loud=True)).items():
        assert [int(ids[one.statement]) for one in listed] == [t["tid"] for t in told["consensus"][side]]


@pytest.mark.parametrize("name", ["biodiversity", "canadian"])
def test_groups_are_close_to_those_of_polis_and_the_same_for_every_seed(name: str) -> None:
    votes = polis()[1] if name == "biodiversity" else canadian()
    maps = [draw(votes, seed=seed) for seed in range(5)]
    assert min(adjusted_rand(maps[0].group, other.group) for other in maps) >= 0.99
    theirs = {int(k): v for k, v in json.loads((TALKS / f"{name}_groups.json").read_text()).items()}
    both = [
        (mine, theirs[p])
        for p, mine in zip(maps[0].people.tolist(), maps[0].group.tolist(), strict=True)
        if p in theirs
    ]
    assert adjusted_rand(np.array([a for a, _ in both]), np.array([b for _, b in both])) >= 0.9


def test_no_seed_decides_which_groups_half_of_the_people_form() -> None:
    """Among the people with odd numbers the best division is one that few beginnings lead to."""
    whole = polis()[1]
    odd = whole.people[whole.row] % 2 == 1
    votes = from_arrays(
        whole.people[whole.row][odd], whole.statements[whole.column][odd], whole.value[odd].astype(np.int64)
    )
    maps = [draw(votes, seed=seed) for seed in range(6)]
    assert min(adjusted_rand(maps[0].group, other.group) for other in maps) >= 0.99


def test_one_beginning_gives_the_groups_of_a_cold_start() -> None:
    """Silhouettes and agreement with Polis' groups as measured by an independent program."""
    told, votes = polis()
    cold = draw_like_polis(votes)
    assert cold.silhouettes == pytest.approx({2: 0.504688, 3: 0.422360, 4: 0.295277, 5: 0.296114}, abs=1e-6)
    theirs = groups_of_polis()[1][cold.inside]
    both = np.isin(cold.people, told["in-conv"])
    assert adjusted_rand(cold.group[both], theirs[both].astype(int)) == pytest.approx(0.955, abs=0.001)


def test_a_map_that_goes_on_keeps_people_and_groups() -> None:
    votes = canadian()
    first = draw(votes)
    again = draw(votes, before=first)
    assert again.people.tolist() == first.people.tolist()
    assert adjusted_rand(first.group, again.group) >= 0.99


def test_a_map_that_goes_on_grows_with_the_number_of_people() -> None:
    """Three camps; the first map has sixteen people and so at most sixteen small clusters, the last has a thousand."""
    rng = np.random.default_rng(0)
    camps = rng.normal(size=(3, 40))
    cast = [
        (person, statement, int(np.clip(np.round(camps[person % 3, statement] + rng.normal() * 0.6), -1, 1)))
        for person in range(1000)
        for statement in range(40)
        if rng.random() < 0.5
    ]
    before = None
    for people in (16, 17, 40, 1000):
        before = draw(gather((v for v in cast if v[0] < people), statements=range(40)), before=before)
    assert before is not None
    cold = draw(gather(cast))
    assert len(before.bases.size) == len(cold.bases.size) == 100
    assert adjusted_rand(cold.group, before.group) >= 0.95


@pytest.mark.parametrize("number", [64, 65, 100])
def test_many_statements_on_which_nobody_differs(number: int) -> None:
    same = [(person, statement, 1) for person in range(20) for statement in range(number)]
    found = draw(gather(same))
    assert (found.plane.total, len(found.tables), found.stability) == (0, 1, None)
    mixed = [(person, statement, (-1) ** (person + statement)) for person, statement, _ in same]
    assert draw(gather(mixed, moderated_out=range(number))).plane.total == 0


def test_a_direction_that_counts_no_more_is_not_held_on_to() -> None:
    """The two statements that made the first map are taken away; another divides people now."""

    def cast(third: bool) -> list[tuple[int, int, int]]:
        parts = {0: 2, 1: 3, 2: 3 if third else 1}
        return [
            (person, s, 1 if person % parts.get(s, 1) == 0 else -1) for person in range(30) for s in range(80)
        ]

    before = draw(gather(cast(third=False)))
    after = draw(gather(cast(third=True), moderated_out=[0, 1]), before=before)
    assert np.abs(after.plane.components[0]).round(9).tolist() == [0, 0, 1] + [0] * 77


def test_silent_statements_move_nobody() -> None:
    votes = [(p, s, 1 if (p < 10) == (s < 4) else -1) for p in range(20) for s in range(8)]
    plain = draw(gather(votes, statements=range(9)))
    shouted = draw(gather([*votes, *((p, 8, 1 - 2 * (p % 2)) for p in range(20))], moderated_out=[8]))
    assert plain.group.tolist() == shouted.group.tolist()
    assert shouted.plane.components[:, 8].tolist() == [0, 0]


def test_two_camps_are_found_and_what_divides_them_is_told() -> None:
    votes = [(p, s, 1 if s == 0 or (p < 12) == (s < 4) else -1) for p in range(20) for s in range(8)]
    found = draw(gather(votes))
    assert found.sizes == [12, 8] and found.stability == 1.0
    assert found.consensus["agree"][0].statement == 0
    assert int(np.argmax(found.least_agreeing)) == 0
    assert {one.statement for one in found.representative[0]} <= set(range(1, 8))


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [([], "no votes yet"), ([(1, 1, 2)], "1 .agree., 0 .pass. or -1"), ([(1, 1, 1)], "at least two people")],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(
    votes: list[tuple[int, int, int]], sentence: str
) -> None:
    with pytest.raises(NotMappable, match=sentence):
        draw(gather(votes))


def test_when_all_say_the_same_there_is_one_place_and_one_group() -> None:
    found = draw(gather((p, s, 1) for p in range(9) for s in range(9)))
    assert found.sizes == [9] and not found.place.any()
    assert found.stability is None, "one group is not a sure grouping"


def test_one_voter_is_refused_and_two_make_a_map() -> None:
    with pytest.raises(NotMappable, match="at least two people"):
        draw(gather((1, s, 1) for s in range(9)))
    two = draw(gather((p, s, 1 if p else -1) for p in range(2) for s in range(9)))
    assert two.place.shape == (2, 2) and np.isfinite(two.place).all()
    told = as_data(two, people=False)
    assert told["people_on_map"] == 2 and told["cells"] == []


def test_statements_nobody_voted_on_are_told_with_zeros() -> None:
    votes = [(p, s, 1 if (p < 10) == (s < 4) else -1) for p in range(20) for s in range(8)]
    told = as_data(draw(gather(votes, statements=range(10))))
    empty = next(one for one in told["statements"] if one["id"] == 9)
    assert (empty["agree"], empty["disagree"], empty["votes"]) == (0, 0, 0)
    assert empty["plane"] == [0, 0, 0] and empty["priority"] > told["statements"][0]["priority"]


def test_no_group_is_smaller_than_asked() -> None:
    """Three people apart from seventeen: a group for a look of one's own, none for a page that everybody sees."""
    votes = [(p, s, 1 if (p < 17) == (s < 4) else -1) for p in range(20) for s in range(8)]
    assert draw(gather(votes)).sizes == [17, 3]
    published = draw(gather(votes), never_below=5)
    assert published.sizes == [20] and published.stability is None
    big = draw(canadian(), never_below=5)
    assert min(big.sizes) >= 5 and adjusted_rand(big.group, draw(canadian()).group) == 1


def test_without_people_nothing_of_one_person_is_told() -> None:
    found = draw(polis()[1], never_below=5)
    told = as_data(found, people=False)
    assert "people" not in told and told["people_on_map"] == len(found.people)
    assert min(cell["size"] for cell in told["cells"]) >= 5
    for number, size in enumerate(found.sizes):
        mine = [cell for cell in told["cells"] if cell["group"] == number]
        assert sum(cell["size"] for cell in mine) == size
        middle = sum(np.array([cell["x"], cell["y"]]) * cell["size"] for cell in mine) / size
        assert np.abs(middle - found.centres[number]).max() < NEAR
    assert len(cells(found, least=1)) == len(found.bases.size)


def test_a_place_follows_from_the_own_votes_and_the_told_plane_alone() -> None:
    found = draw(polis()[1])
    told = as_data(found, people=False)
    votes = found.votes
    plane = {one["id"]: one["plane"] for one in told["statements"]}
    row = int(np.flatnonzero(found.inside)[40])
    mine = {
        int(votes.statements[c]): int(v)
        for r, c, v in zip(votes.row, votes.column, votes.value, strict=True)
        if r == row
    }
    heard = {name for name, silent in zip(votes.statements.tolist(), votes.silent, strict=True) if not silent}
    seen = len(set(mine) & heard) + int(votes.silent.sum())
    stretch = (len(plane) / seen) ** 0.5
    place = [
        stretch * sum((v - plane[s][0]) * plane[s][axis] for s, v in mine.items() if s in heard)
        for axis in (1, 2)
    ]
    assert place == pytest.approx(found.place[40].tolist(), abs=NEAR)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9), st.integers(-1, 1)), min_size=1, max_size=120)
)
@settings(max_examples=60, deadline=None)
def test_any_votes_give_a_map_with_everybody_in_a_group(votes: list[tuple[int, int, int]]) -> None:
    table = gather(votes)
    last = {(p, s): v for p, s, v in votes}
    assert {
        (int(table.people[r]), int(table.statements[c])): int(v)
        for r, c, v in zip(table.row, table.column, table.value, strict=True)
    } == last
    if len(table.people) < 2:
        return
    found = draw(table)
    assert sum(found.sizes) == int(found.inside.sum()) == len(found.place)
    assert np.isfinite(found.place).all() and np.isfinite(found.priorities).all()
    assert (np.sum(found.tables, axis=0)[2] <= table.tally()[2]).all()


def test_many_points_find_the_same_centre_as_few() -> None:
    chance = np.random.default_rng(3)
    points, centres = chance.normal(size=(clustering.MANY + 1, 2)), chance.normal(size=(40, 2))
    half = len(points) // 2
    few = np.concatenate(
        [clustering.nearest(points[:half], centres), clustering.nearest(points[half:], centres)]
    )
    assert clustering.nearest(points, centres).tolist() == few.tolist()


def test_the_order_of_equal_votes_does_not_matter() -> None:
    chance = np.random.default_rng(1)
    person, statement = chance.integers(0, 40, 900), chance.integers(0, 12, 900)
    value = np.where((person % 2) == (statement % 2), 1, -1)
    mixed = chance.permutation(900)
    one, other = (
        from_arrays(person, statement, value),
        from_arrays(person[mixed], statement[mixed], value[mixed]),
    )
    assert draw(one).group.tolist() == draw(other).group.tolist()
