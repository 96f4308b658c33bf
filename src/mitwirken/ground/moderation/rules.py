# SPDX-License-Identifier: EUPL-1.2
"""Who decides about reports, and until when somebody may object."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import author_of
from mitwirken.ground.desk.roles import Role, has_role

from . import queries
from .models import (
    TIME_TO_DECIDE,
    URGENCY,
    Category,
    Concern,
    Decision,
    Measure,
    Objection,
    Step,
    Urgency,
)

# Art. 20(1) DSA: at least six months from the day somebody is told of the decision.
TIME_TO_OBJECT = timedelta(days=183)

# Art. 23 DSA: after a warning, and for a reasonable time.
WARNING_COUNTS = timedelta(days=365)
LONGEST_PAUSE = 90


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


def decide_by(category: str, since: datetime) -> datetime:
    """Until when a report is decided.

    Sorted by category, not by who reports or how often: a hundred reports of one thing are one question.
    """
    return since + TIME_TO_DECIDE[URGENCY.get(Category(category), Urgency.ORDINARY)]


def may_answer_objections(person: Any, objections: Iterable[Objection]) -> None:
    """Art. 20 DSA: a complaint is looked at by somebody who did not take the decision."""
    if any(one.decision.by_id is not None and one.decision.by_id == person.pk for one in objections):
        raise Refusal(
            _(
                "Gegen Ihre Entscheidung liegt ein Widerspruch vor. Darüber entscheidet jemand anderes aus der "
                "Moderation."
            )
        )


def may_answer_protest(person: Any, measure: Measure) -> None:
    may_moderate(person)
    if measure.by_id is not None and measure.by_id == person.pk:
        raise Refusal(
            _(
                "Diese Maßnahme haben Sie selbst getroffen. Über den Widerspruch entscheidet jemand anderes aus "
                "der Moderation."
            )
        )


def may_protest(measure: Measure, now: datetime | None = None) -> None:
    if (now or timezone.now()) > measure.at + TIME_TO_OBJECT:
        raise Refusal(
            _(
                "Die sechs Monate für einen Widerspruch sind vorbei. Die Ombudsstelle hilft Ihnen "
                "trotzdem weiter."
            ),
            status=403,
        )


def may_pause(person: Any, email: str, concern: str, now: datetime | None = None) -> None:
    """Refuses a pause before a warning about the same thing within the last twelve months."""
    since = (now or timezone.now()) - WARNING_COUNTS
    warned = queries.measures_of(person, email, concern).filter(
        step=Step.WARNING, at__gte=since, lifted_at=None
    )
    if not warned.exists():
        raise Refusal(
            _("Vor einer Pause steht eine Verwarnung. Bitte verwarnen Sie zuerst, mit Begründung."),
            status=400,
            field="step",
        )


def require_may_write(person: Any) -> None:
    """Refuses to let somebody write who has to pause. Reading, rating and leaving stay open."""
    measure = queries.pause_of(person, "", Concern.WRITING)
    if measure is not None:
        raise Refusal(
            _(
                "Bis zum %(day)s können Sie hier nichts schreiben. Der Grund und wie Sie widersprechen, stehen in "
                "unserer Nachricht an Sie: %(link)s"
            )
            % {"day": day_of(measure.until), "link": measure.get_absolute_url()}
        )


def require_may_report(person: Any, email: str, category: str) -> None:
    """Refuses reports from an address that has to pause. Danger and the abuse of children are heard from everybody."""
    if URGENCY.get(Category(category)) == Urgency.NOW:
        return
    measure = queries.pause_of(person, email, Concern.REPORTING)
    if measure is not None:
        raise Refusal(
            _(
                "Bis zum %(day)s nehmen wir unter dieser Adresse keine Meldungen an. Der Grund und wie Sie "
                "widersprechen, stehen in unserer Nachricht an Sie."
            )
            % {"day": day_of(measure.until)}
        )


def day_of(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
