# SPDX-License-Identifier: EUPL-1.2
"""Somebody answers to statements, adds one, the city lets it in, and the map shows the groups, in a picture and in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import TOOLS
from tests.live import Site

MADE = """
from datetime import timedelta
from django.utils import timezone
from mitwirken.civic.participation.drafts import PhaseDraft
from mitwirken.formats.opinions import actions

every = Person.objects.get(email="alles@example.org")
process = participation.create_process(by=every, title="Der Platz {word}", question="Wie soll er werden?", slug="der-platz-{word}", office=None)
now = timezone.now()
participation.add_phase(process=process, by=every, phase=PhaseDraft(title="Antworten", format="opinions", verbs=("opine",),
    starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)))
Process.objects.filter(pk=process.pk).update(published_at=now)
row = actions.create_conversation(phase=process.phases.get(), draft=actions.ConversationDraft(question="Wie soll der Platz {word} werden?"), by=every)
texts = ["Der Platz braucht Schatten."] + [f"Auf den Platz {word} gehören {{n}} Bänke." for n in range(1, 8)]
actions.seed_statements(conversation=row, texts=texts, by=every)
row = actions.release_conversation(conversation=row, by=every)
rows = dict(row.statements.values_list("number", "pk"))
for person in range(40):
    values = {{pk: 1 if number == 1 or (person < 24) == (number < 5) else -1 for number, pk in rows.items()}}
    actions.enter_sheet(conversation=row, sheet=f"P {{person}}", values=values, channel="room", by=every)
visitor, _new = enter(email="platz-{word}@example.org")
print("made=" + json.dumps({{"pk": row.pk, "session": session(visitor)}}))
"""

ONE_MORE = """
from mitwirken.civic.people.models import Person
from mitwirken.formats.opinions import actions, queries
row = queries.one({pk})
values = {{pk: 1 if number == 1 or number > 4 else -1 for number, pk in row.statements.filter(number__lt=9).values_list("number", "pk")}}
actions.enter_sheet(conversation=row, sheet="P 99", values=values, channel="room", by=Person.objects.get(email="alles@example.org"))
"""


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_answer_to_the_map(
    open_page: Callable[..., Any],
    demo_site: Site,
    known: dict[str, Any],
    as_colleague: Callable[..., Any],
    axe: Callable[..., None],
    scripts: bool,
) -> None:
    said = demo_site.python(TOOLS + MADE.format(word="mit" if scripts else "ohne"))
    made = json.loads(said[said.index("made=") + 5 :].splitlines()[0])
    at = f"/meinungskarten/{made['pk']}"
    page = open_page(
        base_url=demo_site.url, java_script_enabled=scripts, viewport={"width": 320, "height": 700}
    )
    page.context.add_cookies([{"name": "mitwirken_session", "value": made["session"], "url": demo_site.url}])

    # One statement after the other, as the first camp would say.
    page.goto(f"{at}/")
    for _statement in range(8):
        text = page.locator("#aussage-text").inner_text()
        number = re.search(r"(\d) Bänke", text)
        agrees = number is None or int(number[1]) + 1 < 5
        page.get_by_role("button", name="Stimme zu" if agrees else "Stimme nicht zu", exact=True).click()
    assert page.get_by_text("Sie haben auf alles geantwortet").is_visible()

    # What is missing is added, and somebody lets it in.
    page.get_by_role("link", name="Mir fehlt eine Aussage").click()
    page.get_by_label("Ihre Aussage").fill("Abends soll auf dem Platz Musik sein dürfen.")
    page.get_by_role("button", name="Beitragen").click()
    assert page.get_by_text("Die Aussage wird angesehen").is_visible()
    desk = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=scripts))
    desk.goto(f"/schreibtisch/meinungskarten/{made['pk']}/wartet/")
    desk.get_by_role("button", name=re.compile("^Annehmen")).click()
    assert desk.get_by_text("Nichts wartet.").is_visible()
    page.goto(f"{at}/")
    assert page.locator("#aussage-text").inner_text() == "Abends soll auf dem Platz Musik sein dürfen."
    page.get_by_role("button", name="Stimme zu", exact=True).click()

    # The map is drawn, and says in words what it shows.
    desk.goto(f"/schreibtisch/meinungskarten/{made['pk']}/zeichnen/")
    desk.get_by_role("button", name="Zeichnen").click()
    page.goto(f"{at}/karte/")
    assert "Gruppe A mit 25 Menschen, Gruppe B mit 16 Menschen" in page.locator(".page-head").inner_text()
    assert page.locator(".opinion-area").count() == 2
    assert page.get_by_text("Der Stern sind Sie: am nächsten bei Gruppe A.").is_visible()
    joins = page.get_by_role("region", name="Was verbindet").inner_text()
    assert "Der Platz braucht Schatten." in joins and "100\u00a0% (25 von 25)" in joins
    assert "Die Gruppen sind sicher" in page.locator(".opinion-sure").inner_text()
    # Whoever has it open sees it change when it is drawn anew.
    if scripts:
        watcher = open_page(base_url=demo_site.url)
        watcher.goto(f"{at}/karte/")
        demo_site.python(ONE_MORE.format(pk=made["pk"]))
        desk.goto(f"/schreibtisch/meinungskarten/{made['pk']}/zeichnen/")
        desk.get_by_role("button", name="Zeichnen").click()
        expect(watcher.locator(".page-head")).to_contain_text("42 Menschen haben geantwortet")
        expect(watcher.get_by_role("region", name="Was verbindet")).to_contain_text("(17 von 17)")

    page.get_by_role("link", name="der Reihe nach").click()
    first = page.locator(".opinion-rows > li").first
    assert (
        "Der Platz braucht Schatten." in first.inner_text()
        and f"{42 if scripts else 41} ja" in first.inner_text()
    )
    if scripts:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
