# SPDX-License-Identifier: EUPL-1.2
"""Finding: which known words are near the asked ones, which entries have these words, how well each answers.

The first and the last the kernel decides, so that both databases find the same; the database looks things up. That
takes three statements, however much there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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

from .models import LONGEST_WORD, SearchEntry

CANDIDATES = 800  # so many entries are judged; nobody reads further
AT_LEAST = 0.3  # half of what was asked, found in a text
NEAR_BEST = 0.6  # of a long question nothing may have half; then what comes near the best is shown
LONGEST = 200
WORDS = 12  # of a question count
NEAR = 60  # known words that may stand for one that was asked


@dataclass(frozen=True)
class Hit:
    """A found entry with how well it answers (0 … 1) and the words that did, for marking."""

    entry: SearchEntry
    score: float
    query: str
    words: frozenset[str] = frozenset()

    @property
    def kind_name(self) -> Any:
        return kind_named(self.entry.kind).name

    @property
    def url(self) -> str:
        return in_language(self.entry.url)

    @cached_property
    def matches(self) -> tuple[similarity.Match, ...]:
        found = similarity.explain(self.query, self.entry.title, self.entry.summary)
        return tuple(match for match in found if self.words.intersection(similarity.words(match.found)))

    @property
    def title(self) -> SafeString:
        return _marked(self.entry.title, [match for match in self.matches if match.where == "title"])

    @property
    def summary(self) -> SafeString:
        return _marked(self.entry.summary, [match for match in self.matches if match.where == "body"])


@dataclass(frozen=True)
class Found:
    """All hits of a query, best first, and how many of each kind there are before narrowing to one.

    `asked` is false when the question has no word to look for. `more` says that there are others than these.
    """

    hits: Sequence[Hit] = ()
    by_kind: Sequence[tuple[str, Any, int]] = ()
    asked: bool = True
    more: bool = False


def find(query: str, *, kind: str = "", process: str = "", place: str = "") -> Found:
    """What answers the query, with umlauts, compounds and small typos forgiven.

    A number alone is first of all the number of a row (V-12). Equally good answers: the newest first.
    """
    query = " ".join(query.split())[:LONGEST]
    asked = list(dict.fromkeys(word[:LONGEST_WORD] for word in similarity.words(query)))[:WORDS]
    if not asked:
        return Found(asked=False)
    near = _near(asked)
    rows = _candidates(near, process=process, place=place)
    wanted = frozenset(word for words in near.values() for word in words)
    judged = similarity.most_similar(
        query,
        {
            row.pk: similarity.Prepared(
                # What is not wanted only counts as a word of the title that was not met.
                frozenset(
                    word if word in wanted else f"·{at}" for at, word in enumerate(row.title_words.split())
                ),
                wanted.intersection(row.body_words.split()),
            )
            for row in rows
        },
        limit=CANDIDATES,
        at_least=0.01,
    )
    enough = min(AT_LEAST, NEAR_BEST * judged[0][1]) if judged else 0.0
    by_pk = {row.pk: row for row in rows}
    hits = [
        Hit(entry=by_pk[pk], score=score, query=query, words=wanted)
        for pk, score in judged
        if score >= enough
    ]
    if len(asked) == 1 and asked[0].isdigit():
        hits.sort(key=lambda hit: str(hit.entry.subject_id) != asked[0])
    number = Counter(hit.entry.kind for hit in hits)
    kinds = [(key, kind_named(key).name, n) for key, n in number.most_common()]
    return Found(
        hits=tuple(hit for hit in hits if not kind or hit.entry.kind == kind),
        by_kind=tuple(kinds),
        more=len(rows) == CANDIDATES,
    )


def in_language(url: str) -> str:
    """The entry's German address in the language of the reader."""
    language = get_language() or settings.LANGUAGE_CODE
    return url if language == settings.LANGUAGE_CODE else f"/{language}{url}"


def _near(asked: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """For each asked word the known ones that may stand for it, the most alike first.

    The database counts shared pieces; below four tenths of the shorter word's the kernel finds nothing alike either.
    """
    least = {"sqlite": "MIN", "postgresql": "LEAST"}[connection.vendor]
    parts: list[str] = []
    values: list[Any] = []
    for number, word in enumerate(asked):
        pieces = sorted(similarity.trigrams(word))
        marks = ", ".join(["%s"] * len(pieces))
        parts.append(
            f"SELECT {number}, word FROM search_wordpiece WHERE piece IN ({marks})"  # noqa: S608
            f" GROUP BY word HAVING COUNT(*) * 10 >= 4 * {least}({len(pieces)}, LENGTH(word) + 1)"
        )
        values += pieces
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        pairs = cursor.fetchall()
    alike: dict[str, list[tuple[float, str]]] = {word: [] for word in asked}
    wider: dict[str, list[tuple[float, str]]] = {word: [] for word in asked}
    for number, known in pairs:
        word = asked[number]
        value = similarity.word_similarity(word, known)
        if value >= similarity.ALIKE:
            # A Wasserspielplatz answers who asks for a Spielplatz; a Platz only where there is nothing nearer.
            (wider if known != word and known in word else alike)[word].append((-value, known))
    return {word: [known for _value, known in sorted(alike[word] or wider[word])[:NEAR]] for word in asked}


def _candidates(near: Mapping[str, Sequence[str]], *, process: str, place: str) -> list[SearchEntry]:
    """Entries with at least one of the words, those first that have the most of what was asked, in the title best."""
    groups = [list(words) for words in near.values() if words]
    if not groups:
        return []
    facets = {name: value for name, value in (("process", process), ("place", place)) if value}
    narrowed = "".join(f" AND e.{name} = %s" for name in facets)
    if connection.vendor == "sqlite":
        match = " OR ".join(f'"{word}"' for words in groups for word in words)
        statement = (
            "SELECT e.* FROM search_fulltext JOIN search_searchentry e ON e.id = search_fulltext.rowid"  # noqa: S608
            f" WHERE search_fulltext MATCH %s{narrowed}"
            " ORDER BY bm25(search_fulltext, 4.0, 1.0), e.at DESC, e.id DESC LIMIT %s"
        )
        values: list[Any] = [match, *facets.values(), CANDIDATES]
    else:
        # The words are taken apart once an entry, not once for each that was asked.
        points = " + ".join(
            "CASE WHEN t && %s::text[] THEN 4 WHEN b && %s::text[] THEN 1 ELSE 0 END" for _ in groups
        )
        statement = (
            "WITH found AS MATERIALIZED (SELECT e.id, e.at, string_to_array(e.title_words, ' ') t,"  # noqa: S608
            " string_to_array(e.body_words, ' ') b FROM search_searchentry e"
            " WHERE string_to_array(e.title_words || ' ' || e.body_words, ' ') && %s::text[]"
            f"{narrowed}) SELECT e.* FROM search_searchentry e JOIN"
            f" (SELECT id FROM found ORDER BY {points} DESC, at DESC, id DESC LIMIT %s) best ON best.id = e.id"
        )
        every = [word for words in groups for word in words]
        twice = [words for words in groups for _side in (0, 1)]
        values = [every, *facets.values(), *twice, CANDIDATES]
    rows = list(SearchEntry.objects.raw(statement, values))
    # The kernel keeps this order among equals.
    return sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)


def _marked(text: str, matches: Sequence[similarity.Match]) -> SafeString:
    out: list[str] = []
    end = 0
    for match in matches:
        out += [escape(text[end : match.start]), f"<mark>{escape(text[match.start : match.end])}</mark>"]
        end = match.end
    return mark_safe("".join(out) + escape(text[end:]))
