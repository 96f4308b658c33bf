# SPDX-License-Identifier: EUPL-1.2
"""What groups say: votes of each, statements that stand for one, statements that carry all, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Side = Literal["agree", "disagree"]

SIGNIFICANT: Final = 1.2816  # one-sided, 90 %
META_PRIORITY: Final = 49.0


@dataclass(frozen=True)
class Standing:
    """A statement that stands for a group, or for all. ``statement``: its column.

    ``success`` of ``trials`` voted as ``side`` says; ``share``: smoothed, (success + 1) / (trials + 2); ``test``: how sure it is
    that more than half do (z); ``ratio`` and ``ratio_test``: against all other groups, 1 and 0 where there are none.
    """

    statement: int
    side: Side
    success: int
    trials: int
    share: float
    test: float
    ratio: float = 1.0
    ratio_test: float = 0.0


def share(success: Counts, trials: Counts) -> Floats:
    """(success + 1) / (trials + 2), so that few votes stay near a half."""
    return (success + 1) / (trials + 2)


def share_test(success: Counts, trials: Counts) -> Floats:
    """z of "more than half": 2 √(trials + 1) ((success + 1) / (trials + 1) − ½)."""
    return 2 * np.sqrt(trials + 1) * ((success + 1) / (trials + 1) - 0.5)


def ratio_test(success: Counts, trials: Counts, other_success: Counts, other_trials: Counts) -> Floats:
    """z of "more than among the others", with 1 added to all four numbers; 0 where everybody agrees."""
    one, other = (success + 1) / (trials + 1), (other_success + 1) / (other_trials + 1)
    pooled = (success + other_success + 2) / (trials + other_trials + 2)
    spread = pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (other_trials + 1))
    out: Floats = np.zeros(len(one))
    np.divide(one - other, np.sqrt(np.maximum(spread, 0)), out=out, where=pooled != 1)
    return out


def group_aware_consensus(groups: Sequence[Counts], *, side: Side = "agree") -> Floats:
    """Return for each statement the product over the groups of (agrees + 1) / (votes + 2).

    High only where every group agrees. ``groups``: tables of shape (3, statements) as `Votes.tally` gives them. Products
    of more groups are smaller; for showing take ``** (1 / len(groups))``.
    """
    at = 0 if side == "agree" else 1
    out: Floats = np.ones(groups[0].shape[1])
    for table in groups:
        out = out * share(table[at], table[2])
    return out


def least_agreeing(groups: Sequence[Counts]) -> Floats:
    """Return for each statement the smoothed agreement of the group that agrees least. "Was verbindet" in plain words."""
    least: Floats = np.min([share(table[0], table[2]) for table in groups], axis=0)
    return least


def representative(groups: Sequence[Counts], *, most: int = 5) -> list[list[Standing]]:
    """Return for each group up to ``most`` statements that stand for it against all others.

    Rule: docs/rules/opinions.md, "What stands for a group". Agreements come before disagreements.
    """
    whole = np.sum(groups, axis=0)
    return [_representative(table, whole - table, most) for table in groups]


def _representative(own: Counts, others: Counts, most: int) -> list[Standing]:
    agrees, disagrees, votes = own
    p = [share(agrees, votes), share(disagrees, votes)]
    p_test = [share_test(agrees, votes), share_test(disagrees, votes)]
    r = [p[0] / share(others[0], others[2]), p[1] / share(others[1], others[2])]
    r_test = [
        ratio_test(agrees, votes, others[0], others[2]),
        ratio_test(disagrees, votes, others[1], others[2]),
    ]

    def standing(at: int, side: int) -> Standing:
        return Standing(
            statement=at,
            side="agree" if side == 0 else "disagree",
            success=int(own[side][at]),
            trials=int(votes[at]),
            share=float(p[side][at]),
            test=float(p_test[side][at]),
            ratio=float(r[side][at]),
            ratio_test=float(r_test[side][at]),
        )

    enough: list[int] = []
    best: int | None = None
    best_agree: int | None = None
    for at in range(own.shape[1]):
        side = _side(r_test, at)
        if any(r_test[s][at] > SIGNIFICANT and p_test[s][at] > SIGNIFICANT for s in (0, 1)):
            enough.append(at)
        if not enough and (best is None or r_test[side][at] > r_test[_side(r_test, best)][best]):
            best = at
        if (agrees[at] or disagrees[at]) and _beats(best_agree, at, p[0], p_test[0], r[0], r_test[0]):
            best_agree = at
    if not enough:
        only = best_agree if best_agree is not None else best
        return [] if only is None else [standing(only, 0 if only == best_agree else _side(r_test, only))]

    def metric(at: int) -> float:
        side = _side(r_test, at)
        return float(r[side][at] * r_test[side][at] * p[side][at] * p_test[side][at])

    chosen = sorted((at for at in enough if at != best_agree), key=lambda at: -metric(at))
    listed = [standing(at, _side(r_test, at)) for at in chosen]
    if best_agree is not None:
        listed.insert(0, standing(best_agree, 0))
    listed = listed[:most]
    return [one for one in listed if one.side == "agree"] + [one for one in listed if one.side == "disagree"]


def _side(r_test: Sequence[Floats], at: int) -> int:
    return 0 if r_test[0][at] > r_test[1][at] else 1


def _beats(best: int | None, at: int, p: Floats, p_test: Floats, r: Floats, r_test: Floats) -> bool:
    """Whether a statement replaces the best agreement found so far."""
    if best is None:
        return bool(p_test[at] > SIGNIFICANT or (r[at] > 1 and p[at] > 0.5))
    if r[best] > 1:
        return bool(r[at] * r_test[at] * p[at] * p_test[at] > r[best] * r_test[best] * p[best] * p_test[best])
    return bool(p[at] * p_test[at] > p[best] * p_test[best])


def consensus(table: Counts, *, most: int = 5) -> dict[Side, list[Standing]]:
    """Return the statements most people agree with, and disagree with, over all groups.

    Rule: more than half, surely (z); sorted by share times z. ``table``: of all people, silent statements as passed.
    """
    out: dict[Side, list[Standing]] = {}
    sides: tuple[tuple[Side, int], ...] = (("agree", 0), ("disagree", 1))
    for side, at in sides:
        p, test = share(table[at], table[2]), share_test(table[at], table[2])
        found = np.flatnonzero((p > 0.5) & (test > SIGNIFICANT))
        order = sorted(found.tolist(), key=lambda column: -p[column] * test[column])[:most]
        out[side] = [
            Standing(
                column,
                side,
                int(table[at][column]),
                int(table[2][column]),
                float(p[column]),
                float(test[column]),
            )
            for column in order
        ]
    return out


def priorities(groups: Sequence[Counts], extremity: Floats, meta: NDArray[np.bool_]) -> Floats:
    """Return how much each statement should be shown next; the next one is drawn in proportion to it.

    Rule: (1 − share of passes) · (1 + extremity) · share of agreement, times 1 + 8 · 2^(−votes / 5) so that new statements
    get seen, squared. Statements about the person: 49. ``extremity``: distance of `projection.statement_places`.
    """
    agrees, disagrees, votes = np.sum(groups, axis=0)
    passes = votes - agrees - disagrees
    worth = (1 - share(passes, votes)) * (1 + extremity) * share(agrees, votes)
    out: Floats = (worth * (1 + 8 * 2.0 ** (-votes / 5))) ** 2
    out[meta] = META_PRIORITY
    return out
