# SPDX-License-Identifier: EUPL-1.2
"""Up to three clearly different combinations of methods for a whole process, each the best there is of its kind.

The rule in prose: ``docs/rules/combination.md``. The choice is a linear model in whole numbers, solved exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from ..solving import INFINITY, Model
from .chains import (
    EURO_AN_HOUR,
    MOST_STEPS,
    PHASE_POINTS,
    SIDE_BY_SIDE,
    Gap,
    Plan,
    binds,
    duties_of,
    evaluate,
    in_time,
    phases_of,
    planned,
    serves,
    weight,
)
from .facts import BARRIERS, GROUPS, PHASES, RECRUITMENT, Answers, Method
from .finder import asked_goals, costs, exclusions, gathering, weeks, weigh

SPARSAM, GRUENDLICH, BREIT = NAMES = ("sparsam", "gruendlich", "breit")
# What a gap costs when there is no plan without: a later one never outweighs an earlier one.
_GROUP, _ANALOG, _DIGITAL, _GOAL, _PHASE = 32, 16, 8, 2, 1
_GAPS_FIRST: Final = 100_000  # above the effort of any plan, in hours
_EFFORT_LAST: Final = 0.00001  # below the smallest difference in points or reach

_Row = tuple[float, dict[int, float], float]


@dataclass(frozen=True)
class Alternative:
    """Another method in the place of a step, the whole plan with it, and what that changes."""

    method: str
    plan: Plan
    opens: tuple[Gap, ...]
    closes: tuple[Gap, ...]
    points: int
    hours: int
    euros: int
    weeks: int


def plans(
    methods: Iterable[Method], answers: Answers, *, tried: AbstractSet[str] = frozenset()
) -> tuple[Plan, ...]:
    """Up to three plans: least effort, most points, most reach. Never none: what cannot be had is named in its gaps.

    At least half of the steps of each plan are in none of the earlier ones, if such a plan misses nothing more; else at
    least one is; else the plan is left out.
    """
    known = {method.key: method for method in sorted(methods, key=lambda each: each.key)}
    places = _places(known.values(), answers, tried)
    if not places:
        return (evaluate((), answers, _with_duties((), answers), name=SPARSAM),)
    choice = _Choice(places, answers, _limits(places, answers))
    chosen: list[list[_Place]] = []
    found: list[Plan] = []
    for name in NAMES:
        steps = choice.best(name, chosen)
        if steps is None:
            continue
        chosen.append(steps)
        chain = [(place.phase, place.method.key) for place in steps]
        binding = any(binds(place.phase, place.method, answers) for place in steps)
        found.append(
            evaluate(
                known.values(), answers, _with_duties(chain, answers, binding=binding), tried=tried, name=name
            )
        )
    return tuple(found)


def alternatives(
    methods: Iterable[Method],
    answers: Answers,
    plan: Plan,
    step: int,
    *,
    tried: AbstractSet[str] = frozenset(),
    most: int = 5,
) -> tuple[Alternative, ...]:
    """What else could stand in the place of the step (its number in `plan.steps`), best first.

    First what leaves the least missing, then more points, then less effort. Only what can be done at all; a duty has none.
    """
    gone = plan.steps[step]
    if gone.duty:
        return ()
    every = tuple(methods)
    known = {method.key: method for method in every}
    here = set(plan.methods)
    candidates = [m for m in known.values() if m.key not in here and gone.phase in m.phases]
    made: list[tuple[tuple[tuple[int, ...], int, int, str], Plan]] = []
    for method in candidates:
        if exclusions(method, answers):
            continue
        chain = list(plan.chain)
        chain[step] = (gone.phase, method.key)
        other = evaluate(
            [known[key] for phase, key in chain if key in known], answers, chain, tried=tried, name=plan.name
        )
        made.append(((weight(other), -other.points, other.effort, method.key), other))
    made.sort(key=lambda row: row[0])
    return tuple(
        Alternative(
            method=row[0][3],
            plan=row[1],
            opens=tuple(gap for gap in row[1].gaps if gap not in plan.gaps),
            closes=tuple(gap for gap in plan.gaps if gap not in row[1].gaps),
            points=row[1].points - plan.points,
            hours=row[1].hours.planned - plan.hours.planned,
            euros=row[1].euros.planned - plan.euros.planned,
            weeks=row[1].weeks[0] - plan.weeks[0],
        )
        for row in made[:most]
    )


@dataclass(frozen=True)
class _Place:
    """A method in a phase where it may stand."""

    phase: str
    method: Method
    points: int
    hours: int
    euros: int
    preparation: int
    span: int
    binding: bool
    in_time: bool

    @property
    def effort(self) -> int:
        """In whole hours."""
        return self.hours + -(-self.euros // EURO_AN_HOUR)


@dataclass(frozen=True)
class _Aim:
    """What is to be least. `gives`: what counts once in a plan, by place; `bonus`: what a method may gain from others."""

    terms: dict[int, float]
    gives: Sequence[frozenset[str]] = ()
    bonus: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Limits:
    weeks: int | None
    hours: int | None
    euros: int | None


def _with_duties(
    chain: Sequence[tuple[str, str]], answers: Answers, *, binding: bool = False
) -> list[tuple[str, str]]:
    owed = [duty for duty in duties_of(answers) if not (binding and duty.key == "beschluss")]
    return [*chain, *((duty.phase, duty.key) for duty in owed)]


def _places(methods: Iterable[Method], answers: Answers, tried: AbstractSet[str]) -> list[_Place]:
    """Where methods may stand: what can be done and fits.

    A step fits if it serves a goal of the task or of its phase and has at least half the points of the best step of that
    phase, or if it reaches somebody who must not be missed and more speaks for it than against. If none does: all that can be done.
    """
    possible: list[tuple[_Place, bool, bool]] = []
    for method in methods:
        if exclusions(method, answers):
            continue
        hours, euros = costs(method, answers.people)
        preparation, span = weeks(method)
        for phase in phases_of(answers):
            if phase not in method.phases:
                continue
            reasons = weigh(method, answers, step_in=phase, tried=tried)
            place = _Place(
                phase, method, sum(reason.points for reason in reasons), planned(hours), planned(euros),
                preparation[0], span[0], binds(phase, method, answers), in_time(phase, answers),
            )  # fmt: skip
            keys = {reason.key for reason in reasons}
            aims = not asked_goals(answers) or bool(keys & {"goal", "phase_goal"})
            possible.append((place, aims, "groups_reached" in keys))
    best: dict[str, int] = {}
    for place, aims, _ in possible:
        if aims:
            best[place.phase] = max(best.get(place.phase, 0), place.points)
    good = [
        place
        for place, aims, reaches in possible
        if (aims and place.points >= 0 and 2 * place.points >= best[place.phase])
        or (reaches and place.points > 0)
    ]
    return good or [place for place, _, _ in possible]


def _limits(places: Sequence[_Place], answers: Answers) -> _Limits:
    """The limits of the answers, stretched by the least that lets one step happen at all: weeks first, then hours, then euros."""

    def over(chosen: Sequence[_Place]) -> tuple[int, int, int]:
        needs = (_duration(chosen, answers), _hours(chosen, answers), sum(p.euros for p in chosen))
        limits = (answers.weeks, answers.hours, answers.euros)
        short = [
            max(0, need - has) if has is not None else 0 for need, has in zip(needs, limits, strict=True)
        ]
        return short[0], short[1], short[2]

    binding = [place for place in places if place.binding]
    tries = [[place] for place in places]
    tries += [[place, other] for place in places for other in binding if place.method != other.method]
    weeks_over, hours_over, euros_over = min(over(chosen) for chosen in tries)
    return _Limits(
        None if answers.weeks is None else answers.weeks + weeks_over,
        None if answers.hours is None else answers.hours + hours_over,
        None if answers.euros is None else answers.euros + euros_over,
    )


def _owed(chosen: Sequence[_Place], answers: Answers) -> list[tuple[str, int, int]]:
    binding = any(place.binding for place in chosen)
    return [
        (duty.phase, planned(duty.hours), duty.span[0])
        for duty in duties_of(answers)
        if not (binding and duty.key == "beschluss")
    ]


def _hours(chosen: Sequence[_Place], answers: Answers) -> int:
    return sum(place.hours for place in chosen) + sum(hours for _, hours, _ in _owed(chosen, answers))


def _duration(chosen: Sequence[_Place], answers: Answers) -> int:
    end = 0
    for phase in PHASES:
        here = [(p.preparation, p.span) for p in chosen if p.phase == phase]
        here += [(0, span) for at, _, span in _owed(chosen, answers) if at == phase]
        end = max((max(end, preparation) + span for preparation, span in here), default=end)
    return end


class _Choice:
    """The model: which places are taken, what follows from it, and what is missing."""

    def __init__(self, places: Sequence[_Place], answers: Answers, limits: _Limits) -> None:
        self.places = places
        self.answers = answers
        self.limits = limits
        self.duties = {duty.key: duty for duty in duties_of(answers)}
        self.model = Model()
        self.taken = [self.model.variable() for _ in places]
        self.of: dict[str, dict[int, float]] = {}
        for variable, place in zip(self.taken, places, strict=True):
            self.of.setdefault(place.method.key, {})[variable] = 1
        self.least_missing: int | None = None
        self._limit_steps()
        self._limit_means(limits)
        self.missing = self._missing()
        self.common = self.model  # and each kind of plan adds what it counts

    def best(self, name: str, earlier: Sequence[Sequence[_Place]]) -> list[_Place] | None:
        """The best plan of this kind that is different from the earlier ones and misses no more than need be."""
        self.model = self.common.copy()
        aim = {SPARSAM: self._effort, GRUENDLICH: self._points, BREIT: self._reach}[name]()
        objective = aim.terms
        never = self._outdone(aim, earlier)
        rows: list[_Row] = []
        if self.least_missing is None:
            objective = {
                variable: objective.get(variable, 0) + _GAPS_FIRST * self.missing.get(variable, 0)
                for variable in {*objective, *self.missing}
            }
        else:
            rows.append((-INFINITY, dict(self.missing), self.least_missing))
        for half in (True, False) if earlier else (True,):
            values = self.model.least(objective, [*rows, *self._different(earlier, half)], never)
            if values is not None:
                if self.least_missing is None:
                    self.least_missing = round(
                        sum(values[variable] * factor for variable, factor in self.missing.items())
                    )
                return [
                    place
                    for variable, place in zip(self.taken, self.places, strict=True)
                    if values[variable] > 0.5
                ]
        return None

    def _outdone(self, aim: _Aim, earlier: Sequence[Sequence[_Place]]) -> list[int]:
        """Places that no best plan needs: enough others in the phase are at least as good in everything.

        One of them is always free and can stand there instead: of as many as a plan has steps, or, when they fit in no
        other phase, of as many as have room side by side. So leaving these out changes no result, only the time.
        """
        had = {place.method.key for plan in earlier for place in plan}
        by_phase: dict[str, list[tuple[tuple[float, ...], frozenset[str], int]]] = {}
        most_pairs = MOST_STEPS - 1
        for at, (variable, place) in enumerate(zip(self.taken, self.places, strict=True)):
            weeks = (place.span, place.preparation + place.span)
            needs = (
                *(weeks if self.limits.weeks is not None else ()),
                *((place.hours,) if self.limits.hours is not None else ()),
                *((place.euros,) if self.limits.euros is not None else ()),
                place.method.effort == 5,
                not place.binding,
            )
            gives = self.serves[at] | (aim.gives[at] if aim.gives else frozenset())
            by_phase.setdefault(place.phase, []).append(((aim.terms.get(variable, 0.0), *needs), gives, at))
        never = []
        for here in by_phase.values():
            here.sort(key=lambda row: (row[0][0], row[2]))
            for number, (needs, gives, at) in enumerate(here):
                own = self.places[at].method.key
                bonus = min(aim.bonus.get(own, 0), most_pairs)
                better = alone = 0
                for other, others, which in here[:number]:
                    rival = self.places[which].method.key
                    if (
                        other[0] + bonus <= needs[0]
                        and rival not in had
                        and others >= gives
                        and all(a <= b for a, b in zip(other[1:], needs[1:], strict=True))
                    ):
                        better += 1
                        alone += len(self.of[rival]) == 1
                        if better == MOST_STEPS or alone == SIDE_BY_SIDE[self.places[at].phase]:
                            never.append(self.taken[at])
                            break
        return never

    def _different(self, earlier: Sequence[Sequence[_Place]], half: bool) -> Iterable[_Row]:
        """At least half of the steps (or else one of them) are methods that the earlier plan does not have."""
        for plan in earlier:
            had = {place.method.key for place in plan}
            if half:
                yield (
                    -INFINITY,
                    {
                        variable: 1.0 if place.method.key in had else -1.0
                        for variable, place in zip(self.taken, self.places, strict=True)
                    },
                    0,
                )
            else:
                yield (
                    1,
                    {
                        variable: 1.0
                        for variable, place in zip(self.taken, self.places, strict=True)
                        if place.method.key not in had
                    },
                    INFINITY,
                )

    def _where(self, test: Iterable[bool]) -> dict[int, float]:
        return {variable: 1.0 for variable, yes in zip(self.taken, test, strict=True) if yes}

    def _limit_steps(self) -> None:
        places, row = self.places, self.model.row
        row(self._where(True for _ in places), low=1, high=MOST_STEPS)
        for phase in PHASES:
            row(self._where(place.phase == phase for place in places), high=SIDE_BY_SIDE[phase])
        for terms in self.of.values():
            if len(terms) > 1:
                row(terms, high=1)
        row(self._where(place.method.effort == 5 for place in places), high=1)

    def _limit_means(self, limits: _Limits) -> None:
        model, duties = self.model, self.duties
        # Is a decision of its own owed? Unless a step decides.
        self.decision = model.variable(0, 1) if "beschluss" in duties else None
        if self.decision is not None:
            model.row({self.decision: 1, **self._where(place.binding for place in self.places)}, low=1)
        fixed = planned(duties["antwort"].hours)
        if limits.hours is not None:
            terms = dict(zip(self.taken, (float(place.hours) for place in self.places), strict=True))
            if self.decision is not None:
                terms[self.decision] = planned(duties["beschluss"].hours)
            model.row(terms, high=limits.hours - fixed)
        if limits.euros is not None:
            model.row(
                dict(zip(self.taken, (float(p.euros) for p in self.places), strict=True)), high=limits.euros
            )
        if limits.weeks is not None:
            self._limit_weeks(limits.weeks)

    def _limit_weeks(self, limit: int) -> None:
        """The steps of a phase follow the longest steps of all phases before, and their own preparation.

        So for each phase: its longest way from week 0 (or the way through all earlier phases) and the longest step of
        every later phase, together, are within the limit.
        """
        spans: dict[str, dict[int, float]] = {}
        whole: dict[str, dict[int, float]] = {}
        for phase in phases_of(self.answers):
            here = [(v, p) for v, p in zip(self.taken, self.places, strict=True) if p.phase == phase]
            ways = [(v, place.span) for v, place in here]
            fixed = 0
            for duty in self.duties.values():
                if duty.phase == phase and duty.key == "beschluss" and self.decision is not None:
                    ways.append((self.decision, duty.span[0]))
                elif duty.phase == phase:
                    fixed = duty.span[0]
            spans[phase] = self._longest(ways, fixed)
            whole[phase] = self._longest([(v, place.preparation + place.span) for v, place in here])
        later: dict[int, float] = {}
        for phase in reversed(phases_of(self.answers)):
            self.model.row({**later, **whole[phase]}, high=limit)
            later |= spans[phase]
        self.model.row(later, high=limit)

    def _longest(self, ways: Sequence[tuple[int, int]], fixed: int = 0) -> dict[int, float]:
        """The length of the longest of these that is taken, as a sum of levels: each is there if something as long is."""
        levels: dict[int, float] = {}
        below, under = 0, None
        for length in sorted({fixed, *(length for _, length in ways)} - {0}):
            level = self.model.variable(int(length <= fixed), 1, whole=False)
            levels[level] = length - below
            for variable, long in ways:
                if long == length:
                    self.model.row({level: 1, variable: -1}, low=0)
            if under is not None:
                self.model.row({under: 1, level: -1}, low=0)
            below, under = length, level
        return levels

    def _missing(self) -> dict[int, float]:
        """A variable for everything that may be missing, with what it costs."""
        answers, places = self.answers, self.places
        wanted: list[tuple[int, list[bool]]] = [
            (_GROUP, [p.in_time and group in p.method.reaches for p in places]) for group in answers.groups
        ]
        wanted += [
            (cost, [p.in_time and p.method.mode in {way, "hybrid"} for p in places])
            for way, cost in (("analog", _ANALOG), ("digital", _DIGITAL))
        ]
        wanted += [
            (_GOAL, [serves(goal, p.phase, p.method, answers) for p in places])
            for goal in asked_goals(answers)
        ]
        now = phases_of(answers)[0]
        if now not in {duty.phase for duty in duties_of(answers)}:
            wanted.append((_PHASE, [place.phase == now for place in places]))
        self.serves = [
            frozenset(str(n) for n, (_, who) in enumerate(wanted) if who[at]) for at in range(len(places))
        ]
        missing: dict[int, float] = {}
        for cost, who in wanted:
            gap = self.model.variable(0, 1)
            self.model.row({gap: 1, **self._where(who)}, low=1)
            missing[gap] = cost
        return missing

    def _effort(self) -> _Aim:
        """Least effort; among equals more points, then the earlier keys."""
        every = zip(self.taken, self.places, strict=True)
        terms = {
            variable: place.effort - 0.002 * min(place.points, 30) + 0.0001 * number / len(self.places)
            for number, (variable, place) in enumerate(every)
        }
        if self.decision is not None:
            terms[self.decision] = planned(self.duties["beschluss"].hours)
        return _Aim(terms)

    def _points(self) -> _Aim:
        """Most points: of the steps, of the phases that have one, of pairs that go well together; then less effort."""
        every = zip(self.taken, self.places, strict=True)
        terms = {variable: -place.points + _EFFORT_LAST * place.effort for variable, place in every}
        for phase in phases_of(self.answers):
            terms[self._any(self._where(place.phase == phase for place in self.places))] = -PHASE_POINTS
        for one, other in self._pairs():
            both = self.model.variable(0, 1, whole=False)
            self.model.row({both: 1, **dict.fromkeys(self.of[one], -1.0)}, high=0)
            self.model.row({both: 1, **dict.fromkeys(self.of[other], -1.0)}, high=0)
            terms[both] = -1
        return _Aim(terms, bonus=Counter(key for pair in self._pairs() for key in pair))

    def _reach(self) -> _Aim:
        """Most reach: groups and ways of recruiting, two each; barriers lowered, a way of each mode alone, room for all, one each."""
        worth: dict[str, int] = {}
        for each, words in (
            (2, GROUPS),
            (2, RECRUITMENT[:4]),
            (1, BARRIERS),
            (1, ("analog", "digital", "all")),
        ):
            worth |= dict.fromkeys(words, each)
        gives = [self._gives(place) if place.in_time else frozenset[str]() for place in self.places]
        every = zip(self.taken, self.places, strict=True)
        terms = {variable: _EFFORT_LAST * place.effort for variable, place in every}
        for word, points in worth.items():
            terms[self._any(self._where(word in given for given in gives))] = -points
        return _Aim(terms, gives)

    def _gives(self, place: _Place) -> frozenset[str]:
        method, people = place.method, self.answers.people
        room = people is not None and gathering(method, people)[0] == "all_at_once"
        return frozenset(
            (*method.reaches, *method.recruitment, *method.lowers, method.mode, *(["all"] if room else []))
        )

    def _any(self, places: Mapping[int, float]) -> int:
        """A variable that can be 1 only if one of the places is taken."""
        some = self.model.variable(0, 1, whole=False)
        self.model.row({some: 1, **dict.fromkeys(places, -1.0)}, high=0)
        return some

    def _pairs(self) -> Iterable[tuple[str, str]]:
        methods: Mapping[str, Method] = {place.method.key: place.method for place in self.places}
        return sorted(
            {
                (min(key, other), max(key, other))
                for key, method in methods.items()
                for other in method.combine_with
                if other in methods and other != key
            }
        )
