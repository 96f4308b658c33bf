# SPDX-License-Identifier: EUPL-1.2
"""The worked examples of docs/rules/plain_german.md, and what must never happen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.kernels.plain_german import Level, Rule, check, scores, sentences, syllables, words


def rules(text: str, level: Level = Level.EASY) -> set[Rule]:
    return {one.rule for one in check([text], level).findings}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Am 3. Mai kommt z. B. Dr. Ulm. Wer noch?", 2),
        ("Treffpunkt Nr. 5", 1),
        ("Seit 2021. Und weiter.", 2),
        ("„Kommen Sie?“ Das fragt er.", 2),
        ("Er sagt: Ja! und geht.", 1),
        ("Das kostet 12.500 Euro.", 1),
        ("", 0),
        ("…", 0),
    ],
)
def test_sentences_end_where_people_end_them(text: str, number: int) -> None:
    assert len(sentences(text)) == number


def test_plain_german_looks_at_the_length_of_sentences() -> None:
    long = " ".join(["Wort"] * 21) + "."
    report = check([long, "Kurz."])
    assert [one.rule for one in report.findings] == [Rule.TOO_LONG_SENTENCE]
    assert report.average == 11.0
    assert [one.rule for one in check([long]).findings] == [Rule.LONG_ON_AVERAGE, Rule.TOO_LONG_SENTENCE]
    assert not check([" ".join(["Wort"] * 15) + "."]).findings


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Eins zwei drei vier fünf sechs sieben acht neun.", Rule.LONG_SENTENCE),
        ("Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn.", Rule.TOO_LONG_SENTENCE),
        ("Wir kommen. Sie auch.", Rule.SEVERAL_SENTENCES),
        ("Wir warten, weil es regnet.", Rule.SUBORDINATE),
        ("Das Beteiligungsverfahren.", Rule.LONG_WORD),
        ("Wir lesen z. B. Briefe.", Rule.ABBREVIATION),
        ("Das wäre gut.", Rule.MAYBE),
        ("Der Park wird gebaut.", Rule.PASSIVE),
        ("Die Idee wurde angenommen.", Rule.PASSIVE),
        ("Das Dach des Hauses.", Rule.GENITIVE),
        ("Das geht nicht.", Rule.NEGATION),
        ("Es kostet 12.500 Euro.", Rule.NUMBER),
        ("Kapitel XIV ist neu.", Rule.NUMBER),
        ("Das sind 20 Prozent.", Rule.NUMBER),
        ("Alle (auch Kinder).", Rule.SIGN),
        ("Für Bürger*innen.", Rule.SIGN),
        ("Man darf das.", Rule.IMPERSONAL),
    ],
)
def test_easy_german_is_stricter(text: str, rule: Rule) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt antwortet.",
        "Die Mit-Arbeiter·innen-Gruppe liest.",
        "Er wird Geld geben.",
        "Sie werden gesund.",
        "Der Weg wird breit gegen Abend.",
        "Der Garten am Haus.",
        "Sie können 5 Ideen aufschreiben.",
        "ICH will mit.",
    ],
)
def test_what_is_right_gets_no_hint(text: str) -> None:
    assert not rules(text)


def test_scores_are_the_worked_numbers() -> None:
    found = scores(["Das Haus ist rot."])
    assert found is not None
    assert (found.flesch, found.vienna, found.lix) == (117.5, -3.5, 4.0)
    assert scores(["…"]) is None


def test_syllables_of_german_words() -> None:
    assert [syllables(word) for word in ("Äpfel", "Bäume", "neu", "Radweg", "Zoo")] == [2, 2, 1, 2, 1]


@given(st.lists(st.text(max_size=300), max_size=5), st.sampled_from(Level))
def test_any_text_gets_an_answer(blocks: list[str], level: Level) -> None:
    report = check(blocks, level)
    assert report.sentences <= report.words or report.words == 0
    assert all(one.count >= len(one.places) >= 1 for one in report.findings)


@given(st.text(max_size=300))
def test_sentences_lose_no_word(text: str) -> None:
    assert [word for one in sentences(text) for word in words(one)] == words(" ".join(text.split()))
