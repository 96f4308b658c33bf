# SPDX-License-Identifier: EUPL-1.2
"""What a rule of rating is, which ones there are, and what stands to be rated in a phase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

Target = tuple[str, int]
"""A subject by kind and number."""


BOUNDS = {"points": (1, 100), "max_per_item": (1, 100), "places": (2, 10), "min_ratings": (1, 1000)}


@dataclass(frozen=True)
class Setup:
    """What a phase's settings say about rating, with every number in its bounds."""

    method: str
    points: int = 5
    max_per_item: int = 3
    places: int = 3
    min_ratings: int = 5
    hidden_until_close: bool = False

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Setup | None:
        """The setup in a phase's settings; None where nothing is to be rated or the method is unknown here.

        Both ways of writing it mean the same: `{"rating": "points", "points": 5}` and
        `{"rating": {"method": "points", "points": 5}}`.
        """
        raw = settings.get("rating")
        if not isinstance(raw, Mapping):
            raw = {**settings, "method": raw}
        if not isinstance(raw.get("method"), str) or raw["method"] not in _methods:
            return None
        numbers = {}
        for name, (low, high) in BOUNDS.items():
            given = raw.get(name)
            if isinstance(given, int) and not isinstance(given, bool):
                numbers[name] = min(high, max(low, given))
        if raw["method"] == "points":
            points = numbers.get("points", cls.points)
            numbers["max_per_item"] = min(points, numbers.get("max_per_item", points))
        return cls(method=raw["method"], hidden_until_close=bool(raw.get("hidden_until_close")), **numbers)


@dataclass(frozen=True)
class Counts:
    """How often each value was given, by channel. What every rule counts from."""

    by_channel: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: Mapping[str, Mapping[str, int]]) -> Counts:
        """From the JSON of a tally, whose keys are texts."""
        return cls({channel: {int(value): n for value, n in given.items()} for channel, given in raw.items()})

    @property
    def values(self) -> dict[int, int]:
        sums: dict[int, int] = {}
        for given in self.by_channel.values():
            for value, n in given.items():
                sums[value] = sums.get(value, 0) + n
        return sums

    @property
    def ratings(self) -> int:
        return sum(n for given in self.by_channel.values() for n in given.values())

    @property
    def total(self) -> int:
        """The sum of all values given."""
        return sum(value * n for value, n in self.values.items())

    def ratings_by_channel(self) -> dict[str, int]:
        return {channel: n for channel, given in self.by_channel.items() if (n := sum(given.values()))}


@dataclass(frozen=True)
class Part:
    """One line of a result: so many said this. `tone` is one of good, even, bad, plain; `share` 0 … 1."""

    label: Any
    n: int
    share: float
    tone: str = "plain"


@dataclass(frozen=True)
class Summary:
    """How a subject stands, ready to be shown. A hidden one carries no figure at all, not even how many rated."""

    method: str
    ratings: int = 0
    score: float = 0.0
    tie: float = 0.0
    figure: str = ""
    parts: tuple[Part, ...] = ()
    by_channel: Mapping[str, int] = field(default_factory=dict)
    enough: bool = True
    hidden: bool = False
    early: bool = False
    """Shown to staff although the public does not see it yet."""


@dataclass(frozen=True)
class Option:
    """One answer a person can give. `value` None takes the rating back; `short` is for a narrow button."""

    value: int | None
    label: Any
    tone: str = "plain"
    short: Any = ""

    @property
    def sent(self) -> str:
        """As it stands in a form."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Method:
    """A rule of rating. One file each in `methods/`; all of it is told to people in `rule` before the first click.

    `whole_ballot` says that ratings of one person depend on each other (a budget of points, places on a list): they
    are then written one after the other, and `place` sees all of them.
    """

    key: str
    name: Any
    summary: Any
    verb: Any
    """What a person does, on the button: "Unterstützen"."""
    widget: str = "rating/widgets/buttons.html"
    ends: tuple[Any, ...] = ()
    """What the first and the last answer of a scale mean."""
    whole_ballot: bool = False

    def rule(self, setup: Setup) -> str:
        """The rule in words, with the numbers of the phase."""
        raise NotImplementedError

    def on_paper(self, setup: Setup) -> str:
        """The rule in one or two sentences for whoever ticks boxes."""
        return str(_("Zu jedem Vorschlag höchstens ein Kreuz."))

    def counting(self, setup: Setup) -> str:
        """How the result comes about and what happens at a tie, in words."""
        raise NotImplementedError

    def options(self, setup: Setup) -> tuple[Option, ...]:
        """The answers in the order in which they stand on the page."""
        raise NotImplementedError

    def allowed(self, setup: Setup) -> range | frozenset[int]:
        raise NotImplementedError

    def score(self, counts: Counts, setup: Setup) -> float:
        """By what results are sorted, the highest first."""
        raise NotImplementedError

    def tie(self, counts: Counts, setup: Setup) -> float:
        """What decides between equal scores, the highest first; equal here too: they share the rank."""
        return 0.0

    def figure(self, counts: Counts, setup: Setup) -> str:
        """The result in one phrase."""
        raise NotImplementedError

    def parts(self, counts: Counts, setup: Setup) -> tuple[Part, ...]:
        return ()

    def enough(self, counts: Counts, setup: Setup) -> bool:
        return True

    def own(self, value: int, setup: Setup) -> str:
        """What a person said, as the page tells them: "Sie unterstützen das."."""
        raise NotImplementedError

    def clean(self, value: int | None, setup: Setup) -> int | None:
        """The value as it is stored; None when it means "no rating". Refuses what the rule does not know."""
        if value is None:
            return None
        if value not in self.allowed(setup):
            raise Refusal(
                _(
                    "Diese Antwort gibt es bei dieser Bewertung nicht. Wählen Sie eine der angebotenen Antworten."
                ),
                status=422,
                field="value",
            )
        return value

    def place(
        self, setup: Setup, ballot: Mapping[Target, int], target: Target, value: int | None
    ) -> dict[Target, int | None]:
        """What changes on somebody's ballot when they give `target` the value. Refuses what does not fit on it."""
        return {target: value}

    def check(self, setup: Setup, ballot: Mapping[Target, int]) -> None:
        """Refuses a ballot that nobody could have filled in online (a paper card with too many points)."""

    def summarise(self, counts: Counts, setup: Setup) -> Summary:
        return Summary(
            method=self.key,
            ratings=counts.ratings,
            score=self.score(counts, setup),
            tie=self.tie(counts, setup),
            figure=self.figure(counts, setup),
            parts=self.parts(counts, setup),
            by_channel=counts.ratings_by_channel(),
            enough=self.enough(counts, setup),
        )


@dataclass(frozen=True)
class Candidates:
    """What of one kind stands to be rated in a phase. A room above registers it from its `apps.py`.

    `rows(phase)` is a queryset of public rows; `number` the field by which people name one on paper. Without
    it, pages of results show only what has been rated.
    """

    kind: str
    rows: Callable[[Any], QuerySet[Any]]
    number: str = "pk"


_methods: dict[str, Method] = {}
_candidates: dict[str, Candidates] = {}


def register(method: Method) -> None:
    _methods[method.key] = method


def methods() -> list[Method]:
    return list(_methods.values())


def method_named(key: str) -> Method:
    return _methods[key]


def register_candidates(candidates: Candidates) -> None:
    _candidates[candidates.kind] = candidates


def candidates() -> Iterable[Candidates]:
    return _candidates.values()


def setup_of(phase: Any) -> Setup | None:
    """How the phase is rated; None where it is not."""
    return Setup.read(phase.settings) if phase is not None else None
