# SPDX-License-Identifier: EUPL-1.2
"""What Django's own fields say when something is wrong. Imports nothing of ours: it has to come before every form."""

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _


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
