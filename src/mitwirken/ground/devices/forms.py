# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Mode
from .rules import MINUTES


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code des Geräts"),
        max_length=20,
        help_text=_("Acht Zeichen. Sie bekommen ihn von der Stelle, die das Gerät eingerichtet hat."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "code-input", "autocapitalize": "characters"}
        ),
    )


class DeviceForm(forms.Form):
    name = forms.CharField(
        label=_("Wo steht das Gerät?"), max_length=80, help_text=_("Zum Beispiel: Bibliothek Hörde, Tresen")
    )
    mode = forms.ChoiceField(
        label=_("Wofür ist es da?"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.ASSISTED
    )
    start = forms.CharField(
        label=_("Wo fängt jede Person an?"),
        max_length=200,
        initial="/",
        help_text=_(
            "Die Adresse ab dem Schrägstrich. Ein fester Bildschirm zeigt diese Seite und was darunter steht."
        ),
    )
    minutes = forms.IntegerField(
        label=_("Nach wie vielen Minuten ohne Eingabe beginnt es von vorn?"),
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        initial=10,
    )
    minutes.css_classes = "field-short"  # type: ignore[attr-defined]
