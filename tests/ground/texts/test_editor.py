# SPDX-License-Identifier: EUPL-1.2
"""The editor in a real browser: by keyboard, with pasted documents, with pictures that need words."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.live import Site

WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><h1>Sitzung<o:p></o:p></h1>"
    "<p class=MsoNormal>Im <b>Rathaus</b><o:p></o:p></p>"
    "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Eins</p>"
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Zwei</p></body></html>"
)
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def cookie(live: Site) -> str:
    """The session of somebody of the Redaktion."""
    return live.python(
        """
        from django.test import Client
        from mitwirken.ground.desk.roles import Role
        from tests.people import staff
        client = Client()
        client.force_login(staff(Role.EDITOR, email="redaktion-im-browser@example.org", pseudonym="Redaktion im Browser"))
        print(client.cookies["mitwirken_session"].value)
        """
    )


@pytest.fixture
def enter(live: Site, cookie: str, open_page: Callable[..., Any]) -> Callable[..., Page]:
    """A clerk's browser at the editor of a new page."""

    def at_the_editor(**options: Any) -> Page:
        page: Page = open_page(base_url=live.url, **options)
        page.context.add_cookies([{"name": "mitwirken_session", "value": cookie, "url": live.url}])
        page.goto("/schreibtisch/texte/neu/")
        page.get_by_label("Titel").fill("Fragen")
        page.get_by_label("Adresse").fill(f"fragen-{next(_numbers)}")
        page.get_by_role("button", name="Anlegen und schreiben").click()
        page.wait_for_url("**/de/")
        return page

    return at_the_editor


@pytest.fixture
def page(enter: Callable[..., Page]) -> Page:
    page = enter()
    expect(page.get_by_role("toolbar")).to_be_visible()
    return page


def text(page: Page) -> Any:
    return page.locator("#id_body")


def saved(page: Page) -> str:
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_text("Der Entwurf ist gespeichert.").wait_for()
    return page.locator("textarea[name=body]").input_value()


