# SPDX-License-Identifier: EUPL-1.2
"""A method as a file: read, checked, written. Needs neither Django nor a database.

The methods that come with MitWIRken lie in `content/methods/`, one YAML file each; a city's exported catalogue is a list
of the same entries as JSON. What is missing or out of range is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib import resources
from typing import Any, Final

import yaml

from mitwirken.kernels.recommendation.facts import (
    BARRIERS,
    GOALS,
    GROUPS,
    INFLUENCE,
    PHASES,
    RECRUITMENT,
    Method,
)

LANGUAGES: Final = ("de", "en")
CHECKED_ON: Final = date(2026, 11, 25)  # when somebody last went through what is shipped
# How a room stands for a method; `drawing` knows how to draw each.
SHAPES: Final = (
    "theatre",  # rows before a stage
    "tables",  # round tables
    "circle",  # one circle of chairs
    "fishbowl",  # a small circle in a large one
    "horseshoe",  # tables in a U
    "sessions",  # several circles and a wall with the plan
    "stations",  # walls with boards, a way along them
    "stalls",  # market stands
    "walk",  # a route through the quarter with stops
    "studio",  # work tables, a wall, material
    "counter",  # two at a table
    "street",  # a stand in the street
    "council",  # a panel and small groups
    "site",  # a place where something is built
    "screen",  # everybody at their own device
)


class BadEntry(ValueError):
    """A method that can't be read. The message names the method and the field."""


@dataclass(frozen=True)
class Step:
    minutes: int
    what: str
    who: str = ""


@dataclass(frozen=True)
class Role:
    who: str
    does: str


@dataclass(frozen=True)
class Risk:
    risk: str
    help: str


@dataclass(frozen=True)
class Texts:
    """What a method says in one language. `text` has paragraphs with an empty line between."""

    name: str
    summary: str
    text: str
    strengths: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    fits_not: tuple[str, ...] = ()
    run: tuple[Step, ...] = ()
    roles: tuple[Role, ...] = ()
    before: tuple[str, ...] = ()
    during: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    online: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True)
class Room:
    """The sketch of the room: `number` of tables, stops or stands, `seats` at each."""

    shape: str
    number: int = 0
    seats: int = 0


@dataclass(frozen=True)
class Entry:
    """A method of the catalogue: its facts, its texts by language, and where it comes from.

    `live` is the key of the script it runs by. `evidence` "S": read in the named source; "K": general knowledge.
    """

    facts: Method
    texts: Mapping[str, Texts]
    room: Room
    live: str = ""
    seed: bool = False
    evidence: str = "K"
    source: str = ""

    @property
    def key(self) -> str:
        return self.facts.key


# libyaml where the package has it: a catalogue of sixty methods takes half a second instead of five.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped_files() -> Iterator[tuple[str, bytes]]:
    """The methods that come with MitWIRken as key and unread file, by key."""
    folder = resources.files(__package__) / "content" / "methods"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            yield file.name.removesuffix(".yaml"), file.read_bytes()


def from_yaml(data: bytes, name: str) -> Entry:
    """The method in such a file. Raises BadEntry."""
    return read(yaml.load(data, _LOADER), name)  # noqa: S506  # both loaders are the safe ones


def shipped() -> Iterator[Entry]:
    """The methods that come with MitWIRken, by key."""
    for name, data in shipped_files():
        yield from_yaml(data, name)


def read(raw: Any, name: str = "") -> Entry:
    """An entry from plain values. Raises BadEntry with the field that is wrong."""
    if not isinstance(raw, Mapping):
        raise BadEntry(f"{name or 'entry'}: not a mapping")
    key = str(raw.get("key", ""))
    if not key.replace("_", "").isascii() or not key.replace("_", "").isalnum() or len(key) > 40:
        raise BadEntry(f"{name or 'entry'}: key {key!r} needs up to 40 letters, digits and underscores")
    at = _At(key)
    names = at.mapping(raw, "name")
    texts = {
        language: _texts(at.within(language), at.mapping(raw, language), str(names.get(language, "")))
        for language in LANGUAGES
        if language in raw
    }
    if "de" not in texts:
        raise at.wrong("de", "the German texts are missing")
    unknown = set(raw) - {"key", "name", "facts", "live", "seed", "evidence", "source", "room", *LANGUAGES}
    if unknown:
        raise at.wrong(min(unknown), "unknown")
    room = at.mapping(raw, "room")
    shape = str(room.get("shape", ""))
    if shape not in SHAPES:
        raise at.wrong("room.shape", f"one of {', '.join(SHAPES)}")
    return Entry(
        facts=_facts(at.within("facts"), at.mapping(raw, "facts"), key),
        texts=texts,
        room=Room(shape, at.number(room, "number", 0, 60, 0), at.number(room, "seats", 0, 200, 0)),
        live=str(raw.get("live") or ""),
        seed=bool(raw.get("seed", False)),
        evidence="S" if raw.get("evidence") == "S" else "K",
        source=str(raw.get("source") or ""),
    )


