# SPDX-License-Identifier: EUPL-1.2
"""How forms are drawn, and what they say when something is missing."""

from django import forms
from django.core.validators import EmailValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


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
