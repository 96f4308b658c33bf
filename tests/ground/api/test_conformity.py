# SPDX-License-Identifier: EUPL-1.2
"""Property tests over the OpenAPI document: whatever is sent, the API answers as it says, and never with a 5xx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from mitwirken.civic.participation.models import Phase as Phases
from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.api.schemas import LARGEST

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    ignored_auth,
]
EXAMPLES = 20
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@pytest.fixture
def schema(
    open_process: Process, author: Person, token: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    monkeypatch.setattr("mitwirken.ground.api.tokens.WRITES", 1_000_000)
    monkeypatch.setattr("mitwirken.ground.api.tokens.WRONG_TOKENS", 1_000_000)
    monkeypatch.setattr("mitwirken.ground.api.tokens.READS_OF_ONES_OWN", 1_000_000)
    row = submit_proposal(
        process=open_process, clean=Clean(title="Eine Bank", text="Zum Sitzen."), author=author
    )
    add_argument(subject=row, kind="pro", text="Ja.", by=author)
    # As Django's own test client does: the test's transaction lives on this connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def meet_what_is_there(case: Any, number: int) -> None:
    """Valid random numbers and names hardly ever name a row: such a request is led to one that exists."""
    path = case.path_parameters or {}
    for name in ("number", "phase"):
        if type(path.get(name)) is int and 1 <= path[name] <= LARGEST:
            path[name] = number if name == "number" else Phases.objects.values_list("pk", flat=True)[0]
    if (
        isinstance(case.body, dict)
        and isinstance(case.body.get("process"), str)
        and SLUG.fullmatch(case.body["process"])
    ):
        case.body["process"] = "park"


def exercise(operation: Any, headers: dict[str, str], number: int) -> int:
    """Sends generated requests, those that fit the document and those that do not; returns how many."""
    sent = 0

    def check(case: Any) -> None:
        nonlocal sent
        sent += 1
        meet_what_is_there(case, number)
        case.call_and_validate(checks=CHECKS, headers=headers)

    requests = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )
    bounds = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    bounds(given(case=requests)(check))()
    return sent


def test_whatever_is_sent(schema: Any, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "If-Match": '"v1.0"'}
    number = Proposal.objects.get().pk
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 15
    assert sum(exercise(operation, headers, number) for operation in operations) > 200
