# SPDX-License-Identifier: EUPL-1.2
"""Reads. What stands on a page comes with a fixed number of queries, however much was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels.ranking import day_seed, draw_key_sql

from .models import TOP, Argument, Helpful, Kind

PAGE_SIZE = 30
REPLIES_SHOWN = 5
"""Under an argument in a list; the rest stands on the argument's own page."""

FAIR, NEWEST, HELPFUL = "fair", "neu", "hilfreich"
ORDERS = {FAIR: _("ausgelost"), NEWEST: _("neueste zuerst"), HELPFUL: _("hilfreichste zuerst")}


@dataclass(frozen=True)
class Counts:
    """How many arguments of each kind stand on a subject, replies not counted."""

    pro: int = 0
    contra: int = 0
    question: int = 0

    @property
    def total(self) -> int:
        return self.pro + self.contra + self.question


@dataclass
class Voice:
    """An argument as a page shows it, with its first replies."""

    argument: Argument
    mine: bool = False
    marked: bool = False
    replies: list[Voice] = field(default_factory=list)
    foot: str = ""
    """In a kept panel what stands here for the line under the argument, which differs from reader to reader."""

    @property
    def more_replies(self) -> int:
        return max(0, self.argument.reply_count - len(self.replies))


@dataclass(frozen=True)
class Section:
    """One side of the discussion: all of it counted, the first page of it shown."""

    kind: Kind
    total: int
    voices: list[Voice]

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.voices))


def seen(rows: QuerySet[Argument]) -> QuerySet[Argument]:
    """What stands on pages: not hidden; withdrawn only where replies hang on it."""
    return rows.filter(hidden_at=None).filter(Q(withdrawn_at=None) | Q(reply_count__gt=0))


def public(rows: QuerySet[Argument]) -> QuerySet[Argument]:
    """What can be read by everybody: neither it nor what it replies to is hidden, and it was not withdrawn."""
    return rows.filter(hidden_at=None, withdrawn_at=None).exclude(parent__hidden_at__isnull=False)


def said_about(kind: str, pk: int) -> QuerySet[Argument]:
    return seen(Argument.objects.filter(subject_kind=kind, subject_id=pk, kind__in=TOP))


def clean_order(raw: str | None) -> str:
    return raw if raw in ORDERS else FAIR


def in_order(kind: str, pk: int, order: str) -> list[Any]:
    """Sorting keys. The fair one is drawn anew every day, the same for everybody; ties fall back on it."""
    seed = day_seed(f"{kind}-{pk}", timezone.localdate())
    key = draw_key_sql('"deliberation_argument"."id"', seed, percent="%%")
    drawn = RawSQL(key, ())  # noqa: S611 (a fixed column, numbers of the seed)
    orders: dict[str, list[Any]] = {
        FAIR: [drawn],
        NEWEST: [F("created_at").desc(), F("id").desc()],
        HELPFUL: [F("helpful_count").desc(), drawn],
    }
    return orders[order]


def counts(kind: str, ids: Iterable[int]) -> dict[int, Counts]:
    """The counts of the subjects of one kind, every id with an entry. One query."""
    wanted = list(ids)
    found: dict[int, dict[str, int]] = {pk: {} for pk in wanted}
    if wanted:
        rows = (
            Argument.objects.filter(
                subject_kind=kind, subject_id__in=wanted, kind__in=TOP, hidden_at=None, withdrawn_at=None
            )
            .order_by()
            .values_list("subject_id", "kind")
            .annotate(n=Count("pk"))
        )
        for subject_id, which, n in rows:
            found[subject_id][which] = n
    return {
        pk: Counts(pro=n.get(Kind.PRO, 0), contra=n.get(Kind.CONTRA, 0), question=n.get(Kind.QUESTION, 0))
        for pk, n in found.items()
    }


