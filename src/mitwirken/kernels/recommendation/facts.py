# SPDX-License-Identifier: EUPL-1.2
"""What is known of a method, what somebody answers, and the words both are told in.

The keys are stable: they stand in addresses, in exported catalogues and in saved plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

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
