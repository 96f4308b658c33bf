# SPDX-License-Identifier: EUPL-1.2
"""The draw is fair, the same everywhere, and the scores are cautious."""

from __future__ import annotations

import math
import random
import sqlite3
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.kernels.ranking import (
    PRIME,
    Beta,
    Question,
    beta_mean,
    day_seed,
    distinct_voters,
    draw_key,
    draw_key_sql,
    exposure_weight,
    fair_key,
    fair_order,
    fit_beta,
    live_order,
    question_score,
    wilson_lower,
)

SEEDS = range(4000)
ID_SETS = [
    list(range(1, 21)),
    list(range(1000, 1020)),
    list(range(0, 20 * 1024, 1024)),
    [2**power for power in range(20)],
    list(range(10**9, 10**9 + 20)),
]


def drawn(ids: list[int], seed: int) -> list[int]:
    return sorted(ids, key=lambda item: draw_key(seed, item))


def test_the_seed_of_a_day() -> None:
    day = date(2026, 11, 23)
    seeds = {
        day_seed(scope, day + timedelta(n), viewer)
        for scope in ("a", "b")
        for n in range(50)
        for viewer in "xy"
    }
    assert len(seeds) == 200
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert day_seed("a", day, "b") != day_seed("ab", day, "")
    assert day_seed("phase-17", date(2026, 5, 4)) == 7640799322231722054  # must never change


def test_weights_fall_from_nine_to_one() -> None:
    weights = [exposure_weight(seen) for seen in range(200)]
    assert weights[0] == 9
    assert all(before > after >= 1 for before, after in pairwise(weights[:100]))
    assert exposure_weight(10**9) == 1
    with pytest.raises(ValueError, match="negative"):
        exposure_weight(-1)


@pytest.mark.parametrize(("seen", "share"), [(0, 1 / 2), (5, 9 / 14), (20, 9 / 10.5), (10_000, 9 / 10)])
def test_the_unseen_lead_as_often_as_promised(seen: int, share: float) -> None:
    leads = sum(fair_key(seed, "new") < fair_key(seed, "old", seen) for seed in range(10_000))
    assert leads / 10_000 == pytest.approx(share, abs=0.02)


def test_every_item_gets_every_place_equally_often() -> None:
    places = Counter((item, at) for seed in SEEDS for at, item in enumerate(fair_order(range(20), seed)))
    assert chi_square(places) < 380 + 5 * 28


def chi_square(places: Counter[tuple[int, int]]) -> float:
    """Over 20 x 20 cells of 200 each; of a fair draw 380 are expected, with a deviation of 28."""
    assert len(places) == 400
    return sum((count - 200) ** 2 / 200 for count in places.values())


@given(st.lists(st.integers(0, 10**6), unique=True), st.integers(), st.integers(1, 10))
def test_pages_fit_together(ids: list[int], seed: int, size: int) -> None:
    order = fair_order(ids, seed)
    assert sorted(order) == sorted(ids)
    assert order == fair_order(reversed(ids), seed)
    pages = [order[at : at + size] for at in range(0, len(order), size)]
    assert sorted(item for page in pages for item in page) == sorted(ids)
    without = [item for item in ids if item % 2]
    assert fair_order(without, seed) == [item for item in order if item % 2]  # one leaving moves nobody


def test_fair_order_takes_words_and_refuses_twins() -> None:
    assert sorted(fair_order(["b", "a"], "today", {"a": 3})) == ["a", "b"]
    assert fair_key("1", "7") == fair_key(1, 7)
    with pytest.raises(ValueError, match="twice"):
        fair_order([1, 1], 0)
    with pytest.raises(ValueError, match="negative"):
        fair_order([1], 0, {1: -1})


