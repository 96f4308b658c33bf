# SPDX-License-Identifier: EUPL-1.2
"""What every import does alike: a process that is found again, proposals in batches, a report of what was left out."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from mitwirken.civic.participation import actions as processes
from mitwirken.civic.participation.checks import inherited
from mitwirken.civic.participation.drafts import (
    Access,
    Basics,
    CategoryDraft,
    Checks,
    Outcome,
    PhaseDraft,
    Terms,
)
from mitwirken.civic.participation.models import Category, Phase, Process
from mitwirken.civic.places.models import Place
from mitwirken.formats.rating import queries as ratings
from mitwirken.formats.rating.actions import SHEET_LENGTH, import_ratings
from mitwirken.formats.rating.registry import Counts
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Office
from mitwirken.kernels.pabulib import BadLine, LineRefused, OnBad

from .. import rules
from ..actions import Clean, submit_proposal
from ..models import TEXT_LENGTH, TITLE_LENGTH, Proposal
from ..queries import KIND

BATCH = 100
SHOWN = 30


class CannotImport(Exception):
    """A sentence for the operator: why the file was not taken."""


@dataclass(frozen=True)
class LeftOut:
    """Something of the file that is not here now, and why. `row` is a line of the file (0: the file as a whole)."""

    row: int
    column: str
    reason: str
    shown: str = ""


@dataclass(frozen=True)
class Check:
    """A comparison with what the file says of itself. `as_expected` is False where something is wrong."""

    name: str
    as_expected: bool
    detail: str


@dataclass
class Report:
    """What came of it."""

    source: str
    format: str
    process: str = ""
    url: str = ""
    read: int = 0
    added: int = 0
    already_there: int = 0
    ratings: int = 0
    rows_left_out: list[LeftOut] = field(default_factory=list)
    columns_left_out: list[LeftOut] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        return not self.rows_left_out and all(check.as_expected for check in self.checks)

    def skip(self, bad: BadLine) -> None:
        """A line that could not be understood and was to be skipped."""
        self.rows_left_out.append(LeftOut(bad.number, "", bad.reason, bad.text))

    def lines(self) -> Iterator[str]:
        yield f"{self.source} ({self.format}) → {self.process} {self.url}"
        yield f"  {self.read} read, {self.added} proposals added, {self.already_there} were there already, {self.ratings} ratings"
        for check in self.checks:
            yield f"  {'ok ' if check.as_expected else 'NOT'} {check.name}: {check.detail}"
        for note in self.notes:
            yield f"  {note}"
        for each in self.columns_left_out:
            yield f"  left out, column {each.column}: {each.reason}" + (
                f" ({each.shown})" if each.shown else ""
            )
        for each in self.rows_left_out[:SHOWN]:
            where = f"line {each.row}" + (f", column {each.column}" if each.column else "")
            yield f"  left out, {where}: {each.reason}" + (f" ({each.shown})" if each.shown else "")
        if len(self.rows_left_out) > SHOWN:
            yield f"  … and {len(self.rows_left_out) - SHOWN} more; all of them stand in the report"

    def save(self, path: Path) -> None:
        """As CSV (one line for each thing left out) or JSON, by the name of the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["row", "column", "reason", "shown"])
                for each in [*self.columns_left_out, *self.rows_left_out]:
                    writer.writerow([each.row or "", each.column, each.reason, each.shown])
        else:
            path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Job:
    """How the operator wants it. `by` is a person whose rights are asked for; None is the operator, who may."""

    process: Process | None = None
    on_bad: OnBad = "refuse"
    by: Any = None
    office: Office | None = None
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None


Source = TypeVar("Source")


def opened(
    path: Path,
    job: Job,
    report: Report,
    read: Callable[..., Source],
    stream: Callable[[Source], Iterable[Any]],
) -> Source:
    """What lies at `path`, its `stream` of votes not yet read. Refuses, with the line, what cannot be understood.

    Where a bad line refuses the whole, all of it is read once before anything is written: then nothing is left behind.
    """
    try:
        if job.on_bad == "refuse":
            for _row in stream(read()):
                pass
        return read(on_bad=job.on_bad, report=report.skip)
    except LineRefused as bad:
        raise CannotImport(f"{path.name}, {bad}") from None
    except FileNotFoundError as missing:
        raise CannotImport(str(missing)) from None


# Texts of files


