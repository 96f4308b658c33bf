# SPDX-License-Identifier: EUPL-1.2
"""Ways of people in a real browser: maps with and without scripts, a clerk at the desk, every page against axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

TOWN = """
import json
from datetime import timedelta
from pathlib import Path
import mitwirken.civic.places as places
from django.utils import timezone
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.civic.places.actions import import_places
from mitwirken.civic.places.models import Place
from mitwirken.civic.participation import actions
from mitwirken.civic.participation.checks import CHECKS
from mitwirken.civic.participation.drafts import *
from mitwirken.civic.participation.models import Process
from mitwirken.ground.desk.models import Office
if not Process.objects.filter(slug="park-der-reise").exists():
    shapes = json.loads((Path(places.__file__).parent / "data/dortmund.geojson").read_text())
    import_places(shapes["features"])
    office, _ = Office.objects.get_or_create(slug="reiseamt", defaults={"name": "Reiseamt", "short": "RA"})
    here = tuple(Place.objects.filter(slug="hoerde"))
    p = actions.create_process(by=None, title="Park der Reise", question="Was fehlt?", slug="park-der-reise", office=office)
    actions.change_process(process=p, by=None, change=Basics("Park der Reise", "Was fehlt?", "Kurz.", "<h2>Lage</h2><p>Text</p>", places=here, office=office))
    now = timezone.now()
    actions.change_process(process=p, by=None, change=Terms("konsultation", "Eins\\nZwei", "Drei", "Rat", now.date()))
    actions.change_process(process=p, by=None, change=Access("Papier", "amt@example.org"))
    actions.change_process(process=p, by=None, change=Checks({check.key: {"state": "ja", "words": ""} for check in CHECKS}))
    actions.set_phases(process=p, by=None, phases=[PhaseDraft("Ideen sammeln", "proposals", now - timedelta(1), now + timedelta(9), "Regel", ("propose",))])
    actions.set_dates(process=p, by=None, dates=[DateDraft("Rundgang", now + timedelta(1), now + timedelta(1, 3600), "Park")])
    actions.publish_process(process=p, by=None)
    actions.change_process(process=p, by=None, change=Access("Papier im Amt", "amt@example.org"))
    from allauth.mfa.models import Authenticator
    clerk = Person.objects.create(email="reise@example.org", pseudonym="Reiseamt")
    RoleGrant.objects.create(person=clerk, role="prozess", office=office)
    Authenticator.objects.create(user=clerk, type="totp", data={"secret": "x"})
"""

SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from mitwirken.civic.people.models import Person
who = Person.objects.get(email="reise@example.org")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(who.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = who.get_session_auth_hash()
store.create()
print("key=" + store.session_key)
"""

PAGES = [
    "/", "/prozesse/", "/prozesse/?ort=hoerde&q=park", "/prozesse/karte/", "/prozesse/kalender/", "/prozesse/park-der-reise/",
    "/prozesse/park-der-reise/druck/", "/prozesse/park-der-reise/aenderungen/", "/orte/", "/orte/hoerde/", "/barriere-melden/",
]  # fmt: skip
DESK = [
    "/schreibtisch/prozesse/", "/schreibtisch/prozesse/neu/", "/schreibtisch/prozesse/neu/ideen/", "/schreibtisch/prozesse/{pk}/",
    "/schreibtisch/prozesse/{pk}/grundlagen/", "/schreibtisch/prozesse/{pk}/einfluss/", "/schreibtisch/prozesse/{pk}/phasen/",
    "/schreibtisch/prozesse/{pk}/phasen/neu/?format=proposals", "/schreibtisch/prozesse/{pk}/termine/", "/schreibtisch/prozesse/{pk}/kategorien/",
    "/schreibtisch/prozesse/{pk}/zurueckziehen/",
]  # fmt: skip


@pytest.fixture
def town(live: Site) -> Site:
    live.python(TOWN)
    return live


def as_clerk(page: Any, site: Site) -> Any:
    said = site.python(SESSION)
    key = said[said.index("key=") + 4 :].split()[0]
    page.context.add_cookies([{"name": "mitwirken_session", "value": key, "url": site.url}])
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_against_axe_on_public_pages(town, open_page, axe, scheme):
    page = open_page(base_url=town.url, color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_against_axe_at_the_desk(town, open_page, axe, scheme):
    page = as_clerk(open_page(base_url=town.url, color_scheme=scheme), town)
    page.goto("/prozesse/park-der-reise/")
    pk = page.get_by_role("link", name="Bearbeiten").get_attribute("href").strip("/").split("/")[-1]
    for path in DESK:
        page.goto(path.format(pk=pk))
        axe(page)


def test_nothing_is_wider_than_a_small_phone(town, open_page):
    page = open_page(base_url=town.url, viewport={"width": 320, "height": 700})
    for path in PAGES:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, (path, wide)


def test_the_drawing_becomes_a_moving_map_only_when_asked(town, page, live):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/prozesse/karte/")
    assert not any("leaflet" in url for url in asked)
    page.get_by_role("button", name="Karte bewegen und vergrößern").click()
    expect(page.locator(".map-live")).to_be_visible()
    expect(page.locator(".map-live").get_by_text("Lütgendortmund")).to_be_visible()
    pin = page.locator(".map-live .live-pin").first
    expect(pin).to_have_attribute("aria-label", "Park der Reise")
    assert all(url.startswith((town.url, "data:", "blob:")) for url in asked)
    pin.click()
    page.wait_for_url("**/prozesse/park-der-reise/")


def test_districts_of_the_drawing_are_links_without_scripts(town, page_no_js, live):
    page = page_no_js
    page.goto("/prozesse/karte/")
    page.locator("svg.map a[aria-label^='Hörde']").first.click()
    page.wait_for_url("**ort=hoerde**")


def test_a_clerk_prepares_and_publishes_without_scripts(town, page_no_js, live):
    page = as_clerk(page_no_js, town)
    page.goto("/schreibtisch/prozesse/")
    page.get_by_role("link", name="Neuer Prozess").click()
    page.get_by_role("link", name="Nur informieren").click()
    page.get_by_label("Titel").fill("Brücke wird erneuert")
    page.get_by_label("Frage").fill("Was müssen Sie wissen?")
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page.get_by_role("heading", name="Was noch fehlt")).to_be_visible()
    for _turn in range(12):
        if not page.locator(".checklist a").count():
            break
        page.locator(".checklist a").first.click()
        for yes in page.locator("main input[type=radio][value=ja]").all():
            yes.check()
        for area in page.locator("main textarea, main input[type=text]").all():
            value = area.input_value()
            if "[Bitte" in value:
                import re

                area.fill(re.sub(r"\[Bitte [^\]]*\]", "erledigt", value))
        page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Veröffentlichen").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.goto("/prozesse/")
    expect(page.get_by_role("link", name="Brücke wird erneuert")).to_be_visible()
