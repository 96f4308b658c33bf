# SPDX-License-Identifier: EUPL-1.2
"""What is read of cases: the public view of one subject, statuses for lists, and the lists of the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case as SqlCase
from django.db.models import Count, DateField, Max, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.search.registry import maker

from ..models import (
    DECIDED,
    FINISHED,
    Answer,
    Case,
    CaseQuerySet,
    CaseStatus,
    Freeze,
    Milestone,
    Note,
    Office,
    Part,
    StatusChange,
)
from ..roles import Role, has_role
from .answers import Signing, signing_of
from .parts import parts_of


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
    """All that a public page shows of a subject's case, newest answer first, in four queries; None without a
    case.
    """
    case = (
        Case.everything.select_related("office")
        .filter(subject_kind=subject_kind, subject_id=subject_id)
        .first()
    )
    if case is None:
        return None
    return view_of(case)


def case_of(subject_kind: str, subject_id: int) -> Case | None:
    """The case of a subject, for colleagues."""
    return Case.everything.filter(subject_kind=subject_kind, subject_id=subject_id).first()


def view_of(case: Case) -> CaseView:
    """The public view of a case whose row and office are already loaded: three queries."""
    return _views([case])[case.subject_id]


def public_views(subject_kind: str, ids: Iterable[int]) -> dict[int, CaseView]:
    """The public views of many subjects of a kind, by subject, in four queries however many they are."""
    return _views(
        list(
            Case.everything.select_related("office").filter(
                subject_kind=subject_kind, subject_id__in=list(ids)
            )
        )
    )


def _views(cases: list[Case]) -> dict[int, CaseView]:
    if not cases:
        return {}
    changes: dict[int, list[StatusChange]] = defaultdict(list)
    for change in StatusChange.objects.select_related("office").filter(case__in=cases):
        changes[change.case_id].append(change)
    answers: dict[int, list[Answer]] = defaultdict(list)
    published = Answer.objects.filter(case__in=cases, state=Answer.State.PUBLISHED)
    for answer in published.order_by("-edition"):
        answers[answer.case_id].append(answer)
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.select_related("picture").filter(case__in=cases):
        milestones[milestone.case_id].append(milestone)
    return {
        case.subject_id: _view(case, changes[case.pk], answers[case.pk], milestones[case.pk])
        for case in cases
    }


def _view(
    case: Case, changes: list[StatusChange], answers: list[Answer], milestones: list[Milestone]
) -> CaseView:
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
        history=_history(case, changes),
        answers=_answers(answers),
        milestones=tuple(
            MilestoneView(row.pk, row.title, row.text, row.due_on, row.done_on, row.picture)
            for row in milestones
        ),
    )


def _history(case: Case, changes: Iterable[StatusChange]) -> tuple[HistoryLine, ...]:
    received = CaseStatus.RECEIVED
    lines = [HistoryLine(case.created_at, received.value, received.label, received.icon, True, "", "", None)]
    office: int | None = None
    due_on: date | None = None
    for row in changes:
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


def _answers(rows: Iterable[Answer]) -> tuple[AnswerView, ...]:
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
    """The status of each subject of a list that has a case, in one query. The status carries words and
    icon.
    """
    rows = Case.everything.filter(subject_kind=kind, subject_id__in=list(ids)).values_list(
        "subject_id", "status"
    )
    return {pk: CaseStatus(status) for pk, status in rows}


def subjects_with(kind: str, status: str) -> QuerySet[Any, Any]:
    """Ids of the subjects of a kind in a status, as a subquery for `pk__in`."""
    return Case.everything.filter(subject_kind=kind, status=status).values("subject_id")


def count_by_status(kind: str, group_key: str = "") -> dict[str, int]:
    """How many cases stand in each of the seven statuses; those without any are there with 0."""
    rows = Case.objects.filter(subject_kind=kind, shelved_at=None)
    if group_key:
        rows = rows.filter(group_key=group_key)
    found: dict[str, int] = dict(rows.order_by().values_list("status").annotate(cases=Count("pk")))
    return {status: found.get(status, 0) for status in CaseStatus.values}


# --- the lists of the desk -------------------------------------------------------------------------------

WITHOUT_OFFICE = "ohne"


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed by; the same words stand in its address."""

    status: str = ""
    office: str = ""
    group: str = ""
    words: str = ""
    overdue: bool = False
    mine: bool = False
    shelved: bool = False

    @property
    def is_empty(self) -> bool:
        return self == CaseFilter()


