# SPDX-License-Identifier: EUPL-1.2
"""The minutes are put together from the tables, with a fixed number of queries for each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import queries as desk
from mitwirken.kernels import small_cells

from .. import kinds, outcomes, queries
from ..kinds import Block, Line
from ..models import Gathering, Item, ItemKind, Photo, StageKind, State
from ..queries import Look
from .found import Became, Minutes, Numbers, Part, Result


def compose(look: Look, *, everything: bool = False) -> Minutes:
    """The minutes as they stand now. `everything`: with what was taken out, for the editor.

    A fixed number of queries for each step, however much was said in it.
    """
    gathering = look.gathering
    rows = queries.results(gathering)
    visible = rows if everything else queries.shown(rows)
    drawn = _with_parts(gathering, visible, look.photos)
    parts, left_out = [], []
    standing = {row.pk for row in rows}
    for stage in look.stages:
        if stage.state == State.PLANNED:
            left_out.append(stage)
            continue
        blocks: list[Block] = []
        for key in stage.kinds:
            # What stands under the results is not said twice; only what they got in a weighing is said there.
            made = kinds.kind_named(key).minutes(look, stage)
            above = set() if key == StageKind.WEIGH else standing
            blocks += [block for each in made if (block := _without(each, above, everything)) is not None]
        parts.append(Part(stage, tuple(blocks)))
    parts.sort(key=lambda part: (part.stage.started_at or gathering.created_at, part.stage.position))
    return Minutes(
        gathering=gathering,
        results=tuple(row for row in drawn if row.item.kind == ItemKind.HARVEST),
        decisions=tuple(row for row in drawn if row.item.kind == ItemKind.DECISION),
        tasks=tuple(row for row in drawn if row.item.kind == ItemKind.ACTION),
        parts=tuple(parts),
        left_out=tuple(left_out) if gathering.closed_at else (),
        announcements=_announcements(gathering),
        numbers=numbers(gathering),
        photos=look.photos,
    )


def outcome(gathering: Gathering) -> Minutes:
    """Only what came out of it: for the page of the event."""
    photos = queries.photos(gathering)
    drawn = _with_parts(gathering, queries.shown(queries.results(gathering)), photos)
    return Minutes(
        gathering=gathering,
        results=tuple(row for row in drawn if row.item.kind == ItemKind.HARVEST),
        decisions=tuple(row for row in drawn if row.item.kind == ItemKind.DECISION),
        tasks=tuple(row for row in drawn if row.item.kind == ItemKind.ACTION),
        photos=photos,
    )


def _without(block: Block, standing: set[int], everything: bool) -> Block | None:
    """The block without lines that stand elsewhere or were taken out; None when nothing is left of it."""
    lines = _lines(block.lines, standing, everything)
    if not lines and not block.text:
        return None
    return Block(block.title, lines, block.text)


def _lines(lines: Iterable[Line], standing: set[int], everything: bool) -> list[Line]:
    kept = []
    for line in lines:
        gone = isinstance(line.item, Item) and (
            line.item.pk in standing or (line.item.data.get("hidden") and not everything)
        )
        if gone:
            continue
        kept.append(Line(line.text, line.notes, line.item, _lines(line.parts, standing, everything)))
    return kept


def _with_parts(
    gathering: Gathering, rows: Sequence[Item], photos: Mapping[int, Sequence[Photo]]
) -> list[Result]:
    """Results with their sources, what went into them, what they became, and the city's case. Six queries or so."""
    wanted = {number for row in rows for number in queries.made_from(row)}
    said = {
        each.pk: each
        for each in queries.shown(
            gathering.items.filter(pk__in=wanted)
            .select_related("stage", "space")
            .exclude(status__in=queries.UNSAID)
        )
    }
    merged: dict[int, list[Item]] = defaultdict(list)
    for each in queries.shown(gathering.items.filter(merged_into__in=[row.pk for row in rows])):
        merged[each.merged_into_id or 0].append(each)
    for row in rows:
        row.gathering = gathering
    became = _became(gathering, rows)
    cases = desk.public_views(queries.ITEM, [row.pk for row in rows if row.data.get("recommend")])
    # On a scale people give opinions and no points; the weighing itself says which.
    scales = {
        str(stage.pk)
        for stage in gathering.stages.filter(kind=StageKind.WEIGH)
        if stage.settings_of(StageKind.WEIGH).get("mode") == "scale"
    }
    found = []
    for row in rows:
        sources = tuple(said[number] for number in queries.made_from(row) if number in said)
        words = {outcomes.words_of(each) for each in sources}
        behind = (row, *sources, *merged[row.pk])
        found.append(
            Result(
                item=row,
                sources=sources,
                # What a table sent is mostly a note that stands there already.
                merged=tuple(each for each in merged[row.pk] if outcomes.words_of(each) not in words),
                became=became.get(row.pk),
                case=cases.get(row.pk),
                points=0 if scales & set(row.data.get("weighed", ())) else row.ups,
                photos=tuple(photo for each in behind for photo in photos.get(each.pk, ())),
            )
        )
    return found


