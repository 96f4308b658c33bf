# SPDX-License-Identifier: EUPL-1.2
"""Keeps the index in step with the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import translation

from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kind_named, kind_of
from mitwirken.kernels import similarity

from .models import LONGEST_WORD, SearchEntry, WordPiece
from .registry import Entry, dependents_of, indexed_kinds, made_by, maker

# A book of a text is found by its beginning; more would cost every search.
BODY_LENGTH = 20_000
T = TypeVar("T")
BATCH = 500
KEPT = ("title", "summary", "url", "at", "process", "place", "title_words", "body_words")


_noted: ContextVar[dict[str, set[int]] | None] = ContextVar("noted", default=None)


@contextmanager
def at_the_end() -> Iterator[None]:
    """For imports: while this lasts, changed rows are only noted, and brought up to date together at its end.

    Within a transaction that holds both, nobody can tell the difference. When it ends with an exception, nothing is.
    """
    noted: dict[str, set[int]] = {}
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
    with transaction.atomic():
        hanging: dict[str, set[int]] = {}
        for key, pks in noted.items():
            for row in _refresh_many(key, sorted(pks)):
                hanging.setdefault(kind_of(row), set()).add(row.pk)
        for key, pks in hanging.items():
            _refresh_many(key, sorted(pks - noted.get(key, set())))


def _refresh_many(key: str, pks: list[int]) -> list[models.Model]:
    """Brings the rows of a kind up to date; gives what hangs on those that came, went or got another name."""
    make = made_by(key)
    hanging: list[models.Model] = []
    for some in _slices(pks):
        known = {
            pk: (title, url)
            for pk, title, url in SearchEntry.objects.filter(kind=key, subject_id__in=some).values_list(
                "subject_id", "title", "url"
            )
        }
        with translation.override(settings.LANGUAGE_CODE):
            made = {row.pk: make(row) for row in kind_named(key).rows().filter(pk__in=some)}
        _write([_row(key, pk, entry) for pk, entry in made.items() if entry is not None])
        for pk in some:
            if made.get(pk) is None:
                remove(key, pk)
        hanging += dependents_of(key, [pk for pk in some if known.get(pk) != _name(made.get(pk))])
    return hanging


@transaction.atomic(savepoint=False)
def refresh(subject: models.Model) -> None:
    """Brings the subject's entry up to date in the deed's transaction, or takes it out when it is no longer public.

    Causes the same for what hangs on it (`register_dependents`) when it came, went or got another name.
    """
    kind = kind_of(subject)
    make = maker(kind)
    if make is None:
        return
    noted = _noted.get()
    if noted is not None:
        noted.setdefault(kind, set()).add(subject.pk)
        return
    with translation.override(settings.LANGUAGE_CODE):
        entry = make(subject)
        known = (
            SearchEntry.objects.filter(kind=kind, subject_id=subject.pk).values_list("title", "url").first()
        )
        if entry is None:
            if known is not None:
                remove(kind, subject.pk)
        else:
            _write([_row(kind, subject.pk, entry)])
    if known != _name(entry):
        for row in dependents_of(kind, [subject.pk]):
            refresh(row)


@transaction.atomic(savepoint=False)
def follow_row(kind: str, subject_id: int) -> None:
    """An erasure touched this row: its entry is made anew from what stands now, and goes where the row is gone, together
    with what hung on it.
    """
    if kind not in indexed_kinds():
        return
    row = kind_named(kind).rows().filter(pk=subject_id).first()
    if row is not None:
        refresh(row)
        return
    remove(kind, subject_id)
    for hanging in dependents_of(kind, [subject_id]):
        refresh(hanging)


@transaction.atomic(savepoint=False)
def remove(kind: str, subject_id: int) -> None:
    """Takes a row out of the index, whether it was in or not."""
    for pk in list(SearchEntry.objects.filter(kind=kind, subject_id=subject_id).values_list("pk", flat=True)):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM search_fulltext WHERE rowid = %s", [pk])
        SearchEntry.objects.filter(pk=pk).delete()


@transaction.atomic
def rebuild(progress: Callable[[str, int], None] = lambda kind, done: None) -> int:
    """Makes the whole index afresh from the rows, kind by kind; returns how many entries there are then.

    In one transaction: whoever searches meanwhile finds what was there before.
    """
    SearchEntry.objects.all().delete()
    WordPiece.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fulltext")
    for key in indexed_kinds():
        kind, make, done = kind_named(key), made_by(key), 0
        rows = kind.public(kind.rows()).iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            with translation.override(settings.LANGUAGE_CODE):
                entries = [(row.pk, make(row)) for row in batch]
            _write([_row(key, pk, entry) for pk, entry in entries if entry is not None])
            done += len(batch)
            progress(key, done)
    return SearchEntry.objects.count()


@every(daily_at="03:50")
def forget_unused_words() -> None:
    """What nobody says any more does not stay behind as a word either."""
    words: set[str] = set()
    for title, body in SearchEntry.objects.values_list("title_words", "body_words").iterator(
        chunk_size=BATCH
    ):
        words.update(title.split(), body.split())
    for some in _slices(sorted({word for word in _vocabulary() if word not in words})):
        WordPiece.objects.filter(word__in=some).delete()


def _vocabulary() -> Iterator[str]:
    return WordPiece.objects.filter(piece__startswith="  ").values_list("word", flat=True).iterator()


def stems(text: str) -> list[str]:
    """The text as matching sees it: its stems, each once, in their order."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in similarity.words(text[:BODY_LENGTH])))


