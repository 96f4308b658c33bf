# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.people import citizen, phase, process

from mitwirken.civic.participation.models import Category, Phase, Process
from mitwirken.civic.people.models import Person
from mitwirken.ground.api.actions import create_token

SCOPES = ("proposals", "arguments", "ratings")


@pytest.fixture
def author(db: None) -> Person:
    return citizen()


@pytest.fixture
def open_process(db: None) -> Process:
    """One process in which everything is open, rated by agreement."""
    made = process(slug="park", title="Der Park", question="Was fehlt dem Park?")
    open_phase: Phase = phase(
        made, "proposals", "propose", "comment", "rate", settings={"rating": "agreement"}
    )
    Process.objects.filter(pk=made.pk).update(starts_at=open_phase.starts_at, ends_at=open_phase.ends_at)
    Category.objects.create(process=made, name="Grün")
    return Process.objects.get(pk=made.pk)


@pytest.fixture
def token(author: Person) -> str:
    return create_token(person=author, name="Test", scopes=SCOPES, days=30)[1]


@pytest.fixture
def send(token: str) -> Callable[..., Any]:
    """`send("post", path, body)` with the author's token; other headers by keyword."""

    def sent(method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        client = Client(headers={"authorization": f"Bearer {key or token}"})
        call = getattr(client, method)
        if body is None:
            return call(f"/api/v1/{path}", headers=headers)
        return call(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    return sent
