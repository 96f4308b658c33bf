# SPDX-License-Identifier: EUPL-1.2
"""What people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...planning import Cell


class AnyOf(forms.MultipleChoiceField):
    """Checkboxes whose words come from the rooms; the deed keeps only what a room has."""

    def valid_value(self, value: Any) -> bool:
        return len(str(value)) <= 40


class TopicForm(forms.Form):
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Ihr Thema"), max_length=140, help_text=_("Ein Satz oder eine Frage, die neugierig macht.")
    )
    body = forms.CharField(
        label=_("Warum ist Ihnen das wichtig?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs = AnyOf(label=_("Was brauchen Sie dafür?"), required=False, widget=forms.CheckboxSelectMultiple)
    label = forms.CharField(
        label=_("Von wem ist das Thema?"),
        max_length=60,
        required=False,
        help_text=_("Für Menschen im Raum ohne Telefon."),
    )


class ItemForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)


class CallForm(forms.Form):
    item = forms.IntegerField(required=False)


class AcceptForm(ItemForm):
    then = forms.BooleanField(required=False, widget=forms.HiddenInput)


class HandsForm(ItemForm):
    hands = forms.IntegerField(label=_("Hände im Raum"), min_value=0, max_value=5000)


class ReasonForm(ItemForm):
    reason = forms.CharField(
        label=_("Warum wird das Thema nicht aufgenommen?"),
        max_length=300,
        help_text=_("Der Satz steht beim Thema und im Protokoll."),
    )


class MergeForm(ItemForm):
    into = forms.IntegerField(label=_("Womit zusammenlegen?"), widget=forms.Select)


class CellForm(ItemForm):
    cell = forms.CharField(label=_("Wann und wo?"), max_length=40, required=False, widget=forms.Select)
    swap = forms.BooleanField(label=_("Wenn dort schon etwas steht: tauschen"), required=False)

    def clean_cell(self) -> Cell | None:
        value = self.cleaned_data["cell"]
        if not value:
            return None
        slot, _dash, room = value.partition("-")
        if not (slot.isdigit() and room.isdigit()):
            raise forms.ValidationError(_("Wählen Sie ein Zeitfenster und einen Raum."))
        return int(slot), int(room)


class AwayForm(ItemForm):
    heading = _("Wann können Sie nicht?")
    away = AnyOf(
        label=_("Wann können Sie nicht?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Der Plan legt das Thema dann in ein anderes Zeitfenster. Ohne Haken heißt: immer."),
    )


class RoomForm(forms.Form):
    room = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    capacity = forms.IntegerField(
        label=_("Plätze"), min_value=0, max_value=5000, help_text=_("0 heißt: so viele wie kommen.")
    )
    equipment = forms.CharField(
        label=_("Was es dort gibt"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Eine Sache in jeder Zeile, zum Beispiel: Beamer, Flipchart, Mikrofon, stufenlos."),
    )
    online = forms.BooleanField(label=_("Online-Raum"), required=False)


class ReportForm(ItemForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Worüber wurde gesprochen?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    results = forms.CharField(
        label=_("Was kam heraus?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    next = forms.CharField(
        label=_("Wie geht es weiter?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.CharField(
        label=_("Wer kümmert sich?"),
        max_length=120,
        required=False,
        help_text=_("Nur Namen von Menschen, die damit einverstanden sind."),
    )
