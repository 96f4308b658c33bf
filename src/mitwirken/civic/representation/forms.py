# SPDX-License-Identifier: EUPL-1.2
"""Three questions that may be left out, and the counts of a pile of sheets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.once import new_token

from . import queries
from .actions import ASKED, Pile, Said
from .models import Trait
from .rules import MOST_AT_ONCE


class WhoForm(forms.Form):
    """Everything may stay empty."""

    district = forms.ChoiceField(label=_("In welchem Stadtbezirk wohnen Sie?"), required=False)
    age = forms.ChoiceField(label=_("Wie alt sind Sie?"), required=False)
    language = forms.ChoiceField(label=_("Welche Sprache sprechen Sie zu Hause am meisten?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = queries.choices()
        for trait in ASKED:
            self.fields[trait.value].choices = [("", _("keine Angabe")), *known[trait]]  # type: ignore[attr-defined]

    def draft(self) -> Said:
        return Said({name: value for name, value in self.cleaned_data.items() if value})


class PileForm(forms.Form):
    """How many sheets, and how often each value stood on them: each question counted for itself."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_token)
    channel = forms.ChoiceField(
        label=_("Wie kamen die Bogen zu Ihnen?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
        initial=Channel.PAPER,
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(label=_("Wie viele Bogen sind es?"), min_value=1, max_value=MOST_AT_ONCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pairs: dict[str, tuple[str, str]] = {}
        known = queries.choices()
        self.fields["people"].widget.attrs["inputmode"] = "numeric"
        for trait in ASKED:
            for value, name in known[trait]:
                key = f"{trait.value}-{value}"
                self._pairs[key] = (trait.value, value)
                field = forms.IntegerField(label=name, required=False, min_value=0, max_value=MOST_AT_ONCE)
                field.widget.attrs["inputmode"] = "numeric"
                self.fields[key] = field

    def questions(self) -> list[tuple[Any, list[Any]]]:
        return [
            (trait.label, [self[key] for key, (of, _value) in self._pairs.items() if of == trait])
            for trait in Trait
            if trait in ASKED
        ]

    def draft(self) -> Pile:
        given = self.cleaned_data
        return Pile(
            given["people"],
            {pair: given[key] for key, pair in self._pairs.items() if given[key]},
            given["channel"],
        )
