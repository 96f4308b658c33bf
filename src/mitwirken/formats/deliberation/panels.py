# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.desk.roles import has_role

from . import queries, rules
from .forms import ArgumentForm


def panel(request: HttpRequest, subject: Any, phase: Any) -> SafeString:
    """Pro, contra and questions on `subject` with replies, in a fair order, and the forms to take part.

    Whatever was said stays readable when the phase is over or `phase` is None. At most 5 queries, however
    much was said. Nothing personal for readers without an account. The section has the id `beitraege`; the order is
    chosen by `?reihenfolge=neu` or `hilfreich`. The page has to depend on the subject's own topic.
    """
    return render_to_string("deliberation/panel.html", context_of(request, subject, phase), request=request)


def context_of(request: HttpRequest, subject: Any, phase: Any) -> dict[str, Any]:
    kind, person = kind_of(subject), request.user
    order = queries.clean_order(request.GET.get("reihenfolge"))
    parts = queries.sections(kind, subject.pk, order, person)
    can_write = rules.can_write(person, phase)
    return {
        "subject": subject,
        "subject_kind": kind,
        "home": subject.get_absolute_url(),
        "sections": parts,
        "total": sum(part.total for part in parts),
        "can_write": can_write,
        "can_enter": person.is_authenticated and has_role(person, *rules.ENTRY_ROLES),
        "can_answer": person.is_authenticated and has_role(person, *rules.ANSWER_ROLES),
        "form": ArgumentForm(initial={"once": new_token()}, prefix=None) if can_write else None,
        **order_and_days(phase, order),
    }


def order_and_days(phase: Any, order: str) -> dict[str, Any]:
    """What every page of a discussion says: when it is open, and why things stand as they stand."""
    now = timezone.now()
    collects = phase is not None and "comment" in phase.verbs
    return {
        "phase": phase,
        "is_open": rules.is_open(phase, now),
        "opens_at": phase.starts_at if collects and now < phase.starts_at else None,
        "ended_at": phase.ends_at if collects and now >= phase.ends_at else None,
        "order": order,
        "orders": [
            {"key": "" if key == queries.FAIR else key, "word": word, "current": key == order}
            for key, word in queries.ORDERS.items()
        ],
    }
