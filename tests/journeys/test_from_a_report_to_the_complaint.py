# SPDX-License-Identifier: EUPL-1.2
"""A stranger reports, the moderation decides with reasons, the stranger objects, and somebody else decides the complaint."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect
from tests.live import Site


def test_a_report_from_a_stranger_to_the_complaint_decided(
    demo_site: Site,
    open_page: Callable[..., Any],
    as_colleague: Callable[..., Any],
    axe: Callable[..., None],
    known: dict[str, Any],
) -> None:
    """The stranger has no account and no JavaScript, on a small phone."""
    number = known["free"][3]
    stranger = open_page(
        base_url=demo_site.url, java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    stranger.goto(f"/v/{number}/")
    title = stranger.locator("h1").inner_text()
    stranger.locator("main").get_by_role("link", name="Melden", exact=True).first.click()
    expect(stranger.get_by_role("link", name="Spielregeln lesen")).to_be_visible()
    stranger.get_by_label("Private Angaben oder Bilder von Menschen").check()
    stranger.get_by_label("Was ist das Problem?").fill("Im zweiten Satz steht, wer wo wohnt.")
    stranger.get_by_label("Meine Angaben sind nach bestem Wissen").check()
    stranger.get_by_role("button", name="Meldung senden").click()
    expect(stranger.get_by_role("heading", name="Ihre Meldung ist angekommen.")).to_be_visible()
    expect(stranger.locator("main")).to_contain_text("Entscheidung spätestens")
    receipt = stranger.url

    first = as_colleague(open_page(base_url=demo_site.url))
    first.goto("/schreibtisch/moderation/")
    expect(first.locator("main")).to_contain_text("entscheiden bis")
    first.get_by_role("link", name=title).first.click()
    subject = first.url
    keep = first.locator("section", has=first.get_by_role("heading", name="Sichtbar lassen"))
    keep.get_by_label("Begründung").fill("Die Straße ist lang, niemand wird erkannt.")
    keep.get_by_role("button", name="Bleibt sichtbar").click()

    stranger.goto(receipt)
    expect(stranger.locator("main")).to_contain_text("niemand wird erkannt")
    stranger.get_by_role("link", name="Entscheidung lesen und widersprechen").click()
    stranger.get_by_label("Warum sehen Sie das anders?").fill("Es steht auch die Hausnummer da.")
    stranger.get_by_role("button", name="Widerspruch senden").click()
    expect(stranger.locator("main")).to_contain_text("Jemand, der vorher nicht entschieden hat")
    decision = stranger.url

    # Whoever decided cannot decide about the complaint, and is told why.
    first.goto(subject)
    expect(first.locator("main")).to_contain_text("Darüber entscheidet jemand anderes aus der Moderation.")
    expect(first.get_by_role("button", name="Verbergen")).to_have_count(0)

    other = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=False), "second_session")
    other.goto("/schreibtisch/moderation/")
    other.get_by_role("link", name=title).first.click()
    hide = other.locator("section", has=other.get_by_role("heading", name="Verbergen"))
    hide.get_by_label("Was wird verborgen?").fill("der ganze Vorschlag")
    hide.get_by_label("Spielregeln der Plattform").check()
    hide.get_by_label("Welche Vorschrift oder Regel?").fill("Keine fremden Daten")
    hide.get_by_label("Warum? Die Tatsachen").fill("Name und Hausnummer einer Nachbarin stehen da.")
    hide.get_by_role("button", name="Verbergen").click()

    stranger.goto(decision)
    stranger.get_by_role("link", name="Verborgen").click()
    expect(stranger.locator("main")).to_contain_text("Name und Hausnummer")
    expect(stranger.locator("main")).to_contain_text("Automatisch entschieden")
    gone = stranger.goto(f"/v/{number}/")
    assert gone is not None and gone.status == 404

    # The figures say that it happened, and name nobody.
    reader = open_page(base_url=demo_site.url)
    reader.goto("/")
    reader.get_by_role("contentinfo").get_by_role("link", name="Spielregeln").click()
    reader.get_by_role("link", name="Moderation in Zahlen").click()
    expect(reader.get_by_role("heading", name=re.compile("Moderation in Zahlen"))).to_be_visible()
    axe(reader)
