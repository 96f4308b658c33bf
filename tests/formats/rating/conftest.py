# SPDX-License-Identifier: EUPL-1.2
"""Subjects to rate without any room above: processes stand in for proposals."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.formats.rating import registry
from mitwirken.ground.deeds import subjects

_numbers = itertools.count(1)


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    def make(**values: Any) -> Person:
        n = next(_numbers)
        roles = values.pop("roles", ())
        made = Person.objects.create(**({"email": f"p{n}@example.org", "pseudonym": f"Person {n}"} | values))
        for role in roles:
            RoleGrant.objects.create(person=made, role=role)
        return made

    return make


@pytest.fixture
def phase(db: None) -> Callable[..., Phase]:
    def make(
        method: str | None = "support",
        *,
        start: int = -1,
        end: int = 1,
        verbs: Any = ("rate",),
        **rating: Any,
    ) -> Phase:
        now = timezone.now()
        process = Process.objects.create(
            slug=f"prozess-{next(_numbers)}", title="Park", question="Was?", summary="Kurz", published_at=now
        )
        return Phase.objects.create(
            process=process,
            title="Bewerten",
            format="proposals",
            verbs=list(verbs),
            settings={"rating": {"method": method, **rating}} if method else {},
            starts_at=now + timedelta(days=start),
            ends_at=now + timedelta(days=end),
        )

    return make


@pytest.fixture
def things(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[Process]]]:
    """`things(phase, n)` makes n rows that stand to be rated in the phase, under the kind `thing`."""
    where: dict[int, Phase] = {}

    def make(phase: Phase, n: int) -> list[Process]:
        rows = []
        for number in range(n):
            row = Process.objects.create(
                slug=f"ding-{next(_numbers)}",
                title=f"Ding {number}",
                question="?",
                summary="Kurz",
                published_at=timezone.now(),
                responsible=None,
                contact=f"phase {phase.pk}",
            )
            where[row.pk] = phase
            rows.append(row)
        return rows

    kind = subjects.SubjectKind(
        key="thing",
        model="participation.Process",
        name="Ding",
        public=lambda rows: rows.exclude(published_at=None),
        phase_of=lambda row: where.get(row.pk),
    )
    monkeypatch.setattr(subjects, "_kinds", {**subjects._kinds, "thing": kind})
    monkeypatch.setattr(subjects, "_by_model", {**subjects._by_model, "participation.process": "thing"})
    monkeypatch.setattr(
        registry,
        "_candidates",
        {
            "thing": registry.Candidates(
                "thing", lambda phase: Process.objects.filter(contact=f"phase {phase.pk}").order_by("pk")
            )
        },
    )
    yield make


def later(phase: Phase) -> Phase:
    """The same phase, over."""
    phase.ends_at = timezone.now() - timedelta(hours=1)
    phase.starts_at = phase.ends_at - timedelta(days=5)
    phase.save()
    return phase
