# SPDX-License-Identifier: EUPL-1.2
"""What a machine can say about how easy a German text is to read: findings, never a verdict.

Two rule sets: ``Level.PLAIN`` (Einfache Sprache) for every text of the city and the stricter ``Level.EASY``
(Leichte Sprache), where only people from the target group can say that a text is right. The rules in prose:
``docs/rules/plain_german.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PLAIN_AVERAGE: Final = 15.0  # words a sentence on average
PLAIN_LONGEST: Final = 20  # words of one sentence
EASY_LONG: Final = 8  # the strict guides say 8 words …
EASY_LONGEST: Final = 12  # … and all agree that 12 are too many
EASY_WORD: Final = 12  # letters of a word, or of a part of it between hyphens or middle dots
LIST_MOST: Final = 12  # excerpts a finding shows: who sees twelve knows what to look for


class Level(StrEnum):
    PLAIN = "plain"
    EASY = "easy"


class Rule(StrEnum):
    """What a finding is about; the room that shows it has the words."""

    LONG_ON_AVERAGE = "long_on_average"
    LONG_SENTENCE = "long_sentence"
    TOO_LONG_SENTENCE = "too_long_sentence"
    SEVERAL_SENTENCES = "several_sentences"
    SUBORDINATE = "subordinate"
    LONG_WORD = "long_word"
    ABBREVIATION = "abbreviation"
    MAYBE = "maybe"
    PASSIVE = "passive"
    GENITIVE = "genitive"
    NEGATION = "negation"
    NUMBER = "number"
    SIGN = "sign"
    IMPERSONAL = "impersonal"


@dataclass(frozen=True)
class Finding:
    """``rule`` was met at ``places`` (excerpts, at most twelve), ``count`` times in all."""

    rule: Rule
    count: int
    places: tuple[str, ...]
    number: float = 0.0


@dataclass(frozen=True)
class Scores:
    """Guides only: Flesch (Amstad): higher is easier, 60 and more is easy. Vienna: school years. LIX: below 40 easy."""

    flesch: float
    vienna: float
    lix: float


@dataclass(frozen=True)
class Report:
    sentences: int
    words: int
    average: float
    findings: tuple[Finding, ...]
    scores: Scores | None


_ABBREVIATIONS: Final = frozenset(
    (  # noqa: SIM905
        "abs art bd bzw ca dr ebd evtl etc ff ggf inkl max min mind mio mrd nr od prof s sog st str tel u "
        "usw v vgl z zzgl bspw bzgl"
    ).split()
)
_SHORTENED: Final = re.compile(
    r"\b(?:z\.\s?B|d\.\s?h|u\.\s?a|i\.\s?d\.\s?R|z\.\s?T|o\.\s?ä|s\.\s?o|v\.\s?a|usw|bzw|etc|ggf|evtl|ca|vgl|inkl|zzgl|sog|mind|bspw|bzgl|Nr|Str|Abs)\."
    r"(?=\W|$)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_](?:[\w·\u00ad]|(?<=\w)[-*:’'](?=\w))*|\d+(?:[.,:]\d+)*")
_END: Final = re.compile(r"[.!?…]+[\"“”»«’)\]]*(?=\s|$)")
_VOWELS: Final = re.compile(r"ei|ai|ey|ay|au|äu|eu|ie|aa|ee|oo|[aeiouyäöü]", re.IGNORECASE)
_MAYBE: Final = re.compile(
    r"\b(?:hätte|könnte|müsste|sollte|wäre|würde|dürfte|möchte)(?:n|st|t|est|et)?\b", re.IGNORECASE
)
_SUBORDINATE: Final = re.compile(
    r",\s+(?:weil|dass|obwohl|damit|während|nachdem|sodass|indem|sowie|wobei|sofern)\b"
)
# Only nouns with the s of the genitive after an article that can be nothing else; "des" alone says it already.
_GENITIVE: Final = re.compile(
    r"\b(?:des|eines|dieses|jedes|meines|ihres|seines|unseres)\s+(?:[\wäöüß-]+(?:en|er|es)\s+)?[A-ZÄÖÜ][\wäöüß·-]*s\b"
)
_NEGATION: Final = re.compile(
    r"\b(?:nicht|nie|niemals|niemand|nichts|kein(?:e|en|em|er|es)?)\b", re.IGNORECASE
)
_ROMAN: Final = re.compile(r"\b(?=[IVXLC]{2,}\b)(?:X[LC]|L?X{0,3})(?:I[XV]|V?I{0,3})\b")
_BIG: Final = re.compile(r"\b\d{1,3}(?:\.\d{3})+\b|\b\d{5,}\b|\b\d+,\d+\b|\d+\s?%|\bProzent\b")
_SIGN: Final = re.compile(r"[§%&/;()]|\w[*:_](?:innen|in)\b")
_IMPERSONAL: Final = re.compile(r"\bman\b")
_BECOMES: Final = re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b")
# Participles in -en look like infinitives ("wird geben" is future): only those that are none.
_STRONG: Final = frozenset(
    (  # noqa: SIM905
        "gegeben genommen geschrieben gelesen gesprochen gesehen getroffen geschlossen gefunden gebeten "
        "gehalten geworfen gegessen getrunken gezogen getan gebracht beschlossen entschieden angenommen "
        "aufgenommen vorgenommen unterschrieben ausgeschrieben ausgegeben bekanntgegeben abgeschlossen "
        "eingezogen verboten verschoben versprochen gerufen gelassen angeboten beraten gesungen gerissen "
        "abgerissen gebrochen"
    ).split()
)
_WEAK: Final = re.compile(
    r"^(?:(?:ab|an|auf|aus|bei|ein|fest|her|hin|mit|nach|um|vor|weg|zu|zurück|zusammen)?ge[a-zäöüß]{2,}t"
    r"|(?:be|ent|er|ver|zer)[a-zäöüß]{3,}t)$"
)


def sentences(text: str) -> list[str]:
    """Cut one block of German text (a paragraph, a list item) into its sentences.

    Rule: a sentence ends with . ! ? or … before a space, unless the full stop belongs to an abbreviation
    (z. B., Nr.), to a number of one or two digits (am 3. Mai) or what follows starts with a small letter.
    Line ends count as spaces. Text without any such sign is one sentence. Errors: none.

    >>> sentences("Am 3. Mai kommt z. B. Dr. Ulm. Wer noch? Alle!")
    ['Am 3. Mai kommt z. B. Dr. Ulm.', 'Wer noch?', 'Alle!']
    """
    text = " ".join(text.split())
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        after = text[end.end() :].lstrip()
        if after and (
            after[0].islower() or (end.group().startswith(".") and _keeps_going(text[start : end.start()]))
        ):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [one for one in [*found, rest] if _WORD.search(one)]


def _keeps_going(before: str) -> bool:
    last = re.split(r"[\s(\u00a0]", before)[-1]
    if last.isdigit():
        return len(last) <= 2
    return last.lower().rstrip(".") in _ABBREVIATIONS or bool(
        re.fullmatch(r"(?:[A-Za-zÄÖÜäöü]\.)*[A-Za-zÄÖÜäöü]", last)
    )


def words(text: str) -> list[str]:
    """The words and numbers of a text; a hyphen, a middle dot or a gender star does not part a word.

    >>> words("Die Bürger*innen, 3 Mit-Arbeiter.")
    ['Die', 'Bürger*innen', '3', 'Mit-Arbeiter']
    """
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Syllables by groups of vowels, at least one. Right for most German words, one off for some foreign ones.

    >>> [syllables(word) for word in ("Haus", "Beteiligung", "Straße")]
    [1, 4, 2]
    """
    return max(1, len(_VOWELS.findall(word)))


