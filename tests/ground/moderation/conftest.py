# SPDX-License-Identifier: EUPL-1.2
import pytest
from tests.ground.desk.wishes import register_wishes

from mitwirken.ground.deeds.subjects import SubjectKind


@pytest.fixture(autouse=True)
def wishes(monkeypatch: pytest.MonkeyPatch) -> SubjectKind:
    return register_wishes(monkeypatch)
