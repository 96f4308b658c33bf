# SPDX-License-Identifier: EUPL-1.2
"""The door before telephone numbers and addresses: shut, until somebody of the staff says what for; then open a while.

A room asks `is_open(request, subject)` before it shows how somebody can be reached, and puts `{% contacts_door subject %}`
on the page. What is behind the door is counted by the thing it belongs to: a gathering, a stack of sheets, a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mitwirken.ground.deeds.subjects import kind_of

from . import actions

SHOWN_FOR = timedelta(minutes=15)
SESSION_KEY = "people.contacts"


def open_until(request: HttpRequest, subject: Any) -> datetime | None:
    """Until when the door is open for this subject in this session; None if it is shut."""
    raw = request.session.get(SESSION_KEY, {}).get(f"{kind_of(subject)}:{subject.pk}")
    until = datetime.fromisoformat(raw) if raw else None
    return until if until is not None and until > timezone.now() else None


def is_open(request: HttpRequest, subject: Any) -> bool:
    return open_until(request, subject) is not None


def open_door(request: HttpRequest, subject: Any, *, reason: str) -> None:
    """Opens it for the person signed in. Logged; refuses as `actions.look_up_contacts`."""
    actions.look_up_contacts(subject=subject, reason=reason, by=request.user)
    now = timezone.now()
    held = request.session.get(SESSION_KEY, {})
    doors = {key: until for key, until in held.items() if datetime.fromisoformat(until) > now}
    doors[f"{kind_of(subject)}:{subject.pk}"] = (now + SHOWN_FOR).isoformat()
    request.session[SESSION_KEY] = doors
