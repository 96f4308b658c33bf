# SPDX-License-Identifier: EUPL-1.2
"""Talking: a fair queue that says why somebody is next, or a fishbowl with a chair that stays free.

Queue: who has spoken less comes first, room and online take turns (`kernels.queueing`, `docs/rules/queueing.md`). In the
plenary and at each table one person speaks at a time; a clock is `started_at` and the seconds set, and nothing ticks.

Fishbowl: on the chairs people talk, around them they listen. `empty` chairs stay free. Whoever takes a free chair sits at
once; if too few are free then, the guest who has sat longest is asked to leave, and until somebody does nobody else sits down.
Others wait in the same fair order (who has not sat yet comes first), and the free chair is theirs in that order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext, pgettext

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import queueing
from mitwirken.kernels.queueing import Because

from ..commands import Step, step
from ..models import (
    Gathering,
    Origin,
    Placement,
    PlacementRole,
    Seat,
    SeatRole,
    Space,
    SpaceKind,
    Stage,
    Turn,
    TurnKind,
    TurnState,
)
from ..queries import Look
from ..rules import require_seat
from . import Block, Call, Deed, Kind, Line, Setting, kind_named, register

WORDS = (TurnKind.SPEAK, TurnKind.REPLY)
CHAIR = (TurnKind.CHAIR,)
OURS = (*WORDS, *CHAIR)
OPEN = (TurnState.WAITING, TurnState.LIVE)
MOST_HANDS = 40
SHOWN = 12
"""So many of those who wait stand on phones and on the wall; the console shows all."""


# --- what is read -------------------------------------------------------------------------------------------------


def side_of(channel: str) -> str:
    """The two that take turns: in the room, or somewhere else by screen or telephone."""
    return "room" if channel in (Channel.ROOM, Channel.PAPER) else "online"


def person_of(turn: Turn) -> int | str:
    """Who it is to the queue: a seat, or what somebody without one was called. Without either, nobody else."""
    return turn.seat_id or (f"~{turn.label.casefold()}" if turn.label else f"#{turn.pk}")


@dataclass(frozen=True)
class Place:
    """Somebody who waits, where, and why there. The sentences are made when they are shown, in that language."""

    turn: Turn
    position: int
    waiting: queueing.Waiting

    @property
    def because(self) -> Because:
        return self.waiting.because

    @property
    def before(self) -> int:
        return self.position - 1

    @property
    def why(self) -> str:
        """For all to read."""
        found = self.waiting
        if found.because is Because.OVERRIDE:
            return _("von der Moderation vorgezogen: %(reason)s") % {"reason": found.detail}
        if found.because is Because.DIRECT_REPLY:
            return _("direkt dazu")
        if found.because is Because.FIRST_TIME:
            return _("war noch nicht dran")
        if found.because is Because.SPOKE_LESS:
            return _("war seltener dran")
        if found.because is Because.ALTERNATES:
            return _("online ist dran") if found.detail == "online" else _("der Raum ist dran")
        if found.because is Because.SPOKE_SHORTER:
            return _("hat kürzer gesprochen")
        return _("der Reihe nach")

    @property
    def why_you(self) -> str:
        """For the person: a whole sentence."""
        found = self.waiting
        if found.because is Because.OVERRIDE:
            return _("Die Moderation hat Sie vorgezogen: %(reason)s") % {"reason": found.detail}
        if found.because is Because.DIRECT_REPLY:
            return _("Sie antworten direkt auf das, was gerade gesagt wurde.")
        if found.because is Because.FIRST_TIME:
            return _("Sie waren bei diesem Treffen noch nicht dran. Andere, die warten, schon.")
        if found.because is Because.SPOKE_LESS:
            return _(
                "Sie waren in diesem Gespräch %(mine)d Mal dran. Wer sich früher gemeldet hat, war es %(theirs)d Mal."
            ) % {"mine": found.mine, "theirs": found.theirs}
        if found.because is Because.ALTERNATES:
            if found.detail == "online":
                return _("Raum und online wechseln sich ab. Jetzt ist jemand online dran.")
            return _("Raum und online wechseln sich ab. Jetzt ist jemand im Raum dran.")
        if found.because is Because.SPOKE_SHORTER:
            return _(
                "Sie haben bisher %(mine)d Minuten gesprochen. Wer sich früher gemeldet hat, %(theirs)d Minuten."
            ) % {"mine": found.mine, "theirs": found.theirs}
        if self.position == 1:
            return _("Von allen, die warten, haben Sie sich am frühesten gemeldet.")
        return _("Alle, die sich früher gemeldet haben, kommen vor Ihnen.")


@dataclass(frozen=True)
class Tally:
    """How much was spoken, in sums: never by person."""

    turns: int = 0
    people: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)

    @property
    def speakers(self) -> int:
        return sum(self.people.values())

    @property
    def minutes(self) -> int:
        return _minutes(sum(self.seconds.values()))

    @property
    def sides(self) -> list[tuple[str, int, int]]:
        """Room and online: which, how many people, how many minutes."""
        return [
            (side, self.people.get(side, 0), _minutes(self.seconds.get(side, 0)))
            for side in ("room", "online")
        ]

    def kept(self) -> dict[str, Any]:
        return {"turns": self.turns, "people": dict(self.people), "seconds": dict(self.seconds)}


def _minutes(seconds: float) -> int:
    return math.ceil(seconds / 60)


def tally(turns: Iterable[Turn], kinds: Sequence[str]) -> Tally:
    people: dict[str, set[int | str]] = {}
    seconds: dict[str, int] = {}
    number = 0
    for turn in turns:
        if turn.kind in kinds and turn.state == TurnState.DONE and turn.started_at and turn.ended_at:
            side = side_of(turn.channel)
            people.setdefault(side, set()).add(person_of(turn))
            seconds[side] = seconds.get(side, 0) + round((turn.ended_at - turn.started_at).total_seconds())
            number += 1
    return Tally(number, {side: len(found) for side, found in people.items()}, seconds)


@dataclass
class Queue:
    """The list of speakers of the plenary, or of one table."""

    space_id: int | None
    open: bool
    speaking: Turn | None
    line: list[Place]
    seconds: int
    tally: Tally

    @property
    def first(self) -> Place | None:
        return self.line[0] if self.line else None

    @property
    def shown(self) -> list[Place]:
        return self.line[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.line) - SHOWN)

    @property
    def upcoming(self) -> list[Place]:
        """For the wall."""
        return self.line[:4]

    @property
    def behind(self) -> int:
        return max(0, len(self.line) - 4)

    @property
    def ends(self) -> int | None:
        """When the time of whoever speaks is over, in seconds of the clock."""
        if self.speaking is None or self.speaking.started_at is None or not self.seconds:
            return None
        return int(self.speaking.started_at.timestamp()) + self.seconds


@dataclass(frozen=True)
class Chair:
    """A chair of the ring, where it is drawn, and who sits there."""

    number: int
    x: float
    y: float
    turn: Turn | None = None
    fixed: bool = False
    speaks: bool = False

    @property
    def is_asked(self) -> bool:
        return self.turn is not None and self.turn.asked_to_leave_at is not None


@dataclass
class Ring:
    """The inner circle. `most` may sit at rest; one more sits while somebody is asked to leave."""

    open: bool
    chairs: list[Chair]
    most: int
    seated: list[Turn]
    fixed: set[int]  # turns of those who do not make room
    line: list[Place]
    speaking: Turn | None
    talked: Tally
    sat: Tally

    @property
    def is_over(self) -> bool:
        return len(self.seated) > self.most

    @property
    def is_free(self) -> bool:
        """A chair can be taken now."""
        return self.open and not self.is_over

    @property
    def guests(self) -> list[Turn]:
        """Those who can make room, the longest seated first."""
        rows = [turn for turn in self.seated if turn.pk not in self.fixed]
        return sorted(rows, key=lambda turn: (turn.started_at or turn.asked_at, turn.pk))

    @property
    def asked(self) -> Turn | None:
        return next((turn for turn in self.guests if turn.asked_to_leave_at is not None), None)

    @property
    def first(self) -> Place | None:
        return self.line[0] if self.line else None

    @property
    def shown(self) -> list[Place]:
        return self.line[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.line) - SHOWN)


def turns_of(gathering: Gathering, stage: Stage) -> list[Turn]:
    """All of this step, and who spoke in the steps before: one query."""
    return list(
        Turn.objects.filter(gathering=gathering, kind__in=OURS)
        .filter(Q(stage=stage) | Q(state=TurnState.DONE))
        .select_related("seat")
        .order_by("asked_at", "pk")
    )


def _started(turn: Turn) -> tuple[datetime, int]:
    return (turn.started_at or turn.asked_at, turn.pk)


def line_of(
    turns: Sequence[Turn], stage: Stage, space_id: int | None, kinds: Sequence[str], *, alternate: bool
) -> list[Place]:
    """Those who wait, in the order in which they will be asked."""
    waiting: dict[int | str, Turn] = {}
    spoken: list[Turn] = []
    for turn in turns:
        if turn.kind not in kinds:
            continue
        here = turn.stage_id == stage.pk
        if here and turn.space_id != space_id:
            continue  # tables talk at the same time and do not take turns with each other
        if turn.state == TurnState.WAITING and here:
            waiting.setdefault(person_of(turn), turn)
        elif turn.state in (TurnState.LIVE, TurnState.DONE) and turn.started_at is not None:
            spoken.append(turn)

    def side(turn: Turn) -> str:
        return side_of(turn.channel) if alternate else "room"

    order = queueing.speaking_order(
        [
            queueing.Request(person, turn.asked_at.timestamp(), side(turn), turn.kind == TurnKind.REPLY)
            for person, turn in waiting.items()
        ],
        [
            queueing.Turn(
                person_of(turn),
                max(0.0, (turn.ended_at - turn.started_at).total_seconds())
                if turn.ended_at and turn.started_at
                else 0.0,
                side(turn),
                turn.stage_id == stage.pk,
                turn.kind == TurnKind.REPLY,
            )
            for turn in sorted(spoken, key=_started)
        ],
        [queueing.Override(person, turn.override) for person, turn in waiting.items() if turn.override],
    )
    return [Place(waiting[each.request.person], number, each) for number, each in enumerate(order, 1)]


def is_closed(gathering: Gathering, stage: Stage, space_id: int | None) -> bool:
    return _list_key(stage, space_id) in gathering.policy("closed_lists", [])


def _list_key(stage: Stage, space_id: int | None) -> str:
    return f"{stage.pk}:{space_id or ''}"


def queue_of(
    gathering: Gathering, stage: Stage, turns: Sequence[Turn], space_id: int | None, given: Mapping[str, Any]
) -> Queue:
    here = [turn for turn in turns if turn.stage_id == stage.pk and turn.space_id == space_id]
    return Queue(
        space_id,
        not is_closed(gathering, stage, space_id),
        next((turn for turn in here if turn.state == TurnState.LIVE and turn.kind in WORDS), None),
        line_of(turns, stage, space_id, WORDS, alternate=given["alternate"]),
        given["seconds"],
        tally(here, WORDS),
    )


def ring_of(gathering: Gathering, stage: Stage, turns: Sequence[Turn], given: Mapping[str, Any]) -> Ring:
    here = [turn for turn in turns if turn.stage_id == stage.pk]
    seated = [turn for turn in here if turn.kind == TurnKind.CHAIR and turn.state == TurnState.LIVE]
    speaking = next((turn for turn in here if turn.kind in WORDS and turn.state == TurnState.LIVE), None)
    fixed = {turn.pk for turn in seated if _is_fixed(turn, given["fixed"])}
    places = _chairs_taken(here)
    # Nobody is drawn out of the ring when chairs are taken away while people sit on them.
    number = max([given["chairs"], *(place + 1 for turn, place in places.items())])
    taken = {place: turn for turn, place in places.items()}
    chairs = []
    for place in range(number):
        turn = taken.get(place)
        angle = 2 * math.pi * place / number - math.pi / 2
        chairs.append(
            Chair(
                place + 1,
                round(190 * math.cos(angle), 1),
                round(140 * math.sin(angle), 1),
                turn,
                turn is not None and turn.pk in fixed,
                turn is not None and speaking is not None and person_of(turn) == person_of(speaking),
            )
        )
    return Ring(
        not is_closed(gathering, stage, None),
        chairs,
        most_seated(given),
        seated,
        fixed,
        line_of(turns, stage, None, CHAIR, alternate=given["alternate"]),
        speaking,
        tally(here, WORDS),
        tally(here, CHAIR),
    )


def most_seated(given: Mapping[str, Any]) -> int:
    return max(1, int(given["chairs"]) - int(given["empty"]))


def _is_fixed(turn: Turn, labels: Iterable[str]) -> bool:
    """By the role of a seat, or by the name on a chair without one. A name alone that somebody gave themselves is no chair."""
    if turn.seat is not None:
        return turn.seat.has(SeatRole.EXPERT)
    return turn.label in set(labels)


def _chairs_taken(turns: Iterable[Turn]) -> dict[Turn, int]:
    """On which chair each of the seated sits: the lowest that was free when they sat down, so that nobody moves when
    another leaves.
    """
    sat = sorted((turn for turn in turns if turn.kind == TurnKind.CHAIR and turn.started_at), key=_started)
    now: dict[Turn, int] = {}
    for turn in sat:
        now = {other: place for other, place in now.items() if not _ended_by(other, turn)}
        now[turn] = min(set(range(len(now) + 1)) - set(now.values()))
    return {turn: place for turn, place in now.items() if turn.state == TurnState.LIVE}


def _ended_by(other: Turn, turn: Turn) -> bool:
    return other.ended_at is not None and turn.started_at is not None and other.ended_at <= turn.started_at


def may_publish(look: Look, seat: Seat) -> bool:
    """Whether somebody's camera and microphone are wanted now: in a fishbowl only on a chair."""
    stage = look.stage
    if stage is None or Talk.key not in stage.kinds or settings_of(stage)["mode"] != "fishbowl":
        return True
    return Turn.objects.filter(stage=stage, seat=seat, kind=TurnKind.CHAIR, state=TurnState.LIVE).exists()


