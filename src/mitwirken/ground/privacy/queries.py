# SPDX-License-Identifier: EUPL-1.2
"""Reads: the register of processing, and everything the house knows of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import RetentionRun
from .registry import Declaration, declarations, name_of


@dataclass(frozen=True)
class Group:
    """The declarations of one model, under one heading."""

    model: str
    name: Any
    declarations: tuple[Declaration, ...]

    @property
    def anchor(self) -> str:
        return self.model.replace(".", "-")


def register() -> list[Group]:
    """Every group of personal fields, in the order of their headings."""
    labels = dict.fromkeys(one.model for one in declarations())
    groups = [Group(label, name_of(label), tuple(declarations(label))) for label in labels]
    return sorted(groups, key=lambda group: str(group.name).casefold())


@dataclass(frozen=True)
class Due:
    """What of some fields is over: the next night, within a week, within a month (each without what goes before)."""

    name: Any
    declaration: Declaration
    tonight: int
    week: int
    month: int


def due(now: datetime | None = None) -> list[Due]:
    """What will be erased when, for everything a machine erases. Three counts a declaration, however many rows."""
    now = now or timezone.now()
    found = []
    for one in declarations():
        counts = [
            rows.count()
            for days in (1, 7, 30)
            if (rows := one.expired(now + timedelta(days=days))) is not None
        ]
        if counts:
            tonight, week, month = counts
            found.append(Due(name_of(one.model), one, tonight, max(0, week - tonight), max(0, month - week)))
    return sorted(found, key=lambda each: str(each.name).casefold())


@dataclass(frozen=True)
class Run:
    at: datetime
    lines: tuple[tuple[str, int], ...]


def runs(at_most: int = 30) -> list[Run]:
    """The latest runs that erased something, with the numbers under the names that people read."""
    return [
        Run(row.at, tuple((heading_of(model), count) for model, count in sorted(row.counts.items())))
        for row in RetentionRun.objects.exclude(counts={})[:at_most]
    ]


def heading_of(model: str) -> str:
    """What a key in a proof is called; a model that an update took away keeps its key."""
    if model == "letters":
        return _("Dateien mit E-Mails")
    try:
        return str(name_of(model))
    except LookupError:
        return model


def last_retention_run() -> datetime | None:
    return RetentionRun.objects.values_list("at", flat=True).first()


def _value(row: models.Model, one: models.Field[Any, Any]) -> Any:
    if one.many_to_many:
        return [str(other) for other in getattr(row, one.name).all()]
    if one.is_relation:
        other = getattr(row, one.name)
        return None if other is None else str(other)
    value = getattr(row, one.name)
    if isinstance(one, models.FileField):
        return value.name
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if one.choices and value not in (None, ""):
        return str(dict(one.flatchoices).get(value, value))
    return value


def export_of(person: Any) -> dict[str, Any]:
    """Everything declared as personal and assignable to `person`: plain values, ready for JSON and for the
    page.

    Secrets (a password's hash, keys) are named as set or not set instead of being copied out.
    """
    found: list[dict[str, Any]] = []
    for group in register():
        fields: dict[str, Any] = {}
        secrets: set[str] = set()
        rows: dict[Any, models.Model] = {}
        for one in group.declarations:
            fields |= one.fields
            secrets |= one.secrets
            for row in one.rows_of(person).order_by("pk"):
                rows.setdefault(row.pk, row)
        if not rows:
            continue
        found.append(
            {
                "kind": group.model,
                "name": str(group.name),
                "purposes": _distinct([one.purpose for one in group.declarations]),
                "basis": _distinct([one.basis for one in group.declarations]),
                "retention": _distinct([one.retention for one in group.declarations]),
                "labels": {name: str(label) for name, label in fields.items()},
                "rows": [
                    {
                        name: _secret(getattr(row, name))
                        if name in secrets
                        else _value(row, row._meta.get_field(name))  # type: ignore[arg-type]
                        for name in fields
                    }
                    for row in rows.values()
                ],
            }
        )
    return {"exported_at": timezone.now(), "person": str(person), "data": found}


def _secret(value: Any) -> str:
    # The prefix marks a password that nobody can have.
    is_set = bool(value) and not str(value).startswith(UNUSABLE_PASSWORD_PREFIX)
    return _("gesetzt") if is_set else _("nicht gesetzt")


def _distinct(words: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(str(one) for one in words))
