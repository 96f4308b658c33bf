# SPDX-License-Identifier: EUPL-1.2
"""A unit of learning as a file: read and checked. Needs neither Django nor a database.

The units lie in `content/units/`, one YAML file each. What is missing or out of range is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

LANGUAGES: Final = ("de", "en")
PATHS: Final = ("verwaltung", "politik", "zivilgesellschaft")
ROLES: Final = (
    "prozess", "redaktion", "moderation", "fachamt", "politik", "kernteam", "ombudsstelle", "administration",
)  # fmt: skip
SHORTEST, LONGEST = 5, 20  # minutes


class BadUnit(ValueError):
    """A unit that can't be read. The message names the unit and what is wrong."""


@dataclass(frozen=True)
class Block:
    """A paragraph (one line) or a list."""

    lines: tuple[str, ...]
    is_list: bool = False


def blocks_of(text: str) -> tuple[Block, ...]:
    """Paragraphs are parted by an empty line; lines that begin with a dash are a list.

    >>> [(each.is_list, each.lines) for each in blocks_of("Eins\\nzwei\\n\\n- a\\n- b")]
    [(False, ('Eins zwei',)), (True, ('a', 'b'))]
    """
    found: list[Block] = []
    for part in text.strip().split("\n\n"):
        lines = [line.strip() for line in part.strip().splitlines() if line.strip()]
        plain = [line for line in lines if not line.startswith("- ")]
        if plain:
            found.append(Block((" ".join(plain),)))
        points = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if points:
            found.append(Block(points, is_list=True))
    return tuple(found)


@dataclass(frozen=True)
class Section:
    title: str
    text: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks_of(self.text)


@dataclass(frozen=True)
class Question:
    """A question of the check. `right` are the numbers of the right options, counted from 0; several if `many`."""

    ask: str
    options: tuple[str, ...]
    why: str
    right: frozenset[int]

    @property
    def many(self) -> bool:
        return len(self.right) > 1


@dataclass(frozen=True)
class Words:
    title: str
    goal: str
    sections: tuple[Section, ...]
    exercise: str
    check: tuple[Question, ...]

    @property
    def exercise_blocks(self) -> tuple[Block, ...]:
        return blocks_of(self.exercise)


@dataclass(frozen=True)
class Unit:
    """`after` orders the units of a path; `roles` are those of the desk to which it is of use."""

    key: str
    minutes: int
    icon: str
    position: int
    paths: tuple[str, ...]
    roles: tuple[str, ...]
    words: Mapping[str, Words]

    def in_language(self, language: str) -> Words:
        return self.words.get(language[:2], self.words["de"])


def _words(key: str, data: Mapping[str, Any], right: list[list[int]]) -> Words:
    try:
        words = Words(
            title=data["title"],
            goal=data["goal"],
            sections=tuple(Section(each["title"], each["text"]) for each in data["sections"]),
            exercise=data["exercise"],
            check=tuple(
                Question(each["ask"], tuple(each["options"]), each["why"], frozenset(numbers))
                for each, numbers in zip(data["check"], right, strict=True)
            ),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadUnit(f"{key}: {wrong!r}") from wrong
    if not 3 <= len(words.sections) <= 6:
        raise BadUnit(f"{key}: three to six sections")
    if not 3 <= len(words.check) <= 5:
        raise BadUnit(f"{key}: three to five questions")
    for question in words.check:
        if not question.right or not question.right < set(range(len(question.options))):
            raise BadUnit(f"{key}: right answers of “{question.ask}”")
    if not all((words.title, words.goal, words.exercise, *(each.text for each in words.sections))):
        raise BadUnit(f"{key}: an empty text")
    return words


def read(key: str, text: str) -> Unit:
    """The unit in a file; raises `BadUnit`."""
    data = yaml.safe_load(text)
    if not isinstance(data, dict) or data.get("key") != key:
        raise BadUnit(f"{key}: the key is not the name of the file")
    unit = Unit(
        key=key,
        minutes=int(data["minutes"]),
        icon=str(data["icon"]),
        position=int(data["position"]),
        paths=tuple(data["paths"]),
        roles=tuple(data["roles"]),
        words={language: _words(key, data[language], data["right"]) for language in LANGUAGES},
    )
    if not SHORTEST <= unit.minutes <= LONGEST:
        raise BadUnit(f"{key}: {unit.minutes} minutes")
    if not unit.paths or not set(unit.paths) <= set(PATHS) or not set(unit.roles) <= set(ROLES):
        raise BadUnit(f"{key}: paths or roles")
    german, english = (unit.words[language] for language in LANGUAGES)
    if len(german.sections) != len(english.sections):
        raise BadUnit(f"{key}: the languages differ in their sections")
    for one, other in zip(german.check, english.check, strict=True):
        if len(one.options) != len(other.options):
            raise BadUnit(f"{key}: the languages differ in the options of “{one.ask}”")
    return unit


@cache
def units() -> Mapping[str, Unit]:
    """All that are shipped, in their order, read once a process."""
    folder = resources.files(__package__) / "content" / "units"
    found = [
        read(file.name.removesuffix(".yaml"), file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    ]
    return {unit.key: unit for unit in sorted(found, key=lambda unit: (unit.position, unit.key))}


def on_path(path: str) -> list[Unit]:
    return [unit for unit in units().values() if path in unit.paths]


def for_role(role: str) -> list[Unit]:
    return [unit for unit in units().values() if role in unit.roles]
