# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests import people

from mitwirken.formats.rating import actions, panels, queries
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.desk.roles import Role

from .conftest import later

pytestmark = pytest.mark.django_db
METHODS = ("support", "agreement", "points", "ranking", "resistance")


def asked(person: Any, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = person
    return request


def test_a_click_is_one_rating_and_leads_back(client, phase, person, things):
    open_phase, citizen = phase("agreement"), person()
    (thing,) = things(open_phase, 1)
    client.force_login(citizen)
    for _ in range(2):
        answer = client.post(f"/bewerten/thing/{thing.pk}/", {"value": "-1", "phase": open_phase.pk})
        assert (answer.status_code, answer["Location"]) == (303, f"{thing.get_absolute_url()}#bewertung")
    assert Rating.objects.get().value == -1
    client.post(f"/bewerten/thing/{thing.pk}/", {"value": "", "phase": open_phase.pk})
    assert not Rating.objects.exists()


def test_the_way_back_leads_nowhere_else(client, phase, person, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    client.force_login(person())
    good = {"value": "1", "back": f"/bewerten/{open_phase.pk}/?seite=2", "anchor": f"bewertung-{thing.pk}"}
    answer = client.post(f"/bewerten/thing/{thing.pk}/", good)
    assert answer["Location"] == f"/bewerten/{open_phase.pk}/?seite=2#bewertung-{thing.pk}"
    for evil in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        answer = client.post(
            f"/bewerten/thing/{thing.pk}/", {"value": "1", "back": evil, "anchor": "\r\nX: y"}
        )
        assert answer["Location"].startswith(thing.get_absolute_url())
        assert "\n" not in answer["Location"]


def test_strangers_are_led_to_the_sign_in_and_back(client, phase, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    answer = client.post(f"/bewerten/thing/{thing.pk}/", {"value": "1"})
    assert answer.status_code == 302 and thing.get_absolute_url() in answer["Location"]
    assert client.get(f"/bewerten/thing/{thing.pk}/").status_code == 302
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"value": "7"}, 422),
        ({"value": "ja"}, 422),
        ({}, 422),
        ({"value": "9" * 4000}, 422),
        ({"value": "1", "phase": "0"}, 409),
    ],
)
def test_bad_input_gets_a_sentence(client, phase, person, things, sent, status):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    client.force_login(person())
    assert client.post(f"/bewerten/thing/{thing.pk}/", sent).status_code == status
    assert not Rating.objects.exists()


def test_what_is_not_public_or_not_there_is_not_found(client, phase, person, things):
    open_phase = phase()
    (thing,) = things(open_phase, 1)
    type(thing).objects.filter(pk=thing.pk).update(published_at=None)
    client.force_login(person())
    for kind, pk in (("thing", thing.pk), ("thing", 10**12), ("nichts", 1)):
        assert client.post(f"/bewerten/{kind}/{pk}/", {"value": "1"}).status_code == 404


def test_a_click_is_cheap(client, phase, person, things):
    open_phase, citizen = phase(), person()
    (thing,) = things(open_phase, 1)
    client.force_login(citizen)
    client.post(f"/bewerten/thing/{thing.pk}/", {"value": "1"})
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        client.post(f"/bewerten/thing/{thing.pk}/", {"value": ""})
    # Session, person, subject; savepoint in the test; tally, old rating, new rating, tally.
    assert len(asked_for) <= 9, [each["sql"] for each in asked_for]


@pytest.mark.parametrize("method", METHODS)
def test_the_rule_stands_before_the_first_click(phase, person, things, method):
    open_phase = phase(method, points=7, max_per_item=2, places=4, min_ratings=3)
    (thing,) = things(open_phase, 1)
    html = panels.panel(asked(person()), thing, open_phase)
    assert html.index("rating-rule") < html.index("<form")
    for number in {
        "points": ("7 Punkte", "2 Punkte"),
        "ranking": ("Plätze 1 bis 4",),
        "resistance": ("0 heißt",),
    }.get(method, ()):
        assert number in html


@pytest.mark.parametrize("method", METHODS)
def test_readers_without_account_see_nothing_personal(phase, person, things, method):
    open_phase = phase(method)
    (thing,) = things(open_phase, 1)
    html = panels.panel(asked(AnonymousUser()), thing, open_phase)
    assert "<form" not in html and "csrf" not in html
    assert "anmelden" in html and f"next={thing.get_absolute_url()}" in html


