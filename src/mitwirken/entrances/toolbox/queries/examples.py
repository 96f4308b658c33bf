# SPDX-License-Identifier: EUPL-1.2
"""The library of examples: what is looked for, where it lies on the map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from math import hypot
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from mitwirken.kernels import geometry
from mitwirken.kernels.geometry import Box
from mitwirken.kernels.similarity import fold

from .. import cases
from ..models import Example, Method

KIND: Final = "example"
STALE_AFTER: Final = timedelta(days=730)
NEAR: Final = 21.0  # drawing units: two markers that would cover each other become one


def public(rows: QuerySet[Example] | None = None) -> QuerySet[Example]:
    return (Example.objects.all() if rows is None else rows).filter(published_at__isnull=False)


def case_of(row: Example) -> cases.Case:
    """The row with its figures and methods as it is written into a file."""
    return cases.Case(
        key=row.key,
        country=row.country,
        year=row.year,
        size=row.size,
        topic=row.topic,
        texts={
            language: cases.Texts(**{field.name: texts.get(field.name, "") for field in fields(cases.Texts)})
            for language, texts in row.texts.items()
        },
        figures=tuple(
            cases.Figure(each.value, each.what, each.stand, each.source, each.what_en)
            for each in row.figures.all()
        ),
        methods=tuple(sorted(method.key for method in row.methods.all())),
        language=row.language,
        latitude=row.latitude,
        longitude=row.longitude,
        evidence=row.evidence,
        source=row.source,
    )


def whole(rows: QuerySet[Example]) -> QuerySet[Example]:
    """With all that a page or a file shows, in three queries however many there are."""
    return rows.prefetch_related("figures", Prefetch("methods", Method.objects.only("pk", "key", "name")))


@dataclass(frozen=True)
class Filters:
    """What somebody looks for among the examples. Unknown values are left out."""

    text: str = ""
    method: str = ""
    size: str = ""
    topic: str = ""
    country: str = ""
    language: str = ""

    NAMES = {
        "q": "text", "methode": "method", "groesse": "size", "thema": "topic", "land": "country", "sprache": "language",
    }  # fmt: skip

    @classmethod
    def from_address(cls, given: Mapping[str, str], known: Mapping[str, Any]) -> Filters:
        """`known` has the values that can be chosen for each attribute but the text."""
        values = {}
        for name, attribute in cls.NAMES.items():
            value = given.get(name, "").strip()
            if attribute == "text":
                values[attribute] = value[:80]
            else:
                values[attribute] = value if value in known[attribute] else ""
        return cls(**values)

    @property
    def any(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def library() -> list[Example]:
    """All public examples, the newest first. Some dozens: they are read whole and narrowed here."""
    return list(whole(public()))


def choices(rows: list[Example], names: Mapping[str, str]) -> dict[str, list[Any]]:
    """What occurs among the examples, for the filter; a method as key and name, those in `names` alone."""
    keys = {method.key for row in rows for method in row.methods.all()}
    methods = {key: names[key] for key in keys if key in names}
    return {
        "method": sorted(methods.items(), key=lambda pair: fold(pair[1])),
        "size": [size for size in cases.SIZES if any(row.size == size for row in rows)],
        "topic": [topic for topic in cases.TOPICS if any(row.topic == topic for row in rows)],
        "country": sorted({row.country for row in rows}),
        "language": sorted({row.language for row in rows}),
    }


def matching(rows: list[Example], wanted: Filters) -> list[Example]:
    return [row for row in rows if _fits(row, wanted)]


def _fits(row: Example, wanted: Filters) -> bool:
    return (
        all(
            not value or value == getattr(row, name)
            for name, value in (
                ("size", wanted.size),
                ("topic", wanted.topic),
                ("country", wanted.country),
                ("language", wanted.language),
            )
        )
        and (not wanted.method or any(method.key == wanted.method for method in row.methods.all()))
        and all(word in _folded(row) for word in fold(wanted.text).split())
    )


def _folded(row: Example) -> str:
    return fold(" ".join(str(text) for texts in row.texts.values() for text in texts.values()))


def of_method(method_id: int) -> QuerySet[Example]:
    """The examples in which a method was used."""
    return public().filter(methods=method_id).only("key", "title", "place", "years", "texts")


# The map


@dataclass(frozen=True)
class Pin:
    """One or several examples at a spot; `number` is that of the first in the list."""

    x: float
    y: float
    numbered: tuple[tuple[int, Example], ...]

    @property
    def first(self) -> tuple[int, Example]:
        return self.numbered[0]

    @property
    def many(self) -> int:
        return len(self.numbered)

    @property
    def titles(self) -> str:
        names = [str(row) for _number, row in self.numbered[:5]]
        return ", ".join(names) + (" …" if self.many > 5 else "")


@dataclass(frozen=True)
class Sheet:
    """A drawing of Germany, Europe or the world with its pins."""

    key: str
    width: float
    height: float
    path: str
    pins: tuple[Pin, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:.0f}"


@lru_cache(maxsize=1)
def _outlines() -> Mapping[str, tuple[Box, float, str]]:
    """Coasts and borders as SVG paths, with the box and the width they are drawn for.

    Drawn from Natural Earth (public domain) and made coarse.
    """
    file = resources.files("mitwirken.entrances.toolbox") / "content" / "outlines.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    return {key: (Box(*each["box"]), float(each["width"]), each["path"]) for key, each in raw.items()}


def sheets(rows: list[Example]) -> list[Sheet]:
    """Germany with its examples, the rest of Europe, the rest of the world. Numbers are places in the list of `rows`."""
    left = [
        (at, row) for at, row in enumerate(rows, 1) if row.latitude is not None and row.longitude is not None
    ]
    found = []
    for key in ("germany", "europe", "world"):
        here = [pair for pair in left if _belongs(pair[1], key)]
        left = [pair for pair in left if pair not in here]
        if here:
            found.append(_sheet(key, here))
    return found


def _belongs(row: Example, key: str) -> bool:
    box = _outlines()[key][0]
    inside = box.west <= (row.longitude or 0) <= box.east and box.south <= (row.latitude or 0) <= box.north
    return inside and (key != "germany" or row.country == "DE")


def _sheet(key: str, pairs: list[tuple[int, Example]]) -> Sheet:
    box, width, path = _outlines()[key]
    heaps: list[list[tuple[float, float, int, Example]]] = []
    for number, row in pairs:
        x, y = geometry.project(row.longitude or 0, row.latitude or 0, box, width)
        near = next((heap for heap in heaps if hypot(heap[0][0] - x, heap[0][1] - y) < NEAR), None)
        if near is None:
            heaps.append(near := [])
        near.append((x, y, number, row))
    pins = [
        Pin(round(heap[0][0], 1), round(heap[0][1], 1), tuple(each[2:] for each in heap)) for heap in heaps
    ]
    return Sheet(
        key, width, geometry.height(box, width), path, tuple(sorted(pins, key=lambda pin: (pin.y, pin.x)))
    )


# The desk


def desk_list(*, text: str = "", state: str = "") -> QuerySet[Example]:
    """All examples as the desk lists them; `state` is "entwurf", "alt" or nothing."""
    rows = Example.objects.all()
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(place__icontains=text) | Q(key__icontains=text))
    if state == "entwurf":
        rows = rows.filter(published_at=None)
    elif state == "alt":
        rows = rows.filter(Q(checked_on=None) | Q(checked_on__lt=timezone.localdate() - STALE_AFTER))
    return rows.order_by("title", "pk")


def newest(at_most: int = 30) -> list[Example]:
    """What came to the library last, for the feed."""
    return list(public().order_by("-published_at", "-pk")[:at_most])
