# SPDX-License-Identifier: EUPL-1.2
"""Input: what a conversation is set up with, statements to begin with, one statement, a reason, what to merge with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel

from . import queries
from .actions import ConversationDraft
from .models import LONGEST, Adding, Conversation, Shown, Statement

SHOWN = {
    Shown.RUNNING: gettext_lazy("Alle sehen, was verbindet, und können fehlende Aussagen beitragen."),
    Shown.END: gettext_lazy("Niemand folgt dem Trend. Nur Beschäftigte sehen die Karte schon vorher."),
}


class ConversationForm(forms.Form):
    """A conversation. `phase` is asked for only where a new one is made."""

    phase = forms.TypedChoiceField(label=gettext_lazy("In welcher Phase"), coerce=int)
    question = forms.CharField(
        label=gettext_lazy("Frage"),
        help_text=gettext_lazy("Offen gefragt. Nach der Freigabe bleibt sie, wie sie ist."),
        max_length=240,
    )
    text = forms.CharField(
        label=gettext_lazy("Worum es geht"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    adding = forms.ChoiceField(
        label=gettext_lazy("Dürfen alle Aussagen beitragen?"),
        choices=Adding.choices,
        widget=forms.RadioSelect,
        initial=Adding.BEFORE,
    )
    most_each = forms.IntegerField(
        label=gettext_lazy("Aussagen je Person höchstens"), min_value=1, max_value=100, initial=5
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("Ab wann ist die Karte zu sehen?"), widget=forms.RadioSelect, initial=Shown.RUNNING
    )
    least = forms.IntegerField(
        label=gettext_lazy("Karte ab so vielen Personen"),
        help_text=gettext_lazy("Unter wenigen Menschen wären einzelne zu erkennen."),
        min_value=10,
        max_value=1000,
        initial=20,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache der Aussagen"), choices=settings.LANGUAGES, initial="de"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, conversation: Conversation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["shown"].choices = [
            (key, format_html("<b>{}</b><small>{}</small>", Shown(key).label, text))
            for key, text in SHOWN.items()
        ]
        if conversation is not None:
            del fields["phase"]
            for name in fields:
                if hasattr(conversation, name):
                    fields[name].initial = getattr(conversation, name)
            fields["seen"].initial = conversation.version
        else:
            # A second click finds the phase taken by the first one: `once` answers it, so the form lets it pass.
            self.phases = {phase.pk: phase for phase in queries.phases(free=not self.is_bound)}
            fields["phase"].choices = [
                (pk, f"{phase.process.title}: {phase.title}") for pk, phase in self.phases.items()
            ]

    def draft(self) -> ConversationDraft:
        return ConversationDraft(
            **{key: value for key, value in self.cleaned_data.items() if key not in {"phase", "seen", "once"}}
        )


class SeedsForm(forms.Form):
    """Statements of the staff, one a line."""

    texts = forms.CharField(
        label=gettext_lazy("Aussagen, jede in eine Zeile"),
        help_text=gettext_lazy(
            "Ein Gedanke je Aussage, höchstens 200 Zeichen, ohne „und“ zwischen zwei Dingen. Auch was unbequem ist."
        ),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    personal = forms.BooleanField(
        label=gettext_lazy("Sie sagen etwas über die Person selbst, zum Beispiel „Ich fahre täglich Rad“"),
        help_text=gettext_lazy("Solche Aussagen ändern nichts daran, wer auf der Karte wo steht."),
        required=False,
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["texts"].splitlines() if line.strip()]


class StatementForm(forms.Form):
    """One statement."""

    text = forms.CharField(
        label=gettext_lazy("Ihre Aussage"),
        help_text=gettext_lazy(
            "Ein Gedanke, dem man zustimmen kann oder nicht. Zum Beispiel: „Der Platz braucht mehr Schatten.“"
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.CharField(widget=forms.HiddenInput, required=False)


class SeedForm(forms.Form):
    """A statement of the staff, worded anew."""

    text = forms.CharField(
        label=gettext_lazy("Aussage"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    personal = forms.BooleanField(label=gettext_lazy("Sagt etwas über die Person selbst"), required=False)


class EnterForm(forms.Form):
    """A statement that somebody made elsewhere."""

    text = forms.CharField(
        label=gettext_lazy("Aussage"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Wie die Aussage kam"),
        choices=[(each.value, each.label) for each in (Channel.PAPER, Channel.PHONE, Channel.ROOM)],
        widget=forms.RadioSelect,
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)


class RefuseForm(forms.Form):
    """Why a statement is not voted on."""

    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        help_text=gettext_lazy("Wer die Aussage beigetragen hat, liest sie."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MergeForm(forms.Form):
    """With which statement another is merged: its number."""

    into = forms.IntegerField(
        label=gettext_lazy("Nummer der Aussage, die bleibt"), min_value=1, max_value=2**31 - 1
    )

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statement = statement

    def clean_into(self) -> Statement:
        found = queries.statement(self.statement.conversation, self.cleaned_data["into"])
        if found is None or not found.is_voted_on:
            raise ValidationError(_("Über eine Aussage mit dieser Nummer wird nicht abgestimmt."))
        return found