@pytest.mark.parametrize("ids", ID_SETS, ids=lambda ids: f"{ids[0]},{ids[1]}…")
def test_the_draw_mixes(ids: list[int]) -> None:
    places: Counter[tuple[int, int]] = Counter()
    together = backwards = 0
    first_three: Counter[tuple[int, ...]] = Counter()
    likeness = 0.0
    before: dict[int, int] = {}
    for seed in SEEDS:
        order = drawn(ids, seed)
        at = {item: place for place, item in enumerate(order)}
        places.update(at.items())
        together += sum(abs(at[a] - at[b]) == 1 for a, b in pairwise(ids))
        backwards += sum(at[a] > at[b] for a, b in pairwise(ids))
        first_three[tuple(item for item in order if item in ids[:3])] += 1
        if before:
            likeness += sum((at[item] - 9.5) * (before[item] - 9.5) for item in ids) / 665
        before = at
    pairs = 19 * len(SEEDS)
    assert chi_square(places) < 380 + 5 * 28
    assert together / pairs == pytest.approx(0.1, abs=0.005)  # two of twenty are neighbours by chance
    assert backwards / pairs == pytest.approx(0.5, abs=0.01)
    assert likeness / len(SEEDS) == pytest.approx(0, abs=0.02)  # today's order says nothing of tomorrow's
    for order_of_three in permutations(ids[:3]):
        assert first_three[order_of_three] / len(SEEDS) == pytest.approx(1 / 6, abs=0.03)


def test_a_straight_line_would_not_mix() -> None:
    """What the cubes are for: with (id · f + a) mod P neighbours keep their distance."""
    gaps = {(draw_key(5, item + 1) - draw_key(5, item)) % PRIME for item in range(1000)}
    assert len(gaps) == 1000


def test_no_two_items_share_a_key() -> None:
    assert PRIME % 3 == 2
    assert all(PRIME % divisor for divisor in range(2, math.isqrt(PRIME) + 1))
    assert len({draw_key(9, item) for item in range(50_000)}) == 50_000


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 2**63 - 1) | st.integers(0, 10**6), min_size=1, max_size=30),
    st.integers(-(2**70), 2**70),
)
def test_sqlite_draws_the_same(ids: list[int], seed: int) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE proposal (id INTEGER)")
    base.executemany("INSERT INTO proposal VALUES (?)", [(item,) for item in ids])
    column = '"proposal"."id"'
    found = base.execute(
        f"SELECT id, {draw_key_sql(column, seed)}, typeof({draw_key_sql(column, seed)}) FROM proposal"
    )
    for item, key, kind in found.fetchall():
        assert kind == "integer"  # SQLite turns what overflows into a float
        assert key == draw_key(seed, item)
        assert 0 <= key < PRIME
    base.close()


def test_keys_never_change() -> None:
    """A list in the middle of a vote must not be shuffled by an upgrade."""
    assert [draw_key(1, item) for item in (1, 2, 3, 2**40)] == [
        1464404406,
        1117368367,
        1155507916,
        1876606274,
    ]
    assert [round(fair_key("2026-05-04", item), 9) for item in (1, 2)] == [0.255104904, 0.002956264]


def test_only_columns_get_into_the_statement() -> None:
    assert draw_key_sql("id", 1, percent="%%").replace("%%", "%") == draw_key_sql("id", 1)
    for wrong in ("id; DROP TABLE x", "id)", "", "1", "a.b.", 'a"b', "id\n", "ïd"):
        with pytest.raises(ValueError, match="column"):
            draw_key_sql(wrong, 1)
    with pytest.raises(ValueError, match="percent"):
        draw_key_sql("id", 1, percent="$")
    with pytest.raises(ValueError, match="negative"):
        draw_key(1, -1)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_is_cautious_and_rewards_evidence(up: int, down: int) -> None:
    n = up + down
    low = wilson_lower(up, n)
    assert 0 <= low <= (up / n if n else 0)
    assert wilson_lower(up + 1, n + 1) >= low
    assert wilson_lower(up, n + 1) <= low
    assert wilson_lower(10 * up, 10 * n) >= low
    if n:
        assert wilson_lower(up, n, z=0) == pytest.approx(up / n)


def test_wilson_solves_its_equation() -> None:
    """The bound is the share p at which up/n lies z deviations above p."""
    low = wilson_lower(70, 100, 1.96)
    assert low == pytest.approx(0.60415, abs=1e-5)
    assert (0.7 - low) / math.sqrt(low * (1 - low) / 100) == pytest.approx(1.96)
    for up, n, z in ((3, 2, 1.0), (-1, 2, 1.0), (1, 2, -1.0)):
        with pytest.raises(ValueError, match=r"needs|negative"):
            wilson_lower(up, n, z)


