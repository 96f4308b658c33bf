# SPDX-License-Identifier: EUPL-1.2
"""Examples come with MitWIRken, are edited by the city, and travel between cities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.search.actions import refresh

from .. import cases, exchange_cases
from ..catalogue import CHECKED_ON, BadEntry
from ..models import Example, Figure, Method
from ..queries.examples import case_of
from ..rules import keepers as rules


def print_of(data: bytes) -> str:
    """Changes when anything in the file changes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@transaction.atomic
def load_shipped(files: Iterable[tuple[str, bytes]]) -> int:
    """Takes the examples that come with MitWIRken into the library; called at every start and quick when nothing is new.

    An example that the city has edited stays as it is. Returns how many changed.
    """
    known = {row.key: row for row in Example.objects.defer("texts")}
    count = 0
    for key, data in files:
        row, print_ = known.get(key), print_of(data)
        if row is not None and (row.shipped == print_ or row.edited_at is not None):
            continue
        count += 1
        row = row or Example(key=key, published_at=timezone.now())
        row.shipped, row.checked_on = print_, CHECKED_ON
        write_case(row, cases.from_yaml(data, key))
        refresh(row)
    if count:
        pages.changed("toolbox")
    return count


def write_case(row: Example, case: cases.Case) -> None:
    """The whole of the case into the row, its figures and its methods. Methods that nobody knows here are left out."""
    german = case.texts["de"]
    row.title, row.place, row.years = german.title, german.place, german.years
    row.platform, row.cost = german.platform, german.cost
    row.country, row.year, row.size, row.topic = case.country, case.year, case.size, case.topic
    row.language, row.source, row.evidence = case.language, case.source, case.evidence
    row.latitude, row.longitude = case.latitude, case.longitude
    row.texts = {language: vars(texts) for language, texts in case.texts.items()}
    row.version += 0 if row.pk is None else 1
    row.save()
    row.figures.all().delete()
    Figure.objects.bulk_create(
        Figure(example=row, position=number, **vars(each)) for number, each in enumerate(case.figures)
    )
    row.methods.set(Method.objects.filter(key__in=case.methods))


def _require_sound(row: Example | None, case: cases.Case, seen: int | None) -> None:
    if row is None:
        if Example.objects.filter(key=case.key).exists():
            raise Refusal(_("Diese Kennung gibt es schon."), status=400, field="key")
        return
    theirs = exchange_cases.to_row(case_of(row))
    now: Any = SimpleNamespace(version=row.version, **theirs)
    require_version(now, seen, yours=exchange_cases.to_row(case), fields=theirs)


@transaction.atomic
def save_example(
    *, case: cases.Case, by: Any, example: Example | None = None, seen: int | None = None
) -> Example:
    """An example is written anew, or made as a draft. From now on an upgrade leaves it alone.

    Refuses people who don't keep the Instrumentenkoffer, a key that is taken, and with a Conflict when somebody changed it
    since version `seen`. A figure without a source doesn't get this far: `cases.read` refuses it, and so does the table.
    """
    rules.require_keeper(by)
    row = None if example is None else Example.objects.select_for_update().get(pk=example.pk)
    _require_sound(row, case, seen)
    made = row is None
    row = row or Example(key=case.key)
    row.edited_at = timezone.now()
    write_case(row, case)
    record(
        "toolbox.example_made" if made else "toolbox.example_changed",
        row,
        actor=by,
        public=row.published_at is not None,
    )
    return row


@transaction.atomic
def publish_example(*, example: Example, by: Any) -> Example:
    """Everybody can read it, find it and take it along. Publishing what is published changes nothing.

    Refuses people who don't keep the Instrumentenkoffer and an example without a source or with gaps.
    """
    rules.require_keeper(by)
    row = Example.objects.select_for_update().get(pk=example.pk)
    if row.published_at is None:
        if not row.source.strip():
            raise Refusal(
                _("Ohne Quelle wird kein Beispiel veröffentlicht. Bitte tragen Sie eine ein."), status=422
            )
        try:
            cases.read(cases.write(case_of(row)), row.key)
        except BadEntry:
            raise Refusal(
                _("Es fehlen noch Angaben. Bitte bearbeiten Sie das Beispiel, das Formular sagt, welche."),
                status=422,
            ) from None
        row.published_at = timezone.now()
        row.checked_on = timezone.localdate()
        row.save(update_fields=["published_at", "checked_on", "changed_at"])
        record("toolbox.example_published", row, actor=by)
    return row


@transaction.atomic
def withdraw_example(*, example: Example, by: Any) -> Example:
    """Nobody but the editors sees it any more. Refuses people who don't keep the Instrumentenkoffer."""
    rules.require_keeper(by)
    row = Example.objects.select_for_update().get(pk=example.pk)
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at", "changed_at"])
        record("toolbox.example_withdrawn", row, actor=by, public=False)
    return row


@transaction.atomic
def check_example(*, example: Example, by: Any) -> Example:
    """Somebody went through it today and it is still right. Refuses people who don't keep the Instrumentenkoffer."""
    rules.require_keeper(by)
    row = Example.objects.select_for_update().get(pk=example.pk)
    row.checked_on = timezone.localdate()
    row.save(update_fields=["checked_on", "changed_at"])
    record("toolbox.example_checked", row, actor=by, public=False)
    return row