def test_the_panel_asks_for_little(phase, person, things, django_assert_max_num_queries):
    for hidden in (False, True):
        open_phase, citizen = phase("agreement", hidden_until_close=hidden), person()
        (thing,) = things(open_phase, 1)
        actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
        with django_assert_max_num_queries(3):
            html = panels.panel(asked(citizen), thing, open_phase)
        assert ("100\u00a0% Zustimmung" in html) is not hidden
        assert "Ihre Antwort: Zustimmung." in html


def test_no_rating_no_panel(phase, person, things):
    other = phase(None)
    (thing,) = things(other, 1)
    assert panels.panel(asked(person()), thing, other) == ""
    assert panels.small(asked(person()), thing, other, summary=None) == ""


def test_the_line_in_lists_asks_nothing(phase, person, things, django_assert_num_queries):
    open_phase, citizen = phase(), person()
    (thing,) = things(open_phase, 1)
    actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
    summary = queries.summaries(open_phase, "thing", [thing.pk])[thing.pk]
    with django_assert_num_queries(0):
        html = panels.small(asked(citizen), thing, open_phase, summary=summary, own=1)
    assert "1 Unterstützung" in html and "Sie unterstützen das." in html


@pytest.mark.parametrize("page", ["", "ergebnis/"])
def test_pages_ask_as_often_for_three_as_for_many(client, phase, person, things, page):
    asked_for = []
    citizen = person()
    client.force_login(citizen)
    client.get("/bewerten/0/")  # the first request of a day notes it
    for number in (3, 45):
        open_phase = phase("points", points=100, max_per_item=1)
        for thing in things(open_phase, number):
            actions.rate(subject=thing, phase=open_phase, person=citizen, value=1)
        with CaptureQueriesContext(connection) as queried:
            assert client.get(f"/bewerten/{open_phase.pk}/{page}").status_code == 200
        asked_for.append(len(queried))
    assert asked_for[0] == asked_for[1]


def test_the_overview_shows_what_is_left(client, phase, person, things):
    open_phase, citizen = phase("points", points=5, max_per_item=3), person()
    first, _second = things(open_phase, 2)
    actions.rate(subject=first, phase=open_phase, person=citizen, value=3)
    client.force_login(citizen)
    html = client.get(f"/bewerten/{open_phase.pk}/").content.decode()
    assert "<strong>2</strong>" in html and "von 5 Punkten übrig" in html
    assert html.count("rate-scale") == 2
    mine = client.get(f"/bewerten/{open_phase.pk}/?nur=meine").content.decode()
    assert mine.count("rate-scale") == 1


def test_equals_share_a_rank_also_over_the_page(client, phase, person, things, monkeypatch):
    monkeypatch.setattr("mitwirken.formats.rating.views.RESULT_SIZE", 2)
    open_phase = phase()
    a, b, c, d = things(open_phase, 4)
    for thing, n in ((a, 1), (b, 3), (c, 1), (d, 1)):
        for _ in range(n):
            actions.rate(subject=thing, phase=open_phase, person=person(), value=1)
    choice = queries.candidates_of(open_phase)
    assert choice is not None
    from django.core.paginator import Paginator

    pages = Paginator(queries.in_order_of_result(open_phase, choice), 2)
    lines = [line for n in (1, 2) for line in queries.ranked(open_phase, choice, pages.page(n))]
    assert [(line.row.pk, line.rank) for line in lines] == [(b.pk, 1), (a.pk, 2), (c.pk, 2), (d.pk, 2)]
    assert client.get(f"/bewerten/{open_phase.pk}/ergebnis/?seite=2").status_code == 200


def test_results_stay_hidden_at_every_door_until_the_close(client, phase, person, things):
    hidden, clerk = phase("agreement", hidden_until_close=True), person(roles=[Role.CORE])
    (thing,) = things(hidden, 1)
    actions.rate(subject=thing, phase=hidden, person=person(), value=1)
    address = f"/bewerten/{hidden.pk}/ergebnis"
    for who in (None, person()):
        if who:
            client.force_login(who)
        for page in (f"/bewerten/{hidden.pk}/", f"{address}/"):
            assert "100\u00a0%" not in client.get(page).content.decode()
        assert client.get(f"{address}.csv").status_code == 403
    client.force_login(clerk)
    assert "100\u00a0% Zustimmung" in client.get(f"{address}/").content.decode()
    client.logout()
    later(hidden)
    html = client.get(f"{address}/").content.decode()
    assert "100\u00a0% Zustimmung" in html and "1 online" in html and "csrf" not in html
    assert client.get(f"{address}.csv").status_code == 200


