# SPDX-License-Identifier: EUPL-1.2
"""Reads of surveys. Nothing here leads from a person to the answers of an anonymous survey; nothing could."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process

from .filling import Outline, outlined
from .models import Answer, Draft, Mark, Page, Question, Response, State, Survey, Upload

KIND = "survey"
FORMAT = "surveys"
VERB = "answer"
SHOWN = (State.READY, State.CLOSED)


def public(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """What everybody may see: of published processes, once it is settled what is asked."""
    return rows.filter(state__in=SHOWN, process__published_at__isnull=False)


def _with_all(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    return rows.select_related("process", "phase")


def one(pk: int) -> Survey | None:
    return _with_all(Survey.objects.filter(pk=pk)).first() if pk < 2**63 else None


def of_process(process: Process) -> list[Survey]:
    rows = Survey.objects.filter(process=process, state__in=SHOWN)
    return list(_with_all(rows).order_by("phase__starts_at", "pk"))


def counts(processes: Sequence[int]) -> dict[int, int]:
    rows = public(Survey.objects.filter(process__in=processes)).values("process").annotate(n=Count("pk"))
    return {row["process"]: row["n"] for row in rows.order_by()}


def overview(at_most: int = 60) -> list[Survey]:
    """All surveys that are public: open ones first, then those to come, then by when they ended."""
    now = timezone.now()
    rows = list(_with_all(public(Survey.objects.all())).order_by("-phase__ends_at", "-pk")[:at_most])
    rows.sort(key=lambda row: 0 if row.is_open(now) else 1 if row.is_ahead(now) else 2)
    return rows


def outline(survey: Survey) -> Outline:
    """All that is asked, in two queries."""
    pages = Page.objects.filter(survey=survey)
    questions = Question.objects.filter(page__survey=survey).order_by("page__position", "position", "pk")
    return outlined(pages, questions)


# --- answers ----------------------------------------------------------------------------------------------------------


def draft_of(survey: Survey, hidden: str) -> Draft | None:
    return Draft.objects.select_related("response").filter(survey=survey, token=hidden).first()


def has_draft(survey: Survey, person: Any) -> bool:
    return Draft.objects.filter(survey=survey, person=person).exists()


def has_mark(survey: Survey, who: str) -> bool:
    return Mark.objects.filter(survey=survey, who=who).exists()


def own_response(survey: Survey, person: Any) -> Response | None:
    return Response.objects.filter(survey=survey, person=person).first()


def with_receipt(survey: Survey, receipt: str) -> Response | None:
    return Response.objects.filter(survey=survey, receipt=receipt).first() if receipt else None


def answers_of(response: Response) -> dict[int, list[Answer]]:
    """All answers of one response by the number of the question."""
    found: dict[int, list[Answer]] = {}
    for answer in response.answers.order_by("number", "pk"):
        found.setdefault(answer.question_id, []).append(answer)
    return found


def number_of_responses(survey: Survey) -> int:
    return Response.objects.filter(survey=survey).count()


def contributions(year: int) -> dict[str, int]:
    """How many responses came in a year, by channel."""
    rows = Response.objects.filter(completed_on__year=year, survey__process__practice=False)
    return {
        row["channel"]: row["n"] for row in rows.values("channel").annotate(n=Count("pk")).order_by("channel")
    }


def of_person(person: Any) -> list[tuple[str, str, datetime]]:
    """Title, address and time of what the person answered by name, for the account page."""
    rows = Response.objects.filter(person=person).select_related("survey").order_by("-completed_on")
    return [
        (
            row.survey.title,
            reverse("surveys:own", args=[row.survey_id]),
            timezone.make_aware(datetime.combine(row.completed_on, time(12))),
        )
        for row in rows
    ]


def has_answered(process: Any, person: Any) -> bool:
    """Whether somebody answered by name in this process; of anonymous answers nobody can say."""
    return Response.objects.filter(survey__process=process, person=person).exists()


def upload(survey: Survey, pk: int) -> Upload | None:
    """A picture that was sent, not one of a draft."""
    return Upload.objects.filter(survey=survey, response__isnull=False, pk=pk).first()


def uploads(survey: Survey) -> QuerySet[Upload]:
    return (
        Upload.objects.filter(survey=survey, response__isnull=False)
        .defer("data")
        .select_related("question")
        .order_by("question__page__position", "question__position", "response_id")
    )


# --- the desk ---------------------------------------------------------------------------------------------------------


def desk_list() -> QuerySet[Survey]:
    return _with_all(Survey.objects.all()).annotate(number=Count("responses"))


def phases_to_ask() -> list[Phase]:
    """Phases in which surveys can be answered and that are not over, of processes that are not finished."""
    now = timezone.now()
    rows = Phase.objects.filter(ends_at__gt=now, process__finished_at=None, process__practice=False)
    return [
        phase
        for phase in rows.select_related("process").order_by("process__title", "starts_at")
        if VERB in phase.verbs
    ]


def for_paper(late: timedelta) -> list[Survey]:
    """Surveys whose sheets can be printed, or still be typed in."""
    rows = Survey.objects.filter(state=State.READY, phase__ends_at__gt=timezone.now() - late)
    return list(_with_all(rows).order_by("phase__ends_at", "pk"))


def overdue(now: datetime, after: timedelta) -> list[Survey]:
    """Surveys that should have been closed by somebody and were not."""
    return list(_with_all(Survey.objects.filter(state=State.READY, phase__ends_at__lt=now - after)))
