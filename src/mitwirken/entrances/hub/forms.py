# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token

from .actions import BarrierDraft


class BarrierForm(forms.Form):
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
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["once"].initial = new_token()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Dieses Feld ist für Maschinen. Bitte leeren Sie es und senden Sie noch einmal.")
            )
        return ""

    def draft(self) -> BarrierDraft:
        given = self.cleaned_data
        return BarrierDraft(given["description"], given["page"], given["aids"], given["email"])
