# SPDX-License-Identifier: EUPL-1.2
"""What is personal here: only that somebody has answered, for as long as the process has its secret."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from . import queries


def _of(person: Any) -> Q:
    return Q(mark__in=queries.marks_of_person(person))


declare(
    model="representation.Mark",
    name=_("Freiwillige Fragen, die Sie beantwortet oder abgelehnt haben"),
    fields={
        "mark": _(
            "Kennung, an der ein Prozess erkennt, dass Sie schon gefragt wurden; nicht, was Sie gesagt haben"
        )
    },
    purpose=_("damit jede Person nur einmal gezählt wird"),
    basis=TASK,
    retention=_("bis vier Wochen nach dem Ende des Prozesses; dann wird der Schlüssel vernichtet"),
    whose=_of,
    on_erase=Erase.DELETE,
)
impersonal(
    "representation.Tally",
    ["trait", "value"],
    because="Numbers by value: no row holds two facts of one person, and nothing says when.",
)
impersonal(
    "representation.Figure",
    ["trait", "value"],
    because="Published numbers; counts of few people are left out.",
)
impersonal("representation.Key", ["secret"], because="A secret of the process, destroyed after its end.")
