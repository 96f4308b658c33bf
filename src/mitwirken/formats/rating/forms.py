# SPDX-License-Identifier: EUPL-1.2
"""Input: what a phase is told about rating, and what staff read off a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel

from .registry import BOUNDS, Candidates, Method, Setup, Target, methods


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


NUMBER = re.compile(r"^\D{0,4}?[-.\s]*(\d{1,18})$")


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet, ready for `actions.enter_sheet`."""

    sheet: str
    channel: str
    values: Mapping[Target, int | None]
    correct: bool


class LineForm(forms.Form):
    """One line of a sheet: which subject, which answer."""

    number = forms.CharField(label=gettext_lazy("Nummer"), required=False, max_length=30)
    value = forms.TypedChoiceField(
        label=gettext_lazy("Bewertung"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, method: Method, setup: Setup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [option for option in method.options(setup) if option.value is not None]
        self.fields["number"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        choices = [(option.sent, option.label) for option in answers]
        if len(choices) == 1:
            # Naming the subject is the answer; nothing else is on the sheet.
            self.fields["value"].initial = choices[0][0]
        self.fields["value"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean_number(self) -> int | None:
        raw = self.cleaned_data["number"].strip()
        if not raw:
            return None
        found = NUMBER.match(raw)
        if found is None:
            raise ValidationError(_("Geben Sie die Nummer an, zum Beispiel 12 oder V-12."))
        return int(found.group(1))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("number") is not None and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Wählen Sie, was auf dem Bogen angekreuzt ist."))
        return data


class SheetForm(forms.Form):
    """The head of a sheet."""

    sheet = forms.CharField(
        label=gettext_lazy("Nummer des Bogens"),
        help_text=gettext_lazy("Steht oben auf dem Bogen. Bei Anrufen vergeben Sie eine, zum Beispiel T-17."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Wie er kam"),
        choices=[(channel.value, channel.label) for channel in (Channel.PAPER, Channel.PHONE, Channel.ROOM)],
        widget=forms.RadioSelect,
    )
    correct = forms.BooleanField(
        label=gettext_lazy("Berichtigung: ersetzt, was unter dieser Nummer schon erfasst ist"), required=False
    )


def line_forms(data: Any, *, rows: int, method: Method, setup: Setup) -> list[LineForm]:
    """`rows` empty lines, or the lines as they were sent."""
    return [LineForm(data, prefix=f"zeile{n}", method=method, setup=setup) for n in range(1, rows + 1)]


def read_sheet(
    head: SheetForm, lines: list[LineForm], candidates: Candidates, known: Mapping[int, int]
) -> Sheet | None:
    """The sheet, or None with the errors at their lines. `known` maps the numbers on paper to the subjects' ids."""
    sound = all([head.is_valid(), *[line.is_valid() for line in lines]])
    values: dict[Target, int | None] = {}
    for line in lines:
        number = line.cleaned_data.get("number")
        if number is None:
            continue
        if number not in known:
            line.add_error("number", _("Diese Nummer steht in dieser Phase nicht zur Bewertung."))
            sound = False
        elif (candidates.kind, known[number]) in values:
            line.add_error("number", _("Diese Nummer steht schon in einer anderen Zeile."))
            sound = False
        else:
            values[candidates.kind, known[number]] = line.cleaned_data.get("value")
    if not sound:
        return None
    return Sheet(
        sheet=head.cleaned_data["sheet"],
        channel=head.cleaned_data["channel"],
        values=values,
        correct=head.cleaned_data["correct"],
    )
