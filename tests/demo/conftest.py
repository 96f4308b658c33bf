# SPDX-License-Identifier: EUPL-1.2
"""The demo's town, loaded once for the files that look at it, and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from mitwirken.demo.actions import load_demo


@pytest.fixture(scope="package")
def town(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """For files whose names begin with `test_town`: they run one after the other, and what each test changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)