def settings_of(stage: Stage) -> dict[str, Any]:
    return kind_named(Talk.key).of(stage)


# --- forms --------------------------------------------------------------------------------------------------------


class SpaceForm(forms.Form):
    space = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TurnForm(SpaceForm):
    turn = forms.IntegerField(widget=forms.HiddenInput)


class MaybeTurnForm(SpaceForm):
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeenForm(SpaceForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(TurnForm):
    reason = forms.CharField(
        label=later("Warum wird jemand vorgezogen?"),
        max_length=200,
        help_text=later("Ein Satz genügt. Er steht in der Redeliste, damit alle ihn kennen."),
    )


class FloorForm(TurnForm):
    reason = forms.CharField(max_length=200, required=False)


class HandsForm(SpaceForm):
    names = forms.CharField(
        label=later("Wer meldet sich?"),
        max_length=2500,
        help_text=later(
            "Ein Name oder ein Merkmal („Frau im grünen Schal“) in jeder Zeile, oder mit Komma getrennt."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=later("Wo?"),
        required=False,
        choices=[(Channel.ROOM, later("im Raum")), (Channel.PHONE, later("am Telefon"))],
    )


class OpenForm(SpaceForm):
    open = forms.ChoiceField(choices=[("1", ""), ("0", "")])


# --- the queue ----------------------------------------------------------------------------------------------------


def _mode(call: Call, mode: str) -> dict[str, Any]:
    given = settings_of(call.stage)
    if given["mode"] != mode:
        raise Refusal(
            _("Hier spricht, wer auf einem Stuhl im Innenkreis sitzt. Nehmen Sie den freien Stuhl.")
            if mode == "queue"
            else _("In diesem Schritt gibt es keine Stühle. Melden Sie sich über die Redeliste."),
            status=409,
        )
    return given


def _space(call: Call) -> Space | None:
    """Which list is meant: the plenary's, or that of a table. One's own table, if one does not lead."""
    number = call.values.get("space")
    if not number:
        return None
    space = call.gathering.spaces.filter(pk=number, closed_at=None).first()
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    if space.kind == SpaceKind.CIRCLE:
        return None
    if not call.by.leads and not _placed(call, space).exists():
        raise Refusal(_("Sie sitzen an einem anderen Tisch. Melden Sie sich dort."))
    return space


def _placed(call: Call, space: Space) -> Any:
    seat = call.by.seat.pk if call.by.seat is not None else 0
    return Placement.objects.filter(seat=seat, stage=call.stage, space=space, until=None).exclude(
        role=PlacementRole.BOOKED
    )


def _require_steer(call: Call, space: Space | None) -> None:
    """Whoever leads, and at a table its host."""
    if call.by.leads:
        return
    if space is not None and _placed(call, space).filter(role=PlacementRole.HOST).exists():
        return
    raise Refusal(
        _("Das Wort gibt, wer das Gespräch leitet. Melden Sie sich, dann kommen Sie in der Reihe dran.")
    )


def _queue(call: Call, live: Step, space: Space | None) -> Queue:
    turns = turns_of(live.gathering, call.stage)
    return queue_of(live.gathering, call.stage, turns, space.pk if space else None, settings_of(call.stage))


def _require_open(open: bool) -> None:
    if not open:
        raise Refusal(_("Die Liste ist geschlossen. Wer schon darauf steht, kommt noch dran."), status=409)


def _own(call: Call, space: Space | None, kinds: Sequence[str]) -> Turn | None:
    seat = require_seat(call.by)
    return Turn.objects.filter(
        stage=call.stage, seat=seat, space=space, kind__in=kinds, state__in=OPEN
    ).first()


def raise_hand(call: Call) -> str:
    """Asks to speak. Who waits already keeps the one place they have."""
    return _ask(call, TurnKind.SPEAK)


def reply(call: Call) -> str:
    """Asks to speak to what is being said right now. Who waits already becomes a reply, with the place of a reply."""
    return _ask(call, TurnKind.REPLY)


def _ask(call: Call, kind: str) -> str:
    seat = require_seat(call.by)
    _mode(call, "queue")
    space = _space(call)
    with step(call.gathering, f"talk.{'hand' if kind == TurnKind.SPEAK else 'reply'}", call.by) as live:
        queue = _queue(call, live, space)
        own = _own(call, space, WORDS)
        if own is not None and own.state == TurnState.LIVE:
            raise Refusal(_("Sie sprechen gerade. Melden Sie sich wieder, wenn Sie fertig sind."), status=409)
        _require_open(queue.open or own is not None)
        if kind == TurnKind.REPLY and queue.speaking is None:
            raise Refusal(
                _("Direkt antworten können Sie, während jemand spricht. Melden Sie sich sonst ganz normal."),
                status=409,
            )
        if own is not None:
            if own.kind == kind or kind == TurnKind.SPEAK:
                live.nothing()
                return ""
            Turn.objects.filter(pk=own.pk).update(kind=kind)
            return _("Ihre Wortmeldung gilt jetzt als direkte Antwort.")
        Turn.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=space,
            seat=seat,
            channel=seat.channel,
            kind=kind,
        )
        live.note(channel=seat.channel)
    return _("Sie stehen auf der Redeliste.")


def withdraw(call: Call) -> str:
    """Takes one's hand down, or gets out of the line for a chair. Asked again later, one is the last to have asked."""
    space = _space(call)
    with step(call.gathering, "talk.withdraw", call.by) as live:
        rows = Turn.objects.filter(
            stage=call.stage, seat=require_seat(call.by), space=space, kind__in=OURS, state=TurnState.WAITING
        )
        if not rows.update(state=TurnState.WITHDRAWN, ended_at=timezone.now()):
            live.nothing()
            return ""
    return _("Sie stehen nicht mehr auf der Liste.")


def finish_speaking(call: Call) -> None:
    """ "I have said it": whoever speaks gives the floor back."""
    space = _space(call)
    with step(call.gathering, "talk.done", call.by) as live:
        speaking = Turn.objects.filter(
            stage=call.stage, seat=require_seat(call.by), space=space, kind__in=WORDS, state=TurnState.LIVE
        )
        if not _end(speaking):
            live.nothing()


def _end(rows: Any, now: datetime | None = None) -> int:
    number: int = rows.update(state=TurnState.DONE, ended_at=now or timezone.now())
    return number


def call_next(call: Call) -> str:
    """Gives the floor to the first in the line; whoever spoke has spoken. `seen` is who spoke on the screen of whoever
    pressed: of two who press at once one is heard. In a fishbowl the first who waits sits down.
    """
    if settings_of(call.stage)["mode"] == "fishbowl":
        return _seat_first(call)
    space = _space(call)
    _require_steer(call, space)
    with step(call.gathering, "talk.next", call.by) as live:
        queue = _queue(call, live, space)
        seen = call.values["seen"]
        if seen is not None and seen != (queue.speaking.pk if queue.speaking else 0):
            live.nothing()
            return ""
        if queue.first is None:
            if queue.speaking is None:
                raise Refusal(_("Gerade hat sich niemand gemeldet."), status=409)
            _end(Turn.objects.filter(pk=queue.speaking.pk))
            return _("Niemand wartet. Das Wort ist frei.")
        _give(queue, queue.first, live)
        return _("Es spricht: %(name)s") % {"name": queue.first.turn.name}


def give_floor(call: Call) -> str:
    """Gives the floor to one of those who wait. Before their turn only with a reason, which is logged."""
    _mode(call, "queue")
    space = _space(call)
    _require_steer(call, space)
    with step(call.gathering, "talk.floor", call.by) as live:
        queue = _queue(call, live, space)
        place = _waiting(queue.line, call.values["turn"])
        reason = call.values["reason"].strip()
        if place.position > 1:
            _require_reason(reason)
            Turn.objects.filter(pk=place.turn.pk).update(override=reason)
            live.note(reason=reason)
        _give(queue, place, live)
        return _("Es spricht: %(name)s") % {"name": place.turn.name}


def _give(queue: Queue, place: Place, live: Step) -> None:
    now = timezone.now()
    if queue.speaking is not None:
        _end(Turn.objects.filter(pk=queue.speaking.pk), now)
    Turn.objects.filter(pk=place.turn.pk).update(state=TurnState.LIVE, started_at=now)
    live.note(turn=place.turn.pk, because=place.because.value)


def _waiting(line: Sequence[Place], number: int) -> Place:
    place = next((each for each in line if each.turn.pk == number), None)
    if place is None:
        raise Refusal(_("Diese Wortmeldung wartet nicht mehr. Die Liste zeigt, wer noch wartet."), status=409)
    return place


def _require_reason(reason: str) -> None:
    if not reason:
        raise Refusal(
            _("Bitte sagen Sie in einem Satz, warum jemand vorgezogen wird. Er steht für alle in der Liste."),
            status=400,
            field="reason",
        )


def end_turn(call: Call) -> None:
    """Takes the floor back; nobody is called."""
    space = _space(call)
    _require_steer(call, space)
    with step(call.gathering, "talk.end", call.by) as live:
        if not _end(Turn.objects.filter(stage=call.stage, space=space, kind__in=WORDS, state=TurnState.LIVE)):
            live.nothing()


def override(call: Call) -> str:
    """Puts somebody to the front of the line, with a reason that stands in the list and in the log."""
    space = _space(call)
    _require_steer(call, space)
    reason = call.values["reason"].strip()
    _require_reason(reason)
    with step(call.gathering, "talk.override", call.by) as live:
        place = _waiting(_line(call, live, space), call.values["turn"])
        Turn.objects.filter(pk=place.turn.pk).update(override=reason)
        live.note(turn=place.turn.pk, reason=reason)
        return _("%(name)s ist jetzt als Nächstes dran.") % {"name": place.turn.name}


def _line(call: Call, live: Step, space: Space | None) -> list[Place]:
    given = settings_of(call.stage)
    kinds = WORDS if given["mode"] == "queue" else CHAIR
    return line_of(
        turns_of(live.gathering, call.stage),
        call.stage,
        space.pk if space else None,
        kinds,
        alternate=given["alternate"],
    )


def skip(call: Call) -> None:
    """Somebody was called and is not there, or a steward was mistaken: the next one comes."""
    space = _space(call)
    _require_steer(call, space)
    with step(call.gathering, "talk.skip", call.by) as live:
        place = _waiting(_line(call, live, space), call.values["turn"])
        Turn.objects.filter(pk=place.turn.pk).update(state=TurnState.SKIPPED, ended_at=timezone.now())
        live.note(turn=place.turn.pk)


def enter_hands(call: Call) -> str:
    """Hands in the hall, of people without a phone: a steward enters them, several at once. Also who is on the telephone."""
    space = _space(call)
    _require_steer(call, space)
    typed = call.values["names"].replace(",", "\n").splitlines()
    labels = list(dict.fromkeys(" ".join(label.split())[:60] for label in typed if label.strip()))
    if not labels:
        raise Refusal(_("Bitte geben Sie an, wer sich meldet."), status=400, field="names")
    if len(labels) > MOST_HANDS:
        raise Refusal(
            _("Auf einmal höchstens %(most)d Wortmeldungen.") % {"most": MOST_HANDS},
            status=400,
            field="names",
        )
    given = settings_of(call.stage)
    kind = TurnKind.SPEAK if given["mode"] == "queue" else TurnKind.CHAIR
    with step(call.gathering, "talk.hands", call.by) as live:
        open_turns = Turn.objects.filter(
            stage=call.stage, space=space, seat=None, kind__in=WORDS if kind == TurnKind.SPEAK else CHAIR
        ).filter(state__in=OPEN)
        taken = {label.casefold() for label in open_turns.values_list("label", flat=True)}
        new = [label for label in labels if label.casefold() not in taken]
        for label in new:
            Turn.objects.create(
                gathering=live.gathering,
                stage=call.stage,
                space=space,
                label=label,
                channel=call.values["channel"] or Channel.ROOM,
                kind=kind,
            )
        if not new:
            live.nothing()
            return _("Sie stehen schon auf der Liste.")
        live.note(number=len(new))
    return ngettext(
        "%(number)d Wortmeldung eingetragen.", "%(number)d Wortmeldungen eingetragen.", len(new)
    ) % {"number": len(new)}


def set_list(call: Call) -> None:
    """Opens or closes the list. Who stands on it when it is closed still has their turn."""
    space = _space(call)
    _require_steer(call, space)
    wanted = call.values["open"] == "1"
    with step(call.gathering, "talk.list", call.by) as live:
        key = _list_key(call.stage, space.pk if space else None)
        closed = list(live.gathering.policy("closed_lists", []))
        if (key not in closed) == wanted:
            live.nothing()
            return
        closed = [other for other in closed if other != key] if wanted else [*closed, key]
        live.gathering.policies = {**live.gathering.policies, "closed_lists": closed}
        live.note(open=wanted)


# --- the fishbowl -------------------------------------------------------------------------------------------------


def _ring(call: Call, live: Step) -> Ring:
    return ring_of(live.gathering, call.stage, turns_of(live.gathering, call.stage), settings_of(call.stage))


def take_chair(call: Call) -> str:
    """Sits down on the free chair. Of many at once one sits; the others wait in line. If too few chairs are free then,
    the guest who has sat longest is asked to make room.
    """
    seat = require_seat(call.by)
    _mode(call, "fishbowl")
    with step(call.gathering, "talk.grab", call.by) as live:
        ring = _ring(call, live)
        own = _own(call, None, CHAIR)
        if own is not None and own.state == TurnState.LIVE:
            live.nothing()
            return _("Sie sitzen schon im Innenkreis.")
        _require_open(ring.open or own is not None)
        ahead = [place for place in ring.line if own is None or place.turn.pk != own.pk]
        if own is not None:
            ahead = ahead[: next(place.before for place in ring.line if place.turn.pk == own.pk)]
        if ring.is_over or ahead:
            _nudge_if_needed(ring, live, newcomer=None)
            if own is not None:
                raise Refusal(
                    _("Der Stuhl ist noch nicht für Sie frei. Vor Ihnen wartet noch jemand.")
                    if ahead
                    else _("Gerade ist kein Stuhl frei. Jemand im Kreis ist gebeten, Platz zu machen."),
                    status=409,
                )
            Turn.objects.create(
                gathering=live.gathering,
                stage=call.stage,
                seat=seat,
                channel=seat.channel,
                kind=TurnKind.CHAIR,
            )
            live.note(sat=False)
            return _("Jemand war schneller. Sie warten jetzt auf den nächsten freien Stuhl.")
        turn = own or Turn(
            gathering=live.gathering, stage=call.stage, seat=seat, channel=seat.channel, kind=TurnKind.CHAIR
        )
        _sit(turn, live.gathering, Origin.SELF)
        _nudge_if_needed(_ring(call, live), live, newcomer=turn)
        live.note(sat=True)
    return _("Der Stuhl gehört Ihnen. Sprechen Sie mit.")


def _seat_first(call: Call) -> str:
    """The first who waits sits down: called by the moderation, also somebody without a phone."""
    _require_steer(call, None)
    with step(call.gathering, "talk.next", call.by) as live:
        ring = _ring(call, live)
        if ring.first is None:
            raise Refusal(_("Gerade wartet niemand auf einen Stuhl."), status=409)
        if ring.is_over:
            raise Refusal(
                _("Es ist kein Stuhl frei. Bitten Sie zuerst jemanden, Platz zu machen."), status=409
            )
        turn = ring.first.turn
        _sit(turn, live.gathering, Origin.MOVED)
        _nudge_if_needed(_ring(call, live), live, newcomer=turn)
        live.note(turn=turn.pk, because=ring.first.because.value)
        return _("%(name)s sitzt jetzt im Innenkreis.") % {"name": turn.name}


def _sit(turn: Turn, gathering: Gathering, origin: str) -> None:
    turn.state, turn.started_at, turn.ended_at = TurnState.LIVE, timezone.now(), None
    turn.asked_to_leave_at = None
    turn.save()
    if turn.seat_id is not None:
        _stand_up(turn.seat_id, turn.stage_id)
        Placement.objects.create(
            seat_id=turn.seat_id,
            stage_id=turn.stage_id,
            space=_circle(gathering),
            role=PlacementRole.FISH,
            origin=origin,
        )


def _stand_up(seat_id: int, stage_id: int) -> None:
    Placement.objects.filter(seat_id=seat_id, stage_id=stage_id, until=None).exclude(
        role=PlacementRole.BOOKED
    ).update(until=timezone.now())


def _circle(gathering: Gathering) -> Space:
    return gathering.spaces.filter(kind=SpaceKind.CIRCLE).first() or Space.objects.create(
        gathering=gathering, kind=SpaceKind.CIRCLE, name=_("Innenkreis")
    )


def _nudge_if_needed(ring: Ring, live: Step, *, newcomer: Turn | None) -> None:
    """Too few chairs are free: whoever has sat longest is asked, unless somebody was asked already."""
    if not ring.is_over or ring.asked is not None:
        return
    longest = next((turn for turn in ring.guests if newcomer is None or turn.pk != newcomer.pk), None)
    if longest is not None:
        Turn.objects.filter(pk=longest.pk).update(asked_to_leave_at=timezone.now())
        live.note(asked=longest.pk)


def leave_chair(call: Call) -> str:
    """Makes room, with one tap. Whoever waits first may take the chair."""
    seat = require_seat(call.by)
    _mode(call, "fishbowl")
    with step(call.gathering, "talk.leave", call.by) as live:
        own = _own(call, None, CHAIR)
        if own is None or own.state != TurnState.LIVE:
            live.nothing()
            return ""
        _free(own)
        live.note(channel=seat.channel)
    return _("Danke, dass Sie Platz gemacht haben. Sie können jederzeit wiederkommen.")


def _free(turn: Turn) -> None:
    now = timezone.now()
    _end(Turn.objects.filter(pk=turn.pk), now)
    same = {"seat_id": turn.seat_id} if turn.seat_id else {"seat": None, "label": turn.label}
    _end(Turn.objects.filter(stage_id=turn.stage_id, kind__in=WORDS, state=TurnState.LIVE, **same), now)
    if turn.seat_id is not None:
        _stand_up(turn.seat_id, turn.stage_id)
    # There is room again: whoever was asked may stay.
    stage = turn.stage
    seated = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
    if seated.count() <= most_seated(settings_of(stage)):
        seated.update(asked_to_leave_at=None)


def nudge(call: Call) -> str:
    """Asks somebody in the circle to make room: who was chosen, or the guest who has sat longest."""
    _mode(call, "fishbowl")
    _require_steer(call, None)
    with step(call.gathering, "talk.nudge", call.by) as live:
        ring = _ring(call, live)
        number = call.values["turn"]
        chosen = next((turn for turn in ring.guests if not number or turn.pk == number), None)
        if chosen is None:
            raise Refusal(_("Auf den Stühlen sitzt gerade niemand, der Platz machen kann."), status=409)
        Turn.objects.filter(pk=chosen.pk).update(asked_to_leave_at=timezone.now())
        live.note(asked=chosen.pk)
        return _("%(name)s ist gebeten, Platz zu machen.") % {"name": chosen.name}


def free_chair(call: Call) -> str:
    """The moderation frees a chair: somebody has gone, or has no phone to tap on."""
    _mode(call, "fishbowl")
    _require_steer(call, None)
    with step(call.gathering, "talk.free", call.by) as live:
        ring = _ring(call, live)
        turn = next((each for each in ring.seated if each.pk == call.values["turn"]), None)
        if turn is None:
            raise Refusal(_("Auf diesem Stuhl sitzt niemand mehr."), status=409)
        turn.stage = call.stage
        _free(turn)
        live.note(turn=turn.pk)
        return _("Der Stuhl von %(name)s ist frei.") % {"name": turn.name}


def say_who_speaks(call: Call) -> None:
    """Marks who in the circle speaks: oneself with one tap, or the moderation for anybody. The second time nobody does."""
    _mode(call, "fishbowl")
    with step(call.gathering, "talk.speaks", call.by) as live:
        ring = _ring(call, live)
        number = call.values["turn"]
        if number:
            _require_steer(call, None)
            chair = next((turn for turn in ring.seated if turn.pk == number), None)
        else:
            seat = require_seat(call.by)
            chair = next((turn for turn in ring.seated if turn.seat_id == seat.pk), None)
        if chair is None:
            raise Refusal(
                _("Sprechen kann, wer auf einem Stuhl sitzt. Nehmen Sie den freien Stuhl."), status=409
            )
        now = timezone.now()
        was = ring.speaking
        if was is not None:
            _end(Turn.objects.filter(pk=was.pk), now)
        if was is None or person_of(was) != person_of(chair):
            Turn.objects.create(
                gathering=live.gathering,
                stage=call.stage,
                seat_id=chair.seat_id,
                label=chair.label,
                channel=chair.channel,
                kind=TurnKind.SPEAK,
                state=TurnState.LIVE,
                asked_at=now,
                started_at=now,
            )


# --- the kind -----------------------------------------------------------------------------------------------------


class Talk(Kind):
    key = "talk"
    name = later("Gespräch")
    about = later(
        "Alle kommen fair zu Wort: über eine Redeliste, die sagt, warum jemand dran ist, oder auf Stühlen in einem Innenkreis."
    )
    settings = (
        Setting(
            "mode",
            later("Wie gesprochen wird"),
            "queue",
            "choice",
            (("queue", later("Redeliste")), ("fishbowl", later("Innenkreis mit freiem Stuhl (Fishbowl)"))),
        ),
        Setting(
            "seconds",
            later("Sekunden für einen Beitrag"),
            120,
            "number",
            most=1800,
            help=later(
                "0: ohne Uhr. Danach läuft die Uhr weiter und wird auffällig; niemand wird unterbrochen."
            ),
        ),
        Setting("alternate", later("Raum und online wechseln sich ab"), True, "flag"),
        Setting("chairs", later("Stühle im Innenkreis"), 5, "number", least=2, most=12),
        Setting("empty", later("Davon bleiben frei"), 1, "number", least=1, most=3),
        Setting(
            "fixed",
            later("Wer fest im Innenkreis sitzt"),
            [],
            "lines",
            help=later(
                "Ein Name in jeder Zeile. Wer die Aufgabe „Podium“ hat, sitzt dort mit dem eigenen Telefon und steht auch ohne diese Liste fest."
            ),
        ),
    )
    deeds = (
        Deed("hand", raise_hand, SpaceForm),
        Deed("reply", reply, SpaceForm),
        Deed("withdraw", withdraw, SpaceForm),
        Deed("done", finish_speaking, SpaceForm),
        Deed("next", call_next, SeenForm, who="host"),
        Deed("floor", give_floor, FloorForm, who="host"),
        Deed("end", end_turn, SpaceForm, who="host"),
        Deed("override", override, ReasonForm, who="host"),
        Deed("skip", skip, TurnForm, who="host"),
        Deed("hands", enter_hands, HandsForm, who="host"),
        Deed("list", set_list, OpenForm, who="host"),
        Deed("grab", take_chair),
        Deed("leave", leave_chair),
        Deed("speaks", say_who_speaks, MaybeTurnForm),
        Deed("nudge", nudge, MaybeTurnForm, who="lead"),
        Deed("free", free_chair, TurnForm, who="lead"),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """In a fishbowl the circle is set up, and who sits there firmly takes a chair."""
        given = self.of(stage)
        if given["mode"] != "fishbowl":
            return
        circle = _circle(gathering)
        Space.objects.filter(pk=circle.pk).update(capacity=given["chairs"], closed_at=None)
        podium = {
            seat.name: seat for seat in gathering.seats.filter(left_at=None) if seat.has(SeatRole.EXPERT)
        }
        rows = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
        sitting = {turn.name for turn in rows.select_related("seat")}
        for name in dict.fromkeys([*given["fixed"], *podium]):
            if name not in sitting and len(sitting) < most_seated(given):
                self._seat_firmly(gathering, stage, name, podium.get(name))
                sitting.add(name)

    def _seat_firmly(self, gathering: Gathering, stage: Stage, name: str, seat: Seat | None) -> None:
        if seat is not None:
            Turn.objects.filter(stage=stage, seat=seat, kind=TurnKind.CHAIR, state=TurnState.WAITING).update(
                state=TurnState.WITHDRAWN
            )
        turn = Turn(
            gathering=gathering,
            stage=stage,
            seat=seat,
            label="" if seat is not None else name[:60],
            channel=seat.channel if seat is not None else Channel.ROOM,
            kind=TurnKind.CHAIR,
        )
        _sit(turn, gathering, Origin.ASSIGNED)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Whoever speaks has spoken, chairs are free. Who still waits keeps their place, should the step come back."""
        now = timezone.now()
        _end(Turn.objects.filter(stage=stage, kind__in=OURS, state=TurnState.LIVE), now)
        Placement.objects.filter(stage=stage, role=PlacementRole.FISH, until=None).update(until=now)
        # Sums stay when the single turns are erased.
        turns = [turn for turn in turns_of(gathering, stage) if turn.stage_id == stage.pk]
        kept = dict(gathering.policy("talked", {}))
        kept[str(stage.pk)] = {"words": tally(turns, WORDS).kept(), "chairs": tally(turns, CHAIR).kept()}
        gathering.policies = {**gathering.policies, "talked": kept}

    def arrive(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        """Somebody of the podium comes (back): the chair that was kept under their name, or a free one, is theirs."""
        given = self.of(stage)
        if given["mode"] != "fishbowl" or not seat.has(SeatRole.EXPERT):
            return
        rows = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
        kept = rows.filter(seat=None, label=seat.name).first()
        if rows.filter(seat=seat).exists() or (kept is None and rows.count() >= most_seated(given)):
            return
        if kept is not None:
            _end(Turn.objects.filter(pk=kept.pk))
        self._seat_firmly(gathering, stage, seat.name, seat)

    def depart(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        now = timezone.now()
        rows = Turn.objects.filter(stage=stage, seat=seat, kind__in=OURS)
        rows.filter(state=TurnState.WAITING).update(state=TurnState.WITHDRAWN, ended_at=now)
        for turn in rows.filter(state=TurnState.LIVE):
            turn.stage = stage
            if turn.kind == TurnKind.CHAIR:
                _free(turn)
        _end(rows.filter(state=TurnState.LIVE), now)

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        given = self.of(stage)
        turns = turns_of(look.gathering, stage)
        if given["mode"] == "fishbowl":
            return {"turns": turns, "ring": ring_of(look.gathering, stage, turns, given)}
        busy = {turn.space_id for turn in turns if turn.stage_id == stage.pk}
        queues = {
            number: queue_of(look.gathering, stage, turns, number, given)
            for number in {None, *busy, *(space.pk for space in look.spaces if "tables" in stage.kinds)}
        }
        return {"turns": turns, "queue": queues[None], "queues": queues}

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        found = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        own = [turn for turn in found["turns"] if turn.seat_id == seat.pk and turn.stage_id == stage.pk]
        if "ring" in found:
            ring: Ring = found["ring"]
            return {
                "chair": next(
                    (chair for chair in ring.chairs if chair.turn and chair.turn.seat_id == seat.pk), None
                ),
                "place": next((place for place in ring.line if place.turn.seat_id == seat.pk), None),
                "was_skipped": _was_skipped(own),
            }
        at = self._table_of(stage, seat)
        queue: Queue = found["queues"].get(at) or queue_of(
            look.gathering, stage, found["turns"], at, self.of(stage)
        )
        return {
            "mine": queue,
            "at": at,
            "speaks": queue.speaking is not None and queue.speaking.seat_id == seat.pk,
            "place": next((place for place in queue.line if place.turn.seat_id == seat.pk), None),
            "was_skipped": _was_skipped(own),
        }

    def _table_of(self, stage: Stage, seat: Seat) -> int | None:
        if "tables" not in stage.kinds:
            return None
        return (
            Placement.objects.filter(seat=seat, stage=stage, until=None)
            .exclude(role=PlacementRole.BOOKED)
            .values_list("space_id", flat=True)
            .first()
        )

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        found = look.once(("data", stage.pk, self.key), lambda: self.load(look, stage))
        marks: dict[str, str] = {}
        if "ring" in found:
            ring: Ring = found["ring"]
            for place in ring.line:
                free = place.position == 1 and ring.is_free
                marks[str(place.turn.seat_id)] = f"{place.position}{place.because.value}{free}"
            for chair in ring.chairs:
                if chair.turn is not None:
                    marks[str(chair.turn.seat_id)] = f"c{chair.is_asked}{chair.speaks}"
        else:
            for queue in found["queues"].values():
                for place in queue.line:
                    marks[str(place.turn.seat_id)] = f"{place.position}{place.because.value}"
                if queue.speaking is not None:
                    marks[str(queue.speaking.seat_id)] = "speaks"
        # Called in vain: the newest of somebody's turns decides.
        for turn in found["turns"]:
            if turn.state == TurnState.SKIPPED:
                marks.setdefault(str(turn.seat_id), f"s{turn.pk}")
        marks.pop("None", None)
        return marks

    def moves(self, look: Look, stage: Stage) -> Mapping[str, tuple[str, str]]:
        if self.of(stage)["mode"] != "fishbowl":
            return {}
        rows = Placement.objects.filter(stage=stage, role=PlacementRole.FISH).values_list(
            "seat_id", "space_id", "until"
        )
        return {
            str(seat): ("table", "" if until is not None else f"table:{space}")
            for seat, space, until in rows.order_by("pk")
        }

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        """Sums alone: how many spoke where, how long together. Who spoke how long stays with nobody."""
        given = self.of(stage)
        turns = [turn for turn in turns_of(look.gathering, stage) if turn.stage_id == stage.pk]
        words, chairs = tally(turns, WORDS), tally(turns, CHAIR)
        if not turns:
            kept = look.gathering.policy("talked", {}).get(str(stage.pk), {})
            words, chairs = Tally(**kept.get("words", {})), Tally(**kept.get("chairs", {}))
        lines = []
        if given["mode"] == "fishbowl":
            if given["fixed"]:
                lines.append(Line(_("Fest im Innenkreis: %(names)s") % {"names": ", ".join(given["fixed"])}))
            if chairs.turns:
                lines.append(
                    Line(
                        ngettext(
                            "%(people)d Mensch saß im Innenkreis, zusammen %(minutes)d Minuten.",
                            "%(people)d Menschen saßen im Innenkreis, zusammen %(minutes)d Minuten.",
                            chairs.speakers,
                        )
                        % {"people": chairs.speakers, "minutes": chairs.minutes},
                        _side_notes(chairs),
                    )
                )
        if words.turns:
            lines.append(
                Line(
                    ngettext("%(turns)d Wortbeitrag", "%(turns)d Wortbeiträge", words.turns)
                    % {"turns": words.turns}
                    + " "
                    + ngettext(
                        "von %(people)d Menschen, zusammen %(minutes)d Minuten.",
                        "von %(people)d Menschen, zusammen %(minutes)d Minuten.",
                        words.speakers,
                    )
                    % {"people": words.speakers, "minutes": words.minutes},
                    _side_notes(words),
                )
            )
        ahead = sum(1 for turn in turns if turn.override and turn.state == TurnState.DONE)
        if ahead:
            lines.append(
                Line(
                    ngettext(
                        "%(number)d Mal hat die Moderation jemanden mit Begründung vorgezogen.",
                        "%(number)d Mal hat die Moderation jemanden mit Begründung vorgezogen.",
                        ahead,
                    )
                    % {"number": ahead}
                )
            )
        waiting = sum(1 for turn in turns if turn.state == TurnState.WAITING)
        if waiting and not stage.is_live:
            lines.append(
                Line(
                    ngettext(
                        "%(number)d Wortmeldung kam nicht mehr dran.",
                        "%(number)d Wortmeldungen kamen nicht mehr dran.",
                        waiting,
                    )
                    % {"number": waiting}
                )
            )
        return [Block(_("Wer zu Wort kam"), lines)] if lines else []


def _side_notes(found: Tally) -> list[str]:
    words = {"room": pgettext("side", "im Raum"), "online": pgettext("side", "online")}
    return [
        _("%(side)s: %(people)d Menschen, %(minutes)d Minuten")
        % {"side": words[side], "people": people, "minutes": minutes}
        for side, people, minutes in found.sides
        if people
    ]


def _was_skipped(own: Sequence[Turn]) -> bool:
    last = max(own, key=lambda turn: turn.pk, default=None)
    return last is not None and last.state == TurnState.SKIPPED


register(Talk())
