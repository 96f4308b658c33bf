# SPDX-License-Identifier: EUPL-1.2
"""How draws show on the page of a process."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mitwirken.ground.pages import depends_on

from . import queries, words


def in_process(request: HttpRequest, process: Any) -> SafeString | str:
    """What the page of a process shows: its draws, from the day on which they are announced."""
    rows = queries.of_process(process)
    depends_on(request, f"process:{process.pk}")
    if not rows:
        return ""
    cards = [(row, *words.state_of(row)) for row in rows]
    return render_to_string("lots/in_process.html", {"cards": cards}, request=request)
