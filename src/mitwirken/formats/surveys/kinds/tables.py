# SPDX-License-Identifier: EUPL-1.2
"""A table: the same answers for several rows. On a phone and for ears each row is a question of its own. A value: `{"rows": {"1": "3"}}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mitwirken.ground.paper.registry import Block, Say, Tick

from ..filling import Value
from ..models import Answer, Question
from .base import NO_ANSWER, Given, Kind, name_of
from .choices import letter


class Matrix(Kind):
    several_fields = True

    def fields(self, question: Question) -> dict[str, forms.Field]:
        options = [(each["key"], each["label"]) for each in question.choices]
        if not question.required:
            options.append((NO_ANSWER, _("keine Angabe")))
        return {
            f"_{each['key']}": forms.ChoiceField(
                label=each["label"],
                choices=options,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "survey-steps"}),
            )
            for each in question.rows
        }

    def take(self, question: Question, given: Given, before: Value) -> Value:
        rows = {each["key"]: str(given.get(f"_{each['key']}") or "") for each in question.rows}
        rows = {row: chosen for row, chosen in rows.items() if chosen not in ("", NO_ANSWER)}
        return {"rows": rows} if rows else {}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {f"_{key}": choice for key, choice in value.get("rows", {}).items()}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"row": row, "choice": choice} for row, choice in value.get("rows", {}).items()]

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        rows = {each.row: each.choice for each in answers}
        return {"rows": rows} if rows else {}

    def words(self, question: Question, value: Value) -> list[str]:
        labels = self.labels(question)
        given = value.get("rows", {})
        return [
            _("%(row)s: %(answer)s") % {"row": each["label"], "answer": labels.get(given[each["key"]], "")}
            for each in question.rows
            if each["key"] in given
        ]

    def on_paper(self, question: Question, number: str) -> list[Block]:
        options = tuple(self.labels(question).items())
        return [
            Say(f"{self.heading(question, number)} {_('In jeder Zeile ein Kreuz.')}", keep=True),
            *(
                Tick(f"{name_of(question)}_{each['key']}", f"{number}{letter(at)}  {each['label']}", options)
                for at, each in enumerate(question.rows)
            ),
        ]
