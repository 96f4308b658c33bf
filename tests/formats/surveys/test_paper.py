# SPDX-License-Identifier: EUPL-1.2
"""The sheet made from a survey: what stands on it, typed in, taken back."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.formats.surveys.makers import NAMED, Park, ask, empty, end, lead
from tests.ground.scanning.drawn import pdf, picture
from tests.people import citizen, staff

from mitwirken.formats.surveys import actions, rules, sheets
from mitwirken.formats.surveys.models import Answer, Kind, Response
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper.models import Entry
from mitwirken.ground.paper.registry import Say
from mitwirken.ground.scanning import actions as scanning

pytestmark = pytest.mark.django_db


def test_what_stands_on_the_sheet_is_called_as_the_fields_are():
    park = Park()
    content = sheets.FORM.build(park.survey)
    said = " ".join(block.text for block in content.blocks if isinstance(block, Say))
    assert "Nur wenn Sie bei 2 „Hund“ angekreuzt haben" in said
    assert "Nur wenn Sie bei 1 „Nein“ oder „etwas anderes“ angekreuzt haben" in said
    assert "nur online mitschicken" in said and "Das war es schon." in said
    print_ = paper.current_print(kind=sheets.KIND, pk=park.survey.pk)
    layout = print_.sheet_layout
    form = sheets.FORM.form(park.survey)  # type: ignore[misc]
    on_sheet = {choice.name for choice in layout.choices} | {field.name for field in layout.fields}
    assert on_sheet <= set(form.fields)
    # Without the map and the list of districts, for which a line of words stands, all is on the sheet.
    assert set(form.fields) - on_sheet == {f"q{park.spot.pk}", f"q{park.spot.pk}_place"}
    choices = {choice.name: choice for choice in layout.choices}
    assert choices[f"q{park.whom.pk}"].most == 2 and len(choices[f"q{park.liked.pk}"].boxes) == 5
    assert {f"q{park.table.pk}_1", f"q{park.table.pk}_2", f"q{park.order.pk}_3"} <= set(choices)


def test_a_sheet_as_pdf_and_for_whom(client: Client):
    park, draft = Park(), Park(settle=False)
    address = reverse("paper:blank_pdf", args=[sheets.KIND, park.survey.pk])
    page = client.get(address)
    assert page.status_code == 200 and page.content.startswith(b"%PDF")
    hidden = reverse("paper:blank", args=[sheets.KIND, draft.survey.pk])
    assert client.get(hidden).status_code in {403, 404}
    client.force_login(draft.by)
    assert client.get(hidden).status_code == 200


def typed(park: Park, by: Any, channel: str = "paper", **values: Any) -> Entry:
    print_ = paper.current_print(kind=sheets.KIND, pk=park.survey.pk)
    sent = {
        f"q{park.often.pk}": "1",
        f"q{park.whom.pk}": ["2"],
        f"q{park.lead.pk}": "Rex",
        f"q{park.liked.pk}": "5",
        f"q{park.table.pk}_2": "1",
        f"q{park.age.pk}": "63",
        f"q{park.spot.pk}_text": "am Teich",
        f"q{park.why.pk}": "passt nicht dazu",
    } | values
    form = sheets.FORM.form(park.survey, sent)  # type: ignore[misc]
    assert form.is_valid(), form.errors
    return paper.enter(print_=print_, values=form.cleaned_data, channel=channel, by=by)


def test_a_sheet_counts_like_any_other_response_and_can_be_taken_back():
    park = Park(**NAMED)
    clerk = staff(Role.OFFICE)
    entry = typed(park, clerk)
    response = Response.objects.get()
    assert (response.channel, response.person) == ("paper", None)
    kept = {row.question_id: (row.choice or row.text or row.number) for row in Answer.objects.all()}
    assert kept[park.lead.pk] == "Rex" and kept[park.spot.pk] == "am Teich"
    # "Ja" was ticked, so the question that is only for the others is not answered.
    assert park.why.pk not in kept
    typed(park, clerk, channel="phone")
    paper.take_back(entry=entry, by=clerk)
    assert [row.channel for row in Response.objects.all()] == ["phone"]


def test_a_sheet_may_leave_out_what_must_be_answered_online_but_not_everything():
    park = Park()
    clerk = staff(Role.OFFICE)
    print_ = paper.current_print(kind=sheets.KIND, pk=park.survey.pk)
    paper.enter(print_=print_, values={f"q{park.liked.pk}": "3"}, channel="paper", by=clerk)
    assert Answer.objects.count() == 1
    with pytest.raises(Refusal, match="nichts ausgefüllt"):
        paper.enter(print_=print_, values={}, channel="paper", by=clerk)
    with pytest.raises(Refusal):
        paper.enter(print_=print_, values={f"q{park.liked.pk}": "3"}, channel="paper", by=citizen())
    with pytest.raises(Refusal, match="zweimal"):
        twice = {f"q{park.order.pk}_1": "1", f"q{park.order.pk}_2": "1"}
        paper.enter(print_=print_, values=twice, channel="paper", by=clerk)
    assert Response.objects.count() == 1


def test_paper_that_came_in_time_is_typed_in_until_the_survey_is_closed():
    park = Park()
    clerk = staff(Role.OFFICE)
    park.survey = end(park.survey)
    typed(park, clerk)
    actions.close_survey(survey=park.survey, by=park.by)
    with pytest.raises(Refusal):
        typed(park, clerk)
    assert Response.objects.count() == 1


def test_at_the_desk_a_sheet_is_one_form(client: Client):
    park = Park()
    client.force_login(staff(Role.OFFICE))
    address = reverse("paper:enter_for", args=[sheets.KIND, park.survey.pk])
    page = client.get(address)
    assert page.status_code == 200 and "Wie geht es dem Park?" in page.content.decode()
    sent = {f"q{park.liked.pk}": "9", "channel": "phone", "once": "zettel-1"}
    assert client.post(address, sent).status_code == 422
    done = client.post(address, sent | {f"q{park.liked.pk}": "2"})
    assert done.status_code == 302 and Response.objects.get().channel == "phone"


def test_long_answers_stand_below_each_other_and_not_upon_each_other():
    by = lead()
    survey = empty(by)
    labels = tuple(f"{n} " + "eine recht lange Antwort mit vielen Wörtern " * 2 for n in range(6))
    assert all(80 < len(label) <= rules.LABEL_LENGTH for label in labels)
    question = ask(survey.pages.get(), Kind.SEVERAL, "Was trifft zu?", by, choices=labels)
    print_ = paper.current_print(kind=sheets.KIND, pk=survey.pk)
    (page,) = print_.drawing
    words = [mark for mark in page if mark["text"].strip() in {label.strip() for label in labels}]
    boxes = [box for box in print_.sheet_layout.boxes if box.name.startswith(f"q{question.pk}:")]
    assert len(words) == len(boxes) == 6
    for above, below in itertools.pairwise(words):
        assert above["y"] + above["h"] <= below["y"] + 0.01


def test_boxes_of_every_kind_are_read_by_the_scanner(client: Client):
    by = lead()
    survey = empty(by)
    page = survey.pages.get()
    one = ask(page, Kind.ONE, "Kommen Sie oft?", by, choices=("Ja", "Nein"))
    several = ask(page, Kind.SEVERAL, "Mit wem?", by, choices=("Kinder", "Hund", "allein"), most=2)
    scale = ask(page, Kind.SCALE, "Wie ist es?", by, low=1, high=5)
    table = ask(page, Kind.MATRIX, "Wie sind …", by, rows=("Wege", "Bänke"), choices=("gut", "schlecht"))
    actions.make_ready(survey=survey, by=by)
    print_, _first, _last = paper.print_copies(kind=sheets.KIND, pk=survey.pk, number=3, by=by)
    boxes = (
        f"q{one.pk}:2",
        f"q{several.pk}:1",
        f"q{several.pk}:3",
        f"q{scale.pk}:4",
        f"q{table.pk}_1:1",
        f"q{table.pk}_2:2",
    )
    filled = picture(print_, 1, dict.fromkeys(boxes, "tick"))
    scan, _new = scanning.take_in(files=[("stapel.pdf", pdf(filled))], by=by)
    while scanning.read_waiting():
        pass
    assert scanning.confirm_clear(scan=scan, by=by).entered == 1
    # What somebody wrote in a margin may say who they are: of a sheet that is entered a page is shown after a reason only.
    picture_of = reverse("scanning:picture", args=[scan.pages.get().pk])
    client.force_login(by)
    assert client.get(picture_of).status_code == 403
    why = {"where": f"scan:{scan.pk}", "reason": "Ein Kästchen nachsehen", "back": "/"}
    client.post(reverse("desk:open_contacts"), why)
    assert client.get(picture_of).status_code == 200
    kept = {
        (row.question_id, row.row, row.choice or str(row.number and int(row.number)))
        for row in Answer.objects.filter(response__channel="paper")
    }
    assert kept == {
        (one.pk, "", "2"),
        (several.pk, "", "1"),
        (several.pk, "", "3"),
        (scale.pk, "", "4"),
        (table.pk, "1", "1"),
        (table.pk, "2", "2"),
    }
