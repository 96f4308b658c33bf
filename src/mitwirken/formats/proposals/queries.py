# SPDX-License-Identifier: EUPL-1.2
"""Reads: each loads all that its page shows, in a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.civic.participation import queries as processes
from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.places.models import Place
from mitwirken.formats.deliberation import queries as arguments
from mitwirken.formats.deliberation.models import Argument
from mitwirken.formats.rating import queries as ratings
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.notifications import Followed
from mitwirken.kernels import ranking, similarity

from .models import Draft, Proposal

PAGE = 20
KIND = "proposal"


def public(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What everybody may see: of a published process, neither hidden nor withdrawn. Merged ones stay readable."""
    return rows.filter(process__published_at__isnull=False, hidden_at=None, withdrawn_at=None)


def reachable(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What whoever has the address may see: the public ones, and those of a process to practise in."""
    return rows.filter(
        Q(process__published_at__isnull=False) | Q(process__practice=True), hidden_at=None, withdrawn_at=None
    )


def public_process(slug: str) -> Process | None:
    """The published process with what every page of its proposals shows."""
    return _with_all(processes.public().filter(slug=slug))


def reachable_process(slug: str) -> Process | None:
    """The same for pages: also the one to practise in."""
    return _with_all(processes.reachable().filter(slug=slug))


def collecting() -> list[Process]:
    """Public processes in which proposals can be submitted now, the one that ends first first."""
    now = timezone.now()
    rows = processes.public().filter(phases__starts_at__lte=now, phases__ends_at__gt=now).distinct()
    found = [
        process
        for process in rows.prefetch_related("phases")
        if any("propose" in phase.verbs and phase.is_open(now) for phase in process.phases.all())
    ]
    return sorted(found, key=lambda process: (process.ends_at is None, process.ends_at, process.pk))


def _with_all(rows: QuerySet[Process]) -> Process | None:
    return rows.select_related("topic").prefetch_related("phases", "categories").first()


def listed(process: Process) -> QuerySet[Proposal]:
    """What lists and counts show of a process: within reach and not gone into another one."""
    return reachable(Proposal.objects.filter(process=process)).filter(merged_into=None)


def phases(process: Process) -> list[Phase]:
    """The phases of the process in which proposals are the format; loaded once a process object."""
    kept: list[Phase] | None = getattr(process, "_proposal_phases", None)
    if kept is None:
        kept = [phase for phase in process.phases.all() if phase.format == "proposals"]
        for phase in kept:
            phase.process = process
        process._proposal_phases = kept  # type: ignore[attr-defined]
    return kept


def phase_now(process: Process) -> Phase | None:
    """The phase that says what can be done with proposals: the open one, else the last that ended, else the next."""
    now = timezone.now()
    all_of_them = phases(process)
    running = [phase for phase in all_of_them if phase.is_open(now)]
    if running:
        return max(running, key=lambda phase: (len(phase.verbs), phase.position))
    past = [phase for phase in all_of_them if phase.ends_at <= now]
    if past:
        return max(past, key=lambda phase: phase.ends_at)
    return min(all_of_them, key=lambda phase: phase.starts_at, default=None)


def rating_phase(process: Process) -> Phase | None:
    """The phase whose ratings are shown: an open one with a rule, else the last that had one, else the next."""
    now = timezone.now()
    rated = [phase for phase in phases(process) if phase.setting("rating")]
    running = [phase for phase in rated if phase.is_open(now)]
    if running:
        return max(running, key=lambda phase: phase.position)
    past = [phase for phase in rated if phase.ends_at <= now]
    if past:
        return max(past, key=lambda phase: phase.ends_at)
    return min(rated, key=lambda phase: phase.starts_at, default=None)


@dataclass(frozen=True)
class Filters:
    """What narrows and orders a list; every one of them stands in the address."""

    category: int | None = None
    place: int | None = None
    status: str = ""
    text: str = ""
    channel: str = ""
    order: str = "fair"


@dataclass(frozen=True)
class Card:
    """A proposal as a list shows it."""

    proposal: Proposal
    status: str
    arguments: int
    rating: Any
    picture: Any = None

    @property
    def excerpt(self) -> str:
        text = self.proposal.text
        return text if len(text) <= 180 else text[:180].rsplit(" ", 1)[0] + " …"

    @property
    def arguments_in_words(self) -> str:
        return ngettext("%(n)d Beitrag", "%(n)d Beiträge", self.arguments) % {"n": self.arguments}


@dataclass(frozen=True)
class Answered:
    """A proposal with the city's last word on it."""

    proposal: Proposal
    status: str
    office: str
    at: Any
    excerpt: str


@dataclass(frozen=True)
class Listing:
    """One page of a list. `page` is Django's, for the links to the other pages."""

    cards: Sequence[Card]
    page: Page[Proposal]
    filters: Filters

    @property
    def total(self) -> int:
        return self.page.paginator.count


def day_seed(day: date | None = None) -> int:
    """The seed of a day's order. The same for everybody, so that pages fit together and can be kept as bytes."""
    return (day or timezone.localdate()).toordinal()


def in_order(rows: QuerySet[Proposal], order: str, rating: Phase | None) -> QuerySet[Proposal]:
    if order == "newest":
        return rows.order_by("-created_at", "-pk")
    if order == "discussed":
        count = (
            Argument.objects.filter(subject_kind=KIND, subject_id=models.OuterRef("pk"), hidden_at=None)
            .order_by()
            .values("subject_id")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return rows.annotate(talk=models.Subquery(count)).order_by(
            models.F("talk").desc(nulls_last=True), "-pk"
        )
    if order == "rated" and rating is not None and ratings.results_open(rating):
        scored = rows.annotate(
            score=ratings.score_of(rating, KIND), tie=ratings.score_of(rating, KIND, field="tie")
        )
        return scored.order_by(
            models.F("score").desc(nulls_last=True), models.F("tie").desc(nulls_last=True), "pk"
        )
    table = Proposal._meta.db_table
    draw = RawSQL(ranking.draw_key_sql(f'"{table}"."id"', day_seed(), percent="%%"), ())  # noqa: S611
    return rows.order_by(draw, "pk")


def narrowed(rows: QuerySet[Proposal], filters: Filters) -> QuerySet[Proposal]:
    if filters.category:
        rows = rows.filter(category_id=filters.category)
    if filters.place:
        rows = rows.filter(Q(place_id=filters.place) | Q(place__parent_id=filters.place))
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.status:
        rows = rows.filter(pk__in=cases.subjects_with(KIND, filters.status))
    if filters.text:
        rows = rows.filter(pk__in=matching_ids(rows, filters.text))
    return rows


def listing(process: Process, filters: Filters, page: str = "1") -> Listing:
    """A page of the process's proposals. Any page number is answered; one too far leads to the last."""
    rating = rating_phase(process)
    ordered = in_order(narrowed(listed(process), filters), filters.order, rating)
    found = Paginator(ordered.select_related("category", "place", "author"), PAGE).get_page(page)
    rows = list(found.object_list)
    for proposal in rows:
        proposal.process = process
    return Listing(cards=cards(rows, rating), page=found, filters=filters)


def cards(found: Sequence[Proposal], rating: Phase | None) -> list[Card]:
    ids = [proposal.pk for proposal in found]
    statuses = cases.statuses(KIND, ids)
    talk = arguments.counts(KIND, ids)
    summaries = ratings.summaries(rating, KIND, ids) if rating else {}
    pictures: dict[int, Any] = {}
    for link in (
        Proposal.pictures.through.objects.filter(proposal_id__in=ids)
        .select_related("picture")
        .order_by("-pk")
    ):
        pictures[link.proposal_id] = link.picture
    return [
        Card(
            proposal=proposal,
            status=statuses.get(proposal.pk, "eingegangen"),
            arguments=talk[proposal.pk].total if proposal.pk in talk else 0,
            rating=summaries.get(proposal.pk),
            picture=pictures.get(proposal.pk),
        )
        for proposal in found
    ]


def on_map(process: Process, filters: Filters) -> list[Proposal]:
    """All proposals that match and have a point, with what a marker shows."""
    rows = narrowed(listed(process), filters).filter(latitude__isnull=False)
    shown = ("pk", "title", "latitude", "longitude", "process_id", "place__name")
    found = list(rows.select_related("place").only(*shown).order_by("pk"))
    for proposal in found:
        proposal.process = process
    return found


def one_light(number: int) -> Proposal | None:
    """The row with its process and phases, for a page whose text is kept as a piece. Two queries."""
    return (
        reachable(Proposal.objects.filter(pk=number))
        .select_related("process")
        .prefetch_related("process__phases")
        .first()
    )


def one_reachable(number: int) -> Proposal | None:
    """A proposal with all that its pages show."""
    return _whole(reachable(Proposal.objects.filter(pk=number)))


def one_public(number: int) -> Proposal | None:
    return _whole(public(Proposal.objects.filter(pk=number)))


def _whole(rows: QuerySet[Proposal]) -> Proposal | None:
    return (
        rows.select_related(
            "process", "process__topic", "category", "place", "author", "merged_into", "merged_into__process"
        )
        .prefetch_related("pictures", "process__phases", "merged__author")
        .first()
    )


# --- similar ones -------------------------------------------------------------------------------------------------

_prepared: dict[int, tuple[tuple[Any, ...], similarity.Index[int]]] = {}


def _candidates(process_id: int) -> similarity.Index[int]:
    """Prepared texts of a process, kept in this process's memory as long as nothing was added or changed."""
    rows = Proposal.objects.filter(process_id=process_id, hidden_at=None, withdrawn_at=None)
    mark = tuple(
        rows.aggregate(
            n=Count("pk"), newest=models.Max("pk"), edit=models.Max("edited_at"), v=models.Sum("version")
        ).values()
    )
    kept = _prepared.get(process_id)
    if kept is None or kept[0] != mark:
        texts = {
            pk: similarity.prepare(title, text) for pk, title, text in rows.values_list("pk", "title", "text")
        }
        if len(_prepared) > 20:
            _prepared.clear()
        _prepared[process_id] = kept = (mark, similarity.arrange(texts))
    return kept[1]


def similar_to(
    process: Process, title: str, text: str = "", *, limit: int = 5, but: int | None = None
) -> list[Proposal]:
    """Proposals of the process that say something near, nearest first. Compounds, umlauts and typos are forgiven."""
    if len(title.strip()) < 4:
        return []
    found_ids = similarity.most_similar(title, _candidates(process.pk), limit=limit + 1, at_least=0.4)
    ids = [pk for pk, _score in found_ids if pk != but][:limit]
    rows = Proposal.objects.in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows]
    for proposal in found:
        proposal.process = process
    return found


def matching_ids(rows: QuerySet[Proposal], text: str) -> list[int]:
    """Numbers of the rows in which the words are found, with umlauts, compounds and small typos forgiven."""
    process_ids = set(rows.order_by().values_list("process_id", flat=True).distinct())
    found: list[int] = []
    for process_id in process_ids:
        found += [
            pk
            for pk, _score in similarity.most_similar(text, _candidates(process_id), limit=1000, at_least=0.3)
        ]
    return found


# --- drafts, places, desk -----------------------------------------------------------------------------------------


def draft_with_key(key: str) -> Draft | None:
    return (
        Draft.objects.select_related("process")
        .prefetch_related("pictures", "process__phases")
        .filter(key=key)
        .first()
    )


def drafts_of(person: Any, process: Process | None = None) -> QuerySet[Draft]:
    rows = (
        Draft.objects.filter(person=person, proposal=None).select_related("process").order_by("-updated_at")
    )
    return rows.filter(process=process) if process else rows


def choosable_places(process: Process) -> QuerySet[Place]:
    """The districts of the process and their parts; all of them for a process of the whole city."""
    own = list(process.places.values_list("pk", flat=True))
    rows = Place.objects.select_related("parent").order_by("parent__name", "name")
    return rows.filter(Q(pk__in=own) | Q(parent_id__in=own)) if own else rows


def counts(process_ids: Iterable[int]) -> dict[int, int]:
    """Number of listed proposals per process, in one query."""
    rows = (
        reachable(Proposal.objects.filter(process_id__in=list(process_ids), merged_into=None))
        .order_by()
        .values("process_id")
        .annotate(n=Count("pk"))
    )
    return {row["process_id"]: row["n"] for row in rows}


def candidates(phase: Any) -> QuerySet[Proposal]:
    """The proposals that stand to be rated in a phase."""
    return reachable(Proposal.objects.filter(process_id=phase.process_id, merged_into=None)).select_related(
        "process"
    )


def of_person(person: Any) -> list[tuple[str, str, Any]]:
    """Title, address and time of what the person proposed, for the account page."""
    rows = (
        Proposal.objects.filter(author=person, withdrawn_at=None, process__practice=False)
        .select_related("process")
        .order_by("-created_at")
    )
    return [(row.title, row.get_absolute_url(), row.created_at) for row in rows]


def followed(number: int) -> Followed | None:
    """What the topic `proposal:NUMBER` is called."""
    row = public(Proposal.objects.filter(pk=number)).select_related("process").first()
    return Followed(row.title, row.get_absolute_url(), _("Vorschlag")) if row else None


def lately_answered(at_most: int = 3) -> list[Answered]:
    """The proposals that the city decided about and answered last, newest first. Two queries."""
    answers = cases.latest_answers(KIND, at_most * 3)
    rows = public(Proposal.objects.filter(pk__in=[answer.subject_id for answer in answers])).select_related(
        "process"
    )
    by_pk = {row.pk: row for row in rows}
    found = []
    for answer in answers:
        row = by_pk.get(answer.subject_id)
        if row is not None:
            text = answer.text if len(answer.text) <= 200 else answer.text[:200].rsplit(" ", 1)[0] + " …"
            found.append(Answered(row, answer.status, answer.office, answer.published_at, text))
    return found[:at_most]


def newest_in_place(place: Place, at_most: int = 6) -> list[Card]:
    """The newest proposals of a district with its parts, of all processes."""
    rows = (
        public(Proposal.objects.filter(Q(place=place) | Q(place__parent=place), merged_into=None))
        .select_related("process", "category", "place", "author")
        .order_by("-created_at", "-pk")[:at_most]
    )
    return cards(list(rows), None)


LATELY = 100
"""So many of the newest are compared: a flood must not make writing slow."""


def written_lately(author: Any, *, besides: int) -> tuple[list[str], list[str]]:
    """What the author wrote in the last seven days, and others in the last day. Two queries; none without an author."""
    if author is None:
        return [], []
    now = timezone.now()
    rows = Proposal.objects.exclude(pk=besides).order_by("-pk").values_list("title", "text", "created_at")
    own = rows.filter(author=author)[:20]
    others = rows.exclude(author=author)[:LATELY]
    return (
        [f"{title}\n{text}" for title, text, at in own if at > now - timedelta(days=7)],
        [f"{title}\n{text}" for title, text, at in others if at > now - timedelta(days=1)],
    )


def handed_in(year: int) -> dict[str, int]:
    """How many came in during a year, by channel, for the figures at the desk. In one query."""
    rows = Proposal.objects.filter(created_at__year=year, process__practice=False)
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))


def has_proposed(process: Process, person: Any) -> bool:
    """Whether the person has a proposal in the process."""
    return Proposal.objects.filter(process=process, author=person).exists()
