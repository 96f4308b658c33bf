# SPDX-License-Identifier: EUPL-1.2
"""What anybody may send in, and what the editors answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.forms import DeskForm
from mitwirken.ground.ui.forms import OpenForm

from ..actions.tips import TipDraft
from ..models import Method, TipKind

MOST = 2000


class TipForm(OpenForm):
    """A tip for a method or an experience with it."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("Was möchten Sie weitergeben?"),
        choices=[
            (TipKind.TIP, _("Einen Tipp: So klappt es besser")),
            (TipKind.EXPERIENCE, _("Eine Erfahrung: So war es bei uns")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Ihr Text"),
        help_text=_("Ein paar Sätze genügen. Bitte nennen Sie keine Namen von anderen."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    where = forms.CharField(
        label=_("Wo und wann war das?"),
        help_text=_("Zum Beispiel: Hörde, Sommer 2025"),
        max_length=160,
        required=False,
    )
    source = forms.CharField(
        label=_("Wo kann man mehr lesen?"),
        help_text=_("Eine Adresse im Netz oder ein Bericht."),
        max_length=300,
        required=False,
    )
    name = forms.CharField(
        label=_("Name, der darunter stehen soll"),
        help_text=_("Frei gewählt, öffentlich zu sehen. Es geht auch ohne."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def draft(self, method: Method | None = None) -> TipDraft:
        given = self.cleaned_data
        return TipDraft(
            kind=given["kind"],
            text=given["text"],
            method=method,
            where=given["where"],
            source=given["source"],
            name=given["name"],
        )


class ExampleTipForm(OpenForm):
    """An example from elsewhere. The source is a duty: without one nobody can look it up."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Was wurde gemacht, und was kam heraus?"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    where = forms.CharField(
        label=_("Wo und wann war das?"), help_text=_("Zum Beispiel: Gent, 2023"), max_length=160
    )
    source = forms.CharField(
        label=_("Quelle"),
        help_text=_(
            "Eine Adresse im Netz, ein Bericht, eine Zeitung. Ohne Quelle können wir nichts veröffentlichen."
        ),
        max_length=300,
    )
    method = forms.ChoiceField(label=_("Methode"), required=False)
    name = forms.CharField(
        label=_("Ihr Name"),
        help_text=_("Nur wenn Sie mögen. Er wird nicht veröffentlicht."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, *args: Any, methods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [("", _("weiß ich nicht")), *methods]  # type: ignore[attr-defined]

    def draft(self, method: Method | None = None) -> TipDraft:
        given = self.cleaned_data
        return TipDraft(
            kind=TipKind.EXAMPLE,
            text=given["text"],
            method=method,
            where=given["where"],
            source=given["source"],
            name=given["name"],
        )


class DeclineForm(DeskForm):
    reason = forms.CharField(
        label=_("Warum wird es nicht übernommen?"),
        help_text=_("Wer es geschickt hat, liest diesen Satz."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
