# SPDX-License-Identifier: EUPL-1.2
"""The demo's town, loaded once for a file that looks at it, and taken back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from mitwirken.demo.actions import load_demo


@pytest.fixture(scope="module")
def town(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """What each test changes is taken back. A wider scope would leave the town to the tests of other rooms."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)
