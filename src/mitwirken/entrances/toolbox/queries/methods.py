# SPDX-License-Identifier: EUPL-1.2
"""The catalogue in memory, and what of it is looked for.

Some sixty methods are read once and kept in the process until one changes; asking whether one did is one query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from mitwirken.kernels.recommendation.facts import BARRIERS, GOALS, GROUPS, INFLUENCE, PHASES
from mitwirken.kernels.recommendation.facts import Method as Facts
from mitwirken.kernels.similarity import fold

from .. import catalogue
from ..models import Method

KIND = "method"
STALE_AFTER = timedelta(days=730)


def public(rows: QuerySet[Method] | None = None) -> QuerySet[Method]:
    return (Method.objects.all() if rows is None else rows).filter(published_at__isnull=False)


@dataclass(frozen=True)
class Card:
    """A method as pages show it: its row's number and days, and its entry."""

    pk: int
    entry: catalogue.Entry
    checked_on: date | None
    changed_at: datetime
    folded: str = field(repr=False, default="")

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def facts(self) -> Facts:
        return self.entry.facts

    @property
    def texts(self) -> catalogue.Texts:
        """In the language of the page, otherwise in German."""
        return self.entry.texts.get((get_language() or "de")[:2]) or self.entry.texts["de"]

    @property
    def language(self) -> str:
        """In which language the texts are."""
        language = (get_language() or "de")[:2]
        return language if language in self.entry.texts else "de"

    @property
    def name(self) -> str:
        return self.texts.name

    @property
    def url(self) -> str:
        return reverse("toolbox:method", args=[self.key])

    @property
    def is_stale(self) -> bool:
        return self.checked_on is None or self.checked_on < timezone.localdate() - STALE_AFTER


def cards() -> Mapping[str, Card]:
    """All public methods by key, in the order of their German names."""
    stamp = public().aggregate(Count("pk"), Max("changed_at"), Sum("version"))
    return _cards(tuple(stamp.values()))


@lru_cache(maxsize=2)
def _cards(stamp: tuple[Any, ...]) -> Mapping[str, Card]:
    found = {}
    for row in public():
        entry = catalogue.read(row.entry, row.key)
        words = " ".join(
            " ".join([texts.name, texts.summary, texts.text, *texts.fits]) for texts in entry.texts.values()
        )
        found[row.key] = Card(row.pk, entry, row.checked_on, row.changed_at, fold(words))
    return found


def facts() -> tuple[Facts, ...]:
    """What the advice is built on: the facts of all public methods."""
    return tuple(card.facts for card in cards().values())


def related(card: Card, at_most: int = 4) -> list[Card]:
    """Which methods go with it: those it names, then those that name it."""
    known = cards()
    keys = [
        *card.facts.combine_with,
        *(key for key, each in known.items() if card.key in each.facts.combine_with),
    ]
    return [known[key] for key in dict.fromkeys(keys) if key in known and key != card.key][:at_most]


@dataclass(frozen=True)
class Filters:
    """What somebody looks for among the methods. Unknown values are left out, so an old link still shows something."""

    text: str = ""
    goal: str = ""
    phase: str = ""
    influence: str = ""
    group: str = ""
    barrier: str = ""
    mode: str = ""
    conflict: int = 0
    people: int = 0
    weeks: int = 0
    effort: int = 0
    cost: int = 0
    kind: str = ""
    live: bool = False

    NAMES = {
        "q": "text", "ziel": "goal", "phase": "phase", "einfluss": "influence", "gruppe": "group", "huerde": "barrier", "weg": "mode",
        "streit": "conflict", "menschen": "people", "wochen": "weeks", "aufwand": "effort", "kosten": "cost", "art": "kind",
    }  # fmt: skip

    @classmethod
    def from_address(cls, given: Mapping[str, str]) -> Filters:
        known: dict[str, Sequence[str]] = {
            "goal": GOALS,
            "phase": PHASES,
            "influence": INFLUENCE,
            "group": GROUPS,
            "barrier": BARRIERS,
            "mode": ("analog", "digital", "hybrid"),
            "kind": ("step", "part", "formal", "standing"),
        }
        values: dict[str, Any] = {}
        for name, attribute in cls.NAMES.items():
            value = given.get(name, "").strip()
            if attribute == "text":
                values[attribute] = value[:80]
            elif attribute in known:
                values[attribute] = value if value in known[attribute] else ""
            else:
                values[attribute] = (
                    int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 0
                )
        return cls(**values, live=given.get("live") == "1")

    @property
    def any(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def matching(filters: Filters) -> list[Card]:
    """The methods that fit all filters, by the name the reader sees."""
    found = [card for card in cards().values() if _fits(card, filters)]
    return sorted(found, key=lambda card: fold(card.name))


def _fits(card: Card, wanted: Filters) -> bool:
    facts = card.facts
    in_lists = (
        (wanted.goal, facts.goals),
        (wanted.phase, facts.phases),
        (wanted.influence, facts.influence),
        (wanted.group, facts.reaches),
        (wanted.barrier, facts.lowers),
    )
    return (
        all(not value or value in values for value, values in in_lists)
        and (
            not wanted.mode
            or facts.mode == wanted.mode
            or (facts.mode == "hybrid" and wanted.mode != "hybrid")
        )
        and (not wanted.kind or facts.kind == wanted.kind)
        and (not wanted.conflict or facts.conflict >= wanted.conflict)
        and (not wanted.people or facts.group[0] <= wanted.people <= facts.group[1])
        and (not wanted.weeks or facts.preparation[0] + facts.span[0] <= wanted.weeks)
        and (not wanted.effort or facts.effort <= wanted.effort)
        and (not wanted.cost or facts.cost <= wanted.cost)
        and (not wanted.live or bool(card.entry.live))
        and all(word in card.folded for word in fold(wanted.text).split())
    )
