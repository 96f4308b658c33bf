# SPDX-License-Identifier: EUPL-1.2
"""Erasing a person's rows and what has outlived its time, both after the rooms' declarations."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kinds

from .models import RetentionRun
from .registry import Declaration, Erase, declarations

log = logging.getLogger("mitwirken.privacy")

# One statement takes so many keys: far below SQLite's limit of 32,766 and short enough for its write lock.
AT_ONCE = 500


@dataclass(frozen=True)
class Erased:
    """What an erasure did. `still_standing` are rows that stay and look different now: (model, number)."""

    counts: Mapping[str, int]
    still_standing: tuple[tuple[str, Any], ...]


def _slices(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _blank_value(one: models.Field[Any, Any]) -> Any:
    if one.null:
        return None
    if one.has_default():
        return one.get_default()
    return ""


def _blank(declaration: Declaration, rows: models.QuerySet[Any]) -> None:
    meta = declaration.model_class._meta
    values = {
        name: declaration.blank_to.get(name, _blank_value(meta.get_field(name)))  # type: ignore[arg-type]
        for name in declaration.fields
    }
    if any(callable(value) for value in values.values()):
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value(row) if callable(value) else value)
            row.save(update_fields=list(values))
    else:
        rows.update(**values)


def _erase(declaration: Declaration, rows: models.QuerySet[Any]) -> None:
    if declaration.erase_with is not None:
        declaration.erase_with(rows)
    elif declaration.on_erase is Erase.DELETE:
        rows.delete()
    elif declaration.on_erase is Erase.UNLINK:
        rows.update(**dict.fromkeys(declaration.fields))
    elif declaration.on_erase is Erase.BLANK:
        _blank(declaration, rows)


def _turn(declaration: Declaration) -> int:
    """Loosening first, deleting then, the person's own row last: until then the others can still be found by
    it.
    """
    if declaration.whose == "self":
        return 3
    return 2 if declaration.on_erase is Erase.DELETE else 1


def erase_rows_of(person: Any, *, keep_texts: bool) -> Erased:
    """Carries out `on_erase` of every declaration for the rows of `person`, in one transaction.

    With `keep_texts`, what was declared as a contribution is left as it stands; who wrote it is forgotten all
    the same. Causes nothing else: the caller brings the search and the pages up to date for what still
    stands.
    Refuses nothing.
    """
    kinds_of_subjects = {kind.model.lower() for kind in kinds()}
    counts: Counter[str] = Counter()
    standing: dict[tuple[str, Any], None] = {}
    with transaction.atomic():
        plan = [
            (one, list(one.rows_of(person).order_by().values_list("pk", flat=True)))
            for one in sorted(declarations(), key=_turn)
            if one.on_erase is not Erase.KEEP and not (keep_texts and one.contribution)
        ]
        for declaration, keys in plan:
            for some in _slices(keys):
                _erase(declaration, declaration.all_rows().filter(pk__in=some))
            counts[declaration.model] += len(keys)
            for key in keys:
                if declaration.model in kinds_of_subjects:
                    standing[(declaration.model, key)] = None
    return Erased(
        counts={model: count for model, count in counts.items() if count}, still_standing=tuple(standing)
    )


@every(daily_at="03:40")
def nightly_retention() -> None:
    """The schedule's way to `run_retention`."""
    run_retention()


def run_retention(*, now: datetime | None = None) -> dict[str, int]:
    """Deletes every row whose declared time is over, and keeps the counts as proof.

    Small transactions, so that nobody waits at the write lock; what a stop in between leaves goes next time.
    Refuses nothing.
    """
    now = now or timezone.now()
    counts: Counter[str] = Counter()
    for declaration in declarations():
        expired = declaration.expired(now)
        if expired is None:
            continue
        while keys := list(expired.order_by().values_list("pk", flat=True)[:AT_ONCE]):
            rows = declaration.all_rows().filter(pk__in=keys)
            with transaction.atomic():
                if declaration.erase_with is not None:
                    declaration.erase_with(rows)
                rows.delete()
            counts[declaration.model] += len(keys)
    deleted = dict(counts)
    RetentionRun.objects.create(counts=deleted)
    log.info("Retention: %s", deleted or "nothing to do")
    return deleted
