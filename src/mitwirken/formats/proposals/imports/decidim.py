# SPDX-License-Identifier: EUPL-1.2
"""Proposals in the columns of Decidim's open-data export, into a process that is there already.

Columns as Decidim's ProposalSerializer writes them (0.27 to 0.31): nested names with a slash (`title/de`, `category/name/de`,
`taxonomies/name`, `likes/total_count`, before 0.31 `endorsements/total_count`), separated by semicolons. Counts without
persons (votes, likes, followers) are no ratings here: they are reported, not taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.html import strip_tags

from mitwirken.kernels.pabulib import BadLine, Row, read_rows

from .. import rules
from ..actions import Clean
from .frame import (
    CannotImport,
    Item,
    Job,
    LeftOut,
    Report,
    Watch,
    ensure_categories,
    first_lines,
    fitted,
    lines_of,
    place_named,
    plain,
    put,
    shortened,
)

PREFIX = "decidim"
_BLOCK = re.compile(r"(?i)</(p|div|li|h[1-6]|tr)>|<br\s*/?>")
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")
_RUBY = re.compile(r'"(?P<key>[^"]+)"\s*=>\s*"(?P<value>(?:[^"\\]|\\.)*)"')

LEFT_OUT = {
    "author": "no person is taken over",
    "authors": "no person is taken over",
    "endorsements": "a count without persons is no rating here",
    "likes": "a count without persons is no rating here",
    "votes": "a count without persons is no rating here",
    "supports": "a count without persons is no rating here",
    "proposal_votes_count": "a count without persons is no rating here",
    "comments": "only their number stands in this file; Decidim exports comments separately",
    "attachments": "only their number or address stands in this file",
    "attachment_urls": "pictures and files are not fetched from other hosts",
    "followers": "whom it interests is not taken over",
    "follows_count": "whom it interests is not taken over",
    "participatory_space": "the process here is the one that was named",
    "component": "the process here is the one that was named",
    "state": "a status is given here by an office, on the desk",
    "state_published_at": "a status is given here by an office, on the desk",
    "answer": "an answer is signed here by an office, on the desk",
    "answered_at": "an answer is signed here by an office, on the desk",
    "address": "only the point is kept, no address",
    "reference": "the number of Decidim is kept as the source of the row",
    "url": "the number of Decidim is kept as the source of the row",
    "meeting_urls": "links to other hosts are not taken over",
    "related_proposals": "links to other hosts are not taken over",
    "original_proposal": "amendments are not taken over",
    "created_in_meeting": "the way it came is not known well enough from this",
    "coauthorships_count": "no person is taken over",
    "cost_report": "there is no place for it here",
    "execution_period": "there is no place for it here",
    "updated_at": "only when it was made is kept",
    "published_at": "only when it was made is kept",
}
TAKEN = {
    "id",
    "title",
    "body",
    "category",
    "taxonomies",
    "scope",
    "latitude",
    "longitude",
    "created_at",
    "published_at",
    "cost",
}
DECIDES = {"withdrawn", "withdrawn_at", "is_amend"}


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]

    def values(self, row: Row) -> dict[str, str]:
        return {name: plain(cell) for name, cell in zip(self.columns, row.cells, strict=False)}

    def in_language(self, values: Mapping[str, str], name: str) -> str:
        """`title`, or the first filled one of `title/de`, `title/en`, …; machine translations last."""
        wanted = [
            name,
            f"{name}/{settings.LANGUAGE_CODE}",
            *(f"{name}/{code}" for code, _word in settings.LANGUAGES),
        ]
        others = [column for column in self.columns if column.startswith(f"{name}/") and "/id" not in column]
        for column in [*wanted, *sorted(others, key=lambda each: ("machine_translations" in each, each))]:
            if values.get(column):
                return _words(values[column])
        return ""


def _words(cell: str) -> str:
    """A cell's words; Ruby writes a list of translations as `{"de"=>"Grün", "en"=>"Green"}`."""
    found = {match["key"]: match["value"] for match in _RUBY.finditer(cell)} if "=>" in cell else {}
    if not found:
        return cell
    return found.get(settings.LANGUAGE_CODE) or next(iter(found.values()))


def as_text(body: str) -> str:
    """Paragraphs without marks; Decidim's editor writes HTML."""
    if not _TAG.search(body):
        return body
    plain_text = strip_tags(_BLOCK.sub("\n", body))
    return re.sub(r"\n{3,}", "\n\n", html.unescape(plain_text)).strip()


def moment_of(text: str) -> datetime | None:
    """A time as Rails writes it: `2021-04-19 08:00:00 UTC`, `2021-04-19 10:00:00 +0200`, or ISO 8601."""
    text = re.sub(r" (UTC|GMT)$", "+00:00", text.strip())
    text = re.sub(r" ([+-]\d\d):?(\d\d)$", r"\1:\2", text)
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def delimiter_of(header: str) -> str:
    return max((";", ",", "\t"), key=header.count)


