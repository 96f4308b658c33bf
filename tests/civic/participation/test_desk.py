# SPDX-License-Identifier: EUPL-1.2
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.civic.places.town import build
from tests.people import citizen, office, staff

from mitwirken.civic.participation import actions
from mitwirken.civic.participation.checks import CHECKS
from mitwirken.civic.participation.drafts import Access
from mitwirken.civic.participation.models import Process
from mitwirken.ground.desk.roles import Role

from .makers import draft, published

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def fields(html: str) -> dict[str, str]:
    """What a browser would send back unchanged: hidden and filled inputs, texts, chosen options."""
    import html as entities

    form = html[html.index('<form method="post"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or (('type="checkbox"' in tag or 'type="radio"' in tag) and "checked" not in tag):
            continue
        found[name[1]] = entities.unescape(value[1]) if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = entities.unescape(body).removeprefix("\n")
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def clerk(client):
    person = staff(Role.PROCESS, office=office("Grünflächenamt"))
    client.force_login(person)
    return person


def test_a_clerk_goes_from_a_template_to_a_published_process_without_scripts(client, clerk):
    build()
    html = text(client.get("/schreibtisch/prozesse/"))
    assert "/schreibtisch/prozesse/neu/" in html
    html = text(client.get("/schreibtisch/prozesse/neu/"))
    assert html.count("/schreibtisch/prozesse/neu/") >= 6
    page = "/schreibtisch/prozesse/neu/ideen/"
    sent = fields(text(client.get(page)))
    sent |= {"title": "Marktplatz", "question": "Was fehlt?", "starts_on": "2027-02-01"}
    response = client.post(page, sent)
    assert response.status_code == 302
    again = client.post(page, sent)  # a double click
    assert again["Location"] == response["Location"]
    process = Process.objects.get()
    assert (
        process.phases.count() == 3 and process.dates.count() == 2 and process.office.name == "Grünflächenamt"
    )

    hub = response["Location"]
    html = text(client.get(hub))
    assert "Was noch fehlt" in html and "Jetzt veröffentlichen" not in html
    assert client.post(f"{hub}veroeffentlichen/").status_code == 302
    assert not Process.objects.get().is_public

    for section in ("grundlagen", "einfluss", "zugang"):
        sent = {
            name: re.sub(r"\[Bitte [^\]]*\]", "Ausgefüllt", value)
            for name, value in fields(text(client.get(f"{hub}{section}/"))).items()
        }
        response = client.post(f"{hub}{section}/", sent)
        assert response.status_code == 302, text(response)
    # The dates have gaps too; their own page is walked in tests/journeys/test_at_the_desk.py.
    assert "enthält noch eine Lücke" in text(client.get(hub))
    process.dates.update(place="Rathaus, stufenlos erreichbar")
    assert "In der Vorab-Prüfung fehlt" in text(client.get(hub))
    sent = fields(text(client.get(f"{hub}pruefung/")))
    for point in CHECKS:
        sent[point.key] = "ja"
    assert client.post(f"{hub}pruefung/", sent).status_code == 302
    html = text(client.get(hub))
    assert "Alles da." in html
    assert "Vorschau" in text(client.get(Process.objects.get().get_absolute_url()))
    assert "veröffentlichen?" in text(client.get(f"{hub}veroeffentlichen/"))
    client.post(f"{hub}veroeffentlichen/")
    client.logout()
    assert "Marktplatz" in text(client.get("/prozesse/"))


def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(client, clerk):
    page = "/schreibtisch/prozesse/neu/ideen/"
    response = client.post(page, {"title": "Mein Titel", "question": "", "starts_on": "gestern"})
    assert response.status_code == 422
    html = text(response)
    assert 'value="Mein Titel"' in html and "23.11.2026" in html
    assert not Process.objects.exists()
    assert (
        client.post(page, {"title": "x" * 200, "question": "?", "starts_on": "0001-01-01"}).status_code == 422
    )
    assert client.get("/schreibtisch/prozesse/neu/quatsch/").status_code == 404


def test_a_conflict_shows_both_texts_and_the_second_save_wins(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    page = f"/schreibtisch/prozesse/{process.pk}/zugang/"
    sent = fields(text(client.get(page))) | {"without_net": "Meine Fassung"}
    actions.change_process(process=process, by=None, change=Access("Fassung der Kollegin", ""))
    response = client.post(page, sent)
    assert response.status_code == 409
    html = text(response)
    assert "Fassung der Kollegin" in html and "Meine Fassung" in html
    assert client.post(page, fields(html)).status_code == 302
    assert Process.objects.get().without_net == "Meine Fassung"


def clerk_office(person):
    from mitwirken.ground.desk.models import Office

    return Office.objects.get(pk__in=person.offices)


def test_who_may_open_which_page(client):
    process = draft()
    own = staff(Role.PROCESS, office=process.office)
    pages = [
        "", "grundlagen/", "einfluss/", "zugang/", "phasen/", "termine/", "kategorien/", "bild/", "ergebnis/", "phasen/neu/",
        "phasen/neu/?format=information", f"phasen/{process.phases.get().pk}/", f"phasen/{process.phases.get().pk}/loeschen/",
        "termine/neu/", "veroeffentlichen/", "zurueckziehen/", "loeschen/",
    ]  # fmt: skip
    client.force_login(own)
    for page in pages:
        assert client.get(f"/schreibtisch/prozesse/{process.pk}/{page}").status_code == 200, page
    for person in (citizen(), staff(Role.PROCESS, office=office())):
        client.force_login(person)
        for page in pages[1:]:
            assert client.get(f"/schreibtisch/prozesse/{process.pk}/{page}").status_code == 403, page
            assert client.post(f"/schreibtisch/prozesse/{process.pk}/{page}", {}).status_code == 403, page
    client.logout()
    assert client.get(f"/schreibtisch/prozesse/{process.pk}/").status_code == 302


def test_unknown_rows_are_404(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    for page in (
        "999999/",
        f"{process.pk}/quatsch/",
        f"{process.pk}/phasen/999999/",
        f"{process.pk}/termine/999999/",
        f"{process.pk}/termine/999999/loeschen/",
    ):
        assert client.get(f"/schreibtisch/prozesse/{page}").status_code == 404, page


def test_phases_by_form(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    page = f"/schreibtisch/prozesse/{process.pk}/phasen/neu/?format=review"
    today = timezone.localdate()
    sent = fields(text(client.get(page))) | {
        "title": "Prüfung",
        "starts_on": f"{today + timedelta(20)}",
        "ends_on": f"{today + timedelta(30)}",
        "ends_time": "18:30",
    }
    assert client.post(page, sent).status_code == 302
    client.post(page, sent)
    assert process.phases.count() == 2
    phase = process.phases.get(title="Prüfung")
    assert timezone.localtime(phase.ends_at).strftime("%H:%M") == "18:30"
    assert phase.verbs == []
    change = f"/schreibtisch/prozesse/{process.pk}/phasen/{phase.pk}/"
    sent = fields(text(client.get(change)))
    assert (sent["ends_time"], sent["starts_time"]) == ("18:30", "")
    response = client.post(change, sent | {"ends_on": f"{today}"})
    assert response.status_code == 422
    assert "nach ihrem Beginn" in text(response)
    client.post(f"{change}loeschen/")
    assert not process.phases.filter(pk=phase.pk).exists()


def test_the_settings_of_a_format_are_asked_and_kept(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    phase = process.phases.get()
    phase.settings = {"rating": "points", "points": 7, "of_an_import": 1}
    phase.save()
    page = f"/schreibtisch/prozesse/{process.pk}/phasen/{phase.pk}/"
    html = text(client.get(page))
    assert 'name="settings-' in html
    assert client.post(page, fields(html)).status_code == 302
    phase.refresh_from_db()
    assert phase.settings["of_an_import"] == 1
    from mitwirken.formats.rating.registry import Setup

    assert Setup.read(phase.settings).points == 7


def test_dates_by_form(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    page = f"/schreibtisch/prozesse/{process.pk}/termine/neu/"
    sent = fields(text(client.get(page))) | {
        "title": "Rundgang",
        "on": "12.03.2027",
        "at": "17",
        "until": "18:30",
        "place": "Park",
    }
    assert client.post(page, sent).status_code == 302
    row = process.dates.get()
    assert (timezone.localtime(row.ends_at) - timezone.localtime(row.starts_at)) == timedelta(hours=1.5)
    change = f"/schreibtisch/prozesse/{process.pk}/termine/{row.pk}/"
    response = client.post(change, fields(text(client.get(change))) | {"until": "16:00"})
    assert response.status_code == 422
    client.post(f"{change}loeschen/")
    assert not process.dates.exists()


def test_categories_by_form(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    page = f"/schreibtisch/prozesse/{process.pk}/kategorien/"
    client.post(page, fields(text(client.get(page))) | {"new_0": "Wege", "new_2": "Natur"})
    assert list(process.categories.values_list("name", flat=True)) == ["Wege", "Natur"]
    ways = process.categories.get(name="Wege")
    client.post(page, fields(text(client.get(page))) | {f"name_{ways.pk}": "Wege und Plätze"})
    ways.refresh_from_db()
    assert ways.name == "Wege und Plätze"
    response = client.post(page, fields(text(client.get(page))) | {"new_2": "natur"})
    assert response.status_code == 422


def test_a_picture_needs_words_and_must_be_one(client, clerk):
    process = draft(clerk, office=clerk_office(clerk))
    page = f"/schreibtisch/prozesse/{process.pk}/bild/"
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(made, "PNG")
    sent = fields(text(client.get(page)))
    bad = client.post(page, sent | {"picture": SimpleUploadedFile("x.png", b"no picture"), "alt": "Wiese"})
    assert 400 <= bad.status_code < 500
    assert (
        client.post(
            page, sent | {"picture": SimpleUploadedFile("x.png", made.getvalue()), "alt": ""}
        ).status_code
        == 422
    )
    assert (
        client.post(
            page, sent | {"picture": SimpleUploadedFile("x.png", made.getvalue()), "alt": "Wiese"}
        ).status_code
        == 302
    )
    assert Process.objects.get().picture.alt == "Wiese"


def test_finish_and_withdraw_by_form(client, clerk):
    process = published(clerk, office=clerk_office(clerk), start=-9, end=-1)
    page = f"/schreibtisch/prozesse/{process.pk}/ergebnis/"
    sent = fields(text(client.get(page)))
    response = client.post(page, sent | {"deed": "finish", "result": "", "decision": "", "reason": ""})
    assert response.status_code == 422
    assert (
        client.post(
            page, sent | {"deed": "finish", "result": "63", "decision": "Ja", "reason": "Weil"}
        ).status_code
        == 302
    )
    assert Process.objects.get().finished_at
    page = f"/schreibtisch/prozesse/{process.pk}/zurueckziehen/"
    assert client.post(page, {"because": ""}).status_code == 422
    assert client.post(page, {"because": "Verwechslung"}).status_code == 302
    assert not Process.objects.get().is_public


def test_the_list_of_drafts(client, clerk):
    draft(clerk, office=clerk_office(clerk), title="Meins")
    draft(title="Fremdes", start=1)
    assert "Fremdes" not in text(client.get("/schreibtisch/prozesse/"))
    assert "Fremdes" in text(client.get("/schreibtisch/prozesse/?wer=alle&stand=entwurf"))
