# SPDX-License-Identifier: EUPL-1.2
"""Our own files: what `mitwirken export` and the page of open data give, taken into another installation.

A whole process comes with its phases, categories, proposals and the sums of its ratings. The sums are taken over as sheets
without names, so every figure is the same. Status, answers and arguments stay where they are: an office signs here for itself,
and nobody's words are put under a new roof without them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime

from mitwirken.civic.participation.checks import MOST_WORDS, NO, YES, inherited, unsettled
from mitwirken.civic.participation.drafts import Access, Basics, Checks, Outcome, PhaseDraft, Terms
from mitwirken.civic.participation.models import Influence, Phase, Process, Topic
from mitwirken.civic.places.models import Place
from mitwirken.formats.rating.registry import setup_of
from mitwirken.ground.api.streams import plain_cell
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.pabulib import BadLine, read_rows

from .. import rules
from ..actions import Clean
from .frame import (
    NOT_ASKED,
    CannotImport,
    Check,
    Frame,
    Item,
    Job,
    LeftOut,
    Report,
    Watch,
    counted,
    ensure_categories,
    finish,
    first_lines,
    fitted,
    lines_of,
    plain,
    process_for,
    put,
    put_ratings,
)

PREFIX = "mitwirken"
NEEDED = ("number", "title", "text", "channel", "created_at")
LEFT_OUT = {
    "status": "a status is given here by an office, on the desk",
    "answer": "an answer is signed here by an office, on the desk",
    "answered_at": "an answer is signed here by an office, on the desk",
    "office": "an answer is signed here by an office, on the desk",
    "pro": "arguments are not taken over, only their number stands in this file",
    "contra": "arguments are not taken over, only their number stands in this file",
    "questions": "arguments are not taken over, only their number stands in this file",
    "merged_into": "a merge is decided here by staff",
    "edited_at": "earlier versions are not in the file",
}


def head_of(path: Path) -> dict[str, Any]:
    """What a whole-process file says before its proposals; {} for a bare list."""
    found: dict[str, Any] = {}
    for number, line in enumerate(lines_of(path), 1):
        text = line.strip().rstrip(",")
        if number == 1 and text == "[":
            return {}
        if text.startswith('"proposals"'):
            return found
        if text == "{":
            continue
        try:
            found.update(json.loads("{" + text + "}"))
        except ValueError:
            raise CannotImport(
                f"{path.name}, line {number}: this is not a file that `mitwirken export` wrote."
            ) from None
        if number > 100:
            break
    raise CannotImport(f"{path.name} has no proposals.")


def rows_of(path: Path, job: Job, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    """The proposals of a file, each with its line."""
    first = (first_lines(path, 1) or [""])[0].strip()
    source = _json_rows(path) if first.startswith(("{", "[")) else _csv_rows(path)
    for line, found in source:
        trouble = found if isinstance(found, str) else _trouble(found)
        if trouble:
            if job.on_bad == "refuse":
                raise CannotImport(f"{path.name}, line {line}: {trouble}")
            report.skip(BadLine(line, trouble))
        elif not isinstance(found, str):
            yield line, found


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    inside = False
    for number, line in enumerate(lines_of(path), 1):
        text = line.strip()
        if not inside:
            inside = text == "[" or text.startswith('"proposals"')
            continue
        if text.startswith("]"):
            return
        if not text:
            continue
        try:
            found = json.loads(text.removesuffix(","))
        except (ValueError, RecursionError):
            found = None
        yield number, found if isinstance(found, dict) else "not a proposal in JSON"


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    stream = read_rows(lines_of(path), ",")
    header = next(stream, None)
    names = tuple(cell.strip().removeprefix("\ufeff") for cell in header.cells) if header else ()
    for row in stream:
        if row.error or len(row.cells) != len(names):
            yield row.line, row.error or f"{len(row.cells)} columns, not {len(names)}"
            continue
        values: dict[str, Any] = {name: plain_cell(cell) for name, cell in zip(names, row.cells, strict=True)}
        for name, kind in (("number", int), ("cost", int), ("latitude", float), ("longitude", float)):
            try:
                values[name] = kind(values[name]) if values.get(name) else None
            except ValueError:
                values[name] = "?"
        yield row.line, values


def _trouble(values: Mapping[str, Any]) -> str:
    number = values.get("number")
    if type(number) is not int or not 0 < number < 2**63:
        return "the number is no number"
    for name in ("title", "text"):
        if not isinstance(values.get(name), str) or (name == "title" and not plain(values[name])):
            return f"no {name}"
    if values.get("channel") not in Channel.values:
        return "the channel is unknown"
    for name, low, high in (("latitude", -90, 90), ("longitude", -180, 180), ("cost", 0, 2**53)):
        value = values.get(name)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high
        ):
            return f"{name} is out of range"
    if _moment(values.get("created_at")) is None:
        return "created_at is no time"
    return ""


def _moment(value: Any) -> Any:
    try:
        return parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def _checks(given: Any) -> Checks:
    """The answers that the file brings; where one is missing it says so."""
    kept = inherited(NOT_ASKED)
    for key, row in (given if isinstance(given, dict) else {}).items():
        if key in kept and isinstance(row, dict) and row.get("state") in (YES, NO):
            fresh = {"state": row["state"], "words": plain(str(row.get("words") or ""))[:MOST_WORDS]}
            if not unsettled({**kept, key: fresh}):
                kept[key] = fresh
    return Checks(kept)


def frame_of(head: Mapping[str, Any], path: Path) -> Frame:
    about = head.get("process")
    if not isinstance(about, dict) or not all(isinstance(about.get(key), str) for key in ("slug", "title")):
        raise CannotImport(f"{path.name} tells no process; name one with --process SLUG.")

    def text(name: str) -> str:
        return plain(about[name]) if isinstance(about.get(name), str) else ""

    phases = []
    for each in head.get("phases") or []:
        start, end = _moment(each.get("starts_at")), _moment(each.get("ends_at"))
        if start is None or end is None:
            raise CannotImport(f"{path.name}: a phase has no time.")
        phases.append(
            PhaseDraft(
                title=str(each.get("title", ""))[:120],
                format=str(each.get("format", "")),
                starts_at=start,
                ends_at=end,
                text=str(each.get("text", "")),
                verbs=tuple(str(verb) for verb in each.get("verbs") or ()),
                settings=dict(each.get("settings") or {}),
            )
        )
    places = tuple(
        Place.objects.filter(slug__in=[slug for slug in about.get("places") or [] if isinstance(slug, str)])
    )
    return Frame(
        slug=text("slug")[:80],
        basics=Basics(
            title=text("title")[:140],
            question=text("question")[:240],
            summary=text("summary")[:600],
            body=text("body"),
            topic=Topic.objects.filter(slug=text("topic")).first(),
            places=places,
        ),
        terms=Terms(
            influence=text("influence") if text("influence") in Influence.values else "",
            fixed=text("fixed"),
            open=text("open"),
            decided_by=text("decided_by")[:200],
            decided_on=_day(about.get("decided_on")),
        ),
        access=Access(without_net=text("without_net")),
        checks=_checks(about.get("checks")),
        phases=tuple(phases),
        categories=tuple(str(name) for name in head.get("categories") or ()),
    )


def take(path: Path, job: Job) -> Report:
    """Takes a file of ours over; figures of ratings are compared with the file's."""
    report = Report(source=path.name, format=PREFIX)
    watch = Watch(report)
    if job.by is not None:
        rules.require_may_enter(job.by)
    is_json = (first_lines(path, 1) or [""])[0].strip().startswith(("{", "["))
    head = head_of(path) if is_json else {}
    if not head and job.process is None:
        raise CannotImport("This file has proposals but no process: name one with --process SLUG.")
    total, left = 0, set[str]()
    names: dict[str, None] = {}
    for _line, values in rows_of(path, job, Report(source=path.name, format=PREFIX)):
        total += 1
        if values.get("category"):
            names[str(values["category"])] = None
        left |= {name for name in LEFT_OUT if values.get(name) not in (None, "", 0, "0", "eingegangen")}
    report.columns_left_out = [LeftOut(0, name, LEFT_OUT[name]) for name in sorted(left)]
    try:
        process = process_for(job, PREFIX, frame_of(head, path)) if job.process is None else job.process
    except Refusal as no:
        raise CannotImport(str(no)) from None
    categories = ensure_categories(process, names, job)
    numbers = put(process, _items(path, job, report, categories), report, job, total=total)
    if head:
        _put_sums(path, job, report, process, numbers)
        about = head["process"]
        if about.get("finished_at") and about.get("result"):
            outcome = Outcome(
                result=str(about["result"]),
                decision=str(about.get("decision") or "–"),
                reason=str(about.get("reason") or "–"),
            )
            finish(process, outcome, job)
    return watch.stop(process)


