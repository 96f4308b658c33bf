# SPDX-License-Identifier: EUPL-1.2
"""Giving dots, choices and values by phone; entering hands for the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Item, Seat, Signal, Stage
from ...rules import require_seat, require_table
from .. import Call
from .counts import given_by, keep_sum
from .settings import MOST_AT_TABLE, SIGNAL, budget_of, most_of, settings_of
from .statements import pass_on
from .subjects import is_closed, subjects


def _subject(call: Call, live: Step, *modes: str) -> tuple[Item, list[Item], Mapping[str, Any]]:
    """The item that is meant, all that is weighed with it, and the settings. Refuses what is not weighed now."""
    given = settings_of(call.stage)
    if modes and given["mode"] not in modes:
        raise Refusal(_("Hier wird gerade anders gewichtet. Laden Sie die Seite neu."), status=409)
    rows = subjects(live.gathering, call.stage)
    item = next((row for row in rows if row.pk == call.values["item"]), None)
    if item is None:
        raise Refusal(_("Das steht nicht mehr zur Wahl. Ihre Seite zeigt gleich, was da ist."), status=404)
    return item, rows, given


def _require_running(live: Step, stage: Stage) -> None:
    if is_closed(live.gathering, stage):
        raise Refusal(_("Die Abstimmung ist geschlossen. Das Ergebnis steht fest."), status=409)


def _set(seat: Seat, stage: Stage, item: Item, mode: str, value: int) -> None:
    """What this seat gives to this item in this step. The row of an earlier step moves along; its count was kept."""
    rows = Signal.objects.filter(seat=seat, item=item, kind=SIGNAL[mode])
    at = timezone.now()
    if not value:
        rows.delete()
    # The gathering is locked: nobody else makes the row meanwhile.
    elif not rows.update(value=value, stage=stage, at=at):
        Signal.objects.create(seat=seat, item=item, kind=SIGNAL[mode], value=value, stage=stage, at=at)
    keep_sum(item, stage, mode)


def dot(call: Call) -> None:
    """Sets how many of one's dots lie on something. A form that is sent twice leaves the same number."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.dotted", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, rows, given = _subject(call, live, "dots")
        own = given_by(seat, call.stage, "dots")
        budget, most = budget_of(given), most_of(given)
        had = own.get(item.pk, 0)
        wanted = call.values["to"] if call.values.get("to") is not None else had + 1
        if wanted == had:
            live.nothing()
            return
        if wanted > most:
            raise Refusal(
                ngettext(
                    "Auf eine Sache dürfen Sie höchstens %(most)d Punkt legen.",
                    "Auf eine Sache dürfen Sie höchstens %(most)d Punkte legen.",
                    most,
                )
                % {"most": most},
                status=409,
            )
        known = {row.pk for row in rows}
        spent = sum(value for pk, value in own.items() if pk in known and pk != item.pk)
        if spent + wanted > budget:
            raise Refusal(
                ngettext(
                    "Ihr Punkt ist vergeben. Nehmen Sie ihn weg, wenn er anderswo besser liegt.",
                    "Ihre %(budget)d Punkte sind vergeben. Nehmen Sie einen weg, wenn er anderswo besser liegt.",
                    budget,
                )
                % {"budget": budget},
                status=409,
            )
        _set(seat, call.stage, item, "dots", wanted)
        live.note(item=item.pk)


def pick(call: Call) -> None:
    """Chooses something, or takes it back. With one choice the new one takes the place of the old."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.picked", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, rows, given = _subject(call, live, "poll", "quiz", "interest")
        mode = given["mode"]
        own = given_by(seat, call.stage, mode)
        had = item.pk in own
        wanted = not had if call.values.get("on") is None else bool(call.values["on"])
        if wanted is had:
            live.nothing()
            return
        budget = budget_of(given, sum(bool(row.data.get("right")) for row in rows))
        others = [row for row in rows if row.pk in own and row.pk != item.pk]
        if wanted and budget and len(others) >= budget:
            if budget > 1:
                raise Refusal(
                    gettext("Sie haben schon %(budget)d ausgewählt. Nehmen Sie zuerst etwas davon zurück.")
                    % {"budget": budget},
                    status=409,
                )
            for row in others:
                _set(seat, call.stage, row, mode, 0)
        _set(seat, call.stage, item, mode, int(wanted))
        live.note(item=item.pk, on=wanted)


def rate(call: Call) -> None:
    """Puts something on the scale from 1 to 5; the newest counts."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.rated", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, _rows, _given = _subject(call, live, "scale")
        if given_by(seat, call.stage, "scale").get(item.pk) == call.values["value"]:
            live.nothing()
            return
        _set(seat, call.stage, item, "scale", call.values["value"])
        live.note(item=item.pk)


