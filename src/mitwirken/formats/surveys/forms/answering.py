# SPDX-License-Identifier: EUPL-1.2
"""The questions of a page, or of a whole sheet, as one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.places.forms import PointFormMixin, PointWidget

from ..filling import Outline, Value, Values, is_answered
from ..kinds import Wrong, kind_of
from ..kinds.base import name_of
from ..models import Kind, Question


@dataclass(frozen=True)
class Asked:
    """A question as its page draws it: alone in one field, or a group of `fields` under one heading."""

    question: Question
    label: SafeString
    fields: tuple[BoundField, ...]
    group: bool
    bare: bool = False
    """Whether the first field of a group answers under the heading of the group, without one of its own."""
    picture: bool = False
    """Whether a picture was handed in already."""

    @property
    def help(self) -> str:
        return kind_of(self.question).help(self.question)

    @property
    def info(self) -> bool:
        return self.question.kind == Kind.INFO


def read(questions: Iterable[Question], cleaned: Mapping[str, Any], before: Values) -> dict[str, Value]:
    """The values of questions from the clean fields of a form. Raises `Wrong`, with the whole name of the field."""
    found: dict[str, Value] = {}
    for question in questions:
        name = name_of(question)
        kind = kind_of(question)
        given = {ending: cleaned.get(f"{name}{ending}") for ending in kind.fields(question)}
        try:
            found[str(question.pk)] = kind.take(question, given, before.get(str(question.pk), {}))
        except Wrong as wrong:
            raise Wrong(f"{name}{wrong.field}", wrong.sentence) from None
    return found


class _Questions(PointFormMixin, forms.Form):
    """Fields for questions. After `is_valid`, `values` has a value for each, empty ones included."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        numbers: Mapping[int, str],
        values: Values | None = None,
        strict: bool = True,
        **kwargs: Any,
    ) -> None:
        self.questions = list(questions)
        self.before: Values = values or {}
        self.strict = strict
        self.values: dict[str, Value] = {}
        self.headings: dict[int, SafeString] = {}
        super().__init__(*args, **kwargs)
        for question in self.questions:
            self._add(question, numbers.get(question.pk, ""))
        if self.is_bound:
            self.picking = any(PointWidget.picks(self.data, name) for name in self.fields)

    def _add(self, question: Question, number: str) -> None:
        kind, name = kind_of(question), name_of(question)
        heading = format_html("<bdi>{}</bdi>", f"{number}. {question.text}" if number else question.text)
        self.headings[question.pk] = heading
        initial = kind.initial(question, self.before.get(str(question.pk), {}))
        for ending, field in kind.fields(question).items():
            if not field.label:
                field.label = heading
            elif kind.several_fields:
                field.label = format_html("<bdi>{}</bdi>", field.label)
            if not ending and not kind.several_fields and not question.other and kind.help(question):
                # Drawn as it stands, so it is escaped here.
                field.help_text = format_html(
                    '<span dir="auto">{}</span>', linebreaksbr(kind.help(question), autoescape=True)
                )
            field.initial = initial.get(ending)
            field.required = question.required and self._must(question, ending)
            self.fields[f"{name}{ending}"] = field

    @staticmethod
    def _must(question: Question, ending: str) -> bool:
        """Whether this field alone answers the question, so that it must not stay empty: every row of a table, the one field of the others."""
        if question.kind == Kind.MATRIX:
            return True
        return not ending and not kind_of(question).several_fields and not question.other

    def full_clean(self) -> None:
        """Where nothing must be answered (going back, typing in a sheet), empty fields pass; they are drawn as what they are."""
        required = {name: field.required for name, field in self.fields.items()}
        if not self.strict:
            for field in self.fields.values():
                field.required = False
        super().full_clean()
        for name, must in required.items():
            self.fields[name].required = must

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.picking:
            return cleaned
        for question in self.questions:
            name = name_of(question)
            if any(f"{name}{ending}" in self.errors for ending in kind_of(question).fields(question)):
                continue
            try:
                self.values |= read([question], cleaned, self.before)
            except Wrong as wrong:
                self.add_error(wrong.field if wrong.field in self.fields else None, str(wrong.sentence))
                continue
            value = self.values[str(question.pk)]
            if self.strict and question.required and not is_answered(question, value):
                first = next((field for field in self.fields if field.startswith(name)), None)
                self.add_error(first, _("Diese Frage braucht eine Antwort."))
        return cleaned

    @property
    def asked(self) -> list[Asked]:
        found = []
        for question in self.questions:
            name, kind = name_of(question), kind_of(question)
            names = [f"{name}{ending}" for ending in kind.fields(question)]
            kept = "upload" in self.before.get(str(question.pk), {})
            if question.kind == Kind.UPLOAD and not kept:
                names = names[:1]
            fields = tuple(self[each] for each in names)
            group = len(fields) > 1 or kind.several_fields
            bare = group and not kind.several_fields
            found.append(Asked(question, self.headings[question.pk], fields, group, bare, kept))
        return found


class PageForm(_Questions):
    """The questions of one page."""


class SheetForm(_Questions):
    """All questions of a sheet, for staff who type it in. Fields are called like the boxes and lines of the sheet; nothing must be filled in."""

    def __init__(self, *args: Any, outline: Outline, **kwargs: Any) -> None:
        questions = [one for one in outline.questions if one.kind not in {Kind.INFO, Kind.UPLOAD}]
        super().__init__(*args, questions=questions, numbers=outline.numbers, strict=False, **kwargs)


class ReceiptForm(forms.Form):
    """The code that was shown after sending."""

    code = forms.CharField(
        label=gettext_lazy("Code Ihrer Antworten"),
        max_length=30,
        help_text=gettext_lazy("Er stand auf der Seite nach dem Absenden, zum Beispiel 2B4K-9XYZ-7MNP."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code-input"}),
    )
