# SPDX-License-Identifier: EUPL-1.2
"""What a page of a known form says: boxes and whether somebody wrote, as plain values; and from these what stands in the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.paper.models import PrintedForm
from mitwirken.kernels.marks import Grey, Straight, Why, has_writing, read_page
from mitwirken.kernels.sheets import Choice, SheetPage

WHY = {
    Why.CROOKED: _("die Seite ist nicht gerade zu richten"),
    Why.COARSE: _("das Bild ist zu grob"),
    Why.SHADOW: _("ein Schatten liegt darauf"),
    Why.NOT_FOUND: _("das Kästchen ist nicht zu finden"),
    Why.FILLED: _("ausgefüllt oder durchgestrichen"),
    Why.THROUGH: _("ein Strich geht hindurch"),
    Why.FAINT: _("zu schwach für ein Kreuz"),
    Why.BESIDE: _("das Zeichen steht daneben"),
    Why.TOO_MANY: _("mehr Kreuze als erlaubt"),
}


def read(grey: Grey, page: SheetPage, straight: Straight | None) -> dict[str, Any]:
    """Plain values for a JSON column: each box's state, share of ink and reason; each field, whether it is written on."""
    result = read_page(grey, page, straight)
    return {
        "boxes": {
            box.name: {"state": box.state.value, "ink": round(box.ink, 3), "why": box.why.value}
            for box in result.boxes
        },
        "clear": [choice.name for choice in result.choices if choice.clear],
        "written": [field.name for field in page.fields if has_writing(grey, field, straight)],
    }


@dataclass(frozen=True)
class Unclear:
    """A choice a person has to look at: its boxes with what was seen."""

    name: str
    label: str
    why: tuple[Any, ...]


class Readings:
    """What all pages of a sheet say together."""

    def __init__(self, print_: PrintedForm, pages: Iterable[Mapping[str, Any]]) -> None:
        self.print_ = print_
        self.boxes: dict[str, Mapping[str, Any]] = {}
        self.clear: set[str] = set()
        self.written: set[str] = set()
        for one in pages:
            self.boxes |= one.get("boxes", {})
            self.clear |= set(one.get("clear", ()))
            self.written |= set(one.get("written", ()))
        self.choices: list[Choice] = list(print_.sheet_layout.choices)

    def ticked(self, choice: Choice) -> list[str]:
        """The values of the ticked boxes of a clear choice."""
        if choice.name not in self.clear:
            return []
        return [
            box.split(":", 1)[1] for box in choice.boxes if self.boxes.get(box, {}).get("state") == "ticked"
        ]

    @property
    def unclear(self) -> list[Unclear]:
        found = []
        words = self.print_.words.get("choices", {})
        for choice in self.choices:
            if choice.name in self.clear:
                continue
            reasons = {self.boxes[box]["why"] for box in choice.boxes if self.boxes.get(box, {}).get("why")}
            found.append(
                Unclear(
                    choice.name,
                    words.get(choice.name, {}).get("label", choice.name),
                    tuple(WHY[Why(reason)] for reason in sorted(reasons)),
                )
            )
        return found

    @property
    def empty(self) -> bool:
        """Nothing is ticked and nothing written."""
        return not self.written and not any(box.get("state") != "empty" for box in self.boxes.values())

    def values(self) -> dict[str, Any]:
        """What is clear, as the form takes it; an unclear choice is left out."""
        given: dict[str, Any] = {}
        for choice in self.choices:
            ticked = self.ticked(choice)
            if not ticked:
                continue
            given[choice.name] = ticked if choice.most > 1 else ticked[0]
        return given
