# SPDX-License-Identifier: EUPL-1.2
"""Finding: the database picks candidates by shared three-letter pieces, the kernel judges how well they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.kernels import similarity

from .models import SearchEntry

CANDIDATES = 400
AT_LEAST = 0.3
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """A found entry with how well it answers (0 … 1) and the words that did, for marking."""

    entry: SearchEntry
    score: float
    query: str

    @property
    def kind_name(self) -> Any:
        return kind_named(self.entry.kind).name

    @property
    def url(self) -> str:
        return in_language(self.entry.url)

    @cached_property
    def matches(self) -> tuple[similarity.Match, ...]:
        return similarity.explain(self.query, self.entry.title, self.entry.summary)

    @property
    def title(self) -> SafeString:
        return _marked(self.entry.title, [m for m in self.matches if m.where == "title"])

    @property
    def summary(self) -> SafeString:
        return _marked(self.entry.summary, [m for m in self.matches if m.where == "body"])


@dataclass(frozen=True)
class Found:
    """All hits of a query, best first, and how many of each kind there are before narrowing to one."""

    hits: Sequence[Hit]
    by_kind: Sequence[tuple[str, Any, int]]


def find(query: str, *, kind: str = "", process: str = "", place: str = "") -> Found:
    """What answers the query, with umlauts, compounds and small typos forgiven. Two queries, however much there is."""
    query = " ".join(query.split())[:LONGEST]
    asked = similarity.words(query)
    if not asked:
        return Found((), ())
    rows = _candidates(asked, process=process, place=place)
    judged = similarity.most_similar(
        query,
        {row.pk: similarity.prepare(row.title, row.body_words) for row in rows},
        limit=CANDIDATES,
        at_least=AT_LEAST,
    )
    by_pk = {row.pk: row for row in rows}
    hits = [Hit(entry=by_pk[pk], score=score, query=query) for pk, score in judged]
    number = Counter(hit.entry.kind for hit in hits)
    kinds = [(key, kind_named(key).name, n) for key, n in number.most_common()]
    return Found(tuple(hit for hit in hits if not kind or hit.entry.kind == kind), tuple(kinds))


def in_language(url: str) -> str:
    """The entry's German address in the language of the reader."""
    language = get_language() or settings.LANGUAGE_CODE
    return url if language == settings.LANGUAGE_CODE else f"/{language}{url}"


def _pieces(asked: Sequence[str]) -> list[str]:
    """Three-letter pieces of the words, each once; of long words every one, of short ones what there is."""
    pieces: dict[str, None] = {}
    for word in asked:
        folded = similarity.fold(word).replace(" ", "")
        for start in range(max(1, len(folded) - 2)):
            piece = folded[start : start + 3]
            if len(piece) == 3:
                pieces[piece] = None
    return list(pieces)[:60]


def _candidates(asked: Sequence[str], *, process: str, place: str) -> list[SearchEntry]:
    rows = SearchEntry.objects.all()
    if process:
        rows = rows.filter(process=process)
    if place:
        rows = rows.filter(place=place)
    pieces = _pieces(asked)
    if not pieces:
        return list(rows.filter(title_words__icontains=asked[0])[:CANDIDATES])
    if connection.vendor == "sqlite":
        expression = " OR ".join(f'"{piece}"' for piece in pieces)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_trigrams WHERE search_trigrams MATCH %s ORDER BY bm25(search_trigrams, 4.0, 1.0) LIMIT %s",
                [expression, CANDIDATES * 2],
            )
            ids = [row[0] for row in cursor.fetchall()]
        return list(rows.filter(pk__in=ids))
    return _by_trigrams(rows, asked)


def _by_trigrams(rows: Any, asked: Sequence[str]) -> list[SearchEntry]:
    """PostgreSQL: `word_similarity` by the trigram index, the best of the words' sums first."""
    folded = [similarity.fold(word) for word in asked][:12]
    sum_of = " + ".join(["4 * word_similarity(%s, title_words) + word_similarity(%s, body_words)"] * len(folded))
    twice = [word for word in folded for _side in (0, 1)]
    either = " OR ".join(["%s <%% title_words OR %s <%% body_words"] * len(folded))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', false)")
        cursor.execute(
            f"SELECT id FROM search_searchentry WHERE {either} ORDER BY {sum_of} DESC LIMIT %s",  # noqa: S608
            [*twice, *twice, CANDIDATES * 2],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return list(rows.filter(pk__in=ids))


def _marked(text: str, matches: Sequence[similarity.Match]) -> SafeString:
    out: list[str] = []
    end = 0
    for match in matches:
        out += [escape(text[end : match.start]), f"<mark>{escape(text[match.start : match.end])}</mark>"]
        end = match.end
    return mark_safe("".join(out) + escape(text[end:]))
