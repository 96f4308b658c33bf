# SPDX-License-Identifier: EUPL-1.2
"""A subject to talk about without any room above: a process stands in for a proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import people

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.ground.deeds import subjects


@pytest.fixture
def thing(db: None, monkeypatch: pytest.MonkeyPatch) -> Process:
    """A public subject of the kind `thing`; its phase is the first of its phases."""
    kind = subjects.SubjectKind(
        key="thing",
        model="participation.Process",
        name="Ding",
        public=lambda rows: rows.exclude(published_at=None),
        phase_of=lambda row: Phase.objects.filter(process=row).first(),
    )
    monkeypatch.setattr(subjects, "_kinds", {**subjects._kinds, "thing": kind})
    monkeypatch.setattr(subjects, "_by_model", {**subjects._by_model, "participation.process": "thing"})
    made = people.process(title="Bänke am Kanal")
    people.phase(made, "proposals", "comment")
    return made


@pytest.fixture
def closed(thing: Process) -> Callable[[], Process]:
    def close(days: int = 1) -> Process:
        end = timezone.now() - timedelta(days=days)
        Phase.objects.filter(process=thing).update(starts_at=end - timedelta(days=9), ends_at=end)
        return thing

    return close


@pytest.fixture
def say(thing: Process) -> Callable[..., Any]:
    from mitwirken.formats.deliberation import actions

    def make(**values: Any) -> Any:
        return actions.add_argument(
            **{"subject": thing, "kind": "pro", "text": "Weil es fehlt."}
            | values
            | {"by": values.get("by") or people.citizen()}
        )

    return make
