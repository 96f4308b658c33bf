# SPDX-License-Identifier: EUPL-1.2
"""Input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel

from .models import MOST, Kind
from .rules import LABEL_LENGTH

KINDS = [
    (Kind.PRO.value, gettext_lazy("Ich bin dafür, weil …")),
    (Kind.CONTRA.value, gettext_lazy("Ich bin dagegen, weil …")),
    (Kind.QUESTION.value, gettext_lazy("Ich habe eine Frage")),
]


class TextForm(forms.Form):
    """What somebody says."""

    text = forms.CharField(
        label=gettext_lazy("Ihr Beitrag"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Schreiben Sie, was Sie sagen möchten. Ein Satz genügt.")},
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class ArgumentForm(TextForm):
    """A new argument: which side, and the text."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Was möchten Sie sagen?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Wählen Sie, ob Ihr Beitrag dafür, dagegen oder eine Frage ist.")
        },
    )
    field_order = ["kind", "text", "once"]


class ReplyForm(TextForm):
    """A reply; whoever speaks for an office chooses in whose name."""

    office = forms.ChoiceField(label=gettext_lazy("Sie antworten"), widget=forms.RadioSelect)
    field_order = ["office", "text", "once"]

    def __init__(self, *args: Any, offices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.fields["text"].label = _("Ihre Antwort")
        if not offices:
            del self.fields["office"]
            return
        choices = [
            *((pk, _("für %(office)s") % {"office": office}) for pk, office in self.offices.items()),
            ("person", _("unter Ihrem Pseudonym, nicht dienstlich")),
        ]
        field: Any = self.fields["office"]
        field.choices = choices
        field.initial = choices[0][0]

    def office_chosen(self) -> Any:
        return self.offices.get(self.cleaned_data.get("office", ""))


class EntryForm(ArgumentForm):
    """What staff type in for somebody else."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Wie es kam"),
        choices=[(channel.value, channel.label) for channel in (Channel.PHONE, Channel.PAPER, Channel.ROOM)],
        widget=forms.RadioSelect,
    )
    author_label = forms.CharField(
        label=gettext_lazy("Von wem"),
        help_text=gettext_lazy(
            "So steht es öffentlich da, zum Beispiel „Anruf aus Hörde“. Kein Klarname, wenn die Person das nicht möchte."
        ),
        required=False,
        max_length=LABEL_LENGTH,
    )
    field_order = ["channel", "author_label", "kind", "text", "once"]
