# SPDX-License-Identifier: EUPL-1.2
"""A letter with a code arrives: vote, change the vote, keep the receipt, and find the own line when all is counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

MADE = """
import json
from datetime import timedelta
from django.utils import timezone
from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation.drafts import PhaseDraft
from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.formats.ballots import actions

every = Person.objects.get(email="alles@example.org")
process = participation.create_process(by=every, title="Name des Platzes {word}", question="Wie soll er heißen?", slug="platz-{word}", office=None)
now = timezone.now()
participation.add_phase(process=process, by=every, phase=PhaseDraft(title="Abstimmen", format="ballots", verbs=("vote",),
    starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)))
Process.objects.filter(pk=process.pk).update(published_at=now)
phase = process.phases.get()
draft = actions.BallotDraft(title="Name des Platzes {word}", question="Wofür reicht das Geld?", kind="basket", rule="shares", budget=500, eligibility="codes")
ballot = actions.create_ballot(phase=phase, draft=draft, by=every)
for at, (title, cost) in enumerate((("Bank", 100), ("Baum", 200), ("Brunnen", 300), ("Bühne", 400)), 1):
    option = actions.add_option(ballot=ballot, draft=actions.OptionDraft(title=title, cost=cost), by=every, code=f"0{{at}}")
    actions.check_option(option=option, eligible=True, by=every)
actions.make_ready(ballot=ballot, by=every)
codes = actions.print_codes(ballot=ballot, number=3, by=every)
print("made=" + json.dumps({{"pk": ballot.pk, "phase": phase.pk, "codes": codes}}))
"""
OVER = """
from datetime import timedelta
from django.utils import timezone
from mitwirken.civic.participation.models import Phase
Phase.objects.filter(pk={phase}).update(ends_at=timezone.now())
"""


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_letter_to_the_own_line(
    open_page: Callable[..., Any],
    demo_site: Site,
    known: dict[str, Any],
    as_colleague: Callable[..., Any],
    axe: Callable[..., None],
    scripts: bool,
) -> None:
    said = demo_site.python(MADE.format(word="mit" if scripts else "ohne"))
    made = json.loads(said[said.index("made=") + 5 :].splitlines()[0])
    at = f"/abstimmungen/{made['pk']}"
    page = open_page(
        base_url=demo_site.url, java_script_enabled=scripts, viewport={"width": 320, "height": 700}
    )

    def fill_in(code: str, *names: str) -> None:
        page.goto(f"{at}/stimme/")
        page.get_by_label("Code", exact=True).fill(code.lower().replace("-", " "))
        page.get_by_role("button", name="Weiter zum Stimmzettel").click()
        for name in names:
            page.get_by_label(re.compile(f"^{name}")).check()

    # The rule can be read and tried before.
    page.goto(f"{at}/")
    assert page.get_by_text("Das Geld wird zu gleichen Teilen").is_visible()
    page.get_by_role("link", name="Regel ausprobieren").click()
    page.get_by_label(re.compile("^Bäume im Süden")).check()
    page.get_by_role("button", name="Auszählen").click()
    assert page.get_by_role("heading", name="So geht es mit Ihrer Stimme aus").is_visible()

    # Too much is said, and what was ticked is still ticked.
    fill_in(made["codes"][0], "Baum", "Bühne")
    if scripts:
        assert page.locator("output").inner_text() == "100 € zu viel"
        expect(page.locator("ballot-paper [role=status]")).to_have_text("100 € zu viel")
        assert not page.get_by_role("button", name="Neu berechnen").is_visible()
    else:
        page.get_by_role("button", name="Neu berechnen").click()
        assert page.locator("output").inner_text() == "100 € zu viel"
    page.get_by_role("button", name="Weiter").click()
    assert page.get_by_role("alert").filter(has_text="Nehmen Sie ein Projekt heraus").is_visible()
    page.get_by_label(re.compile("^Bühne")).uncheck()
    if scripts:
        axe(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Stimme abgeben").click()
    first = page.locator(".ballot-receipt-code").inner_text().strip()

    # The same code again, later: the vote is changed, the old receipt is worth nothing.
    fill_in(made["codes"][0], "Brunnen", "Bank")
    assert page.get_by_text("Sie haben schon abgestimmt").is_visible()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Stimme ändern").click()
    receipt = page.locator(".ballot-receipt-code").inner_text().strip()
    assert receipt != first
    fill_in(made["codes"][1], "Bank")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("button", name="Stimme abgeben").click()
    # Nothing of it stays in the browser.
    assert not [one for one in page.context.cookies() if one["name"] == "mitwirken_session"]

    # The city closes and counts; somebody else publishes.
    demo_site.python(OVER.format(phase=made["phase"]))
    page.goto(f"{at}/stimme/")
    assert page.get_by_text("Die Abstimmung ist seit").first.is_visible()
    desk = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=scripts))
    desk.goto(f"/schreibtisch/abstimmungen/{made['pk']}/")
    desk.get_by_role("link", name="Schließen").click()
    desk.get_by_role("button", name="Schließen").click()
    desk.get_by_role("link", name="Auszählen").click()
    desk.get_by_role("button", name="Auszählen").click()
    second = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=scripts), "second_session")
    second.goto(f"/schreibtisch/abstimmungen/{made['pk']}/veroeffentlichen/")
    second.get_by_role("button", name="Veröffentlichen").click()

    page.goto(f"{at}/ergebnis/")
    assert page.get_by_text("2 Menschen haben abgestimmt").is_visible()
    winners = page.locator(".ballot-winners").inner_text()
    assert "Bank" in winners and "Brunnen" in winners
    page.get_by_role("link", name="Meinen Stimmzettel finden").click()
    page.get_by_label("Ihr Beleg-Code").fill(receipt.lower())
    page.get_by_role("button", name="Suchen").click()
    line = page.get_by_role("status").filter(has_text="ist so gezählt").inner_text()
    assert "Bank" in line and "Brunnen" in line and "Baum" not in line
    page.get_by_label("Ihr Beleg-Code").fill(first)
    page.get_by_role("button", name="Suchen").click()
    assert page.get_by_text("Diesen Code gibt es in der Liste nicht").is_visible()
