# SPDX-License-Identifier: EUPL-1.2
"""The sums, counted the slow and certain way."""

from __future__ import annotations

from typing import Any

from mitwirken.formats.rating.models import Rating, Tally
from mitwirken.formats.rating.registry import Counts, method_named, setup_of


def assert_tallies_tell_the_truth(phase: Any) -> None:
    setup = setup_of(phase)
    assert setup is not None
    method = method_named(setup.method)
    counted: dict[tuple[str, int], dict[str, dict[int, int]]] = {}
    for row in Rating.objects.filter(phase=phase, method=method.key):
        values = counted.setdefault((row.subject_kind, row.subject_id), {}).setdefault(row.channel, {})
        values[row.value] = values.get(row.value, 0) + 1
    kept = {(row.subject_kind, row.subject_id): row for row in Tally.objects.filter(phase=phase)}
    assert set(counted) <= set(kept)
    for target, row in kept.items():
        truth = Counts(counted.get(target, {}))
        assert Counts.read(row.counts) == truth
        assert row.ratings == truth.ratings
        assert row.score == method.score(truth, setup)
        assert row.tie == method.tie(truth, setup)
