# SPDX-License-Identifier: EUPL-1.2
"""How proposals hang in the phases of a process."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.civic.participation import registry
from mitwirken.formats.rating.forms import RatingSettings

from . import queries


class PhaseSettings(RatingSettings):
    """What a phase with proposals needs to be told."""

    ask_for_place = forms.BooleanField(label=_("Nach Bezirk und Punkt auf der Karte fragen"), required=False, initial=True)
    ask_for_cost = forms.BooleanField(label=_("Nach geschätzten Kosten fragen"), required=False)


def panel(request: HttpRequest, phase: Any) -> SafeString:
    """What the page of the process shows of this phase: some proposals in fair order and the ways in."""
    process = phase.process
    listing = queries.listing(process, queries.Filters())
    return render_to_string(
        "proposals/panel.html",
        {
            "process": process,
            "phase": phase,
            "listing": listing,
            "cards": listing.cards[:6],
            "can_submit": phase.allows("propose"),
        },
        request=request,
    )


def headline(process: Any) -> str:
    number = queries.counts([process.pk]).get(process.pk, 0)
    return ngettext("%(n)d Vorschlag", "%(n)d Vorschläge", number) % {"n": number}


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
    headline=headline,
    settings_form=PhaseSettings,
)
