# SPDX-License-Identifier: EUPL-1.2
"""A park about which people propose and rate, and the clerk who types in for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.people import office, phase, process, staff

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal


@pytest.fixture
def park() -> Process:
    row = process(
        title="Ein Park für alle", without_net="Der Kasten hängt im Foyer.", contact="Grünflächenamt"
    )
    row.categories.create(name="Spiel")
    row.categories.create(name="Natur")
    phase(row, "proposals", "propose")
    return row


@pytest.fixture
def clerk() -> Any:
    return staff("prozess", office=office("Grünflächenamt"))


@pytest.fixture
def desk(client: Client, clerk: Any) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def ideas(park: Process) -> list[Proposal]:
    return [
        submit_proposal(process=park, clean=Clean(title=f"Idee {n}", text="Weil es fehlt."), imported=True)
        for n in range(1, 5)
    ]


@pytest.fixture
def vote(park: Process, ideas: list[Proposal]) -> Phase:
    return phase(
        park,
        "proposals",
        "rate",
        title="Punkte",
        settings={"rating": "points", "points": 5, "max_per_item": 3},
    )
