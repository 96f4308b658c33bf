# SPDX-License-Identifier: EUPL-1.2
"""Which methods fit the answers, in order, each explained to the last point; and why the others are not there.

The rule in prose, with the points: ``docs/rules/recommendation.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from .facts import INFLUENCE, PHASES, Answers, Method

Value = str | int | tuple[str, ...]

# The words advice is told in. Whoever shows them has a sentence for each; their values stand in the rule.
PRAISE: Final = (
    "goal", "phase", "phase_near", "phase_goal", "as_information", "all_at_once", "selection", "some", "time",
    "hours_easy", "hours_fit", "euros_fit", "mode_both", "groups_reached", "barriers_lowered", "conflict", "depth",
    "tried",
)  # fmt: skip
CAUTIONS: Final = (
    "goal_missed", "phase_missed", "influence_capped", "turns", "time_tight", "hours_tight", "hours_over", "euros_tight",
    "euros_over", "groups_missed", "barriers_raised", "conflict_short", "conflict_far", "moderation",
)  # fmt: skip
EXCLUSIONS: Final = ("part", "formal", "influence", "mode", "too_few", "too_many", "time", "hours", "euros")
ALERTS: Final = (
    "sham", "no_binding", "conflict_online", "conflict_undecided", "no_influence_goal", "few_answers", "nothing_fits",
)  # fmt: skip

# Goals that promise influence: asking for them where nothing is open is sham participation.
ASKING: Final = frozenset(
    {"meinungsbild", "dialog", "ideen", "planen", "konflikt", "aktivieren", "entscheiden"}
)
# What a phase is for counts in it as a goal, whatever else is asked for.
PHASE_GOALS: Final[Mapping[str, tuple[str, ...]]] = {
    "anstoss": ("informieren", "aktivieren"),
    "analyse": ("lernen", "meinungsbild"),
    "ideen": ("ideen",),
    "abwaegung": ("dialog", "meinungsbild"),
    "entscheidung": ("entscheiden",),
    "umsetzung": ("umsetzen",),
    "auswertung": ("evaluieren",),
}
MOST_TURNS: Final = 3
COME: Final = 10  # of ten people whom an open invitation concerns, some one comes
LITTLE_STAFF: Final = 100  # hours; below that, a method that needs trained facilitators is a risk


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a method (points above 0) or against it. `values` are what the sentence names."""

    key: str
    points: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def caution(self) -> bool:
        return self.key in CAUTIONS


@dataclass(frozen=True)
class Finding:
    """A method that fits. The points of its reasons add up to its points."""

    method: str
    points: int
    rank: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Excluded:
    """A method that can't be done with these answers: every limit that it breaks, the hardest first."""

    method: str
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> Reason:
        return self.reasons[0]


@dataclass(frozen=True)
class Advice:
    """What `rank` says: ranked methods, the others with what keeps them out (nearest first), hints beside them, alerts.

    `blocks` are parts to use within a step, `rights` ways with a law of their own. Each method is in exactly one of the four.
    """

    findings: tuple[Finding, ...]
    excluded: tuple[Excluded, ...]
    blocks: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    alerts: tuple[Reason, ...] = ()

    def why_not(self, method: str) -> Excluded | None:
        """What keeps this method out; None if nothing does."""
        return next((each for each in self.excluded if each.method == method), None)


