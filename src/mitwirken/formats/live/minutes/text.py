# SPDX-License-Identifier: EUPL-1.2
"""The minutes in words: as Markdown, in a line, for the search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.pictures.models import WIDTHS

from .. import outcomes
from ..kinds import Line
from ..models import Item, Photo
from .found import Minutes, Numbers

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


def search_text(found: Minutes) -> str:
    """What of the minutes can be found: the summary and what came out."""
    words: list[str] = [found.gathering.summary]
    for _key, _title, rows in found.groups:
        for row in rows:
            words.append(f"{row.title} {row.text}".strip())
            words += [photo.picture.alt for photo in row.photos if photo.picture is not None]
    return "\n".join(filter(None, words))
