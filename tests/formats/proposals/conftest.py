# SPDX-License-Identifier: EUPL-1.2
import pytest

from mitwirken.formats.proposals import queries


@pytest.fixture(autouse=True)
def forget_prepared_texts():
    """Tests roll back and use numbers again; a running site never does."""
    queries._prepared.clear()
