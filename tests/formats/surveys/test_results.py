# SPDX-License-Identifier: EUPL-1.2
"""The pages of results: when everybody sees them, what stands there, what staff can do with them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.formats.surveys import filled
from tests.people import citizen, staff

from mitwirken.formats.surveys import actions
from mitwirken.formats.surveys.actions.publishing import MOST_CROSSINGS
from mitwirken.formats.surveys.models import Answer, Results
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def get(client: Client, name: str, row: Any, *more: Any, **asked: str) -> Any:
    return client.get(reverse(f"surveys:{name}", args=[row.pk, *more]), asked)


def staff_client(client: Client, *roles: str) -> Client:
    client.force_login(staff(*roles))
    return client


def test_results_are_seen_when_the_survey_says_so(client: Client) -> None:
    after, asked = filled.survey()
    filled.many(after, asked, 30)
    assert get(client, "result", after).status_code == 409
    filled.close(after)
    page = get(client, "result", after)
    assert page.status_code == 200 and "nicht repräsentativ" in page.content.decode()
    for_staff, asked = filled.survey(results=Results.STAFF)
    filled.close(for_staff)
    assert get(client, "result", for_staff).status_code == 404
    assert get(client, "result_file", for_staff, "csv").status_code == 404
    running, asked = filled.survey(results=Results.RUNNING)
    said = get(client, "result", running).content.decode()
    assert "Noch gibt es nichts zu zeigen" in said


def test_the_page_costs_the_same_for_few_and_many(client: Client, django_assert_max_num_queries: Any) -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 30)
    filled.close(row)
    get(client, "result", row)
    with django_assert_max_num_queries(30) as few:
        get(client, "result", row)
    filled.many(row, asked, 300, seed=9)
    with django_assert_max_num_queries(30) as many:
        page = get(client, "result", row)
    assert len(many) == len(few) and "330 Menschen haben geantwortet." in page.content.decode()


def test_no_small_count_stands_on_the_page_or_in_its_files(client: Client) -> None:
    row, asked = filled.survey()
    for n in range(40):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 37 else "3"}),
            (asked["words"], {"text": "Nur für die Stadt gedacht."}),
        )
    filled.close(row)
    said = get(client, "result", row).content.decode()
    assert "nicht genannt" in said and "Nur für die Stadt gedacht" not in said
    for format in ("csv", "json"):
        body = b"".join(get(client, "result_file", row, format).streaming_content).decode("utf-8-sig")
        assert "Stadt gedacht" not in body
    lines = list(
        csv.DictReader(
            io.StringIO(
                b"".join(get(client, "result_file", row, "csv").streaming_content).decode("utf-8-sig")
            )
        )
    )
    counts = {line["choice"]: line["count"] for line in lines if line["question"] == "q1"}
    assert counts == {"täglich": "37", "wöchentlich": "", "nie": ""}
    assert get(client, "result_file", row, "exe").status_code == 404


def test_words_are_public_once_somebody_released_them(client: Client) -> None:
    row, asked = filled.survey()
    for n in range(6):
        filled.answer(row, (asked["words"], {"text": f"Frau Meier {n} sagt: zu dunkel am Kanal."}))
    filled.close(row)
    by = filled.lead()
    given = Answer.objects.filter(question=asked["words"]).first()
    assert given is not None
    with pytest.raises(Refusal, match="nicht geantwortet"):
        actions.release_text(answer=given, words="Es ist viel zu dunkel.", by=by)
    with pytest.raises(Refusal):
        actions.release_text(answer=given, words="zu dunkel", by=citizen())
    actions.release_text(answer=given, words="[…] sagt: zu dunkel am Kanal.", by=by)
    said = get(client, "result", row).content.decode()
    assert "[…] sagt: zu dunkel am Kanal." in said and "Meier" not in said
    actions.release_text(answer=given, words="", by=by)
    assert "zu dunkel am Kanal" not in get(client, "result", row).content.decode()


def test_the_desk_sees_all_counts_and_can_filter(client: Client) -> None:
    row, asked = filled.survey()
    for n in range(9):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 7 else "3"}),
            (asked["safe"], {"number": 5}),
            channel="phone" if n == 0 else "paper",
        )
    staff_client(client, Role.OFFICE)
    page = get(client, "desk_results", row)
    assert page.status_code == 200 and "nicht genannt" not in page.content.decode()
    only = get(client, "desk_results", row, nur=f"q{asked['often'].pk}.3", weg="paper")
    assert "2 Antwortbögen" in only.content.decode()
    assert "1 Antwortbogen" in get(client, "desk_results", row, weg="phone").content.decode()
    assert get(client, "desk_results", row, nur="q0.1", weg="<b>").status_code == 200
    for name in ("desk_crossing", "desk_texts", "desk_files"):
        assert get(client, name, row).status_code == 200


def test_two_questions_at_the_desk_and_what_travels(client: Client) -> None:
    row, asked = filled.survey()
    for n in range(40):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 20 else "2"}),
            (asked["safe"], {"number": 1 if n < 3 else 5}),
        )
    pair = {"zeilen": f"q{asked['often'].pk}", "spalten": f"q{asked['safe'].pk}"}
    staff_client(client, Role.PROCESS)
    said = get(client, "desk_crossing", row, **pair).content.decode()
    assert "nicht öffentlich:" in said and "Mitte" in said
    body = b"".join(get(client, "desk_crossing_file", row, **pair).streaming_content).decode("utf-8-sig")
    counts = [line["count"] for line in csv.DictReader(io.StringIO(body))]
    assert "3" not in counts and counts.count("") >= 2
    assert get(client, "desk_crossing_file", row).status_code == 404
    address = reverse("surveys:desk_crossing", args=[row.pk])
    client.post(address, pair)
    filled.close(row)
    row.refresh_from_db()
    assert row.crossings == [[pair["zeilen"], pair["spalten"]]]
    assert "Zwei Fragen im Vergleich" in get(client, "result", row).content.decode()
    client.post(address, pair | {"zurueck": "ja"})
    row.refresh_from_db()
    assert row.crossings == []


def test_so_many_comparisons_and_no_more() -> None:
    row, asked = filled.survey()
    by = filled.lead()
    names = [f"q{asked[name].pk}" for name in ("often", "why", "safe", "first", "where")]
    pairs = [(one, other) for one in names for other in names if one < other]
    for first, second in pairs[:MOST_CROSSINGS]:
        actions.publish_crossing(survey=row, first=first, second=second, by=by)
    with pytest.raises(Refusal, match="auf Einzelne schließen"):
        actions.publish_crossing(survey=row, first=pairs[-1][0], second=pairs[-1][1], by=by)
    with pytest.raises(Refusal, match="zwei verschiedene"):
        actions.publish_crossing(survey=row, first=names[0], second=names[0], by=by)


def test_single_answers_are_taken_along_by_few_and_the_log_says_by_whom(client: Client) -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 12)
    address = reverse("surveys:desk_rows", args=[row.pk])
    staff_client(client, Role.OFFICE)
    assert client.post(address, {"datei": "breit.csv"}).status_code == 403
    assert not Activity.objects.filter(verb="surveys.exported").exists()
    staff_client(client, Role.PROCESS)
    assert client.get(address).status_code == 405
    answer: Any = client.post(address, {"datei": "breit.csv"})
    assert len(b"".join(answer.streaming_content).decode().splitlines()) >= 13
    noted = Activity.objects.get(verb="surveys.exported")
    assert noted.data == {"file": "breit.csv", "responses": 12} and not noted.public
    assert client.post(address, {"datei": "../x"}).status_code == 404


def test_results_are_nothing_for_citizens_at_the_desk(client: Client) -> None:
    row, _asked = filled.survey()
    client.force_login(citizen())
    for name in ("desk_results", "desk_crossing", "desk_texts", "desk_files"):
        assert get(client, name, row).status_code in (302, 403, 404)


def test_places_stand_in_a_list_that_is_folded_and_that_the_map_leads_to(client: Client) -> None:
    row, asked = filled.survey()
    for n in range(10):
        spot = {"latitude": 51.51 if n < 5 else 51.52, "longitude": 7.46}
        filled.answer(row, (asked["often"], {"choice": "1"}), (asked["where"], spot))
    filled.close(row)
    page = get(client, "result", row).content.decode()
    folded = page[page.index("2 Stellen als Liste") :]
    folded = folded[: folded.index("</details>")]
    key = f"q{asked['where'].pk}-karte"
    assert folded.count("5 Nennungen") == 2 and f'id="{key}-1"' in folded and f'id="{key}-2"' in folded
    assert page.count(f'id="{key}-1"') == 1
