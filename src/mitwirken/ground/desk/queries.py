# SPDX-License-Identifier: EUPL-1.2
"""What is read of cases: the public view of one subject, statuses for lists, and the lists of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from .models import Answer, Case, CaseStatus, Milestone, Office, StatusChange


@dataclass(frozen=True)
class HistoryLine:
    """A line of the public history. `office` and `due_on` are set where they changed with it."""

    at: datetime
    status: str
    status_words: Any
    icon: str
    changed: bool
    reason: str
    office: str
    due_on: date | None


@dataclass(frozen=True)
class AnswerView:
    """A signed answer. `superseded` when a later edition corrects it; it stays readable."""

    edition: int
    text: str
    office: str
    role: str
    signature: str
    published_at: datetime
    superseded: bool

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@dataclass(frozen=True)
class MilestoneView:
    pk: int
    title: str
    text: str
    due_on: date | None
    done_on: date | None
    picture: Any

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < timezone.localdate()


@dataclass(frozen=True)
class CaseView:
    """What everybody may know of the city's work on a subject."""

    number: int
    status: str
    status_words: Any
    status_meaning: Any
    icon: str
    office: Office | None
    due_on: date | None
    first_answer_due_on: date
    first_answered_at: datetime | None
    is_overdue: bool
    opened_at: datetime
    history: tuple[HistoryLine, ...]
    answers: tuple[AnswerView, ...]
    milestones: tuple[MilestoneView, ...]

    @property
    def answer(self) -> AnswerView | None:
        """The answer that counts."""
        return self.answers[0] if self.answers else None


def public_view(subject_kind: str, subject_id: int) -> CaseView | None:
    """All that a public page shows of a subject's case, newest answer first, in four queries; None without a case."""
    case = Case.objects.select_related("office").filter(subject_kind=subject_kind, subject_id=subject_id).first()
    if case is None:
        return None
    return view_of(case)


def view_of(case: Case) -> CaseView:
    """The public view of a case whose row and office are already loaded: three queries."""
    status = CaseStatus(case.status)
    return CaseView(
        number=case.number,
        status=status.value,
        status_words=status.label,
        status_meaning=status.meaning,
        icon=status.icon,
        office=case.office,
        due_on=case.due_on,
        first_answer_due_on=case.first_answer_due_on,
        first_answered_at=case.first_answered_at,
        is_overdue=case.is_overdue,
        opened_at=case.created_at,
        history=_history(case),
        answers=_answers(case),
        milestones=tuple(
            MilestoneView(row.pk, row.title, row.text, row.due_on, row.done_on, row.picture)
            for row in Milestone.objects.select_related("picture").filter(case=case)
        ),
    )


def _history(case: Case) -> tuple[HistoryLine, ...]:
    received = CaseStatus.RECEIVED
    lines = [HistoryLine(case.created_at, received.value, received.label, received.icon, True, "", "", None)]
    office: int | None = None
    due_on: date | None = None
    for row in StatusChange.objects.select_related("office").filter(case=case):
        status = CaseStatus(row.to_status)
        lines.append(
            HistoryLine(
                at=row.at,
                status=status.value,
                status_words=status.label,
                icon=status.icon,
                changed=row.from_status != row.to_status,
                reason=row.reason if row.public else "",
                office=row.office.name if row.office is not None and row.office_id != office else "",
                due_on=row.due_on if row.due_on != due_on else None,
            )
        )
        office, due_on = row.office_id, row.due_on
    return tuple(lines)


def _answers(case: Case) -> tuple[AnswerView, ...]:
    rows = list(Answer.objects.filter(case=case, state=Answer.State.PUBLISHED).order_by("-edition"))
    return tuple(
        AnswerView(
            edition=row.edition,
            text=row.text,
            office=row.signed_office_words,
            role=row.signed_role_words,
            signature=row.signature,
            published_at=row.published_at or row.drafted_at,
            superseded=place > 0,
        )
        for place, row in enumerate(rows)
    )


def statuses(kind: str, ids: Iterable[int]) -> dict[int, CaseStatus]:
    """The status of each subject of a list that has a case, in one query. The status carries words and icon."""
    rows = Case.objects.filter(subject_kind=kind, subject_id__in=list(ids)).values_list("subject_id", "status")
    return {pk: CaseStatus(status) for pk, status in rows}


def subjects_with(kind: str, status: str) -> QuerySet[Any, Any]:
    """Ids of the subjects of a kind in a status, as a subquery for `pk__in`."""
    return Case.objects.filter(subject_kind=kind, status=status).values("subject_id")


def count_by_status(kind: str, group_key: str = "") -> dict[str, int]:
    """How many cases stand in each of the seven statuses; those without any are there with 0."""
    rows = Case.objects.filter(subject_kind=kind, shelved_at=None)
    if group_key:
        rows = rows.filter(group_key=group_key)
    found = dict(rows.order_by().values_list("status").annotate(number=Count("pk")))
    return {status: found.get(status, 0) for status in CaseStatus.values}


__all__ = [
    "AnswerView",
    "CaseView",
    "HistoryLine",
    "MilestoneView",
    "count_by_status",
    "public_view",
    "statuses",
    "subjects_with",
    "view_of",
]
_ = Q