def agree(call: Call) -> None:
    """Agrees with a statement, does not, or passes; the newest counts, here and on the opinion map."""
    seat = require_seat(call.by)
    with step(call.gathering, "weigh.agreed", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        item, _rows, _given = _subject(call, live, "agree")
        value = call.values["value"]
        if given_by(seat, call.stage, "agree").get(item.pk) == value:
            live.nothing()
            return
        pass_on(live.gathering, item, seat, value)
        _set(seat, call.stage, item, "agree", value)
        live.note(item=item.pk)


def _require_hands(given: Mapping[str, Any]) -> None:
    if given["mode"] == "agree":
        raise Refusal(
            _("Auf Aussagen antworten alle für sich. Wer kein Telefon hat, füllt einen Bogen aus."),
            status=409,
        )


def table_hands(call: Call) -> str:
    """The host of a table says what those of it who have no phone give: hands, or dots. The newest number counts."""
    with step(call.gathering, "weigh.table", call.by, stage=call.stage) as live:
        _require_running(live, call.stage)
        space = require_table(call.stage, call.values["space"], call.by, as_host=True)
        item, _rows, given = _subject(call, live)
        _require_hands(given)
        value = _value_of(call, given)
        most = MOST_AT_TABLE * max(1, most_of(given))
        if call.values["number"] > most:
            raise Refusal(
                gettext("So viele sitzen an keinem Tisch. Bitte geben Sie höchstens %(most)d an.")
                % {"most": most},
                status=400,
                field="number",
            )
        key, at = str(call.stage.pk), str(space.pk)
        every = {**item.data.get("table_hands", {})}
        of_step = {**every.get(key, {})}
        had = of_step.get(at, {})
        if had.get(str(value), 0) == call.values["number"]:
            live.nothing()
            return ""
        of_step[at] = {**had, str(value): call.values["number"]}
        item.data = {**item.data, "table_hands": {**every, key: of_step}}
        Item.objects.filter(pk=item.pk).update(data=item.data)
        keep_sum(item, call.stage, given["mode"])
        live.note(item=item.pk, number=call.values["number"], value=value, space=space.pk)
    return gettext("Eingetragen.")


def _value_of(call: Call, given: Mapping[str, Any]) -> int:
    """For which value hands were up: of a scale one of five."""
    if given["mode"] == "scale" and not call.values.get("value"):
        raise Refusal(_("Bitte geben Sie an, für welchen Wert Hände oben waren."), status=400, field="value")
    return int(call.values["value"]) if given["mode"] == "scale" else 1


def hands(call: Call) -> str:
    """Enters how many hands went up in the room for something. Entered again, the new number counts."""
    with step(call.gathering, "weigh.hands", call.by, stage=call.stage) as live:
        item, _rows, given = _subject(call, live)
        _require_hands(given)
        value = _value_of(call, given)
        key = str(call.stage.pk)
        every = {**item.data.get("hands", {})}
        every[key] = {**every.get(key, {}), str(value): call.values["number"]}
        item.data = {**item.data, "hands": every}
        Item.objects.filter(pk=item.pk).update(data=item.data)
        keep_sum(item, call.stage, given["mode"])
        live.note(item=item.pk, number=call.values["number"], value=value)
    return ngettext(
        "%(number)d Hand eingetragen.", "%(number)d Hände eingetragen.", call.values["number"]
    ) % {"number": call.values["number"]}
