# SPDX-License-Identifier: EUPL-1.2
"""What people type, and what the desk chooses."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.models import Office
from mitwirken.kernels.similarity import most_similar, prepare

from ...models import Item, ItemKind, ItemStatus, Space
from .. import StageBoundForm
from .boards import board, similar, votes_in_words
from .settings import MOST_TABLE_LINES, WHAT, settings_of, what_of


class AskForm(StageBoundForm):
    """A question. When something alike was asked already, the writer sees it and says which of both it is."""

    body = forms.CharField(
        label=_("Ihre Frage"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    unnamed = forms.BooleanField(label=_("Ohne meinen Namen zeigen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings_of(self.stage)["anonymous"]:
            del self.fields["unnamed"]
        alike = similar(self.stage, str(self.data.get("body", ""))[:500]) if self.is_bound else []
        if alike:
            choices: list[tuple[str, Any]] = [
                (
                    str(item.pk),
                    format_html(
                        '<b>{}</b> <bdi dir="auto">{}</bdi><small>{}</small>',
                        gettext("Das meine ich auch:"),
                        item.title or item.body,
                        votes_in_words(item.ups),
                    ),
                )
                for item in alike
            ]
            self.fields["same"] = forms.ChoiceField(
                label=_("Ähnliches wurde schon gefragt"),
                choices=[*choices, ("new", _("Meine Frage ist eine andere"))],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _(
                        "Stimmen Sie der Frage zu, die schon da ist, oder sagen Sie, dass Ihre eine andere ist."
                    )
                },
            )


class AddForm(StageBoundForm):
    """Anything else: a text; with title, person and day where the sort has them."""

    field_order = ("title", "body", "who", "due_on")
    body = forms.CharField(label="", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = what_of(self.stage)
        words = WHAT[what]
        self.fields["body"].label = words.label
        if words.title:
            self.fields["title"] = forms.CharField(label=words.title, max_length=140)
            self.fields["body"].required = False
            cast(forms.CharField, self.fields["body"]).max_length = 2000
        if what == "action":
            self.fields["who"] = forms.CharField(label=_("Wer kümmert sich?"), max_length=120, required=False)
            self.fields["due_on"] = day_field(_("Bis wann?"), required=False)
        self.order_fields(self.field_order)


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class ItemForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)


class AboutItemForm(StageBoundForm):
    """A form about one item of this gathering: its text stands above what is asked."""

    item = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str(self.data.get("item", "") if self.is_bound else self.initial.get("item", ""))
        self.about = (
            Item.objects.filter(gathering_id=self.stage.gathering_id, pk=int(number)).first()
            if number.isdigit()
            else None
        )
        first = next((field for name, field in self.fields.items() if name != "item"), None)
        if self.about is not None and first is not None:
            first.help_text = format_html('<q dir="auto">{}</q>', self.about.title or self.about.body)


class AnsweredForm(AboutItemForm):
    answer = forms.CharField(
        label=_("Antwort in Stichworten"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.about is not None:
            self.initial.setdefault("answer", self.about.answer)


class WrittenForm(AboutItemForm):
    office = forms.ModelChoiceField(
        label=_("Wer antwortet schriftlich?"), queryset=Office.objects.all(), empty_label=_("Bitte wählen")
    )
    due_on = day_field(_("Bis wann?"))

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(
                _("Dieser Tag ist schon vorbei. Bitte wählen Sie einen, der noch kommt.")
            )
        return day


class ReasonForm(AboutItemForm):
    reason = forms.CharField(label=_("Warum?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class EditForm(AboutItemForm):
    title = forms.CharField(label=_("Titel"), max_length=140, required=False)
    body = forms.CharField(
        label=_("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    who = forms.CharField(label=_("Wer kümmert sich?"), max_length=120, required=False)
    due_on = day_field(_("Bis wann?"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.about is not None:
            for name in ("title", "body", "who", "due_on", "version"):
                self.initial.setdefault(name, getattr(self.about, name))
            self.fields["title"].help_text = ""
            if self.about.kind != ItemKind.ACTION:
                del self.fields["who"], self.fields["due_on"]
            if self.about.kind in (ItemKind.QUESTION, ItemKind.NOTE, ItemKind.ACTION, ItemKind.CARD):
                del self.fields["title"]
            elif self.about.kind == ItemKind.CLUSTER:
                del self.fields["body"]

    def clean(self) -> Any:
        clean = super().clean() or {}
        if not self.errors and not (clean.get("title") or clean.get("body")):
            raise forms.ValidationError(_("Der Text darf nicht leer sein. Ausblenden geht mit „Ausblenden“."))
        return clean


class MergeForm(AboutItemForm):
    """Into which other question; what is most alike stands first."""

    into = forms.ModelChoiceField(
        label=_("In welche Frage?"), queryset=Item.objects.none(), empty_label=_("Bitte wählen")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["into"])
        if self.about is None:
            return
        others = (
            board(self.stage.gathering, self.stage)
            .filter(status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE, ItemStatus.QUEUED))
            .exclude(pk=self.about.pk)
        )
        field.queryset = others
        rows = {row.pk: row for row in others}
        alike = most_similar(
            self.about.body, {pk: prepare(row.body) for pk, row in rows.items()}, limit=20, at_least=0.2
        )
        order = [pk for pk, _score in alike]
        order += [pk for pk in rows if pk not in set(order)]
        field.choices = [("", field.empty_label or ""), *((pk, str(rows[pk])) for pk in order)]


class ClusterForm(forms.Form):
    title = forms.CharField(label=_("Name der Gruppe"), max_length=140)
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NameForm(AboutItemForm):
    title = forms.CharField(label=_("Name der Gruppe"), max_length=140)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = ""
        if self.about is not None:
            self.initial.setdefault("title", self.about.title)


class MoveForm(ItemForm):
    """Where a card goes: the number of a group, `parked`, or nothing for the open board."""

    to = forms.CharField(required=False, max_length=20)


class BatchForm(StageBoundForm):
    lines = forms.CharField(
        label=_("Was auf den Karten steht, eine in jeder Zeile"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    channel = forms.ChoiceField(
        label=_("Woher"),
        choices=[(Channel.ROOM, _("im Raum gesagt oder gehalten")), (Channel.PAPER, _("auf Papier"))],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
    )
    table: Any = forms.ModelChoiceField(
        label=_("Von welchem Tisch?"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=_("ohne Tisch"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = self.stage.gathering.spaces.filter(closed_at=None)
        if tables.exists() and what_of(self.stage) not in ("note", "answer"):
            cast("forms.ModelChoiceField[Any]", self.fields["table"]).queryset = tables
        else:
            del self.fields["table"]


class VoteForm(ItemForm):
    """`on`: wanted; without it the vote turns round."""

    on = forms.NullBooleanField(required=False, widget=forms.HiddenInput)


class ApproveForm(forms.Form):
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TableForm(StageBoundForm):
    """What a table types in, for those who have no phone. The table is named by the page."""

    lines = forms.CharField(
        label=_("Was Ihr Tisch sagt, eine Zeile für jeden Gedanken"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )
    space = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = WHAT[what_of(self.stage)]
        self.fields["lines"].help_text = _(
            "Der Name des Tisches steht dabei, keine Namen von Menschen. Höchstens %(most)d Zeilen auf einmal."
        ) % {"most": MOST_TABLE_LINES}
        if what_of(self.stage) == "question":
            self.fields["lines"].label = _("Was Ihr Tisch fragt, eine Zeile für jede Frage")
        elif words.title:
            cast(forms.CharField, self.fields["lines"]).label = _(
                "Was Ihr Tisch vorschlägt, eine Zeile für jeden Titel"
            )
