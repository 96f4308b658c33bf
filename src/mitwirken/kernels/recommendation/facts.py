# SPDX-License-Identifier: EUPL-1.2
"""What is known of a method, what somebody answers, and the words both are told in.

The keys are stable: they stand in addresses, in exported catalogues and in saved plans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

GOALS: Final = (
    "informieren",
    "meinungsbild",
    "dialog",
    "ideen",
    "planen",
    "vernetzen",
    "konflikt",
    "aktivieren",
    "entscheiden",
    "umsetzen",
    "lernen",
    "evaluieren",
)
PHASES: Final = ("anstoss", "analyse", "ideen", "abwaegung", "entscheidung", "umsetzung", "auswertung")
# How far taking part reaches, after the spectrum of the IAP2, from least to most.
INFLUENCE: Final = ("inform", "consult", "involve", "collaborate", "empower")
# What is really open to decide, and the most influence that may then be offered.
SCOPES: Final = {
    "nothing": "inform",
    "details": "consult",
    "variants": "involve",
    "much": "collaborate",
    "binding": "empower",
}
MODES: Final = ("room", "online", "both")
RECRUITMENT: Final = ("offen", "eingeladen", "zufall", "aufsuchend", "beliebig")
# Who must not be missed.
GROUPS: Final = (
    "kinder",
    "jugend",
    "aeltere",
    "familien",
    "berufstaetige",
    "zugewanderte",
    "behinderung",
    "ohne_internet",
    "wenig_lesen",
    "nachbarschaft",
    "skeptische",
    "engagierte",
    "fachleute",
    "wirtschaft",
)
# What keeps people away.
BARRIERS: Final = (
    "zeit",  # no time in the evening, shifts, children to look after
    "sprache",  # little German
    "schreiben",  # long texts, writing
    "technik",  # no device, no account, no wish for one
    "wege",  # far away, not step-free, no bus at night
    "geld",  # fare, fee, unpaid leave
    "scheu",  # speaking before many
    "vertrauen",  # "nothing comes of it anyway"
    "sinne",  # hearing, seeing
)

Mode = Literal["digital", "analog", "hybrid"]
# A step of its own; a part of one (twelve minutes within a workshop); a right with its own law; something that stands open all year.
Kind = Literal["step", "part", "formal", "standing"]


@dataclass(frozen=True)
class Method:
    """The facts of a method that advice is built on. Pairs are (least, most). All numbers are Richtwerte.

    ``minutes`` of one session (0, 0 where there is none), ``preparation`` and ``span`` in weeks (from the first step of the
    work until it begins; from its beginning until its result), ``hours`` of the staff's work in all, ``euros`` beside
    it. ``effort`` 1-5, ``cost`` 1-4 (below 1,000; 10,000; 50,000 euros; more), ``moderation`` 1-3 (how skilled the
    facilitators must be), ``conflict`` 1-3 (how much conflict it bears).
    """

    key: str
    kind: Kind
    influence: tuple[str, ...]
    goals: tuple[str, ...]
    phases: tuple[str, ...]
    group: tuple[int, int]
    minutes: tuple[int, int]
    preparation: tuple[int, int]
    span: tuple[int, int]
    hours: tuple[int, int]
    euros: tuple[int, int]
    effort: int
    cost: int
    mode: Mode
    recruitment: tuple[str, ...]
    moderation: int
    conflict: int
    reaches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    combine_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What somebody says of their task. None or empty: skipped, and then it takes no part.

    ``people``: how many the matter concerns. ``weeks`` until there must be a result, ``hours`` of staff and ``euros``
    for the whole process. ``phase``: where it stands now. ``conflict``: 1 none, 2 differing views, 3 open conflict.
    """

    goals: tuple[str, ...] = ()
    phase: str | None = None
    scope: str | None = None
    people: int | None = None
    weeks: int | None = None
    hours: int | None = None
    euros: int | None = None
    mode: str | None = None
    groups: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    conflict: int | None = None

    @property
    def limit(self) -> str | None:
        """The most influence that may be offered."""
        return None if self.scope is None else SCOPES[self.scope]


class BadAnswer(ValueError):
    """An answer that can't be meant. The message begins with the field."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


_NUMBERS: Final = {
    "people": (1, 10_000_000),
    "weeks": (1, 520),
    "hours": (0, 100_000),
    "euros": (0, 100_000_000),
    "conflict": (1, 3),
}
_CHOICES: Final[Mapping[str, Sequence[str]]] = {"phase": PHASES, "scope": tuple(SCOPES), "mode": MODES}
_LISTS: Final[Mapping[str, tuple[Sequence[str], int]]] = {
    "goals": (GOALS, 3),
    "groups": (GROUPS, len(GROUPS)),
    "barriers": (BARRIERS, len(BARRIERS)),
}


def answers_from(raw: Any) -> Answers:
    """Answers from plain values, e.g. of a JSON file. Raises BadAnswer with the field that can't be read.

    >>> answers_from({"goals": ["planen"], "people": 40, "phase": None}).people
    40
    >>> answers_from({"people": "many"})
    Traceback (most recent call last):
    mitwirken.kernels.recommendation.facts.BadAnswer: people: needs a whole number from 1 to 10000000
    """
    if not isinstance(raw, Mapping):
        raise BadAnswer("answers", "needs an object with a field for each answer")
    known = (*_NUMBERS, *_CHOICES, *_LISTS)
    for field in raw:
        if field not in known:
            raise BadAnswer(str(field), f"is not one of {', '.join(sorted(known))}")
    given: dict[str, Any] = {}
    for field, value in raw.items():
        if value is None or value == "" or value == []:
            continue
        if field in _NUMBERS:
            low, high = _NUMBERS[field]
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise BadAnswer(field, f"needs a whole number from {low} to {high}")
            given[field] = value
        elif field in _CHOICES:
            if not isinstance(value, str) or value not in _CHOICES[field]:
                raise BadAnswer(field, f"needs one of {', '.join(_CHOICES[field])}")
            given[field] = value
        else:
            words, most = _LISTS[field]
            if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
                raise BadAnswer(field, "needs a list of words")
            for each in value:
                if each not in words:
                    raise BadAnswer(field, f"{each!r} is not one of {', '.join(words)}")
            given[field] = tuple(dict.fromkeys(value))
            if len(given[field]) > most:
                raise BadAnswer(field, f"at most {most}")
    return Answers(**given)