def test_the_table_for_machines(client, phase, person, things):
    open_phase = phase("agreement")
    a, b, c = things(open_phase, 3)
    type(a).objects.filter(pk=a.pk).update(title="=1+1")
    actions.rate(subject=a, phase=open_phase, person=person(), value=1)
    actions.rate(subject=b, phase=open_phase, person=person(), value=-1)
    actions.enter_sheet(
        phase=open_phase,
        sheet="1",
        values={("thing", a.pk): 0},
        channel="paper",
        by=person(roles=[Role.CORE]),
    )
    answer = client.get(f"/bewerten/{open_phase.pk}/ergebnis.csv")
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["rank"], row["number"], row["ratings"], row["score"]) for row in rows] == [
        ("1", str(a.pk), "2", "1"),
        ("2", str(c.pk), "0", "0"),
        ("3", str(b.pk), "1", "-1"),
    ]
    assert rows[0]["title"] == "'=1+1"
    assert (rows[0]["online"], rows[0]["paper"], rows[0]["value_1"], rows[0]["value_0"]) == (
        "1",
        "1",
        "1",
        "1",
    )


def test_phases_of_processes_in_preparation_are_for_staff(client, phase, person):
    draft = phase()
    draft.process.published_at = None
    draft.process.save()
    for page in ("", "ergebnis/", "ergebnis.csv"):
        assert client.get(f"/bewerten/{draft.pk}/{page}").status_code == 404
    assert client.get("/bewerten/999999/").status_code == 404


class TestSheets:
    @pytest.fixture
    def clerk(self, client, db):
        made = people.staff(Role.PROCESS)
        client.force_login(made)
        return made

    def test_a_sheet_is_typed_in_once(self, client, clerk, phase, things):
        open_phase = phase("points", points=5, max_per_item=3)
        a, b = things(open_phase, 2)
        assert open_phase.title in client.get("/schreibtisch/papier/").content.decode()
        address = f"/schreibtisch/papier/bewertung/{open_phase.pk}/"
        sent = {"channel": "paper", f"v{a.pk}": "3", f"v{b.pk}": "2", "once": "ein-bogen"}
        assert client.post(address, sent)["Location"] == client.post(address, sent)["Location"]
        assert set(Rating.objects.values_list("subject_id", "value")) == {(a.pk, 3), (b.pk, 2)}

    def test_too_many_points_are_refused_and_kept(self, client, clerk, phase, things):
        open_phase = phase("points", points=3, max_per_item=3)
        a, b = things(open_phase, 2)
        sent = {"channel": "room", f"v{a.pk}": "3", f"v{b.pk}": "1"}
        answer = client.post(f"/schreibtisch/papier/bewertung/{open_phase.pk}/", sent)
        assert answer.status_code == 422 and "4 Punkte" in answer.content.decode()
        assert '<option value="3" selected>' in answer.content.decode() and not Rating.objects.exists()

    @pytest.mark.parametrize(
        ("method", "boxes"),
        [("support", 1), ("agreement", 3), ("points", 3), ("ranking", 3), ("resistance", 11)],
    )
    def test_every_rule_has_its_sheet(self, client, clerk, phase, things, method, boxes):
        open_phase = phase(method, points=5, max_per_item=3, places=3)
        rows = things(open_phase, 3)
        page = client.get(f"/boegen/bewertung/{open_phase.pk}/").content.decode()
        assert page.count("is-box") == 3 * boxes
        assert all(str(row) in page for row in rows)

    def test_citizens_stay_outside(self, client, phase, person):
        open_phase = phase()
        client.force_login(person())
        for page in ("", f"bewertung/{open_phase.pk}/"):
            assert client.get(f"/schreibtisch/papier/{page}").status_code == 403


def test_the_short_way_of_a_click_refuses_what_the_long_way_refuses(client, phase, person, things):
    open_phase, other, over = phase(), phase(), phase(start=-3, end=-1)
    (thing,), (late,) = things(open_phase, 1), things(over, 1)
    client.force_login(person())
    sent = {"value": "1", "back": "/x/"}
    for row, its_phase, status in (
        (thing, other.pk, 409),  # a phase in which it does not stand
        (thing, "9" * 17, 409),
        (thing, "²", 409),
        (late, over.pk, 403),
        (thing, open_phase.pk, 303),
    ):
        answer = client.post(f"/bewerten/thing/{row.pk}/", sent | {"phase": its_phase})
        assert answer.status_code == status, its_phase
    assert Rating.objects.count() == 1
    open_phase.process.published_at = None
    open_phase.process.save()
    type(thing).objects.filter(pk=thing.pk).update(published_at=None)
    assert client.post(f"/bewerten/thing/{thing.pk}/", sent | {"phase": open_phase.pk}).status_code == 404
