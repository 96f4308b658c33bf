# SPDX-License-Identifier: EUPL-1.2
"""Setting devices up and ending them; beginning anew for the next person."""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.refusal import still_there

from . import queries, registry, rules
from .models import Device

SET_UP, ENDED = "devices.set_up", "devices.ended"
DEVICE, SINCE, TRACES = "device", "device_at", "device_traces"
CLEAR = "23456789ABCDEFHJKLMNPRTUVWXY"


@transaction.atomic
def set_up(*, name: str, mode: str, start: str, minutes: int, by: Any) -> tuple[Device, str]:
    """A new device and its code, which is shown once and kept as a digest only. Causes a line in the logbook.

    Refuses people without the role and a start outside of this site or behind a sign-in.
    """
    rules.require_may_set_up(by)
    rules.require_start(start)
    code = "".join(secrets.choice(CLEAR) for _sign in range(8))
    device = Device.objects.create(
        name=name, mode=mode, start=start, minutes=minutes, code=queries.digest_of(code), by=by
    )
    note(SET_UP, actor=by, facts={"device": device.pk, "mode": mode})
    return device, f"{code[:4]} {code[4:]}"


@transaction.atomic
def end(*, device: Device, by: Any) -> None:
    """The device is one no longer: whatever is open on it is signed out with its next click. Twice is once."""
    rules.require_may_set_up(by)
    row = still_there(Device.objects.select_for_update().filter(pk=device.pk).first())
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        note(ENDED, actor=by, facts={"device": row.pk})


def begin(request: HttpRequest, device: Device) -> None:
    """A blank device: who was signed in is signed out, and what the last person left on the way is forgotten."""
    for view_name, arguments in request.session.get(TRACES, ()):
        registry.forget(view_name, arguments)
    request.session.flush()
    rotate_token(request)
    keep(request, device)


def keep(request: HttpRequest, device: Device) -> None:
    """Notes in the session that this is a shared device, and that something was just done on it."""
    request.session[DEVICE] = device.pk
    request.session[SINCE] = int(time.time())
    # Ends with the browser, whoever signed in.
    request.session.set_expiry(0)


def leave(request: HttpRequest) -> None:
    """An ordinary device again."""
    for view_name, arguments in request.session.get(TRACES, ()):
        registry.forget(view_name, arguments)
    request.session.flush()
    request.device = None  # type: ignore[attr-defined]


def idle_seconds(request: HttpRequest) -> int:
    return int(time.time()) - int(request.session.get(SINCE, 0))


def note_trace(request: HttpRequest, view_name: str, arguments: dict[str, Any]) -> None:
    plain = [view_name, {key: str(value) for key, value in arguments.items()}]
    traces = request.session.get(TRACES, [])
    if plain not in traces:
        request.session[TRACES] = [*traces[-19:], plain]