def sections(kind: str, pk: int, order: str, reader: Any) -> list[Section]:
    """Both sides and the questions, each with its first page. At most four queries."""
    rows = said_about(kind, pk)
    totals = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    tops: list[Argument] = []
    if totals:
        keys = in_order(kind, pk, order)
        tops = list(
            rows.annotate(place=Window(RowNumber(), partition_by=["kind"], order_by=keys))
            .filter(place__lte=PAGE_SIZE)
            .select_related("author", "office")
            .order_by("place")
        )
    by_kind: dict[str, list[Voice]] = {}
    for voice in voices(tops, reader):
        by_kind.setdefault(voice.argument.kind, []).append(voice)
    return [Section(each, totals.get(each, 0), by_kind.get(each, [])) for each in TOP]


def voices(tops: Iterable[Argument], reader: Any) -> list[Voice]:
    """Arguments with their first replies and what is the reader's own. At most two queries."""
    shown = [Voice(each, mine=_mine(each, reader)) for each in tops]
    with_replies = {voice.argument.pk: voice for voice in shown if voice.argument.reply_count}
    if with_replies:
        for reply in (
            Argument.objects.filter(parent__in=with_replies, hidden_at=None, withdrawn_at=None)
            # The city's answer must not drown among many replies.
            .annotate(
                place=Window(
                    RowNumber(),
                    partition_by=["parent_id"],
                    order_by=[F("is_city").desc(), F("created_at"), F("id")],
                )
            )
            .filter(place__lte=REPLIES_SHOWN)
            .select_related("author", "office")
            .order_by("parent_id", "place")
        ):
            with_replies[reply.parent_id or 0].replies.append(Voice(reply, mine=_mine(reply, reader)))
    everything = {each.argument.pk: each for voice in shown for each in (voice, *voice.replies)}
    for pk in marks_of(reader, everything):
        everything[pk].marked = True
    return shown


def marks_of(reader: Any, arguments: Iterable[int]) -> frozenset[int]:
    """Which of the arguments the reader marked as helpful. One query, none for a stranger."""
    if not getattr(reader, "is_authenticated", False):
        return frozenset()
    rows = Helpful.objects.filter(person=reader, argument__in=list(arguments))
    return frozenset(rows.values_list("argument_id", flat=True))


def _mine(argument: Argument, reader: Any) -> bool:
    return argument.author_id is not None and argument.author_id == getattr(reader, "pk", None)


def one_side(kind: str, pk: int, which: str, order: str) -> QuerySet[Argument]:
    """All of one side in order, for paging."""
    rows = said_about(kind, pk).filter(kind=which).select_related("author", "office")
    return rows.order_by(*in_order(kind, pk, order))


def place_of(argument: Argument) -> int:
    """How many stand before it on its side in today's fair order: leads a permalink to the right page. One query."""
    rows = list(
        one_side(argument.subject_kind, argument.subject_id, argument.kind, FAIR).values_list("pk", flat=True)
    )
    return rows.index(argument.pk) if argument.pk in rows else 0


def replies_to(argument: Argument) -> QuerySet[Argument]:
    """All replies, oldest first, for the argument's own page."""
    rows = argument.replies.filter(hidden_at=None, withdrawn_at=None).select_related("author", "office")
    return rows.order_by("created_at", "pk")


LATELY = 100
"""So many of the newest are compared: a flood must not make writing slow."""


def written_lately(author: Any, *, besides: int) -> tuple[list[str], list[str]]:
    """What the author wrote in the last seven days, and others in the last day. Two queries; none without an author."""
    if author is None:
        return [], []
    now = timezone.now()
    rows = Argument.objects.exclude(pk=besides).order_by("-pk").values_list("text", "created_at")
    own, others = rows.filter(author=author)[:20], rows.exclude(author=author)[:LATELY]
    return (
        [text for text, at in own if at > now - timedelta(days=7)],
        [text for text, at in others if at > now - timedelta(days=1)],
    )


def handed_in(year: int) -> dict[str, int]:
    """How many came in during a year, by channel, for the figures at the desk. In one query."""
    rows = Argument.objects.filter(created_at__year=year, is_city=False)
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))
