# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values; never saves."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import Role


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Wir schicken Ihnen einen Code. Die Adresse sieht niemand sonst."),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "username webauthn", "inputmode": "email", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": _(
                "Das ist keine vollständige E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@example.org"
            ),
        },
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code aus der E-Mail"),
        help_text=_("Acht Ziffern. Leerzeichen und Striche dürfen Sie weglassen."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Bitte geben Sie den Code aus der E-Mail ein.")},
    )

    def __init__(self, *args: Any, expected: str = "", left: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected, self.left = expected, left

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise forms.ValidationError(
                _("Dieser Code stimmt nicht. Bitte vergleichen Sie ihn noch einmal mit der E-Mail.")
            )
        return code


class PasswordForm(LoginForm):
    """allauth's own sign-in, with a password although none is asked for when an account is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("Ihre E-Mail-Adresse"),
            max_length=254,
            widget=forms.EmailInput(
                attrs={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}
            ),
            error_messages=AddressForm.base_fields["email"].error_messages,
        )
        self.fields["password"] = forms.CharField(
            label=_("Passwort"),
            strip=False,
            max_length=200,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Bitte geben Sie Ihr Passwort ein.")},
        )

    def _setup_password_field(self) -> None:
        """allauth would take the field out here."""


class PseudonymForm(forms.Form):
    pseudonym = forms.CharField(
        label=_("Ihr Pseudonym"),
        help_text=_(
            "3 bis 40 Zeichen. Es steht bei allem, was Sie schreiben. Ihr richtiger Name muss es nicht sein."
        ),
        max_length=200,  # Longer input is judged in words by the rules, not cut here.
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
        error_messages={"required": _("Bitte geben Sie ein Pseudonym ein.")},
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Sprache Ihrer E-Mails"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class LeaveForm(forms.Form):
    texts = forms.ChoiceField(
        label=_("Was soll mit Ihren Beiträgen geschehen?"),
        choices=[
            ("keep", _("Sie bleiben stehen, ohne mein Pseudonym")),
            ("remove", _("Meine Texte sollen auch weg")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was mit Ihren Beiträgen geschehen soll.")},
    )
    sure = forms.BooleanField(
        label=_("Ja, ich möchte mein Konto löschen. Das lässt sich nicht zurücknehmen."),
        error_messages={"required": _("Bitte bestätigen Sie, dass Sie das Konto löschen möchten.")},
    )


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("Was stimmt nicht, und wie ist es richtig?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte schreiben Sie, was nicht stimmt.")},
    )


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("Welcher Verarbeitung widersprechen Sie, und warum?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Zum Beispiel, weil in Ihrer Lage etwas dagegen spricht, dass ein Beitrag sichtbar ist."),
        error_messages={"required": _("Bitte schreiben Sie, worum es Ihnen geht.")},
    )
    until_then = forms.BooleanField(
        label=_("Bis zur Antwort sollen meine Daten nur aufbewahrt werden"),
        required=False,
        help_text=_("Mitmachen können Sie dann solange nicht. Sie können das jederzeit aufheben."),
    )


class StaffFilterForm(forms.Form):
    q = forms.CharField(label=_("Name"), required=False)
    role = forms.ChoiceField(
        label=_("Rolle"), required=False, choices=[("", _("alle Rollen")), *Role.choices]
    )
    office = forms.ModelChoiceField(
        label=_("Amt"), required=False, queryset=Office.objects.all(), empty_label=_("alle Ämter")
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=Role.choices,
        error_messages={
            "invalid_choice": _("Diese Rolle gibt es nicht. Bitte wählen Sie eine aus der Liste.")
        },
    )
    office = forms.ModelChoiceField(
        label=_("Amt"),
        required=False,
        queryset=Office.objects.all(),
        empty_label=_("kein Amt"),
        help_text=_("Nötig für die Rolle Fachamt."),
    )
    reason = forms.CharField(
        label=_("Aus welchem Grund?"),
        help_text=_("Steht im Verlauf der Person, zum Beispiel: „vertritt Frau Kaya bis Ende März“."),
        max_length=300,
        widget=forms.TextInput,
    )


class TakeRoleForm(forms.Form):
    reason = forms.CharField(
        label=_("Aus welchem Grund?"),
        help_text=_("Steht im Verlauf der Person."),
        max_length=300,
        widget=forms.TextInput,
    )


class InvitationForm(RoleForm):
    email = forms.EmailField(
        label=_("Dienstliche E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={
            "invalid": _(
                "Das ist keine vollständige E-Mail-Adresse. Sie sieht zum Beispiel so aus: name@example.org"
            )
        },
    )
    pseudonym = forms.CharField(
        label=_("Name, der öffentlich steht"),
        required=False,
        max_length=200,
        help_text=_("Zum Beispiel der Name des Teams. Ohne Angabe vergeben wir einen."),
    )

    field_order = ["email", "pseudonym", "role", "office"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Wofür brauchen Sie die Adresse?"), max_length=300, widget=forms.TextInput
    )
