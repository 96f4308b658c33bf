# SPDX-License-Identifier: EUPL-1.2
"""Keeps the index in step with the rows."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection, models
from django.utils import translation

from mitwirken.ground.deeds.subjects import kind_named, kind_of
from mitwirken.kernels import similarity

from .models import SearchEntry
from .registry import Entry, indexed_kinds, maker

BODY_LENGTH = 6000


def refresh(subject: models.Model) -> None:
    """Brings the subject's entry up to date in the deed's transaction, or takes it out when it is no longer public."""
    kind = kind_of(subject)
    make = maker(kind)
    if make is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        entry = make(subject)
    if entry is None:
        remove(kind, subject.pk)
    else:
        _write(kind, subject.pk, entry)


def remove(kind: str, subject_id: int) -> None:
    """Takes a row out of the index, whether it was in or not."""
    for row in SearchEntry.objects.filter(kind=kind, subject_id=subject_id):
        _forget(row.pk)
        row.delete()


def rebuild(progress: Callable[[str, int], None] = lambda kind, done: None) -> int:
    """Makes the whole index afresh from the rows, kind by kind; returns how many entries there are then."""
    SearchEntry.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_trigrams")
    total = 0
    for key in indexed_kinds():
        kind = kind_named(key)
        done = 0
        for row in kind.public(kind.rows()).iterator(chunk_size=500):
            refresh(row)
            done += 1
            if done % 500 == 0:
                progress(key, done)
        progress(key, done)
        total += done
    return total


def searchable(text: str) -> str:
    """The text as matching sees it: folded words, parted by single spaces."""
    return similarity.fold(text[:BODY_LENGTH])


def _write(kind: str, subject_id: int, entry: Entry) -> None:
    row, _fresh = SearchEntry.objects.update_or_create(
        kind=kind,
        subject_id=subject_id,
        defaults={
            "title": entry.title[:200],
            "summary": entry.summary[:600],
            "url": entry.url[:300],
            "at": entry.at,
            "process": entry.facets.get("process", "")[:80],
            "place": entry.facets.get("place", "")[:120],
            "title_words": searchable(entry.title),
            "body_words": searchable(entry.body),
        },
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_trigrams WHERE rowid = %s", [row.pk])
            cursor.execute(
                "INSERT INTO search_trigrams(rowid, title, body) VALUES (%s, %s, %s)",
                [row.pk, row.title_words, row.body_words],
            )


def _forget(pk: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_trigrams WHERE rowid = %s", [pk])
