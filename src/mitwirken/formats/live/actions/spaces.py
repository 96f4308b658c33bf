# SPDX-License-Identifier: EUPL-1.2
"""Tables, rooms and stalls."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .. import rules, runsheet
from ..commands import step
from ..models import Gathering, Space, SpaceKind
from ..rules import Actor


def add_spaces(gathering: Gathering, script: runsheet.Script, people: int) -> None:
    words = {SpaceKind.TABLE: _("Tisch"), SpaceKind.ROOM: _("Raum"), SpaceKind.STALL: _("Stand")}
    number = script.spaces_for(people)
    for position in range(1, number + 1):
        named = script.names[position - 1] if position <= len(script.names) else ""
        Space.objects.create(
            gathering=gathering,
            kind=script.space,
            name=named or f"{words.get(SpaceKind(script.space), _('Ort'))} {position}",
            colour=(position - 1) % 12 + 1,
            capacity=script.size if script.space != SpaceKind.TABLE else 0,
            position=position,
        )


def set_spaces(*, gathering: Gathering, kind: str, number: int, by: Actor) -> None:
    """So many tables (rooms, stalls) from now on: new ones are added, the last ones closed."""
    rules.require_lead(by)
    if not 1 <= number <= 400:
        raise Refusal(_("Bitte geben Sie eine Zahl von 1 bis 400 an."), status=400, field="number")
    words = {SpaceKind.TABLE: _("Tisch"), SpaceKind.ROOM: _("Raum"), SpaceKind.STALL: _("Stand")}
    with step(gathering, "spaces.set", by) as live:
        rows = list(live.gathering.spaces.filter(kind=kind).order_by("position", "pk"))
        now = timezone.now()
        for place, row in enumerate(rows):
            closed = None if place < number else row.closed_at or now
            if row.closed_at != closed:
                Space.objects.filter(pk=row.pk).update(closed_at=closed)
        for position in range(len(rows) + 1, number + 1):
            Space.objects.create(
                gathering=live.gathering,
                kind=kind,
                name=f"{words.get(SpaceKind(kind), _('Ort'))} {position}",
                colour=(position - 1) % 12 + 1,
                position=position,
            )
        live.note(kind=kind, number=number)


def change_space(
    *,
    space: Space,
    name: str,
    question: str,
    capacity: int,
    equipment: Iterable[str],
    online: bool,
    by: Actor,
) -> None:
    rules.require_lead(by)
    if not name.strip():
        raise Refusal(_("Bitte geben Sie dem Ort einen Namen."), status=400, field="name")
    with step(space.gathering, "spaces.changed", by):
        space.name, space.question, space.capacity = (
            name.strip()[:80],
            question.strip()[:300],
            max(0, min(capacity, 5000)),
        )
        space.equipment, space.online = [word.strip()[:40] for word in equipment if word.strip()][:10], online
        space.save(update_fields=["name", "question", "capacity", "equipment", "online"])
