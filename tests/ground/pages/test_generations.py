# SPDX-License-Identifier: EUPL-1.2
"""A change is seen by every process, and only when it is committed."""

import multiprocessing

import pytest
from django.db import transaction

from mitwirken.ground.pages import changed, generations


def test_slots_are_spread_and_leave_everything_alone() -> None:
    slots = [generations.slot(f"proposal:{number}") for number in range(2_000)]
    assert generations.EVERYTHING not in slots
    assert len(set(slots)) > 1_700


def test_another_process_changes_what_we_see() -> None:
    before = generations.snapshot()
    child = multiprocessing.get_context("fork").Process(target=generations.bump, args=("proposal:5",))
    child.start()
    child.join()
    now = generations.shared()
    assert now[generations.slot("proposal:5")] != before[generations.slot("proposal:5")]
    assert now[generations.EVERYTHING] != before[generations.EVERYTHING]
    assert now[generations.slot("proposal:6")] == before[generations.slot("proposal:6")]


@pytest.mark.django_db(transaction=True)
def test_changed_waits_for_the_commit() -> None:
    def seen() -> int:
        return generations.shared()[generations.slot("proposal:9")]

    before = seen()
    with transaction.atomic():
        changed("proposal:9")
        assert seen() == before
    assert seen() != before

    before = seen()
    with pytest.raises(RuntimeError), transaction.atomic():
        changed("proposal:9")
        raise RuntimeError
    assert seen() == before
