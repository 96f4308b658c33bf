# SPDX-License-Identifier: EUPL-1.2
"""Ways of people in a real browser: signing up without scripts, the door on a phone, every page against axe."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.live import Site

TOWN = """
from datetime import timedelta
from django.utils import timezone
from allauth.mfa.models import Authenticator
from mitwirken.civic.people.models import Person, RoleGrant
from mitwirken.formats.events import actions
from mitwirken.formats.events.drafts import *
from mitwirken.formats.events.models import Event
if not Event.objects.filter(slug="fest-der-reise").exists():
    now, day = timezone.now(), timedelta(days=1)
    words = dict(summary="Wir reden.", venue="Rathaus", contact="Team", without_net="Telefon", mode="hybrid", dgs=True, languages="Deutsch")
    today = timezone.localdate()
    bundle = actions.publish_bundle(bundle=actions.create_bundle(draft=BundleDraft("Woche der Reise", today, today + 9 * day, "Kurz"), by=None), by=None)
    def make(title, starts, **more):
        return actions.publish_event(event=actions.create_event(draft=EventDraft(title, starts, starts + timedelta(hours=2), **words, **more), by=None), by=None)
    fest = make("Fest der Reise", now + 3 * day, bundle=bundle, seats_room=2, body="<h2>Ablauf</h2><p>Text</p>", latitude=51.51, longitude=7.46)
    actions.sign_up(event=fest, draft=SignUpDraft("Löwenzahn", needs="Rampe"), imported=True)
    over = make("Vorbei auf der Reise", now - 2 * day)
    for number in range(12):
        actions.give_feedback(event=over, draft=FeedbackDraft("yes" if number % 2 else "rather", age="18-29"))
    clerk = Person.objects.create(email="reise-treffen@example.org", pseudonym="Team Treffen")
    RoleGrant.objects.create(person=clerk, role="kernteam")
    Authenticator.objects.create(user=clerk, type="totp", data={"secret": "x"})
print("event=%d" % Event.objects.get(slug="fest-der-reise").pk)
print("code=" + Event.objects.get(slug="fest-der-reise").sign_ups.get(name="Löwenzahn").code)
"""

SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from mitwirken.civic.people.models import Person
who = Person.objects.get(email="reise-treffen@example.org")
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(who.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = who.get_session_auth_hash()
store.create()
print("key=" + store.session_key)
"""

V = "/veranstaltungen/"
PUBLIC = [
    V, f"{V}?ansicht=vergangen", f"{V}?art=x", f"{V}fest-der-reise/", f"{V}fest-der-reise/druck/", f"{V}fest-der-reise/anmelden/",
    f"{V}vorbei-auf-der-reise/", f"{V}vorbei-auf-der-reise/rueckmeldung/", f"{V}vorbei-auf-der-reise/rueckmeldung/danke/",
    "/aktionen/woche-der-reise/", "/aktionen/woche-der-reise/programm/",
]  # fmt: skip
DESK = [
    "", "neu/", "{pk}/", "{pk}/bearbeiten/", "{pk}/absagen/", "{pk}/anmeldungen/", "{pk}/anmeldungen/neu/", "{pk}/anmeldungen/liste/",
    "{pk}/rueckmeldungen/", "{pk}/rueckmeldungen/karten/", "einlass/", "einlass/{code}/", "aktionen/", "aktionen/neu/",
]  # fmt: skip


@pytest.fixture
def town(live: Site) -> dict[str, Any]:
    said = live.python(TOWN)
    return {"site": live, "pk": re.search(r"event=(\d+)", said)[1], "code": re.search(r"code=(\w+)", said)[1]}


def as_clerk(page: Any, site: Site) -> Any:
    said = site.python(SESSION)
    key = said[said.index("key=") + 4 :].split()[0]
    page.context.add_cookies([{"name": "mitwirken_session", "value": key, "url": site.url}])
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_against_axe_and_nothing_wider_than_a_small_phone(town, open_page, axe, scheme):
    page = open_page(base_url=town["site"].url, color_scheme=scheme, viewport={"width": 320, "height": 700})
    for path in PUBLIC:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_against_axe_at_the_desk(town, open_page, axe, scheme):
    page = as_clerk(open_page(base_url=town["site"].url, color_scheme=scheme), town["site"])
    for path in DESK:
        page.goto("/schreibtisch/veranstaltungen/" + path.format(**town))
        axe(page)


def test_somebody_without_account_signs_up_and_off_without_scripts(town, page_no_js, live):
    page, address = page_no_js, "gast-der-reise@example.org"
    page.goto(V)
    page.get_by_role("link", name="Fest der Reise").click()
    page.get_by_role("link", name="Anmelden").last.click()
    page.get_by_label("Name für die Liste").fill("Gast")
    page.get_by_label("online").check()
    page.get_by_label("Ihre E-Mail-Adresse").fill(address)
    page.get_by_role("button", name="Bestätigung anfordern").click()
    expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
    link = re.search(r"https?://[^/\s]+(/\S+)", live.mails(address)[-1].get_body(("plain",)).get_content())[1]
    page.goto(link)
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()
    page.get_by_role("link", name="Doch nicht: abmelden").click()
    page.get_by_role("button", name="Ja, abmelden").click()
    expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible()


def test_the_door_on_a_phone(town, open_page):
    page = as_clerk(
        open_page(base_url=town["site"].url, viewport={"width": 360, "height": 700}), town["site"]
    )
    page.goto(f"/schreibtisch/veranstaltungen/einlass/{town['code']}/")
    page.get_by_role("button", name="Einlassen").click()
    expect(page.get_by_text("ist da")).to_be_visible()
    page.get_by_role("link", name="Zur Liste").click()
    expect(page.locator(".door-line.is-here")).to_contain_text("Löwenzahn")
    page.goto(f"/schreibtisch/veranstaltungen/einlass/{town['code']}/")
    page.get_by_role("button", name="Zurücknehmen").click()
