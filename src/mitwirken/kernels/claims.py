# SPDX-License-Identifier: EUPL-1.2
"""Whether what an identity provider says of somebody ("claims") meets what a city asks for: a place, an age, a level.

The rules in prose, with worked examples: ``docs/rules/claims.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

LEVEL: Final = "acr"
MOST_YEARS: Final = 120
_RULE = re.compile(r"(?P<claim>[^\s=<>|]+)\s*(?:>=\s*(?P<years>\d{1,3})\s+years?|=(?P<values>[^=<>]*))")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)-(\d\d))?")


class BadRule(ValueError):
    """A rule that cannot be read; the text says which and how it should look."""


@dataclass(frozen=True)
class Need:
    """What one claim has to say: one of `values`, or a day of birth at least `years` ago."""

    claim: str
    values: tuple[str, ...] = ()
    years: int = 0


@dataclass(frozen=True)
class Unmet:
    """The first need that is not met. `told`: the claim is there and says something else."""

    need: Need
    told: bool


def read(text: str) -> tuple[Need, ...]:
    """Needs as a city writes them, with semicolons between them. Raises BadRule.

    >>> read("address.locality = Dortmund | Lünen; birthdate >= 16 years")
    (Need(claim='address.locality', values=('Dortmund', 'Lünen'), years=0), Need(claim='birthdate', values=(), years=16))
    >>> read("birthdate > 16")
    Traceback (most recent call last):
    mitwirken.kernels.claims.BadRule: 'birthdate > 16' is neither "CLAIM = VALUE | VALUE" nor "CLAIM >= NUMBER years"
    """
    needs: list[Need] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        found = _RULE.fullmatch(part)
        values = (
            tuple(filter(None, (value.strip() for value in (found["values"] or "").split("|"))))
            if found
            else ()
        )
        if found is None or not (found["years"] or values):
            raise BadRule(f'{part!r} is neither "CLAIM = VALUE | VALUE" nor "CLAIM >= NUMBER years"')
        years = int(found["years"] or 0)
        if found["years"] and not 1 <= years <= MOST_YEARS:
            raise BadRule(f"{part!r} asks for an age that is not between 1 and {MOST_YEARS} years")
        if any(need.claim == found["claim"] for need in needs):
            raise BadRule(f"{found['claim']!r} stands twice; put all its values into one rule")
        needs.append(Need(found["claim"], values, years))
    return tuple(needs)


def said(claim: str, claims: Mapping[str, Any]) -> list[str]:
    """What a claim says, as texts: none where it is missing. A dot leads into a claim that has parts.

    >>> said("address.locality", {"address": {"locality": " Dortmund "}}), said("acr", {"acr": 2}), said("x", {})
    (['Dortmund'], ['2'], [])
    """
    value: Any = claims.get(claim)
    if value is None:
        value = claims
        for part in claim.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    values = value if isinstance(value, list) else [value]
    return [text for each in values if isinstance(each, str | int) and (text := str(each).strip())]


def latest_birth(text: str) -> tuple[int, int, int] | None:
    """The latest day on which somebody can have been born of whom this is told; identity cards know of days that nobody knows.

    >>> latest_birth("2010-05-17"), latest_birth("1980"), latest_birth("1980-04-00"), latest_birth("17.5.2010")
    ((2010, 5, 17), (1980, 12, 31), (1980, 4, 31), None)
    """
    found = _DAY.fullmatch(text)
    if found is None or int(found[1]) == 0:
        return None
    return int(found[1]), int(found[2] or 0) or 12, int(found[3] or 0) or 31


def _holds(need: Need, value: str, today: date) -> bool:
    if not need.years:
        return value.casefold() in {each.casefold() for each in need.values}
    born = latest_birth(value)
    return born is not None and born <= (today.year - need.years, today.month, today.day)


def unmet(needs: Sequence[Need], claims: Mapping[str, Any], today: date) -> Unmet | None:
    """The first need that `claims` do not meet; None where all are met.

    >>> unmet(read("birthdate >= 16 years"), {"birthdate": "2010-05-17"}, date(2026, 5, 16))
    Unmet(need=Need(claim='birthdate', values=(), years=16), told=True)
    >>> unmet(read("birthdate >= 16 years"), {"birthdate": "2010-05-17"}, date(2026, 5, 17))
    """
    for need in needs:
        values = said(need.claim, claims)
        if need.years:
            values = [value for value in values if latest_birth(value)]
        if not any(_holds(need, value, today) for value in values):
            return Unmet(need, bool(values))
    return None
