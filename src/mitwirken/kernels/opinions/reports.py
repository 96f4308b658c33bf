# SPDX-License-Identifier: EUPL-1.2
"""A map as plain data, for files and for pages: with people's ids, or without anything that is one person's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import projection
from .maps import OpinionMap
from .statistics import Standing


def as_data(
    found: OpinionMap, texts: Mapping[int, str] | None = None, *, people: bool = True
) -> dict[str, Any]:
    """Return the map as plain data: people and statements by their ids, groups by number, the largest first.

    ``people``: False leaves out who stands where; instead ``cells`` says where at least five together stand. What a place is
    computed from (``plane``) is there either way, so that somebody's own place can be found from their votes alone.
    """
    votes = found.votes
    ids = votes.statements.tolist()
    whole = votes.tally()
    texts = texts or {}
    at_alone = projection.statement_places(found.plane)
    told: dict[str, Any] = {
        "people_voted": len(votes.people),
        "people_on_map": len(found.group),
        "votes": len(votes.value),
        "statements_all": len(ids),
        "statements_silent": int(votes.silent.sum()),
    }
    if people:
        told["people"] = [
            {"id": person, "x": x, "y": y, "group": group}
            for person, (x, y), group in zip(
                found.people.tolist(), found.place.tolist(), found.group.tolist(), strict=True
            )
        ]
    else:
        told["cells"] = cells(found)
    return told | {
        "groups": [
            {
                "id": number,
                "size": size,
                "centre": centre,
                "representative": [_standing(one, ids) for one in found.representative[number]],
            }
            for number, (size, centre) in enumerate(zip(found.sizes, found.centres.tolist(), strict=True))
        ],
        "silhouettes": {str(number): score for number, score in found.silhouettes.items()},
        "stability": found.stability,
        "spread": [part / found.plane.total if found.plane.total else 0.0 for part in found.plane.spread],
        "consensus": {
            side: [_standing(one, ids) for one in listed] for side, listed in found.consensus.items()
        },
        "statements": [
            {
                "id": name,
                **({"text": texts[name]} if name in texts else {}),
                "agree": int(whole[0, at]),
                "disagree": int(whole[1, at]),
                "votes": int(whole[2, at]),
                "silent": bool(votes.silent[at]),
                "group_aware_consensus": float(found.group_aware[at]),
                "least_agreeing": float(found.least_agreeing[at]),
                "priority": float(found.priorities[at]),
                "plane": [
                    float(found.plane.centre[at]),
                    float(found.plane.components[0, at]),
                    float(found.plane.components[1, at]),
                ],
                "alone": [float(at_alone[at, 0]), float(at_alone[at, 1])],
                "groups": [
                    {"agree": int(table[0, at]), "disagree": int(table[1, at]), "votes": int(table[2, at])}
                    for table in found.tables
                ],
            }
            for at, name in enumerate(ids)
        ],
    }


def cells(found: OpinionMap, *, least: int = 5) -> list[dict[str, Any]]:
    """Return where people stand, never fewer than ``least`` together: middle, number and group of each cell.

    Rule: small clusters of one group are joined, the smallest first with its nearest, until none has fewer than ``least``. A group that
    has fewer altogether has no cell.
    """
    out: list[dict[str, Any]] = []
    of_base = np.zeros(len(found.bases.size), dtype=np.int64)
    of_base[found.bases.label] = found.group
    for number in range(len(found.tables)):
        mine = of_base == number
        middles = list(found.bases.centre[mine])
        sizes = found.bases.size[mine].tolist()
        while len(sizes) > 1 and min(sizes) < least:
            at = sizes.index(min(sizes))
            apart = [
                float(((middles[at] - other) ** 2).sum()) if it != at else np.inf
                for it, other in enumerate(middles)
            ]
            to = int(np.argmin(apart))
            middles[to] = (middles[at] * sizes[at] + middles[to] * sizes[to]) / (sizes[at] + sizes[to])
            sizes[to] += sizes[at]
            del middles[at], sizes[at]
        out.extend(
            {"x": float(middle[0]), "y": float(middle[1]), "size": size, "group": number}
            for middle, size in zip(middles, sizes, strict=True)
            if size >= least
        )
    return out


def _standing(one: Standing, ids: list[int]) -> dict[str, Any]:
    return {
        "statement": ids[one.statement],
        "side": one.side,
        "success": one.success,
        "trials": one.trials,
        "share": one.share,
        "test": one.test,
        "ratio": one.ratio,
        "ratio_test": one.ratio_test,
    }