@given(st.integers(0, 100), st.integers(0, 100), st.floats(0.1, 50), st.floats(0.1, 50))
def test_beta_mean_lies_between_prior_and_share(up: int, down: int, a: float, b: float) -> None:
    prior = Beta(a, b)
    mean = beta_mean(up, down, prior)
    share = up / (up + down) if up + down else prior.mean
    assert min(share, prior.mean) - 1e-12 <= mean <= max(share, prior.mean) + 1e-12


def test_beta_mean_refuses_nonsense() -> None:
    for up, down, prior in ((-1, 0, Beta(1, 1)), (0, 0, Beta(0, 1))):
        with pytest.raises(ValueError, match=r"negative|prior"):
            beta_mean(up, down, prior)


@pytest.mark.parametrize(("a", "b"), [(6, 4), (2, 2), (20, 5)])
def test_fit_beta_finds_the_prior_again(a: float, b: float) -> None:
    draw = random.Random(7)
    pairs = []
    for _ in range(3000):
        share, n = draw.betavariate(a, b), draw.randint(1, 40)
        up = sum(draw.random() < share for _ in range(n))
        pairs.append((up, n - up))
    found = fit_beta(pairs)
    assert found.mean == pytest.approx(a / (a + b), abs=0.01)
    assert found.a + found.b == pytest.approx(a + b, rel=0.15)


@pytest.mark.parametrize(
    "pairs", [[], [(3, 1)], [(0, 0), (3, 1)], [(3, 0), (5, 0)], [(0, 2), (0, 9)], [(1, 0), (0, 1)]]
)
def test_fit_beta_admits_that_it_knows_nothing(pairs: list[tuple[int, int]]) -> None:
    assert fit_beta(pairs) == Beta(1, 1)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=30))
def test_fit_beta_always_gives_a_usable_prior(pairs: list[tuple[int, int]]) -> None:
    found = fit_beta(pairs)
    assert found.a > 0 < found.b
    assert 0.99 < found.a + found.b < 1000.01


def test_fit_beta_without_differences_trusts_the_crowd() -> None:
    assert fit_beta([(6, 4)] * 10) == Beta(600, 400)
    with pytest.raises(ValueError, match="negative"):
        fit_beta([(-1, 4)])


@pytest.mark.parametrize(
    ("up", "shown", "score"), [(30, 200, 0.113), (12, 20, 0.419), (1, 1, 0.270), (0, 0, 0)]
)
def test_a_question_counts_against_those_who_saw_it(up: int, shown: int, score: float) -> None:
    assert round(question_score(up, shown), 3) == score
    assert question_score(5, 3) == question_score(5, 5)  # a vote is a sight
    with pytest.raises(ValueError, match="negative"):
        question_score(-1, 3)


def test_a_phone_shows_three_by_score_and_two_by_lot() -> None:
    known = [Question(n, up=60 - n, shown=100) for n in range(1, 7)]
    new = [Question(7), Question(8), Question(9, 90, 100, done=True)]
    assert live_order([*known, *new], seed=4) == [1, 7, 2, 3, 8, 4, 5, 6, 9]
    firsts = Counter(live_order([*known, *new], seed)[1] for seed in range(2000))
    assert firsts[7] + firsts[8] > 1300  # two unseen with weight 9 against five known with weight 1
    assert {live_order([*known, *new], seed)[0] for seed in range(50)} == {1}


questions = st.lists(
    st.builds(Question, st.integers(0, 10**6), st.integers(0, 50), st.integers(0, 90), st.booleans()),
    max_size=30,
    unique_by=lambda question: question.id,
)


@given(questions, st.integers())
def test_every_question_is_shown_once_and_what_is_done_last(given_: list[Question[int]], seed: int) -> None:
    order = live_order(given_, seed)
    assert sorted(order) == sorted(question.id for question in given_)
    assert order == live_order(reversed(given_), seed)
    done = {question.id for question in given_ if question.done}
    assert [item in done for item in order] == sorted(item in done for item in order)
    open_ones = [question for question in given_ if not question.done]
    if open_ones:
        best = max(question_score(question.up, question.shown) for question in open_ones)
        first = next(question for question in open_ones if question.id == order[0])
        assert question_score(first.up, first.shown) == best


def test_merged_questions_count_people() -> None:
    assert distinct_voters({1, 2, 3}, {3, 4}) == 4
    assert distinct_voters() == 0
    assert distinct_voters(["a", "a"], ["b"]) == 2
    with pytest.raises(ValueError, match="twice"):
        live_order([Question(1), Question(1)], 0)
