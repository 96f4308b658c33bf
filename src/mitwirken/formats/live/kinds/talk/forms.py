# SPDX-License-Identifier: EUPL-1.2
"""What is sent by the forms of a talk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel

from ...models import Stage
from ...queries import Look
from ...rules import Actor
from .. import kind_named


class SpaceForm(forms.Form):
    space = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TurnForm(SpaceForm):
    turn = forms.IntegerField(widget=forms.HiddenInput)


class MaybeTurnForm(SpaceForm):
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SeenForm(SpaceForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


REASONS = (
    gettext_lazy("antwortet auf das, was gerade gesagt wurde"),
    gettext_lazy("wurde direkt angesprochen"),
    gettext_lazy("muss gleich gehen"),
)
"""What is said most often, to be tapped while the hall waits."""


class FloorForm(TurnForm):
    """Somebody before their turn. A reason that is tapped is enough; one's own words count more."""

    usual = forms.ChoiceField(
        label=gettext_lazy("Warum kommt jemand vor der Reihe dran?"),
        choices=[(str(number), words) for number, words in enumerate(REASONS)],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Oder in eigenen Worten"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Der Grund steht für alle in der Redeliste und ohne Namen im Protokoll."),
    )

    def clean(self) -> Any:
        clean = super().clean() or {}
        usual = clean.get("usual")
        clean["reason"] = clean.get("reason", "").strip() or (str(REASONS[int(usual)]) if usual else "")
        return clean


def say_whose_turn(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    """Above the reasons stands who it is about, and whom the fair order would call."""
    number, space = (str(form.initial.get(name) or form.data.get(name, "")) for name in ("turn", "space"))
    found = kind_named("talk").load(look, stage)
    queue = found.get("queues", {}).get(int(space) if space.isdigit() else None) or found.get("ring")
    line = queue.line if queue is not None else []
    chosen = next((place for place in line if str(place.turn.pk) == number), None)
    if chosen is not None and chosen.position > 1:
        form.fields["usual"].help_text = _(
            "%(name)s steht auf Platz %(position)d. Der Reihe nach wäre %(first)s dran: %(why)s."
        ) % {
            "name": chosen.turn.name,
            "position": chosen.position,
            "first": line[0].turn.name,
            "why": line[0].why,
        }


class HandsForm(SpaceForm):
    names = forms.CharField(
        label=gettext_lazy("Wer meldet sich?"),
        max_length=2500,
        help_text=gettext_lazy(
            "Ein Name oder ein Merkmal („Frau im grünen Schal“) in jeder Zeile, oder mit Komma getrennt."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Wo?"),
        required=False,
        choices=[(Channel.ROOM, gettext_lazy("im Raum")), (Channel.PHONE, gettext_lazy("am Telefon"))],
    )


class OpenForm(SpaceForm):
    open = forms.ChoiceField(choices=[("1", ""), ("0", "")])


class TableHandForm(SpaceForm):
    """`on`: the table wants to speak; without it the hand turns round."""

    on = forms.NullBooleanField(required=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Was wurde gesagt?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ein Gedanke, ein Satz, ohne Namen. Er steht im Protokoll."),
    )


class ItemForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
