# SPDX-License-Identifier: EUPL-1.2
"""Advice and plans as pages show them: the kernel's answers with the names and words of the catalogue. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.kernels.recommendation import chains, combinations, finder
from mitwirken.kernels.recommendation.facts import PHASES, Answers

from .. import reasons, words
from .methods import Card, cards, facts
from .tryouts import tried

Chain = tuple[tuple[str, str], ...]
FIRST = 6  # findings that are shown whole
NAMES: dict[str, tuple[Any, Any]] = {
    combinations.SPARSAM: (
        gettext_lazy("Sparsam"),
        gettext_lazy("So wenig Arbeit und Geld wie möglich, und trotzdem vollständig."),
    ),
    combinations.GRUENDLICH: (
        gettext_lazy("Gründlich"),
        gettext_lazy("Was am besten zu Ihren Antworten passt, Phase für Phase."),
    ),
    combinations.BREIT: (
        gettext_lazy("Breit"),
        gettext_lazy("Möglichst viele verschiedene Menschen, auf vielen Wegen."),
    ),
}
DUTIES: dict[str, tuple[Any, Any]] = {
    "beschluss": (
        gettext_lazy("Beschluss des Gremiums"),
        gettext_lazy("Die Ergebnisse gehen mit einer Vorlage in Rat, Ausschuss oder Bezirksvertretung."),
    ),
    "antwort": (
        gettext_lazy("Antwort der Stadt"),
        gettext_lazy("Alle, die mitgemacht haben, erfahren, was aus ihrem Beitrag wurde und warum."),
    ),
}


def name_of(key: str) -> str:
    """A method's or duty's name in the language of the page."""
    if key in DUTIES:
        return str(DUTIES[key][0])
    card = cards().get(key)
    return card.name if card else key


# Advice


@dataclass(frozen=True)
class Found:
    """A method that fits, with its reasons in sentences and their points."""

    card: Card
    rank: int
    points: int
    fits: list[str]
    cautions: list[str]
    account: list[tuple[str, int]]


@dataclass(frozen=True)
class NotThere:
    card: Card
    why: list[str]


@dataclass(frozen=True)
class Shown:
    """What the page of the result shows."""

    alerts: list[tuple[str, str]]
    first: list[Found]
    others: list[Found]
    blocks: list[Card]
    rights: list[Card]
    missed: list[NotThere]
    missed_rest: list[NotThere]


def advice(answers: Answers) -> Shown:
    known = cards()
    given = finder.rank(facts(), answers, tried())
    found = [_found(known[each.method], each) for each in given.findings]
    out = [
        NotThere(known[each.method], [reasons.exclusion(reason) for reason in each.reasons])
        for each in given.excluded
        if each.reason.key not in {"part", "formal"}
    ]
    # What people have in mind when they come: the formats that the city itself has named.
    popular = [each for each in out if each.card.entry.seed]
    return Shown(
        alerts=[reasons.alert(reason) for reason in given.alerts],
        first=found[:FIRST],
        others=found[FIRST:],
        blocks=[known[key] for key in given.blocks],
        rights=[known[key] for key in given.rights],
        missed=popular,
        missed_rest=[each for each in out if each not in popular],
    )


def _found(card: Card, each: finder.Finding) -> Found:
    told = [(reason, reasons.sentence(reason)) for reason in each.reasons]
    return Found(
        card=card,
        rank=each.rank,
        points=each.points,
        fits=[text for reason, text in told if not reason.caution],
        cautions=[text for reason, text in told if reason.caution],
        account=[(text, reason.points) for reason, text in told if reason.points],
    )


# Plans


@dataclass(frozen=True)
class ShownStep:
    """A step of a plan. `bar` is where it lies in the whole time, in thousandths: begin, length if it goes quickly, and slowly."""

    number: int
    key: str
    name: str
    text: str
    card: Card | None
    duty: bool
    phase: str
    phase_name: str
    weeks: str
    hours: chains.Sum
    euros: chains.Sum
    turns: int
    fits: list[str]
    cautions: list[str]
    bar: tuple[int, int, int]
    without: Chain


@dataclass(frozen=True)
class ShownPlan:
    key: str
    name: str
    about: str
    steps: list[ShownStep]
    plan: chains.Plan
    gaps: list[str]
    notes: list[str]
    pairs: list[str]
    reached: list[tuple[str, str]]
    also_reached: str
    analog: list[str]
    digital: list[str]
    recruitment: str
    open_phases: str

    @property
    def chain(self) -> Chain:
        return self.plan.chain


def three(answers: Answers) -> list[ShownPlan]:
    """Up to three plans that are clearly different."""
    return [show(plan, answers) for plan in combinations.plans(facts(), answers, tried=tried())]


def evaluated(answers: Answers, chain: Sequence[tuple[str, str]]) -> ShownPlan:
    """A plan that somebody has put together, with all that it costs and lacks. What the catalogue doesn't know is left out."""
    known = cards()
    sound = [
        (phase, key) for phase, key in chain if phase in PHASES and (key in known or _is_duty(phase, key))
    ]
    plan = chains.evaluate(facts(), answers, sound, tried=tried())
    return show(plan, answers)


def _is_duty(phase: str, key: str) -> bool:
    return any(duty.key == key and duty.phase == phase for duty in chains.DUTIES)


