# SPDX-License-Identifier: EUPL-1.2
"""Why somebody of the staff wants to see how people can be reached, and where they come from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactsForm(forms.Form):
    reason = forms.CharField(
        label=_("Wofür brauchen Sie die Kontaktdaten?"),
        help_text=_("Ihr Grund steht im Logbuch. Die Angaben sind dann 15 Minuten zu sehen."),
        max_length=300,
        widget=forms.TextInput,
    )
    where = forms.RegexField(r"^[a-z]{1,20}(:[0-9]{1,18})?\Z", widget=forms.HiddenInput)
    back = forms.CharField(max_length=500, widget=forms.HiddenInput)
