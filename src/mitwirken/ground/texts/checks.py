# SPDX-License-Identifier: EUPL-1.2
"""What an editor should look at once more: hints in words, never a ban. Computes only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.kernels import plain_german
from mitwirken.kernels.plain_german import Level, Rule, Scores

from . import prose
from .languages import BINDING, EASY

# Out of their sentence, as screen readers list them, these say nothing.
EMPTY_WORDS: Final = frozenset(
    (
        "hier",
        "klick",
        "link",
        "mehr",
        "weiter",
        "weiterlesen",
        "details",
        "siehe",
        "dort",
        "here",
        "click",
        "more",
        "seite",
        "hier klicken",
        "klicken sie hier",
        "click here",
        "read more",
        "mehr erfahren",
        "mehr lesen",
        "diese seite",
        "zum link",
    )
)
FILE_NAME: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|heic)$|^(?:img|dsc|foto|bild|image|picture)[\s_-]*\d*$", re.IGNORECASE
)
SHOUTED: Final = re.compile(r"\b[A-ZÄÖÜ]{4,}(?:\s+[A-ZÄÖÜ]{4,})+\b|\b[A-ZÄÖÜ]{9,}\b")


@dataclass(frozen=True)
class Hint:
    """`sentence` says what and why, `places` where; `strong` marks what shuts somebody out."""

    sentence: str
    places: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True)
class Checked:
    hints: tuple[Hint, ...]
    words: int
    average: float
    scores: Scores | None


def check_text(*, title: str, lead: str, body: str, language: str) -> Checked:
    """Looks over a clean text: access for everybody in every language, plain words in German."""
    blocks = prose.blocks(body)
    hints = [*_access(title, blocks)]
    report = None
    if language in {BINDING, EASY}:
        level = Level.EASY if language == EASY else Level.PLAIN
        spoken = [lead, *(one.text for one in blocks if one.kind in {"p", "li", "figure"})]
        report = plain_german.check([one for one in spoken if one], level)
        hints += [_in_words(one, level) for one in report.findings]
    return Checked(
        tuple(hints),
        report.words if report else sum(len(one.text.split()) for one in blocks),
        report.average if report else 0.0,
        report.scores if report else None,
    )


def _access(title: str, blocks: list[prose.Block]) -> list[Hint]:
    hints = []
    empty = [
        words for one in blocks for words, _href in one.links if words.strip(" .:…»›>").lower() in EMPTY_WORDS
    ]
    if empty:
        hints.append(
            Hint(
                _("Diese Links sagen nicht, wohin sie führen. Schreiben Sie das Ziel in den Link."),
                _few(empty),
                True,
            )
        )
    bare = [words for one in blocks for words, _href in one.links if re.match(r"https?://|www\.", words)]
    if bare:
        hints.append(
            Hint(_("Diese Links zeigen ihre Adresse. Ein Name lässt sich besser vorlesen."), _few(bare))
        )
    files = [alt for one in blocks for _src, alt in one.pictures if FILE_NAME.search(alt) or len(alt) < 4]
    if files:
        hints.append(Hint(_("Diese Bildbeschreibungen sagen nicht, was zu sehen ist."), _few(files), True))
    twice = [
        one.text
        for one in blocks
        if one.kind == "figure" and any(one.text == alt for _src, alt in one.pictures)
    ]
    if twice:
        hints.append(
            Hint(
                _("Beschreibung und Bildunterschrift sind gleich und werden zweimal vorgelesen."), _few(twice)
            )
        )
    if any(one.kind == "cell" for one in blocks) and not any(one.kind == "head" for one in blocks):
        hints.append(
            Hint(
                _(
                    "Eine Tabelle hat keine Kopfzeile. Ohne sie weiß niemand, der sie hört, was in den Spalten steht."
                ),
                (),
                True,
            )
        )
    shouted = [found.group() for one in blocks for found in SHOUTED.finditer(one.text)]
    if shouted or (len(title) > 5 and title.isupper()):
        hints.append(
            Hint(
                _("Nur große Buchstaben sind schwer zu lesen. Für Betontes gibt es „Fett“."),
                _few(shouted or [title]),
            )
        )
    length = 0
    for one in blocks:
        length = 0 if one.kind in {"h2", "h3", "h4"} else length + len(one.text.split())
        if length > 350:
            hints.append(
                Hint(
                    _(
                        "Mehr als 350 Wörter ohne Überschrift. Zwischenüberschriften helfen beim Überfliegen und beim Vorlesen."
                    )
                )
            )
            break
    heads = [one.text for one in blocks if one.kind in {"h2", "h3", "h4"}]
    double = {one for one in heads if heads.count(one) > 1}
    if double:
        hints.append(Hint(_("Diese Überschrift kommt mehrmals vor."), _few(sorted(double))))
    return hints


def _in_words(found: plain_german.Finding, level: Level) -> Hint:
    number = found.count
    longest = plain_german.EASY_LONGEST if level is Level.EASY else plain_german.PLAIN_LONGEST
    words: dict[Rule, str] = {
        Rule.LONG_ON_AVERAGE: _("Im Schnitt haben die Sätze %(number)s Wörter. Gut lesbar sind höchstens 15.")
        % {"number": round(found.number)},
        Rule.LONG_SENTENCE: ngettext(
            "%(n)d Satz hat mehr als 8 Wörter.", "%(n)d Sätze haben mehr als 8 Wörter.", number
        )
        % {"n": number},
        Rule.TOO_LONG_SENTENCE: ngettext(
            "%(n)d Satz hat mehr als %(most)d Wörter. Machen Sie zwei daraus.",
            "%(n)d Sätze haben mehr als %(most)d Wörter. Machen Sie je zwei daraus.",
            number,
        )
        % {"n": number, "most": longest},
        Rule.SEVERAL_SENTENCES: _("In Leichter Sprache steht jeder Satz in einer eigenen Zeile."),
        Rule.SUBORDINATE: _("Ein Satz, eine Aussage: Diese Nebensätze lassen sich abtrennen."),
        Rule.LONG_WORD: _(
            "Diese Wörter sind lang. Nehmen Sie ein kürzeres, oder trennen Sie mit Bindestrich oder Mediopunkt (·)."
        ),
        Rule.ABBREVIATION: _("Schreiben Sie Abkürzungen aus."),
        Rule.MAYBE: _("Statt der Möglichkeitsform (hätte, könnte, würde): Sagen Sie, was ist."),
        Rule.PASSIVE: _("Sagen Sie, wer etwas tut: nicht „wird gebaut“, sondern „die Stadt baut“."),
        Rule.GENITIVE: _(
            "Statt des zweiten Falls: nicht „das Dach des Hauses“, sondern „das Dach von dem Haus“."
        ),
        Rule.NEGATION: _("Geht es auch ohne Verneinung?"),
        Rule.NUMBER: _(
            "Große und genaue Zahlen, Prozente und römische Zahlen sind schwer. Oft genügt „viele“ oder „die Hälfte“."
        ),
        Rule.SIGN: _("Diese Zeichen stören beim Lesen und Vorlesen."),
        Rule.IMPERSONAL: _("Sprechen Sie die Menschen mit „Sie“ an, nicht mit „man“."),
    }
    return Hint(words[found.rule], tuple(one for one in found.places if one), False)


def _few(places: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one[:160] for one in places))[:12]
