# SPDX-License-Identifier: EUPL-1.2
"""What is typed and pressed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...models import ItemKind
from . import stalls
from .settings import ABOUT


class SpaceForm(forms.Form):
    space = forms.IntegerField(min_value=1)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Ihre Notiz"),
        max_length=1000,
        help_text=_("Ein Gedanke, ein Satz. Er bleibt an diesem Tisch, auch wenn Sie weiterziehen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    about = forms.ChoiceField(choices=[("", ""), *ABOUT.items()], required=False, widget=forms.HiddenInput)
    space = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.data.get("about") or self.initial.get("about")
        if about in ABOUT:
            self.fields["text"].label = ABOUT[about]


class PointsForm(forms.Form):
    point1 = forms.CharField(
        label=_("Erster Kernpunkt"),
        max_length=200,
        required=False,
        help_text=_("Was soll die nächste Gruppe als Erstes wissen?"),
    )
    point2 = forms.CharField(label=_("Zweiter Kernpunkt"), max_length=200, required=False)
    point3 = forms.CharField(label=_("Dritter Kernpunkt"), max_length=200, required=False)
    space = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class ItemForm(forms.Form):
    item = forms.IntegerField(min_value=1)


class SeatForm(forms.Form):
    seat = forms.IntegerField(min_value=1)


class MoveForm(SeatForm):
    space = forms.IntegerField(min_value=1)


class PreviewForm(forms.Form):
    take = forms.IntegerField(min_value=0, max_value=999, required=False)


class CountForm(forms.Form):
    number = forms.IntegerField(label=_("Zahl der Tische"), min_value=1, max_value=400)


class PairForm(forms.Form):
    """Names, so that it also works before anybody sits at a table."""

    sort = forms.ChoiceField(
        label=_("Diese beiden sitzen"),
        choices=[("apart", _("nie zusammen")), ("together", _("immer zusammen"))],
    )
    a = forms.CharField(label=_("Erste Person"), max_length=60)
    b = forms.CharField(label=_("Zweite Person"), max_length=60)


class UnpairForm(forms.Form):
    sort = forms.ChoiceField(choices=[("apart", ""), ("together", "")])
    number = forms.IntegerField(min_value=0)


class HybridForm(forms.Form):
    mode = forms.ChoiceField(choices=[("mixed", ""), ("separate", "")])


class TopicForm(SpaceForm):
    question = forms.CharField(label=_("Frage an diesem Tisch"), max_length=300, required=False)


class PlaceForm(forms.Form):
    """A stall and a window in one value, as the button says it: `12-2`."""

    place = forms.RegexField(
        r"^\d{1,9}-\d{1,2}$", error_messages={"invalid": _("Wählen Sie ein Zeitfenster aus der Liste.")}
    )


class AskForm(SpaceForm):
    space = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Ihre Frage an den Stand"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplyForm(ItemForm):
    item = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Antwort"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class StallForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("Was ist das für ein Stand?"),
        choices=[(ItemKind.OFFER, _("Ich biete etwas an")), (ItemKind.NEED, _("Ich suche etwas"))],
        widget=forms.RadioSelect,
        initial=ItemKind.OFFER,
    )
    title = forms.CharField(label=_("Worum geht es?"), max_length=80)
    text = forms.CharField(
        label=_("Ein Satz dazu"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    capacity = forms.IntegerField(
        label=_("Plätze in jedem Zeitfenster"), min_value=1, max_value=50, initial=stalls.PLACES
    )


class CheckInForm(SpaceForm):
    heading = _("Besuch eintragen")
    space = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seat = forms.IntegerField(
        label=_("Wer ist am Stand?"),
        min_value=1,
        widget=forms.Select,
        help_text=_("Hier stehen Menschen ohne Telefon und alle, die Ihnen ihren Namen zeigen."),
    )


class WindowForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=12)
