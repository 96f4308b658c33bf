# SPDX-License-Identifier: EUPL-1.2
"""What the minutes say of tables, rooms and stalls."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from ...models import ItemKind, Origin, Placement, PlacementRole, Stage
from ...queries import Look
from .. import Block, Line
from .places import BOOKED, SEATED
from .settings import ABOUT, given_of
from .shown import Round, Table, write_to
from .wishes import rounds_of


def minutes(look: Look, stage: Stage) -> list[Block]:
    if stage.started_at is None:
        return []
    given = given_of(stage)
    rows = list(
        Placement.objects.filter(stage=stage).select_related("seat").exclude(role=PlacementRole.BOOKED)
    )
    if given["policy"] in SEATED:
        rounds = rounds_of(look.gathering)
        last = max(rounds, key=lambda each: each.position, default=stage)
        blocks = [_numbers(rows)] if rows else []
        return blocks + (_of_tables(look, rounds) if last.pk == stage.pk else [])
    if given["policy"] == BOOKED:
        return _of_stalls(look, stage, rows)
    return _of_rooms(look, stage, rows)


def _numbers(rows: list[Placement]) -> Block:
    people, tables = {row.seat_id for row in rows}, {row.space_id for row in rows}
    said = gettext("%(people)d Menschen an %(tables)d Tischen.") % {
        "people": len(people),
        "tables": len(tables),
    }
    return Block("", text=said)


def _of_tables(look: Look, rounds: list[Stage]) -> list[Block]:
    """Each table with its topic, its hosts, and what every round said there, in order."""
    spaces = list(look.gathering.spaces.all())
    tables = {space.pk: Table(space) for space in spaces}
    if rounds:
        write_to(look, rounds[-1], tables)
    hosts: dict[int, list[str]] = {}
    rows = Placement.objects.filter(stage__in=rounds, role=PlacementRole.HOST).select_related("seat")
    for row in rows.order_by("since", "pk"):
        names = hosts.setdefault(row.space_id, [])
        if row.seat.name not in names:
            names.append(row.seat.name)
    blocks = []
    for table in tables.values():
        if not table.rounds and table.space.pk not in hosts:
            continue
        lines = []
        if table.space.pk in hosts:
            said = gettext("Gastgeber*in: %(names)s") % {"names": ", ".join(hosts[table.space.pk])}
            lines.append(Line(said))
        lines += [_of_round(each) for each in table.rounds]
        title = f"{table.space.name} ({table.tone})" if table.tone else table.space.name
        blocks.append(Block(title, lines, text=table.space.question))
    return blocks


def _of_rooms(look: Look, stage: Stage, rows: list[Placement]) -> list[Block]:
    tables = {space.pk: Table(space) for space in look.gathering.spaces.all()}
    write_to(look, stage, tables)
    people: dict[int, set[int]] = {}
    for row in rows:
        people.setdefault(row.space_id, set()).add(row.seat_id)
    blocks = []
    for pk, table in tables.items():
        if not (pk in people or table.sessions or table.now):
            continue
        number = len(people.get(pk, ()))
        lines = [
            Line(
                ngettext("%(number)d Mensch war da.", "%(number)d Menschen waren da.", number)
                % {"number": number}
            )
        ]
        lines += [
            Line(str(item), [gettext("Eingeladen hat: %(name)s") % {"name": item.said_by}], item)
            for item in table.sessions
        ]
        lines += [_of_round(table.now)] if table.now else []
        blocks.append(Block(table.space.name, lines))
    return blocks


def _of_stalls(look: Look, stage: Stage, rows: list[Placement]) -> list[Block]:
    tables = {space.pk: Table(space) for space in look.gathering.spaces.all()}
    write_to(look, stage, tables)
    booked: dict[int, int] = {}
    for space in Placement.objects.filter(stage=stage, role=PlacementRole.BOOKED).values_list(
        "space_id", flat=True
    ):
        booked[space] = booked.get(space, 0) + 1
    visited: dict[int, set[int]] = {}
    for row in rows:
        if row.role == PlacementRole.GUEST and row.origin == Origin.SELF:
            visited.setdefault(row.space_id, set()).add(row.seat_id)
    names: dict[int, list[str]] = {}
    for row in rows:
        if row.role == PlacementRole.KEEPER and row.seat.name not in names.setdefault(row.space_id, []):
            names[row.space_id].append(row.seat.name)
    blocks = []
    for pk, table in tables.items():
        if table.item is None:
            continue
        sort = gettext("Gesuch") if table.item.kind == ItemKind.NEED else gettext("Angebot")
        notes = [sort]
        if names.get(pk):
            notes.append(gettext("am Stand: %(names)s") % {"names": ", ".join(names[pk])})
        number = booked.get(pk, 0)
        notes.append(ngettext("%(number)d Buchung", "%(number)d Buchungen", number) % {"number": number})
        came = len(visited.get(pk, ()))
        if came:
            notes.append(ngettext("%(number)d Besuch", "%(number)d Besuche", came) % {"number": came})
        lines = [Line(str(table.item), notes, table.item)]
        lines += [
            Line(
                item.body,
                [gettext("Frage an den Stand")],
                item,
                [Line(item.answer, [gettext("Antwort")])] if item.answer else [],
            )
            for item in table.questions
        ]
        lines += [_of_round(table.now)] if table.now else []
        blocks.append(Block(table.space.name, lines))
    return blocks


def _of_round(said: Round) -> Line:
    parts = [Line(item.body, [gettext("Kernpunkt")], item) for item in said.points]
    for item in said.notes:
        about = ABOUT.get(item.data.get("about", ""))
        parts.append(Line(item.body, [*([str(about)] if about else []), item.said_by], item))
    return Line(said.stage.title, [said.stage.question] if said.stage.question else [], None, parts)