def plain(text: str) -> str:
    """Without what PostgreSQL does not store and with one kind of line end."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def shortened(text: str, most: int = TITLE_LENGTH) -> str:
    """One line of at most `most` characters, cut between words.

    >>> shortened("Mehr Bäume am Weg", 12)
    'Mehr Bäume …'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1].rsplit(" ", 1)[0] if " " in line[: most - 1] else line[: most - 2]
    return f"{cut.rstrip(' ,;:–-')} …"


def first_lines(path: Path, n: int = 3) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return [line[:20_000] for line in islice(lines, n)]
    except UnicodeDecodeError:
        raise CannotImport(f"{path.name} is not UTF-8. Please save it as UTF-8.") from None


def lines_of(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from lines
    except UnicodeDecodeError as problem:
        raise CannotImport(
            f"{path.name} is not UTF-8 at byte {problem.start}. Please save it as UTF-8."
        ) from None


def slug_of(*parts: str) -> str:
    umlauts = str.maketrans(
        {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ł": "l", "Ł": "L"}
    )
    return slugify("-".join(part for part in parts if part).translate(umlauts))[:76].strip("-")


def voter_code(code: str) -> str:
    """A person's code as the number of a sheet; one that is too long becomes its digest, so that no two become one."""
    return code if len(code) <= SHEET_LENGTH else hashlib.blake2b(code.encode(), digest_size=18).hexdigest()


# The process

# Kept as the words of the city, so in German.
NOT_ASKED = "Der Prozess kommt aus einer Datei. Ob das vor seinem Start geprüft wurde, steht dort nicht."


@dataclass(frozen=True)
class Frame:
    """A process to be, as a file tells it."""

    slug: str
    basics: Basics
    terms: Terms
    access: Access
    phases: tuple[PhaseDraft, ...]
    categories: tuple[str, ...] = ()
    checks: Checks = field(default_factory=lambda: Checks(inherited(NOT_ASKED)))


def process_for(job: Job, prefix: str, frame: Frame) -> Process:
    """The process of an import: the one asked for, or the one that an earlier run began, or a new one, published at once.

    Everything that makes a process publishable is written in one transaction, so a run that was killed left either all or
    nothing of it. Refuses to mix with contributions that did not come from the same kind of file.
    """
    if job.by is not None:
        rules.require_may_enter(job.by)
    if job.process is not None:
        return job.process
    process = Process.objects.filter(slug=frame.slug).first()
    if process is not None:
        if Proposal.objects.filter(process=process).exclude(source__startswith=f"{prefix}:").exists():
            raise CannotImport(
                f"There is a process {frame.slug!r} with other proposals in it. Name one with --process, or finish that one under another address."
            )
        if not process.is_public and process.withdrawn_at is None:
            process = processes.publish_process(process=process, by=job.by)
        return process
    with transaction.atomic():
        office = (
            job.office
            or Office.objects.get_or_create(
                slug="import", defaults={"name": "Übernommene Daten", "short": "Import"}
            )[0]
        )
        process = processes.create_process(
            by=job.by, title=frame.basics.title, slug=frame.slug, office=office
        )
        basics = Basics(**{**frame.basics.__dict__, "office": office})
        for change in (basics, frame.terms, frame.access, frame.checks):
            process = processes.change_process(process=process, by=job.by, change=change)
        if process.slug != frame.slug:
            # A draft's address follows its title; this one must be found again by the next run.
            Process.objects.filter(pk=process.pk).update(slug=frame.slug)
            process.slug = frame.slug
        process = processes.set_phases(process=process, by=job.by, phases=frame.phases)
        ensure_categories(process, frame.categories, job)
        process = Process.objects.get(pk=process.pk)
        return processes.publish_process(process=process, by=job.by)


def ensure_categories(process: Process, names: Iterable[str], job: Job) -> dict[str, Category]:
    """The categories of the process by name, those of the file added at the end."""
    known = {row.name.casefold(): row for row in process.categories.all()}
    wanted = [name for name in dict.fromkeys(shortened(name, 80) for name in names) if name]
    fresh = [name for name in wanted if name.casefold() not in known]
    if fresh:
        kept = [CategoryDraft(row.name, row.pk) for row in process.categories.all()]
        processes.set_categories(
            process=process, by=job.by, categories=[*kept, *(CategoryDraft(name) for name in fresh)]
        )
        known = {row.name.casefold(): row for row in Category.objects.filter(process=process)}
    return known


def rating_phase_of(process: Process, method: str) -> Phase:
    """The phase that takes the ratings; refuses a process that is rated by another rule."""
    from mitwirken.formats.rating.registry import setup_of

    for phase in process.phases.order_by("-position", "-pk"):
        setup = setup_of(phase)
        if setup is not None and setup.method == method:
            return phase
    raise CannotImport(
        f"The process {process.slug!r} has no phase that is rated by {method!r}. Add one, or leave out --process."
    )


def finish(process: Process, outcome: Outcome, job: Job) -> None:
    """Closes it with its result, once: a later run does not overwrite what people corrected."""
    process = Process.objects.get(pk=process.pk)
    if process.finished_at is None and job.process is None:
        processes.finish_process(process=process, by=job.by, outcome=outcome)


# Proposals


@dataclass(frozen=True)
class Item:
    """One proposal of a file. `hide` keeps it out of sight, as it was where it comes from."""

    source: str
    clean: Clean
    at: datetime | None = None
    channel: str = Channel.ONLINE
    hide: bool = False


def put(
    process: Process, items: Iterable[Item], report: Report, job: Job, total: int | None = None
) -> dict[str, int]:
    """Puts the items into the list, each with a case for the city and an entry in search; gives the numbers by source.

    In transactions of a hundred. What an earlier run brought is recognised by its source and left as it is.
    """
    from mitwirken.ground.search.actions import remove

    from ..actions import hide_proposal

    known = dict(Proposal.objects.filter(process=process).exclude(source="").values_list("source", "pk"))
    stream, done = iter(items), 0
    while batch := list(islice(stream, BATCH)):
        with transaction.atomic():
            for item in batch:
                report.read += 1
                if item.source in known:
                    report.already_there += 1
                    continue
                row = submit_proposal(
                    process=process,
                    clean=item.clean,
                    channel=item.channel,
                    at=item.at,
                    source=item.source,
                    imported=True,
                )
                if item.hide:
                    hide_proposal(row, hidden=True)
                    remove(KIND, row.pk)
                known[item.source] = row.pk
                report.added += 1
        done += len(batch)
        job.progress("proposals", done, total)
    return known


def fitted(title: str, text: str) -> tuple[str, str, str]:
    """Title and text as they are kept here, and a word on what had to give: "" if nothing."""
    title, text, note = plain(title), plain(text), ""
    short = shortened(title)
    if short != " ".join(title.split()):
        note = "the title is shortened; all of it stands at the beginning of the text"
        text = f"{title}\n\n{text}".strip() if not text.startswith(title) else text
    text = text or title
    if len(text) > TEXT_LENGTH:
        note = f"the text of {len(text)} characters is cut at {TEXT_LENGTH}"
        text = text[: TEXT_LENGTH - 2].rsplit(" ", 1)[0] + " …"
    return short, text, note


def place_named(name: str) -> Place | None:
    if not name.strip():
        return None
    return (
        Place.objects.filter(slug=slug_of(name)).first()
        or Place.objects.filter(name__iexact=name.strip()).first()
    )


# Ratings


def put_ratings(
    phase: Phase,
    rows: Iterable[tuple[str, int, int]],
    report: Report,
    job: Job,
    channel: str = Channel.ONLINE,
) -> None:
    """Writes the ratings and their sums; started again it writes the same rows again and ends with the same sums."""

    def watched() -> Iterator[tuple[str, int, int]]:
        for done, row in enumerate(rows, 1):
            if done % 2000 == 0:
                job.progress("ratings", done, None)
            yield row

    report.ratings += import_ratings(phase=phase, kind=KIND, rows=watched(), channel=channel)
    job.progress("ratings", report.ratings, report.ratings)


def counted(phase: Phase, ids: Sequence[int]) -> Mapping[int, Counts]:
    return ratings.counts_of(phase, KIND, ids)


class Watch:
    """Seconds of a run."""

    def __init__(self, report: Report) -> None:
        self.report, self.start = report, time.monotonic()

    def stop(self, process: Process) -> Report:
        self.report.process = process.slug
        self.report.url = f"{settings.BASE_URL}{process.get_absolute_url()}"
        self.report.seconds = round(time.monotonic() - self.start, 1)
        return self.report


def past(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """A stretch of time that is over and longer than nothing, whatever the file says."""
    now = timezone.now() - timedelta(minutes=1)
    end = min(end, now) if end else now
    start = start if start and start < end else end - timedelta(days=1)
    return start, end


def refused(error: Refusal) -> CannotImport:
    return CannotImport(str(error))
