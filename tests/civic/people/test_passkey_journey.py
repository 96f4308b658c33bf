# SPDX-License-Identifier: EUPL-1.2
"""Somebody joins by code, keeps a passkey, and next time needs nothing but the device. In a real browser."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.live import Site


@pytest.fixture
def device(live: Site, open_page: Callable[..., Any]) -> Page:
    """A browser with an authenticator that always says yes."""
    # Passkeys are bound to a name; an address of numbers has none.
    page: Page = open_page(base_url=live.url.replace("127.0.0.1", "localhost"))
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def join(page: Page, site: Site, email: str) -> None:
    before = len(site.mails(email))
    page.goto("/konto/anmelden/")
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="Code schicken").click()
    page.get_by_label("Code aus der E-Mail").fill(site.code_for(email, after=before))
    page.get_by_role("button", name="Weiter").click()


def add_passkey(page: Page) -> None:
    page.get_by_label("Wie soll er heißen?").fill("Telefon")
    page.get_by_role("button", name="Passkey einrichten").click()
    expect(page.get_by_role("heading", name="Ersatz-Codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/konto/")
    page.get_by_role("button", name="Überall abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden oder neu mitmachen")).to_be_visible()


def someone() -> str:
    return f"mensch-{secrets.token_hex(6)}@example.org"


def test_join_keep_a_passkey_and_come_back_with_it(device: Page, live: Site) -> None:
    email = someone()
    join(device, live, email)
    expect(device.get_by_text("So sehen andere Sie.")).to_be_visible()
    pseudonym = device.get_by_role("heading", level=1).inner_text()
    device.goto("/konto/sicherheit/passkeys/neu/")
    add_passkey(device)
    device.goto("/konto/sicherheit/passkeys/")
    expect(device.get_by_role("heading", name="Telefon")).to_be_visible()
    sign_out(device)
    device.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(device.get_by_role("heading", name=pseudonym)).to_be_visible()
    sign_out(device)
    # For citizens the code alone still opens: a lost phone locks nobody out.
    join(device, live, email)
    expect(device.get_by_role("heading", name=pseudonym)).to_be_visible()


def test_staff_set_up_a_passkey_before_the_desk_opens(device: Page, live: Site) -> None:
    email = someone()
    live.command("create-staff", f"--email={email}", "--role=administration")
    join(device, live, email)
    device.goto("/schreibtisch/personen/")
    expect(device.get_by_role("heading", name="Zweiten Faktor einrichten")).to_be_visible()
    device.get_by_role("link", name="Passkey").click()
    add_passkey(device)
    device.goto("/schreibtisch/personen/")
    expect(device.get_by_role("heading", name="Personen und Rollen")).to_be_visible()
    sign_out(device)
    join(device, live, email)
    expect(device.get_by_role("heading", name="Noch ein Schritt")).to_be_visible()
    device.goto("/schreibtisch/personen/")
    expect(device.get_by_role("heading", name="Personen und Rollen")).to_have_count(0)
    device.goto("/konto/anmelden/zweiter-faktor/")
    device.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(device.get_by_role("heading", name="Was heute wartet")).to_be_visible()
    device.goto("/schreibtisch/personen/")
    expect(device.get_by_role("heading", name="Personen und Rollen")).to_be_visible()


def test_a_cancelled_passkey_says_what_else_goes(device: Page) -> None:
    device.goto("/konto/anmelden/")
    device.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    device.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(device.get_by_text("Das hat nicht geklappt oder wurde abgebrochen.")).to_be_visible()


def test_without_scripts_no_button_promises_a_passkey(live: Site, page_no_js: Page) -> None:
    page_no_js.goto("/konto/anmelden/")
    expect(page_no_js.get_by_role("button", name="Mit Passkey anmelden")).to_have_count(0)
    expect(page_no_js.get_by_role("button", name="Code schicken")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/konto/anmelden/", "/konto/anmelden/passwort/", "/datenschutz/verzeichnis/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(
    live: Site, open_page: Callable[..., Any], axe: Callable[..., None], path: str, scheme: str
) -> None:
    page = open_page(base_url=live.url, color_scheme=scheme, viewport={"width": 360, "height": 800})
    page.goto(path)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_in_the_account(live: Site, device: Page, axe: Callable[..., None]) -> None:
    email = someone()
    live.command("create-staff", f"--email={email}", "--role=administration")
    join(device, live, email)
    device.goto("/konto/sicherheit/passkeys/neu/")
    add_passkey(device)
    axe(device)
    for path in (
        "/konto/",
        "/konto/pseudonym/",
        "/konto/sprache/",
        "/konto/e-mail/",
        "/konto/passwort/neu/",
        "/konto/daten/",
        "/konto/loeschen/",
        "/konto/sicherheit/",
        "/konto/sicherheit/app/",
        "/konto/sicherheit/passkeys/",
        "/schreibtisch/personen/",
        "/schreibtisch/personen/einladen/",
    ):
        device.goto(path)
        axe(device)
    device.emulate_media(color_scheme="dark")
    for path in ("/konto/", "/konto/sicherheit/app/", "/schreibtisch/personen/"):
        device.goto(path)
        axe(device)
