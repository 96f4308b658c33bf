# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.utils import timezone
from tests.civic.participation.makers import days, draft, published
from tests.civic.places.town import build
from tests.people import citizen, staff

from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation.drafts import DateDraft, Outcome
from mitwirken.entrances.hub import actions
from mitwirken.entrances.hub.models import Barrier
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_an_empty_town_has_a_first_page(client):
    html = text(client.get("/"))
    assert "Gerade läuft keine Beteiligung." in html


def test_the_first_page_shows_what_runs_what_comes_and_what_came_out(client):
    build()
    process = published(title="Hoeschpark")
    participation.set_dates(process=process, by=None, dates=[DateDraft("Rundgang", days(3))])
    published(title="Digitaltag", start=5, end=9)
    done = published(title="Jugendbudget", start=-9, end=-1)
    participation.finish_process(
        process=done, by=None, outcome=Outcome("a", "Sieben Projekte bekommen Geld.", "Weil")
    )
    draft(title="Geheim")
    html = text(client.get("/"))
    for words in (
        "Hoeschpark",
        "Digitaltag",
        "Sieben Projekte bekommen Geld.",
        "Rundgang",
        "/orte/hoerde/",
        "Lieber ohne Internet?",
    ):
        assert words in html
    assert "Geheim" not in html


def test_rooms_hang_panels_into_the_first_page(client, monkeypatch):
    from mitwirken.civic.participation import registry

    panels: dict = {}
    monkeypatch.setattr(registry, "_front_panels", panels)
    registry.register_front_panel(registry.FrontPanel("b", lambda request: "zweitens", 20))
    registry.register_front_panel(registry.FrontPanel("a", lambda request: "erstens", 10))
    registry.register_front_panel(registry.FrontPanel("c", lambda request: "", 5))
    html = text(client.get("/"))
    assert html.index("erstens") < html.index("zweitens")
    assert html.count("home-panel") == 2


# Barriers


def send(client, **values):
    return client.post("/barriere-melden/", {"description": "Der Kalender liest sich nicht vor."} | values)


def test_the_form_knows_the_page_the_reader_came_from(client):
    html = text(client.get("/barriere-melden/", headers={"Referer": "http://testserver/prozesse/kalender/"}))
    assert 'value="http://testserver/prozesse/kalender/"' in html
    assert "evil" not in text(client.get("/barriere-melden/", headers={"Referer": "http://evil.example/"}))
    assert "/orte/&quot;" in text(client.get("/barriere-melden/", {"seite": '/orte/"'}))


def test_a_report_gets_a_number_a_case_and_a_date(client):
    response = send(client, page="/prozesse/kalender/")
    row = Barrier.objects.get()
    assert response["Location"] == row.get_absolute_url()
    html = text(client.get(response["Location"]))
    assert row.number in html and "liest sich nicht vor" in html
    case = Case.objects.get(subject_kind="barrier", subject_id=row.pk)
    assert case.first_answer_due_on == row.answer_due_on == timezone.localdate() + timedelta(days=14)
    assert "liest sich nicht vor" not in text(client.get("/prozesse/atom.xml"))


def test_sent_twice_it_counts_once(client):
    assert send(client, once="abc")["Location"] == send(client, once="abc")["Location"]
    assert Barrier.objects.count() == 1


def test_wrong_input_keeps_what_was_typed(client):
    response = send(client, email="keine Adresse")
    assert response.status_code == 422
    assert "liest sich nicht vor" in text(response)
    assert send(client, description="").status_code == 422
    assert send(client, description="x" * 5001).status_code == 422


def test_machines_are_asked_again_and_floods_slowed(client):
    assert send(client, website="http://spam.example").status_code == 422
    assert not Barrier.objects.exists()
    answers = [send(client).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]


def test_letters_go_out_once_each(client):
    send(client)
    send(client, email="m@example.org")
    row = Barrier.objects.get(email="m@example.org")
    assert actions.send_barrier_letters() == 1
    assert actions.send_barrier_letters() == 0
    (letter,) = mail.outbox
    assert row.number in letter.subject and row.get_absolute_url() in letter.body


def test_the_answer_stands_under_the_number_and_goes_out(client):
    from tests.people import office

    from mitwirken.ground.desk.actions import draft_answer, publish_answer

    send(client, email="m@example.org")
    row = Barrier.objects.get()
    actions.send_barrier_letters()
    own = office("Ombudsstelle")
    person = staff(Role.CORE, Role.OMBUDS, office=own)
    case = Case.objects.get(subject_kind="barrier")
    draft_answer(case=case, text="Der Kalender ist jetzt eine Liste.", by=person)
    case.refresh_from_db()
    publish_answer(case=case, by=person, office=own, role=Role.OMBUDS)
    assert "jetzt eine Liste" in text(client.get(row.get_absolute_url()))
    assert actions.send_barrier_letters() == 1
    assert actions.send_barrier_letters() == 0
    assert "jetzt eine Liste" in mail.outbox[-1].body


def test_reports_are_for_the_staff_and_for_who_has_the_key(client):
    send(client)
    row = Barrier.objects.get()
    assert client.get("/barriere-melden/falsch/").status_code == 404
    assert client.get(f"/schreibtisch/barrieren/{row.pk}/").status_code == 302
    client.force_login(citizen())
    assert client.get(f"/schreibtisch/barrieren/{row.pk}/").status_code == 403
    client.force_login(staff(Role.CORE))
    assert "liest sich nicht vor" in text(client.get(f"/schreibtisch/barrieren/{row.pk}/"))


# For machines


def test_the_sitemap_has_what_is_public_and_nothing_else(client):
    process, hidden = published(title="Park"), draft(title="Geheim")
    send(client)
    response = client.get("/sitemap.xml")
    found = [
        each.text
        for each in ElementTree.fromstring(response.content).iter(
            "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
        )
    ]
    assert any(address.endswith(process.get_absolute_url()) for address in found)
    assert not any(hidden.slug in address or "barriere" in address for address in found)
    assert all(address.startswith("http") for address in found)


def test_robots_manifest_and_favicon(client):
    assert "Sitemap: " in text(client.get("/robots.txt"))
    assert "Disallow: /schreibtisch/" in text(client.get("/robots.txt"))
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
    assert client.get("/favicon.ico")["Location"].endswith(".svg")
