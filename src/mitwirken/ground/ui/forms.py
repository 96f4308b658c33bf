# SPDX-License-Identifier: EUPL-1.2
"""How forms are drawn, and what they say when something is missing."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token


class Renderer(TemplatesSetting):
    """Forms are drawn with this room's templates: `{{ form }}`, `{{ field.as_field_group }}`."""

    form_template_name = "ui/form/form.html"
    field_template_name = "ui/form/field.html"
    formset_template_name = "ui/form/formset.html"


def speak_plainly() -> None:
    """Replaces Django's words for the errors that people meet most; a form's own words still win."""
    forms.Field.default_error_messages["required"] = _("Bitte füllen Sie das noch aus.")
    choose = {
        "required": _("Bitte wählen Sie etwas aus."),
        "invalid_choice": _("Bitte wählen Sie etwas aus der Liste."),
    }
    for field in (
        forms.ChoiceField,
        forms.MultipleChoiceField,
        forms.ModelChoiceField,
        forms.ModelMultipleChoiceField,
    ):
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **choose}
    forms.BooleanField.default_error_messages = {"required": _("Bitte kreuzen Sie das noch an.")}
    forms.FileField.default_error_messages["required"] = _("Bitte wählen Sie eine Datei aus.")
    EmailValidator.message = _(
        "Das ist noch keine vollständige E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@example.org"
    )


class OpenForm(forms.Form):
    """A form that anybody may send without an account: counted once, with a field that only machines fill in."""

    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("website", "once"):  # behind what people fill in
            self.fields[name] = self.fields.pop(name)
        if not self.is_bound:
            self.fields["once"].initial = new_token()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Dieses Feld ist für Maschinen. Bitte leeren Sie es und senden Sie noch einmal.")
            )
        return ""
