# SPDX-License-Identifier: EUPL-1.2
"""A survey on every way: a filled sheet is typed in, somebody answers on the phone, it is closed, and all see both counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import TOOLS
from tests.live import Site

# Of each way all but one are there already, so that enough people stand behind the counts that everybody sees.
MADE = (
    TOOLS
    + """
every = Person.objects.get(email="alles@example.org")
process = Process.objects.create(slug=SLUG, title="Wege", question="Wie?", summary="Eine Umfrage.", published_at=timezone.now())
phase = Phase.objects.create(process=process, title="Umfrage", format="surveys", verbs=["answer"],
    starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() + timedelta(days=1))
made = surveys.create_survey(phase=phase, draft=surveys.SurveyDraft(title="Rad oder Bahn?", smallest=3), by=every)
page = made.pages.get()
one = surveys.add_question(page=page, draft=surveys.QuestionDraft(kind=Kind.ONE, text="Womit fahren Sie?", choices=("Rad", "Bahn")), by=every)
surveys.add_question(page=page, draft=surveys.QuestionDraft(kind=Kind.LONG, text="Und warum?"), by=every)
made = surveys.make_ready(survey=made, by=every)
for way in ("paper", "paper", "phone", "phone"):
    surveys.enter_sheet(survey=made, values={str(one.pk): {"choices": ["1"]}}, channel=way, by=every)
for n in range(4):
    token = surveys.begin(survey=made, person=None)
    surveys.save_page(survey=made, token=token, values={str(one.pk): {"choices": ["2"]}}, person=None)
    surveys.send(survey=made, token=token, person=None)
print("made=" + str(made.pk))
"""
)
ENDED = """
from django.utils import timezone
from mitwirken.formats.surveys.models import Survey
from mitwirken.civic.participation.models import Phase
Phase.objects.filter(surveys=SURVEY).update(ends_at=timezone.now())
"""


def bar(page: Page, heading: str, name: str) -> Any:
    """The line of one answer in the table of a question."""
    section = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
    return section.locator("tr", has_text=name)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_paper_and_phone_are_counted_and_seen(
    demo_site: Site,
    open_page: Callable[..., Any],
    as_colleague: Callable[..., Any],
    known: dict[str, Any],
    axe: Callable[..., None],
    scripts: bool,
) -> None:
    said = demo_site.python(MADE.replace("SLUG", repr(f"wege-{'mit' if scripts else 'ohne'}")))
    survey = int(said[said.index("made=") + 5 :].split()[0])
    clerk = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=scripts))

    # A numbered sheet is printed, comes back filled in, and counts once.
    clerk.goto(f"/schreibtisch/papier/umfrage/{survey}/drucken/")
    clerk.get_by_label("Wie viele Bögen?").fill("1")
    clerk.get_by_role("button", name="Nummerierte Bögen erstellen").click()
    number = clerk.locator(".sheet-number").first.inner_text().strip()
    clerk.goto("/schreibtisch/papier/")
    clerk.get_by_label("Nummer vom Bogen").fill(number)
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1, name="Rad oder Bahn?")).to_be_visible()
    if scripts:
        axe(clerk)
    clerk.get_by_role("radio", name="Rad", exact=True).check()
    clerk.get_by_label("2. Und warum?").fill("Weil es schnell geht.")
    clerk.get_by_role("button", name="Eintragen", exact=True).click()
    expect(clerk.get_by_role("heading", name="Eingetragen")).to_be_visible()
    clerk.goto("/schreibtisch/papier/")
    clerk.get_by_label("Nummer vom Bogen").fill(number)
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="Dieser Bogen ist schon eingetragen")).to_be_visible()

    # Somebody calls; another colleague listens and types.
    other = as_colleague(open_page(base_url=demo_site.url, java_script_enabled=scripts), "second_session")
    other.goto(f"/schreibtisch/papier/umfrage/{survey}/")
    other.get_by_label("am Telefon").check()
    other.get_by_role("radio", name="Bahn", exact=True).check()
    other.get_by_role("button", name="Eintragen", exact=True).click()
    expect(other.get_by_role("heading", name="Eingetragen")).to_be_visible()

    # Nobody sees results before it is closed.
    anybody = open_page(
        base_url=demo_site.url, java_script_enabled=scripts, viewport={"width": 360, "height": 740}
    )
    assert anybody.goto(f"/umfragen/{survey}/ergebnis/").status == 409
    demo_site.python(ENDED.replace("SURVEY", str(survey)))
    clerk.goto(f"/schreibtisch/umfragen/{survey}/")
    clerk.get_by_role("link", name="Schließen", exact=True).click()
    clerk.get_by_role("button", name="Schließen", exact=True).click()
    expect(clerk.get_by_text("Geschlossen. Wer teilgenommen hat")).to_be_visible()

    anybody.goto(f"/umfragen/{survey}/")
    anybody.get_by_role("link", name="Zum Ergebnis").click()
    expect(anybody.get_by_text("10 Menschen haben geantwortet.")).to_be_visible()
    for way, number_of in (("online", 4), ("auf Papier", 3), ("am Telefon", 3)):
        expect(bar(anybody, "Auf welchem Weg", way)).to_contain_text(f"{number_of}")
    expect(bar(anybody, "1 Womit fahren Sie?", "Rad")).to_contain_text("5")
    expect(bar(anybody, "1 Womit fahren Sie?", "Bahn")).to_contain_text("5")
    expect(anybody.get_by_text("Weil es schnell geht.")).to_have_count(0)
    wide, seen = anybody.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen
    if scripts:
        axe(anybody)