def show(plan: chains.Plan, answers: Answers) -> ShownPlan:
    known = cards()
    name, about = NAMES.get(plan.name, (_("Ihr Plan"), ""))
    whole = max(plan.weeks[1], 1)
    asked = [
        (str(words.GROUPS[group]), reasons_by(plan, group))
        for group in answers.groups
        if group in plan.groups
    ]
    others = [group for group in plan.groups if group not in answers.groups]
    return ShownPlan(
        key=plan.name,
        name=str(name),
        about=str(about),
        steps=[
            _step(step, number, plan, known.get(step.key), whole) for number, step in enumerate(plan.steps)
        ],
        plan=plan,
        gaps=[reasons.gap(each, name_of) for each in plan.gaps],
        notes=[reasons.gap(each, name_of) for each in plan.notes],
        pairs=[
            _("%(one)s und %(other)s") % {"one": name_of(one), "other": name_of(other)}
            for one, other in plan.pairs
        ],
        reached=asked,
        also_reached=reasons.listed(words.GROUPS, others),
        analog=[name_of(key) for key in plan.ways["analog"]],
        digital=[name_of(key) for key in plan.ways["digital"]],
        recruitment=reasons.listed(words.RECRUITMENT, plan.recruitment),
        open_phases=reasons.listed(words.PHASES, plan.open_phases),
    )


def reasons_by(plan: chains.Plan, group: str) -> str:
    return ", ".join(name_of(key) for key in plan.groups[group])


def _step(step: chains.Step, number: int, plan: chains.Plan, card: Card | None, whole: int) -> ShownStep:
    told = [(reason, reasons.sentence(reason)) for reason in step.reasons]
    text = card.texts.summary if card is not None else str(DUTIES[step.key][1])
    return ShownStep(
        number=number,
        key=step.key,
        name=name_of(step.key),
        text=text,
        card=card,
        duty=step.duty,
        phase=step.phase,
        phase_name=str(words.PHASES[step.phase]),
        weeks=_when(step),
        hours=step.hours,
        euros=step.euros,
        turns=step.turns,
        fits=[text for reason, text in told if not reason.caution],
        cautions=[text for reason, text in told if reason.caution],
        bar=(
            1000 * step.begin[0] // whole,
            max(12, 1000 * (step.end[0] - step.begin[0]) // whole),
            max(12, 1000 * (step.end[1] - step.begin[0]) // whole),
        ),
        without=tuple(link for index, link in enumerate(plan.chain) if index != number),
    )


def _when(step: chains.Step) -> str:
    """In which weeks: the first week of the work is week 1."""
    first, last = step.begin[0] + 1, step.end[0]
    if last <= first:
        return _("Woche %(first)d") % {"first": first}
    return _("Woche %(first)d bis %(last)d") % {"first": first, "last": last}


@dataclass(frozen=True)
class Swap:
    """Another method for a step, and what it changes."""

    card: Card
    chain: Chain
    opens: list[str]
    closes: list[str]
    hours: int
    euros: int
    weeks: int


def swaps(answers: Answers, shown: ShownPlan, number: int) -> list[Swap]:
    """What else could stand in the place of a step, best first."""
    if not 0 <= number < len(shown.plan.steps):
        return []
    known = cards()
    found = combinations.alternatives(facts(), answers, shown.plan, number, tried=tried())
    return [
        Swap(
            card=known[each.method],
            chain=each.plan.chain,
            opens=[reasons.gap(gap, name_of) for gap in each.opens],
            closes=[reasons.gap(gap, name_of) for gap in each.closes],
            hours=each.hours,
            euros=each.euros,
            weeks=each.weeks,
        )
        for each in found
    ]


@dataclass(frozen=True)
class Change:
    """What became of a plan by one change."""

    opens: list[str]
    closes: list[str]
    hours: int
    euros: int
    weeks: int


def change(before: ShownPlan, now: ShownPlan) -> Change:
    old, new = before.plan, now.plan
    return Change(
        opens=[reasons.gap(gap, name_of) for gap in new.gaps if gap not in old.gaps],
        closes=[reasons.gap(gap, name_of) for gap in old.gaps if gap not in new.gaps],
        hours=new.hours.planned - old.hours.planned,
        euros=new.euros.planned - old.euros.planned,
        weeks=new.weeks[0] - old.weeks[0],
    )


def can_be_added(shown: ShownPlan, answers: Answers) -> list[tuple[str, str, list[Card]]]:
    """For each phase still to come the methods that could stand in it and are not in the plan."""
    here = set(shown.plan.methods)
    ranked = sorted(cards().values(), key=lambda card: card.name)
    found = []
    for phase in chains.phases_of(answers):
        fitting = [
            card
            for card in ranked
            if phase in card.facts.phases
            and card.key not in here
            and not finder.exclusions(card.facts, answers)
        ]
        if fitting:
            found.append((phase, str(words.PHASES[phase]), fitting))
    return found


def chain_of(values: Iterable[str]) -> Chain:
    """The chain as it stands in an address: `phase.key`, one after another. What can't be read is left out."""
    found = []
    for value in values:
        phase, dot, key = value.partition(".")
        if dot and phase in PHASES:
            found.append((phase, key))
    return tuple(found[:40])