def _source(values: Mapping[str, Any]) -> str:
    return f"{PREFIX}:{values['number']}"


def _items(path: Path, job: Job, report: Report, categories: Mapping[str, Any]) -> Iterator[Item]:
    places = {place.slug: place for place in Place.objects.defer("outline")}
    for line, values in rows_of(path, job, report):
        title, text, note = fitted(values["title"], values["text"])
        slug = values.get("place") or ""
        if slug and slug not in places:
            note = f"the place {str(slug)[:60]!r} is not known here"
        if note:
            report.notes.append(f"line {line}: {note}")
        whole = values.get("latitude") is not None and values.get("longitude") is not None
        yield Item(
            source=_source(values),
            clean=Clean(
                title=title,
                text=text,
                category=categories.get(str(values.get("category") or "").casefold()),
                place=places.get(str(slug)),
                latitude=values["latitude"] if whole else None,
                longitude=values["longitude"] if whole else None,
                cost=int(values["cost"]) if values.get("cost") is not None else None,
            ),
            at=_moment(values["created_at"]),
            channel=values["channel"],
        )


def _put_sums(path: Path, job: Job, report: Report, process: Process, numbers: Mapping[str, int]) -> None:
    """The sums as sheets without names: the n-th sheet of a channel gives every proposal its n-th rating of that channel."""
    phases: list[Phase] = list(process.phases.order_by("position", "pk"))

    def given() -> Iterator[tuple[int, int, Mapping[str, Mapping[str, int]]]]:
        for _line, values in rows_of(path, job, Report(source="", format="")):
            for each in values.get("ratings") or ():
                place, counts = each.get("phase"), each.get("counts")
                if (
                    isinstance(place, int)
                    and 0 <= place < len(phases)
                    and isinstance(counts, dict)
                    and setup_of(phases[place])
                ):
                    yield place, numbers[_source(values)], counts

    rated = {place for place, _pk, _counts in given()}
    for place in sorted(rated):
        for channel in Channel.values:

            def rows(place: int = place, channel: str = channel) -> Iterator[tuple[str, int, int]]:
                for where, pk, counts in given():
                    sheet = 0
                    for value, n in (counts.get(channel, {}) if where == place else {}).items():
                        for _rating in range(int(n)):
                            sheet += 1
                            yield f"{PREFIX}-{channel}-{sheet}", pk, int(value)

            put_ratings(phases[place], rows(), report, job, channel)
        wanted = {pk: counts for where, pk, counts in given() if where == place}
        found = counted(phases[place], list(wanted))
        other = [
            pk
            for pk, counts in wanted.items()
            if {c: {int(v): n for v, n in values.items()} for c, values in counts.items()}
            != {c: dict(v) for c, v in found[pk].by_channel.items()}
        ]
        report.checks.append(
            Check(
                f"ratings in {phases[place].title!r}",
                not other,
                f"{len(wanted) - len(other)} of {len(wanted)} proposals have the file's figures",
            )
        )
