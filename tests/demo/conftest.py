# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from mitwirken.demo.actions import load_demo


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker of xdist has them all, so that the town is loaded once, after the tests that load it themselves."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("demo town"))


@pytest.fixture(scope="package")
def town(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demo, loaded once for all tests here and taken back at the end. What a test changes is taken back with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)
