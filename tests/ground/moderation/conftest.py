# SPDX-License-Identifier: EUPL-1.2
import pytest

from mitwirken.ground.deeds.subjects import SubjectKind
from tests.ground.desk.wishes import register_wishes


@pytest.fixture(autouse=True)
def wishes(monkeypatch: pytest.MonkeyPatch) -> SubjectKind:
    return register_wishes(monkeypatch)
