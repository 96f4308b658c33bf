# SPDX-License-Identifier: EUPL-1.2
"""A table, a person, the own place; and whether a deed belongs to this step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...models import Gathering, Seat, Space
from .. import Call
from . import seating
from .settings import given_of


def given_at(call: Call) -> Mapping[str, Any]:
    return given_of(call.stage)


def space_named(gathering: Gathering, number: int | None) -> Space:
    space = gathering.spaces.filter(pk=number or 0, closed_at=None).first()
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    return space


def seat_named(gathering: Gathering, number: int) -> Seat:
    seat = gathering.seats.filter(pk=number, left_at=None).first()
    if seat is None:
        raise Refusal(_("Dieser Mensch ist nicht mehr da."), status=404)
    return seat


def own_table(call: Call, number: int | None) -> Space:
    """The table that somebody writes for: the own one; for the lead any."""
    here = seating.place_of(call.stage, call.by.seat) if call.by.seat is not None else None
    if number is None:
        if here is None:
            raise Refusal(
                _("Sie sitzen gerade an keinem Tisch. Sobald Sie einen haben, können Sie schreiben."),
                status=409,
            )
        return here.space
    space = space_named(call.gathering, number)
    if not call.by.leads and (here is None or here.space_id != space.pk):
        raise Refusal(_("Schreiben können die Menschen, die an diesem Tisch sitzen. Gehen Sie zuerst hin."))
    return space


def require_policy(call: Call, *policies: str) -> Mapping[str, Any]:
    given = given_at(call)
    if given["policy"] not in policies:
        raise Refusal(
            _("Das geht in diesem Schritt nicht. Ihre Seite zeigt, was jetzt dran ist."), status=409
        )
    return given
