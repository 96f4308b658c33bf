# SPDX-License-Identifier: EUPL-1.2
"""A park about which people propose and rate on paper, and the clerk who scans."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.people import office, phase, process, staff

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper.models import PrintedForm


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
def vote(park: Process) -> Phase:
    for n in range(1, 5):
        submit_proposal(process=park, clean=Clean(title=f"Idee {n}", text="Weil es fehlt."), imported=True)
    return phase(
        park,
        "proposals",
        "rate",
        title="Punkte",
        settings={"rating": "points", "points": 5, "max_per_item": 3},
    )


@pytest.fixture
def ballot(vote: Phase, clerk: Any) -> PrintedForm:
    """A rating sheet of boxes alone, twenty numbered copies of it given out."""
    print_, _first, _last = paper.print_copies(kind="bewertung", pk=vote.pk, number=20, by=clerk)
    return print_


@pytest.fixture
def idea_sheet(park: Process, clerk: Any) -> PrintedForm:
    print_, _first, _last = paper.print_copies(kind="vorschlag", pk=park.pk, number=20, by=clerk)
    return print_
