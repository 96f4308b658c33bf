# SPDX-License-Identifier: EUPL-1.2
"""Words, a day, and a text that asks nothing. Values: `{"text": "…"}`, `{"day": "2026-11-25"}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.ground.paper.registry import Block, Say, Write

from ..filling import Value
from ..models import LONG, SHORT, Answer, Question
from .base import Given, Kind, name_of


class Short(Kind):
    lines = 1

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {"": forms.CharField(max_length=SHORT, required=False)}

    def take(self, question: Question, given: Given, before: Value) -> Value:
        text = str(given.get("") or "").strip()
        return {"text": text} if text else {}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": value.get("text", "")}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"text": value["text"]}] if value.get("text") else []

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        text = next((each.text for each in answers), "")
        return {"text": text} if text else {}

    def words(self, question: Question, value: Value) -> list[str]:
        return [value["text"]] if value.get("text") else []

    def on_paper(self, question: Question, number: str) -> list[Block]:
        return [Write(name_of(question), self.heading(question, number), lines=self.lines)]


class Long(Short):
    lines = 4

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {
            "": forms.CharField(max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 5}))
        }


class Day(Kind):
    def fields(self, question: Question) -> dict[str, forms.Field]:
        field = forms.DateField(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
            error_messages={"invalid": _("Bitte schreiben Sie den Tag so: 23.11.2026.")},
        )
        field.css_classes = "field-short"  # type: ignore[attr-defined]
        return {"": field}

    def take(self, question: Question, given: Given, before: Value) -> Value:
        day = given.get("")
        return {"day": day.isoformat()} if isinstance(day, date) else {}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": date.fromisoformat(value["day"]) if value.get("day") else None}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"day": date.fromisoformat(value["day"])}] if value.get("day") else []

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        day = next((each.day for each in answers), None)
        return {"day": day.isoformat()} if day else {}

    def words(self, question: Question, value: Value) -> list[str]:
        return [date_format(date.fromisoformat(value["day"]), "DATE_FORMAT")] if value.get("day") else []

    def on_paper(self, question: Question, number: str) -> list[Block]:
        return [Write(name_of(question), f"{self.heading(question, number)} {_('(Tag, Monat, Jahr)')}")]


class Info(Kind):
    def on_paper(self, question: Question, number: str) -> list[Block]:
        return [Say("\n".join(filter(None, (question.text, question.help))))]
