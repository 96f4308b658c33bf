# SPDX-License-Identifier: EUPL-1.2
"""The minutes of a gathering, put together from what stands in the tables: nobody writes them from scratch.

Results come first, then what was said and decided step by step, with the times as they really were. Who was there is a
number; names stand only where somebody put theirs to what they said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import queries as desk
from mitwirken.ground.desk.queries import CaseView
from mitwirken.ground.pictures.models import WIDTHS
from mitwirken.kernels import small_cells

from . import kinds, outcomes, queries
from .kinds import Block, Line
from .models import Gathering, Item, ItemKind, Photo, Stage, StageKind, State
from .queries import Look


@dataclass(frozen=True)
class Became:
    """What an item became outside: a proposal, a task; whatever kind of subject a room registers."""

    kind: str
    name: str  # of the kind, in words
    title: str
    url: str
    status: str = ""
    status_words: str = ""


@dataclass(frozen=True)
class Result:
    """A result, a decision or a task, with what it was made from and what became of it."""

    item: Item
    sources: tuple[Item, ...] = ()
    merged: tuple[Item, ...] = ()
    became: Became | None = None
    case: CaseView | None = None
    points: int = 0
    photos: tuple[Photo, ...] = ()  # its own, and those of what it was made from

    @property
    def title(self) -> str:
        return outcomes.words_of(self.item)

    @property
    def text(self) -> str:
        return self.item.body if self.item.title else ""

    @property
    def recommended(self) -> bool:
        return bool(self.item.data.get("recommend"))

    @property
    def hidden(self) -> bool:
        return bool(self.item.data.get("hidden"))

    @property
    def places(self) -> list[str]:
        """Where it was said: `Tisch 3, Runde 2`, each once."""
        return list(
            dict.fromkeys(
                filter(
                    None, (where(row) for row in self.sources or ((self.item,) if self.item.space_id else ()))
                )
            )
        )


@dataclass(frozen=True)
class Part:
    """A step that took place, with its blocks."""

    stage: Stage
    blocks: tuple[Block, ...]

    @property
    def times(self) -> str:
        return span(self.stage.started_at, self.stage.ended_at)

    @property
    def took(self) -> int | None:
        """Minutes it really took."""
        return round(self.stage.took.total_seconds() / 60) if self.stage.took is not None else None


@dataclass(frozen=True)
class Numbers:
    """How many were there, by ways; ways of few people are not told apart (docs/rules/small-cells.md)."""

    everybody: int = 0
    ways: tuple[tuple[str, str, int], ...] = ()  # key, words, number


@dataclass(frozen=True)
class Minutes:
    gathering: Gathering
    results: tuple[Result, ...] = ()
    decisions: tuple[Result, ...] = ()
    tasks: tuple[Result, ...] = ()
    parts: tuple[Part, ...] = ()
    left_out: tuple[Stage, ...] = ()
    announcements: tuple[tuple[datetime, str], ...] = ()
    numbers: Numbers = field(default_factory=Numbers)
    photos: Mapping[int, Sequence[Photo]] = field(default_factory=dict)  # by the number of their item

    @property
    def event(self) -> Any:
        return self.gathering.event

    @property
    def is_draft(self) -> bool:
        return self.gathering.released_at is None

    @property
    def groups(self) -> list[tuple[str, str, tuple[Result, ...]]]:
        """What came out, in the order in which it is shown: key, words, results."""
        found = [
            ("harvest", _("Ergebnisse"), tuple(row for row in self.results if not row.recommended)),
            (
                "recommend",
                _("Empfehlungen an die Stadt"),
                tuple(row for row in self.results if row.recommended),
            ),
            ("decision", _("Entscheidungen"), self.decisions),
            ("action", _("Aufgaben"), self.tasks),
        ]
        return [group for group in found if group[2]]

    @property
    def is_empty(self) -> bool:
        return not self.groups and not any(part.blocks for part in self.parts)


def where(item: Item) -> str:
    """`Tisch 3, Runde 2`: the place and the step an item was said in. Both rows are loaded by the caller."""
    names = [str(item.space)] if item.space is not None else []
    if item.stage is not None:
        names.append(str(item.stage))
    return ", ".join(names)


def span(start: datetime | None, end: datetime | None) -> str:
    if start is None:
        return ""
    first = time_format(timezone.localtime(start), "H:i")
    if end is None:
        return _("ab %(time)s Uhr") % {"time": first}
    last = time_format(timezone.localtime(end), "H:i")
    return _("%(from)s bis %(until)s Uhr") % {"from": first, "until": last} if first != last else first


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


# --- as text ------------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def md(text: str) -> str:
    """Somebody's words in one line of Markdown: nothing in them is markup."""
    line = _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))
    return _LEADING.sub(
        lambda found: (
            f"{found[1]}\\{found[2]}" if not found[2][0].isdigit() else f"{found[2][:-1]}\\{found[2][-1]}"
        ),
        line,
    )


