# SPDX-License-Identifier: EUPL-1.2
"""A chain of steps over the phases of a process: what it costs, when each step is, whom it reaches, what is missing.

The rule in prose: ``docs/rules/combination.md``. `evaluate` says the same of a computed plan and of one changed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from .facts import PHASES, Answers, Method
from .finder import ASKING, Reason, Value, asked_goals, costs, exclusions, gathering, weeks, weigh

MOST_STEPS: Final = 6  # formats that an office carries in one process
# In one phase; an evaluation is one step beside the answer that the city owes.
SIDE_BY_SIDE: Final[Mapping[str, int]] = {phase: 1 if phase == "auswertung" else 2 for phase in PHASES}
EURO_AN_HOUR: Final = 60  # what an hour of staff counts beside money: about what it costs a German city
PHASE_POINTS: Final = 3  # for each phase with a step

# What is missing or broken, what gives way last first. The values of each stand in the rule.
GAPS: Final = (
    "no_step", "kind", "influence", "mode", "too_few", "too_many", "wrong_phase", "past_phase", "twice",
    "several_heavy", "crowded", "too_many_steps", "no_decision", "no_feedback", "weeks_short", "hours_short", "euros_short",
    "group", "no_analog", "no_digital", "goal", "phase",
)  # fmt: skip
# Not missing, but to be known.
NOTES: Final = ("weeks_tight", "hours_tight", "euros_tight", "needs_turns", "unfitting")


class BadChain(ValueError):
    """A chain that can't be read: an unknown method or phase."""


@dataclass(frozen=True)
class Duty:
    """What the city itself owes every process: fixed in every plan, with hours of its own."""

    key: str
    phase: str
    hours: tuple[int, int]
    span: tuple[int, int]


# The paper for the committee and its meeting; and what came of it, told to all who took part.
DUTIES: Final = (
    Duty("beschluss", "entscheidung", (8, 16), (2, 6)),
    Duty("antwort", "auswertung", (6, 10), (1, 2)),
)
_DUTY: Final = {duty.key: duty for duty in DUTIES}


@dataclass(frozen=True)
class Sum:
    """Least, most, and what is planned with: the middle between them, rounded up."""

    least: int = 0
    planned: int = 0
    most: int = 0


