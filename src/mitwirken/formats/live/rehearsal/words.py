# SPDX-License-Identifier: EUPL-1.2
"""What invented people say: lists by format, each entry said once."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ..models import Gathering, Script

COMMON = "common"
_KEPT_IN_ORDER = {"results", "themes", "decisions", "tasks", "clusters"}


@cache
def _read(name: str) -> Mapping[str, Any]:
    file = resources.files(__package__).joinpath("words", f"{name}.yaml")
    found: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    return found


def _script_of(gathering: Gathering) -> str:
    """The shipped format that a gathering's script is, or was made from."""
    key = gathering.script
    if key.startswith("eigen-"):
        row = Script.objects.filter(slug=key.removeprefix("eigen-")).first()
        key = row.based_on if row is not None else ""
    return key


class Words:
    """The words of one format. `take` gives the next of a list and never gives it again; at the end it gives None."""

    def __init__(self, key: str, seed: int = 1) -> None:
        self._said = {**_read(COMMON), **_read(key)}
        lots = random.Random(f"{key} {seed}")  # noqa: S311  # the same words every time
        self._left: dict[str, list[Any]] = {}
        for name in sorted(self._said):
            if isinstance(self._said[name], list):
                rows = list(self._said[name])
                if name not in _KEPT_IN_ORDER:
                    lots.shuffle(rows)
                self._left[name] = rows

    @classmethod
    def of(cls, gathering: Gathering, seed: int = 1) -> Words:
        return cls(_script_of(gathering), seed)

    def take(self, *names: str) -> Any:
        """The next of the first list that still has something."""
        for name in names:
            rows = self._left.get(name)
            if rows:
                return rows.pop(0)
        return None

    def get(self, name: str, default: Any = None) -> Any:
        return self._said.get(name, default)

    def every(self, name: str) -> list[Any]:
        return list(self._said.get(name) or ())

    def about(self, name: str, text: str) -> Mapping[str, Any]:
        """What else is known of something that was said: the answer to a question, the report of a session."""
        for entry in self.every(name):
            if isinstance(entry, Mapping) and text in (entry.get("text"), entry.get("title")):
                return entry
        return {}


def text_of(entry: Any) -> str:
    return str(entry.get("text") or entry.get("title") or "") if isinstance(entry, Mapping) else str(entry)
