# SPDX-License-Identifier: EUPL-1.2
"""How surveys hang in the phases and on the page of a process."""

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
from .views import cards


def in_process(request: HttpRequest, process: Any) -> SafeString | str:
    """What the page of a process shows: its surveys, from the day on which it is settled what is asked."""
    rows = queries.of_process(process)
    depends_on(request, f"process:{process.pk}")
    if not rows:
        return ""
    return render_to_string("surveys/in_process.html", {"cards": cards(rows)}, request=request)


def headlines(processes: Sequence[Any]) -> dict[int, str]:
    numbers = queries.counts([process.pk for process in processes])
    return {pk: ngettext("%(n)d Umfrage", "%(n)d Umfragen", n) % {"n": n} for pk, n in numbers.items()}


FORMAT = registry.Format(
    key=queries.FORMAT,
    name=_("Umfrage"),
    summary=_("Seiten mit Fragen, anonym oder mit Konto, online, auf Papier und am Telefon."),
    verbs=((queries.VERB, _("Fragen beantworten")),),
    icon="list",
    headlines=headlines,
)
