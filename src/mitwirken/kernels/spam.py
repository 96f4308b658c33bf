# SPDX-License-Identifier: EUPL-1.2
"""Signs of advertising in a text, for a person to look at. The rules in prose: `docs/rules/spam.md`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

LINKS: Final = 2  # one for a source, one for a map
WORDS_BESIDE_A_LINK: Final = 6  # fewer say nothing about it
OTHERS: Final = 3  # two neighbours with the same sentence are no campaign
NEARLY: Final = 0.8
COMPARED_FROM: Final = 8  # words; short agreement is said alike by many
GROUP: Final = 4
REPEATED_FROM: Final = 12
REPEATED_SHARE: Final = 1 / 3
SHORTENERS: Final = frozenset(
    [
        "bit.ly",
        "t.co",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "cutt.ly",
        "rebrand.ly",
        "t1p.de",
        "kurzelinks.de",
        "shorturl.at",
        "rb.gy",
        "tiny.cc",
    ]
)

# With a scheme or www, or a bare name before a slash; "z.B." and "dortmund.de" in a sentence are words.
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”)]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/[^\s<>\"“”)]*", re.IGNORECASE
)
_WORD: Final = re.compile(r"\w+")


class Sign(StrEnum):
    LINKS = "links"
    BARE = "bare"
    SHORTENED = "shortened"
    AGAIN = "again"
    CHANT = "chant"


def signs(text: str, *, own: Iterable[str] = (), others: Iterable[str] = ()) -> tuple[Sign, ...]:
    """The signs that `text` has; none for ordinary texts.

    `own`: what the author wrote in the last seven days, `others`: what others wrote in the last day, both without
    `text` itself.

    >>> signs("Mehr dazu: https://www.dortmund.de/phoenix")
    (<Sign.BARE: 'bare'>,)
    >>> signs("Am Phoenix-See fehlen Bänke im Schatten, eine Karte steht hier: https://www.dortmund.de/phoenix")
    ()
    """
    links = [found.rstrip(".,;:!?").lower() for found in _LINK.findall(text)]
    words = _words(_LINK.sub(" ", text))
    found = []
    if len(set(links)) > LINKS:
        found.append(Sign.LINKS)
    if links and len(words) < WORDS_BESIDE_A_LINK:
        found.append(Sign.BARE)
    if any(_host(link) in SHORTENERS for link in links):
        found.append(Sign.SHORTENED)
    if len(words) >= COMPARED_FROM:
        groups = _groups(words)
        if any(_nearly(groups, one) for one in own) or sum(_nearly(groups, one) for one in others) >= OTHERS:
            found.append(Sign.AGAIN)
    if len(words) >= REPEATED_FROM:
        long = Counter(word for word in words if len(word) > 3)
        if long and long.most_common(1)[0][1] > REPEATED_SHARE * len(words):
            found.append(Sign.CHANT)
    return tuple(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _host(link: str) -> str:
    return link.split("://")[-1].split("/")[0].removeprefix("www.")


def _groups(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[at : at + GROUP]) for at in range(len(words) - GROUP + 1))


def _nearly(groups: frozenset[tuple[str, ...]], other: str) -> bool:
    theirs = _groups(_words(_LINK.sub(" ", other)))
    return bool(theirs) and len(groups & theirs) >= NEARLY * len(groups | theirs)
