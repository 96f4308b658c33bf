# SPDX-License-Identifier: EUPL-1.2
"""The door before telephone numbers and addresses: shut, until somebody of the staff says what for; then open a while.

A room asks `is_open(request, where)` before it shows how people can be reached, and puts `{% contacts_door where %}` on the
page. `where` names what is behind the door in fixed words: "letters", "event:12".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from . import actions

SHOWN_FOR = timedelta(minutes=15)
SESSION_KEY = "desk.contacts"


def open_until(request: HttpRequest, where: str) -> datetime | None:
    """Until when this door is open in this session; None if it is shut."""
    raw = request.session.get(SESSION_KEY, {}).get(where)
    until = datetime.fromisoformat(raw) if raw else None
    return until if until is not None and until > timezone.now() else None


def is_open(request: HttpRequest, where: str) -> bool:
    return open_until(request, where) is not None


def open_door(request: HttpRequest, where: str, *, reason: str) -> None:
    """Opens it for the person signed in. Logged; refuses as `actions.look_up_contacts`."""
    actions.look_up_contacts(where=where, reason=reason, by=request.user)
    now = timezone.now()
    held = request.session.get(SESSION_KEY, {})
    doors = {key: until for key, until in held.items() if datetime.fromisoformat(until) > now}
    request.session[SESSION_KEY] = doors | {where: (now + SHOWN_FOR).isoformat()}
