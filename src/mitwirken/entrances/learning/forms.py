# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values. A form never saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.once import new_token

from . import queries
from .actions import EntryDraft
from .models import Facilitator, Fee, Method
from .rules import CONSENT_WORDS


class EntryForm(forms.Form):
    """One's own entry in the directory. What stands in it is public; what is asked is no more than a planner needs."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Welcher Name soll im Verzeichnis stehen?"),
        max_length=80,
        help_text=_("Ihr Name, ein Kürzel oder Ihr Pseudonym."),
    )
    methods = forms.MultipleChoiceField(
        label=_("Was können Sie begleiten?"),
        choices=Method.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.CharField(
        label=_("In welchen Sprachen?"), max_length=160, help_text=_("Zum Beispiel: Deutsch, Türkisch, DGS")
    )
    district = forms.ModelChoiceField(
        label=_("In welchem Stadtbezirk?"),
        queryset=queries.districts(),
        required=False,
        empty_label=_("in der ganzen Stadt"),
    )
    fee = forms.ChoiceField(
        label=_("Ehrenamtlich oder gegen Honorar?"), choices=Fee.choices, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=_("Was sollten andere wissen?"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Zum Beispiel, was Sie schon begleitet haben und wann Sie Zeit haben. Bitte keine Telefonnummer und keine Adresse."
        ),
    )
    consent = forms.BooleanField(
        label=CONSENT_WORDS,
        required=True,
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(entry: Facilitator) -> dict[str, Any]:
        return {
            name: getattr(entry, name)
            for name in ("name", "methods", "languages", "district", "fee", "about", "version")
        }

    def draft(self) -> EntryDraft:
        given = self.cleaned_data
        return EntryDraft(
            name=given["name"],
            methods=tuple(given["methods"]),
            languages=given["languages"],
            district=given["district"],
            fee=given["fee"],
            about=given["about"],
            consent=given["consent"],
        )


class MessageForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("Ihre Nachricht"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Was planen Sie, wann, mit wie vielen Menschen, und was brauchen Sie?"),
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["once"].initial = new_token()


class AnswerForm(MessageForm):
    text = forms.CharField(
        label=_("Ihre Antwort"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Wenn Sie sich verabreden möchten, schreiben Sie dazu, wie man Sie erreicht. Das entscheiden Sie."
        ),
    )
