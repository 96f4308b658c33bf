# SPDX-License-Identifier: EUPL-1.2
"""Reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from .models import TOP, Argument, Kind


@dataclass(frozen=True)
class Counts:
    """How many arguments of each kind stand on a subject, replies not counted."""

    pro: int = 0
    contra: int = 0
    question: int = 0

    @property
    def total(self) -> int:
        return self.pro + self.contra + self.question


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
