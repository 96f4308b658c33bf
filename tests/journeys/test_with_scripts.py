# SPDX-License-Identifier: EUPL-1.2
"""What scripts add while somebody writes, and the same way for somebody who has no mouse."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect
from tests.live import Site

from .test_from_an_idea_to_the_answer import button_of

# Where the focus is, and how thick the line around it is: on the thing itself, its whole-card cover or its label.
FOCUS = """() => {
  const it = document.activeElement;
  const box = it.getBoundingClientRect();
  const line = (style) => (style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth) || 0);
  const around = [getComputedStyle(it), getComputedStyle(it, "::after")];
  const label = it.closest("label") || document.querySelector(`label[for="${it.id || "-"}"]`);
  if (label && /radio|checkbox/.test(it.type || "")) around.push(getComputedStyle(label), getComputedStyle(label.parentElement));
  // Links of a drawing have no box to draw a line around: their shape gets a thicker edge.
  const shape = it.ownerSVGElement && it.querySelector("circle, path");
  const edge = shape ? parseFloat(getComputedStyle(shape).strokeWidth) : 0;
  return {
    tag: it.tagName.toLowerCase(), name: it.name || "", id: it.id, type: it.type || "", value: it.value || "",
    href: it.getAttribute("href") || "", text: (it.textContent || "").trim().slice(0, 80),
    line: Math.max(edge > 3 ? edge : 0, ...around.map(line)),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def tab_to(page: Any, wanted: Callable[[dict[str, Any]], bool], *, at_most: int = 160) -> dict[str, Any]:
    """Presses Tab until the wanted thing has the focus; at every stop one sees where one is."""
    for _turn in range(at_most):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(FOCUS)
        if stop["tag"] == "body":
            continue
        assert stop["line"] >= 2, f"{page.url}: no line around {stop}"
        assert stop["seen"], f"{page.url}: out of sight {stop}"
        if wanted(stop):
            return stop
    raise AssertionError(f"{page.url}: not reached with {at_most} tabs")


def test_while_writing(demo_site: Site, open_page: Callable[..., Any]) -> None:
    mark = secrets.token_hex(3)
    address = f"tippt-{mark}@example.org"
    page = open_page(base_url=demo_site.url)
    page.goto("/prozesse/hoeschpark-2030/vorschlaege/")
    existing = page.locator("main .cards h2 a, main .cards h3 a").first.inner_text()
    page.goto("/prozesse/hoeschpark-2030/vorschlaege/neu/")
    field = page.get_by_label("Ihr Vorschlag in einem Satz")
    field.press_sequentially(existing)
    expect(page.locator(".similar").get_by_role("link", name=existing)).to_be_visible()
    field.fill(f"Sonnensegel {mark}")
    page.get_by_label("Was soll sich ändern, und warum?").fill("Im Sommer ist es heiß.")
    expect(page.get_by_text("Entwurf gesichert.")).to_be_visible()
    page.wait_for_url("**/entwurf/**")
    draft = page.url
    page.wait_for_timeout(300)
    page.context.close()

    page = open_page(base_url=demo_site.url)
    page.goto(draft)
    expect(page.get_by_label("Ihr Vorschlag in einem Satz")).to_have_value(f"Sonnensegel {mark}")
    expect(page.get_by_label("Was soll sich ändern, und warum?")).to_have_value("Im Sommer ist es heiß.")
    tab_to(page, lambda stop: stop["tag"] == "button" and stop["text"] == "Weiter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")

    # A place on the map without a mouse.
    tab_to(page, lambda stop: stop["text"] == "Auf der beweglichen Karte wählen")
    page.keyboard.press("Enter")
    expect(page.locator(".point-moving .map-live")).to_be_focused()
    page.wait_for_timeout(600)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".point-said")).to_contain_text("Ort gesetzt:")
    point = page.locator("[name=point_lat]").input_value(), page.locator("[name=point_lon]").input_value()
    assert all(point), point
    tab_to(page, lambda stop: stop["tag"] == "button" and stop["text"] == "Weiter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")
    expect(page.get_by_text("mit Punkt auf der Karte")).to_be_visible()

    # Who presses twice has asked once.
    page.get_by_label("Ihre E-Mail-Adresse").fill(address)
    page.get_by_role("button", name="Bestätigung anfordern").dblclick()
    expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
    page.goto(button_of(demo_site.wait_for_mail(address)))
    page.get_by_role("button", name="Vorschlag veröffentlichen").dblclick()
    expect(page.get_by_role("heading", level=1, name=f"Sonnensegel {mark}")).to_be_visible()
    assert len(demo_site.mails(address)) == 1
    page.goto(f"/prozesse/hoeschpark-2030/vorschlaege/?q={mark}")
    expect(page.get_by_role("link", name=f"Sonnensegel {mark}")).to_have_count(1)


def test_two_windows_send_the_same_draft(demo_site: Site, page: Any, browser: Any, sign_in: Any) -> None:
    """The last button pressed at the same moment in two windows, where no script can stop the second."""
    mark = secrets.token_hex(3)
    sign_in(page, demo_site, f"zweimal-{mark}@example.org")
    page.goto("/prozesse/hoeschpark-2030/vorschlaege/neu/")
    page.get_by_label("Ihr Vorschlag in einem Satz").fill(f"Trinkbrunnen {mark}")
    page.get_by_label("Was soll sich ändern, und warum?").fill("Wasser für alle.")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.wait_for_url("**/3/")
    landed = page.evaluate("""async () => {
      const form = [...document.forms].find((one) => one.textContent.includes("Vorschlag einreichen"));
      const send = () => fetch(location.href, {method: "POST", body: new FormData(form)});
      return (await Promise.all([send(), send(), send()])).map((answer) => [answer.status, answer.url]);
    }""")
    assert {status for status, _url in landed} == {200}, landed
    assert len({url for _status, url in landed}) == 1, landed
    page.goto(f"/prozesse/hoeschpark-2030/vorschlaege/?q={mark}")
    expect(page.get_by_role("link", name=f"Trinkbrunnen {mark}")).to_have_count(1)


def test_by_keyboard_alone(demo_site: Site, page: Any, sign_in: Any) -> None:
    mark = secrets.token_hex(3)
    sign_in(page, demo_site, f"tastatur-{mark}@example.org")
    page.goto("/")
    tab_to(page, lambda stop: stop["href"] == "/prozesse/hoeschpark-2030/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/prozesse/hoeschpark-2030/")
    tab_to(page, lambda stop: bool(re.search(r"/vorschlaege/\d+/$", stop["href"])))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/vorschlaege/\d+/$"))
    tab_to(page, lambda stop: stop["tag"] == "button" and stop["name"] == "value")
    page.keyboard.press("Enter")
    expect(page.locator(".rate-own")).to_be_visible()
    expect(page.locator("#bewertung [aria-pressed=true]")).to_have_count(1)
    tab_to(page, lambda stop: stop["tag"] == "summary" and "Mitreden" in stop["text"])
    page.keyboard.press("Enter")
    tab_to(page, lambda stop: stop["type"] == "radio")
    page.keyboard.press("Space")
    tab_to(page, lambda stop: stop["tag"] == "textarea")
    page.keyboard.type(f"Ohne Maus gesagt {mark}.")
    tab_to(page, lambda stop: stop["tag"] == "button" and stop["text"] == "Veröffentlichen")
    page.keyboard.press("Enter")
    expect(page.locator(".voices").get_by_text(f"Ohne Maus gesagt {mark}.")).to_be_visible()
