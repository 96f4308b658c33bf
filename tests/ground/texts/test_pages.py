# SPDX-License-Identifier: EUPL-1.2
"""The pages: what readers get, and the desk without JavaScript."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.people import citizen, staff

from mitwirken.ground.desk.roles import Role
from mitwirken.ground.texts import actions
from mitwirken.ground.texts.kinds import legal_templates
from mitwirken.ground.texts.models import Page, State, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    return staff(Role.EDITOR)


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    client.force_login(editor)
    return client


def published(editor: Any, slug: str = "hilfe", language: str = "de", **words: Any) -> Version:
    values = {"title": "Hilfe", "body": "<p>So geht es.</p>", "lead": ""} | words
    actions.save_text(slug=slug, language=language, by=editor, **values)
    return actions.publish_text(slug=slug, language=language, by=editor)


def upload(alt: str = "Ein roter Platz", color: str = "red") -> dict[str, Any]:
    file = io.BytesIO()
    Image.new("RGB", (900, 450), color).save(file, "PNG")
    return {
        "picture": SimpleUploadedFile("platz.png", file.getvalue(), "image/png"),
        "alt": alt,
        "caption": "",
    }


# --- readers ------------------------------------------------------------------------------------------------


def test_a_page_shows_its_words_and_nothing_personal(client: Client, editor: Any) -> None:
    published(editor, title="Hilfe", lead="Worum es geht.", body="<h2>Erst</h2><p>So <b>geht</b> es.</p>")
    actions.review_page(slug="hilfe", by=editor)
    page = client.get("/seiten/hilfe/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h2>Erst</h2>" in text
    assert "So <strong>geht</strong> es." in text
    assert "zuletzt geprüft:" in text
    assert "csrfmiddlewaretoken" not in text
    assert not page.cookies
    assert "easy-way" not in text
    assert client.get("/seiten/hilfe/druck/").status_code == 200


def test_german_is_marked_where_it_stands_in(client: Client, editor: Any) -> None:
    published(editor)
    text = client.get("/en/seiten/hilfe/").content.decode()
    assert '<article class="text" lang="de">' in text
    assert "notice-info" in text
    published(editor, language="en", title="Help", body="<p>How to.</p>")
    text = client.get("/en/seiten/hilfe/").content.decode()
    assert '<article class="text" lang="en">' in text
    assert "notice-info" not in text


def test_easy_german_is_a_page_of_its_own_and_says_whether_it_was_checked(
    client: Client, editor: Any
) -> None:
    published(editor)
    assert client.get("/seiten/hilfe/leicht/").status_code == 404
    published(editor, language="de-simple", title="Hilfe leicht")
    text = client.get("/seiten/hilfe/").content.decode()
    assert 'href="/seiten/hilfe/leicht/"' in text
    assert "Diese Seite in Einfacher Sprache" in text
    text = client.get("/seiten/hilfe/leicht/").content.decode()
    assert "Einfache Sprache, noch nicht von einer Prüfgruppe geprüft" in text
    assert 'lang="de"' in text
    assert client.get("/seiten/hilfe/?sprache=de-simple").headers["Location"] == "/seiten/hilfe/leicht/"
    published(editor, language="de-simple", title="Hilfe", checked_by_group_on=timezone.localdate())
    text = client.get("/seiten/hilfe/leicht/").content.decode()
    assert "noch nicht von einer Prüfgruppe geprüft" not in text
    assert "von einer Prüfgruppe geprüft:" in text
    assert "Diese Seite in Leichter Sprache" in client.get("/seiten/hilfe/").content.decode()
    assert client.get("/seiten/hilfe/leicht/druck/").status_code == 200


def test_the_page_of_easy_german_lists_what_there_is(client: Client, editor: Any) -> None:
    assert client.get("/seiten/leichte-sprache/").status_code == 200
    assert client.get("/leichte-sprache/").headers["Location"] == "/seiten/leichte-sprache/"
    published(editor, language="de-simple", title="Hilfe ganz leicht")
    published(editor, "leichte-sprache", title="Was ist Leichte Sprache?", body="<p>Kurze Sätze.</p>")
    text = client.get("/seiten/leichte-sprache/").content.decode()
    assert "Was ist Leichte Sprache?" in text
    assert "Hilfe ganz leicht" in text
    assert "/seiten/hilfe/leicht/" in text


def test_a_prescribed_page_without_words_says_who_must_write_them(client: Client) -> None:
    for keep in (True, False):
        for slug in legal_templates():
            page = client.get(f"/seiten/{slug}/")
            assert page.status_code == 200
            assert "Diese Seite muss die Betreiberin noch ausfüllen." in page.content.decode()
            assert "[" not in re.sub(r"<script.*?</script>", "", page.content.decode().split("<main")[1])
        if keep:
            Page.objects.all().delete()
    assert client.get("/seiten/gibt-es-nicht/").status_code == 404


def test_a_draft_is_seen_by_nobody(client: Client, editor: Any) -> None:
    actions.save_text(slug="geheim", language="de", title="Geheim", body="x", by=editor)
    assert client.get("/seiten/geheim/").status_code == 404
    client.force_login(editor)
    assert client.get("/seiten/geheim/").status_code == 404


def test_a_list_costs_the_same_however_long(client: Client, editor: Any, desk: Client) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert desk.get(url).status_code == 200
        return len(seen)

    urls = (
        "/schreibtisch/texte/",
        "/seiten/leichte-sprache/",
        "/schreibtisch/texte/s-0/de-simple/fassungen/",
    )
    for number in range(3):
        published(editor, f"s-{number}", "de-simple")
    desk.get(urls[0])
    few = [cost(url) for url in urls]
    for number in range(3, 40):
        published(editor, f"s-{number}", "de-simple")
        published(editor, "s-0", "de-simple", body=f"<p>{number}</p>")
    assert [cost(url) for url in urls] == few


def test_pictures_of_a_text_fit_the_screen_and_tables_scroll(client: Client, editor: Any) -> None:
    own = "/bilder/ab/" + "ab" * 20 + "-800.webp"
    published(editor, body=f"<img src='{own}' alt='Baum'><table><tr><th>A<th>B<tr><td>1<td>2</table>")
    text = client.get("/seiten/hilfe/").content.decode()
    assert own.replace("-800", "-320") + " 320w" in text
    assert 'tabindex="0" aria-label="Tabelle 1"' in text


# --- desk, without JavaScript -------------------------------------------------------------------------------


def test_the_desk_is_for_who_writes_texts(client: Client) -> None:
    pages = ["texts:desk", "texts:new", "texts:picture"]
    assert client.get(reverse("texts:desk")).status_code == 302
    for person in (citizen(), staff(Role.OFFICE), staff(Role.ADMIN)):
        client.force_login(person)
        assert [client.get(reverse(name)).status_code for name in pages] == [403] * 3
    client.force_login(staff(Role.EDITOR, second_factor=False))
    assert client.get(reverse("texts:desk")).status_code == 302


def test_a_page_from_the_first_click_to_the_public(desk: Client, client: Client) -> None:
    form = desk.get("/schreibtisch/texte/neu/")
    token = re.search(r'name="once" value="([^"]+)"', form.content.decode())
    assert token
    data = {"title": "Fragen", "slug": "fragen", "language": "de", "once": token[1]}
    first = desk.post("/schreibtisch/texte/neu/", data)
    assert first.headers["Location"] == "/schreibtisch/texte/fragen/de/"
    assert desk.post("/schreibtisch/texte/neu/", data).headers["Location"] == first.headers["Location"]
    data["once"] = ""
    taken = desk.post("/schreibtisch/texte/neu/", data)
    assert taken.status_code == 422
    assert "gibt es schon" in taken.content.decode()

    url = "/schreibtisch/texte/fragen/de/"
    assert 'name="seen" value="1"' in desk.get(url).content.decode()
    words = {"title": "Fragen", "lead": "", "body": "Erster Absatz.\n\nZweiter <Absatz>.", "seen": "1"}
    assert desk.post(url, words).headers["Location"] == url
    assert (
        Version.objects.get(page__slug="fragen").body
        == "<p>Erster Absatz.</p>\n<p>Zweiter &lt;Absatz&gt;.</p>"
    )
    assert desk.post(url, words | {"weiter": "vorschau"}).headers["Location"] == f"{url}vorschau/"
    assert "Öffentlich ist er noch nicht" in desk.get(f"{url}vorschau/").content.decode()
    assert desk.get(f"{url}veroeffentlichen/").status_code == 200
    done = desk.post(f"{url}veroeffentlichen/", {"when": "now", "seen": "2"})
    assert done.headers["Location"] == "/schreibtisch/texte/fragen/"
    assert desk.get("/schreibtisch/texte/fragen/").status_code == 200
    assert "Erster Absatz." in Client().get("/seiten/fragen/").content.decode()


def test_bad_input_keeps_what_was_typed(desk: Client, editor: Any) -> None:
    published(editor)
    answer = desk.post(
        "/schreibtisch/texte/hilfe/de/",
        {
            "title": "",
            "lead": "Mein Satz",
            "body": '<p>Viel Text</p><img src="x.png" alt="Mein Hund">',
            "seen": "1",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Mein Satz" in text
    assert "Viel Text" in text
    assert "Das Bild „Mein Hund“ liegt nicht auf dieser Seite" in text


def test_a_picture_that_was_never_uploaded_is_refused(desk: Client, editor: Any) -> None:
    published(editor)
    own = "/bilder/ab/" + "ab" * 20 + "-800.webp"
    data = {"title": "Hilfe", "lead": "", "body": f"<img src='{own}' alt='Baum'>", "seen": "1"}
    assert "liegt nicht auf dieser Seite" in desk.post("/schreibtisch/texte/hilfe/de/", data).content.decode()
    data["body"] = f"<img src='{own}'>"
    assert "fehlt die Beschreibung" in desk.post("/schreibtisch/texte/hilfe/de/", data).content.decode()


def test_two_editors_see_both_texts_and_the_second_decides(desk: Client, editor: Any) -> None:
    published(editor)
    url = "/schreibtisch/texte/hilfe/de/"
    actions.save_text(slug="hilfe", language="de", title="Hilfe", body="<p>Von Ada.</p>", by=staff(Role.CORE))
    mine = {"title": "Hilfe", "lead": "", "body": "<p>Von mir.</p>", "seen": "1"}
    answer = desk.post(url, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Von Ada." in text
    assert "Von mir." in text
    assert 'name="seen" value="2"' in text
    assert desk.post(url, mine | {"seen": "2"}).status_code == 302
    assert Version.objects.get(state=State.DRAFT, page__slug="hilfe").body == "<p>Von mir.</p>"


def test_a_draft_that_comes_by_itself_is_answered_with_its_version(desk: Client, editor: Any) -> None:
    published(editor)
    url = "/schreibtisch/texte/hilfe/de/"
    data = {"title": "Hilfe", "lead": "", "body": "<p><a href='/x'>hier</a></p>", "seen": "1"}
    answer = desk.post(url, data, headers={"X-Autosave": "1"})
    assert answer.json()["version"] == 2
    assert "wohin sie führen" in answer.json()["hints"]
    stale = desk.post(url, data | {"body": "anders"}, headers={"X-Autosave": "1"})
    assert (stale.status_code, stale.json()["conflict"]) == (409, True)
    empty = desk.post(url, data | {"title": "", "seen": "2"}, headers={"X-Autosave": "1"})
    assert (empty.status_code, empty.json()["conflict"]) == (422, False)


def test_headings_that_had_to_be_changed_are_told(desk: Client, editor: Any) -> None:
    published(editor)
    data = {"title": "Hilfe", "lead": "", "body": "<h1>a</h1><h4>b</h4>", "seen": "1"}
    answer = desk.post("/schreibtisch/texte/hilfe/de/", data, follow=True)
    assert "Ebenen der Überschriften" in answer.content.decode()


def test_publishing_warns_of_gaps_and_of_unchecked_easy_german(desk: Client, editor: Any) -> None:
    actions.make_legal_pages()
    text = desk.get("/schreibtisch/texte/impressum/de/veroeffentlichen/").content.decode()
    assert "[Telefonnummer]" in text
    assert "noch nicht in Leichter Sprache" in text
    actions.save_text(slug="hilfe", language="de-simple", title="Hilfe", body="x", by=editor)
    text = desk.get("/schreibtisch/texte/hilfe/de-simple/veroeffentlichen/").content.decode()
    assert "Keine Prüfgruppe hat diesen Text gelesen" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"when": "later", "at": ""}, "Tag und Uhrzeit"),
        ({"when": "later", "at": "2020-01-01T08:00"}, "schon vorbei"),
        ({"when": "later", "at": "bald"}, "gültige"),
        ({"when": "irgendwann"}, "aus der Liste"),
        ({"when": "now", "seen": "99"}, "Inzwischen wurde der Entwurf geändert"),
    ],
)
def test_a_time_that_is_none_is_refused(desk: Client, editor: Any, data: dict[str, str], words: str) -> None:
    actions.save_text(slug="hilfe", language="de", title="Hilfe", body="x", by=editor)
    answer = desk.post("/schreibtisch/texte/hilfe/de/veroeffentlichen/", data)
    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()


def test_a_time_can_be_set_and_taken_back(desk: Client, editor: Any) -> None:
    actions.save_text(slug="hilfe", language="de", title="Hilfe", body="x", by=editor)
    url = "/schreibtisch/texte/hilfe/de/veroeffentlichen/"
    at = timezone.localtime() + timedelta(days=3)
    assert (
        desk.post(url, {"when": "later", "at": at.strftime("%Y-%m-%dT%H:%M"), "seen": "1"}).status_code == 302
    )
    draft = Version.objects.get(page__slug="hilfe")
    assert draft.publish_at == at.replace(second=0, microsecond=0)
    assert "erscheint von selbst" in desk.get(url).content.decode()
    desk.post(url, {"aufheben": "1"})
    draft.refresh_from_db()
    assert draft.publish_at is None


def test_earlier_versions_are_compared_and_brought_back(desk: Client, editor: Any) -> None:
    old = published(editor, body="<p>Bleibt.</p><p>Geht.</p>")
    published(editor, body="<p>Bleibt.</p><p>Kommt.</p>")
    assert desk.get("/schreibtisch/texte/hilfe/de/fassungen/").status_code == 200
    url = f"/schreibtisch/texte/hilfe/de/fassungen/{old.pk}/"
    text = desk.get(url).content.decode()
    assert "<del>Geht.</del>" in text
    assert "<ins>Kommt.</ins>" in text
    assert desk.post(url, {"seen": "1"}).status_code == 409
    assert desk.post(url, {"seen": "2"}).headers["Location"] == "/schreibtisch/texte/hilfe/de/"
    assert Version.objects.get(state=State.DRAFT, page__slug="hilfe").body == old.body
    assert desk.get("/schreibtisch/texte/hilfe/de/fassungen/999999/").status_code == 404


def test_withdraw_discard_review_arrange(desk: Client, editor: Any) -> None:
    published(editor)
    actions.save_text(slug="hilfe", language="de", title="Hilfe", body="neu", by=editor)
    for way in ("verwerfen", "zuruecknehmen"):
        url = f"/schreibtisch/texte/hilfe/de/{way}/"
        assert desk.get(url).status_code == 200
        assert desk.post(url).status_code == 302
    assert Client().get("/seiten/hilfe/").status_code == 404
    day = timezone.localdate()
    assert (
        desk.post("/schreibtisch/texte/hilfe/geprueft/", {"reviewed_on": day.isoformat()}).status_code == 302
    )
    late = desk.post(
        "/schreibtisch/texte/hilfe/geprueft/", {"reviewed_on": (day + timedelta(days=2)).isoformat()}
    )
    assert late.status_code == 422
    assert (
        desk.post("/schreibtisch/texte/hilfe/", {"position": "7", "review_months": "12"}).status_code == 302
    )
    assert (
        desk.post("/schreibtisch/texte/hilfe/", {"position": "x", "review_months": "-1"}).status_code == 422
    )
    assert Page.objects.get(slug="hilfe").position == 7


@pytest.mark.parametrize(
    "path", ["gibt-es-nicht/", "gibt-es-nicht/de/", "impressum/xx/", "impressum/en/vorschau/", "impressum/en/veroeffentlichen/"]
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk: Client, path: str) -> None:
    actions.make_legal_pages()
    assert desk.get(f"/schreibtisch/texte/{path}").status_code == 404


def test_a_picture_comes_in_with_words_only(desk: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    url = "/schreibtisch/texte/bild/"
    without = desk.post(url, upload(alt=" "), headers={"Accept": "application/json"})
    assert without.status_code == 422
    assert "alt" in without.json()["errors"]
    taken = desk.post(url, upload(), headers={"Accept": "application/json"}).json()
    assert (taken["alt"], taken["width"], taken["height"]) == ("Ein roter Platz", 800, 400)
    page = desk.post(url, upload(color="blue") | {"caption": "Am See"}).content.decode()
    snippet = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert snippet
    assert "Ein roter Platz" in snippet[1]
    wrong = {"picture": SimpleUploadedFile("x.png", b"kein Bild", "image/png"), "alt": "x"}
    assert "kein Bild, das wir lesen" in desk.post(url, wrong).content.decode()
    body = f'<figure><img src="{taken["src"]}" alt="{taken["alt"]}"></figure>'
    actions.create_page(slug="bild-seite", title="Bild", by=staff(Role.CORE))
    answer = desk.post(
        "/schreibtisch/texte/bild-seite/de/", {"title": "Bild", "lead": "", "body": body, "seen": "1"}
    )
    assert answer.status_code == 302


def test_what_was_pasted_is_cleaned(desk: Client) -> None:
    url = "/schreibtisch/texte/putzen/"
    answer = desk.post(url, {"html": "<h1 class=MsoTitle>A<o:p></o:p></h1><img src='file:///c.png'>"})
    assert answer.json()["html"] == "<h2>A</h2>"
    assert len(answer.json()["left_out"]) == 1
    assert desk.get(url).status_code == 405