def _name(entry: Entry | None) -> tuple[str, str] | None:
    """What other entries may say of this one."""
    return None if entry is None else (_plain(entry.title, 200), entry.url[:300])


def _beginning(text: str) -> str:
    return text if len(text) <= 240 else text[:240].rsplit(" ", 1)[0] + " …"


def _plain(text: str, most: int) -> str:
    """For a line on a page. PostgreSQL keeps no NUL."""
    return " ".join(text.replace("\x00", " ").split())[:most]


def _row(kind: str, subject_id: int, entry: Entry) -> SearchEntry:
    title = [] if entry.borrowed_title else stems(entry.title)
    in_title = frozenset(title)
    return SearchEntry(
        kind=kind,
        subject_id=subject_id,
        title=_plain(entry.title, 200),
        summary=_plain(entry.summary or _beginning(entry.body), 600),
        url=entry.url[:300],
        at=entry.at,
        process=entry.facets.get("process", "")[:80],
        place=entry.facets.get("place", "")[:120],
        title_words=" ".join(title),
        body_words=" ".join(word for word in stems(entry.body) if word not in in_title),
    )


def _write(rows: list[SearchEntry]) -> None:
    if not rows:
        return
    rows = SearchEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "subject_id"], update_fields=KEPT
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_fulltext(rowid, title, body) VALUES (%s, %s, %s)",
                [(row.pk, row.title_words, row.body_words) for row in rows],
            )
    _learn({word for row in rows for words in (row.title_words, row.body_words) for word in words.split()})


def _learn(words: set[str]) -> None:
    """Writes down the pieces of words that were never seen before; there are few, soon."""
    new = set(words)
    for some in _slices(sorted(words)):
        firsts = {f"  {word[0]}" for word in some}
        new.difference_update(
            WordPiece.objects.filter(piece__in=firsts, word__in=some).values_list("word", flat=True)
        )
    # In one order for all: two who learn the same words at once then wait for each other, and not both.
    pieces = [
        WordPiece(piece=piece, word=word)
        for word in sorted(new)
        for piece in sorted(similarity.trigrams(word))
    ]
    WordPiece.objects.bulk_create(pieces, ignore_conflicts=True, batch_size=2_000)


def _slices(things: list[T]) -> Iterable[list[T]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))
