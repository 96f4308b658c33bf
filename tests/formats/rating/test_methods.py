# SPDX-License-Identifier: EUPL-1.2
"""The rules of counting against plain definitions, over ballots that nobody thought of."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.formats.rating.forms import RatingSettings
from mitwirken.formats.rating.registry import Counts, Setup, method_named, methods
from mitwirken.ground.deeds.refusal import Refusal

KEYS = ("support", "agreement", "points", "ranking", "resistance")


def setup_for(key: str) -> Setup:
    return Setup(method=key, points=5, max_per_item=3, places=4, min_ratings=2)


def counts_of(values: list[int], channel: str = "online") -> Counts:
    return Counts({channel: {value: values.count(value) for value in set(values)}})


values_of = {key: sorted(method_named(key).allowed(setup_for(key))) for key in KEYS}
any_ballots = st.sampled_from(KEYS).flatmap(
    lambda key: st.tuples(st.just(key), st.lists(st.sampled_from(values_of[key]), max_size=40))
)


def test_all_five_are_there():
    assert {method.key for method in methods()} == set(KEYS)


@given(any_ballots)
def test_every_method_counts_everybody_once(ballots):
    key, values = ballots
    summary = method_named(key).summarise(counts_of(values), setup_for(key))
    assert summary.ratings == len(values) == sum(summary.by_channel.values())
    assert all(0 <= part.share <= 1 for part in summary.parts)
    if summary.parts:
        assert sum(part.n for part in summary.parts) == len(values)
    assert summary.figure


@given(any_ballots, st.randoms())
def test_the_channel_and_the_sequence_of_ballots_change_nothing(ballots, chance):
    key, values = ballots
    method, setup = method_named(key), setup_for(key)
    shuffled = chance.sample(values, len(values))
    cut = len(values) // 2
    split = Counts(
        {
            channel: {value: part.count(value) for value in set(part)}
            for channel, part in (("online", shuffled[:cut]), ("paper", shuffled[cut:]))
        }
    )
    together = counts_of(values)
    assert method.score(split, setup) == method.score(together, setup)
    assert method.tie(split, setup) == method.tie(together, setup)


@given(st.lists(st.sampled_from([1, 0, -1]), max_size=30))
def test_agreement_is_for_minus_against(values):
    method, setup = method_named("agreement"), setup_for("agreement")
    assert method.score(counts_of(values), setup) == values.count(1) - values.count(-1)
    assert method.tie(counts_of(values), setup) == -values.count(-1)


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4, unique=True), max_size=12))
def test_ranking_is_borda(lists):
    """Each list names four favourites, the best first: 4, 3, 2, 1 points."""
    method, setup = method_named("ranking"), setup_for("ranking")
    for candidate in range(4):
        places = [ranking.index(candidate) + 1 for ranking in lists]
        assert method.score(counts_of(places), setup) == sum(
            4 - ranking.index(candidate) for ranking in lists
        )
        assert method.tie(counts_of(places), setup) == places.count(1)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=40))
def test_resistance_is_the_mean_and_few_ratings_stand_behind_all_others(values):
    method, setup = method_named("resistance"), setup_for("resistance")
    score = method.score(counts_of(values), setup)
    worst = method.score(counts_of([10, 10]), setup)
    if len(values) >= setup.min_ratings:
        assert score == pytest.approx(-sum(values) / len(values))
        assert score >= worst
    else:
        assert score < worst
    assert method.score(Counts(), setup) <= method.score(counts_of([10]), setup) < worst


@given(st.lists(st.integers(0, 10), min_size=2, max_size=9), st.integers(2, 9))
def test_equal_means_are_equal_whatever_their_sums(values, times):
    method, setup = method_named("resistance"), setup_for("resistance")
    assert method.score(counts_of(values), setup) == method.score(counts_of(values * times), setup)


@given(
    st.dictionaries(st.integers(1, 6), st.integers(1, 3), max_size=6), st.integers(1, 6), st.integers(0, 3)
)
def test_points_never_exceed_the_budget(ballot, pk, value):
    method, setup = method_named("points"), setup_for("points")
    held = {("thing", key): given for key, given in ballot.items()}
    if sum(held.values()) > setup.points:
        with pytest.raises(Refusal):
            method.check(setup, held)
        return
    method.check(setup, held)
    try:
        changes = method.place(setup, held, ("thing", pk), method.clean(value, setup))
    except Refusal:
        assert sum(held.values()) - held.get(("thing", pk), 0) + value > setup.points
        return
    after = {target: given for target, given in (held | changes).items() if given}
    assert sum(after.values()) <= setup.points


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from([None, 1, 2, 3, 4])), max_size=25))
def test_no_place_twice_whatever_is_clicked(clicks):
    method, setup = method_named("ranking"), setup_for("ranking")
    held: dict = {}
    for pk, place in clicks:
        held |= method.place(setup, {t: v for t, v in held.items() if v}, ("thing", pk), place)
        held = {target: given for target, given in held.items() if given}
        method.check(setup, held)
        assert held.get(("thing", pk)) == place


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_everything_has_words(key, language):
    method, setup = method_named(key), setup_for(key)
    with translation.override(language):
        assert method.rule(setup) and method.counting(setup) and str(method.name) and str(method.summary)
        assert all(str(option.label) for option in method.options(setup))
        for value in method.allowed(setup):
            assert method.own(value, setup)


@given(
    st.one_of(
        st.none(),
        st.text(max_size=9),
        st.integers(),
        st.sampled_from(KEYS),
        st.dictionaries(
            st.sampled_from(
                ["method", "points", "max_per_item", "places", "min_ratings", "hidden_until_close"]
            ),
            st.one_of(
                st.none(),
                st.integers(-5, 2000),
                st.booleans(),
                st.sampled_from(KEYS),
                st.lists(st.integers()),
            ),
        ),
    ),
    st.one_of(st.none(), st.integers(-9, 999), st.text(max_size=3)),
)
def test_whatever_stands_in_the_settings_is_read_or_left(raw, points):
    setup = Setup.read({"rating": raw, "points": points})
    if setup is not None:
        assert setup.method in KEYS
        assert 1 <= setup.points <= 100 and 2 <= setup.places <= 10
        if setup.method == "points":
            assert 1 <= setup.max_per_item <= setup.points
        assert all(option.sent is not None for option in method_named(setup.method).options(setup))


def test_both_ways_of_writing_settings_mean_the_same():
    flat = Setup.read({"rating": "points", "points": 7, "hidden_until_close": True, "ask_for_place": True})
    nested = Setup.read({"rating": {"method": "points", "points": 7, "hidden_until_close": True}})
    assert flat == nested == Setup(method="points", points=7, max_per_item=7, hidden_until_close=True)


def test_the_form_gives_what_the_phase_keeps():
    sent = {"rating": "points", "points": "7", "max_per_item": "", "places": "3", "hidden_until_close": "on"}
    form = RatingSettings(sent)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"rating": "points", "points": 7, "hidden_until_close": True}
    assert Setup.read(form.cleaned_data) == Setup(
        method="points", points=7, max_per_item=7, hidden_until_close=True
    )
    again = RatingSettings(initial={"rating": {"method": "ranking", "places": 5}})
    assert (again["rating"].value(), again["places"].value()) == ("ranking", 5)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"rating": "points", "points": "2", "max_per_item": "3"}, "max_per_item"),
        ({"rating": "points", "points": "0"}, "points"),
        ({"rating": "ranking", "places": "1"}, "places"),
        ({"rating": "losen"}, "rating"),
    ],
)
def test_the_form_refuses_at_the_field(sent, field):
    form = RatingSettings(sent)
    assert not form.is_valid() and field in form.errors


def order_of(key: str, ballots: dict[str, list[int]], **numbers: int) -> list[tuple[str, int]]:
    """Names with ranks as the tables in `docs/rules/` give them."""
    method, setup = method_named(key), Setup(method=key, **numbers)
    keys = {
        name: (method.score(counts_of(given), setup), method.tie(counts_of(given), setup))
        for name, given in ballots.items()
    }
    return sorted(
        ((name, 1 + sum(other > mine for other in keys.values())) for name, mine in keys.items()),
        key=lambda pair: (pair[1], pair[0]),
    )


def test_the_worked_tables_of_the_rules():
    assert order_of("support", {"benches": [1] * 12, "toilet": [1] * 7, "light": [1] * 7, "zip line": [1]}) == [
        ("benches", 1), ("light", 2), ("toilet", 2), ("zip line", 4),
    ]  # fmt: skip
    agreement = {
        "benches": [1] * 10 + [0] * 2 + [-1] * 4,
        "toilet": [1] * 7 + [0] * 5 + [-1],
        "light": [1] * 9 + [-1] * 9,
    }
    assert order_of("agreement", agreement) == [("toilet", 1), ("benches", 2), ("light", 3)]
    points = {"crossing": [3, 2], "bike stands": [5], "school way": [2, 3]}
    assert order_of("points", points, points=5, max_per_item=5) == [
        ("crossing", 1), ("school way", 1), ("bike stands", 3),
    ]  # fmt: skip
    ranking = {"park": [1, 2], "pool": [2, 1], "café": [3, 1], "stage": [3, 2]}
    assert order_of("ranking", ranking, places=3) == [("park", 1), ("pool", 1), ("café", 3), ("stage", 4)]
    resistance = {"slow street": [0, 2, 1, 5], "one-way": [2, 2, 2], "closure": [0, 0, 10, 10], "tunnel": [0]}
    assert order_of("resistance", resistance, min_ratings=3) == [
        ("slow street", 1), ("one-way", 2), ("closure", 3), ("tunnel", 4),
    ]  # fmt: skip
