# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import registry

LIFETIME_WORDS = ((30, _("30 Tage")), (90, _("90 Tage")), (365, _("ein Jahr")))


class TokenForm(forms.Form):
    """What a program is called, what it may do, for how long."""

    name = forms.CharField(
        label=_("Wofür ist der Schlüssel?"),
        max_length=60,
        help_text=_("Zum Beispiel: Formular auf der Seite des Nachbarschaftsvereins"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Was darf das Programm in Ihrem Namen tun?"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Wie lange gilt er?"),
        coerce=int,
        choices=LIFETIME_WORDS,
        initial=90,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.key, scope.name) for scope in registry.scopes()]  # type: ignore[attr-defined]
