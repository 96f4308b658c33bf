# SPDX-License-Identifier: EUPL-1.2
"""A case with three offices: handed over, asked, commented, signed by those who must, and answered in public."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect
from tests.journeys.conftest import TOOLS
from tests.live import Site

# Three people, each of one office and nothing else, and one of the core team.
PEOPLE = (
    TOOLS
    + """
from mitwirken.ground.desk.roles import Role as R
told = {}
for key, slug in (("parks", "gruenflaechenamt"), ("roads", "tiefbauamt"), ("nature", "umweltamt"), ("core", "ciio")):
    person = make_staff(email=f"drei-{key}@example.org", pseudonym=f"Drei {key}", roles=[(R.CORE if key == "core" else R.OFFICE, Office.objects.get(slug=slug))])
    if not Authenticator.objects.filter(user=person).exists():
        TOTP.activate(person, generate_totp_secret())
    told[key] = session(Person.objects.get(pk=person.pk))
case = Case.objects.filter(subject_kind="proposal", office=None, status="eingegangen", shelved_at=None).order_by("pk").last()
from mitwirken.ground.deeds.subjects import kind_named
told["case"], told["url"] = case.pk, kind_named("proposal").rows().get(pk=case.subject_id).get_absolute_url()
print("three=" + json.dumps(told))
"""
)


def test_three_offices_give_one_answer(demo_site: Site, open_page: Callable[..., Any]) -> None:
    said = demo_site.python(PEOPLE)
    known: dict[str, Any] = json.loads(said[said.index("three=") + 6 :].splitlines()[0])

    def desk(key: str, *, scripts: bool = True) -> Any:
        page = open_page(base_url=demo_site.url, java_script_enabled=scripts)
        cookie = {"name": "mitwirken_session", "value": known[key], "url": demo_site.url}
        page.context.add_cookies([cookie])
        return page

    path = f"/schreibtisch/faelle/{known['case']}/"
    core, parks, nature = desk("core"), desk("parks"), desk("nature")
    roads = desk("roads", scripts=False)

    # The core team hands it over; the office sees that it has to take it, and does.
    core.goto(path)
    core.get_by_text("Zuteilung ändern").click()
    core.get_by_label("Zuständiges Amt").select_option(label="Grünflächenamt")
    core.get_by_role("button", name="Zuteilung speichern").click()
    expect(core.locator("#zuteilung")).to_contain_text("Grünflächenamt")
    parks.goto(path)
    expect(parks.locator(".next-steps")).to_contain_text("übernehmen Sie ihn")
    parks.get_by_role("button", name="Fall übernehmen").click()
    expect(parks.locator("#zuteilung")).to_contain_text("übernommen am")

    # It asks two others; one has to sign.
    for name, signs in (("Tiefbauamt", True), ("Umweltamt", False)):
        parks.goto(f"{path}aemter/neu/")
        parks.get_by_label("Welches Amt").select_option(label=name)
        parks.get_by_label("Was wird gebraucht?").fill("Was ist dort möglich?")
        parks.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=12)).isoformat())
        if signs:
            parks.get_by_label("Das Amt zeichnet die Antwort mit").check()
        parks.get_by_role("button", name="Fragen", exact=True).click()
        expect(parks.locator("#aemter")).to_contain_text(name)

    # One takes it and answers, one is not the one.
    roads.goto("/schreibtisch/anfragen/")
    roads.locator(f"a[href*='/faelle/{known['case']}/']").click()
    roads.get_by_role("button", name="Übernehmen").click()
    roads.get_by_role("link", name="Rückmeldung geben").click()
    roads.get_by_label("Was ist bei Ihnen herausgekommen?").fill("Zwei Bänke passen hin.")
    roads.get_by_role("button", name="Rückmeldung geben").click()
    nature.goto(path)
    nature.get_by_role("link", name="Nicht zuständig").click()
    nature.get_by_label("Warum sind Sie nicht zuständig").fill(
        "Kein Schutzgebiet, fragen Sie niemanden mehr."
    )
    nature.get_by_role("button", name="Ablehnen und begründen").click()
    parks.goto(path)
    expect(parks.locator("#aemter")).to_contain_text("Zwei Bänke passen hin.")
    expect(parks.locator("#aemter")).to_contain_text("nicht zuständig")

    # A draft, a comment, another text: the signature given before counts no more.
    parks.get_by_label("Text der Antwort").fill("Ja, wir stellen zwei Bänke auf.")
    parks.get_by_role("button", name="Entwurf speichern").click()
    expect(parks.locator("#unterschriften")).to_contain_text("Tiefbauamt")
    expect(parks.get_by_role("button", name="Unterschreiben und veröffentlichen")).to_have_count(0)
    roads.goto(path)
    roads.get_by_role("button", name="Nur unterschreiben").click()
    roads.get_by_role("link", name="Fassungen und Kommentare").click()
    roads.get_by_label("Kommentar", exact=True).fill("Bitte den Monat nennen.")
    roads.get_by_role("button", name="Kommentar speichern").click()
    parks.goto(path)
    expect(parks.locator(".next-steps")).to_contain_text("1 Kommentar")
    parks.get_by_label("Text der Antwort").fill("Ja, wir stellen im Mai zwei Bänke auf.")
    parks.get_by_role("button", name="Entwurf speichern").click()
    expect(parks.locator(".next-steps")).to_contain_text("Es fehlt die Unterschrift von: Tiefbauamt")
    parks.goto(f"{path}entwurf/")
    expect(parks.locator(".text-diff ins").first).to_contain_text("im Mai")

    # It signs again, the office in charge publishes, and everybody reads that very text.
    roads.goto(path)
    roads.get_by_role("button", name="Nur unterschreiben").click()
    parks.goto(path)
    parks.get_by_role("button", name="Unterschreiben und veröffentlichen").click()
    expect(parks.locator("#antwort")).to_contain_text("Veröffentlicht")
    reader = open_page(base_url=demo_site.url, java_script_enabled=False)
    reader.goto(known["url"])
    expect(reader.locator("main")).to_contain_text("Ja, wir stellen im Mai zwei Bänke auf.")
    expect(reader.locator("main")).not_to_contain_text("Bitte den Monat nennen")
