# SPDX-License-Identifier: EUPL-1.2
"""Taking in a file with methods or examples from elsewhere: first seen, then taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitwirken.ground.activity.actions import record

from .. import cases, catalogue
from ..catalogue import BadEntry
from ..exchange import Row
from ..models import Example, Method
from ..queries import examples as examples_queries
from ..rules import keepers as rules
from .catalogue import fill
from .examples import write_case


@dataclass
class Preview:
    """What would happen: names by what becomes of them, and the rows that can't be read."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)  # differ, and the city has edited them
    same: int = 0
    refused: list[tuple[int, BadEntry]] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)

    @property
    def many(self) -> int:
        return len(self.new) + len(self.changed) + len(self.own)


def preview_methods(rows: Iterable[Row[catalogue.Entry]]) -> Preview:
    """What taking in would do. Changes nothing."""
    known = {row.key: row for row in Method.objects.all()}
    found = Preview()
    for row in rows:
        if row.wrong is not None:
            found.refused.append((row.number, row.wrong))
        elif row.entry is not None:
            here = known.get(row.entry.key)
            same = here is not None and here.entry == catalogue.write(row.entry)
            _sort(found, row.entry, row.entry.texts["de"].name, here, same)
    return found


def preview_examples(rows: Iterable[Row[cases.Case]]) -> Preview:
    """What taking in would do. Changes nothing."""
    known = {row.key: row for row in examples_queries.whole(Example.objects.all())}
    methods = set(Method.objects.values_list("key", flat=True))
    found = Preview()
    for row in rows:
        if row.wrong is not None:
            found.refused.append((row.number, row.wrong))
        elif row.entry is not None:
            here = known.get(row.entry.key)
            same = here is not None and _plain(examples_queries.case_of(here), methods) == _plain(
                row.entry, methods
            )
            _sort(found, row.entry, row.entry.texts["de"].title, here, same)
    return found


def _plain(case: cases.Case, methods: set[str]) -> dict[str, Any]:
    return cases.write(case) | {"methods": sorted(methods.intersection(case.methods))}


def _sort(found: Preview, entry: Any, name: str, here: Any, same: bool) -> None:
    if same:
        found.same += 1
        return
    if here is None:
        found.new.append(name)
    elif here.edited_at is not None:
        found.own.append(name)
    else:
        found.changed.append(name)
    found.entries.append(entry)


@transaction.atomic
def take_in_methods(
    *,
    entries: Iterable[catalogue.Entry],
    by: Any,
    origin: str,
    replace_own: bool = False,
    publish: bool = False,
) -> int:
    """Methods from another city become ours: new ones as drafts (or at once public), changed ones with the new text.

    What the city has edited itself stays unless `replace_own`. `origin` says where they come from. Returns how many were
    taken. Refuses people who don't keep the Instrumentenkoffer.
    """
    rules.require_keeper(by)
    known = {row.key: row for row in Method.objects.select_for_update(of=("self",))}
    count = 0
    for entry in entries:
        row = known.get(entry.key)
        if row is not None and (
            row.entry == catalogue.write(entry) or (row.edited_at is not None and not replace_own)
        ):
            continue
        row = row or Method(key=entry.key, published_at=timezone.now() if publish else None)
        row.origin, row.checked_on = origin[:200], timezone.localdate()
        fill(row, entry, by=by)
        record("toolbox.method_taken_in", row, actor=by, public=False)
        count += 1
    return count


@transaction.atomic
def take_in_examples(
    *, entries: Iterable[cases.Case], by: Any, origin: str, replace_own: bool = False, publish: bool = False
) -> int:
    """Examples from another city become ours: new ones as drafts (or at once public), changed ones with the new text.

    What the city has edited itself stays unless `replace_own`. Returns how many were taken. Refuses people who don't keep
    the Instrumentenkoffer. `origin` is not kept: an example names its own sources.
    """
    rules.require_keeper(by)
    known = {row.key: row for row in examples_queries.whole(Example.objects.select_for_update(of=("self",)))}
    methods = set(Method.objects.values_list("key", flat=True))
    count = 0
    for case in entries:
        row = known.get(case.key)
        if row is not None and (
            _plain(examples_queries.case_of(row), methods) == _plain(case, methods)
            or (row.edited_at is not None and not replace_own)
        ):
            continue
        row = row or Example(key=case.key, published_at=timezone.now() if publish else None)
        row.edited_at, row.checked_on = timezone.now(), timezone.localdate()
        write_case(row, case)
        record("toolbox.example_taken_in", row, actor=by, public=False)
        count += 1
    return count
