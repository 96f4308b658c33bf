# SPDX-License-Identifier: EUPL-1.2
"""From a plan to a process: a draft with phases, dates, events with their live scripts, texts and the check before the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.civic.participation import actions as processes
from mitwirken.civic.participation.checks import YES
from mitwirken.civic.participation.drafts import Access, Basics, Checks, PhaseDraft, Terms
from mitwirken.civic.participation.kinds import words as starters
from mitwirken.civic.participation.models import Process
from mitwirken.formats.events.actions import create_event
from mitwirken.formats.events.drafts import EventDraft
from mitwirken.formats.events.models import Mode
from mitwirken.formats.live.actions import create_gathering
from mitwirken.formats.live.rules import MOST_SEATS
from mitwirken.formats.live.runsheet import script_named
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.recommendation.facts import INFLUENCE, PHASES, Answers

from .. import ways, words
from ..queries.methods import Card

MOST_AHEAD: Final = timedelta(days=3 * 365)
WEEK: Final = timedelta(days=7)
EVENING: Final = time(18, 0)
MORNING: Final = time(10, 0)
# From the five degrees of the methods to the four that a process promises.
_PROMISES: Final = {
    "inform": "information",
    "consult": "konsultation",
    "involve": "konsultation",
    "collaborate": "mitgestaltung",
    "empower": "mitentscheidung",
}


@dataclass(frozen=True)
class Planned:
    """A step of a plan: in which phase, by which method, from which week to which (0 is the week of the start)."""

    phase: str
    card: Card
    first: int
    last: int


@dataclass(frozen=True)
class Start:
    """What is asked before a plan begins, and the plan itself. `decided` and `answered` are the weeks of both duties."""

    title: str
    question: str
    starts_on: date
    steps: Sequence[Planned]
    decided: int
    answered: int
    answers: Answers = field(default_factory=Answers)
    process: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def start_process(*, start: Start, by: Any) -> Process:
    """Makes the draft of a process from a plan; nothing is public before somebody publishes it.

    Phases in which people hand something in come with their verbs and settings; meetings become drafts of events, those with
    a live script with their gathering. Starter texts have gaps for what only the office knows. Refuses people who may not
    prepare processes, an empty plan, and a start in the past or more than three years ahead.
    """
    today = timezone.localdate()
    if not start.steps:
        raise Refusal(_("Der Plan hat noch keinen Schritt. Nehmen Sie zuerst eine Methode auf."), status=422)
    if not today <= start.starts_on <= today + MOST_AHEAD:
        raise Refusal(
            _("Der Beginn muss zwischen heute und in drei Jahren liegen."), status=422, field="starts_on"
        )
    # What is written into the process is text of the city and German, whatever language the clerk reads.
    with override("de"):
        process = processes.create_process(by=by, title=start.title, question=start.question, **start.process)
        processes.set_phases(process=process, by=by, phases=_phases(start))
        process.refresh_from_db()
        for change in (_basics(process, start), _terms(start), _access(start), _checks(start)):
            processes.change_process(process=process, by=by, change=change)
            process.refresh_from_db()
        for step in start.steps:
            _meet(process, step, start, by)
    return process


def _monday(start: Start, week: int) -> date:
    return start.starts_on + week * WEEK


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, timezone.get_current_timezone())


def _phases(start: Start) -> list[PhaseDraft]:
    """One phase for each that the plan goes through, and one for each way in which people hand something in."""
    found: list[PhaseDraft] = []
    for phase in PHASES:
        steps = [step for step in start.steps if step.phase == phase]
        collecting = [(step, way) for step in steps if (way := ways.collects(step.card.facts))]
        for step, way in collecting:
            found.append(
                _draft(
                    start,
                    step.card.name,
                    "proposals",
                    step.first,
                    step.last,
                    way.text,
                    way.verbs,
                    way.settings,
                )
            )
        others = [step for step in steps if not ways.collects(step.card.facts)]
        if others:
            first, last = min(step.first for step in others), max(step.last for step in others)
            text = "\n".join(f"{step.card.name}: {step.card.texts.summary}" for step in others)
            found.append(_draft(start, str(words.PHASES[phase]), "information", first, last, text))
    last = max(step.last for step in start.steps)
    decided = max(start.decided, last + 1)
    found.append(
        _draft(
            start,
            "Prüfen und entscheiden",
            "review",
            min(last + 1, decided),
            decided,
            "Die Ergebnisse gehen in das Gremium, das entscheidet.",
        )
    )
    answered = max(start.answered, decided + 1)
    found.append(
        _draft(
            start, "Antwort der Stadt", "information", decided + 1, answered,
            "Sie lesen hier, was aus jedem Beitrag wurde und warum.",
        )
    )  # fmt: skip
    return found


def _draft(
    start: Start,
    title: str,
    format: str,
    first: int,
    last: int,
    text: str,
    verbs: Any = (),
    settings: Any = None,
) -> PhaseDraft:
    begins = _monday(start, first)
    ends = max(_monday(start, last + 1) - timedelta(days=1), begins)
    return PhaseDraft(
        title[:120],
        format,
        _moment(begins, time(0, 0)),
        _moment(ends, time(23, 59)),
        text,
        verbs,
        settings or {},
    )


def _basics(process: Process, start: Start) -> Basics:
    steps = "".join(
        f"<li><strong>{escape(step.card.name)}:</strong> {escape(step.card.texts.summary)}</li>"
        for step in start.steps
    )
    return Basics(
        title=process.title,
        question=process.question,
        summary="[Bitte ergänzen: Worum geht es, und was ist anders, wenn es fertig ist?] So können Sie mitmachen.",
        body="<h2>Worum es geht</h2><p>[Bitte ergänzen: Anlass, Ort heute, Ziel]</p>"
        f"<h2>So läuft die Beteiligung</h2><ol>{steps}</ol>"
        "<h2>Was mit Ihrem Beitrag passiert</h2><p>Jeder Beitrag bekommt einen Stand. Wird etwas nicht umgesetzt, steht der Grund dabei.</p>",
        audience=starters.EVERYBODY,
        topic=process.topic,
        places=tuple(process.places.all()),
        office=process.office,
    )


def _terms(start: Start) -> Terms:
    reach = max(
        (INFLUENCE.index(each) for step in start.steps for each in step.card.facts.influence), default=0
    )
    limit = start.answers.limit
    if limit is not None:
        reach = min(reach, INFLUENCE.index(limit))
    return Terms(
        influence=_PROMISES[INFLUENCE[reach]],
        fixed=starters.FIXED,
        open="[Bitte ergänzen: worüber wirklich noch entschieden wird]",
        decided_by=starters.DECIDED_BY,
        decided_on=_monday(start, max(start.decided, max(step.last for step in start.steps) + 1)),
    )


def _access(start: Start) -> Access:
    return Access(without_net=starters.WITHOUT_NET, contact=starters.CONTACT)


def _checks(start: Start) -> Checks:
    """What the plan already answers. The rest stays open: nobody ticks on behalf of the office."""
    reached = {group for step in start.steps for group in step.card.facts.reaches}
    named = [group for group in start.answers.groups if group in reached]
    offline = [step.card.name for step in start.steps if step.card.facts.mode != "digital"]
    given: dict[str, dict[str, str]] = {}
    if named and len(named) == len(start.answers.groups):
        who = ", ".join(str(words.GROUPS[group]) for group in named)
        given["gruppen"] = {"state": YES, "words": f"Der Plan erreicht: {who}."}
    if offline:
        given["ohne_netz"] = {"state": "", "words": f"Vor Ort: {', '.join(offline)}."}
    meetings = [step for step in start.steps if ways.meets(step.card.facts) or step.card.entry.live]
    indoors = [step for step in meetings if step.card.facts.mode != "digital"]
    if indoors:
        names = ", ".join(step.card.name for step in indoors)
        given["ort"] = {
            "state": "",
            "words": f"[Bitte ergänzen: Haltestelle, Aufzug, Toilette] für: {names}.",
        }
    if meetings:
        given["zeit"] = {
            "state": "",
            "words": "Im Plan: mittwochs um 18 Uhr, ganze Tage samstags ab 10 Uhr. [Bitte prüfen: Ferien und Feiertage]",
        }
    day = _monday(start, start.answered)
    given["antwort"] = {
        "state": "",
        "words": f"Geplant bis {day:%d.%m.%Y}. [Bitte ergänzen: wer antwortet, an welcher Stelle]",
    }
    return Checks(given)


def _meet(process: Process, step: Planned, start: Start, by: Any) -> None:
    """The draft of the event at which the step takes place, in the middle of its weeks, on a day people can come."""
    kind = ways.meets(step.card.facts)
    script = script_named(step.card.entry.live) if step.card.entry.live else None
    if script is not None:
        kind = script.key
    if kind is None:
        return
    facts = step.card.facts
    minutes = script.minutes if script is not None else (facts.minutes[0] + facts.minutes[1]) // 2
    long = minutes > 200
    begins = _moment(_day_for(start, step, saturday=long), MORNING if long else EVENING)
    modes = {"analog": Mode.ROOM, "digital": Mode.ONLINE, "hybrid": Mode.HYBRID}
    mode = modes[facts.mode]
    if start.answers.mode == "room" and mode == Mode.HYBRID:
        mode = Mode.ROOM
    if start.answers.mode == "online" and mode == Mode.HYBRID:
        mode = Mode.ONLINE
    event = create_event(
        draft=EventDraft(
            title=f"{step.card.name}: {process.title}"[:140],
            starts_at=begins,
            ends_at=begins + timedelta(minutes=min(minutes, 9 * 60)),
            kind=kind,
            mode=mode,
            summary=step.card.texts.summary,
            venue="[Bitte ergänzen: stufenlos erreichbarer Ort]" if mode != Mode.ONLINE else "",
            process=process,
            topic=process.topic,
            office=process.office,
            contact=starters.CONTACT,
            without_net="[Bitte ergänzen: Telefon und Schalter für die Anmeldung]",
        ),
        by=by,
    )
    if script is not None:
        least, most = script.people
        wanted = start.answers.people or least
        create_gathering(event=event, script=script.key, people=max(2, min(wanted, most, MOST_SEATS)), by=by)


def _day_for(start: Start, step: Planned, *, saturday: bool) -> date:
    """A Wednesday, or a Saturday for a whole day, in the middle week of the step, never before the start."""
    middle = _monday(start, (step.first + step.last) // 2)
    wanted = 5 if saturday else 2
    day = middle + timedelta(days=(wanted - middle.weekday()) % 7)
    return max(day, start.starts_on + timedelta(days=1))
