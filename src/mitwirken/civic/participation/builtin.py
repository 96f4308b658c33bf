# SPDX-License-Identifier: EUPL-1.2
"""The two formats in which nothing is handed in: the city says something, or it looks through what came in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .registry import Format


def _panel(request: HttpRequest, phase: Any) -> SafeString:
    return render_to_string(
        f"participation/formats/{phase.format}.html", {"phase": phase, "process": phase.process}, request
    )


# Discussion of what is there may go on while nothing new can be handed in.
_COMMENT = (("comment", _("Pro, Contra und Fragen schreiben")),)

INFORMATION = Format(
    key="information",
    name=_("Information"),
    summary=_("Hier gibt es etwas zu lesen; einreichen kann man in dieser Phase nichts."),
    verbs=_COMMENT,
    icon="info",
    panel=_panel,
    quiet=True,
)
REVIEW = Format(
    key="review",
    name=_("Prüfung durch die Verwaltung"),
    summary=_("Die Verwaltung prüft, was zusammengekommen ist, und sagt danach, was daraus wird."),
    verbs=_COMMENT,
    icon="work",
    panel=_panel,
    quiet=True,
)
