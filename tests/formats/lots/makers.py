# SPDX-License-Identifier: EUPL-1.2
"""Draws at every point of their life, made through the actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.people import citizen, process, staff

from mitwirken.formats.lots import actions, groups, queries
from mitwirken.formats.lots.models import Draw, Ticket
from mitwirken.ground.desk.roles import Role

SEED = "3-11-17-24-38-49"
QUOTAS = "Bezirk: Nord: 2-3\nBezirk: Süd: 2-3\nAlter: jung: 1-4\nAlter: alt: 1-4"


def lead(**values: Any) -> Any:
    return staff(Role.CORE, **values)


def draft(quotas: str = QUOTAS, **values: Any) -> actions.DrawDraft:
    now = timezone.now()
    given = {
        "title": "Bürgerrat Mobilität",
        "purpose": "Drei Abende über Wege.",
        "who": "Alle ab 16",
        "seats": 5,
        "substitutes": 3,
        "quotas": groups.read_quotas(quotas),
        "closes_at": now + timedelta(days=2),
        "seed_source": "die Lottozahlen",
        "seed_at": now + timedelta(days=4),
    }
    return actions.DrawDraft(**(given | values))


def opened(by: Any = None, **values: Any) -> Draw:
    by = by or lead()
    made = actions.create_draw(process=process(), draft=draft(**values), by=by)
    actions.announce(draw=made, by=by)
    return fresh(made)


def fresh(draw: Draw) -> Draw:
    found = queries.one(draw.pk)
    assert found is not None
    return found


def sign_up(draw: Draw, bezirk: str = "Nord", alter: str = "jung", person: Any = None) -> Ticket:
    return actions.enter_pool(
        draw=draw,
        entry=actions.Entry({"Bezirk": bezirk, "Alter": alter}),
        person=person or citizen(),
    )


def filled(number: int = 12, by: Any = None, **values: Any) -> Draw:
    """An open draw with people of all four mixtures."""
    draw = opened(by, **values)
    for at in range(number):
        sign_up(draw, ("Nord", "Süd")[at % 2], ("jung", "alt")[at // 2 % 2])
    return draw


def pass_time(draw: Draw, *, closed: bool = False, seeded: bool = False) -> Draw:
    """The days go by: nobody signs up any more; the seed is there."""
    now = timezone.now()
    closes = now - timedelta(hours=2 if seeded else 1)
    seed_at = now - timedelta(hours=1) if seeded else now + timedelta(days=1)
    Draw.objects.filter(pk=draw.pk).update(closes_at=closes, seed_at=seed_at)
    assert closed or seeded
    return fresh(draw)


def closed(number: int = 12, by: Any = None, **values: Any) -> Draw:
    by = by or lead()
    draw = pass_time(filled(number, by, **values), closed=True)
    actions.close_pool(draw=draw, by=by)
    return fresh(draw)


def drawn(number: int = 12, seed: str = SEED, **values: Any) -> Draw:
    first, second = lead(), lead()
    draw = pass_time(closed(number, first, **values), seeded=True)
    actions.note_seed(draw=draw, seed=seed, by=first)
    actions.draw_people(draw=draw, seed=seed, by=second)
    return fresh(draw)


def rows(numbers: Iterable[int]) -> str:
    """A list from the registration office."""
    lines = [f"{n},{('Nord', 'Süd')[n % 2]},{('jung', 'alt')[n // 2 % 2]},h{n // 3}" for n in numbers]
    return "\n".join(["id,Bezirk,Alter,household", *lines])
