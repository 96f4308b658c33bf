# SPDX-License-Identifier: EUPL-1.2
"""Which pages and questions somebody sees, and which answers count in the end. Works on rows that are loaded; asks no database.

A value is what was answered to one question, as JSON holds it: `{"choices": ["1"], "text": ""}` and so on, see `kinds`. An empty one is no answer. Values are keyed
by the question's number as text. A question is seen where its page is and its own condition holds; a condition that points to a question that is not seen does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .models import Conditional, Kind, Page, Question

Value = dict[str, Any]
Values = Mapping[str, Value]


def keys_of(value: Value) -> set[str]:
    """What a condition compares with: the chosen keys, or the number of a scale as text.

    >>> sorted(keys_of({"choices": ["1", "x"], "text": "Rad"})), keys_of({"number": "4"}), keys_of({})
    (['1', 'x'], {'4'}, set())
    """
    found = {str(key) for key in value.get("choices", ())}
    if "number" in value:
        found.add(str(value["number"]))
    return found


@dataclass(frozen=True)
class Outline:
    """A survey with all that is asked. `asked` gives the questions of a page by its number, `numbers` what stands before a question ("3")."""

    pages: tuple[Page, ...]
    asked: Mapping[int, tuple[Question, ...]]
    numbers: Mapping[int, str] = field(default_factory=dict)

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in their order, texts between them included."""
        return (question for page in self.pages for question in self.asked[page.pk])

    def question(self, pk: int) -> Question | None:
        return next((one for one in self.questions if one.pk == pk), None)

    def place_of(self, question: int) -> int:
        """On the how manieth page a question stands, from 0; -1 where it is not of this survey."""
        for at, page in enumerate(self.pages):
            if any(one.pk == question for one in self.asked[page.pk]):
                return at
        return -1

    # --- what is seen

    def seen(self, values: Values) -> list[tuple[Page, list[Question]]]:
        """The pages that are shown after these answers, with their questions; a page on which nothing is left is not."""
        shown, _kept = self._walk(values)
        return shown

    def kept(self, values: Values) -> dict[str, Value]:
        """The answers that count: of questions that are seen. What was answered before an earlier answer was changed is left out."""
        _shown, kept = self._walk(values)
        return kept

    def _walk(self, values: Values) -> tuple[list[tuple[Page, list[Question]]], dict[str, Value]]:
        kept: dict[str, Value] = {}
        shown: list[tuple[Page, list[Question]]] = []
        for page in self.pages:
            if not _holds(page, kept):
                continue
            # A condition looks at earlier pages only, so the answers of this page come in together.
            here = [question for question in self.asked[page.pk] if _holds(question, kept)]
            if not here and not page.text:
                continue
            shown.append((page, here))
            for question in here:
                value = values.get(str(question.pk))
                if value and question.kind != Kind.INFO:
                    kept[str(question.pk)] = value
        return shown, kept

    def missing(self, values: Values) -> list[tuple[Page, Question]]:
        """What must be answered and is not, among what is seen."""
        return [
            (page, question)
            for page, questions in self.seen(values)
            for question in questions
            if question.required and not is_answered(question, values.get(str(question.pk)) or {})
        ]


def _holds(row: Conditional, kept: Values) -> bool:
    if row.if_question_id is None:
        return True
    return not keys_of(kept.get(str(row.if_question_id), {})).isdisjoint(row.if_choices)


def is_answered(question: Question, value: Value) -> bool:
    """Whether what must be answered is: of a table every row."""
    if question.kind == Kind.INFO:
        return True
    if question.kind == Kind.MATRIX:
        return {each["key"] for each in question.rows} <= set(value.get("rows", {}))
    return bool(value)


def outlined(pages: Iterable[Page], questions: Iterable[Question]) -> Outline:
    """Pages and questions in their order as one outline, numbered along the survey."""
    ordered = tuple(pages)
    by_page: dict[int, list[Question]] = {page.pk: [] for page in ordered}
    for question in questions:
        by_page[question.page_id].append(question)
    numbers: dict[int, str] = {}
    for page in ordered:
        for question in by_page[page.pk]:
            if question.kind != Kind.INFO:
                numbers[question.pk] = str(len(numbers) + 1)
    return Outline(ordered, {pk: tuple(rows) for pk, rows in by_page.items()}, numbers)