def _md_lines(lines: Iterable[Line], photos: Mapping[int, Sequence[Photo]], depth: int = 0) -> list[str]:
    made = []
    for line in lines:
        notes = f" ({md('; '.join(str(note) for note in line.notes))})" if line.notes else ""
        made.append(f"{'  ' * depth}- {md(line.text)}{notes}")
        if isinstance(line.item, Item):
            made += [f"{'  ' * (depth + 1)}- {words}" for words in _md_photos(photos.get(line.item.pk, ()))]
        made += _md_lines(line.parts, photos, depth + 1)
    return made


def _md_photos(photos: Iterable[Photo]) -> list[str]:
    """Each as a link with its words; for one that was taken away, why."""
    return [
        f"[{_('Foto')}: {md(photo.picture.alt)}]({settings.BASE_URL}{photo.picture.url(WIDTHS[-1])})"
        if photo.picture is not None
        else f"{_('Ein Foto wurde weggenommen.')} {md(photo.reason)}"
        for photo in photos
    ]


def _md_text(text: str) -> list[str]:
    return [line for part in re.split(r"\n\s*\n", text.strip()) if part.strip() for line in (md(part), "")]


def task_words(item: Item) -> str:
    """Who does it, and until when."""
    parts = [item.who] if item.who else []
    if item.due_on:
        parts.append(_("bis %(day)s") % {"day": date_format(item.due_on, "j. F Y")})
    return ", ".join(parts)


def as_markdown(found: Minutes) -> str:
    event, gathering = found.event, found.gathering
    lines = [f"# {_('Protokoll')}: {md(event.title)}", ""]
    day = date_format(timezone.localtime(gathering.opened_at or event.starts_at), "j. F Y")
    lines += [", ".join(filter(None, [day, md(event.venue)])), ""]
    if found.is_draft:
        lines += [f"**{_('Entwurf, noch nicht freigegeben.')}**", ""]
    lines += _md_text(gathering.summary)
    for _key, title, rows in found.groups:
        lines += [f"## {title}", ""]
        for row in rows:
            lines += [f"### {md(row.title)}", ""]
            lines += _md_text(row.text)
            facts = [md(task_words(row.item))] if task_words(row.item) else []
            if row.places:
                facts.append(f"{_('Gesagt')}: {md('; '.join(row.places))}")
            if row.points:
                facts.append(
                    ngettext("%(number)d Punkt", "%(number)d Punkte", row.points) % {"number": row.points}
                )
            if row.became is not None:
                facts.append(f"{_('Daraus wurde')}: {md(row.became.name)} „{md(row.became.title)}“")
            if row.case is not None:
                facts.append(f"{_('Stand bei der Stadt')}: {row.case.status_words}")
            lines += [f"- {md(outcomes.words_of(each))}" for each in (*row.sources, *row.merged)]
            lines += [f"- {words}" for words in _md_photos(row.photos)]
            if row.sources or row.merged or row.photos:
                lines.append("")
            if facts:
                lines += [f"*{' · '.join(facts)}*", ""]
            if row.case is not None and row.case.answer is not None:
                answer = row.case.answer
                lines += [f"> {md(part)}" for part in answer.paragraphs]
                lines += [">", f"> {md(answer.office)}, {md(answer.role)}", ""]
    lines += [f"## {_('Ablauf')}", ""]
    for part in found.parts:
        lines += [f"### {md(part.stage.title)}", "", f"*{part.times}*" if part.times else "", ""]
        if part.stage.question:
            lines += [f"**{md(part.stage.question)}**", ""]
        for block in part.blocks:
            if block.title:
                lines += [f"#### {md(block.title)}", ""]
            lines += _md_text(block.text)
            lines += [*_md_lines(block.lines, found.photos), ""]
    if found.announcements:
        lines += [f"## {_('Durchsagen')}", ""]
        lines += [
            f"- {time_format(timezone.localtime(at), 'H:i')}: {md(text)}" for at, text in found.announcements
        ]
        lines.append("")
    if found.numbers.everybody:
        lines += [f"## {_('Wer da war')}", "", number_words(found.numbers), ""]
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def number_words(found: Numbers) -> str:
    words = ngettext("%(number)d Mensch", "%(number)d Menschen", found.everybody) % {
        "number": found.everybody
    }
    ways = ", ".join(f"{number} {name}" for _key, name, number in found.ways)
    return f"{words}: {ways}" if ways else words


