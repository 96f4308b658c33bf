# SPDX-License-Identifier: EUPL-1.2
"""A step of a scale, or any number. A value: `{"number": "4"}`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mitwirken.ground.paper.registry import Block, Tick, Write

from ..filling import Value
from ..models import Answer, Question
from .base import NO_ANSWER, Given, Kind, name_of


def plain(number: Decimal) -> str:
    """
    >>> plain(Decimal("4.500")), plain(Decimal("100"))
    ('4.5', '100')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Number(Kind):
    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"number": Decimal(value["number"])}] if "number" in value else []

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        found = next((each.number for each in answers if each.number is not None), None)
        return {} if found is None else {"number": plain(found)}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": value.get("number", "")}


class Scale(_Number):
    def _steps(self, question: Question) -> range:
        return range(question.low or 0, (question.high or 0) + 1)

    def _ends(self, question: Question) -> dict[int | None, str]:
        return {question.low: question.low_label, question.high: question.high_label}

    def _options(self, question: Question) -> list[tuple[str, str]]:
        """The ends with their words, so that they are heard with their step and not somewhere beside it."""
        ends = self._ends(question)
        return [(str(n), f"{n}: {ends[n]}" if ends.get(n) else str(n)) for n in self._steps(question)]

    def fields(self, question: Question) -> dict[str, forms.Field]:
        options = self._options(question)
        if not question.required:
            options.append((NO_ANSWER, _("keine Angabe")))
        return {
            "": forms.ChoiceField(
                choices=options, required=False, widget=forms.RadioSelect(attrs={"class": "survey-steps"})
            )
        }

    def take(self, question: Question, given: Given, before: Value) -> Value:
        raw = str(given.get("") or "")
        return {"number": raw} if raw and raw != NO_ANSWER else {}

    def words(self, question: Question, value: Value) -> list[str]:
        number = str(value.get("number", ""))
        return [dict(self._options(question)).get(number, number)] if number else []

    def on_paper(self, question: Question, number: str) -> list[Block]:
        ends = [f"{n}: {word}" for n, word in self._ends(question).items() if word]
        hint = f" ({', '.join(ends)})" if ends else ""
        steps = tuple((str(n), str(n)) for n in self._steps(question))
        return [Tick(name_of(question), f"{self.heading(question, number)}{hint}", steps)]


class Number(_Number):
    def fields(self, question: Question) -> dict[str, forms.Field]:
        validators: list[Any] = []
        if question.low is not None:
            validators.append(MinValueValidator(question.low))
        if question.high is not None:
            validators.append(MaxValueValidator(question.high))
        field = forms.DecimalField(
            max_digits=12,
            decimal_places=3,
            required=False,
            localize=True,
            validators=validators,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        field.css_classes = "field-short"  # type: ignore[attr-defined]
        return {"": field}

    def hint(self, question: Question) -> str:
        said = []
        if question.unit:
            said.append(_("In %(unit)s.") % {"unit": question.unit})
        if question.low is not None and question.high is not None:
            said.append(_("Von %(low)s bis %(high)s.") % {"low": question.low, "high": question.high})
        elif question.low is not None:
            said.append(_("Mindestens %(low)s.") % {"low": question.low})
        elif question.high is not None:
            said.append(_("Höchstens %(high)s.") % {"high": question.high})
        return " ".join(said)

    def take(self, question: Question, given: Given, before: Value) -> Value:
        number = given.get("")
        return {} if number in (None, "") else {"number": plain(Decimal(str(number)))}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": Decimal(value["number"]) if "number" in value else None}

    def words(self, question: Question, value: Value) -> list[str]:
        if "number" not in value:
            return []
        return [f"{number_format(Decimal(value['number']))} {question.unit}".strip()]

    def on_paper(self, question: Question, number: str) -> list[Block]:
        hint = f" ({question.unit})" if question.unit else ""
        return [Write(name_of(question), f"{self.heading(question, number)}{hint}")]
