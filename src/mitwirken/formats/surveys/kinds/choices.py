# SPDX-License-Identifier: EUPL-1.2
"""One of several answers, several of them, or an order of them. A value: `{"choices": ["2", "x"], "text": "own words for x"}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.paper.registry import Block, Say, Tick, Write

from ..filling import Value
from ..models import OTHER, SHORT, Answer, Question
from .base import NO_ANSWER, Given, Kind, Wrong, name_of

WORDS = "_x"


class _Choices(Kind):
    """What one and several have in common: choices, and perhaps something else with words of one's own."""

    def fields(self, question: Question) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {"": self._field(question)}
        if question.other:
            found[WORDS] = forms.CharField(
                label=_("Etwas anderes, nämlich"), max_length=SHORT, required=False
            )
        return found

    def _field(self, question: Question) -> forms.Field:
        raise NotImplementedError

    def _with_words(self, question: Question, chosen: list[str], given: Given) -> Value:
        text = " ".join(str(given.get(WORDS) or "").split()) if question.other else ""
        if OTHER in chosen and not text:
            raise Wrong(WORDS, _("Schreiben Sie hier, was Sie meinen, oder wählen Sie eine andere Antwort."))
        if not chosen:
            return {}
        return {"choices": chosen} | ({"text": text} if text else {})

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [
            {"choice": key, "text": value.get("text", "") if key == OTHER else ""}
            for key in value.get("choices", ())
        ]

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        known = list(self.labels(question))
        chosen = sorted((each.choice for each in answers if each.choice in known), key=known.index)
        text = next((each.text for each in answers if each.choice == OTHER), "")
        return {"choices": chosen} | ({"text": text} if text else {}) if chosen else {}

    def words(self, question: Question, value: Value) -> list[str]:
        labels = self.labels(question)
        return [
            value.get("text", "") if key == OTHER else labels.get(key, key)
            for key in value.get("choices", ())
        ]

    def _paper(self, question: Question, number: str, most: int, hint: str) -> list[Block]:
        label = f"{self.heading(question, number)} {hint}".strip()
        blocks: list[Block] = [
            Tick(name_of(question), label, tuple(self.labels(question).items()), most=most)
        ]
        if question.other:
            blocks.append(
                Write(
                    f"{name_of(question)}{WORDS}",
                    _("Zu %(number)s: etwas anderes, nämlich") % {"number": number},
                )
            )
        return blocks


class One(_Choices):
    def _field(self, question: Question) -> forms.Field:
        options = list(self.labels(question).items())
        if not question.required:
            options.append((NO_ANSWER, _("keine Angabe")))
        return forms.ChoiceField(choices=options, required=False, widget=forms.RadioSelect)

    def take(self, question: Question, given: Given, before: Value) -> Value:
        chosen = str(given.get("") or "")
        chosen = "" if chosen == NO_ANSWER else chosen
        text = str(given.get(WORDS) or "").strip() if question.other else ""
        if text and chosen not in ("", OTHER):
            raise Wrong(
                WORDS,
                _(
                    "Wählen Sie „etwas anderes“ aus, wenn diese Worte gelten sollen, oder leeren Sie das Feld."
                ),
            )
        if text:
            chosen = OTHER
        return self._with_words(question, [chosen] if chosen else [], given)

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": next(iter(value.get("choices", ())), ""), WORDS: value.get("text", "")}

    def on_paper(self, question: Question, number: str) -> list[Block]:
        return self._paper(question, number, 1, _("(ein Kreuz)"))


