# SPDX-License-Identifier: EUPL-1.2
"""Budgets are counted as the city's own records and other programs count them, and bad input gets a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels import allocation, pabulib
from mitwirken.kernels.allocation import Instance, NotCountable, merge
from mitwirken.kernels.allocation.ledger import Ledger
from mitwirken.kernels.allocation.shares import Counting

VOTES = Path(__file__).parent / "data" / "pb"
REFERENCES: dict[str, dict[str, dict[str, Any]]] = json.loads((VOTES / "references.json").read_text())
WANTED = [(place, key) for place, rows in REFERENCES.items() for key in rows]


@cache
def read(place: str) -> tuple[Instance, frozenset[str]]:
    with (VOTES / f"{place}.pb").open(encoding="utf-8", newline="") as lines:
        election = pabulib.read(lines)
        ballots = list(election.ballots)
    points = [ballot.points or () for ballot in ballots] if ballots[0].points is not None else None
    instance = merge(
        pabulib.amount(election.meta["budget"]),
        [(project.id, project.cost) for project in election.projects],
        [ballot.choices for ballot in ballots],
        points=points,
    )
    return instance, frozenset(project.id for project in election.projects if project.selected)


def names(instance: Instance, order: tuple[int, ...]) -> list[str]:
    return [instance.ids[p] for p in order]


def count(
    instance: Instance, rule: str, ties: Any, step: int
) -> tuple[tuple[int, ...], allocation.Completed | None]:
    if rule == "phragmen":
        return allocation.phragmen(instance, ties=ties), None
    if rule.startswith("greedy"):
        by: Any = "votes" if rule == "greedy_votes" else "density"
        return allocation.greedy(instance, by=by, ties=ties), None
    parts = rule.split("_")
    utility: Any = {"cost": "cost", "card": "cardinality", "points": "points"}[parts[1]]
    if "add1" in rule:
        stop: Any = "overspend" if "add1x" in parts else "exhaustive"
        done = allocation.add_one(instance, utility=utility, stop=stop, step=step, ties=ties)
    else:
        done = allocation.Completed(allocation.equal_shares(instance, utility=utility, ties=ties), 1)
    if parts[-1] == "util":
        done = allocation.fill_greedily(instance, done, ties=ties)
    return done.order, done


@pytest.mark.parametrize(("place", "key"), WANTED)
def test_winners_and_order_are_those_of_the_reference(place: str, key: str) -> None:
    instance, _ = read(place)
    wanted = REFERENCES[place][key]
    rule, ties = key.split("@")
    order, done = count(instance, rule, ties, wanted.get("step", 1))
    if rule == "phragmen":
        assert set(names(instance, order)) == set(wanted["winners"])
    else:
        assert names(instance, order) == wanted["winners"]
    assert instance.total(order) == wanted["total_cost"]
    if done and "endowment" in wanted:
        assert float(done.outcome.endowment) == pytest.approx(wanted["endowment"], abs=1e-6)


@pytest.mark.parametrize(
    ("place", "stops"),
    [
        ("assen_2024", ("exhaustive", "overspend")),
        ("swiecie_2023", ("exhaustive", "overspend")),
        ("wieliczka_2023", ("overspend",)),
    ],
)
def test_official_results_of_cities_come_out(place: str, stops: tuple[Any, ...]) -> None:
    instance, official = read(place)
    step = 12 if place == "assen_2024" else 1
    for stop in stops:
        done = allocation.add_one(instance, stop=stop, step=step)
        assert set(names(instance, done.order)) == official


def test_the_figures_wieliczka_published_come_out() -> None:
    instance, _ = read("wieliczka_2023")
    done = allocation.add_one(instance, stop="overspend")
    assert float(done.outcome.endowment) == pytest.approx(315.84, abs=0.005)
    assert instance.total(done.order) == 995_079 and len(done.order) == 30
    _, losses = allocation.explain(instance, done.outcome)
    by_id = {instance.ids[loss.project]: loss for loss in losses}
    assert int(by_id["16"].left_behind) == 49_998 and by_id["16"].percent == 99
    assert round(by_id["21"].left_behind, -2) == 93_900
    assert round(by_id["87"].money[0], -3) == 92_000
    both = allocation.compare(instance, done.order, allocation.greedy(instance))
    assert [round(100 * number / instance.voters) for number in both.without] == [18, 28]
    assert [int(100 * mean) for mean in both.mean] == [161, 147]
    assert both.keeps


def small() -> Instance:
    ballots = [["play", "trees"]] * 5 + [["play", "well"]] + [["trees", "bench"]] + [["bench", "well"]] * 3
    return merge(600, [("play", 300), ("trees", 200), ("bench", 100), ("well", 250)], ballots)


def test_the_worked_example_of_the_rule() -> None:
    one = small()
    assert names(one, allocation.greedy(one)) == ["trees", "play", "bench"]
    plain = allocation.equal_shares(one)
    assert [(one.ids[r.project], round(r.payment, 2), r.in_full, r.partly) for r in plain.rounds] == [
        ("trees", 33.33, 6, 0),
        ("bench", 25.0, 4, 0),
    ]
    _, losses = allocation.explain(one, plain)
    told = {one.ids[x.project]: (round(x.left_behind, 2), round(x.missing, 2), x.percent) for x in losses}
    assert told == {"play": (193.33, 106.67, 100), "well": (240.0, 85.0, 96)}
    exhaustive, overspend = allocation.add_one(one), allocation.add_one(one, stop="overspend")
    assert (names(one, exhaustive.order), exhaustive.outcome.endowment, exhaustive.runs) == (
        ["trees", "bench", "play"], Fraction(78), 19,
    )  # fmt: skip
    assert (names(one, overspend.order), overspend.outcome.endowment, overspend.runs) == (
        ["trees", "play", "bench"], Fraction(93), 35,
    )  # fmt: skip
    every = allocation.every_endowment(one)
    assert float(every.outcome.endowment) == pytest.approx(77.7778, abs=1e-4)
    assert every.runs == 3
    assert names(one, allocation.phragmen(one)) == ["bench", "trees", "well"]


def test_a_budget_of_zero_pays_nothing_but_what_is_free() -> None:
    one = merge(0, [("a", 10), ("b", 0)], [["a", "b"], ["a"]])
    assert names(one, allocation.add_one(one, stop="overspend").order) == ["b"]
    assert names(one, allocation.greedy(one)) == ["b"]
    assert names(one, allocation.phragmen(one)) == ["b"]


def test_nobody_voted() -> None:
    one = merge(100, [("a", 10)], [])
    with pytest.raises(NotCountable, match="nobody voted"):
        allocation.add_one(one)


def test_one_voter_decides_alone() -> None:
    one = merge(100, [("a", 60), ("b", 50), ("c", 40)], [["a", "b", "c"]])
    for order in (allocation.add_one(one).order, allocation.greedy(one)):
        assert names(one, order) == ["c", "b"]  # equal votes: the cheapest first


def test_equal_votes_everywhere_are_decided_by_cost_then_by_id() -> None:
    one = merge(30, [("d", 10), ("b", 10), ("c", 10), ("a", 10)], [["a", "b", "c", "d"]] * 3)
    assert names(one, allocation.add_one(one).order) == ["a", "b", "c"]
    assert names(one, allocation.greedy(one)) == ["a", "b", "c"]


def test_a_project_dearer_than_the_budget_never_stops_the_others() -> None:
    one = merge(100, [("huge", 101), ("a", 60), ("b", 40)], [["huge", "a"]] * 9 + [["b"]])
    assert set(names(one, allocation.add_one(one, stop="overspend").order)) == {"a", "b"}
    assert set(names(one, allocation.phragmen(one))) == {"a", "b"}


@pytest.mark.parametrize(("voters", "rest"), [(3, 2), (7, 3), (23, 1), (29, 3), (31, 3)])
def test_a_small_rest_of_a_large_budget_is_counted_exactly(voters: int, rest: int) -> None:
    """After the first project everybody has the whole ``rest`` left, which floats of this size can't tell."""
    for budget in (10**8, 10**9, 10**10, 10**11, 10**15):
        projects = [("a", budget - voters * rest), ("b", rest * (voters - 1))]
        one = merge(budget, projects, [["a", "b"]] * (voters - 1) + [["a"]])
        assert names(one, allocation.equal_shares(one).order) == ["a", "b"]


