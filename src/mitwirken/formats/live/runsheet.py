# SPDX-License-Identifier: EUPL-1.2
"""Formats as data: a script is a list of stages with settings, from a YAML file or saved by the city.

    key: world-cafe
    name: World Café
    summary: …
    people: [12, 200]          # for how many it is made
    spaces: {kind: table, size: 5, least: 3}      # one space for so many people
    policies: {names: chosen}
    stages:
      - {kind: lobby, title: Ankommen, minutes: 10, text: …}
      - {kind: tables, title: Runde 1, minutes: 20, question: …, tables: {policy: assigned}}

What a kind does not know, or a value out of range, is refused by name when a script is read or saved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from . import kinds
from .models import Script as Saved
from .models import SpaceKind, StageKind

MOST_STAGES = 40
MOST_MINUTES = 480
OWN = {"kind", "title", "minutes", "question", "text", "also"}


@dataclass(frozen=True)
class StageDraft:
    """A step of a run sheet, checked."""

    kind: str
    title: str
    minutes: int = 10
    question: str = ""
    text: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        return [self.kind, *self.config.get("also", ())]


@dataclass(frozen=True)
class Script:
    """A format that can be started. `space` is the kind of places it needs, one for `size` people."""

    key: str
    name: str
    summary: str
    stages: tuple[StageDraft, ...]
    people: tuple[int, int] = (5, 300)
    space: str = ""
    size: int = 5
    least: int = 1
    most: int = 60
    policies: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    own: bool = False  # the city's own
    names: tuple[str, ...] = ()  # of the first spaces, where they have names

    @property
    def minutes(self) -> int:
        return sum(stage.minutes for stage in self.stages)

    def spaces_for(self, people: int) -> int:
        """How many places for so many people, `size` at each."""
        if not self.space:
            return 0
        return max(self.least, len(self.names), min(self.most, math.ceil(people / self.size)))


def parse(body: Mapping[str, Any], *, key: str = "", own: bool = False) -> Script:
    """Reads a script; refuses with a sentence that names the step and what is wrong with it."""
    if not isinstance(body, Mapping):
        raise Refusal(_("Ein Format ist eine Liste von Schritten mit einem Namen."), status=400)
    stages = body.get("stages") or []
    if not isinstance(stages, list) or not 1 <= len(stages) <= MOST_STAGES:
        raise Refusal(_("Ein Format hat 1 bis %(most)d Schritte.") % {"most": MOST_STAGES}, status=400)
    space = body.get("spaces") or {}
    if space and space.get("kind") not in SpaceKind.values:
        raise Refusal(
            _("Diese Art von Orten gibt es nicht: %(kind)s") % {"kind": space.get("kind")}, status=400
        )
    people = body.get("people") or (5, 300)
    return Script(
        key=key or str(body.get("key", "")),
        name=str(body.get("name", "")).strip(),
        summary=str(body.get("summary", "")).strip(),
        about=str(body.get("about", "")).strip(),
        stages=tuple(parse_stage(stage, number) for number, stage in enumerate(stages, 1)),
        people=(int(people[0]), int(people[1])),
        space=space.get("kind", ""),
        size=int(space.get("size", 5)),
        least=int(space.get("least", 1)),
        most=int(space.get("most", 60)),
        names=tuple(str(name) for name in space.get("names", ())),
        policies=dict(body.get("policies") or {}),
        own=own,
    )


def parse_stage(body: Mapping[str, Any], number: int) -> StageDraft:
    where = _("Schritt %(number)d") % {"number": number}
    kind = body.get("kind")
    if kind not in StageKind.values:
        raise Refusal(
            _("%(where)s: Die Art „%(kind)s“ gibt es nicht.") % {"where": where, "kind": kind}, status=400
        )
    title = str(body.get("title", "")).strip()[:120]
    if not title:
        raise Refusal(_("%(where)s: Bitte geben Sie einen Titel an.") % {"where": where}, status=400)
    minutes = body.get("minutes", 10)
    if not isinstance(minutes, int) or not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(
            _("%(where)s: Die Dauer ist eine Zahl von 1 bis %(most)d Minuten.")
            % {"where": where, "most": MOST_MINUTES},
            status=400,
        )
    also = [other for other in body.get("also", ()) if other != kind]
    config: dict[str, Any] = {"also": also} if also else {}
    for name in (kind, *also):
        given = body.get(name) or {}
        config[name] = checked(kinds.kind_named(name), given, where)
    unknown = set(body) - OWN - {kind, *also}
    if unknown:
        raise Refusal(
            _("%(where)s kennt „%(name)s“ nicht.") % {"where": where, "name": sorted(unknown)[0]}, status=400
        )
    return StageDraft(
        kind=kind,
        title=title,
        minutes=minutes,
        question=str(body.get("question", "")).strip()[:300],
        text=str(body.get("text", "")).strip()[:2000],
        config=config,
    )


def checked(kind: kinds.Kind, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The settings of one kind; what is not given keeps its default and is not stored."""
    known = {setting.key: setting for setting in kind.settings}
    found: dict[str, Any] = {}
    for key, value in given.items():
        setting = known.get(key)
        if setting is None:
            raise Refusal(
                _("%(where)s: %(kind)s kennt die Einstellung „%(name)s“ nicht.")
                % {"where": where, "kind": kind.name, "name": key},
                status=400,
            )
        found[key] = _value(setting, value, where)
    return found