class Several(_Choices):
    def _field(self, question: Question) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=list(self.labels(question).items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def take(self, question: Question, given: Given, before: Value) -> Value:
        known = list(self.labels(question))
        chosen = {str(key) for key in given.get("") or ()}
        if question.other and str(given.get(WORDS) or "").strip():
            chosen.add(OTHER)
        if question.most and len(chosen) > question.most:
            raise Wrong(
                "",
                ngettext(
                    "Höchstens eine Antwort ist möglich; Sie haben %(chosen)d ausgewählt.",
                    "Höchstens %(most)d Antworten sind möglich; Sie haben %(chosen)d ausgewählt.",
                    question.most,
                )
                % {"most": question.most, "chosen": len(chosen)},
            )
        return self._with_words(question, [key for key in known if key in chosen], given)

    def hint(self, question: Question) -> str:
        if not question.most:
            return _("Mehrere Antworten sind möglich.")
        return ngettext(
            "Höchstens eine Antwort ist möglich.", "Höchstens %(n)d Antworten sind möglich.", question.most
        ) % {"n": question.most}

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {"": list(value.get("choices", ())), WORDS: value.get("text", "")}

    def on_paper(self, question: Question, number: str) -> list[Block]:
        most = min(question.most or len(self.labels(question)), len(self.labels(question)))
        hint = (
            _("(höchstens %(n)d Kreuze)") % {"n": question.most}
            if question.most
            else _("(mehrere Kreuze möglich)")
        )
        return self._paper(question, number, most, hint)


class Ranking(Kind):
    """Places are given to choices; a value holds the choices from the first place on."""

    several_fields = True

    def _places(self, question: Question) -> int:
        return min(question.most or len(question.choices), len(question.choices))

    def fields(self, question: Question) -> dict[str, forms.Field]:
        places = [("", _("kein Platz"))]
        places += [(str(n), _("Platz %(n)d") % {"n": n}) for n in range(1, self._places(question) + 1)]
        return {
            f"_{each['key']}": forms.ChoiceField(label=each["label"], choices=places, required=False)
            for each in question.choices
        }

    def take(self, question: Question, given: Given, before: Value) -> Value:
        placed: dict[int, str] = {}
        for each in question.choices:
            raw = str(given.get(f"_{each['key']}") or "")
            if not raw:
                continue
            place = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
            if not 1 <= place <= self._places(question):
                raise Wrong(f"_{each['key']}", _("Diesen Platz gibt es hier nicht."))
            if place in placed:
                raise Wrong(f"_{each['key']}", _("Platz %(n)d ist zweimal vergeben.") % {"n": place})
            placed[place] = each["key"]
        return {"choices": [placed[place] for place in sorted(placed)]} if placed else {}

    def hint(self, question: Question) -> str:
        return _("Platz 1 ist der erste. Jeder Platz kommt einmal vor; Sie müssen nicht alle vergeben.")

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        return {f"_{key}": str(at) for at, key in enumerate(value.get("choices", ()), 1)}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        return [{"choice": key, "number": at} for at, key in enumerate(value.get("choices", ()), 1)]

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        chosen = [each.choice for each in sorted(answers, key=lambda each: each.number or 0)]
        return {"choices": chosen} if chosen else {}

    def words(self, question: Question, value: Value) -> list[str]:
        labels = self.labels(question)
        return [
            _("%(place)d. %(label)s") % {"place": at, "label": labels.get(key, key)}
            for at, key in enumerate(value.get("choices", ()), 1)
        ]

    def on_paper(self, question: Question, number: str) -> list[Block]:
        places = tuple((str(n), str(n)) for n in range(1, self._places(question) + 1))
        blocks: list[Block] = [
            Say(
                f"{self.heading(question, number)} "
                + _(
                    "Geben Sie jedem höchstens einen Platz; 1 ist der erste, und jeder Platz kommt einmal vor."
                ),
                keep=True,
            )
        ]
        for at, each in enumerate(question.choices):
            label = f"{number}{letter(at)}  {each['label']}"
            name = f"{name_of(question)}_{each['key']}"
            blocks.append(Tick(name, label, places) if len(places) <= 11 else Write(name, label))
        return blocks


def letter(at: int) -> str:
    """What tells the lines of one question apart on paper.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    return "abcdefghijklmnopqrstuvwxyz"[at % 26] * (at // 26 + 1)
