# SPDX-License-Identifier: EUPL-1.2
"""Reads: requests of people and what waits of them, incidents and their clocks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mitwirken.ground.desk.roles import Role, has_role

from .models import Incident, Request

SHOWN = 50
# What somebody writes about their own data is read by those who answer it, not by the technical administration.
ANSWERERS = (Role.OMBUDS, Role.CORE)


def waiting() -> QuerySet[Request]:
    return (
        Request.objects.filter(answered_at=None, due_on__isnull=False)
        .select_related("person")
        .order_by("due_on", "pk")
    )


def answered() -> QuerySet[Request]:
    return (
        Request.objects.filter(answered_at__isnull=False)
        .select_related("answered_by")
        .order_by("-answered_at")
    )


def requests_of(person: Any) -> list[Request]:
    """The receipts of a person, the newest first."""
    return list(Request.objects.filter(person=person)[:SHOWN])


def with_token(token: str) -> Request | None:
    return Request.objects.filter(token=token).first()


def open_incidents() -> QuerySet[Incident]:
    return Incident.objects.filter(closed_at=None).order_by("known_at", "pk")


def count_waiting(person: Any) -> int:
    """What the desk's menu counts: requests for whoever answers them, and incidents whose clock runs."""
    clocks = Incident.objects.filter(closed_at=None, authority_told_at=None).exclude(risk="keins").count()
    return clocks + (waiting().count() if has_role(person, *ANSWERERS) else 0)
