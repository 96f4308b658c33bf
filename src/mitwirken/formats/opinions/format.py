# SPDX-License-Identifier: EUPL-1.2
"""How opinion maps hang in the phases and on the page of a process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.civic.participation import registry
from mitwirken.ground.pages import depends_on

from . import queries
from .views import state_of


def in_process(request: HttpRequest, process: Any) -> SafeString | str:
    """What the page of a process shows: its opinion maps, from the day on which they are released."""
    rows = queries.of_process(process)
    depends_on(request, f"process:{process.pk}")
    if not rows:
        return ""
    cards = [(row, state_of(row), queries.results_open(row)) for row in rows]
    return render_to_string("opinions/in_process.html", {"cards": cards}, request=request)


def headlines(processes: Sequence[Any]) -> dict[int, str]:
    numbers = queries.counts([process.pk for process in processes])
    return {pk: ngettext("%(n)d Aussage", "%(n)d Aussagen", n) % {"n": n} for pk, n in numbers.items()}


FORMAT = registry.Format(
    key=queries.FORMAT,
    name=_("Meinungskarte"),
    summary=_("Kurzen Aussagen zustimmen oder nicht; eine Karte zeigt, was verbindet und was unterscheidet."),
    verbs=((queries.VERB, _("Auf Aussagen antworten")),),
    icon="talk",
    headlines=headlines,
)
