# SPDX-License-Identifier: EUPL-1.2
"""Reads of what is published: tables with the comparison, and the gaps in sentences."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.participation.models import Process
from mitwirken.civic.places import population
from mitwirken.civic.places.queries import districts
from mitwirken.ground.deeds.channel import Channel
from mitwirken.kernels import representation as rule

from .models import ELSEWHERE, UNSAID, Age, Figure, Key, Language, Mark, Trait
from .registry import outreach


def choices() -> dict[str, list[tuple[str, Any]]]:
    """What can be said to each question, in the order of the form."""
    named = [(place.slug, place.name) for place in districts().defer("outline").order_by("name")]
    return {
        Trait.DISTRICT: [*named, (ELSEWHERE, _("nicht in dieser Stadt"))],
        Trait.AGE: list(Age.choices),
        Trait.LANGUAGE: list(Language.choices),
        Trait.CHANNEL: list(Channel.choices),
    }


def mark_of(secret: str, who: str) -> str:
    """How a process recognises somebody without knowing who: nobody can turn it round without the secret."""
    return hmac.new(secret.encode(), who.encode(), hashlib.sha256).hexdigest()


def marks_of_person(person: Any) -> list[str]:
    """Whether the person has answered, in every process that still has its secret."""
    return [mark_of(secret, f"person:{person.pk}") for secret in Key.objects.values_list("secret", flat=True)]


def has_answered(mark: str) -> bool:
    return Mark.objects.filter(mark=mark).exists()


@dataclass(frozen=True)
class Line:
    """A value: how many said it (None: left out), which part that is here and in the town, in percent."""

    value: str
    name: Any
    count: int | None
    share: int | None
    there: int | None

    @property
    def shown(self) -> Any:
        return _("nicht genannt") if self.count is None else self.count

    @property
    def difference(self) -> str:
        """With its sign, so that it can be read alone."""
        if self.share is None or self.there is None:
            return ""
        points = self.share - self.there
        return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


@dataclass(frozen=True)
class Hint:
    """A gap in a plain sentence, and where to read how that group is reached."""

    sentence: str
    url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Table:
    """One question: who said what, what is known of the town, who is missing."""

    trait: str
    label: Any
    lines: list[Line]
    base: int
    unsaid: int | None
    hidden: bool
    hints: list[Hint] = field(default_factory=list)
    sources: list[tuple[str, date]] = field(default_factory=list)
    local: bool = False

    @property
    def too_few(self) -> bool:
        return self.base < rule.LEAST_ANSWERS

    @property
    def compares(self) -> bool:
        return any(line.there is not None for line in self.lines)

    @property
    def bars(self) -> list[dict[str, Any]]:
        return [
            {
                "name": line.name,
                "value": line.shown,
                "share": line.share or 0,
                "tone": "",
                "note": "" if line.share is None else _("%(n)d von 100") % {"n": line.share},
            }
            for line in self.lines
        ]


@dataclass(frozen=True)
class View:
    """All that a page shows of a process or of the town."""

    answers: int
    tables: list[Table]

    @property
    def hints(self) -> list[Hint]:
        return [hint for table in self.tables for hint in table.hints]


def view(process: Process | None) -> View:
    """What is published of a process, or of the whole town. Four queries."""
    return _views([process.pk if process else None])[process.pk if process else None]


def views(processes: Sequence[Process]) -> dict[int, View]:
    """The same for many, in as many queries as for one."""
    found = _views([each.pk for each in processes])
    return {each.pk: found[each.pk] for each in processes}


def _views(keys: Sequence[int | None]) -> dict[int | None, View]:
    wanted = [key for key in keys if key is not None]
    rows = Figure.objects.filter(process__in=wanted) if wanted else Figure.objects.none()
    if None in keys:
        rows = rows | Figure.objects.filter(process=None)
    kept: dict[int | None, dict[str, dict[str, Figure]]] = {}
    for row in rows:
        kept.setdefault(row.process_id, {}).setdefault(row.trait, {})[row.value] = row
    known, facts = choices(), population.known()
    # Whoever asks one district is not measured by all the others.
    local = set(
        Process.places.through.objects.filter(process__in=wanted).values_list("process_id", flat=True)
    )
    nothing = population.Facts({})
    found = {}
    for key in keys:
        tables = kept.get(key, {})
        answers = max((row.answers for table in tables.values() for row in table.values()), default=0)
        found[key] = View(
            answers,
            [
                _table(
                    trait,
                    tables[trait],
                    known[trait],
                    nothing if trait is Trait.DISTRICT and key in local else facts,
                    answers,
                    local=key in local,
                )
                for trait in Trait
                if tables.get(trait)
            ],
        )
    return found


def _table(
    trait: Trait,
    rows: Mapping[str, Figure],
    known: Sequence[tuple[str, Any]],
    facts: population.Facts,
    answers: int,
    *,
    local: bool = False,
) -> Table:
    # Only what is published goes into the base, so that no share gives away what a count does not.
    beside = sum(row.count or 0 for value, row in rows.items() if value in (UNSAID, ELSEWHERE))
    base = answers - beside
    lines = []
    for value, name in known:
        row = rows.get(value)
        if row is None:
            continue
        there = facts.share(trait, value)
        lines.append(
            Line(
                value,
                name,
                row.count,
                None
                if row.count is None or not base or value == ELSEWHERE
                else round(100 * row.count / base),
                None if there is None else round(100 * there),
            )
        )
    unsaid = rows.get(UNSAID)
    return Table(
        trait,
        trait.label,
        lines,
        base,
        unsaid.count if unsaid else None,
        any(row.count is None for row in rows.values()),
        _hints(trait, lines, base, facts),
        facts.sources(trait),
        local=local and trait is Trait.DISTRICT,
    )


_REACH: dict[tuple[str, str], str] = {
    (Trait.AGE, Age.UNDER_18): "jugend",
    (Trait.AGE, Age.TO_29): "jugend",
    (Trait.AGE, Age.TO_44): "familien",
    (Trait.AGE, Age.TO_59): "berufstaetige",
    (Trait.AGE, Age.TO_74): "aeltere",
    (Trait.AGE, Age.FROM_75): "aeltere",
}
_WAYS: dict[str, Any] = {
    "jugend": gettext_lazy("Methoden, die junge Menschen erreichen"),
    "familien": gettext_lazy("Methoden, die Familien erreichen"),
    "berufstaetige": gettext_lazy("Methoden, die Berufstätige erreichen"),
    "aeltere": gettext_lazy("Methoden, die ältere Menschen erreichen"),
    "zugewanderte": gettext_lazy("Methoden, die Zugewanderte erreichen"),
    "nachbarschaft": gettext_lazy("Methoden, mit denen Sie in den Bezirk gehen"),
    "ohne_internet": gettext_lazy("Methoden für Menschen ohne Internet"),
}


def _hint(sentence: str, group: str) -> Hint:
    url = outreach(group)
    return Hint(sentence, url, str(_WAYS[group]) if url else "")


def _hints(trait: Trait, lines: Sequence[Line], base: int, facts: population.Facts) -> list[Hint]:
    if trait is Trait.CHANNEL:
        online = next((line.count for line in lines if line.value == Channel.ONLINE), None)
        alone = rule.one_way(online or 0, base)
        if alone is None:
            return []
        sentence = _("%(here)d von 100 Antworten kommen aus dem Netz. Wer nicht online ist, fehlt.")
        return [_hint(sentence % {"here": alone.here}, "ohne_internet")]
    found = []
    for line in lines:
        there = facts.share(trait, line.value)
        lack = rule.gap(line.count, base, there) if line.count is not None and there is not None else None
        if lack is not None:
            found.append(_hint(_sentence(trait, line, lack), _group(trait, line)))
    return [*found, *_left_out(trait, lines, base, facts)]


def _left_out(trait: Trait, lines: Sequence[Line], base: int, facts: population.Facts) -> list[Hint]:
    """What the counts that are left out come to together follows from those that stand there, so it may be said."""
    if trait is not Trait.DISTRICT:
        return []
    hidden = [line for line in lines if line.count is None and line.value != ELSEWHERE]
    shares = [facts.share(trait, line.value) for line in hidden]
    if len(hidden) < 2 or any(share is None for share in shares):
        return []
    rest = base - sum(line.count or 0 for line in lines if line.value != ELSEWHERE)
    lack = rule.gap(max(0, rest), base, sum(share or 0 for share in shares))
    if lack is None:
        return []
    words = {"places": _list(str(line.name) for line in hidden), "here": lack.here, "there": lack.there}
    sentence = _(
        "Aus %(places)s kommen zusammen höchstens %(here)d von 100 Antworten; dort wohnen %(there)d von 100 Menschen."
    )
    return [_hint(sentence % words, "nachbarschaft")]


def _list(names: Iterable[str]) -> str:
    *first, last = names
    return _("%(names)s und %(last)s") % {"names": ", ".join(first), "last": last} if first else last


def _group(trait: Trait, line: Line) -> str:
    if trait is Trait.DISTRICT:
        return "nachbarschaft"
    if trait is Trait.LANGUAGE:
        return "zugewanderte"
    return _REACH.get((trait, line.value), "nachbarschaft")


def _sentence(trait: Trait, line: Line, lack: rule.Gap) -> str:
    words = {"name": line.name, "here": lack.here, "there": lack.there}
    if trait is Trait.DISTRICT:
        return (
            _("Aus %(name)s kommen %(here)d von 100 Antworten; dort wohnen %(there)d von 100 Menschen.")
            % words
        )
    if trait is Trait.AGE:
        return (
            _(
                "%(here)d von 100 Antworten sind von Menschen im Alter „%(name)s“; in der Stadt sind es %(there)d von 100."
            )
            % words
        )
    return (
        _(
            "%(here)d von 100 Antworten sind von Menschen, die zu Hause %(name)s sprechen; in der Stadt sind es %(there)d von 100."
        )
        % words
    )


def processes_with_figures() -> list[Process]:
    """Public processes of which something is published, the youngest first."""
    keys = Figure.objects.filter(process__isnull=False).values("process").distinct()
    return list(
        Process.objects.filter(pk__in=keys, published_at__isnull=False)
        .select_related("office", "topic")
        .order_by("-starts_at", "-pk")
    )


def asking_or_shown() -> list[Process]:
    """For the desk: public processes that have figures or still ask, the youngest first, at most 200."""
    shown = Figure.objects.filter(process__isnull=False).values("process")
    return list(
        Process.objects.filter(published_at__isnull=False)
        .filter(Q(pk__in=shown) | Q(finished_at=None))
        .select_related("office")
        .order_by("-starts_at", "-pk")[:200]
    )
