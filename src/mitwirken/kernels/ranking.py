# SPDX-License-Identifier: EUPL-1.2
"""Display order that favours nobody, scores from few ratings, and live questions that mix the two.

Two questions that must not be mixed: in which order is a list *shown* (a fair draw, so that the
first proposal handed in has no advantage), and how good is something *rated* (a cautious score, so
that two thumbs up do not beat two hundred). Only the questions of a live hour, which has no second
day, mix them in a fixed share. The rules in prose: ``docs/rules/ranking.md``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final, Generic, TypeVar

Seed = int | str
Id = TypeVar("Id", int, str)

EXTRA_WEIGHT: Final = 8.0  # an item nobody saw weighs 1 + 8 = 9 times an item everybody saw (Polis' numbers)
HALVING: Final = 5.0  # after every 5 impressions half of the extra weight is gone

# The largest prime below 2^31 that leaves 2 when divided by 3. Below 2^31, so that every product
# stays below 2^62 and fits a signed 64-bit integer; remainder 2, so that x -> x^3 (mod PRIME) is
# one-to-one and two items never share a key.
PRIME: Final = 2_147_483_579

# A name of a column as it may stand in SQL: id, proposal.id, "proposals_proposal"."id".
_COLUMN: Final = re.compile(
    r'(?:[A-Za-z_]\w*|"[A-Za-z_]\w*")(?:\.(?:[A-Za-z_]\w*|"[A-Za-z_]\w*"))*', re.ASCII
)


def _number(seed: Seed, purpose: str, text: str) -> int:
    """64 bits that depend on seed, purpose and text, the same on every machine."""
    key = blake2b(str(seed).encode(), digest_size=32).digest()
    person = purpose.encode()  # keeps the draws for different purposes independent of each other
    return int.from_bytes(blake2b(text.encode(), digest_size=8, key=key, person=person).digest(), "big")


def day_seed(scope: str, on: date, viewer: str = "") -> int:
    """Return the seed of one day's order: 63 bits, never negative.

    Rule: everybody gets the same order on the same day in the same list (``scope``, for example
    ``"phase-17"``); with a ``viewer`` (a session key or a person's number) each viewer has an order
    of their own, stable for that day. Nothing about the viewer can be read back from the seed.

    Source: house rule, see docs/rules/ranking.md.

    >>> day_seed("phase-17", date(2026, 5, 4)) == day_seed("phase-17", date(2026, 5, 4))
    True
    >>> day_seed("phase-17", date(2026, 5, 4)) == day_seed("phase-17", date(2026, 5, 5))
    False
    """
    return _number(0, "day", f"{len(scope)}:{scope}:{on.isoformat()}:{viewer}") >> 1


def exposure_weight(seen: int = 0) -> float:
    """Return the weight of an item in the draw after ``seen`` impressions: 1 + 8 · 2^(-seen/5).

    Units: ``seen`` counts how often the item was displayed; the weight has none.
    Errors: ValueError when ``seen`` is negative.
    Source: the fairness term of Polis' comment routing (before squaring); shared/kernels.md, 2.1.11.

    >>> [exposure_weight(0), exposure_weight(5), exposure_weight(20)]
    [9.0, 5.0, 1.5]
    """
    if seen < 0:
        raise ValueError("impressions cannot be negative")
    return 1.0 + EXTRA_WEIGHT * math.pow(2.0, -seen / HALVING)


def fair_key(seed: Seed, item_id: int | str, seen: int = 0) -> float:
    """Return the sorting key of one item in a weighted random order; the smallest key comes first.

    Rule: u is drawn from (0, 1) by hashing the item with the seed; the key is -ln(u) / weight with
    ``exposure_weight(seen)``. So of two items with weights 9 and 1 the first leads in 9 of 10 draws.
    The key of an item does not depend on the other items: pages, processes and machines agree.
    The ids 7 and "7" are the same item.

    Units: none. Errors: ValueError when ``seen`` is negative.
    Source: Efraimidis & Spirakis, Weighted random sampling with a reservoir, IPL 97 (2006), in the
    exponential form.

    >>> round(fair_key(1, 7), 6)
    0.104051
    >>> fair_key(1, 7, seen=20) / fair_key(1, 7)  # weights 9 and 1.5: six times as late
    6.0
    """
    draw = (_number(seed, "order", str(item_id)) >> 11) + 0.5  # 53 bits: all that a float can tell apart
    return -math.log(draw / 2**53) / exposure_weight(seen)


def fair_order(items: Iterable[Id], seed: Seed, impressions: Mapping[Id, int] | None = None) -> list[Id]:
    """Return the items in their fair display order.

    Rule: sort by ``fair_key``; an item missing in ``impressions`` was never shown. Take the counts
    as they stood when the seed began (for a day's seed: in the morning). Counts that move while
    somebody turns the pages would move the items too.

    Errors: ValueError when an item is named twice or an impression count is negative.

    >>> fair_order([1, 2, 3, 4, 5], seed=1)
    [5, 1, 4, 3, 2]
    >>> fair_order([1, 2, 3, 4, 5], seed=1, impressions={1: 40, 4: 40, 5: 40})
    [3, 2, 5, 1, 4]
    """
    ids = list(items)
    if len({str(item) for item in ids}) != len(ids):
        raise ValueError("an item is named twice")
    seen = impressions or {}
    return sorted(ids, key=lambda item: (fair_key(seed, item, seen.get(item, 0)), str(item)))


@lru_cache(maxsize=256)
def _draw_constants(seed: int) -> tuple[int, int, int]:
    factor = 1 + _number(seed, "factor", "") % (PRIME - 1)
    return factor, _number(seed, "first", "") % PRIME, _number(seed, "second", "") % PRIME


def draw_key(seed: int, item_id: int) -> int:
    """Return a sorting key in 0 … PRIME-1 that SQL can compute as well; the smallest comes first.

    Rule, with P = 2 147 483 579 and three numbers f, a, b drawn from the seed by hashing:
    x = (id · f + a) mod P, then y = (x³ + b) mod P, then key = y³ mod P. A straight line would keep
    neighbouring ids at the same distance from each other; the two cubes tear them apart. Because
    P mod 3 = 2 every cube has one root only, so different ids below P never get the same key.
    No value on the way reaches 2^63. All items have the same weight: no boost for the unseen.

    Errors: ValueError when the id is negative (SQL and Python disagree about remainders there).
    Source: the cubing rounds of MiMC (Albrecht et al., ASIACRYPT 2016), two of them with keys drawn
    by BLAKE2b. For fairness, not for secrecy.

    >>> [draw_key(1, item_id) for item_id in (1, 2, 3)]
    [1464404406, 1117368367, 1155507916]
    """
    if item_id < 0:
        raise ValueError("an id cannot be negative")
    factor, first, second = _draw_constants(seed)
    x = ((item_id % PRIME) * factor + first) % PRIME
    y = ((x * x % PRIME) * x + second) % PRIME
    return (y * y % PRIME) * y % PRIME


def draw_key_sql(column: str, seed: int, *, percent: str = "%") -> str:
    """Return ``draw_key`` as an SQL expression over an integer column, for ORDER BY.

    Rule: the same in SQLite and PostgreSQL: only CAST, +, * and %, all below 2^63. The numbers drawn
    from the seed stand in it as literals. Pass ``percent="%%"`` where the driver reads per cent
    signs as placeholders (Django with parameters).

    Errors: ValueError when ``column`` is not a plain name (``id``, ``p.id``, ``"table"."id"``), so
    that nothing else can get into the statement, or ``percent`` is something else.

    >>> import sqlite3
    >>> found = sqlite3.connect(":memory:").execute(f"SELECT {draw_key_sql('id', 1)} FROM (SELECT 2 AS id)")
    >>> found.fetchone()[0] == draw_key(1, 2)
    True
    """
    if not _COLUMN.fullmatch(column):
        raise ValueError("not the name of a column")
    if percent not in ("%", "%%"):
        raise ValueError("percent is either % or %%")
    factor, first, second = _draw_constants(seed)
    rest = f"{percent} {PRIME}"
    # The cast comes first: in PostgreSQL two 32-bit integers multiply to an error, not to a 64-bit one.
    x = f"((CAST({column} AS BIGINT) {rest}) * {factor} + {first}) {rest}"
    y = f"((({x}) * ({x})) {rest} * ({x}) + {second}) {rest}"
    return f"((({y}) * ({y})) {rest} * ({y})) {rest}"


def wilson_lower(up: int, n: int, z: float = 1.645) -> float:
    """Return the lower end of Wilson's interval for the share up/n: "safely at least this good".

    Rule: (p + z²/2n - z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = up/n; 0 when nobody rated. z = 1.645
    gives 95 % one-sided certainty. For results only: it is unfair to new items by design.

    Units: a share, 0 … 1. Errors: ValueError unless 0 <= up <= n and z >= 0.
    Source: E. B. Wilson, JASA 22 (1927).

    >>> round(wilson_lower(2, 2), 3), round(wilson_lower(160, 200), 3)
    (0.425, 0.75)
    """
    if not 0 <= up <= n:
        raise ValueError("needs 0 <= up <= n")
    if z < 0:
        raise ValueError("z cannot be negative")
    if n == 0:
        return 0.0
    p, zz = up / n, z * z
    low = (p + zz / (2 * n) - z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))) / (1 + zz / n)
    return min(p, max(0.0, low))  # rounding must not lead outside


@dataclass(frozen=True)
class Beta:
    """What a community's ratings look like before one item is rated: a thumbs up and b down."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)


def beta_mean(up: int, down: int, prior: Beta) -> float:
    """Return the expected share of thumbs up: (up + a) / (up + a + down + b).

    Rule: the prior counts like a + b ratings that everybody starts with; each real rating moves the
    score from there. Units: a share, 0 … 1. Errors: ValueError for negative counts or a prior that
    is not positive. Source: posterior mean of the beta-binomial model.

    >>> round(beta_mean(2, 0, Beta(6, 4)), 3), round(beta_mean(160, 40, Beta(6, 4)), 3)
    (0.667, 0.79)
    """
    if up < 0 or down < 0:
        raise ValueError("counts cannot be negative")
    if prior.a <= 0 or prior.b <= 0:
        raise ValueError("a prior needs a > 0 and b > 0")
    return (up + prior.a) / (up + down + prior.a + prior.b)


def fit_beta(pairs: Iterable[tuple[int, int]]) -> Beta:
    """Return the prior that fits a community's own (up, down) pairs, by moments.

    Rule, over the k items with n_i = up_i + down_i > 0, N = Σ n_i, m = Σ up_i / N:
    S = Σ n_i (up_i/n_i - m)², ρ = (S/(m(1-m)) - (k-1)) / (N - Σn_i²/N - (k-1)), a + b = 1/ρ - 1,
    a = m(a + b). S is what the items differ by; ρ what remains of it once the noise of few ratings
    is taken off. a + b is kept between 1 (items differ wildly) and 1000 (no difference seen).
    Beta(1, 1), "we know nothing", when fewer than two items are rated, all ratings are equal, or
    every item has a single rating.

    Errors: ValueError for a negative count.
    Source: J. C. Kleinman, JASA 68 (1973), weights n_i.

    >>> prior = fit_beta([(8, 2), (5, 5), (9, 1), (3, 7), (6, 4)])
    >>> round(prior.a, 2), round(prior.b, 2)
    (3.31, 2.03)
    """
    rated: list[tuple[int, int]] = []
    for up, down in pairs:
        if up < 0 or down < 0:
            raise ValueError("counts cannot be negative")
        if up + down:
            rated.append((up, up + down))
    total = sum(n for _, n in rated)
    ups = sum(up for up, _ in rated)
    if len(rated) < 2 or ups in (0, total):
        return Beta(1.0, 1.0)
    mean = ups / total
    spread = sum(n * (up / n - mean) ** 2 for up, n in rated) / (mean * (1 - mean))
    free = len(rated) - 1
    room = total - sum(n * n for _, n in rated) / total - free
    if room <= 1e-9 * total:  # one rating each: nothing can be told about differences
        return Beta(1.0, 1.0)
    rho = (spread - free) / room
    strength = 1000.0 if rho <= 0 else min(1000.0, max(1.0, 1 / rho - 1))
    return Beta(mean * strength, (1 - mean) * strength)


@dataclass(frozen=True)
class Question(Generic[Id]):
    """A question in a live hour, as one phone sees it.

    ``up`` people want it answered, of ``shown`` people whose phone has displayed it. ``done``: it is
    the reader's own, or the reader has voted for it.
    """

    id: Id
    up: int = 0
    shown: int = 0
    done: bool = False


def question_score(up: int, shown: int) -> float:
    """Return how much a question is wanted: Wilson's lower bound of ``up`` among those who saw it.

    Rule: counted against those who saw it, an early question has no head start. A vote is a sight, so
    ``shown`` counts as ``up`` at least.

    Units: a share, 0 … 1. Errors: ValueError for a negative count.

    >>> round(question_score(30, 200), 3), round(question_score(12, 20), 3)
    (0.113, 0.419)
    """
    if up < 0 or shown < 0:
        raise ValueError("counts cannot be negative")
    return wilson_lower(up, max(up, shown))


def distinct_voters(*voters: Collection[Id]) -> int:
    """Return how many people stand behind merged questions: each counts once, however often they voted.

    >>> distinct_voters({1, 2, 3}, {3, 4})
    4
    """
    return len(set().union(*voters))


def live_order(questions: Iterable[Question[Id]], seed: Seed) -> list[Id]:
    """Return the questions in the order for one phone: of five places three by score, two by lot.

    Rule: the places 1, 3 and 4 of every five go to the best ``question_score`` that is left, the
    places 2 and 5 to the next in the ``fair_order`` with this seed, in which what nobody saw leads nine
    times as often; so new questions are seen at all. What is done for the reader comes last,
    in the same mixture. Equal scores stand in fair order.

    Errors: ValueError when a question is named twice or a count is negative.
    Source: house rule, see docs/rules/ranking.md.

    >>> known = [Question(n, up=60 - n, shown=100) for n in range(1, 7)]
    >>> live_order([*known, Question(7), Question(8), Question(9, 90, 100, done=True)], seed=4)
    [1, 7, 2, 3, 8, 4, 5, 6, 9]
    """
    given = list(questions)
    chance = fair_order(
        [question.id for question in given], seed, {question.id: question.shown for question in given}
    )
    score = {question.id: question_score(question.up, question.shown) for question in given}
    done = {question.id for question in given if question.done}
    best = sorted(chance, key=lambda item: -score[item])
    order: list[Id] = []
    for part in (False, True):
        by_score = iter([item for item in best if (item in done) is part])
        by_lot = iter([item for item in chance if (item in done) is part])
        taken: set[Id] = set()
        for place in range(len(done) if part else len(given) - len(done)):
            source = by_lot if place % 5 in (1, 4) else by_score
            item = next(item for item in source if item not in taken)
            taken.add(item)
            order.append(item)
    return order
