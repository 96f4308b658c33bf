# SPDX-License-Identifier: EUPL-1.2
"""The few builders that every test may use."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.ground.desk.models import Office

_numbers = itertools.count(1)


def citizen(**values: Any) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        **{"email": f"mensch-{number}@example.org", "pseudonym": f"Mensch {number}"} | values
    )


def office(name: str = "", **values: Any) -> Office:
    number = next(_numbers)
    name = name or f"Amt {number}"
    return Office.objects.create(**{"slug": f"amt-{number}", "name": name, "short": name[:40]} | values)


def staff(*roles: str, office: Office | None = None, second_factor: bool = True, **values: Any) -> Person:
    """Somebody with roles (of one office) and, unless said otherwise, a second factor."""
    from allauth.mfa.models import Authenticator

    person = citizen(**values)
    for role in roles:
        RoleGrant.objects.create(person=person, role=role, office=office)
    if second_factor:
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": "only for tests"}
        )
    return person


def process(**values: Any) -> Process:
    """A published process without phases."""
    number = next(_numbers)
    return Process.objects.create(
        **{
            "slug": f"verfahren-{number}",
            "title": f"Verfahren {number}",
            "question": "Was fehlt hier?",
            "summary": "Kurz gesagt.",
            "published_at": timezone.now(),
        }
        | values
    )


def phase(process: Process, format: str = "proposals", *verbs: str, days: int = 10, **values: Any) -> Phase:
    """A phase that is open now."""
    now = timezone.now()
    return Phase.objects.create(
        **{
            "process": process,
            "title": "Ideen",
            "format": format,
            "verbs": list(verbs),
            "starts_at": now - timedelta(days=1),
            "ends_at": now + timedelta(days=days),
        }
        | values
    )
