# SPDX-License-Identifier: EUPL-1.2
"""A participatory budget in Pabulib's format becomes a finished process, its projects proposals, its ballots support."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from mitwirken.civic.participation.drafts import Access, Basics, Outcome, PhaseDraft, Terms
from mitwirken.civic.participation.models import Influence
from mitwirken.kernels import pabulib
from mitwirken.kernels.pabulib import Project

from ..actions import Clean
from .frame import (
    Check,
    Frame,
    Item,
    Job,
    Report,
    Watch,
    counted,
    ensure_categories,
    finish,
    fitted,
    lines_of,
    opened,
    past,
    plain,
    process_for,
    put,
    put_ratings,
    rating_phase_of,
    shortened,
    slug_of,
    voter_code,
)

PREFIX = "pabulib"
METHOD = "support"
_DAYS = (
    (re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"), "d.m.y"),
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), "y-m-d"),
    (re.compile(r"(?P<m>\d{1,2})\.(?P<y>\d{4})"), "m.y"),
    (re.compile(r"(?P<y>\d{4})"), "y"),
)


def day_of(text: str, *, last: bool = False) -> date | None:
    """A day as META writes it; of a month or a year the first, or with `last` the last.

    >>> day_of("01.09.2020"), day_of("2018", last=True), day_of("soon")
    (datetime.date(2020, 9, 1), datetime.date(2018, 12, 31), None)
    """
    for pattern, _form in _DAYS:
        found = pattern.fullmatch(text.strip())
        if not found:
            continue
        parts = found.groupdict()
        year, month, day = int(parts["y"]), int(parts.get("m") or (12 if last else 1)), parts.get("d")
        try:
            if day:
                return date(year, month, int(day))
            return (
                (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))
                if last
                else date(year, month, 1)
            )
        except ValueError:
            return None
    return None


def _moment(day: date | None, *, end: bool = False) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1 if end else 0), time.min, timezone.get_current_timezone())


def _money(amount: int | str, currency: str) -> str:
    if isinstance(amount, int):
        return f"{amount:,}".replace(",", ".") + f" {currency}"
    return f"{amount} {currency}"


def frame_of(meta: Mapping[str, str], projects: tuple[Project, ...], path: Path) -> Frame:
    """The process as META tells it."""
    where = meta.get("unit", "")
    part = meta.get("subunit") or meta.get("district") or ""
    instance = meta.get("instance", "")
    currency = meta.get("currency", "EUR")
    name = meta.get("description") or f"Bürgerhaushalt {where} {part}".strip() or path.stem
    title = shortened(name if not instance or instance in name else f"{name} ({instance})", 140)
    start, end = past(
        _moment(day_of(meta.get("date_begin", "") or instance)),
        _moment(day_of(meta.get("date_end", "") or instance, last=True), end=True),
    )
    budget = _budget(meta)
    words = f"{_money(budget, currency)}" if budget is not None else meta.get("budget", "unbekannt")
    facts = [
        f"{len(projects)} Vorschläge standen zur Abstimmung.",
        f"Stimmen gaben {meta['num_votes']} Menschen ab." if meta.get("num_votes") else "",
        f"Art der Abstimmung: {meta['vote_type']}." if meta.get("vote_type") else "",
    ]
    source = "Diese Angaben stammen aus einer Datei im Format von Pabulib (pabulib.org). " + plain(
        meta.get("comment", "")
    )
    return Frame(
        slug=slug_of("pb", where, part if part != where else "", instance)
        if where
        else slug_of("pb", path.stem),
        basics=Basics(
            title=title,
            question="Welche Vorschläge sollen mit dem gemeinsamen Geld verwirklicht werden?",
            summary=shortened(f"{name}. " + " ".join(fact for fact in facts if fact), 590),
            body="\n\n".join([" ".join(fact for fact in facts if fact), source.strip()]),
            audience="",
        ),
        terms=Terms(
            influence=Influence.CO_DECISION,
            fixed=f"Das Budget: {words}. Alle Beträge sind in {currency}."
            if currency != "EUR"
            else f"Das Budget: {words}.",
            open="Welche Vorschläge verwirklicht werden.",
            decided_by=shortened(f"Die Menschen in {part or where or 'der Stadt'} mit ihrer Abstimmung", 200),
            decided_on=timezone.localdate(end - timedelta(seconds=1)),
        ),
        access=Access(
            without_net="Diese Beteiligung ist abgeschlossen. Es wurde aus einer Datei übernommen.",
            contact="",
        ),
        phases=(
            PhaseDraft(
                title="Abstimmung",
                format="proposals",
                starts_at=start,
                ends_at=end,
                text="Jede Person konnte mehrere Vorschläge unterstützen.",
                verbs=("rate",),
                settings={"rating": METHOD, "ask_for_cost": True},
            ),
        ),
        categories=tuple(project.category[0] for project in projects if project.category),
    )


def _budget(meta: Mapping[str, str]) -> int | None:
    try:
        return pabulib.amount(meta.get("budget", ""))
    except ValueError:
        return None


def item_of(
    project: Project, currency: str, at: datetime, categories: Mapping[str, Any], report: Report, number: int
) -> Item:
    name = project.name or f"Vorschlag {project.id}"
    about = [
        f"Kosten laut Datei: {_money(project.cost, currency)}.",
        f"Themen: {', '.join(project.category)}." if project.category else "",
        f"Für: {', '.join(project.target)}." if project.target else "",
        {1: "In der Abstimmung ausgewählt.", 0: "In der Abstimmung nicht ausgewählt."}.get(
            -1 if project.selected is None else min(project.selected, 1), ""
        ),
    ]
    title, text, note = fitted(name, "\n".join(line for line in about if line))
    if note:
        report.notes.append(f"project {project.id}: {note}")
    first = shortened(project.category[0], 80).casefold() if project.category else ""
    return Item(
        source=f"{PREFIX}:{project.id}"[:120],
        clean=Clean(
            title=title,
            text=text,
            category=categories.get(first),
            latitude=project.latitude if project.longitude is not None else None,
            longitude=project.longitude if project.latitude is not None else None,
            cost=project.cost,
        ),
        at=at,
    )


def take(path: Path, job: Job) -> Report:
    """Takes the file over: process, projects, ballots; compares the votes with those the file states."""
    report = Report(source=path.name, format=PREFIX)
    watch = Watch(report)
    election = opened(
        path,
        job,
        report,
        lambda **how: pabulib.read(lines_of(path), **how),
        lambda file: file.ballots,
    )
    meta, projects = election.meta, election.projects
    currency = meta.get("currency", "EUR")
    process = process_for(job, PREFIX, frame_of(meta, projects, path))
    phase = rating_phase_of(process, METHOD)
    categories = ensure_categories(
        process, (project.category[0] for project in projects if project.category), job
    )
    at = phase.starts_at
    items = (
        item_of(project, currency, at, categories, report, number) for number, project in enumerate(projects)
    )
    numbers = put(process, items, report, job, total=len(projects))
    ids = {project.id: numbers[f"{PREFIX}:{project.id}"[:120]] for project in projects}
    voters = 0

    def rows() -> Iterator[tuple[str, int, int]]:
        nonlocal voters
        for ballot in election.ballots:
            voters += 1
            code = voter_code(ballot.voter)
            for choice in ballot.choices:
                yield code, ids[choice], 1

    put_ratings(phase, rows(), report, job)
    if meta.get("vote_type") not in (None, "approval"):
        report.notes.append(
            f"the ballots are of the type {meta['vote_type']}: what somebody named counts as support, points and order are left out"
        )
    if currency != "EUR":
        report.notes.append(f"all amounts are in {currency}; they are not converted")
    _compare(report, phase, projects, ids, voters, meta)
    _conclude(process, projects, meta, voters, job)
    return watch.stop(process)


def _compare(
    report: Report,
    phase: Any,
    projects: tuple[Project, ...],
    ids: Mapping[str, int],
    voters: int,
    meta: Mapping[str, str],
) -> None:
    counts = counted(phase, list(ids.values()))
    stated = [project for project in projects if project.votes is not None]
    other = [
        (project, counts[ids[project.id]].ratings)
        for project in stated
        if counts[ids[project.id]].ratings != project.votes
    ]
    shown = "; ".join(
        f"{project.id}: {found} here, {project.votes} in the file" for project, found in other[:10]
    )
    report.checks.append(
        Check(
            "votes",
            not other,
            f"{len(stated) - len(other)} of {len(stated)} proposals have as many as the file says"
            + (f" ({shown})" if shown else ""),
        )
    )
    if meta.get("num_votes", "").isdigit():
        report.checks.append(
            Check(
                "people",
                voters == int(meta["num_votes"]),
                f"{voters} ballots, the file says {meta['num_votes']}",
            )
        )


def _conclude(
    process: Any, projects: tuple[Project, ...], meta: Mapping[str, str], voters: int, job: Job
) -> None:
    currency = meta.get("currency", "EUR")
    chosen = sorted((p for p in projects if p.selected), key=lambda p: -(p.votes or 0))
    if chosen:
        result = (
            f"{voters} Menschen haben abgestimmt. Ausgewählt wurden {len(chosen)} von {len(projects)} Vorschlägen:\n\n"
            + "\n\n".join(
                f"{p.name or p.id}: {_money(p.cost, currency)}"
                + (f", {p.votes} Stimmen" if p.votes is not None else "")
                for p in chosen
            )
        )
        decision = f"{len(chosen)} Vorschläge für zusammen {_money(sum(p.cost for p in chosen), currency)}."
    else:
        result = f"{voters} Menschen haben über {len(projects)} Vorschläge abgestimmt. Welche ausgewählt wurden, steht nicht in der Datei."
        decision = "Steht nicht in der Datei."
    reason = (
        f"Regel laut Datei: {meta['rule']}." if meta.get("rule") else "Die Regel steht nicht in der Datei."
    )
    finish(process, Outcome(result=result, decision=decision, reason=reason), job)
