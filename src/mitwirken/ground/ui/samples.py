# SPDX-License-Identifier: EUPL-1.2
"""A form with one of everything, for the style guide and for the tests of the form templates."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    title = forms.CharField(
        label=_("Titel"), max_length=140, help_text=_("In einem Satz: Was soll anders werden?")
    )
    text = forms.CharField(label=_("Ihr Vorschlag"), max_length=3000, widget=forms.Textarea)
    district = forms.ChoiceField(
        label=_("Stadtbezirk"),
        required=False,
        choices=[
            ("", _("ganz Dortmund")),
            ("hoerde", "Hörde"),
            ("hombruch", "Hombruch"),
            ("mengede", "Mengede"),
        ],
    )
    way = forms.ChoiceField(
        label=_("Wie möchten Sie einreichen?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "account",
                format_html(
                    "<b>{}</b><small>{}</small>", _("Mit Konto"), _("Sie können alles später ändern.")
                ),
            ),
            (
                "mail",
                format_html(
                    "<b>{}</b><small>{}</small>",
                    _("Ohne Konto"),
                    _("Wir schicken Ihnen eine E-Mail zur Bestätigung."),
                ),
            ),
        ],
    )
    topics = forms.MultipleChoiceField(
        label=_("Themen"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-grid"}),
        choices=[
            ("gruen", "Stadtgrün"),
            ("rad", "Radverkehr"),
            ("spiel", "Spielplätze"),
            ("kultur", "Kultur"),
        ],
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    picture = forms.FileField(label=_("Bild"), required=False, help_text=_("JPEG oder PNG, höchstens 8 MB."))
    agree = forms.BooleanField(label=_("Ich habe die Regeln gelesen und halte mich daran."))