def filter_of(query: Mapping[str, str]) -> CaseFilter:
    """Reads a filter out of an address; what makes no sense in it counts as not said."""
    status = query.get("stand", "")
    return CaseFilter(
        status=status if status in CaseStatus.values else "",
        office=query.get("amt", "").replace("\x00", "")[:60],
        group=query.get("prozess", "").replace("\x00", "")[:80],
        words=query.get("q", "").replace("\x00", "").strip()[:80],
        overdue=query.get("frist") == "ueberfaellig",
        mine=query.get("wer") == "ich",
        shelved=query.get("ruhend") == "ja",
    )


def in_order(rows: CaseQuerySet) -> CaseQuerySet:
    """What is due next comes first; what has no date comes last. Loads what a line of a list shows."""
    first = Coalesce("due_on", "first_answer_due_on")
    next_on = SqlCase(
        When(first_answered_at=None, then=Least(first, "first_answer_due_on")),
        default="due_on",
        output_field=DateField(),
    )
    return rows.select_related("office", "assignee").order_by(next_on.asc(nulls_last=True), "pk")


def cases(wanted: CaseFilter, person: Any) -> CaseQuerySet:
    """The cases a filter asks for. Shelved ones only when asked."""
    rows = Case.objects.filter(shelved_at__isnull=not wanted.shelved)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.office == WITHOUT_OFFICE:
        rows = rows.filter(office=None)
    elif wanted.office:
        rows = rows.filter(office__slug=wanted.office)
    if wanted.group:
        rows = rows.filter(group_key=wanted.group)
    if wanted.mine:
        rows = rows.filter(Q(assignee=person) | Q(office__in=person.offices))
    if wanted.overdue:
        rows = rows.overdue()
    for word in wanted.words.split()[:6]:
        # SQLite folds only the case of ASCII letters.
        found = (
            Q(title__icontains=word)
            | Q(title__icontains=word.lower())
            | Q(title__icontains=word.capitalize())
        )
        number = word.removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 18:
            found |= Q(pk=int(number))
        rows = rows.filter(found)
    return rows


@dataclass(frozen=True)
class Choice:
    """A value of a filter, its words, and how many cases have it."""

    value: str
    words: Any
    number: int


@dataclass(frozen=True)
class Choices:
    statuses: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    groups: tuple[Choice, ...]


def choices() -> Choices:
    """What cases can be narrowed by now, in three queries."""
    rows = Case.objects.filter(shelved_at=None).order_by()
    by_status: dict[str, int] = dict(rows.values_list("status").annotate(cases=Count("pk")))
    by_office = list(
        rows.values_list("office__slug", "office__name").annotate(cases=Count("pk")).order_by("office__name")
    )
    by_group = (
        rows.exclude(group_key="").values_list("group_key").annotate(words=Max("group"), cases=Count("pk"))
    )
    offices = [Choice(slug, name, number) for slug, name, number in by_office if slug]
    without = sum(number for slug, _name, number in by_office if not slug)
    if without:
        offices.insert(0, Choice(WITHOUT_OFFICE, _("noch ohne Amt"), without))
    return Choices(
        statuses=tuple(Choice(one.value, one.label, by_status.get(one.value, 0)) for one in CaseStatus),
        offices=tuple(offices),
        groups=tuple(Choice(key, words, number) for key, words, number in by_group.order_by("words")),
    )


def practice_cases() -> CaseQuerySet:
    """The cases to practise with, oldest first."""
    return (
        Case.everything.filter(practice=True, shelved_at=None)
        .select_related("office", "assignee")
        .order_by("created_at", "pk")
    )


def waiting_for_triage() -> CaseQuerySet:
    """Cases nobody is in charge of and that somebody has to be: the oldest waits first."""
    return (
        Case.objects.filter(shelved_at=None, office=None)
        .exclude(status__in=FINISHED)
        .order_by("created_at", "pk")
    )


def overdue_for(person: Any) -> CaseQuerySet:
    """What is overdue and concerns the person: for triage and politics everything, for an office its own."""
    rows = Case.objects.overdue()
    if has_role(person, Role.PROCESS, Role.CORE, Role.OMBUDS, Role.POLITICS):
        return rows
    return rows.filter(Q(office__in=person.offices) | Q(assignee=person))


def assigned_to(person: Any) -> CaseQuerySet:
    return Case.objects.active().filter(assignee=person)


def of_offices_of(person: Any) -> CaseQuerySet:
    """Work of the person's offices that nobody has taken yet."""
    return Case.objects.active().filter(office__in=person.offices, assignee=None)


