# SPDX-License-Identifier: EUPL-1.2
"""Choosing how a gathering is seen from afar, and closing its rooms."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .. import rules
from ..commands import step
from ..models import Gathering
from ..queries import Look
from ..rules import Actor
from . import adapter, choices, rooms


def choose_video(
    *, gathering: Gathering, kind: str, address: str, tables: Mapping[int, str], by: Actor
) -> None:
    """Says how people see and hear each other: not at all, by addresses of another system, or by the city's server."""
    rules.require_lead(by)
    if kind not in choices():
        raise Refusal(_("Diese Art von Video ist hier nicht eingerichtet."), status=400, field="kind")
    with step(gathering, "video.chosen", by) as live:
        chosen = {
            "kind": kind,
            "address": address,
            "tables": {str(number): link for number, link in tables.items() if link},
        }
        live.gathering.policies = {**live.gathering.policies, "video": chosen}
        live.note(kind=kind)


def close_rooms(*, gathering: Gathering, by: Actor) -> int:
    """Ends the meetings of a gathering; who is still in one is sent out. Returns how many were asked to end."""
    rules.require_lead(by)
    server = adapter(rooms.choice_of(gathering)["kind"])
    found = rooms.all_rooms(Look(gathering))
    for room in found:
        server.end(room)
    return len(found)