def scores(blocks: Iterable[str]) -> Scores | None:
    """Three reading scores over all sentences; None without a word.

    Flesch (Amstad 1978) = 180 - ASL - 58.5 * ASW. First Vienna formula (Bamberger, Vanecek 1984) =
    0.1935 * MS + 0.1672 * SL + 0.1297 * IW - 0.0327 * ES - 0.875 with the percentages of words of three and more
    syllables, of more than six letters, of one syllable. LIX (Björnsson 1968) = ASL + percentage of words of more
    than six letters.

    >>> scores(["Das Haus ist rot."])
    Scores(flesch=117.5, vienna=-3.5, lix=4.0)
    """
    parts = [one for block in blocks for one in sentences(block)]
    every = [word for part in parts for word in words(part)]
    if not every:
        return None
    letters = [word for word in every if not word[0].isdigit()] or every
    number = len(letters)
    length = len(every) / len(parts)
    counts = [syllables(word) for word in letters]
    many = 100 * sum(count >= 3 for count in counts) / number
    single = 100 * sum(count == 1 for count in counts) / number
    long = 100 * sum(len(word) > 6 for word in letters) / number
    return Scores(
        flesch=round(180 - length - 58.5 * sum(counts) / number, 1),
        vienna=round(0.1935 * many + 0.1672 * length + 0.1297 * long - 0.0327 * single - 0.875, 1),
        lix=round(length + long, 1),
    )


