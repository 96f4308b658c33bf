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

from mitwirken.ground import pages
from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kinds

from . import letters
from .models import RetentionRun
from .registry import (
    Declaration,
    Erase,
    addresses_of,
    copies,
    declarations,
    deeds_before_retention,
)

log = logging.getLogger("mitwirken.privacy")

# One statement takes so many keys: far below SQLite's limit of 32,766 and short enough for its write lock.
AT_ONCE = 500
RETENTION_RUN = "privacy.retention_run"
LETTERS = "letters"
"""Under this word the proof counts files of letters, which are no rows."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did: how many rows of each model it deleted, emptied or parted from the person."""

    counts: Mapping[str, int]


class _Touched:
    """The subjects among the rows about to change. Asked for their topics beforehand: a deleted row cannot tell them."""

    def __init__(self) -> None:
        self._kinds = {kind.model.lower(): kind.key for kind in kinds()}
        self._rows: dict[tuple[str, Any], None] = {}
        self._topics: dict[str, None] = {}

    def note(self, declaration: Declaration, keys: Sequence[Any]) -> None:
        kind = self._kinds.get(declaration.model)
        if kind is None:
            return
        for row in declaration.all_rows().filter(pk__in=keys):
            self._rows[(kind, row.pk)] = None
            self._topics.update(dict.fromkeys(row.stream_topics()))

    def settle(self) -> None:
        """Copies follow in the transaction, pages after it."""
        for kind, key in self._rows:
            for bring_up_to_date in copies():
                bring_up_to_date(kind, key)
        if self._topics:
            pages.changed(*self._topics)


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


def _expire(declaration: Declaration, rows: models.QuerySet[Any]) -> None:
    if declaration.on_expire is Erase.BLANK:
        _blank(declaration, rows)
    elif declaration.on_expire is Erase.UNLINK:
        rows.update(**dict.fromkeys(declaration.fields))
    else:
        if declaration.erase_with is not None:
            declaration.erase_with(rows)
        rows.delete()


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
    the same. Causes the search and the pages to follow, of what still stands and of what is gone, and letters to and
    about the person to go from the folder that a house without a mail server keeps. Refuses nothing.
    """
    counts: Counter[str] = Counter()
    touched = _Touched()
    names = [*addresses_of(person), str(person)]
    with transaction.atomic():
        plan = [
            (one, list(one.rows_of(person).order_by().values_list("pk", flat=True)))
            for one in sorted(declarations(), key=_turn)
            if one.on_erase is not Erase.KEEP and not (keep_texts and one.contribution)
        ]
        for declaration, keys in plan:
            for some in _slices(keys):
                touched.note(declaration, some)
        for declaration, keys in plan:
            for some in _slices(keys):
                _erase(declaration, declaration.all_rows().filter(pk__in=some))
            counts[declaration.model] += len(keys)
        touched.settle()
        transaction.on_commit(lambda: letters.forget_letters_about(names))
    return Erased(counts={model: count for model, count in counts.items() if count})


@every(daily_at="03:40")
def nightly_retention() -> None:
    """The schedule's way to `run_retention`."""
    run_retention()


def run_retention(*, now: datetime | None = None) -> dict[str, int]:
    """Deletes every row whose declared time is over (or empties it, as declared), and keeps the counts as proof.

    First comes what a room must have done before (packages for the city archive).
    Small transactions, so that nobody waits at the write lock; what a stop in between leaves goes next time.
    Refuses nothing.
    """
    now = now or timezone.now()
    counts: Counter[str] = Counter()
    ready = _prepare(now)
    for declaration in declarations():
        if not ready and (declaration.contribution or declaration.public):
            continue
        expired = declaration.expired(now)
        if expired is None or declaration.by_own_job:
            continue
        while keys := list(expired.order_by().values_list("pk", flat=True)[:AT_ONCE]):
            rows = declaration.all_rows().filter(pk__in=keys)
            with transaction.atomic():
                touched = _Touched()
                touched.note(declaration, keys)
                _expire(declaration, rows)
                touched.settle()
            counts[declaration.model] += len(keys)
    if old := letters.forget_old_letters():
        counts[LETTERS] = old
    deleted = dict(counts)
    _prove(deleted)
    return deleted


def _prepare(now: datetime) -> bool:
    """Whether all that must come before is done; what fails is said in the log and tried again the next night."""
    ready = True
    for deed in deeds_before_retention():
        try:
            deed(now)
        except Exception:
            log.exception("Before the retention: nothing public is erased tonight")
            ready = False
    return ready


def note_erased(counts: Mapping[str, int]) -> None:
    """A room's own job erased so many rows by model: kept as proof beside those of the nightly work. Nothing is no proof.

    Refuses nothing. No names are kept, only numbers.
    """
    if erased := {model.lower(): count for model, count in counts.items() if count}:
        _prove(erased)


def _prove(counts: Mapping[str, int]) -> None:
    """Every run is kept with its counts; one that erased something stands in the logbook, too."""
    with transaction.atomic():
        RetentionRun.objects.create(counts=dict(counts))
        if counts:
            note(RETENTION_RUN, facts={"rows": sum(counts.values()), "models": dict(counts)})
    log.info("Retention: %s", counts or "nothing to do")
    pages.changed("privacy")
