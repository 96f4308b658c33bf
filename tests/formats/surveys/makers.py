# SPDX-License-Identifier: EUPL-1.2
"""Surveys that are ready to be answered, made through the actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.people import phase, process, staff

from mitwirken.civic.participation.models import Phase
from mitwirken.formats.surveys import actions, queries
from mitwirken.formats.surveys.models import Access, Kind, Page, Question, Survey
from mitwirken.ground.desk.roles import Role

NAMED: dict[str, Any] = {"anonymous": False, "access": Access.ACCOUNT}
ONCE: dict[str, Any] = {"anonymous": True, "access": Access.ACCOUNT}


def lead() -> Any:
    return staff(Role.CORE)


def asking_phase(**values: Any) -> Phase:
    return phase(process(), "surveys", "answer", title="Umfrage", **values)


def empty(by: Any, where: Phase | None = None, **values: Any) -> Survey:
    draft = actions.SurveyDraft(title="Wie geht es dem Park?", intro="Wir planen neu.", **values)
    return actions.create_survey(phase=where or asking_phase(), draft=draft, by=by)


def ask(page: Page, kind: str, text: str, by: Any, **values: Any) -> Question:
    return actions.add_question(page=page, draft=actions.QuestionDraft(kind=kind, text=text, **values), by=by)


def add_page(survey: Survey, title: str, by: Any, **values: Any) -> Page:
    return actions.add_page(survey=survey, draft=actions.PageDraft(title=title, **values), by=by)


class Park:
    """A survey of three pages: whoever comes with a dog is asked about it; a question of every kind."""

    def __init__(self, *, settle: bool = True, where: Phase | None = None, **values: Any) -> None:
        self.by = lead()
        survey = empty(self.by, where, **values)
        by = self.by
        self.first = survey.pages.get()
        self.often = ask(
            self.first,
            Kind.ONE,
            "Kommen Sie oft?",
            by,
            choices=("Ja", "Nein"),
            other=True,
            required=True,
        )
        self.whom = ask(
            self.first,
            Kind.SEVERAL,
            "Mit wem?",
            by,
            choices=("Kinder", "Hund", "allein"),
            most=2,
        )
        self.dogs = add_page(survey, "Ihr Hund", by, if_question=self.whom.pk, if_choices=("2",))
        self.lead = ask(self.dogs, Kind.SHORT, "Wie heißt er?", by, required=True)
        self.rest = add_page(survey, "Der Park", by)
        self.liked = ask(
            self.rest,
            Kind.SCALE,
            "Wie gefällt er Ihnen?",
            by,
            low=1,
            high=5,
            low_label="gar nicht",
            high_label="sehr",
        )
        self.table = ask(
            self.rest,
            Kind.MATRIX,
            "Wie finden Sie …",
            by,
            rows=("die Wege", "die Bänke"),
            choices=("gut", "schlecht"),
        )
        self.order = ask(self.rest, Kind.RANKING, "Was zuerst?", by, choices=("Wege", "Bänke", "Licht"))
        self.age = ask(self.rest, Kind.NUMBER, "Wie alt sind Sie?", by, low=6, high=110, unit="Jahre")
        self.story = ask(self.rest, Kind.LONG, "Was noch?", by)
        self.day = ask(self.rest, Kind.DATE, "Wann zuletzt?", by)
        self.spot = ask(self.rest, Kind.POINT, "Wo fehlt eine Bank?", by)
        self.photo = ask(self.rest, Kind.UPLOAD, "Ein Foto davon?", by)
        self.why = ask(
            self.rest, Kind.SHORT, "Warum nicht?", by, if_question=self.often.pk, if_choices=("2", "x")
        )
        self.thanks = ask(self.rest, Kind.INFO, "Danke", by, help="Das war es schon.")
        if settle:
            actions.make_ready(survey=survey, by=self.by)
        self.survey: Survey = again(survey)

    def full(self) -> dict[str, Any]:
        """An answer to all that is asked of somebody with a dog."""
        return {
            str(self.often.pk): {"choices": ["1"]},
            str(self.whom.pk): {"choices": ["1", "2"]},
            str(self.lead.pk): {"text": "Bello"},
            str(self.liked.pk): {"number": "4"},
            str(self.table.pk): {"rows": {"1": "1", "2": "2"}},
            str(self.order.pk): {"choices": ["3", "1"]},
            str(self.age.pk): {"number": "41"},
            str(self.story.pk): {"text": "Mehr Licht am Weg."},
            str(self.day.pk): {"day": "2026-11-01"},
            str(self.spot.pk): {"text": "am Tor"},
        }


def again(survey: Survey) -> Survey:
    found = queries.one(survey.pk)
    assert found is not None
    return found


def answer(survey: Survey, values: dict[str, Any], person: Any = None) -> actions.Sent:
    """Somebody answers all at once and sends it."""
    token = actions.begin(survey=survey, person=person)
    actions.save_page(survey=survey, token=token, values=values, person=person)
    return actions.send(survey=survey, token=token, person=person)


def end(survey: Survey, ago: timedelta = timedelta(hours=1)) -> Survey:
    """The phase is over."""
    Phase.objects.filter(pk=survey.phase_id).update(
        starts_at=timezone.now() - ago - timedelta(days=30), ends_at=timezone.now() - ago
    )
    return again(survey)
