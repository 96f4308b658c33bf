# SPDX-License-Identifier: EUPL-1.2
"""What counts in the end, who can answer, and that nothing leads from a person to anonymous answers."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from PIL import Image
from tests.formats.surveys.makers import NAMED, ONCE, Park, again, answer, end
from tests.people import citizen, staff

from mitwirken.civic.representation.registry import took_part
from mitwirken.formats.surveys import actions, queries, secrecy
from mitwirken.formats.surveys.actions.answering import values_of
from mitwirken.formats.surveys.models import Answer, Draft, Mark, Response, State, Upload
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pictures.actions import clean_bytes
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.privacy.queries import export_of

pytestmark = pytest.mark.django_db


def test_every_kind_is_kept_in_rows_that_can_be_counted_and_comes_back_as_it_was_given():
    park = Park(**NAMED)
    person = citizen()
    answer(park.survey, park.full(), person)
    response = Response.objects.get()
    assert response.person == person and not Draft.objects.exists()
    rows = {
        (row.question_id, row.row, row.choice): (row.number, row.text, row.day)
        for row in Answer.objects.all()
    }
    assert rows == {
        (park.often.pk, "", "1"): (None, "", None),
        (park.whom.pk, "", "1"): (None, "", None),
        (park.whom.pk, "", "2"): (None, "", None),
        (park.lead.pk, "", ""): (None, "Bello", None),
        (park.liked.pk, "", ""): (Decimal(4), "", None),
        (park.table.pk, "1", "1"): (None, "", None),
        (park.table.pk, "2", "2"): (None, "", None),
        (park.order.pk, "", "3"): (Decimal(1), "", None),
        (park.order.pk, "", "1"): (Decimal(2), "", None),
        (park.age.pk, "", ""): (Decimal(41), "", None),
        (park.story.pk, "", ""): (None, "Mehr Licht am Weg.", None),
        (park.day.pk, "", ""): (None, "", date(2026, 11, 1)),
        (park.spot.pk, "", ""): (None, "am Tor", None),
    }
    assert values_of(response, park.survey) == park.full()


def test_answers_to_what_is_not_seen_any_more_are_dropped():
    park = Park()
    values = park.full() | {
        str(park.whom.pk): {"choices": ["1"]},
        str(park.why.pk): {"text": "zu weit"},
    }
    answer(park.survey, values)
    kept = set(Answer.objects.values_list("question_id", flat=True))
    # No dog: its page is gone. "Ja": nobody asks why not.
    assert park.lead.pk not in kept and park.why.pk not in kept and park.liked.pk in kept


def test_a_condition_on_an_answer_that_is_itself_not_seen_does_not_hold():
    park = Park(settle=False)
    actions.add_page(
        survey=park.survey,
        draft=actions.PageDraft(
            title="Noch mehr",
            text="Weil Ihnen der Park gefällt.",
            if_question=park.liked.pk,
            if_choices=("5",),
        ),
        by=park.by,
    )
    outline = queries.outline(park.survey)
    values = {str(park.liked.pk): {"number": "5"}}
    assert [page.title for page, _asked in outline.seen(values)][-1] == "Noch mehr"
    assert [page.title for page, _asked in outline.seen({str(park.liked.pk): {"number": "4"}})][
        -1
    ] == "Der Park"
    # Values of unknown questions or of texts do nothing.
    assert outline.kept({"999999": {"text": "x"}, str(park.thanks.pk): {"text": "x"}}) == {}


def test_what_must_be_answered_is_asked_for_only_where_it_is_seen():
    park = Park()
    with pytest.raises(Refusal, match="Kommen Sie oft"):
        answer(park.survey, {str(park.liked.pk): {"number": "1"}})
    with pytest.raises(Refusal, match="Wie heißt er"):
        answer(park.survey, {str(park.often.pk): {"choices": ["1"]}, str(park.whom.pk): {"choices": ["2"]}})
    assert answer(park.survey, {str(park.often.pk): {"choices": ["1"]}}).receipt
    assert Response.objects.count() == 1


def test_sent_twice_counts_once_with_one_receipt():
    park = Park()
    token = actions.begin(survey=park.survey, person=AnonymousUser())
    actions.save_page(survey=park.survey, token=token, values=park.full(), person=None)
    first = actions.send(survey=park.survey, token=token, person=None)
    assert actions.send(survey=park.survey, token=token, person=None) == first
    assert Response.objects.count() == 1
    with pytest.raises(Refusal, match="abgesendet"):
        actions.save_page(survey=park.survey, token=token, values=park.full(), person=None)


def test_nothing_leads_from_a_person_to_anonymous_answers():
    park = Park(**ONCE)
    people = [citizen() for _ in range(3)]
    receipts = {person.pk: answer(park.survey, park.full(), person).receipt for person in people}
    assert Mark.objects.count() == Response.objects.count() == 3
    assert not Response.objects.exclude(person=None).exists()
    marks, responses = list(Mark.objects.values()), list(Response.objects.values())
    # No value of a mark stands in a response, in an answer or the other way round, but the survey's number.
    in_responses = {str(value) for row in responses for value in row.values()} | {
        str(value) for row in Answer.objects.values() for value in row.values()
    }
    for mark in marks:
        assert mark["who"] not in in_responses
        assert set(mark) == {"id", "survey_id", "who"}
    # Neither a time nor an order: only the day, and keys that are drawn.
    for row in responses:
        assert row["changed_at"] is None and isinstance(row["completed_on"], date)
    assert sorted(row["id"] for row in responses) != [1, 2, 3]
    assert min(row["id"] for row in responses) > 10**6
    # The log, the notes of deeds and everything else that names a person says nothing of it.
    for model in apps.get_models():
        texts = [
            field.name
            for field in model._meta.fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if model in {Response, Draft}:
            continue
        for row in model._base_manager.values(*texts) if texts else []:
            said = json.dumps(row, default=str)
            assert not any(receipt in said for receipt in receipts.values()), model
    # After closing not even with the key: there is none, and who took part is forgotten.
    actions.close_survey(survey=end(park.survey), by=park.by)
    survey = again(park.survey)
    assert survey.state == State.CLOSED and survey.key == "" and not Mark.objects.exists()
    with pytest.raises(ValueError):
        secrecy.who(survey.key, people[0].pk)
    assert Response.objects.count() == 3


def test_an_account_takes_part_once_in_an_anonymous_survey_and_once_means_once():
    park = Park(**ONCE)
    person = citizen()
    one, two = (actions.begin(survey=park.survey, person=person) for _ in range(2))
    for token in (one, two):
        actions.save_page(survey=park.survey, token=token, values=park.full(), person=person)
    actions.send(survey=park.survey, token=one, person=person)
    with pytest.raises(Refusal, match="schon teilgenommen"):
        actions.send(survey=park.survey, token=two, person=person)
    with pytest.raises(Refusal, match="schon teilgenommen"):
        actions.begin(survey=park.survey, person=person)
    # Taken back with the code, it is still marked: nobody knows whose it was.
    code = Response.objects.get().receipt
    actions.withdraw_by_receipt(survey=park.survey, receipt=code.lower().replace("-", " "))
    assert not Response.objects.exists() and Mark.objects.count() == 1
    with pytest.raises(Refusal, match="keine Antworten"):
        actions.withdraw_by_receipt(survey=park.survey, receipt=code)


@pytest.mark.parametrize("mode", [NAMED, ONCE])
def test_where_an_account_is_needed_guests_are_told(mode: dict[str, Any]):
    park = Park(**mode)
    with pytest.raises(Refusal) as refused:
        actions.begin(survey=park.survey, person=AnonymousUser())
    assert refused.value.status == 401
    with pytest.raises(Refusal, match="Konto"):
        actions.begin(survey=park.survey, person=citizen(confirmed_only=True))
    with pytest.raises(Refusal, match="eingeschränkt"):
        actions.begin(survey=park.survey, person=citizen(restricted_at=timezone.now()))


def test_by_name_answers_are_seen_changed_and_taken_back_by_their_person_alone():
    park = Park(**NAMED)
    person, other = citizen(), citizen()
    answer(park.survey, park.full(), person)
    token = actions.change_again(survey=park.survey, person=person)
    assert token == actions.change_again(survey=park.survey, person=person)
    with pytest.raises(Refusal):
        actions.save_page(survey=park.survey, token=token, values={}, person=other)
    with pytest.raises(Refusal):
        actions.change_again(survey=park.survey, person=other)
    changed = {str(park.liked.pk): {"number": "1"}, str(park.story.pk): {}}
    actions.save_page(survey=park.survey, token=token, values=changed, person=person)
    # Until it is sent, what was sent counts.
    assert Answer.objects.get(question=park.liked).number == 4
    actions.send(survey=park.survey, token=token, person=person)
    assert Response.objects.count() == 1 and Response.objects.get().changed_at is not None
    assert Answer.objects.get(question=park.liked).number == 1
    assert not Answer.objects.filter(question=park.story).exists()
    actions.withdraw(survey=park.survey, person=person)
    actions.withdraw(survey=park.survey, person=person)
    assert not Response.objects.exists() and not Answer.objects.exists()
    # And anew.
    answer(park.survey, park.full(), person)
    assert Response.objects.get().person == person


def test_it_opens_and_ends_with_its_phase():
    park = Park()
    token = actions.begin(survey=park.survey, person=None)
    actions.save_page(survey=park.survey, token=token, values=park.full(), person=None)
    late = end(park.survey, ago=timedelta(microseconds=1))
    for deed in (
        lambda: actions.send(survey=late, token=token, person=None),
        lambda: actions.save_page(survey=late, token=token, values={}, person=None),
        lambda: actions.begin(survey=late, person=None),
        lambda: actions.withdraw_by_receipt(survey=late, receipt="2B4K-9XYZ-7MNP"),
    ):
        with pytest.raises(Refusal, match="beendet"):
            deed()
    assert not Response.objects.exists()


def test_what_was_begun_and_left_goes_after_two_weeks():
    park = Park()
    actions.begin(survey=park.survey, person=None)
    stale = actions.begin(survey=park.survey, person=None)
    Draft.objects.filter(token=secrecy.hidden(stale)).update(
        changed_on=timezone.localdate() - timedelta(days=15)
    )
    run_retention()
    assert Draft.objects.count() == 1


def picture(size: tuple[int, int] = (30, 20)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, "PNG")
    return out


def test_pictures_stay_with_what_was_sent_until_a_change_is_sent_and_go_after_a_year():
    park, person = Park(**NAMED), citizen()
    name = str(park.photo.pk)
    answer(park.survey, park.full() | {name: {"bytes": clean_bytes(picture())}}, person)
    first = Upload.objects.get()
    assert first.response == Response.objects.get() and first.draft is None
    token = actions.change_again(survey=park.survey, person=person)
    other = {name: {"bytes": clean_bytes(picture((50, 20)))}}
    actions.save_page(survey=park.survey, token=token, values=other, person=person)
    assert Upload.objects.count() == 2 and Answer.objects.get(question=park.photo).upload == first
    # Thrown away, the change leaves nothing behind.
    actions.drop_draft(survey=park.survey, token=token, person=person)
    assert Upload.objects.get() == first
    token = actions.change_again(survey=park.survey, person=person)
    actions.save_page(survey=park.survey, token=token, values=other, person=person)
    actions.send(survey=park.survey, token=token, person=person)
    kept = Upload.objects.get()
    assert kept != first and Answer.objects.get(question=park.photo).upload == kept
    # A picture of somebody else cannot be taken for one's own.
    stranger = citizen()
    answer(park.survey, park.full() | {name: {"upload": kept.pk}}, stranger)
    assert Answer.objects.get(question=park.photo).response.person == person
    end(park.survey, ago=timedelta(days=366))
    run_retention()
    assert not Upload.objects.exists() and Answer.objects.get(question=park.photo).upload is None


def test_on_a_shared_device_the_next_person_finds_nothing():
    park, named, person = Park(), Park(**NAMED), citizen()
    token = actions.begin(survey=park.survey, person=None)
    actions.forget_at_device({"pk": park.survey.pk, "token": token})
    assert not Draft.objects.exists()
    # What belongs to an account waits for its person.
    token = actions.begin(survey=named.survey, person=person)
    actions.forget_at_device({"pk": named.survey.pk, "token": token})
    assert Draft.objects.count() == 1


def test_only_who_answered_by_name_is_known_to_have_taken_part():
    named, once, person = Park(**NAMED), Park(**ONCE), citizen()
    answer(named.survey, named.full(), person)
    answer(once.survey, once.full(), person)
    assert took_part(named.survey.process, person) and not took_part(once.survey.process, person)
    assert [title for title, _url, _at in queries.of_person(person)] == [named.survey.title]


def test_a_person_exports_answers_by_name_and_erases_them():
    park = Park(**NAMED)
    person, other = citizen(), citizen()
    answer(park.survey, park.full(), person)
    answer(park.survey, park.full(), other)
    token = actions.change_again(survey=park.survey, person=person)
    assert token
    said = json.dumps(export_of(person), default=str)
    assert "Bello" in said and "Mehr Licht" in said
    erase_rows_of(person, keep_texts=True)
    assert [row.person for row in Response.objects.all()] == [other]
    assert not Draft.objects.exists()
    assert Answer.objects.filter(question=park.lead).count() == 1


def test_a_year_after_the_end_answers_by_name_are_nobodys():
    park = Park(**NAMED)
    answer(park.survey, park.full(), citizen())
    end(park.survey, ago=timedelta(days=366))
    run_retention()
    assert Response.objects.get().person is None and Answer.objects.exists()


def test_staff_try_out_and_nothing_comes_of_it():
    park = Park(settle=False)
    with pytest.raises(Refusal):
        actions.begin(survey=park.survey, person=citizen(), trial=True)
    colleague = staff("redaktion")
    token = actions.begin(survey=park.survey, person=colleague, trial=True)
    with pytest.raises(Refusal):
        actions.save_page(survey=park.survey, token=token, values=park.full(), person=None)
    actions.save_page(survey=park.survey, token=token, values=park.full(), person=colleague)
    assert actions.send(survey=park.survey, token=token, person=colleague).trial
    assert not Response.objects.exists() and not Draft.objects.exists()


def test_closing_waits_for_the_end_and_happens_by_itself():
    park = Park(**ONCE)
    answer(park.survey, park.full(), citizen())
    with pytest.raises(Refusal, match="läuft noch"):
        actions.close_survey(survey=park.survey, by=park.by)
    end(park.survey, ago=timedelta(days=13))
    actions.close_overdue()
    assert again(park.survey).state == State.READY
    end(park.survey, ago=timedelta(days=15))
    actions.close_overdue()
    assert again(park.survey).state == State.CLOSED and not Mark.objects.exists()