def rows_of(path: Path, job: Job, report: Report) -> Iterator[tuple[int, dict[str, str], Table]]:
    """The rows by column. A row that cannot be told apart is refused, or skipped and reported."""
    head = first_lines(path, 1)
    stream = read_rows(lines_of(path), delimiter_of(head[0] if head else ""))
    header = next(stream, None)
    if header is None or header.error:
        raise CannotImport(f"{path.name} has no column names.")
    table = Table(tuple(cell.strip().removeprefix("\ufeff") for cell in header.cells))
    for row in stream:
        trouble = row.error
        if not trouble and len(row.cells) != len(table.columns):
            trouble = f"{len(row.cells)} columns, not {len(table.columns)}"
        if not trouble:
            values = table.values(row)
            trouble = _trouble(values, table)
        if trouble:
            if job.on_bad == "refuse":
                raise CannotImport(f"{path.name}, line {row.line}: {trouble}")
            report.skip(BadLine(row.line, trouble))
            continue
        yield row.line, values, table


def _trouble(values: Mapping[str, str], table: Table) -> str:
    number = values.get("id", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return "the id is not a number"
    if not table.in_language(values, "title"):
        return "no title"
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            value = float((values.get(name) or "0").replace(",", "."))
        except ValueError:
            return f"{name} is not a number"
        if not -most <= value <= most:
            return f"{name} is out of range"
    return ""


def take(path: Path, job: Job) -> Report:
    """Takes the proposals into the process of the job; the report says of every column and row left out why."""
    report = Report(source=path.name, format=PREFIX)
    watch = Watch(report)
    process = job.process
    if process is None:
        raise CannotImport("A CSV of Decidim goes into a process that is there: name it with --process SLUG.")
    if job.by is not None:
        rules.require_may_enter(job.by)
    names: set[str] = set()
    columns: Sequence[str] = ()
    total, sums = (
        0,
        dict.fromkeys(("votes", "supports", "likes/total_count", "endorsements/total_count", "comments"), 0),
    )
    # A first look: it refuses before anything is written, and gathers categories and sums.
    looked = Report(source=path.name, format=PREFIX)
    for _line, values, table in rows_of(path, job, looked):
        total += 1
        columns = table.columns
        name = _category(values, table)
        if name:
            names.add(name)
        for key in sums:
            if values.get(key, "").isdigit():
                sums[key] += int(values[key])
    _left_out(report, columns, sums)
    categories = ensure_categories(process, sorted(names), job)
    put(process, _items(path, job, report, categories), report, job, total=total)
    return watch.stop(process)


def _category(values: Mapping[str, str], table: Table) -> str:
    words = table.in_language(values, "category/name") or table.in_language(values, "taxonomies/name")
    return shortened(words.split(", ")[0], 80) if words else ""


def _left_out(report: Report, columns: Sequence[str], sums: Mapping[str, int]) -> None:
    languages: dict[str, list[str]] = {}
    for column in columns:
        root, _slash, rest = column.partition("/")
        if root in TAKEN - {"scope"}:
            if rest and root in ("title", "body"):
                languages.setdefault(root, []).append(rest)
            elif rest.endswith("id") or (root == "published_at"):
                continue
            continue
        if root in DECIDES or root == "scope":
            continue
        reason = LEFT_OUT.get(root, "this column is not known here")
        shown = f"{sums[column]} in all" if sums.get(column) else ""
        report.columns_left_out.append(LeftOut(0, column, reason, shown))
    for root, found in languages.items():
        if len(found) > 1:
            report.columns_left_out.append(
                LeftOut(
                    0, f"{root}/…", "of several languages one is kept, German first", ", ".join(sorted(found))
                )
            )


def _items(path: Path, job: Job, report: Report, categories: Mapping[str, Any]) -> Iterator[Item]:
    for line, values, table in rows_of(path, job, report):
        if (
            values.get("withdrawn", "").lower() == "true"
            or values.get("withdrawn_at")
            or values.get("state") == "withdrawn"
        ):
            report.rows_left_out.append(LeftOut(line, "withdrawn", "withdrawn by its author", values["id"]))
            continue
        if values.get("is_amend", "").lower() == "true":
            report.rows_left_out.append(
                LeftOut(line, "is_amend", "an amendment of another proposal", values["id"])
            )
            continue
        title, text, note = fitted(
            table.in_language(values, "title"), as_text(table.in_language(values, "body"))
        )
        if note:
            report.notes.append(f"line {line}: {note}")
        point = None
        if values.get("latitude") and values.get("longitude"):
            point = (
                float(values["latitude"].replace(",", ".")),
                float(values["longitude"].replace(",", ".")),
            )
        scope = table.in_language(values, "scope/name")
        place = place_named(scope)
        if scope and place is None:
            report.notes.append(f"line {line}: the scope {scope[:60]!r} is no place here")
        cost = values.get("cost", "").split(".")[0]
        yield Item(
            source=f"{PREFIX}:{values['id']}",
            clean=Clean(
                title=title,
                text=text,
                category=categories.get(_category(values, table).casefold()),
                place=place,
                latitude=point[0] if point else None,
                longitude=point[1] if point else None,
                cost=int(cost) if cost.isascii() and cost.isdigit() and len(cost) < 16 else None,
            ),
            at=moment_of(values.get("created_at", "")) or moment_of(values.get("published_at", "")),
        )