def write(entry: Entry) -> dict[str, Any]:
    """The entry as plain values that `read` takes again."""
    facts = {name: _plain(value) for name, value in asdict(entry.facts).items() if name != "key"}
    return {
        "key": entry.key,
        "name": {language: texts.name for language, texts in entry.texts.items()},
        "facts": facts,
        "live": entry.live,
        "seed": entry.seed,
        "evidence": entry.evidence,
        "source": entry.source,
        "room": asdict(entry.room),
        **{
            language: {name: _plain(value) for name, value in asdict(texts).items() if name != "name"}
            for language, texts in entry.texts.items()
        },
    }


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


@dataclass(frozen=True)
class _At:
    """Where in an entry we are, so that a refusal can say so."""

    path: str

    def within(self, name: str) -> _At:
        return _At(f"{self.path}.{name}")

    def wrong(self, field: str, why: str) -> BadEntry:
        return BadEntry(f"{self.path}.{field}: {why}")

    def mapping(self, raw: Mapping[str, Any], field: str) -> Mapping[str, Any]:
        value = raw.get(field)
        if not isinstance(value, Mapping):
            raise self.wrong(field, "is missing")
        return value

    def number(
        self, raw: Mapping[str, Any], field: str, low: int, high: int, default: int | None = None
    ) -> int:
        value = raw.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(field, f"needs a whole number from {low} to {high}")
        return value

    def pair(self, raw: Mapping[str, Any], field: str, high: int) -> tuple[int, int]:
        value = raw.get(field)
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(field, "needs two numbers, the least and the most")
        least, most = (self.number({field: each}, field, 0, high) for each in value)
        if least > most:
            raise self.wrong(field, "the least is more than the most")
        return least, most

    def words(
        self, raw: Mapping[str, Any], field: str, known: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        value = raw.get(field) or []
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.wrong(field, "needs a list of texts")
        for each in value:
            if known is not None and each not in known:
                raise self.wrong(field, f"{each!r} is not one of {', '.join(known)}")
        return tuple(each.strip() for each in value)

    def choice(self, raw: Mapping[str, Any], field: str, known: Sequence[str]) -> Any:
        if raw.get(field) not in known:
            raise self.wrong(field, f"one of {', '.join(known)}")
        return raw[field]

    def text(self, raw: Mapping[str, Any], field: str) -> str:
        value = raw.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(field, "is missing")
        return value.strip()

    def rows(self, raw: Mapping[str, Any], field: str) -> Iterator[tuple[_At, Mapping[str, Any]]]:
        value = raw.get(field) or []
        if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
            raise self.wrong(field, "needs a list of entries")
        for number, each in enumerate(value, 1):
            yield self.within(f"{field}[{number}]"), each


def _facts(at: _At, raw: Mapping[str, Any], key: str) -> Method:
    unknown = set(raw) - {field.name for field in fields(Method)}
    if unknown:
        raise at.wrong(min(unknown), "unknown")
    return Method(
        key=key,
        kind=at.choice(raw, "kind", ("step", "part", "formal", "standing")),
        influence=at.words(raw, "influence", INFLUENCE),
        goals=at.words(raw, "goals", GOALS),
        phases=at.words(raw, "phases", PHASES),
        group=at.pair(raw, "group", 10_000_000),
        minutes=at.pair(raw, "minutes", 100_000),
        preparation=at.pair(raw, "preparation", 260),
        span=at.pair(raw, "span", 260),
        hours=at.pair(raw, "hours", 100_000),
        euros=at.pair(raw, "euros", 100_000_000),
        effort=at.number(raw, "effort", 1, 5),
        cost=at.number(raw, "cost", 1, 4),
        mode=at.choice(raw, "mode", ("digital", "analog", "hybrid")),
        recruitment=at.words(raw, "recruitment", RECRUITMENT),
        moderation=at.number(raw, "moderation", 1, 3),
        conflict=at.number(raw, "conflict", 1, 3),
        reaches=at.words(raw, "reaches", GROUPS),
        misses=at.words(raw, "misses", GROUPS),
        lowers=at.words(raw, "lowers", BARRIERS),
        raises=at.words(raw, "raises", BARRIERS),
        combine_with=at.words(raw, "combine_with"),
    )


def _texts(at: _At, raw: Mapping[str, Any], name: str) -> Texts:
    unknown = set(raw) - {field.name for field in fields(Texts)}
    if unknown:
        raise at.wrong(min(unknown), "unknown")
    if not name:
        raise at.wrong("name", "is missing")
    lists = ("strengths", "fits", "fits_not", "before", "during", "after", "materials", "access", "online")
    return Texts(
        name=name,
        summary=at.text(raw, "summary"),
        text=at.text(raw, "text"),
        run=tuple(
            Step(here.number(row, "minutes", 0, 100_000), here.text(row, "what"), str(row.get("who") or ""))
            for here, row in at.rows(raw, "run")
        ),
        roles=tuple(
            Role(here.text(row, "who"), here.text(row, "does")) for here, row in at.rows(raw, "roles")
        ),
        risks=tuple(
            Risk(here.text(row, "risk"), here.text(row, "help")) for here, row in at.rows(raw, "risks")
        ),
        **{each: at.words(raw, each) for each in lists},
    )
