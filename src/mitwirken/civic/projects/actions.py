# SPDX-License-Identifier: EUPL-1.2
"""What happens to a Vorhaben: written, published, changed, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.participation.models import Process, Topic
from mitwirken.civic.places.models import Place
from mitwirken.ground import pages
from mitwirken.ground.audit.actions import note as enter_in_logbook
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.rules import require_no_freeze
from mitwirken.ground.search.actions import refresh

from . import rules
from .models import Project

PUBLISHED = "projects.published"
CHANGED = "projects.changed"
CLOSED = "projects.closed"
NEEDED = {
    "title": _("Bitte geben Sie dem Vorhaben einen Titel."),
    "summary": _("Bitte schreiben Sie, was geplant ist."),
    "reason": _("Bitte schreiben Sie, warum es eine Beteiligung gibt oder warum nicht."),
    "next_step": _("Bitte schreiben Sie, was als Nächstes geschieht."),
    "contact": _("Bitte nennen Sie eine Stelle, die Fragen beantwortet, mit Telefon oder E-Mail."),
}


@dataclass(frozen=True)
class ProjectDraft:
    """What a form gives, already clean."""

    title: str
    summary: str
    participation: bool
    reason: str
    next_step: str
    contact: str
    office: Office
    topic: Topic
    places: tuple[Place, ...] = ()
    next_on: date | None = None
    starts_on: date | None = None
    process: Process | None = None


@transaction.atomic
def save_project(
    *, draft: ProjectDraft, by: Any, project: Project | None = None, seen: int | None = None
) -> Project:
    """Enters a Vorhaben as a draft, or changes one; a published one changes before everybody's eyes.

    Refuses who may not, what is missing, a process linked where there is no participation, and two who change it at once.
    """
    rules.may_write(by, draft.office)
    for name, words in NEEDED.items():
        if not getattr(draft, name).strip():
            raise Refusal(words, status=400, field=name)
    if draft.process is not None and not draft.participation:
        raise Refusal(
            _(
                "Zu diesem Vorhaben steht, dass es keine Beteiligung gibt. Dann gehört auch kein Prozess dazu."
            ),
            status=400,
            field="process",
        )
    row = Project(version=0)
    if project is not None:
        row = still_there(Project.objects.select_for_update().filter(pk=project.pk).first())
        rules.may_write(by, row.office)
        yours = {name: getattr(draft, name) for name in ("title", "summary", "reason", "next_step")}
        require_version(row, seen, yours=yours, fields=yours)
    for name in (
        "title", "summary", "participation", "reason", "next_step", "contact", "office", "topic", "next_on", "starts_on",
        "process",
    ):  # fmt: skip
        value = getattr(draft, name)
        setattr(row, name, value.replace("\x00", "").strip() if isinstance(value, str) else value)
    row.changed_at = timezone.now()
    row.version += 1
    row.save()
    row.places.set(draft.places)
    if row.published_at is not None:
        enter_in_logbook(CHANGED, actor=by, facts={"project": row.pk})
        _seen(row)
    return row


@transaction.atomic
def publish_project(*, project: Project, by: Any) -> Project:
    """Puts a Vorhaben on the public list. Twice is once. Refuses who may not, and before an election."""
    rules.may_publish(by)
    row = still_there(Project.objects.select_for_update().filter(pk=project.pk).first())
    if row.published_at is None:
        require_no_freeze()
        row.published_at = row.changed_at = timezone.now()
        row.version += 1
        row.save()
        enter_in_logbook(PUBLISHED, actor=by, facts={"project": row.pk})
        _seen(row)
    return row


@transaction.atomic
def close_project(*, project: Project, by: Any, closed: bool = True) -> Project:
    """The Vorhaben is done or given up; it moves to the closed ones and stays readable. `closed=False` opens it again."""
    rules.may_publish(by)
    row = still_there(Project.objects.select_for_update().filter(pk=project.pk).first())
    if closed != (row.closed_at is not None):
        row.closed_at = timezone.now() if closed else None
        row.changed_at = timezone.now()
        row.version += 1
        row.save()
        enter_in_logbook(CLOSED, actor=by, facts={"project": row.pk, "closed": closed})
        _seen(row)
    return row


def _seen(row: Project) -> None:
    """What everybody reads of it is another now: the index and the pages."""
    refresh(row)
    pages.changed("projects")
