# SPDX-License-Identifier: EUPL-1.2
"""What every kind of question can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mitwirken.ground.paper.registry import Block

from ..filling import Value
from ..models import OTHER, Answer, Question

Given = Mapping[str, Any]
"""What the fields of one question were cleaned to, by the ending of their names; "" is the field that has the question's own name."""


class Wrong(Exception):
    """What was given cannot be an answer: at which field, and the sentence."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


NO_ANSWER = "-"
"""What is sent for "no answer": a choice of its own, because a radio button cannot be let go again, and chosen by nobody beforehand."""


def name_of(question: Question) -> str:
    """What the fields of a question are called, on the screen and on the sheet."""
    return f"q{question.pk}"


class Kind:
    """A kind without an answer; the others say what is different."""

    several_fields = False
    """Whether a question is a group of fields, so that it gets a frame of its own."""

    def fields(self, question: Question) -> dict[str, forms.Field]:
        """The fields by the ending of their names. They are not required; what must be answered is seen to once for all kinds."""
        return {}

    def take(self, question: Question, given: Given, before: Value) -> Value:
        """A value, or an empty one. `before` is what was answered earlier. Raises `Wrong`."""
        return {}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        """What the fields show of a value, by their endings."""
        return {}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        """The fields of the `Answer` rows that keep a value."""
        return []

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        """The value that these rows keep."""
        return {}

    def words(self, question: Question, value: Value) -> list[str]:
        """A value as people read it, one line each."""
        return []

    def on_paper(self, question: Question, number: str) -> list[Block]:
        """What stands on the sheet; boxes and lines are called as the fields are."""
        return []

    def hint(self, question: Question) -> str:
        """What must be known to answer, beside what the city says of it: how many, in which unit."""
        return ""

    def help(self, question: Question) -> str:
        return "\n".join(filter(None, (question.help, self.hint(question))))

    def labels(self, question: Question) -> dict[str, str]:
        """The words of all choices by their keys."""
        found = {each["key"]: each["label"] for each in question.choices}
        return found | ({OTHER: _("etwas anderes")} if question.other else {})

    def heading(self, question: Question, number: str) -> str:
        return f"{number}. {question.text}"