def _value(setting: kinds.Setting, value: Any, where: str) -> Any:
    if setting.sort == "flag":
        return bool(value)
    if setting.sort == "number":
        if (
            not isinstance(value, int)
            or isinstance(value, bool)
            or not setting.least <= value <= setting.most
        ):
            raise Refusal(
                _("%(where)s: „%(name)s“ ist eine Zahl von %(least)d bis %(most)d.")
                % {"where": where, "name": setting.label, "least": setting.least, "most": setting.most},
                status=400,
            )
        return value
    if setting.sort == "choice":
        if value not in {key for key, _words in setting.choices}:
            raise Refusal(
                _("%(where)s: „%(name)s“ kann nicht „%(value)s“ sein.")
                % {"where": where, "name": setting.label, "value": value},
                status=400,
            )
        return value
    if setting.sort == "lines":
        lines = value if isinstance(value, list) else str(value).splitlines()
        return [str(line).strip()[:200] for line in lines if str(line).strip()][:60]
    return str(value)[:2000]


def as_body(
    script_name: str, summary: str, stages: Iterable[Any], *, space: str, size: int
) -> dict[str, Any]:
    """A script from the stages of a gathering, as it is saved."""
    body: dict[str, Any] = {"name": script_name, "summary": summary, "stages": []}
    if space:
        body["spaces"] = {"kind": space, "size": size}
    for stage in stages:
        row: dict[str, Any] = {"kind": stage.kind, "title": stage.title, "minutes": stage.minutes}
        if stage.question:
            row["question"] = stage.question
        if stage.text:
            row["text"] = stage.text
        row.update(stage.config)
        body["stages"].append(row)
    return body


@lru_cache(maxsize=1)
def shipped() -> dict[str, Script]:
    """The nine formats that come with the software, and whatever lies beside them."""
    found = {}
    for file in sorted(resources.files(f"{__package__}.scripts").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            key = file.name.removesuffix(".yaml")
            found[key] = parse(yaml.safe_load(file.read_text("utf-8")), key=key)
    return found


def scripts() -> list[Script]:
    """Every format that can be started: the shipped ones, then the city's own."""
    own = [parse(row.body, key=f"eigen-{row.slug}", own=True) for row in Saved.objects.all()]
    return [*shipped().values(), *own]


def script_named(key: str) -> Script:
    if key in shipped():
        return shipped()[key]
    row = Saved.objects.filter(slug=key.removeprefix("eigen-")).first() if key.startswith("eigen-") else None
    if row is None:
        raise Refusal(_("Dieses Format gibt es nicht (mehr)."), status=404)
    return parse(row.body, key=key, own=True)