@dataclass(frozen=True)
class Gap:
    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A method or duty in its phase. `begin` and `end` are weeks from the start of the work: if all goes quickly, and slowly."""

    phase: str
    key: str
    duty: bool
    points: int
    reasons: tuple[Reason, ...]
    hours: Sum
    euros: Sum
    begin: tuple[int, int]
    end: tuple[int, int]
    turns: int = 1


@dataclass(frozen=True)
class Plan:
    """A chain with everything a page shows of it. `groups` and `ways` name the steps that serve each."""

    name: str
    steps: tuple[Step, ...]
    hours: Sum
    euros: Sum
    weeks: tuple[int, int]
    points: int
    effort: int
    pairs: tuple[tuple[str, str], ...]
    groups: Mapping[str, tuple[str, ...]]
    ways: Mapping[str, tuple[str, ...]]
    recruitment: tuple[str, ...]
    open_phases: tuple[str, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Gap, ...]

    @property
    def chain(self) -> tuple[tuple[str, str], ...]:
        """What `evaluate` takes again."""
        return tuple((step.phase, step.key) for step in self.steps)

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.steps if not step.duty)


def planned(pair: tuple[int, int]) -> int:
    """The middle, rounded up.

    >>> planned((10, 21))
    16
    """
    return (pair[0] + pair[1] + 1) // 2


def phases_of(answers: Answers) -> tuple[str, ...]:
    """The phases still to come, from where the process stands."""
    return PHASES[PHASES.index(answers.phase) if answers.phase else 0 :]


def duties_of(answers: Answers) -> tuple[Duty, ...]:
    """What is owed: an answer always, a decision unless it is made already or nothing is open."""
    phases = phases_of(answers)
    return tuple(
        duty
        for duty in DUTIES
        if duty.phase in phases and not (duty.key == "beschluss" and answers.scope == "nothing")
    )


def in_time(phase: str, answers: Answers) -> bool:
    """Can a step in this phase still change something? After a decision that lies ahead, nobody takes part in it any more."""
    ahead = any(duty.key == "beschluss" for duty in duties_of(answers))
    return not ahead or PHASES.index(phase) <= PHASES.index("entscheidung")


def binds(phase: str, method: Method, answers: Answers) -> bool:
    """Does this step itself decide? Then no separate decision is owed."""
    return phase == "entscheidung" and "empower" in method.influence and answers.limit in {None, "empower"}


def serves(goal: str, phase: str, method: Method, answers: Answers) -> bool:
    """Does the step serve the goal? One that promises influence only in time."""
    return goal in method.goals and (goal not in ASKING or in_time(phase, answers))


def evaluate(
    methods: Iterable[Method],
    answers: Answers,
    chain: Sequence[tuple[str, str]],
    *,
    tried: AbstractSet[str] = frozenset(),
    name: str = "",
) -> Plan:
    """What this chain of (phase, key) costs and reaches, and what breaks. Any chain is answered, an empty one too.

    Keys are methods or the duties "beschluss" and "antwort". Raises BadChain for a word that is unknown.

    >>> plan = evaluate([], Answers(weeks=2, hours=20), [("entscheidung", "beschluss"), ("auswertung", "antwort")])
    >>> plan.hours, plan.weeks
    (Sum(least=14, planned=20, most=26), (3, 8))
    >>> [(gap.key, dict(gap.values)) for gap in plan.gaps][:2]
    [('no_step', {}), ('weeks_short', {'needs': 3, 'has': 2, 'short': 1})]
    """
    known = {method.key: method for method in methods}
    for phase, key in chain:
        if phase not in PHASES:
            raise BadChain(f"{phase!r} is not one of {', '.join(PHASES)}")
        if key in _DUTY:
            if _DUTY[key].phase != phase:
                raise BadChain(f"{key} belongs to {_DUTY[key].phase}, not to {phase}")
        elif key not in known:
            raise BadChain(f"there is no method {key!r}")
    ordered = sorted(chain, key=lambda link: (PHASES.index(link[0]), link[1] in _DUTY))
    steps = _timed(known, answers, ordered, tried)
    real = [(step, known[step.key]) for step in steps if not step.duty]
    served = {step.phase for step in steps if not step.duty}
    keys = {method.key for _, method in real}
    pairs = tuple(
        sorted(
            {
                (min(method.key, other), max(method.key, other))
                for _, method in real
                for other in method.combine_with
                if other in keys and other != method.key
            }
        )
    )
    reached: dict[str, list[str]] = {}
    timely = [method for step, method in real if in_time(step.phase, answers)]
    for method in timely:
        for group in method.reaches:
            reached.setdefault(group, []).append(method.key)
    hours, euros = _added(step.hours for step in steps), _added(step.euros for step in steps)
    plan = Plan(
        name=name,
        steps=steps,
        hours=hours,
        euros=euros,
        weeks=(max((s.end[0] for s in steps), default=0), max((s.end[1] for s in steps), default=0)),
        points=sum(step.points for step in steps) + PHASE_POINTS * len(served) + len(pairs),
        effort=hours.planned * EURO_AN_HOUR + euros.planned,
        pairs=pairs,
        groups={group: tuple(dict.fromkeys(by)) for group, by in reached.items()},
        ways={
            way: tuple(dict.fromkeys(method.key for method in timely if method.mode in {way, "hybrid"}))
            for way in ("analog", "digital")
        },
        recruitment=tuple(sorted({way for method in timely for way in method.recruitment})),
        open_phases=tuple(
            phase for phase in phases_of(answers) if phase not in {step.phase for step in steps}
        ),
        gaps=(),
        notes=(),
    )
    gaps = sorted(_gaps(plan, real, answers), key=lambda gap: GAPS.index(gap.key))
    return _with(plan, tuple(gaps), tuple(_notes(plan, answers)))


def weight(plan: Plan) -> tuple[int, ...]:
    """How much is missing, what gives way last first: plans compare by it, less is better."""
    counts = dict.fromkeys(GAPS, 0)
    for gap in plan.gaps:
        short = gap.values.get("short", 1)
        counts[gap.key] += short if isinstance(short, int) else 1
    return tuple(counts.values())


def _with(plan: Plan, gaps: tuple[Gap, ...], notes: tuple[Gap, ...]) -> Plan:
    return Plan(**{**vars(plan), "gaps": gaps, "notes": notes})


def _added(sums: Iterable[Sum]) -> Sum:
    every = list(sums)
    return Sum(sum(s.least for s in every), sum(s.planned for s in every), sum(s.most for s in every))


def _sum(pair: tuple[int, int]) -> Sum:
    return Sum(pair[0], planned(pair), pair[1])


def _timed(
    known: Mapping[str, Method],
    answers: Answers,
    chain: Sequence[tuple[str, str]],
    tried: AbstractSet[str],
) -> tuple[Step, ...]:
    """Phases one after the other; within a phase side by side; every preparation may begin in week 0."""
    steps: list[Step] = []
    before, ends, phase_now = (0, 0), (0, 0), ""
    for phase, key in chain:
        if phase != phase_now:
            before, phase_now = ends, phase
        if key in _DUTY:
            duty = _DUTY[key]
            preparation, span, turns = (0, 0), duty.span, 1
            hours, euros = duty.hours, (0, 0)
            reasons: tuple[Reason, ...] = ()
        else:
            method = known[key]
            preparation, span = weeks(method)
            hours, euros = costs(method, answers.people)
            turns = gathering(method, answers.people)[1]
            reasons = weigh(method, answers, step_in=phase, tried=tried)
        begin = (max(before[0], preparation[0]), max(before[1], preparation[1]))
        end = (begin[0] + span[0], begin[1] + span[1])
        ends = (max(ends[0], end[0]), max(ends[1], end[1]))
        steps.append(
            Step(
                phase, key, key in _DUTY, sum(reason.points for reason in reasons), reasons,
                _sum(hours), _sum(euros), begin, end, turns,
            )
        )  # fmt: skip
    return tuple(steps)


def _gaps(plan: Plan, real: Sequence[tuple[Step, Method]], answers: Answers) -> Iterable[Gap]:
    if not real:
        yield Gap("no_step")
    yield from _misplaced(real, answers)
    yield from _crowds(real)
    keys = {step.key for step in plan.steps}
    owed = {duty.key for duty in duties_of(answers)}
    decided = "beschluss" in keys or any(binds(step.phase, method, answers) for step, method in real)
    if "beschluss" in owed and not decided:
        yield Gap("no_decision")
    if "antwort" in owed and "antwort" not in keys:
        yield Gap("no_feedback")
    for key, needs, has in (
        ("weeks_short", plan.weeks[0], answers.weeks),
        ("hours_short", plan.hours.planned, answers.hours),
        ("euros_short", plan.euros.planned, answers.euros),
    ):
        if has is not None and needs > has:
            yield Gap(key, {"needs": needs, "has": has, "short": needs - has})
    for group in answers.groups:
        if group not in plan.groups:
            yield Gap("group", {"group": group})
    for way in ("analog", "digital"):
        if not plan.ways[way]:
            yield Gap(f"no_{way}")
    for goal in asked_goals(answers):
        if not any(serves(goal, step.phase, method, answers) for step, method in real):
            yield Gap("goal", {"goal": goal})
    now = phases_of(answers)[0]
    if not any(step.phase == now for step in plan.steps):
        yield Gap("phase", {"phase": now})


def _misplaced(real: Sequence[tuple[Step, Method]], answers: Answers) -> Iterable[Gap]:
    """Steps that must not stand where they stand, whatever they cost."""
    to_come = phases_of(answers)
    seen: set[str] = set()
    for step, method in real:
        for broken in exclusions(method, answers):
            if broken.key in {"part", "formal"}:
                yield Gap("kind", {"method": method.key, "kind": method.kind})
            elif broken.key in {"influence", "mode", "too_few", "too_many"}:
                yield Gap(broken.key, {"method": method.key, **broken.values})
        if step.phase not in method.phases:
            yield Gap("wrong_phase", {"method": method.key, "phase": step.phase, "phases": method.phases})
        if step.phase not in to_come:
            yield Gap("past_phase", {"method": method.key, "phase": step.phase, "now": to_come[0]})
        if method.key in seen:
            yield Gap("twice", {"method": method.key})
        seen.add(method.key)


def _crowds(real: Sequence[tuple[Step, Method]]) -> Iterable[Gap]:
    heavy = tuple(method.key for _, method in real if method.effort == 5)
    if len(heavy) > 1:
        yield Gap("several_heavy", {"methods": heavy})
    for phase in PHASES:
        here = tuple(step.key for step, _ in real if step.phase == phase)
        if len(here) > SIDE_BY_SIDE[phase]:
            yield Gap("crowded", {"phase": phase, "methods": here, "most": SIDE_BY_SIDE[phase]})
    if len(real) > MOST_STEPS:
        yield Gap("too_many_steps", {"steps": len(real), "most": MOST_STEPS})


def _notes(plan: Plan, answers: Answers) -> Iterable[Gap]:
    for key, fits, most, has in (
        ("weeks_tight", plan.weeks[0], plan.weeks[1], answers.weeks),
        ("hours_tight", plan.hours.planned, plan.hours.most, answers.hours),
        ("euros_tight", plan.euros.planned, plan.euros.most, answers.euros),
    ):
        if has is not None and fits <= has < most:
            yield Gap(key, {"most": most, "has": has})
    for step in plan.steps:
        if step.turns > 1:
            yield Gap("needs_turns", {"method": step.key, "turns": step.turns})
        if not step.duty and step.points < 1:
            yield Gap("unfitting", {"method": step.key, "points": step.points})