def rank(methods: Iterable[Method], answers: Answers, tried: AbstractSet[str] = frozenset()) -> Advice:
    """Advice for these answers. `tried` are the methods that the city has tried out itself.

    More points first, then less effort, then the key. The order in which methods are given plays no part.

    >>> from .facts import Method
    >>> walk = Method("walk", "step", ("consult",), ("planen",), ("analyse",), (5, 30), (60, 90), (1, 3), (1, 1),
    ...               (10, 20), (0, 300), 1, 1, "analog", ("offen",), 1, 1)
    >>> advice = rank([walk], Answers(goals=("planen",), phase="ideen", people=20, weeks=2))
    >>> [(reason.key, reason.points) for reason in advice.findings[0].reasons]
    [('goal', 3), ('phase_near', 1), ('all_at_once', 1), ('time_tight', -1)]
    >>> rank([walk], Answers(weeks=1)).why_not("walk").reason
    Reason(key='time', points=0, values={'needs': 2, 'has': 1})
    """
    found: list[tuple[int, int, str, tuple[Reason, ...]]] = []
    out: list[tuple[int, int, str, tuple[Reason, ...]]] = []
    blocks: list[str] = []
    rights: list[str] = []
    for method in methods:
        broken = exclusions(method, answers)
        kind_only = len(broken) == 1 and broken[0].key == method.kind
        if kind_only and method.kind == "part" and _met(method, answers):
            blocks.append(method.key)
        elif kind_only and method.kind == "formal" and _right_is_near(answers):
            rights.append(method.key)
        else:
            reasons = weigh(method, answers, tried=tried)
            points = sum(reason.points for reason in reasons)
            if broken:
                out.append((len(broken), -points, method.key, broken))
            else:
                found.append((-points, method.effort, method.key, reasons))
    findings = tuple(
        Finding(key, -points, number, reasons)
        for number, (points, _, key, reasons) in enumerate(sorted(found, key=lambda row: row[:3]), 1)
    )
    excluded = tuple(Excluded(key, broken) for _, _, key, broken in sorted(out, key=lambda row: row[:3]))
    return Advice(
        findings, excluded, tuple(sorted(blocks)), tuple(sorted(rights)), _alerts(answers, findings, excluded)
    )


def asked_goals(answers: Answers) -> tuple[str, ...]:
    """The goals that may be followed: where nothing is open, only those that promise nothing."""
    if answers.scope != "nothing":
        return answers.goals
    return tuple(goal for goal in answers.goals if goal not in ASKING) or ("informieren",)


def weeks(method: Method) -> tuple[tuple[int, int], tuple[int, int]]:
    """Preparation and span. What stands open all year has its first results after a week."""
    return method.preparation, (1, 1) if method.kind == "standing" else method.span


