# SPDX-License-Identifier: EUPL-1.2
"""Hands: raised, taken down, entered for people without a phone."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Turn, TurnKind, TurnState
from ...rules import require_seat, require_table
from .. import Call
from .asking import end, mode_of, own_turn, queue_now, require_open, require_steer, space_of
from .line import is_closed, list_key
from .settings import CHAIR, MOST_HANDS, OPEN, OURS, WORDS, settings_of


def raise_hand(call: Call) -> str:
    """Asks to speak. Who waits already keeps the one place they have."""
    return _ask(call, TurnKind.SPEAK)


def reply(call: Call) -> str:
    """Asks to speak to what is being said right now. Who waits already becomes a reply, with the place of a reply."""
    return _ask(call, TurnKind.REPLY)


def _ask(call: Call, kind: str) -> str:
    seat = require_seat(call.by)
    mode_of(call, "queue")
    space = space_of(call)
    with step(call.gathering, f"talk.{'hand' if kind == TurnKind.SPEAK else 'reply'}", call.by) as live:
        queue = queue_now(call, live, space)
        own = own_turn(call, space, WORDS)
        if own is not None and own.state == TurnState.LIVE:
            raise Refusal(_("Sie sprechen gerade. Melden Sie sich wieder, wenn Sie fertig sind."), status=409)
        require_open(queue.open or own is not None)
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
    space = space_of(call)
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
    space = space_of(call)
    with step(call.gathering, "talk.done", call.by) as live:
        speaking = Turn.objects.filter(
            stage=call.stage, seat=require_seat(call.by), space=space, kind__in=WORDS, state=TurnState.LIVE
        )
        if not end(speaking):
            live.nothing()


def enter_hands(call: Call) -> str:
    """Hands in the hall, of people without a phone: a steward enters them, several at once. Also who is on the telephone."""
    space = space_of(call)
    require_steer(call, space)
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
    space = space_of(call)
    require_steer(call, space)
    wanted = call.values["open"] == "1"
    with step(call.gathering, "talk.list", call.by) as live:
        key = list_key(call.stage, space.pk if space else None)
        closed = list(live.gathering.policy("closed_lists", []))
        if (key not in closed) == wanted:
            live.nothing()
            return
        closed = [other for other in closed if other != key] if wanted else [*closed, key]
        live.gathering.policies = {**live.gathering.policies, "closed_lists": closed}
        live.note(open=wanted)


def table_hand(call: Call) -> str:
    """A table without phones asks to speak in the plenary, once; its host presses for it. The second time it takes it back."""
    given = settings_of(call.stage)
    space = require_table(call.stage, call.values["space"], call.by)
    kinds = WORDS if given["mode"] == "queue" else CHAIR
    with step(call.gathering, "talk.table", call.by) as live:
        turns = Turn.objects.filter(
            stage=call.stage, seat=None, label=space.name[:60], space=None, kind__in=kinds
        )
        had = turns.filter(state=TurnState.WAITING).exists()
        wanted = not had if call.values["on"] is None else bool(call.values["on"])
        if wanted is had:
            live.nothing()
            return ""
        live.note(space=space.pk, on=wanted)
        if not wanted:
            turns.filter(state=TurnState.WAITING).update(state=TurnState.WITHDRAWN, ended_at=timezone.now())
            return _("Ihr Tisch steht nicht mehr auf der Liste.")
        require_open(not is_closed(live.gathering, call.stage, None))
        if turns.filter(state=TurnState.LIVE).exists():
            raise Refusal(
                _("Ihr Tisch ist gerade dran. Melden Sie sich wieder, wenn er fertig ist."), status=409
            )
        Turn.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            label=space.name[:60],
            channel=Channel.ROOM,
            kind=kinds[0],
        )
    return _("Ihr Tisch steht auf der Liste.")
