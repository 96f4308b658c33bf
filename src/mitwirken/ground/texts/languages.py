# SPDX-License-Identifier: EUPL-1.2
"""In which languages a text can stand: those of the site, and German that is easy to read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

BINDING = "de"
EASY = "de-simple"


def languages() -> list[tuple[str, Any]]:
    """Code and own name. Easy German stands right after German."""
    found: list[tuple[str, Any]] = [(code, name) for code, name in settings.LANGUAGES]
    at = next((number + 1 for number, (code, _name) in enumerate(found) if code == BINDING), 0)
    return [*found[:at], (EASY, _("Leichte Sprache")), *found[at:]]


def name_of(code: str) -> str:
    return str(dict(languages()).get(code, code))


def tag_of(code: str) -> str:
    """What stands in `lang`. BCP 47 knows de-simple, but speech engines that do not know the variant fall silent or
    read it in another language; to them easy German is German.
    """
    return BINDING if code == EASY else code


def chain(code: str) -> list[str]:
    """In which order versions are looked for when a reader wants `code`. Easy German stands in for nobody unasked."""
    return list(dict.fromkeys([code, BINDING]))
