# SPDX-License-Identifier: EUPL-1.2
"""Plans are the best there are, keep every limit or say which one gives way, and tell the same when changed by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations as choose
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.kernels.methods import any_answers, catalogues, method, shipped

from mitwirken.kernels.recommendation import chains, combinations
from mitwirken.kernels.recommendation.chains import (
    GAPS,
    MOST_STEPS,
    NOTES,
    BadChain,
    Plan,
    duties_of,
    evaluate,
    planned,
    weight,
)
from mitwirken.kernels.recommendation.combinations import _places, alternatives, plans
from mitwirken.kernels.recommendation.facts import BARRIERS, GROUPS, PHASES, RECRUITMENT, Answers, Method
from mitwirken.kernels.recommendation.finder import gathering

# What a computed plan may miss; the other gaps come from changing by hand.
OWN_GAPS = {
    "no_step", "weeks_short", "hours_short", "euros_short", "group", "no_analog", "no_digital", "goal", "phase",
}  # fmt: skip


def every_plan(methods: list[Method], answers: Answers) -> Iterator[Plan]:
    """All chains there are of steps that fit."""
    places = _places(methods, answers, frozenset())
    for number in range(1, min(len(places), MOST_STEPS) + 1):
        for chosen in choose(places, number):
            keys = [place.method.key for place in chosen]
            if len(set(keys)) < number or sum(place.method.effort == 5 for place in chosen) > 1:
                continue
            if any(
                sum(place.phase == phase for place in chosen) > chains.SIDE_BY_SIDE[phase] for phase in PHASES
            ):
                continue
            binding = any(place.binding for place in chosen)
            duties = [
                (duty.phase, duty.key)
                for duty in duties_of(answers)
                if not (binding and duty.key == "beschluss")
            ]
            yield evaluate(methods, answers, [*((p.phase, p.method.key) for p in chosen), *duties])


def missing(plan: Plan) -> tuple[int, ...]:
    return weight(plan)


def hours(plan: Plan) -> int:
    """Effort as the solver counts it: each step's euros in whole hours."""
    return sum(step.hours.planned + -(-step.euros.planned // 60) for step in plan.steps)


def reach(plan: Plan, methods: list[Method], answers: Answers) -> int:
    known = {each.key: each for each in methods}
    timely = [known[step.key] for step in plan.steps if not step.duty and chains.in_time(step.phase, answers)]

    def any_of(test: Any) -> int:
        return int(any(test(each) for each in timely))

    return (
        2 * sum(any_of(lambda m, g=g: g in m.reaches) for g in GROUPS)
        + 2 * sum(any_of(lambda m, w=w: w in m.recruitment) for w in RECRUITMENT[:4])
        + sum(any_of(lambda m, b=b: b in m.lowers) for b in BARRIERS)
        + any_of(lambda m: m.mode == "analog")
        + any_of(lambda m: m.mode == "digital")
        + any_of(lambda m: gathering(m, answers.people)[0] == "all_at_once")
    )


def shares(one: Plan, other: Plan) -> int:
    return len(set(one.methods) & set(other.methods))


WORKED = [
    method("circle", mode="analog", hours=(20, 40), reaches=("aeltere",)),
    method("forum", mode="digital", hours=(10, 30), reaches=("jugend",)),
    method(
        "table", mode="hybrid", hours=(60, 100), influence=("collaborate",), reaches=("skeptische", "nachbarschaft")
    ),
    method("visit", mode="analog", hours=(40, 80), euros=(600, 600), influence=("involve",), reaches=("zugewanderte",)),
]  # fmt: skip


def test_the_worked_example_of_the_rule() -> None:
    """docs/rules/combination.md."""
    sparsam, gruendlich, breit = plans(WORKED, Answers(phase="abwaegung"))
    assert (sparsam.methods, sparsam.hours.planned, sparsam.effort) == (("circle", "forum"), 70, 4200)
    assert (set(gruendlich.methods), gruendlich.points) == ({"table", "visit"}, 6 + 2 + 2)
    assert set(breit.methods) == {"table", "forum"}
    assert reach(breit, WORKED, Answers(phase="abwaegung")) == 9


def test_the_weeks_of_the_rule() -> None:
    """docs/rules/combination.md, sums and weeks."""
    made = evaluate(
        [
            method("walk", phases=("analyse",), preparation=(1, 3), span=(1, 1)),
            method("workshop", phases=("ideen",), preparation=(4, 6), span=(1, 2)),
            method("cards", phases=("ideen",), preparation=(2, 3), span=(2, 4)),
        ],
        Answers(phase="analyse", weeks=8),
        [
            ("auswertung", "antwort"), ("ideen", "workshop"), ("ideen", "cards"), ("analyse", "walk"),
            ("entscheidung", "beschluss"),
        ],
    )  # fmt: skip
    assert [(step.key, step.begin, step.end) for step in made.steps] == [
        ("walk", (1, 3), (2, 4)),
        ("workshop", (4, 6), (5, 8)),
        ("cards", (2, 4), (4, 8)),
        ("beschluss", (5, 8), (7, 14)),
        ("antwort", (7, 14), (8, 16)),
    ]
    assert made.weeks == (8, 16)
    assert "weeks_short" not in {gap.key for gap in made.gaps}
    assert [(note.key, dict(note.values)) for note in made.notes if note.key == "weeks_tight"] == [
        ("weeks_tight", {"most": 16, "has": 8})
    ]


@settings(max_examples=60, deadline=None)
@given(catalogues(6), any_answers)
def test_no_plan_is_better(methods: list[Method], answers: Answers) -> None:
    """Compared with the trial of all combinations."""
    tried = list(every_plan(methods, answers))
    assume(tried)
    made = plans(methods, answers)
    first = made[0]
    assert first.name == "sparsam"
    least = min(map(missing, tried))
    fit = [plan for plan in tried if missing(plan) == least]
    if not any(gap.key.endswith("_short") for gap in first.gaps):
        assert all(missing(plan) == least for plan in made)
        assert hours(first) == min(map(hours, fit))
        earlier: list[Plan] = [first]
        for name, worth in (
            ("gruendlich", lambda plan: plan.points),
            ("breit", lambda plan: reach(plan, methods, answers)),
        ):
            different = [p for p in fit if all(2 * shares(p, e) <= len(p.methods) for e in earlier)]
            other = different or [p for p in fit if all(set(p.methods) - set(e.methods) for e in earlier)]
            found = [plan for plan in made if plan.name == name]
            assert bool(found) == bool(other)
            if found:
                assert worth(found[0]) == max(map(worth, other))
                earlier.append(found[0])
    else:
        short = [index for index, key in enumerate(GAPS) if key.endswith("_short")]
        assert [missing(first)[n] for n in short] == min([missing(plan)[n] for n in short] for plan in tried)


@settings(max_examples=80, deadline=None)
@given(catalogues(10), any_answers)
def test_limits_hold_or_a_gap_says_so(methods: list[Method], answers: Answers) -> None:
    made = plans(methods, answers)
    assert made == plans(list(reversed(methods)), answers)
    assert 1 <= len(made) <= 3
    for plan in made:
        assert plan == evaluate(methods, answers, plan.chain, name=plan.name)
        keys = {gap.key for gap in plan.gaps}
        assert keys <= OWN_GAPS
        assert [GAPS.index(gap.key) for gap in plan.gaps] == sorted(GAPS.index(gap.key) for gap in plan.gaps)
        assert {note.key for note in plan.notes} <= set(NOTES)
        assert plan.hours.planned == sum(step.hours.planned for step in plan.steps)
        assert plan.effort == plan.hours.planned * 60 + plan.euros.planned
        assert plan.points == sum(step.points for step in plan.steps) + 3 * len(
            {step.phase for step in plan.steps if not step.duty}
        ) + len(plan.pairs)
        assert all(sum(reason.points for reason in step.reasons) == step.points for step in plan.steps)
        for key, needs, has in (
            ("weeks_short", plan.weeks[0], answers.weeks),
            ("hours_short", plan.hours.planned, answers.hours),
            ("euros_short", plan.euros.planned, answers.euros),
        ):
            assert (key in keys) == (has is not None and needs > has)
        assert len(plan.methods) <= MOST_STEPS
        assert bool(plan.methods) == ("no_step" not in keys)
        assert any(step.key == "antwort" for step in plan.steps)
        for gap in plan.gaps:
            if gap.key == "group":
                assert gap.values["group"] not in plan.groups


@settings(max_examples=60, deadline=None)
@given(catalogues(6), any_answers, st.data())
def test_any_chain_is_answered(methods: list[Method], answers: Answers, data: st.DataObject) -> None:
    keys = [each.key for each in methods]
    link = st.sampled_from([("entscheidung", "beschluss"), ("auswertung", "antwort")])
    if keys:
        link |= st.tuples(st.sampled_from(PHASES), st.sampled_from(keys))
    chain = data.draw(st.lists(link, max_size=9))
    made = evaluate(methods, answers, chain)
    assert sorted(made.chain) == sorted(chain)
    assert all(gap.key in GAPS for gap in made.gaps)
    for number, step in enumerate(made.steps):
        others = alternatives(methods, answers, made, number)
        assert not (step.duty and others)
        for other in others:
            assert other.method not in made.methods
            assert other.hours == other.plan.hours.planned - made.hours.planned
            assert set(other.plan.methods) == {
                other.method, *(s.key for n, s in enumerate(made.steps) if n != number and not s.duty)
            }  # fmt: skip
        assert [weight(other.plan) for other in others] == sorted(weight(other.plan) for other in others)


def test_leaving_out_what_is_outdone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(7)
    methods = [
        method(
            f"m{number}", goals=(draw.choice(("dialog", "ideen")),), phases=(draw.choice(("ideen", "abwaegung")),),
            hours=(draw.randint(5, 40),) * 2, euros=(draw.randint(0, 900),) * 2, reaches=tuple(draw.sample(GROUPS[:3], 1)),
            mode=draw.choice(("analog", "digital")), influence=(draw.choice(("consult", "involve")),),
        )
        for number in range(150)
    ]  # fmt: skip
    answers = Answers(goals=("dialog",), phase="ideen", hours=150, weeks=12, groups=("kinder",))
    left_out: list[int] = []
    outdone = combinations._Choice._outdone

    def spied(*args: Any) -> list[int]:
        left_out.append(len(found := outdone(*args)))
        return found

    monkeypatch.setattr(combinations._Choice, "_outdone", spied)
    quick = plans(methods, answers)
    assert len(left_out) == 3 and sum(left_out) > 100
    monkeypatch.setattr(combinations._Choice, "_outdone", lambda *args: [])
    slow = plans(methods, answers)
    assert [(p.points, p.gaps, reach(p, methods, answers)) for p in quick] == [
        (p.points, p.gaps, reach(p, methods, answers)) for p in slow
    ]
    assert quick[0] == slow[0]


def test_what_breaks_is_said() -> None:
    methods = [
        *WORKED,
        method("heavy", effort=5),
        method("council", effort=5, influence=("empower",)),
        method("law", kind="formal"),
        method("later", phases=("ideen",)),
    ]
    answers = Answers(
        phase="abwaegung",
        scope="variants",
        hours=100,
        weeks=3,
        euros=500,
        groups=("kinder",),
        goals=("lernen",),
    )
    made = evaluate(
        methods,
        answers,
        [
            ("abwaegung", "heavy"), ("abwaegung", "council"), ("abwaegung", "law"), ("ideen", "later"),
            ("umsetzung", "visit"), ("umsetzung", "visit"),
        ],
    )  # fmt: skip
    told = [(gap.key, dict(gap.values)) for gap in made.gaps]
    assert ("kind", {"method": "law", "kind": "formal"}) in told
    assert ("influence", {"method": "council", "least": "empower", "limit": "involve"}) in told
    assert ("wrong_phase", {"method": "visit", "phase": "umsetzung", "phases": ("abwaegung",)}) in told
    assert ("past_phase", {"method": "later", "phase": "ideen", "now": "abwaegung"}) in told
    assert ("twice", {"method": "visit"}) in told
    assert ("several_heavy", {"methods": ("heavy", "council")}) in told
    assert ("crowded", {"phase": "abwaegung", "methods": ("heavy", "council", "law"), "most": 2}) in told
    assert ("no_decision", {}) in told and ("no_feedback", {}) in told
    assert ("hours_short", {"needs": 180, "has": 100, "short": 80}) in told
    assert ("euros_short", {"needs": 1200, "has": 500, "short": 700}) in told
    assert (
        ("group", {"group": "kinder"}) in told
        and ("no_digital", {}) in told
        and ("goal", {"goal": "lernen"}) in told
    )


def test_whom_one_meets_after_the_decision_does_not_count() -> None:
    late = method("late", phases=("auswertung",), reaches=("kinder",), mode="hybrid")
    answers = Answers(phase="abwaegung", groups=("kinder",))
    made = evaluate(
        [*WORKED, late],
        answers,
        [("abwaegung", "circle"), ("entscheidung", "beschluss"), ("auswertung", "late")],
    )
    assert {"group", "no_digital"} <= {gap.key for gap in made.gaps}
    # Where the decision lies behind, it does.
    assert "kinder" in evaluate([late], Answers(phase="auswertung"), [("auswertung", "late")]).groups


def test_who_decides_needs_no_other_decision() -> None:
    vote = method(
        "vote", phases=("entscheidung",), influence=("empower",), goals=("entscheiden",), mode="hybrid"
    )
    made = plans([vote], Answers(phase="entscheidung", scope="binding"))
    assert [step.key for step in made[0].steps] == ["vote", "antwort"]
    made = plans([vote], Answers(phase="entscheidung", scope="much"))
    assert [step.key for step in made[0].steps] == ["beschluss", "antwort"]


@pytest.mark.parametrize(
    ("chain", "sentence"),
    [
        ([("ende", "circle")], "'ende' is not one of"),
        ([("ideen", "nobody")], "there is no method 'nobody'"),
        ([("ideen", "beschluss")], "beschluss belongs to entscheidung"),
    ],
)
def test_a_chain_with_unknown_words_is_refused(chain: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(BadChain, match=sentence):
        evaluate(WORKED, Answers(), chain)


def test_the_middle_is_rounded_up() -> None:
    assert [planned(pair) for pair in ((0, 0), (1, 2), (10, 20))] == [0, 2, 15]


def test_the_catalogue_gives_three_plans_for_a_large_task() -> None:
    answers = Answers(goals=("planen", "ideen"), weeks=40, hours=800, euros=40_000)
    made = plans(shipped(), answers)
    assert [plan.name for plan in made] == ["sparsam", "gruendlich", "breit"]
    for later, plan in enumerate(made):
        assert not plan.gaps
        assert all(2 * shares(plan, earlier) <= len(plan.methods) for earlier in made[:later])
    assert made[0].effort == min(plan.effort for plan in made)
