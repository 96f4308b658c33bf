# SPDX-License-Identifier: EUPL-1.2
"""An example from elsewhere as a file: read, checked, written. Needs neither Django nor a database.

The examples that come with MitWIRken lie in `content/examples/`, one YAML file each; an exported file is a list of the same
entries as JSON. A figure has a value, what it counts, when and a source: one without a source is refused, wherever it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from importlib import resources
from typing import Any, Final

import yaml

from .catalogue import LANGUAGES, At, BadEntry

SIZES: Final = ("klein", "mittel", "gross", "metropole", "region")
TOPICS: Final = (
    "haushalt",  # what money is spent on
    "stadtplanung",  # places and quarters
    "strategie",  # where the city wants to go
    "alltag",  # what is broken or in the way
    "digital",  # a platform, a portal, an app
    "demokratie",  # by lot, by signature
    "mitmachen",  # people do it themselves
    "regeln",  # laws and rules
)
KEY_LENGTH: Final = 60
# How long a text may be: what the tables take, and what a page bears.
MOST: Final[Mapping[str, int]] = {
    "title": 160, "place": 120, "years": 40, "platform": 200, "cost": 200, "what": 1500, "lesson": 1000, "hint": 1000,
}  # fmt: skip
MOST_FIGURE: Final[Mapping[str, int]] = {
    "value": 60,
    "what": 200,
    "what_en": 200,
    "stand": 40,
    "source": 300,
}
MOST_FIGURES: Final = 40


@dataclass(frozen=True)
class Figure:
    """A number: what it counts, when, and where it can be read."""

    value: str
    what: str
    stand: str
    source: str
    what_en: str = ""


@dataclass(frozen=True)
class Texts:
    """What an example says in one language: what was done, what can be read from it, what it means for the city."""

    title: str
    place: str
    years: str
    what: str
    lesson: str
    hint: str = ""
    platform: str = ""
    cost: str = ""


@dataclass(frozen=True)
class Case:
    """`language` is that of the sources. `evidence` "S": read in the named source; "K": general knowledge."""

    key: str
    country: str
    year: int
    size: str
    topic: str
    texts: Mapping[str, Texts]
    figures: tuple[Figure, ...] = ()
    methods: tuple[str, ...] = ()
    language: str = "de"
    latitude: float | None = None
    longitude: float | None = None
    evidence: str = "K"
    source: str = ""


# libyaml where the package has it.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped_files() -> Iterator[tuple[str, bytes]]:
    """The examples that come with MitWIRken as key and unread file, by key."""
    folder = resources.files(__package__) / "content" / "examples"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            yield file.name.removesuffix(".yaml"), file.read_bytes()


def from_yaml(data: bytes, name: str) -> Case:
    """The example in such a file. Raises BadEntry."""
    return read(yaml.load(data, _LOADER), name)  # noqa: S506  # both loaders are the safe ones


def read(raw: Any, name: str = "") -> Case:
    """An example from plain values. Raises BadEntry with the field that is wrong."""
    if not isinstance(raw, Mapping):
        raise BadEntry(f"{name or 'example'}: not a mapping")
    key = str(raw.get("key", ""))
    plain = key.replace("-", "").replace("_", "")
    if not plain.isascii() or not plain.isalnum() or len(key) > KEY_LENGTH:
        raise BadEntry(
            f"{name or 'example'}: key {key!r} needs up to {KEY_LENGTH} letters, digits and hyphens"
        )
    at = At(key)
    known = {field.name for field in fields(Case)} - {"texts", "latitude", "longitude"} | {"at", *LANGUAGES}
    if unknown := set(raw) - known:
        raise at.wrong(min(unknown), "unknown")
    texts = {each: _texts(at.within(each), at.mapping(raw, each)) for each in LANGUAGES if each in raw}
    if "de" not in texts:
        raise at.wrong("de", "the German texts are missing")
    country = at.text(raw, "country")
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise at.wrong("country", "needs two letters")
    source = at.text(raw, "source")
    latitude, longitude = _position(at, raw)
    figures = tuple(_figure(here, row) for here, row in at.rows(raw, "figures"))
    if len(figures) > MOST_FIGURES:
        raise at.wrong("figures", "too many")
    return Case(
        key=key,
        country=country.upper(),
        year=at.number(raw, "year", 1900, 2100),
        size=at.choice(raw, "size", SIZES),
        topic=at.choice(raw, "topic", TOPICS),
        texts=texts,
        figures=figures,
        methods=at.words(raw, "methods"),
        language=_short(at, "language", at.text(raw, "language"), 8),
        latitude=latitude,
        longitude=longitude,
        evidence="S" if raw.get("evidence") == "S" else "K",
        source=source,
    )


def write(case: Case) -> dict[str, Any]:
    """The example as plain values that `read` takes again."""
    plain: dict[str, Any] = {
        "key": case.key, "country": case.country, "year": case.year, "size": case.size, "topic": case.topic,
        "language": case.language, "methods": list(case.methods), "evidence": case.evidence, "source": case.source,
    }  # fmt: skip
    if case.latitude is not None and case.longitude is not None:
        plain["at"] = [case.latitude, case.longitude]
    return {
        **plain,
        **{language: asdict(texts) for language, texts in case.texts.items()},
        "figures": [asdict(each) for each in case.figures],
    }


def _short(at: At, field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise at.wrong(field, f"is longer than {most} characters")
    return text


def _texts(at: At, raw: Mapping[str, Any]) -> Texts:
    if unknown := set(raw) - {field.name for field in fields(Texts)}:
        raise at.wrong(min(unknown), "unknown")
    values = {}
    for name, most in MOST.items():
        must = name in ("title", "place", "years", "what", "lesson")
        text = at.text(raw, name) if must else str(raw.get(name) or "").strip()
        values[name] = _short(at, name, text, most)
    return Texts(**values)


def _figure(at: At, raw: Mapping[str, Any]) -> Figure:
    if unknown := set(raw) - {field.name for field in fields(Figure)}:
        raise at.wrong(min(unknown), "unknown")
    values = {}
    for name, most in MOST_FIGURE.items():
        if name == "source" and not str(raw.get("source") or "").strip():
            raise at.wrong("source", "a figure needs a source")
        text = str(raw.get(name) or "").strip() if name == "what_en" else at.text(raw, name)
        values[name] = _short(at, name, text, most)
    return Figure(**values)


def _position(at: At, raw: Mapping[str, Any]) -> tuple[float | None, float | None]:
    given = raw.get("at")
    if given in (None, []):
        return None, None
    if not isinstance(given, list) or len(given) != 2 or not all(_is_number(each) for each in given):
        raise at.wrong("at", "needs latitude and longitude")
    latitude, longitude = (float(each) for each in given)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise at.wrong("at", "needs latitude and longitude")
    return latitude, longitude


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