# --- for machines -------------------------------------------------------------------------------------------------


def as_data(found: Minutes) -> dict[str, Any]:
    gathering, event = found.gathering, found.event
    return {
        "code": gathering.code,
        "event": event.slug,
        "title": event.title,
        "format": gathering.script,
        "draft": found.is_draft,
        "released_at": gathering.released_at,
        "opened_at": gathering.opened_at,
        "closed_at": gathering.closed_at,
        "summary": gathering.summary,
        "results": [_result_data(row) for row in found.results],
        "decisions": [_result_data(row) for row in found.decisions],
        "tasks": [_result_data(row) for row in found.tasks],
        "agenda": [
            {
                "title": part.stage.title,
                "kind": part.stage.kind,
                "question": part.stage.question,
                "started_at": part.stage.started_at,
                "ended_at": part.stage.ended_at,
                "planned_minutes": part.stage.minutes,
                "blocks": [
                    {
                        "title": str(block.title),
                        "text": str(block.text),
                        "lines": _lines_data(block.lines, found.photos),
                    }
                    for block in part.blocks
                ],
            }
            for part in found.parts
        ],
        "left_out": [stage.title for stage in found.left_out],
        "announcements": [{"at": at, "text": text} for at, text in found.announcements],
        "people": {
            "all": found.numbers.everybody,
            **{key: number for key, _words, number in found.numbers.ways},
        },
        "url": f"{settings.BASE_URL}{gathering_url(gathering)}",
    }


def gathering_url(gathering: Gathering) -> str:
    return Item(gathering=gathering).get_absolute_url().partition("#")[0]


def _photos_data(photos: Iterable[Photo]) -> list[dict[str, str]]:
    return [
        {"url": f"{settings.BASE_URL}{photo.picture.url(WIDTHS[-1])}", "alt": photo.picture.alt}
        for photo in photos
        if photo.picture is not None
    ]


def _lines_data(lines: Iterable[Line], photos: Mapping[int, Sequence[Photo]]) -> list[dict[str, Any]]:
    return [
        {
            "text": str(line.text),
            "notes": [str(note) for note in line.notes],
            "item": line.item.pk if isinstance(line.item, Item) else None,
            "photos": _photos_data(photos.get(line.item.pk, ()) if isinstance(line.item, Item) else ()),
            "parts": _lines_data(line.parts, photos),
        }
        for line in lines
    ]


def _result_data(row: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "item": row.item.pk,
        "title": row.title,
        "text": row.text,
        "who": row.item.who,
        "due_on": row.item.due_on,
        "points": row.points,
        "said_at": row.places,
        "from": [
            {"item": each.pk, "text": outcomes.words_of(each), "said_at": where(each)}
            for each in (*row.sources, *row.merged)
        ],
        "photos": _photos_data(row.photos),
        "recommendation": None,
        "became": None,
    }
    if row.became is not None:
        url = row.became.url
        found["became"] = {
            "kind": row.became.kind,
            "title": row.became.title,
            "url": f"{settings.BASE_URL}{url}" if url.startswith("/") else url,
            "status": row.became.status,
        }
    if row.case is not None or row.recommended:
        answer = row.case.answer if row.case is not None else None
        found["recommendation"] = {
            "status": row.case.status if row.case is not None else "",
            "answer": answer.text if answer else "",
            "answered_by": answer.office if answer else "",
            "answered_at": answer.published_at if answer else None,
        }
    return found


def search_text(found: Minutes) -> str:
    """What of the minutes can be found: the summary and what came out."""
    words: list[str] = [found.gathering.summary]
    for _key, _title, rows in found.groups:
        for row in rows:
            words.append(f"{row.title} {row.text}".strip())
            words += [photo.picture.alt for photo in row.photos if photo.picture is not None]
    return "\n".join(filter(None, words))
