# SPDX-License-Identifier: EUPL-1.2
"""Forms about data protection; they never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.forms import DeskForm

from .actions import FIELDS
from .models import Incident


class AnswerForm(DeskForm):
    text = forms.CharField(
        label=_("Antwort"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Sagen Sie, was Sie getan haben oder warum nicht, und dass man sich bei der Aufsicht beschweren kann."
        ),
    )


class MomentField(forms.DateTimeField):
    """The browser's own choice of day and time; without one, 2026-11-23 14:30 or 23.11.2026 14:30."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"], **kwargs
        )
        self.error_messages["invalid"] = _("Bitte schreiben Sie Tag und Uhrzeit so: 23.11.2026 14:30.")


class IncidentForm(DeskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {
            "known_at": _("Von da an laufen die 72 Stunden."),
            "data": _("Arten von Daten, keine Namen."),
            "measures": _("Was die Lücke geschlossen hat, was Betroffene tun können."),
        }
        for name in FIELDS:
            made: Any = Incident._meta.get_field(name)
            if name.endswith("_at"):
                field: Any = MomentField(
                    label=made.verbose_name, required=name == "known_at", help_text=helps.get(name, "")
                )
            else:
                field = made.formfield(help_text=helps.get(name, ""))
                if isinstance(field.widget, forms.Textarea):
                    field.widget.attrs["rows"] = 3
            self.fields[name] = field

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}
