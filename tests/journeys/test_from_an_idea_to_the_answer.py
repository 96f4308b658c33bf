# SPDX-License-Identifier: EUPL-1.2
"""The main job of the house, on a small phone, with nothing but links and forms."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect
from tests.live import Site

PHONE = {"width": 360, "height": 740}
ANSWER = "Guten Tag, wir stellen die Schaukel im Frühjahr auf. Ihr Grünflächenamt"


def button_of(mail: Any) -> str:
    """The address behind the button of our mail."""
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"https?://\S+/bestaetigen/\S+", text)
    assert found, text
    return found[0]


def test_from_an_idea_to_the_answer_without_scripts(
    demo_site: Site,
    open_page: Callable[..., Any],
    sign_in: Callable[..., None],
    through_the_door: Callable[..., None],
    tell: Callable[[], None],
) -> None:
    def phone() -> Any:
        return open_page(base_url=demo_site.url, viewport=PHONE, java_script_enabled=False)

    mark = secrets.token_hex(3)
    title = f"Schaukel für Erwachsene {mark}"
    guest_address, neighbour_address = f"gast-{mark}@example.org", f"nachbar-{mark}@example.org"

    # Somebody without an account has an idea.
    guest = phone()
    guest.goto("/")
    guest.locator("main a[href='/prozesse/hoeschpark-2030/']").first.click()
    guest.get_by_role("link", name="Vorschlag machen").first.click()
    guest.get_by_label("Ihr Vorschlag in einem Satz").fill("  ")
    guest.get_by_label("Was soll sich ändern, und warum?").fill("Auch Erwachsene schaukeln gern.")
    guest.get_by_role("button", name="Weiter").click()
    expect(guest.locator("[aria-invalid=true]").first).to_be_visible()
    guest.get_by_label("Ihr Vorschlag in einem Satz").fill(title)
    expect(guest.get_by_label("Was soll sich ändern, und warum?")).to_have_value(
        "Auch Erwachsene schaukeln gern."
    )
    guest.get_by_role("button", name="Weiter").click()
    guest.get_by_label("Kategorie").select_option(label="Spiel und Sport")
    guest.get_by_role("button", name="Weiter", exact=True).click()
    expect(guest.get_by_role("heading", name=title)).to_be_visible()
    guest.get_by_label("Ihre E-Mail-Adresse").fill(guest_address)
    guest.get_by_role("button", name="Bestätigung anfordern").click()
    expect(guest.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
    guest.goto(button_of(demo_site.wait_for_mail(guest_address)))
    guest.get_by_role("button", name="Vorschlag veröffentlichen").click()
    expect(guest.get_by_role("heading", level=1, name=title)).to_be_visible()
    address = guest.url.split("#")[0].split("?")[0]

    # A neighbour supports it, says why, and wants to hear of it at once.
    neighbour = phone()
    sign_in(neighbour, demo_site, neighbour_address)
    neighbour.goto(address)
    neighbour.get_by_role("button", name=re.compile("unterstütz", re.I)).first.click()
    expect(neighbour.locator(".rate-own")).to_be_visible()
    neighbour.get_by_text("Mitreden: Beitrag schreiben").click()
    neighbour.get_by_label("Ich bin dafür, weil …").check()
    neighbour.get_by_label("Ihr Beitrag").fill(f"Meine Knie danken es {mark}.")
    neighbour.get_by_role("button", name="Veröffentlichen").click()
    expect(neighbour.locator(".is-pro").get_by_text(f"Meine Knie danken es {mark}.")).to_be_visible()
    neighbour.get_by_role("link", name="Verfolgen").click()
    neighbour.get_by_role("button", name="Verfolgen").click()
    neighbour.goto("/konto/benachrichtigungen/")
    neighbour.get_by_label(re.compile("sofort", re.I)).check()
    neighbour.get_by_role("button", name="Speichern").click()

    # The core team hands it to the office that builds swings.
    lead = phone()
    through_the_door(lead, "ombudsstelle@example.org")
    lead.goto(address)
    lead.get_by_role("link", name="Am Schreibtisch öffnen").click()
    case = lead.url
    lead.get_by_text("Zuteilung ändern").click()
    lead.get_by_label("Zuständiges Amt").select_option(label="Grünflächenamt")
    lead.get_by_role("button", name="Zuteilung speichern").click()
    expect(lead.get_by_text("Die Zuteilung ist gespeichert.")).to_be_visible()

    # The office looks, drafts, signs, and says when it happens.
    clerk = phone()
    through_the_door(clerk, "fachamt-gruen@example.org")
    clerk.goto(case)
    for status in ("In Prüfung", "Angenommen"):
        clerk.get_by_label("Neuer Stand").select_option(label=status)
        clerk.get_by_role("button", name="Stand veröffentlichen").click()
        expect(clerk.get_by_text("Der neue Stand ist veröffentlicht.")).to_be_visible()
    clerk.get_by_label("Text der Antwort").fill(ANSWER)
    clerk.get_by_role("button", name="Entwurf speichern").click()
    reader = phone()
    reader.goto(address)
    expect(reader.get_by_text(ANSWER)).to_have_count(0)
    clerk.get_by_role("button", name="Unterschreiben und veröffentlichen").click()
    expect(clerk.locator("#antwort .answer-sign")).to_contain_text("Grünflächenamt")
    clerk.get_by_role("link", name="Etappe ankündigen").click()
    clerk.get_by_label("Etappe", exact=True).fill("Die Schaukel steht")
    clerk.locator("form", has=clerk.get_by_label("Geplant für")).get_by_role(
        "button", name="Speichern"
    ).click()
    expect(clerk.get_by_text("Die Etappe ist gespeichert.")).to_be_visible()
    clerk.goto(case)
    expect(clerk.locator("#etappen")).to_contain_text("Die Schaukel steht")

    # Whoever wrote it and whoever follows it are told; everybody can read it.
    tell()
    for who in (guest_address, neighbour_address):
        bodies = "".join(str(mail.get_body(("plain",)).get_content()) for mail in demo_site.mails(who))
        assert "wir stellen die Schaukel" in " ".join(bodies.split()), (who, bodies)
    neighbour.goto("/konto/neuigkeiten/")
    expect(neighbour.get_by_role("link", name=re.compile(mark)).first).to_be_visible()
    reader.reload()
    for words in (ANSWER, "Grünflächenamt", "angenommen", "Die Schaukel steht"):
        expect(reader.locator("main")).to_contain_text(re.compile(re.escape(words), re.I))
    assert reader.context.cookies() == []
