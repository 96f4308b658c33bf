# SPDX-License-Identifier: EUPL-1.2
"""Reads: prints by their code, entries, stacks, answers that wait to be passed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from mitwirken.ground.desk.models import Answer, Case
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.desk.rules import CONCEPTUAL
from mitwirken.kernels.sheets import SheetCode, read_number

from .models import Entry, PrintedForm, Reply, Stack


def print_with_code(code: str) -> PrintedForm | None:
    return PrintedForm.objects.filter(code=code.upper()).first()


def sheet_named(text: str) -> tuple[PrintedForm, int] | None:
    """The print and copy of a number as a clerk types it or a reader of square codes sends it; None where there is none."""
    code: SheetCode | None = read_number(text)
    if code is None:
        return None
    found = print_with_code(code.form)
    return (found, code.copy) if found is not None else None


def entry_of(print_: PrintedForm, copy: int) -> Entry | None:
    return Entry.objects.select_related("form").filter(form=print_, copy=copy, taken_back_at=None).first()


def last_entries(person: Any, most: int = 8) -> QuerySet[Entry]:
    rows = Entry.objects.select_related("form").filter(by=person, form__practice=False)
    return rows.order_by("-pk")[:most]


def open_stacks(person: Any) -> QuerySet[Stack]:
    return Stack.objects.filter(by=person, closed_at=None)


@dataclass(frozen=True)
class Sums:
    """What was typed in of a stack; what was taken back does not count."""

    sheets: int
    marks: int


def sums_of(stack: Stack) -> Sums:
    rows = stack.entries.filter(taken_back_at=None)
    return Sums(rows.count(), rows.aggregate(n=Sum("marks"))["n"] or 0)


def of_stack(stack: Stack) -> QuerySet[Entry]:
    return stack.entries.filter(taken_back_at=None).select_related("form").order_by("-pk")


def with_receipt(number: str, secret: str) -> Entry | None:
    """The entry of a receipt, by its number and its code as somebody types them."""
    digits = "".join(sign for sign in number if sign.isdigit())
    signs = "".join(sign for sign in secret.upper() if sign.isalnum())
    if not digits or len(digits) > 12 or not signs:
        return None
    return Entry.objects.select_related("form").filter(pk=int(digits), secret=signs).first()


def _edition() -> Subquery:
    """The newest edition that the city published on what an entry became."""
    rows = Answer.objects.filter(
        case__subject_kind=OuterRef("subject_kind"),
        case__subject_id=OuterRef("subject_id"),
        state=Answer.State.PUBLISHED,
    )
    return Subquery(rows.order_by("-edition").values("edition")[:1], output_field=IntegerField())


def _office() -> Subquery:
    rows = Case.objects.filter(subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"))
    return Subquery(rows.values("office_id")[:1])


def answers_to_pass_on(person: Any) -> QuerySet[Entry]:
    """Entries whose person wished for an answer, where one is published that they do not know yet; oldest first."""
    rows = (
        Entry.objects.filter(taken_back_at=None, form__practice=False)
        .exclude(reply="")
        .exclude(subject_kind="")
        .annotate(edition=_edition())
        .filter(edition__isnull=False)
        .filter(Q(answered_edition=None) | Q(answered_edition__lt=F("edition")))
        .select_related("form")
        .order_by("at", "pk")
    )
    if has_role(person, *CONCEPTUAL):
        return rows
    return rows.annotate(office=_office()).filter(office__in=list(person.offices))


def letters_to_write(person: Any) -> QuerySet[Entry]:
    return answers_to_pass_on(person).filter(reply=Reply.LETTER)


def calls_to_make(person: Any) -> QuerySet[Entry]:
    return answers_to_pass_on(person).filter(reply=Reply.PHONE)


def cases_of(entries: Iterable[Entry]) -> dict[tuple[str, int], Case]:
    """The cases of entries, in one query."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    condition = Q(pk__in=[])
    for kind, ids in wanted.items():
        condition |= Q(subject_kind=kind, subject_id__in=ids)
    return {
        (row.subject_kind, row.subject_id): row
        for row in Case.everything.select_related("office").filter(condition)
    }


def newest_answers(cases: Iterable[Case]) -> dict[int, Answer]:
    """The newest published answer of each case, in one query."""
    rows = Answer.objects.filter(case__in=list(cases), state=Answer.State.PUBLISHED).order_by("edition")
    return {row.case_id: row for row in rows.select_related("signed_office")}


def lately_passed_on(person: Any) -> QuerySet[Entry]:
    """Letters and calls of the last time, newest first."""
    rows = Entry.objects.filter(answered_at__isnull=False, taken_back_at=None).exclude(reply="")
    rows = rows.select_related("form").order_by("-answered_at")
    if has_role(person, *CONCEPTUAL):
        return rows
    return rows.annotate(office=_office()).filter(office__in=list(person.offices))
