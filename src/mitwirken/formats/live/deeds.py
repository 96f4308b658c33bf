# SPDX-License-Identifier: EUPL-1.2
"""What can be called by a form on a live page: `next`, `pause`, `help` … of the gathering, `collect.ask` … of a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from . import actions, kinds, outcomes, queries, rules
from . import forms as typed
from .models import Gathering, Seat, Stage
from .rules import Actor

Do = Callable[[Gathering, Actor, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class GatheringDeed:
    """Of the gathering as a whole. The rule is in the action."""

    do: Do
    form: type[forms.Form] = forms.Form


def _seat(gathering: Gathering, by: Actor, values: Mapping[str, Any]) -> Seat:
    seat = gathering.seats.filter(pk=values["seat"]).first()
    if seat is None:
        raise Refusal(_("Diesen Platz gibt es nicht mehr."), status=404)
    return seat


def _stage(gathering: Gathering, number: int) -> Stage:
    stage = gathering.stages.filter(pk=number).first()
    if stage is None:
        raise Refusal(_("Diesen Schritt gibt es nicht mehr."), status=404)
    stage.gathering = gathering
    return stage


def _names(gathering: Gathering, by: Actor, values: Mapping[str, Any]) -> str:
    number = actions.seat_in_the_room(gathering=gathering, names=values["names"].splitlines(), by=by)
    return _("%(number)d Menschen im Raum eingetragen.") % {"number": number}


GATHERING: dict[str, GatheringDeed] = {
    "open": GatheringDeed(lambda g, by, v: actions.open_doors(gathering=g, by=by)),
    "next": GatheringDeed(lambda g, by, v: actions.go_on(gathering=g, by=by, seen=v["seen"]), typed.SeenForm),
    "back": GatheringDeed(
        lambda g, by, v: actions.go_back(gathering=g, by=by, seen=v["seen"]), typed.SeenForm
    ),
    "goto": GatheringDeed(
        lambda g, by, v: actions.go_to(gathering=g, stage=_stage(g, v["number"]), by=by),
        typed.StageNumberForm,
    ),
    "extend": GatheringDeed(
        lambda g, by, v: actions.extend(gathering=g, by=by, seconds=v["seconds"]), typed.SecondsForm
    ),
    "pause": GatheringDeed(lambda g, by, v: actions.pause(gathering=g, by=by)),
    "resume": GatheringDeed(lambda g, by, v: actions.resume(gathering=g, by=by)),
    "announce": GatheringDeed(
        lambda g, by, v: actions.announce(gathering=g, text=v["text"], by=by), typed.TextForm
    ),
    "close": GatheringDeed(lambda g, by, v: actions.close(gathering=g, by=by)),
    "reopen": GatheringDeed(lambda g, by, v: actions.reopen(gathering=g, by=by)),
    "release": GatheringDeed(lambda g, by, v: actions.release_minutes(gathering=g, by=by)),
    "summary": GatheringDeed(
        lambda g, by, v: outcomes.write_summary(gathering=g, text=v["text"], by=by, seen=None),
        typed.LongTextForm,
    ),
    "names": GatheringDeed(_names, typed.NamesForm),
    "spaces": GatheringDeed(
        lambda g, by, v: actions.set_spaces(gathering=g, kind=v["kind"], number=v["number"], by=by),
        typed.SpacesForm,
    ),
    "roles": GatheringDeed(
        lambda g, by, v: actions.set_roles(seat=_seat(g, by, v), roles=v["roles"], by=by), typed.RolesForm
    ),
    "remove": GatheringDeed(lambda g, by, v: actions.leave(seat=_seat(g, by, v), by=by), typed.SeatForm),
    "helped": GatheringDeed(lambda g, by, v: actions.end_help(seat=_seat(g, by, v), by=by), typed.SeatForm),
    "help": GatheringDeed(
        lambda g, by, v: actions.call_help(seat=rules.require_seat(by), text=v["text"]), typed.TextForm
    ),
    "no-help": GatheringDeed(lambda g, by, v: actions.end_help(seat=rules.require_seat(by), by=by)),
    "leave": GatheringDeed(lambda g, by, v: actions.leave(seat=rules.require_seat(by), by=by)),
    "rename": GatheringDeed(
        lambda g, by, v: actions.rename(seat=rules.require_seat(by), name=v["name"], by=by), typed.NameForm
    ),
    "up": GatheringDeed(
        lambda g, by, v: actions.move_stage(stage=_stage(g, v["number"]), way=-1, by=by),
        typed.StageNumberForm,
    ),
    "down": GatheringDeed(
        lambda g, by, v: actions.move_stage(stage=_stage(g, v["number"]), way=1, by=by), typed.StageNumberForm
    ),
    "drop": GatheringDeed(
        lambda g, by, v: actions.remove_stage(stage=_stage(g, v["number"]), by=by), typed.StageNumberForm
    ),
}


class Invalid(Refusal):
    """A form that was not filled in right: the first sentence of what is wrong."""


def _clean(form: forms.Form) -> Mapping[str, Any]:
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        sentence = str(errors[0])
        raise Invalid(f"{label}: {sentence}" if label else sentence, status=400, field=str(field))
    return form.cleaned_data


def call(*, gathering: Gathering, verb: str, by: Actor, data: Any, files: Any = None) -> str:
    """Does what a form asks for, and returns a sentence for the person, or nothing. Refuses in sentences."""
    if verb in GATHERING:
        deed = GATHERING[verb]
        said = deed.do(gathering, by, _clean(deed.form(data, files)))
        return said if isinstance(said, str) else ""
    _kind, kind_deed = kinds.deed_named(verb)
    number = str(data.get("stage", ""))
    found = (
        queries.every(Stage, "gathering_id = %s AND id = %s", gathering.pk, int(number))
        if number.isascii() and number.isdigit() and len(number) < 18
        else []
    )
    if not found:
        raise Refusal(_("Diesen Schritt gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    stage = found[0]
    stage.gathering = gathering
    if not kind_deed.anytime:
        rules.require_stage(gathering, stage)
    require_who(kind_deed, by)
    said = kind_deed.do(kinds.Call(gathering, stage, by, _clean(kind_deed.bind(data, files, stage=stage))))
    return said if isinstance(said, str) else ""


def require_who(deed: kinds.Deed, by: Actor) -> None:
    """The first rule of a deed, before its form is read or shown: a form may hold what is not for everybody."""
    if deed.who == "lead":
        rules.require_lead(by)
    elif deed.who == "theme":
        rules.require_theme(by)
    elif deed.who == "seat" and not by.leads:
        rules.require_seat(by)
