# SPDX-License-Identifier: EUPL-1.2
"""Methods to advise on: the facts of those that come with MitWIRken, plain ones, and any that hypothesis likes."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml
from hypothesis import strategies as st

from mitwirken.kernels.recommendation import facts
from mitwirken.kernels.recommendation.facts import Answers, Method


@cache
def shipped() -> tuple[Method, ...]:
    """The facts alone, whether texts are written or not."""
    folder = resources.files("mitwirken.entrances.toolbox") / "content" / "methods"
    return tuple(
        Method(key=raw["key"], **{k: tuple(v) if isinstance(v, list) else v for k, v in raw["facts"].items()})
        for raw in (
            yaml.safe_load(file.read_text(encoding="utf-8"))
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if file.name.endswith(".yaml")
        )
    )


def method(key: str, **facts: Any) -> Method:
    """A small open evening in the middle of a process, but for what is said otherwise."""
    plain: dict[str, Any] = {
        "kind": "step", "influence": ("consult",), "goals": ("dialog",), "phases": ("abwaegung",), "group": (5, 100),
        "minutes": (60, 120), "preparation": (1, 2), "span": (1, 1), "hours": (10, 20), "euros": (0, 0), "effort": 1,
        "cost": 1, "mode": "analog", "recruitment": ("offen",), "moderation": 1, "conflict": 1,
    }  # fmt: skip
    return Method(key=key, **{**plain, **facts})


def _some(words: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), min_size=least, max_size=most, unique=True).map(tuple)


def _pair(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda two: (min(two), max(two)))


def _methods(keys: list[str]) -> st.SearchStrategy[list[Method]]:
    one = st.builds(
        Method, key=st.just(""), kind=st.sampled_from(("step", "step", "step", "standing", "part", "formal")),
        influence=_some(facts.INFLUENCE, 1, 2), goals=_some(facts.GOALS[:6], 1, 3), phases=_some(facts.PHASES, 1, 3),
        group=_pair(1, 300), minutes=st.just((60, 90)), preparation=_pair(0, 12), span=_pair(1, 8), hours=_pair(0, 300),
        euros=_pair(0, 20_000), effort=st.integers(1, 5), cost=st.integers(1, 4),
        mode=st.sampled_from(("digital", "analog", "hybrid")), recruitment=_some(facts.RECRUITMENT, 1, 2),
        moderation=st.integers(1, 3), conflict=st.integers(1, 3), reaches=_some(facts.GROUPS[:5], 0, 3),
        misses=_some(facts.GROUPS[:5], 0, 2), lowers=_some(facts.BARRIERS[:4], 0, 2),
        raises=_some(facts.BARRIERS[:4], 0, 2), combine_with=_some(tuple(keys) or ("m0",), 0, 2),
    )  # fmt: skip
    return st.lists(one, min_size=len(keys), max_size=len(keys)).map(
        lambda made: [Method(**{**vars(each), "key": key}) for key, each in zip(keys, made, strict=True)]
    )


def catalogues(most: int = 8) -> st.SearchStrategy[list[Method]]:
    return st.integers(0, most).flatmap(lambda number: _methods([f"m{n}" for n in range(number)]))


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


any_answers = st.builds(
    Answers, goals=_some(facts.GOALS[:6], 0, 3), phase=_maybe(st.sampled_from(facts.PHASES)),
    scope=_maybe(st.sampled_from(tuple(facts.SCOPES))), people=_maybe(st.integers(1, 2000)),
    weeks=_maybe(st.integers(1, 60)), hours=_maybe(st.integers(0, 1500)), euros=_maybe(st.integers(0, 80_000)),
    mode=_maybe(st.sampled_from(facts.MODES)), groups=_some(facts.GROUPS[:5], 0, 3),
    barriers=_some(facts.BARRIERS[:4], 0, 2), conflict=_maybe(st.integers(1, 3)),
)  # fmt: skip
