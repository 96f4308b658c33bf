# SPDX-License-Identifier: EUPL-1.2
"""What is sent by the forms of a talk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as later

from mitwirken.ground.deeds.channel import Channel


class SpaceForm(forms.Form):
    space = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TurnForm(SpaceForm):
    turn = forms.IntegerField(widget=forms.HiddenInput)


class MaybeTurnForm(SpaceForm):
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeenForm(SpaceForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReasonForm(TurnForm):
    reason = forms.CharField(
        label=later("Warum wird jemand vorgezogen?"),
        max_length=200,
        help_text=later("Ein Satz genügt. Er steht in der Redeliste, damit alle ihn kennen."),
    )


class FloorForm(TurnForm):
    reason = forms.CharField(max_length=200, required=False)


class HandsForm(SpaceForm):
    names = forms.CharField(
        label=later("Wer meldet sich?"),
        max_length=2500,
        help_text=later(
            "Ein Name oder ein Merkmal („Frau im grünen Schal“) in jeder Zeile, oder mit Komma getrennt."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=later("Wo?"),
        required=False,
        choices=[(Channel.ROOM, later("im Raum")), (Channel.PHONE, later("am Telefon"))],
    )


class OpenForm(SpaceForm):
    open = forms.ChoiceField(choices=[("1", ""), ("0", "")])
