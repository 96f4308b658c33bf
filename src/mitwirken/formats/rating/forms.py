# SPDX-License-Identifier: EUPL-1.2
"""Input: what a phase is told about rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .registry import BOUNDS, Setup, methods


def method_choices() -> list[tuple[str, Any]]:
    return [
        ("", _("Keine Bewertung")),
        *(
            (each.key, format_html("<b>{}</b><small>{}</small>", each.name, each.summary))
            for each in methods()
        ),
    ]


class RatingSettings(forms.Form):
    """How a phase is rated. Its `cleaned_data` is what `Phase.settings` holds; `initial` takes the settings as they are.

    Formats whose phases can be rated inherit from it. Numbers that the chosen rule does not ask for are left out.
    """

    rating = forms.ChoiceField(
        label=gettext_lazy("Wie bewertet wird"),
        choices=lazy(method_choices, list)(),
        required=False,
        widget=forms.RadioSelect,
    )
    points = forms.IntegerField(
        label=gettext_lazy("Punkte pro Person"), required=False, min_value=1, max_value=BOUNDS["points"][1]
    )
    max_per_item = forms.IntegerField(
        label=gettext_lazy("Höchstens auf einen Vorschlag"),
        help_text=gettext_lazy("Bleibt das Feld leer, können alle Punkte auf einen Vorschlag."),
        required=False,
        min_value=1,
        max_value=BOUNDS["max_per_item"][1],
    )
    places = forms.IntegerField(
        label=gettext_lazy("Plätze auf der Rangliste"),
        required=False,
        min_value=BOUNDS["places"][0],
        max_value=BOUNDS["places"][1],
    )
    min_ratings = forms.IntegerField(
        label=gettext_lazy("Bewertungen, ab denen ein Vorschlag in die Wertung kommt"),
        required=False,
        min_value=1,
        max_value=BOUNDS["min_ratings"][1],
    )
    hidden_until_close = forms.BooleanField(
        label=gettext_lazy("Ergebnisse erst nach dem Ende zeigen"),
        help_text=gettext_lazy("So folgt niemand nur dem Trend."),
        required=False,
    )

    NEEDS: Mapping[str, tuple[str, ...]] = {
        "points": ("points", "max_per_item"),
        "ranking": ("places",),
        "resistance": ("min_ratings",),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = dict(kwargs.get("initial") or {})
        nested = initial.get("rating")
        if isinstance(nested, Mapping):
            initial.update(nested, rating=nested.get("method", ""))
        kwargs["initial"] = {
            "points": Setup.points,
            "places": Setup.places,
            "min_ratings": Setup.min_ratings,
        } | initial
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        method = data.get("rating", "")
        needed = self.NEEDS.get(method, ())
        for name in BOUNDS:
            if data.get(name) is None or name not in needed:
                data.pop(name, None)
        if method == "points" and "points" not in data and "points" not in self.errors:
            data["points"] = Setup.points
        if data.get("max_per_item", 0) > data.get("points", BOUNDS["points"][1]):
            self.add_error("max_per_item", _("Das sind mehr Punkte, als eine Person hat."))
        return data
