# SPDX-License-Identifier: EUPL-1.2
"""Who decides about reports, and until when somebody may object."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import author_of
from mitwirken.ground.desk.roles import Role, has_role

from .models import Decision

# Art. 20(1) DSA: at least six months from the day somebody is told of the decision.
TIME_TO_OBJECT = timedelta(days=183)


def may_moderate(person: Any, subject: Any = None) -> None:
    """Moderation decides, and nobody about a contribution of their own."""
    if not has_role(person, Role.MODERATION):
        raise Refusal(
            _(
                "Über Meldungen entscheidet die Moderation. Wenn Sie etwas stört, melden Sie es wie "
                "alle anderen auch."
            )
        )
    if subject is not None and author_of(subject) == person.pk:
        raise Refusal(
            _("Das ist Ihr eigener Beitrag. Bitte lassen Sie jemand anderen aus der Moderation entscheiden.")
        )


def objection_ends_at(decision: Decision) -> datetime:
    return decision.at + TIME_TO_OBJECT


def may_object(decision: Decision, now: datetime | None = None) -> None:
    if (now or timezone.now()) > objection_ends_at(decision):
        raise Refusal(
            _(
                "Die sechs Monate für einen Widerspruch sind vorbei. Die Ombudsstelle hilft Ihnen "
                "trotzdem weiter."
            ),
            status=403,
        )