def test_a_dear_project_of_one_person_does_not_take_as_many_counts_as_it_costs() -> None:
    projects = [("swing", 3_000), ("bench", 2_000), ("pool", 800_000), ("track", 900_000)]
    ballots = [["swing", "bench"]] * 500 + [["swing"]] * 400 + [["pool"], ["track"]]
    one = merge(1_000_000, projects, ballots)
    done = allocation.add_one(one, stop="overspend")
    assert names(one, done.order) == ["swing", "bench", "pool"]
    assert 800_000 < done.outcome.endowment < 900_000 < done.outcome.endowment + 2
    assert done.runs < 1_100


def test_steps_passed_over_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = read("assen_2024")
    for utility, stop in product(("cost", "cardinality"), ("exhaustive", "overspend")):
        each = allocation.add_one(one, utility=cast(Any, utility), stop=cast(Any, stop), step=7)
        with monkeypatch.context() as patch:
            patch.setattr("mitwirken.kernels.allocation.completions.ENOUGH", 1)
            some = allocation.add_one(one, utility=cast(Any, utility), stop=cast(Any, stop), step=7)
        assert (some.order, some.outcome.endowment) == (each.order, each.outcome.endowment)
        assert some.runs < each.runs / 5


def test_a_million_voters_with_few_different_ballots() -> None:
    def ballots() -> Iterator[list[str]]:
        for number in range(1_000_000):
            yield ["a", "b"] if number % 3 else ["c"]

    one = merge(3_000_000, [("a", 2_000_000), ("b", 1_500_000), ("c", 900_000)], ballots())
    assert one.voters == 1_000_000 and len(one.weights) == 2
    assert (
        names(one, allocation.add_one(one).order) == ["a", "c"]
        or one.total(allocation.add_one(one).order) <= 3_000_000
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"projects": [("a", 1), ("a", 2)]}, "used twice"),
        ({"budget": -1}, "between 0 and"),
        ({"ballots": [["x"]]}, "unknown project 'x'"),
        ({"ballots": [["a", "a"]]}, "names a project twice"),
        ({"areas": ["N"]}, "1 areas for 2"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(words: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"budget": 10, "projects": [("a", 1), ("b", 2)], "ballots": [["a"]], **words}
    with pytest.raises(NotCountable, match=sentence):
        merge(given["budget"], given["projects"], given["ballots"], areas=given.get("areas", ()))


def test_each_district_gets_what_it_was_promised() -> None:
    one = merge(
        100,
        [("n1", 60), ("n2", 30), ("s1", 50), ("s2", 20)],
        [["n1"]] * 5 + [["n2"]] * 4 + [["s1"]] * 3 + [["s2"]],
        areas=["N", "N", "S", "S"],
    )
    assert names(one, allocation.guaranteed(one)) == ["n1", "s2"]  # s1 does not fit any more
    assert names(one, allocation.guaranteed(one, least_votes=2)) == ["n1"]


@st.composite
def votes(draw: st.DrawFn) -> Instance:
    number = draw(st.integers(1, 6))
    projects = [(chr(97 + p), draw(st.integers(1, 60))) for p in range(number)]
    ids = [name for name, _ in projects]
    ballots = draw(st.lists(st.lists(st.sampled_from(ids), unique=True), min_size=1, max_size=9))
    return merge(draw(st.integers(1, 120)), projects, ballots)


def by_definition(one: Instance, endowment: Fraction, utility: str) -> list[int]:
    """Equal shares word by word, in fractions and without any shortcut."""
    left = dict.fromkeys(range(len(one.weights)), endowment)
    order: list[int] = []
    tie = one.tie_key("cvl")
    while True:
        rates = []
        for p in one.payable:
            people = [(left[b], int(one.weights[b])) for b in one.supporters[p].tolist()]
            cost = Fraction(one.costs[p])
            if p in order or sum(money * weight for money, weight in people) < cost:
                continue
            people.sort()
            share = sum(weight for _, weight in people)
            for money, weight in people:
                if money * share >= cost:
                    break
                cost -= money * weight
                share -= weight
            price = cost / share if share else Fraction(0)
            rates.append((price / one.costs[p] if utility == "cost" else price, tie(p), p, price))
        if not rates:
            return order
        _, _, p, price = min(rates)
        for b in one.supporters[p].tolist():
            left[b] = max(Fraction(0), left[b] - price)
        order.append(p)


@given(votes(), st.sampled_from(["cost", "cardinality"]), st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_equal_shares_does_what_its_definition_says(one: Instance, utility: Any, more: int) -> None:
    endowment = allocation.start_endowment(one) + more
    got = allocation.equal_shares(one, utility=utility, endowment=endowment)
    assert list(got.order) == by_definition(one, endowment, utility)


@given(votes())
@settings(max_examples=60, deadline=None)
def test_nothing_changes_before_the_next_endowment(one: Instance) -> None:
    counting = Counting(one, "cost", "cvl")
    outcome = counting.run(allocation.start_endowment(one))
    found = allocation.next_endowment(counting, outcome)
    low = float(outcome.endowment)
    high = float(found) if found is not None else low * 3 + 60
    for part in range(1, 24):
        share = low + (high - low) * part / 24
        assert counting.run(Fraction(share)).order == outcome.order


@given(votes(), st.sampled_from(["exhaustive", "overspend"]))
@settings(max_examples=60, deadline=None)
def test_money_is_never_spent_twice(one: Instance, stop: Any) -> None:
    done = allocation.fill_greedily(one, allocation.add_one(one, stop=stop))
    assert len(set(done.order)) == len(done.order)
    assert one.total(done.order) <= one.budget
    ledger = Ledger(one, "cost", done.outcome.endowment)
    for p in done.outcome.order:
        ledger.pay(p)
    assert min(ledger.values) >= 0
