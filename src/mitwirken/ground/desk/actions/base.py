# SPDX-License-Identifier: EUPL-1.2
"""What every deed at a case does: lock it, save it, write its history, tell of it, write to an office's mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import still_there
from mitwirken.ground.deeds.subjects import kind_named

from ..models import Case, Office, OfficeLetter, Part, StatusChange
from ..roles import Role

LONGEST_TEXT = 20_000


def locked(case: Case) -> Case:
    return still_there(
        Case.everything.select_for_update(of=("self",)).select_related("office").filter(pk=case.pk).first()
    )


def save(case: Case, *fields: str) -> None:
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]


def write_line(case: Case, *, before: str, reason: str, by: Any, role: str, public: bool) -> StatusChange:
    return StatusChange.objects.create(
        case=case,
        from_status=before,
        to_status=case.status,
        reason=clean(reason),
        by=by,
        by_role=role,
        office_id=case.office_id,
        due_on=case.due_on,
        at=timezone.now(),
        public=public,
    )


def tell(verb: str, case: Case, *, by: Any, data: Mapping[str, Any], public: bool = True) -> None:
    """Records the deed at the subject itself. What is hidden or not yet public is told to nobody."""
    kind = kind_named(case.subject_kind)
    subject = kind.rows().filter(pk=case.subject_id).first()
    if subject is None:
        return
    seen_by_all = public and kind.public(kind.rows()).filter(pk=subject.pk).exists()
    record(verb, subject, actor=by, public=seen_by_all, data={"case": case.pk, **data})


def write_to(office: Office | None, case: Case, kind: str, part: Part | None = None) -> None:
    """A letter to the office's mailbox, sent by the worker. Without a mailbox, and in a case to practise with, there is none."""
    if office is not None and office.email and not case.practice:
        OfficeLetter.objects.create(office=office, case=case, part=part, kind=kind, at=timezone.now())


def confirm_by_working(case: Case, by: Any) -> None:
    """Whoever works on what was given to their office has taken it. No change of the case's own: its version stays."""
    if case.is_untaken and case.office_id in by.offices:
        case.taken_at, case.taken_by = timezone.now(), by
        case.save(update_fields=["taken_at", "taken_by"])


def core_team() -> list[int]:
    """Whom an escalation reaches."""
    people = get_user_model()._default_manager.filter(grants__role=Role.CORE, is_active=True)
    return list(people.distinct().values_list("pk", flat=True))
