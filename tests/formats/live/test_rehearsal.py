# SPDX-License-Identifier: EUPL-1.2
"""Invented people run every format that ships, from the opening to the released minutes."""

from __future__ import annotations

from typing import Any

import pytest
from tests.formats.live.people import gathering

from mitwirken.formats.live import runsheet
from mitwirken.formats.live.models import Gathering
from mitwirken.formats.live.rehearsal import Lead, Words, rehearse
from mitwirken.ground.desk.models import Office

pytestmark = pytest.mark.django_db


def run(script: str, *, seed: int = 1, people: int = 12) -> tuple[Gathering, Any]:
    Office.objects.create(slug="tiefbauamt", name="Tiefbauamt", short="TBA")
    row = gathering(script, people=people, open=False)
    lead = row.lead  # type: ignore[attr-defined]
    words = Words(script, seed)
    Lead(row, lead, words=words).prepare()
    played = rehearse(row, by=lead, people=people, seed=seed, words=words)
    row.refresh_from_db()
    return row, played


@pytest.mark.parametrize("script", sorted(runsheet.shipped()))
def test_a_format_runs_to_its_minutes(script: str) -> None:
    row, played = run(script)
    import time; print(script, time.process_time(), sum(played.done.values()), dict(played.refused), played.why)