def colleagues(
    person_roles: Iterable[str] = (Role.OFFICE, Role.PROCESS, Role.CORE, Role.OMBUDS),
) -> list[Any]:
    """Whom a case can be given to, each with the offices they belong to.

    Relies on what this house asks of its user model: `grants` with `role` and `office`, as `roles` and
    `offices` do.
    """
    rows = get_user_model()._default_manager.filter(grants__role__in=list(person_roles), is_active=True)
    return list(rows.prefetch_related("grants__office").distinct().order_by("pseudonym"))


@dataclass(frozen=True)
class CasePage:
    """All that the page of a case shows to somebody of the staff."""

    case: Case
    subject: Any
    summary: str
    subject_is_public: bool
    changes: list[StatusChange]
    notes: list[Note]
    answers: list[Answer]
    draft: Answer | None
    milestones: list[Milestone]
    parts: list[Part]
    signing: Signing
    comments: int


def case_page(pk: int, *, internal: bool) -> CasePage | None:
    """The case with everything around it; notes and draft only for insiders (`internal`). A fixed number of
    queries.
    """
    case = Case.everything.select_related("office", "assignee", "taken_by").filter(pk=pk).first()
    if case is None:
        return None
    subject, summary, is_public = _subject_of(case)
    answers = list(
        case.answers.select_related("drafted_by", "signed_by", "signed_office").order_by("-edition")
    )
    draft = next((answer for answer in answers if internal and answer.state == Answer.State.DRAFT), None)
    return CasePage(
        case=case,
        subject=subject,
        summary=summary,
        subject_is_public=is_public,
        changes=list(case.changes.select_related("office", "by").order_by("-at", "-pk")),
        notes=list(case.notes.select_related("by")) if internal else [],
        answers=[answer for answer in answers if answer.state == Answer.State.PUBLISHED],
        draft=draft,
        milestones=list(case.milestones.select_related("picture")),
        parts=parts_of(case) if internal else [],
        signing=signing_of(case, draft),
        comments=draft.comments.filter(settled_at=None).count() if draft is not None else 0,
    )


def _subject_of(case: Case) -> tuple[Any, str, bool]:
    """The subject's row, its words as the search knows them, and whether everybody may see it."""
    try:
        kind = kind_named(case.subject_kind)
    except Refusal:
        return None, "", False
    row = kind.rows().filter(pk=case.subject_id).first()
    if row is None:
        return None, "", False
    make = maker(case.subject_kind)
    entry = make(row) if make is not None else None
    is_public = (kind.reachable or kind.public)(kind.rows()).filter(pk=row.pk).exists()
    if entry is None and case.practice:
        # Nothing to practise with is ever indexed; whoever answers has to read it all the same.
        return row, str(getattr(row, "text", "")), is_public
    return row, (entry.summary or entry.body) if entry is not None else "", is_public


@dataclass(frozen=True)
class Latest:
    """A published answer as a first page shows it."""

    subject_id: int
    status: CaseStatus
    office: str
    text: str
    published_at: datetime


def latest_answers(kind: str, at_most: int) -> list[Latest]:
    """The newest answers to subjects of a kind that the city has decided about, the newest edition of each, in one query.

    Interim replies ("we are looking into it") are left out: nothing has come out yet.
    """
    rows = (
        Answer.objects.filter(
            case__subject_kind=kind,
            case__practice=False,
            case__shelved_at=None,
            case__status__in=DECIDED,
            state=Answer.State.PUBLISHED,
        )
        .select_related("case")
        .order_by("-published_at", "-edition")[: at_most * 2]
    )
    found: dict[int, Latest] = {}
    for row in rows:
        found.setdefault(
            row.case_id,
            Latest(
                subject_id=row.case.subject_id,
                status=CaseStatus(row.case.status),
                office=row.signed_office_words,
                text=row.text,
                published_at=row.published_at or row.drafted_at,
            ),
        )
    return list(found.values())[:at_most]


def answers_of(kind: str, ids: Iterable[int]) -> dict[int, AnswerView]:
    """The answer that counts of each subject that has one, in one query: for exports."""
    rows = Answer.objects.filter(
        case__subject_kind=kind, case__subject_id__in=list(ids), state=Answer.State.PUBLISHED
    )
    return {
        row.case.subject_id: AnswerView(
            edition=row.edition,
            text=row.text,
            office=row.signed_office_words,
            role=row.signed_role_words,
            signature=row.signature,
            published_at=row.published_at or row.drafted_at,
            superseded=False,
        )
        for row in rows.select_related("case").order_by("edition")
    }


def freeze_now(on: date | None = None) -> Freeze | None:
    """The days before an election that it is, if it is."""
    on = on or timezone.localdate()
    return Freeze.objects.filter(starts_on__lte=on, ends_on__gte=on).order_by("-ends_on").first()
