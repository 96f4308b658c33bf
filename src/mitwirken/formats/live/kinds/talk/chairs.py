# SPDX-License-Identifier: EUPL-1.2
"""Chairs of the fishbowl: taken, freed, asked for."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Gathering, Origin, Placement, PlacementRole, Space, SpaceKind, Turn, TurnKind, TurnState
from ...rules import require_seat
from .. import Call
from .asking import end, mode_of, own_turn, require_open, require_steer
from .line import turns_of
from .ring import Ring, ring_of
from .settings import CHAIR, WORDS, most_seated, settings_of
from .sums import person_of


def ring_now(call: Call, live: Step) -> Ring:
    return ring_of(live.gathering, call.stage, turns_of(live.gathering, call.stage), settings_of(call.stage))


def take_chair(call: Call) -> str:
    """Sits down on the free chair. Of many at once one sits; the others wait in line. If too few chairs are free then,
    the guest who has sat longest is asked to make room.
    """
    seat = require_seat(call.by)
    mode_of(call, "fishbowl")
    with step(call.gathering, "talk.grab", call.by) as live:
        ring = ring_now(call, live)
        own = own_turn(call, None, CHAIR)
        if own is not None and own.state == TurnState.LIVE:
            live.nothing()
            return _("Sie sitzen schon im Innenkreis.")
        require_open(ring.open or own is not None)
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
        sit(turn, live.gathering, Origin.SELF)
        _nudge_if_needed(ring_now(call, live), live, newcomer=turn)
        live.note(sat=True)
    return _("Der Stuhl gehört Ihnen. Sprechen Sie mit.")


def seat_first(call: Call) -> str:
    """The first who waits sits down: called by the moderation, also somebody without a phone. `seen` is who waited first
    on the screen of whoever pressed: of two who press at once one is heard.
    """
    require_steer(call, None)
    with step(call.gathering, "talk.next", call.by) as live:
        ring = ring_now(call, live)
        seen = call.values["seen"]
        if seen and seen != (ring.first.turn.pk if ring.first else 0):
            live.nothing()
            return ""
        if ring.first is None:
            raise Refusal(_("Gerade wartet niemand auf einen Stuhl."), status=409)
        if ring.is_over:
            raise Refusal(
                _("Es ist kein Stuhl frei. Bitten Sie zuerst jemanden, Platz zu machen."), status=409
            )
        turn = ring.first.turn
        sit(turn, live.gathering, Origin.MOVED)
        _nudge_if_needed(ring_now(call, live), live, newcomer=turn)
        live.note(turn=turn.pk, because=ring.first.because.value)
        return _("%(name)s sitzt jetzt im Innenkreis.") % {"name": turn.name}


def sit(turn: Turn, gathering: Gathering, origin: str) -> None:
    turn.state, turn.started_at, turn.ended_at = TurnState.LIVE, timezone.now(), None
    turn.asked_to_leave_at = None
    turn.save()
    if turn.seat_id is not None:
        _stand_up(turn.seat_id, turn.stage_id)
        Placement.objects.create(
            seat_id=turn.seat_id,
            stage_id=turn.stage_id,
            space=circle_of(gathering),
            role=PlacementRole.FISH,
            origin=origin,
        )


def _stand_up(seat_id: int, stage_id: int) -> None:
    Placement.objects.filter(seat_id=seat_id, stage_id=stage_id, until=None).exclude(
        role=PlacementRole.BOOKED
    ).update(until=timezone.now())


def circle_of(gathering: Gathering) -> Space:
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
    mode_of(call, "fishbowl")
    with step(call.gathering, "talk.leave", call.by) as live:
        own = own_turn(call, None, CHAIR)
        if own is None or own.state != TurnState.LIVE:
            live.nothing()
            return ""
        make_room(own)
        live.note(channel=seat.channel)
    return _("Danke, dass Sie Platz gemacht haben. Sie können jederzeit wiederkommen.")


def make_room(turn: Turn) -> None:
    now = timezone.now()
    end(Turn.objects.filter(pk=turn.pk), now)
    same = {"seat_id": turn.seat_id} if turn.seat_id else {"seat": None, "label": turn.label}
    end(Turn.objects.filter(stage_id=turn.stage_id, kind__in=WORDS, state=TurnState.LIVE, **same), now)
    if turn.seat_id is not None:
        _stand_up(turn.seat_id, turn.stage_id)
    # There is room again: whoever was asked may stay.
    stage = turn.stage
    seated = Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE)
    if seated.count() <= most_seated(settings_of(stage)):
        seated.update(asked_to_leave_at=None)


def nudge(call: Call) -> str:
    """Asks somebody in the circle to make room: who was chosen, or the guest who has sat longest."""
    mode_of(call, "fishbowl")
    require_steer(call, None)
    with step(call.gathering, "talk.nudge", call.by) as live:
        ring = ring_now(call, live)
        number = call.values["turn"]
        chosen = next((turn for turn in ring.guests if not number or turn.pk == number), None)
        if chosen is None:
            raise Refusal(_("Auf den Stühlen sitzt gerade niemand, der Platz machen kann."), status=409)
        Turn.objects.filter(pk=chosen.pk).update(asked_to_leave_at=timezone.now())
        live.note(asked=chosen.pk)
        return _("%(name)s ist gebeten, Platz zu machen.") % {"name": chosen.name}


def free_chair(call: Call) -> str:
    """The moderation frees a chair: somebody has gone, or has no phone to tap on."""
    mode_of(call, "fishbowl")
    require_steer(call, None)
    with step(call.gathering, "talk.free", call.by) as live:
        ring = ring_now(call, live)
        turn = next((each for each in ring.seated if each.pk == call.values["turn"]), None)
        if turn is None:
            raise Refusal(_("Auf diesem Stuhl sitzt niemand mehr."), status=409)
        turn.stage = call.stage
        make_room(turn)
        live.note(turn=turn.pk)
        return _("Der Stuhl von %(name)s ist frei.") % {"name": turn.name}


def say_who_speaks(call: Call) -> None:
    """Marks who in the circle speaks: oneself with one tap, or the moderation for anybody. The second time nobody does."""
    mode_of(call, "fishbowl")
    with step(call.gathering, "talk.speaks", call.by) as live:
        ring = ring_now(call, live)
        number = call.values["turn"]
        if number:
            require_steer(call, None)
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
            end(Turn.objects.filter(pk=was.pk), now)
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