def paste(page: Page, html: str, plain: str = "x") -> None:
    text(page).evaluate(
        """(place, [html, plain]) => {
            const data = new DataTransfer();
            data.setData("text/html", html); data.setData("text/plain", plain);
            place.focus();
            place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, plain],
    )


def test_writing_with_a_keyboard(page: Page) -> None:
    page.get_by_role("textbox", name="Text", exact=False).last.wait_for()
    text(page).focus()
    page.keyboard.press("Alt+F10")
    expect(page.get_by_label("Art des Absatzes")).to_be_focused()
    page.get_by_label("Art des Absatzes").select_option("2")
    expect(text(page)).to_be_focused()
    page.keyboard.type("Anfang")
    page.keyboard.press("Enter")
    page.keyboard.type("Ein ")
    page.keyboard.press("Control+b")
    page.keyboard.type("fettes")
    page.keyboard.press("Control+b")
    page.keyboard.type(" Wort")
    page.keyboard.press("Alt+F10")
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Liste")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Liste")).to_have_attribute("aria-pressed", "true")
    assert saved(page) == "<h2>Anfang</h2>\n<ul><li>Ein <strong>fettes</strong> Wort</li></ul>"


def test_the_tab_key_leads_out_again(page: Page) -> None:
    text(page).focus()
    page.get_by_role("button", name="Tabelle", exact=True).click()
    text(page).locator("td").last.click()
    page.keyboard.press("Tab")
    expect(text(page)).not_to_be_focused()
    assert text(page).locator("tr").count() == 3


def test_a_link_names_its_goal(page: Page) -> None:
    text(page).click()
    page.keyboard.type("Mehr: ")
    page.keyboard.press("Control+k")
    page.get_by_label("Wohin?").fill("javascript:alert(1)")
    page.get_by_label("Was steht im Text?").fill("Hilfe zur Anmeldung")
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_role("alert").filter(has_text="Diese Adresse verstehen wir nicht")).to_be_visible()
    page.get_by_label("Wohin?").fill("/seiten/hilfe/")
    page.get_by_role("button", name="Übernehmen").click()
    expect(text(page)).to_be_focused()
    assert saved(page) == '<p>Mehr: <a href="/seiten/hilfe/">Hilfe zur Anmeldung</a></p>'


def test_a_picture_needs_words(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "see.png"
    Image.new("RGB", (600, 300), "teal").save(file)
    text(page).click()
    page.keyboard.type("Oben")
    page.get_by_role("button", name="Bild", exact=True).click()
    dialog = page.get_by_role("dialog", name="Bild")
    dialog.get_by_label("Datei").set_input_files(file)
    dialog.get_by_role("button", name="Übernehmen").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Ohne Beschreibung kommt kein Bild in den Text")
    expect(dialog.get_by_label("Was ist zu sehen?")).to_be_focused()
    dialog.get_by_label("Was ist zu sehen?").fill("Der Phoenix-See von oben")
    dialog.get_by_label("Bildunterschrift").fill("Im Mai")
    dialog.get_by_role("button", name="Übernehmen").click()
    expect(text(page).get_by_role("img", name="Der Phoenix-See von oben")).to_be_visible()
    body = saved(page)
    assert body.startswith('<p>Oben</p>\n<figure><img src="/bilder/')
    assert 'alt="Der Phoenix-See von oben"' in body
    assert "<figcaption>Im Mai</figcaption></figure>" in body


def test_a_word_document_keeps_headings_and_lists(page: Page) -> None:
    paste(page, WORD)
    expect(text(page).locator("h2")).to_have_text("Sitzung")
    expect(text(page).locator("li")).to_have_text(["Eins", "Zwei"])
    body = saved(page)
    assert "<h2>Sitzung</h2>\n<p>Im <strong>Rathaus</strong></p>\n<ul><li>Eins</li><li>Zwei</li></ul>" in body


def test_a_pasted_word_stays_in_its_sentence(page: Page) -> None:
    text(page).click()
    page.keyboard.type("Ein Satz")
    for _letter in range(4):
        page.keyboard.press("ArrowLeft")
    paste(page, "<span style='font-weight:700'>guter </span>", "guter ")
    expect(text(page).locator("p")).to_have_count(1)
    assert saved(page) == "<p>Ein <strong>guter </strong>Satz</p>"


def test_a_document_full_of_pictures_still_comes_in(page: Page) -> None:
    paste(page, f"<h2>Bericht</h2><img src='data:image/png;base64,{'A' * 4_000_000}' alt='Karte'>")
    expect(text(page).locator("h2")).to_have_text("Bericht")
    expect(page.get_by_text("Bilder aus der Zwischenablage bleiben draußen")).to_be_visible()


def test_a_foreign_picture_stays_out_and_that_is_said(page: Page) -> None:
    paste(page, "<p>Schön</p><img src='https://fremd.example/x.png' alt='Wald'>")
    expect(text(page)).to_contain_text("Schön")
    expect(page.get_by_text("Bilder aus der Zwischenablage bleiben draußen")).to_be_visible()
    assert text(page).locator("img[src*=fremd]").count() == 0


def test_the_draft_is_on_the_server_without_a_click(page: Page) -> None:
    text(page).click()
    page.keyboard.type("BITTE UNBEDINGT LESEN")
    page.get_by_text("Entwurf gesichert um").wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    assert other.locator("textarea[name=body]").input_value() == "<p>BITTE UNBEDINGT LESEN</p>"
    other.close()
    expect(page.locator("#text-hints")).to_contain_text("Nur große Buchstaben")
    page.keyboard.type(" und weiter")
    assert saved(page) == "<p>BITTE UNBEDINGT LESEN und weiter</p>"


def test_the_draft_stops_where_somebody_else_wrote(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    text(other).click()
    other.keyboard.type("Von Ada.")
    saved(other)
    other.close()
    text(page).click()
    page.keyboard.type("Von mir.")
    page.get_by_text("Inzwischen hat jemand anderes").wait_for()
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_text("Von Ada.")).to_be_visible()
    expect(text(page)).to_have_text("Von mir.")
    assert saved(page) == "<p>Von mir.</p>"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_and_its_dialogs_are_open_to_everybody(
    page: Page, axe: Callable[..., None], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    text(page).click()
    page.keyboard.type("Ein Satz.")
    page.get_by_role("button", name="Tabelle", exact=True).click()
    axe(page)
    for name in ("Bild", "Link"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Abbrechen").click()


def test_without_javascript_a_textarea_takes_plain_text(enter: Callable[..., Page]) -> None:
    page = enter(java_script_enabled=False)
    page.locator("textarea[name=body]").fill("Erster Absatz.\n\n<h2>Zwischen</h2>\nZweiter Absatz.")
    assert saved(page) == "<p>Erster Absatz.</p>\n<h2>Zwischen</h2>\n<p>Zweiter Absatz.</p>"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_desk_and_of_readers_are_open_to_everybody(
    page: Page, axe: Callable[..., None], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    paste(
        page,
        "<h2>Wege</h2><p>Mehr dazu <a href='/x'>hier</a>.</p><table><tr><th>A<th>B<tr><td>1<td>2</table>",
    )
    saved(page)
    edit = page.url
    for way in ("vorschau/", "veroeffentlichen/", "fassungen/", "verwerfen/"):
        page.goto(edit + way)
        axe(page)
    page.goto(edit + "veroeffentlichen/")
    page.get_by_role("main").get_by_role("button", name="Veröffentlichen").click()
    page.get_by_text("Veröffentlicht.").wait_for()
    axe(page)
    public = "/seiten/" + edit.split("/")[-3] + "/"
    for address in ("/schreibtisch/texte/", "/schreibtisch/texte/neu/", "/schreibtisch/texte/bild/", public, f"{public}druck/",
                    "/seiten/leichte-sprache/", "/seiten/impressum/"):  # fmt: skip
        page.goto(address)
        axe(page)
