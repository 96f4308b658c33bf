# SPDX-License-Identifier: EUPL-1.2
"""Where the pages of a sheet turn: what says for whom a question is never stands at the foot of a page without the question."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation import override
from tests.formats.surveys.makers import add_page, ask, empty, lead

from mitwirken.formats.surveys import sheets
from mitwirken.formats.surveys.models import Kind, Survey
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper import drawing
from mitwirken.ground.paper.composing import BOTTOM, compose
from mitwirken.ground.paper.registry import Content, Say, Tick, Write

pytestmark = pytest.mark.django_db

WORDS = {
    "de": (
        "Kommen Sie mit dem Hund?",
        "Wie heißt er?",
        "Er darf frei laufen, wo es erlaubt ist. ",
        "Ja",
        "Nein",
    ),
    "en": (
        "Do you come with a dog?",
        "What is its name?",
        "It may run free where that is allowed. ",
        "Yes",
        "No",
    ),
    "ar": ("هل تأتي مع كلب؟", "ما اسمه؟", "يمكنه الجري بحرية حيث يسمح بذلك. ", "نعم", "لا"),
}


def dogs(language: str) -> Survey:
    """Many questions that are asked only after a yes, with hints of different lengths, so that pages turn everywhere."""
    first, name, hint, yes, no = WORDS[language]
    by = lead()
    survey = empty(by)
    dog = ask(survey.pages.get(), Kind.ONE, first, by, choices=(yes, no))
    only = {"if_question": dog.pk, "if_choices": ("1",)}
    for at in range(4):
        page = add_page(survey, f"{name} {at}", by, text=hint * at, **only)
        for n in range(7):
            kind = (Kind.SHORT, Kind.LONG, Kind.MATRIX, Kind.RANKING, Kind.SCALE)[n % 5]
            more: dict[str, Any] = {"choices": (yes, no)} if kind in (Kind.MATRIX, Kind.RANKING) else {}
            more |= {"rows": (first, name)} if kind == Kind.MATRIX else {}
            more |= {"low": 1, "high": 5} if kind == Kind.SCALE else {}
            ask(page, kind, f"{name} ({at}-{n})", by, help=hint * (n % 3), **more, **only)
    return survey


@pytest.mark.parametrize("language", list(WORDS))
def test_a_condition_stands_with_its_question(language: str):
    pypdfium2 = pytest.importorskip("pypdfium2")
    survey = dogs(language)
    with override(language):
        print_ = paper.current_print(kind=sheets.KIND, pk=survey.pk)
        document = pypdfium2.PdfDocument(drawing.as_pdf(print_))
    assert len(document) == len(print_.drawing) > 5
    for page in print_.drawing[:-1]:
        last = max((mark for mark in page if mark["kind"] != "rule"), key=lambda mark: mark["y"])
        assert last["kind"] in ("field", "box"), last["text"]
        assert last["y"] + last["h"] <= BOTTOM + 0.1
    # As readers of the real pages see it: each step of a scale beside its own box, and below each condition stands its question.
    steps = 0
    for page, places in zip(document, print_.sheet_layout.pages, strict=True):
        scales = {choice.name for choice in places.choices if len(choice.boxes) == 5}
        for box in places.boxes:
            name, _colon, step = box.name.partition(":")
            if name in scales:
                steps += 1
                assert step == beside(page, box, before=language == "ar")
        words = page.get_textpage().get_text_range()
        assert not re.search(r"(Nur wenn|Only if)[^\n]*\s*\d+ \D+\d+\s*$", words), words[-300:]
    assert steps >= 20


def beside(page: Any, box: Any, *, before: bool) -> str:
    """What stands beside a box on the real page, within a centimetre."""
    mm = 72 / 25.4
    left = box.x - 10 if before else box.x + box.size
    top = (297 - box.y + 1) * mm
    words = page.get_textpage().get_text_bounded(left * mm, top - (box.size + 2) * mm, (left + 10) * mm, top)
    return str(words).strip()


def test_a_question_that_needs_a_page_of_its_own_does_not_push_what_stands_before_it():
    """What is too long for one page together is set one after the other, and nothing runs over the edge."""
    content = Content(
        title="",
        instruction="Viel zu lesen. " * 500,
        blocks=(
            Say("Nur wenn Sie wollen:", keep=True),
            Say("Ein langer Hinweis. " * 600, keep=True),
            Write("text", "Was noch?", lines=4),
            Say("Nur wenn Sie müssen:", keep=True),
            Tick("ja", "Wirklich?", (("1", "Ja"), ("2", "Nein"))),
        ),
    )
    layout, drawn = compose(content, form_name="Bogen", privacy="")
    assert len(layout.pages) == len(drawn) > 4
    for page in drawn:
        assert all(mark["y"] + mark["h"] <= BOTTOM + 0.1 for mark in page)
    said = " ".join(mark["text"] for page in drawn for mark in page)
    assert said.count("Viel zu lesen.") == 500 and said.count("Ein langer Hinweis.") == 600
    (place,) = [page for page in drawn if any("müssen" in mark["text"] for mark in page)]
    assert any(mark["text"] == "Wirklich?" for mark in place)
