# SPDX-License-Identifier: EUPL-1.2
"""An open map changes by itself: head, picture and words as they are after the newest drawing, the same for all who look.

Nobody's own place goes over a stream; a page that shows one stays as it is until it is opened again.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from mitwirken.ground.realtime import Admission, Stream
from mitwirken.ground.realtime import Drawing as Shown

from . import queries, rules
from .maps import told_of
from .models import Conversation, Drawing

PARTS = ("lead", "head", "told")
LANGUAGES = {code for code, _name in settings.LANGUAGES}


def seen(key: str) -> tuple[Conversation, Drawing] | None:
    """The conversation and its drawing, where everybody may see them."""
    row = queries.one(int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
    if row is None or not rules.is_public(row) or not queries.results_open(row):
        return None
    drawing = queries.latest(row)
    return (row, drawing) if drawing is not None and drawing.result else None


def parts(row: Conversation, drawing: Drawing) -> dict[str, str]:
    """The pieces of the page in the language that is active."""
    context: dict[str, Any] = told_of(row, drawing) | {"conversation": row, "language": row.language}
    return {name: render_to_string(f"opinions/parts/map_{name}.html", context) for name in PARTS}


def admit(key: str, query: Mapping[str, str], cookies: Mapping[str, str]) -> Admission | None:
    language = query.get("sprache", settings.LANGUAGE_CODE)
    if language not in LANGUAGES or seen(key) is None:
        return None
    return Admission((f"map:{language}",), state=query.get("state", ""))


def draw(key: str, audiences: Set[str]) -> Shown | None:
    found = seen(key)
    if found is None:
        return None
    drawn: dict[str, dict[str, str]] = {}
    for audience in audiences:
        with translation.override(audience.rpartition(":")[2]):
            drawn[audience] = parts(*found)
    return Shown(str(found[1].pk), drawn)


STREAM = Stream(queries.STREAM, admit, draw)
