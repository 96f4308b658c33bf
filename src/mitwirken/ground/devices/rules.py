# SPDX-License-Identifier: EUPL-1.2
"""Who sets devices up, and where a kiosk may go.

| deed | who |
|---|---|
| set a device up, end it | Prozessverantwortung, Redaktion, Kernteam, Ombudsstelle |
| turn a device into one, turn it back | whoever has its code |
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role
from mitwirken.ground.desk.rules import CONCEPTUAL

from .models import Device

ROLES = (*CONCEPTUAL, Role.EDITOR)
MINUTES = (3, 30)
ALWAYS = ("/geraet/", "/static/", "/bilder/", "/bewerten/", "/beitraege/")
"""What belongs to a page without standing below its address."""


def require_may_set_up(person: Any) -> None:
    if not has_role(person, *ROLES):
        raise Refusal(
            _("Gemeinsame Geräte richten Prozessverantwortung, Redaktion, Kernteam und Ombudsstelle ein.")
        )


def require_start(start: str) -> None:
    """An address of this site, as it stands in the browser without the name of the site."""
    parts = urlsplit(start)
    if parts.scheme or parts.netloc or not start.startswith("/") or start.startswith("//"):
        raise Refusal(
            _("Bitte geben Sie eine Adresse dieser Seite an, zum Beispiel /prozesse/hoeschpark-2030/."),
            status=422,
            field="start",
        )
    if parts.path.startswith(("/schreibtisch/", "/konto/", "/geraet/")):
        raise Refusal(
            _("Dort kann ein gemeinsames Gerät nicht anfangen. Nehmen Sie eine öffentliche Seite."),
            status=422,
            field="start",
        )


def _bare(path: str) -> str:
    """An address without its language."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if first in dict(settings.LANGUAGES) else path


def may_go(device: Device, path: str) -> bool:
    """Whether a kiosk shows this address: its page, what stands below it, and what belongs to both."""
    if not device.is_kiosk:
        return True
    bare, start = _bare(path), _bare(urlsplit(device.start).path)
    if bare.startswith(ALWAYS):
        return True
    return bare == start or (start != "/" and bare.startswith(start if start.endswith("/") else start + "/"))
