# SPDX-License-Identifier: EUPL-1.2
"""A subject to open cases for without any room above: processes stand in for proposals."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.people import process

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds import subjects
from mitwirken.ground.deeds.subjects import SubjectKind
from mitwirken.ground.desk import actions
from mitwirken.ground.desk.models import Case

KIND = "wunsch"


def _hide(row: Process, *, hidden: bool) -> None:
    row.published_at = None if hidden else timezone.now()
    row.save(update_fields=["published_at"])


def register_wishes(monkeypatch: pytest.MonkeyPatch) -> SubjectKind:
    kind = SubjectKind(
        key=KIND,
        model="participation.Process",
        name="Wunsch",
        public=lambda rows: rows.exclude(published_at=None),
        hide=_hide,
    )
    monkeypatch.setitem(subjects._kinds, KIND, kind)
    monkeypatch.setitem(subjects._by_model, "participation.process", KIND)
    monkeypatch.setattr(Process, "author_id", property(lambda self: self.responsible_id), raising=False)
    monkeypatch.setattr(Process, "get_absolute_url", lambda self: f"/wuensche/{self.pk}/")
    return kind


def wish(**values: Any) -> Process:
    return process(**values)


def case_for(subject: Process | None = None, **values: Any) -> Case:
    subject = subject or wish()
    return actions.open_case(
        subject=subject, title=subject.title, url=subject.get_absolute_url(), group="Park 2030", **values
    )
