# SPDX-License-Identifier: EUPL-1.2
"""Formats as data: the shipped ones, the tenth of the documentation, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.formats.live.people import gathering, lead_of, phone

from mitwirken.formats.live import actions, runsheet
from mitwirken.formats.live.models import Script
from mitwirken.ground.deeds.refusal import Refusal

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "formats.md"


def test_the_nine_formats_of_the_city_are_there() -> None:
    assert {
        "townhall", "world-cafe", "open-space", "fishbowl", "barcamp", "wissensmarktplatz", "mikro-schulung",
        "workshop", "buergerdialog",
    } <= set(runsheet.shipped())  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(runsheet.shipped()))
def test_each_format_runs_from_the_first_step_to_the_last(key: str) -> None:
    row = gathering(key, people=12)
    client, _seat = phone(row)
    for _step in range(row.stages.count() + 1):
        for view in ("", "beamer/", "mitlesen/"):
            assert client.get(f"/live/{row.code}/{view}").status_code == 200
        row.refresh_from_db()
        if row.stage_id == row.stages.order_by("position").last().pk:  # type: ignore[union-attr]
            break
        actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    actions.close(gathering=row, by=lead_of(row))


@pytest.mark.django_db
def test_the_tenth_format_of_the_documentation_needs_no_code() -> None:
    found = re.search(r"```yaml\n(.*?)```", DOCUMENTATION.read_text("utf-8"), re.DOTALL)
    assert found
    body = yaml.safe_load(found[1])
    Script.objects.create(slug="zukunftswerkstatt", name=body["name"], based_on="workshop", body=body)
    row = gathering("eigen-zukunftswerkstatt", people=12)
    for _step in range(row.stages.count() - 1):
        row.refresh_from_db()
        actions.go_on(gathering=row, by=lead_of(row), seen=row.stage_id)
    row.refresh_from_db()
    assert row.stage is not None and row.stage.title == "Wer macht was"


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ({"kind": "disco", "title": "x"}, "disco"),
        ({"kind": "lobby", "title": ""}, "Titel"),
        ({"kind": "lobby", "title": "x", "minutes": 0}, "Minuten"),
        ({"kind": "lobby", "title": "x", "lobby": {"glitter": True}}, "glitter"),
        ({"kind": "lobby", "title": "x", "colour": "red"}, "colour"),
    ],
)
def test_what_a_format_cannot_be_is_refused_by_name(stage: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        runsheet.parse({"name": "x", "stages": [stage]})
    assert "Schritt 1" in str(refused.value)
