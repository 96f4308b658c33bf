# SPDX-License-Identifier: EUPL-1.2
"""Reads. What is hidden until the close is hidden here, so that no door can forget it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, FloatField, OuterRef, QuerySet, Subquery
from django.utils import timezone

from mitwirken.ground.desk.roles import is_staff

from .models import Rating, Tally
from .registry import Counts, Summary, method_named, setup_of


def is_closed_book(phase: Any, now: datetime | None = None) -> bool:
    """Whether results are out of the public's sight now: so set, and the phase has not ended."""
    setup = setup_of(phase)
    return setup is not None and setup.hidden_until_close and (now or timezone.now()) < phase.ends_at


def results_open(phase: Any, reader: Any = None) -> bool:
    """Whether `reader` (None: the public) may see how things stand. Staff may, early. Asks for roles only if it must."""
    return not is_closed_book(phase) or is_staff(reader)


def tallies(phase: Any) -> QuerySet[Tally]:
    """The sums of a phase by its present rule. Not for showing: ask `summaries` or `results_open` first."""
    setup = setup_of(phase)
    return Tally.objects.filter(phase=phase, method=setup.method if setup else "")


def summary_of(phase: Any, tally: Tally | None, *, early: bool = False) -> Summary:
    """One subject's sums as they are shown; nobody rated yet when there is no tally."""
    setup = setup_of(phase)
    if setup is None:
        return Summary(method="")
    method = method_named(setup.method)
    counts = Counts.read(tally.counts) if tally is not None else Counts()
    summary = method.summarise(counts, setup)
    if early:
        return Summary(**(summary.__dict__ | {"early": True}))
    return summary


def summaries(phase: Any, kind: str, ids: Iterable[int], *, reader: Any = None) -> dict[int, Summary]:
    """How the subjects of one kind stand in `phase`, every id with an entry. One query (none while hidden).

    Hidden ones say so and carry no figure. `reader` is the person who looks; staff see them early. A phase
    without rating gives an empty dict.
    """
    wanted = list(ids)
    setup = setup_of(phase)
    if setup is None or not wanted:
        return {}
    closed = is_closed_book(phase)
    if closed and not is_staff(reader):
        return dict.fromkeys(wanted, Summary(method=setup.method, hidden=True))
    found = {row.subject_id: row for row in tallies(phase).filter(subject_kind=kind, subject_id__in=wanted)}
    return {pk: summary_of(phase, found.get(pk), early=closed) for pk in wanted}


def own(person: Any, phase: Any, kind: str, ids: Iterable[int] | None = None) -> dict[int, int]:
    """What the person gave, by subject; all of the phase without `ids`. One query (none for a stranger)."""
    setup = setup_of(phase)
    if setup is None or not getattr(person, "is_authenticated", False):
        return {}
    rows = Rating.objects.filter(phase=phase, person=person, subject_kind=kind, method=setup.method)
    if ids is not None:
        rows = rows.filter(subject_id__in=list(ids))
    return dict(rows.values_list("subject_id", "value"))


def score_of(phase: Any, kind: str, *, of: str = "pk", field: str = "score") -> Subquery:
    """The score (or `tie`) as a column for sorting a queryset of subjects: `.annotate(score=score_of(...))`.

    NULL where nobody rated. Sort publicly by it only when `results_open(phase)`.
    """
    rows = tallies(phase).filter(subject_kind=kind, subject_id=OuterRef(of)).values(field)[:1]
    return Subquery(rows, output_field=FloatField())


def turnout(phase: Any) -> dict[str, int]:
    """How many people and sheets took part, by channel: no result, so it is never hidden. One query."""
    rows = (
        Rating.objects.filter(phase=phase)
        .order_by()
        .values("channel")
        .annotate(people=Count("person", distinct=True), sheets=Count("sheet", distinct=True))
    )
    return {row["channel"]: n for row in rows if (n := row["people"] + row["sheets"])}