def _became(gathering: Gathering, rows: Iterable[Item]) -> dict[int, Became]:
    """Two queries for each kind of thing that items became."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.became_kind and row.became_id:
            by_kind[row.became_kind][row.became_id].append(row.pk)
    found: dict[int, Became] = {}
    for key, wanted in by_kind.items():
        try:
            kind = subjects.kind_named(key)
        except Refusal:
            continue
        # A task of these minutes is as public as they are.
        pool = gathering.items.all() if key == queries.ITEM else kind.public(kind.rows())
        statuses = desk.statuses(key, wanted)
        for subject in pool.filter(pk__in=list(wanted)):
            if isinstance(subject, Item):
                subject.gathering = gathering
                url = f"#i{subject.pk}"
            else:
                url = getattr(subject, "short_url", "") or subject.get_absolute_url()
            status = statuses.get(subject.pk)
            words = (
                _("Aufgabe")
                if key == queries.ITEM
                else f"{kind.name} {number}"
                if (number := getattr(subject, "number", ""))
                else str(kind.name)
            )
            made = Became(
                key,
                words,
                str(subject),
                url,
                status.value if status else "",
                str(status.label) if status else "",
            )
            found.update(dict.fromkeys(wanted[subject.pk], made))
    return found


def _announcements(gathering: Gathering) -> tuple[tuple[datetime, str], ...]:
    rows = gathering.log.filter(deed="gathering.announced").order_by("seq").values_list("at", "data")
    return tuple((at, data["text"]) for at, data in rows if data.get("text"))


def numbers(gathering: Gathering) -> Numbers:
    """From the log, which stays when the seats are erased. One query."""
    counts = dict.fromkeys((str(key) for key in Channel.values), 0)
    rows = (
        gathering.log.filter(deed__in=("seat.taken", "seat.entered"))
        .order_by()
        .annotate(way=KT("data__channel"))
        .values_list("deed", "way")
        .annotate(entries=Count("pk"), people=Sum(Cast(KT("data__number"), IntegerField())))
    )
    for deed, way, entries, people in rows:
        if deed == "seat.entered":
            counts[Channel.ROOM] += people or 0
        elif way in counts:
            counts[way] += entries
    everybody = sum(counts.values())
    # Who is at the phone is online for those in the room; paper has no seat.
    two = {"room": counts["room"] + counts["paper"], "online": counts["online"] + counts["phone"]}
    told = small_cells.shown({key: count for key, count in two.items() if count})
    words = {"room": _("im Raum"), "online": _("online")}
    ways = tuple((key, words[key], count) for key, count in told.items() if count is not None)
    return Numbers(everybody, ways if len(told) > 1 and len(ways) == len(told) else ())
