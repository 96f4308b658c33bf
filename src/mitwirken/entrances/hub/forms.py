# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.ui.forms import OpenForm

from .actions import BarrierDraft
from .ways import HOW, WANTS


class BarrierForm(OpenForm):
    """For everybody. `website` is seen by machines only."""

    use_required_attribute = False
    description = forms.CharField(
        label=_("Was geht nicht?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Was wollten Sie tun, und was ist passiert? Es genügt ein Satz."),
    )
    page = forms.CharField(
        label=_("Auf welcher Seite?"),
        max_length=500,
        required=False,
        help_text=_("Die Adresse oder eine Beschreibung."),
    )
    aids = forms.CharField(
        label=_("Womit lesen Sie?"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel Bildschirmleser, Vergrößerung, Sprachsteuerung, welcher Browser."),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Nur für unsere Antwort. Ohne Adresse lesen Sie die Antwort unter der Nummer, die Sie gleich bekommen."
        ),
    )

    def draft(self) -> BarrierDraft:
        given = self.cleaned_data
        return BarrierDraft(given["description"], given["page"], given["aids"], given["email"])


class WantForm(forms.Form):
    """The first question of "Wo bin ich richtig?". Answers stand in the address; nothing is stored."""

    use_required_attribute = False
    was = forms.ChoiceField(
        label=_("Worum geht es?"),
        choices=[(key, name) for key, (name, _ways) in WANTS.items()],
        widget=forms.RadioSelect,
    )


class HowForm(forms.Form):
    """The second question, for who wants something of the council."""

    use_required_attribute = False
    was = forms.CharField(widget=forms.HiddenInput)
    wie = forms.ChoiceField(
        label=_("Was soll der Rat tun?"),
        choices=[(key, name) for key, (name, _ways) in HOW.items()],
        widget=forms.RadioSelect,
    )