def gathering(method: Method, people: int | None) -> tuple[str, int]:
    """How so many people come into the method, and how often it has to be held."""
    if people is None:
        return "", 1
    least, most = method.group
    if people < least:
        return "too_few", 1
    if people <= most:
        return "all_at_once", 1
    turns = -(-people // max(1, most))
    if turns <= MOST_TURNS:
        return "turns", turns
    if set(method.recruitment) & {"eingeladen", "zufall", "aufsuchend"}:
        return "selection", 1
    dates = -(-turns // COME)
    return ("some", dates) if dates <= MOST_TURNS else ("too_many", dates)


def costs(method: Method, people: int | None) -> tuple[tuple[int, int], tuple[int, int]]:
    """Hours and euros, least and most. Each further turn costs half as much as the first."""
    turns = gathering(method, people)[1]

    def times(pair: tuple[int, int]) -> tuple[int, int]:
        return -(-pair[0] * (turns + 1) // 2), -(-pair[1] * (turns + 1) // 2)

    return times(method.hours), times(method.euros)


def exclusions(method: Method, answers: Answers) -> tuple[Reason, ...]:
    """Every limit that the method breaks, in the order of EXCLUSIONS; empty if it can be done."""
    broken: list[Reason] = []
    if method.kind in {"part", "formal"}:
        broken.append(Reason(method.kind))
    if answers.limit is not None:
        if answers.scope == "nothing":
            if "inform" not in method.influence:
                broken.append(Reason("influence", 0, {"least": _least(method), "limit": "inform"}))
        elif INFLUENCE.index(_least(method)) > INFLUENCE.index(answers.limit):
            broken.append(Reason("influence", 0, {"least": _least(method), "limit": answers.limit}))
    if (answers.mode == "room" and method.mode == "digital") or (
        answers.mode == "online" and method.mode == "analog"
    ):
        broken.append(Reason("mode", 0, {"mode": method.mode, "wanted": answers.mode}))
    how, _ = gathering(method, answers.people)
    if answers.people is not None and how in {"too_few", "too_many"}:
        bound = method.group[how == "too_many"]
        broken.append(Reason(how, 0, {"bound": bound, "people": answers.people}))
    preparation, span = weeks(method)
    needs = preparation[0] + span[0]
    if answers.weeks is not None and needs > answers.weeks:
        broken.append(Reason("time", 0, {"needs": needs, "has": answers.weeks}))
    for key, least, has in zip(
        ("hours", "euros"),
        (pair[0] for pair in costs(method, answers.people)),
        (answers.hours, answers.euros),
        strict=True,
    ):
        if has is not None and least > 2 * has:
            broken.append(Reason(key, 0, {"needs": least, "has": has}))
    return tuple(broken)


def weigh(
    method: Method, answers: Answers, *, step_in: str | None = None, tried: AbstractSet[str] = frozenset()
) -> tuple[Reason, ...]:
    """What speaks for and against the method.

    As a step of a plan its phase is given, and weeks, hours and euros are limits of the whole: they give no points, but
    how much influence the step offers does.
    """
    told = [
        *_aim(method, answers, step_in),
        *_openness(method, answers),
        *_size(method, answers),
        *(_means(method, answers) if step_in is None else _depth(method, answers)),
        *_skill(method, answers),
        *_people(method, answers),
    ]
    if method.key in tried:
        told.append(Reason("tried", 1))
    return tuple(told)


def _least(method: Method) -> str:
    return min(method.influence, key=INFLUENCE.index, default="inform")


def _met(method: Method, answers: Answers) -> bool:
    goals = asked_goals(answers)
    return not goals or bool(set(goals) & set(method.goals))


def _own_goals(method: Method, answers: Answers, phase: str) -> tuple[str, ...]:
    closed = ASKING if answers.scope == "nothing" else frozenset()
    return tuple(goal for goal in PHASE_GOALS[phase] if goal in method.goals and goal not in closed)


def _right_is_near(answers: Answers) -> bool:
    return "entscheiden" in answers.goals or answers.phase == "anstoss"


def _aim(method: Method, answers: Answers, step_in: str | None) -> Iterable[Reason]:
    goals = asked_goals(answers)
    met = tuple(goal for goal in goals if goal in method.goals)
    if met:
        yield Reason("goal", 2 + len(met), {"goals": met})
    elif step_in is not None and (own := _own_goals(method, answers, step_in)):
        yield Reason("phase_goal", 2, {"phase": step_in, "goals": own})
    elif goals:
        yield Reason("goal_missed", 0, {"goals": goals})
    if step_in is not None or answers.phase is None:
        return
    if answers.phase in method.phases:
        yield Reason("phase", 3, {"phase": answers.phase})
        return
    now = PHASES.index(answers.phase)
    near = tuple(phase for phase in method.phases if abs(PHASES.index(phase) - now) == 1)
    if near:
        yield Reason("phase_near", 1, {"phase": answers.phase, "phases": near})
    else:
        yield Reason("phase_missed", 0, {"phase": answers.phase, "phases": method.phases})


def _openness(method: Method, answers: Answers) -> Iterable[Reason]:
    if answers.scope == "nothing":
        yield Reason("as_information")
    elif answers.limit is not None:
        most = max(method.influence, key=INFLUENCE.index, default="inform")
        if INFLUENCE.index(most) > INFLUENCE.index(answers.limit):
            yield Reason("influence_capped", 0, {"most": most, "limit": answers.limit})


def _size(method: Method, answers: Answers) -> Iterable[Reason]:
    if answers.people is None:
        return
    how, turns = gathering(method, answers.people)
    values: dict[str, Value] = {
        "people": answers.people,
        "least": method.group[0],
        "most": method.group[1],
        "turns": turns,
    }
    if how in {"all_at_once", "turns", "selection", "some"}:
        yield Reason(how, int(how == "all_at_once"), values)


def _means(method: Method, answers: Answers) -> Iterable[Reason]:
    preparation, span = weeks(method)
    if answers.weeks is not None:
        least, most = preparation[0] + span[0], preparation[1] + span[1]
        fits = most <= answers.weeks
        yield Reason(
            "time" if fits else "time_tight",
            1 if fits else -1,
            {"least": least, "most": most, "has": answers.weeks},
        )
    hours, euros = costs(method, answers.people)
    if answers.hours is not None:
        key, points = _fit("hours", hours, answers.hours)
        if 2 * hours[1] <= answers.hours:
            key, points = "hours_easy", 2
        yield Reason(key, points, {"least": hours[0], "most": hours[1], "has": answers.hours})
    if answers.euros is not None:
        key, points = _fit("euros", euros, answers.euros)
        yield Reason(key, points, {"least": euros[0], "most": euros[1], "has": answers.euros})


def _skill(method: Method, answers: Answers) -> Iterable[Reason]:
    if answers.hours is not None and answers.hours < LITTLE_STAFF and method.moderation == 3:
        yield Reason("moderation", -1, {"moderation": method.moderation, "has": answers.hours})


def _depth(method: Method, answers: Answers) -> Iterable[Reason]:
    limit = INFLUENCE.index(answers.limit or "empower")
    most = max((level for level in method.influence if INFLUENCE.index(level) <= limit), key=INFLUENCE.index)
    if INFLUENCE.index(most) > 1:
        yield Reason("depth", INFLUENCE.index(most) - 1, {"influence": most})


def _fit(what: str, needs: tuple[int, int], has: int) -> tuple[str, int]:
    if needs[1] <= has:
        return f"{what}_fit", 1
    return (f"{what}_tight", -1) if needs[0] <= has else (f"{what}_over", -2)


def _people(method: Method, answers: Answers) -> Iterable[Reason]:
    if answers.mode == "both" and method.mode == "hybrid":
        yield Reason("mode_both", 1)
    reached = tuple(group for group in answers.groups if group in method.reaches)
    missed = tuple(group for group in answers.groups if group in method.misses)
    lowered = tuple(barrier for barrier in answers.barriers if barrier in method.lowers)
    raised = tuple(barrier for barrier in answers.barriers if barrier in method.raises)
    if reached:
        yield Reason("groups_reached", 1 + len(reached), {"groups": reached})
    if missed:
        yield Reason("groups_missed", -2 * len(missed), {"groups": missed})
    if lowered:
        yield Reason("barriers_lowered", len(lowered), {"barriers": lowered})
    if raised:
        yield Reason("barriers_raised", -len(raised), {"barriers": raised})
    if answers.conflict is not None and answers.conflict > 1:
        short = answers.conflict - method.conflict
        key, points = (
            ("conflict", 2) if short <= 0 else ("conflict_short", -1) if short == 1 else ("conflict_far", -3)
        )
        yield Reason(key, points, {"conflict": answers.conflict, "bears": method.conflict})


def _alerts(
    answers: Answers, findings: tuple[Finding, ...], excluded: tuple[Excluded, ...]
) -> tuple[Reason, ...]:
    told: list[Reason] = []
    asking = tuple(goal for goal in answers.goals if goal in ASKING)
    if answers.scope == "nothing" and asking:
        told.append(Reason("sham", 0, {"goals": asking}))
    elif answers.scope is not None and answers.scope != "binding" and "entscheiden" in answers.goals:
        told.append(Reason("no_binding", 0, {"limit": answers.limit or ""}))
    if answers.conflict == 3 and answers.mode == "online":
        told.append(Reason("conflict_online"))
    if answers.conflict == 3 and answers.scope == "nothing":
        told.append(Reason("conflict_undecided"))
    if answers.scope in {"much", "binding"} and set(answers.goals) == {"informieren"}:
        told.append(Reason("no_influence_goal", 0, {"limit": answers.limit or ""}))
    given = sum(value not in (None, ()) for value in vars(answers).values())
    if given < 3:
        told.append(Reason("few_answers", 0, {"given": given}))
    if not findings:
        counts = {
            key: sum(each.reason.key == key for each in excluded)
            for key in EXCLUSIONS
            if key not in {"part", "formal"}
        }
        most = max(counts, key=lambda key: counts[key])
        because = most if counts[most] else ""
        told.append(Reason("nothing_fits", 0, {"because": because, "methods": counts[most]}))
    return tuple(told)
