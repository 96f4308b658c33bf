# SPDX-License-Identifier: EUPL-1.2
"""What is read of Vorhaben: the public list with its filters, and the list at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Topic
from mitwirken.civic.participation.queries import public as public_processes
from mitwirken.civic.places.models import Place
from mitwirken.civic.places.queries import districts

from .models import Project

CITYWIDE = "ganze-stadt"


@dataclass(frozen=True)
class Filters:
    """What the reader asked for, from the address: `?beteiligung=ja&thema=verkehr&ort=hoerde`. Unknown values find nothing."""

    participation: str = ""
    topic: str = ""
    place: str = ""
    closed: bool = False

    @classmethod
    def from_address(cls, params: Mapping[str, str]) -> Filters:
        def said(name: str) -> str:
            return params.get(name, "").replace("\x00", "").strip()[:120]

        return cls(said("beteiligung"), said("thema"), said("ort"), said("stand") == "abgeschlossen")

    @property
    def any(self) -> bool:
        return bool(self.participation or self.topic or self.place)


def public() -> QuerySet[Project]:
    return Project.objects.exclude(published_at=None)


def one(pk: int) -> Project | None:
    """A published one, with what its page shows; closed ones stay readable."""
    return with_names(public()).filter(pk=pk).first()


def listed(filters: Filters) -> QuerySet[Project]:
    """What is planned, the next step first; without a day for it last. Loads what a line shows."""
    rows = public().filter(closed_at__isnull=not filters.closed)
    if filters.participation:
        known = {"ja": True, "nein": False}
        rows = (
            rows.filter(participation=known[filters.participation])
            if filters.participation in known
            else rows.none()
        )
    if filters.topic:
        rows = rows.filter(topic__slug=filters.topic)
    if filters.place == CITYWIDE:
        rows = rows.filter(places=None)
    elif filters.place:
        ids = Place.objects.filter(Q(slug=filters.place) | Q(parent__slug=filters.place)).values("pk")
        through = Project.places.through.objects.filter(place_id__in=ids).values("project_id")
        rows = rows.filter(pk__in=through)
    return with_names(rows).order_by(F("next_on").asc(nulls_last=True), "pk")


def with_names(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows.select_related("office", "topic", "process").prefetch_related("places").defer("process__body")


def shown_processes(rows: list[Project]) -> set[int]:
    """Which of the processes that the Vorhaben lead to everybody may open, in one query."""
    ids = [row.process_id for row in rows if row.process_id]
    return set(public_processes().filter(pk__in=ids).values_list("pk", flat=True))


def topics() -> list[Topic]:
    return list(Topic.objects.filter(pk__in=public().values("topic")))


def places() -> list[Place]:
    return list(districts().defer("outline"))


def at_the_desk() -> QuerySet[Project]:
    """All of them, drafts first, closed ones last."""
    return with_names(Project.objects.all()).order_by(
        F("closed_at").asc(nulls_first=True), F("published_at").asc(nulls_first=True), "next_on", "pk"
    )


def soon(at_most: int) -> list[Project]:
    """What comes next, for the core team."""
    rows = with_names(Project.objects.filter(closed_at=None)).order_by(
        F("next_on").asc(nulls_last=True), "pk"
    )
    return list(rows[:at_most])


def count_stale() -> int:
    return public().filter(closed_at=None, next_on__lt=timezone.localdate()).count()


def as_plain(row: Project, shown: set[int], base: str) -> dict[str, Any]:
    """A Vorhaben under the fixed names of the open data."""
    process = row.process if row.process_id in shown else None
    return {
        "id": row.pk,
        "title": row.title,
        "summary": row.summary,
        "participation": row.participation,
        "reason": row.reason,
        "next_step": row.next_step,
        "next_on": row.next_on,
        "starts_on": row.starts_on,
        "contact": row.contact,
        "office": row.office.name,
        "topic": row.topic.slug,
        "places": [place.slug for place in row.places.all()],
        "process": process.slug if process else None,
        "closed": row.closed_at is not None,
        "published_at": row.published_at,
        "changed_at": row.changed_at,
        "url": f"{base}{row.get_absolute_url()}",
    }
