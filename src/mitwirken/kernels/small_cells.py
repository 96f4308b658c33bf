# SPDX-License-Identifier: EUPL-1.2
"""Counts of few people are not shown: `docs/rules/small-cells.md`."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")

LEAST = 5


def shown(counts: Mapping[Key, int], least: int = LEAST) -> dict[Key, int | None]:
    """The counts, None for each that is not shown. The total may stand beside it, if it is itself at least `least`.

    >>> shown({"yes": 12, "rather": 7, "hardly": 6, "no": 5})
    {'yes': 12, 'rather': 7, 'hardly': 6, 'no': 5}
    >>> shown({"yes": 12, "rather": 7, "hardly": 2, "no": 1})
    {'yes': 12, 'rather': 7, 'hardly': None, 'no': None}

    One alone could be worked out from the total, so the next smallest is left out as well.

    >>> shown({"yes": 12, "rather": 7, "hardly": 6, "no": 1})
    {'yes': 12, 'rather': 7, 'hardly': None, 'no': None}
    >>> shown({"yes": 3, "no": 1})
    {'yes': None, 'no': None}
    """
    hidden = {key for key, count in counts.items() if count < least}
    if len(hidden) == 1 and len(counts) > 1:
        rest = [key for key in counts if key not in hidden]
        hidden.add(min(rest, key=lambda key: counts[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}
