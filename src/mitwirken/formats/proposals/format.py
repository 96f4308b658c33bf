# SPDX-License-Identifier: EUPL-1.2
"""How proposals hang in the phases of a process."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.civic.participation import registry
from mitwirken.formats.rating.forms import RatingSettings
from mitwirken.ground.pages import depends_on

from . import queries


class PhaseSettings(RatingSettings):
    """What a phase with proposals needs to be told."""

    ask_for_place = forms.BooleanField(
        label=_("Nach Bezirk und Punkt auf der Karte fragen"), required=False, initial=True
    )
    ask_for_cost = forms.BooleanField(label=_("Nach geschätzten Kosten fragen"), required=False)


def panel(request: HttpRequest, phase: Any) -> SafeString:
    """What the page of the process shows of this phase: some proposals in fair order and the ways in."""
    process = phase.process
    rating = queries.rating_phase(process)
    depends_on(request, f"rating:{rating.pk if rating else 0}")
    listing = queries.listing(process, queries.Filters())
    return render_to_string(
        "proposals/panel.html",
        {
            "process": process,
            "phase": phase,
            "listing": listing,
            "cards": listing.cards[:6],
            "can_submit": phase.allows("propose"),
            "results": rating if rating and timezone.now() >= rating.ends_at else None,
        },
        request=request,
    )


def headlines(processes: Sequence[Any]) -> dict[int, str]:
    """How many proposals each process has, in words; one query for all of them."""
    numbers = queries.counts([process.pk for process in processes])
    return {pk: ngettext("%(n)d Vorschlag", "%(n)d Vorschläge", n) % {"n": n} for pk, n in numbers.items()}


def answered(request: HttpRequest) -> SafeString | str:
    """For the first page: what came out lately."""
    rows = queries.lately_answered()
    if not rows:
        return ""
    return render_to_string("proposals/answered.html", {"cards": rows}, request=request)


def in_place(request: HttpRequest, place: Any) -> SafeString | str:
    """For the page of a place: the newest proposals there."""
    found = queries.newest_in_place(place)
    if not found:
        return ""
    return render_to_string("proposals/in_place.html", {"cards": found, "place": place}, request=request)


def on_draft(request: HttpRequest, process: Any) -> SafeString | str:
    """For the preview of a process: the empty form that goes to the printer before anything begins."""
    if process.is_public or not any("propose" in phase.verbs for phase in process.phases.all()):
        return ""
    return render_to_string("proposals/on_draft.html", {"process": process}, request=request)


FORMAT = registry.Format(
    key="proposals",
    name=_("Vorschläge"),
    summary=_("Menschen reichen Vorschläge ein, sprechen darüber und bewerten sie."),
    verbs=(
        ("propose", _("Vorschläge einreichen")),
        ("comment", _("Pro, Contra und Fragen schreiben")),
        ("rate", _("Bewerten")),
    ),
    icon="bulb",
    panel=panel,
    headlines=headlines,
    settings_form=PhaseSettings,
)
