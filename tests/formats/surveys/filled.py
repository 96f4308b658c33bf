# SPDX-License-Identifier: EUPL-1.2
"""A survey with every kind of question, and people who answered it: through the deeds, or in bulk where it must be many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.people import phase, process, staff

from mitwirken.civic.places.queries import districts
from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.actions import PageDraft, QuestionDraft, SurveyDraft
from mitwirken.formats.surveys.models import Answer, Kind, Question, Response, State, Survey
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.roles import Role

PARTS = "Sicherheit", "Belag", "Breite"
HOW = "gut", "mittel", "schlecht"


def lead() -> Any:
    return staff(Role.PROCESS)


def survey(by: Any = None, **values: Any) -> tuple[Survey, dict[str, Question]]:
    """A survey that can be answered, its questions by a short name."""
    by = by or lead()
    row = actions.create_survey(
        phase=phase(process(), "surveys", "answer"),
        draft=SurveyDraft(title="Mit dem Rad im Viertel", **values),
        by=by,
    )
    first = row.pages.get()
    asked: dict[str, Question] = {}

    def ask(name: str, page: Any, kind: str, text: str, **more: Any) -> None:
        asked[name] = actions.add_question(
            page=page, draft=QuestionDraft(kind=kind, text=text, **more), by=by
        )

    ask(
        "often",
        first,
        Kind.ONE,
        "Wie oft fahren Sie Rad?",
        choices=("täglich", "wöchentlich", "nie"),
        required=True,
    )
    ask("why", first, Kind.SEVERAL, "Warum?", choices=("Gesundheit", "Klima", "Geld"), other=True)
    second = actions.add_page(survey=row, draft=PageDraft(title="Ihre Wege"), by=by)
    ask(
        "safe",
        second,
        Kind.SCALE,
        "Wie sicher fühlen Sie sich?",
        low=1,
        high=5,
        low_label="gar nicht",
        high_label="sehr",
    )
    ask("parts", second, Kind.MATRIX, "Wie finden Sie die Wege?", choices=HOW, rows=PARTS)
    ask("first", second, Kind.RANKING, "Was zuerst?", choices=("Licht", "Belag", "Ampeln"))
    ask("far", second, Kind.NUMBER, "Wie weit fahren Sie am Tag?", unit="km", low=0, high=200)
    ask("where", second, Kind.POINT, "Wo ist es eng?")
    ask("words", second, Kind.LONG, "Was noch?")
    ask("day", second, Kind.DATE, "Wann zuletzt?")
    actions.make_ready(survey=row, by=by)
    row.refresh_from_db()
    return row, asked


def close(row: Survey) -> Survey:
    """The survey after its end."""
    Survey.objects.filter(pk=row.pk).update(state=State.CLOSED, key="", closed_at=timezone.now())
    row.refresh_from_db()
    return row


def answer(
    row: Survey,
    *given: tuple[Question, dict[str, Any]],
    channel: str = Channel.PAPER,
    day: date | None = None,
) -> Response:
    """One response; each answer as the fields of its row."""
    response = Response.objects.create(
        survey=row,
        channel=channel,
        language="de",
        completed_on=day or timezone.localdate(),
        receipt=f"R{random.getrandbits(40)}",
    )
    Answer.objects.bulk_create(
        [Answer(response=response, question=question, **fields) for question, fields in given]
    )
    return response


def many(row: Survey, asked: dict[str, Question], responses: int, *, seed: int = 5, batch: int = 1000) -> int:
    """Writes so many responses in batches; how many answers that are."""
    dice = random.Random(seed)
    places = [place.pk for place in districts()] or [None]
    start = timezone.localdate() - timedelta(days=20)
    made = 0

    def one() -> Iterator[Answer]:
        yield Answer(question=asked["often"], choice=dice.choices("123", (5, 3, 2))[0])
        for key in "123":
            if dice.random() < 0.4:
                yield Answer(question=asked["why"], choice=key)
        if dice.random() < 0.05:
            yield Answer(question=asked["why"], choice="x", text="=1+1 gern")
        yield Answer(question=asked["safe"], number=dice.randint(1, 5))
        for key in "123":
            yield Answer(question=asked["parts"], row=key, choice=dice.choice("123"))
        for place, key in enumerate(dice.sample("123", 2), 1):
            yield Answer(question=asked["first"], choice=key, number=place)
        yield Answer(question=asked["far"], number=min(200, round(dice.expovariate(0.1), 1)))
        yield Answer(
            question=asked["where"],
            latitude=round(51.51 + dice.random() / 50, 4),
            longitude=round(7.46 + dice.random() / 50, 4),
            place_id=dice.choice(places),
        )
        if dice.random() < 0.3:
            yield Answer(question=asked["words"], text="Mehr Licht am Weg, bitte.")

    for begin in range(0, responses, batch):
        rows = [
            Response(
                survey=row,
                channel=dice.choices(Channel.values, (8, 1, 2, 1))[0],
                language="de",
                completed_on=start + timedelta(days=dice.randint(0, 19)),
                receipt=f"{seed}-{begin + n}",
            )
            for n in range(min(batch, responses - begin))
        ]
        Response.objects.bulk_create(rows)
        answers = []
        for response in rows:
            for given in one():
                given.response = response
                answers.append(given)
        Answer.objects.bulk_create(answers, batch_size=2000)
        made += len(answers)
    return made