def check(blocks: Sequence[str], level: Level = Level.PLAIN) -> Report:
    """Look at the blocks of a text (paragraphs, list items, cells; no headings) by the rules of a level.

    Findings stand in the order of `Rule`; a rule without a place is not in the list. Errors: none.

    >>> [str(one.rule) for one in check(["Man könnte, z. B. am Freitag, kommen."], Level.EASY).findings]
    ['abbreviation', 'maybe', 'impersonal']
    """
    cut = [sentences(block) for block in blocks]
    flat = [one for block in cut for one in block]
    lengths = [len(words(one)) for one in flat]
    total = sum(lengths)
    average = total / len(flat) if flat else 0.0
    met: dict[Rule, list[str]] = {}

    def note(rule: Rule, places: Iterable[str]) -> None:
        met.setdefault(rule, []).extend(places)

    if level is Level.PLAIN:
        if average > PLAIN_AVERAGE:
            note(Rule.LONG_ON_AVERAGE, [""])
        note(Rule.TOO_LONG_SENTENCE, [one for one, n in zip(flat, lengths, strict=True) if n > PLAIN_LONGEST])
    else:
        note(
            Rule.LONG_SENTENCE,
            [s for s, n in zip(flat, lengths, strict=True) if EASY_LONG < n <= EASY_LONGEST],
        )
        note(Rule.TOO_LONG_SENTENCE, [one for one, n in zip(flat, lengths, strict=True) if n > EASY_LONGEST])
        note(Rule.SEVERAL_SENTENCES, [block[0] for block in cut if len(block) > 1])
        for one in flat:
            if _SUBORDINATE.search(one):
                note(Rule.SUBORDINATE, [one])
            note(Rule.LONG_WORD, [word for word in words(one) if _is_long(word)])
            note(Rule.ABBREVIATION, [" ".join(m.group().split()) for m in _SHORTENED.finditer(one)])
            note(Rule.MAYBE, [m.group() for m in _MAYBE.finditer(one)])
            if _is_passive(one):
                note(Rule.PASSIVE, [one])
            note(Rule.GENITIVE, [m.group() for m in _GENITIVE.finditer(one)])
            if _NEGATION.search(one):
                note(Rule.NEGATION, [one])
            note(Rule.NUMBER, [m.group() for pattern in (_BIG, _ROMAN) for m in pattern.finditer(one)])
            note(Rule.SIGN, [m.group() for m in _SIGN.finditer(one)])
            if _IMPERSONAL.search(one.lower()):
                note(Rule.IMPERSONAL, [one])
    findings = tuple(
        Finding(rule, len(met[rule]), tuple(dict.fromkeys(met[rule]))[:LIST_MOST], round(average, 1))
        for rule in Rule
        if met.get(rule)
    )
    return Report(len(flat), total, round(average, 1), findings, scores(blocks))


def _is_long(word: str) -> bool:
    return any(len(part) > EASY_WORD for part in re.split(r"[-·\u00ad]", word))


def _is_passive(sentence: str) -> bool:
    """A form of "werden" and a participle at the end of the clause; participles that look like infinitives only by list."""
    for clause in re.split(r"[,;:.!?]", sentence):
        plain = words(clause)
        if len(plain) < 2 or not _BECOMES.search(clause):
            continue
        for word in plain[-2:]:
            if word.islower() and (word in _STRONG or _WEAK.match(word)) and not _BECOMES.fullmatch(word):
                return True
    return False
