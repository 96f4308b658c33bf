# SPDX-License-Identifier: EUPL-1.2
"""A sheet of paper from the printer to the letter with the city's answer, and a pile of them by keyboard alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

from mitwirken.kernels import sheets

A_MILLIMETRE = 96 / 25.4
ANSWER = "Im April stellen wir dort zwei Bänke mit Lehnen auf."
WHERE = "Erna Muster\nHolzhofstraße 12\n44145 Dortmund"


def place_of(page: Any, selector: str, nth: int = 0) -> tuple[float, float, float, float]:
    """Where something stands on its sheet, in millimetres, as the printer will have it."""
    sheet = page.locator(".sheet-page").first.bounding_box()
    box = page.locator(selector).nth(nth).bounding_box()
    return tuple(
        round(value / A_MILLIMETRE, 1)
        for value in (box["x"] - sheet["x"], box["y"] - sheet["y"], box["width"], box["height"])
    )  # type: ignore[return-value]


def test_a_sheet_from_the_printer_to_the_letter(
    demo_site: Site,
    open_page: Callable[..., Any],
    as_colleague: Callable[..., Any],
    axe: Callable[..., None],
    known: dict[str, Any],
) -> None:
    pytest.importorskip("weasyprint")
    title = f"Bänke am Hang {secrets.token_hex(3)}"
    clerk = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=False))
    clerk.goto(f"/schreibtisch/papier/vorschlag/{known['hoesch']}/drucken/")
    clerk.get_by_label("Wie viele Bögen?").fill("3")
    clerk.get_by_role("button", name="Nummerierte Bögen erstellen").click()
    numbers = [text.strip() for text in clerk.locator(".sheet-number").all_inner_texts()]
    assert len(set(numbers)) == 3
    file = clerk.request.get(clerk.get_by_role("link", name="Als PDF").get_attribute("href"))
    assert file.body().startswith(b"%PDF")

    # On paper all stands where the layout says.
    clerk.emulate_media(media="print")
    assert place_of(clerk, ".sheet-page")[2:] == (sheets.PAGE_WIDTH, sheets.PAGE_HEIGHT)
    assert place_of(clerk, ".corner-3") == (194.0, 281.0, 6.0, 6.0)
    assert place_of(clerk, ".code")[2:] == (sheets.CODE_SIZE, sheets.CODE_SIZE)
    layout = sheets.SheetLayout.from_json(
        demo_site.python(
            "from mitwirken.ground.paper.models import PrintedForm; "
            f"print(PrintedForm.objects.get(code={numbers[0].split('-')[0]!r}).sheet_layout.to_json())"
        ).splitlines()[-1]
    )
    box, field = layout.pages[0].boxes[0], layout.pages[0].fields[0]
    assert place_of(clerk, ".is-box") == pytest.approx((box.x, box.y, box.size, box.size), abs=0.15)
    assert place_of(clerk, ".is-field") == pytest.approx(
        (field.x, field.y, field.width, field.height), abs=0.15
    )
    clerk.emulate_media(media="screen")

    # It comes back filled in; the number finds the screen.
    clerk.goto("/schreibtisch/papier/")
    clerk.get_by_label("Nummer vom Bogen").fill(numbers[1])
    clerk.keyboard.press("Enter")
    clerk.get_by_label("Ihr Vorschlag in einem Satz").fill(title)
    clerk.get_by_label("Was soll sich ändern, und warum?").fill("Der Weg ist steil, oben möchte man sitzen.")
    clerk.get_by_label("Ein Brief").check()
    clerk.get_by_label("Anschrift oder Telefonnummer").fill(WHERE)
    clerk.get_by_role("button", name="Eintragen", exact=True).click()
    expect(clerk.get_by_role("heading", name="Eingetragen")).to_be_visible()
    receipt = clerk.locator(".paper-codes dd").all_inner_texts()
    clerk.get_by_role("link", name="Quittung drucken").click()
    expect(clerk.locator("svg.qr")).to_be_visible()
    clerk.goto("/schreibtisch/papier/")
    clerk.get_by_label("Nummer vom Bogen").fill(f"MW1:{numbers[1].replace('-', ':')}:1")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="Dieser Bogen ist schon eingetragen")).to_be_visible()

    # Whoever has the receipt sees what becomes of it, without an account and on a small phone.
    person = open_page(
        base_url=demo_site.url, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    person.goto("/quittung/")
    person.get_by_label("Nummer der Quittung").fill(receipt[0])
    person.get_by_label("Code").fill(receipt[1])
    person.get_by_role("button", name="Nachsehen").click()
    expect(person.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(person.locator("main")).to_contain_text("Eingegangen")
    followed = person.url
    person.get_by_role("link", name="Ansehen", exact=True).click()
    expect(person.locator("main")).to_contain_text("auf Papier")
    address = person.url

    # The city answers as it answers everybody.
    clerk.goto(address)
    clerk.get_by_role("link", name="Am Schreibtisch öffnen").click()
    clerk.get_by_label("Text der Antwort").fill(ANSWER)
    clerk.get_by_role("button", name="Entwurf speichern").click()
    clerk.get_by_role("button", name="Unterschreiben und veröffentlichen").click()
    expect(clerk.locator("#antwort .answer-sign")).to_contain_text("Grünflächenamt")
    person.goto(followed)
    expect(person.locator("main")).to_contain_text(ANSWER)

    # And the letter is written.
    desk = as_colleague(open_page(base_url=demo_site.url))
    desk.goto("/schreibtisch/briefe/")
    axe(desk)
    ours = desk.locator(".paper-letter", has_text=title)
    expect(ours.get_by_label(re.compile("Anschrift"))).to_have_value(
        ""
    )  # on file, and seen by nobody without a reason
    for other in desk.locator(".paper-letter input[type=checkbox]").all():
        other.uncheck()
    ours.get_by_role("checkbox").check()
    form = {
        field.get_attribute("name"): field.input_value()
        for field in desk.locator(
            "form:has(.paper-letter) :is(textarea, input[type=hidden], input:checked)"
        ).all()
    }
    letter = desk.request.post("/schreibtisch/briefe/", form=form, headers={"Referer": desk.url})
    assert letter.headers["content-type"] == "application/pdf" and letter.body().startswith(b"%PDF")
    desk.goto("/schreibtisch/briefe/")
    expect(desk.locator(".paper-letter", has_text=title)).to_have_count(0)
    expect(desk.locator("main")).to_contain_text(receipt[0])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_pile_by_keyboard_alone(
    demo_site: Site,
    open_page: Callable[..., Any],
    as_colleague: Callable[..., Any],
    axe: Callable[..., None],
    known: dict[str, Any],
    scripts: bool,
) -> None:
    phase = known["phases"]["hoeschpark-2030 support"]
    page = as_colleague(
        open_page(base_url=demo_site.url, java_script_enabled=scripts),
        "session" if scripts else "second_session",
    )
    page.goto(f"/schreibtisch/papier/bewertung/{phase}/drucken/")
    page.get_by_label("Wie viele Bögen?").fill("3")
    page.get_by_role("button", name="Nummerierte Bögen erstellen").click()
    numbers = sorted({text.strip() for text in page.locator(".sheet-number").all_inner_texts()})
    page.goto(f"/schreibtisch/papier/bewertung/{phase}/stapel/")
    page.get_by_role("button", name="Stapel beginnen").click()
    stack = page.url

    def into(label: str, text: str) -> None:
        """Nobody touches a mouse: the field has the focus by itself."""
        expect(page.get_by_label(label)).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    def type_in(number: str, marks: str) -> None:
        into("Nummer vom Bogen", number)
        into("Kreuze", marks)
        page.wait_for_url(stack)

    type_in(numbers[0], "1 4")
    type_in(numbers[1], "2")
    expect(page.get_by_role("heading", name="2 Bögen in diesem Stapel")).to_be_visible()
    expect(page.locator("main")).to_contain_text("zusammen 3 Kreuze")
    into("Nummer vom Bogen", numbers[0])
    expect(page.locator("main")).to_contain_text("ist schon eingetragen")
    if scripts:
        axe(page)
    page.get_by_role("button", name="Den letzten zurücknehmen").press("Enter")
    into("Kreuze", "2 3")
    page.wait_for_url(stack)
    page.get_by_role("link", name="Stapel abschließen und Summe prüfen").press("Enter")
    into("Wie viele Bögen haben Sie von Hand gezählt?", "3")
    expect(page.locator("main")).to_contain_text("Die Zahlen stimmen nicht überein.")
    page.get_by_label("Wie viele Bögen haben Sie von Hand gezählt?").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Der Stapel ist abgeschlossen.")
