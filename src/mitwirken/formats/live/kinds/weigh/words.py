# SPDX-License-Identifier: EUPL-1.2
"""Counts in words and as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .counts import Tally
from .statements import AGREE, DISAGREE, PASS


def worth(row: Tally, mode: str) -> float:
    return (row.mean or 0.0) if mode == "scale" else float(row.total)


def share_of(row: Tally, mode: str, highest: int) -> float:
    if mode == "scale":
        return round((row.mean or 0.0) / 5 * 100, 1)
    if mode == "agree":
        return round(row.steps.get(AGREE, 0) / row.people * 100, 1) if row.people else 0.0
    return round(row.total / highest * 100, 1) if highest else 0.0


def value_in_words(row: Tally, mode: str) -> str:
    """The count in words."""
    if mode == "dots":
        return ngettext("%(number)d Punkt", "%(number)d Punkte", row.total) % {"number": row.total}
    if mode == "interest":
        return ngettext("%(number)d interessiert", "%(number)d interessiert", row.total) % {
            "number": row.total
        }
    if mode == "scale":
        number = sum(row.steps.values())
        if row.mean is None:
            return _("noch nicht bewertet")
        return ngettext(
            "im Mittel %(mean)s von 5, %(number)d Bewertung",
            "im Mittel %(mean)s von 5, %(number)d Bewertungen",
            number,
        ) % {"mean": _decimal(row.mean), "number": number}
    if mode == "agree":
        return _("%(agree)d stimmen zu, %(disagree)d nicht, %(passed)d wissen es nicht") % {
            "agree": row.steps.get(AGREE, 0),
            "disagree": row.steps.get(DISAGREE, 0),
            "passed": row.steps.get(PASS, 0),
        }
    return ngettext("%(number)d Stimme", "%(number)d Stimmen", row.total) % {"number": row.total}


def _decimal(number: float) -> str:
    from django.utils.formats import number_format

    return number_format(number, 1)


def hands_in_words(number: int) -> str:
    return ngettext("davon %(number)d im Raum", "davon %(number)d im Raum", number) % {"number": number}


def took_part(data: Mapping[str, Any]) -> str:
    said = ngettext(
        "%(number)d Mensch hat selbst gewählt.",
        "%(number)d Menschen haben selbst gewählt.",
        data["voters"],
    ) % {"number": data["voters"]}
    if data["hands"]:
        said += " " + ngettext(
            "Dazu kommt %(number)d gezählte Hand im Raum.",
            "Dazu kommen %(number)d gezählte Hände im Raum.",
            data["hands"],
        ) % {"number": data["hands"]}
    return said


def bars_of(rows: Iterable[Tally], mode: str, *, show_right: bool) -> list[dict[str, Any]]:
    """For `ui/parts/bars.html`: a table that draws itself."""
    bars = []
    for row in rows:
        value: Any = row.total if mode != "scale" else ("–" if row.mean is None else _decimal(row.mean))
        notes = [hands_in_words(row.hands)] if row.hands else []
        if mode == "agree":
            value = row.steps.get(AGREE, 0)
            notes = [
                _("nein: %(disagree)d, weiß nicht: %(passed)d")
                % {"disagree": row.steps.get(DISAGREE, 0), "passed": row.steps.get(PASS, 0)}
            ]
        if show_right and row.right:
            notes.insert(0, _("richtig"))
        bars.append(
            {
                "name": row.item.title or row.item.body,
                "value": value,
                "note": ", ".join(notes),
                "share": row.share,
                "tone": "good" if show_right and row.right else "",
            }
        )
    return bars
