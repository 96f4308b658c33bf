# SPDX-License-Identifier: EUPL-1.2
"""Reads. What is hidden until the close is hidden here, so that no door can forget it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from mitwirken.civic.participation import queries as processes
from mitwirken.civic.participation.models import Phase
from mitwirken.ground.desk.roles import is_staff
from mitwirken.kernels.ranking import day_seed, draw_key_sql

from .models import Rating, Tally
from .registry import Candidates, Counts, Summary, candidates, method_named, setup_of


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


def candidates_of(phase: Any) -> Candidates | None:
    """What stands to be rated in the phase: the first registered kind that has rows there."""
    for each in candidates():
        if each.rows(phase).exists():
            return each
    return None


def phase_for_rating(pk: int) -> Phase | None:
    """A rated phase of a process within reach, with what a click needs to know of it. One query."""
    rows = Phase.objects.filter(pk=pk, process__in=processes.reachable())
    phase = rows.only("process_id", "verbs", "settings", "starts_at", "ends_at").order_by().first()
    return phase if phase is not None and setup_of(phase) is not None else None


def all_standing_in(phase: Any, kind: str) -> frozenset[int]:
    """The numbers of all that stands to be rated in the phase; none where no room says what does. One query."""
    for each in candidates():
        if each.kind == kind:
            return frozenset(each.rows(phase).order_by().values_list("pk", flat=True))
    return frozenset()


def in_fair_order(phase: Any, choice: Candidates) -> QuerySet[Any]:
    """What stands to be rated, in the draw of the day: the same for everybody, another one tomorrow."""
    rows = choice.rows(phase)
    table, column = rows.model._meta.db_table, rows.model._meta.pk.column
    seed = day_seed(f"rating:{phase.pk}", timezone.localdate())
    key = draw_key_sql(f'"{table}"."{column}"', seed, percent="%%")
    return rows.order_by(RawSQL(key, ()), "pk")  # noqa: S611 (column of the model, numbers of the seed)


def in_order_of_result(phase: Any, choice: Candidates) -> QuerySet[Any]:
    """What stands to be rated with `result_score` and `result_tie`, the winner first; what nobody rated has the
    score of nothing. Show it only when `results_open`."""
    setup = setup_of(phase)
    if setup is None:
        return choice.rows(phase).none()
    method, nothing = method_named(setup.method), Counts()
    rows: QuerySet[Any] = (
        choice.rows(phase)
        .annotate(
            result_score=Coalesce(
                score_of(phase, choice.kind), Value(method.score(nothing, setup), FloatField())
            ),
            result_tie=Coalesce(
                score_of(phase, choice.kind, field="tie"), Value(method.tie(nothing, setup), FloatField())
            ),
        )
        .order_by("-result_score", "-result_tie", "pk")
    )
    return rows


@dataclass(frozen=True)
class Line:
    """One line of the table of results."""

    rank: int
    row: Any
    number: Any
    summary: Summary


def ranked(phase: Any, choice: Candidates, rows: Iterable[Any], *, reader: Any = None) -> list[Line]:
    """A page of `in_order_of_result` with ranks; equals share one (1, 2, 2, 4). Two queries."""
    shown = list(rows)
    if not shown:
        return []
    found = summaries(phase, choice.kind, [row.pk for row in shown], reader=reader)
    first = shown[0]
    ahead = (
        in_order_of_result(phase, choice)
        .filter(
            Q(result_score__gt=first.result_score)
            | Q(result_score=first.result_score, result_tie__gt=first.result_tie)
        )
        .count()
    )
    # The page may begin in the middle of equals; those before it on the last page count into the next rank.
    place = (getattr(rows, "start_index", lambda: 1)()) - 1
    lines, rank, before = [], ahead + 1, (first.result_score, first.result_tie)
    for row in shown:
        place += 1
        if (row.result_score, row.result_tie) != before:
            rank, before = place, (row.result_score, row.result_tie)
        lines.append(Line(rank, row, getattr(row, choice.number), found[row.pk]))
    return lines


def counts_of(phase: Any, kind: str, ids: Iterable[int]) -> dict[int, Counts]:
    """The bare counts for exports, every id with an entry. Ask `results_open` first. One query."""
    wanted = list(ids)
    found = dict(
        tallies(phase).filter(subject_kind=kind, subject_id__in=wanted).values_list("subject_id", "counts")
    )
    return {pk: Counts.read(found.get(pk, {})) for pk in wanted}


def phases_for_entry(late: timedelta) -> list[Phase]:
    """Phases that are rated and for which sheets can be typed in now, the one that ends first first."""
    now = timezone.now()
    rows = Phase.objects.filter(starts_at__lte=now, ends_at__gt=now - late).select_related("process")
    return [
        phase for phase in rows.order_by("ends_at") if setup_of(phase) is not None and "rate" in phase.verbs
    ]


def handed_in(year: int) -> dict[str, int]:
    """How many came in during a year, by channel, for the figures at the desk. In one query."""
    rows = Rating.objects.filter(at__year=year, phase__process__practice=False)
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))


def has_rated(process: Any, person: Any) -> bool:
    """Whether the person has rated anything in the process."""
    return Rating.objects.filter(phase__process=process, person=person).exists()
