# SPDX-License-Identifier: EUPL-1.2
"""A council is drawn: into the pool on a phone, the list closed, two clerks and the seed, yes, no, moving up, drawn again by hand."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import secrets
import shlex
import zipfile
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from tests.journeys.conftest import TOOLS
from tests.live import Site

MADE = """
from tests.people import process, staff
from mitwirken.formats.lots import groups

first, second = (staff(Role.CORE, email=f"{{name}}-{word}@example.org", pseudonym=f"{{name}} {word}") for name in ("Eins", "Zwei"))
now = timezone.now()
where = process(slug="rat-{word}", title="Rat {word}", without_net="Am Schalter im Rathaus.")
draw = lots.create_draw(process=where, by=first, draft=lots.DrawDraft(title="Rat {word}", purpose="Drei Abende.", who="Alle ab 16",
    seats=3, substitutes=2, quotas=groups.read_quotas("Bezirk: Nord: 1-2\\nBezirk: Süd: 0-1\\nBezirk: Ost: 0-1"),
    closes_at=now + timedelta(hours=1), seed_source="Würfel auf dem Friedensplatz", seed_at=now + timedelta(days=1)))
draw = lots.announce(draw=draw, by=first)
for at, bezirk in enumerate(["Nord"] * 5 + ["Süd"] * 5 + ["Ost"]):
    entry = lots.Entry({{"Bezirk": bezirk}}, f"Mensch {{at}}", "0231 555 0142")
    lots.enter_pool(draw=draw, entry=entry, channel="phone", entered_by=second)
print("made=" + json.dumps({{"pk": draw.pk, "first": session(first), "second": session(second)}}))
"""
LATER = """
from datetime import timedelta
from django.utils import timezone
from mitwirken.formats.lots.models import Draw
now = timezone.now()
Draw.objects.filter(pk={pk}).update({values})
"""
SEED = "4-1-6-6"
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def fits(page: Page) -> None:
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, page.url


def words_of(odt: bytes) -> str:
    """The text of an OpenDocument file."""
    content = zipfile.ZipFile(io.BytesIO(odt)).read("content.xml").decode()
    return html.unescape(re.sub(r"<[^>]+>", "\n", content))


def downloaded(page: Page, name: str, role: Any = "button") -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role(role, name=name).click()
    return waiting.value.path().read_bytes()


def test_from_the_pool_to_a_seat(open_page: Callable[..., Any], live: Site, axe: Callable[..., None]) -> None:
    word = secrets.token_hex(3)
    said = live.python(TOOLS + MADE.format(word=word))
    made = json.loads(said[said.index("made=") + 5 :].splitlines()[0])
    at, desk_at = f"/auslosungen/{made['pk']}/", f"/schreibtisch/auslosungen/{made['pk']}/"

    def clerk(key: str) -> Any:
        page = open_page(base_url=live.url)
        page.context.add_cookies([{"name": "mitwirken_session", "value": made[key], "url": live.url}])
        page.goto(desk_at)
        return page

    # Into the pool on a phone, without an account and without scripts.
    phone = open_page(base_url=live.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    phone.goto(at)
    fits(phone)
    phone.get_by_role("link", name="In den Lostopf eintragen").click()
    phone.get_by_role("radio", name="Nord").check()
    address = f"ada-{word}@example.org"
    phone.get_by_label("Ihre E-Mail-Adresse").fill(address)
    fits(phone)
    phone.get_by_role("button", name="Bestätigung anfordern").click()
    mail = live.wait_for_mail(address).get_body(("plain",))
    assert mail is not None
    link = re.search(r"https?://\S+", mail.get_content())
    assert link is not None
    phone.goto(link[0])
    phone.get_by_role("button", name="In den Lostopf").click()
    expect(phone.get_by_role("heading", name="Sie sind im Lostopf")).to_be_visible()
    fits(phone)

    # Nobody signs up any more. The desk is told that somebody is alone in the east, and makes the group larger.
    live.python(LATER.format(pk=made["pk"], values="closes_at=now"))
    first = clerk("first")
    first.get_by_role("link", name="Lostopf schließen").click()
    expect(first.get_by_text("Die Liste kann Menschen erkennbar machen")).to_be_visible()
    expect(first.get_by_role("row", name="Ost 1")).to_be_visible()
    axe(first)
    first.get_by_role("link", name="Gruppen zusammenfassen").click()
    for name in ("Süd", "Ost"):
        first.get_by_role("checkbox", name=name).check()
    first.get_by_label("Name der neuen Gruppe").fill("Süd und Ost")
    first.get_by_label("Warum?").fill("Im Osten ist nur eine Person.")
    axe(first)
    first.get_by_role("button", name="Speichern").click()
    expect(first.get_by_text("erkennbar machen")).not_to_be_visible()
    first.get_by_role("button", name="Schließen und veröffentlichen").click()
    phone.goto(at)
    expect(phone.get_by_text("Im Osten ist nur eine Person.")).to_be_visible()
    fits(phone)
    listed = downloaded(phone, "Liste herunterladen", "link")
    expect(phone.get_by_text(hashlib.sha256(listed).hexdigest())).to_be_visible()

    # Then the dice. One clerk types the seed in, another one looks for oneself.
    live.python(LATER.format(pk=made["pk"], values="closes_at=now - timedelta(hours=2), seed_at=now"))
    first.goto(f"{desk_at}zufallswert/")
    first.get_by_label("Zufallswert").fill(SEED)
    first.get_by_role("button", name="Weiter").click()
    expect(first.get_by_text("Jetzt lost eine zweite Person aus")).to_be_visible()
    second = clerk("second")
    second.get_by_role("link", name="Bestätigen und auslosen").click()
    second.get_by_label("Zufallswert").fill("4-1-6-5")
    second.get_by_role("button", name="Auslosen").click()
    expect(second.get_by_role("alert")).to_contain_text("lautet anders")
    second.get_by_label("Zufallswert").fill(SEED)
    second.get_by_role("button", name="Auslosen").click()
    expect(second.get_by_role("heading", name="Wer ausgelost ist")).to_be_visible()
    expect(second.get_by_text("0231 555 0142")).to_have_count(0)
    second.get_by_text("Telefonnummern und Anschriften zeigen").click()
    second.get_by_label("Wofür brauchen Sie die Kontaktdaten?").fill("Einladung zum ersten Abend")
    second.get_by_role("button", name="Zeigen").click()
    expect(second.get_by_text("0231 555 0142").first).to_be_visible()
    axe(second)

    # By the codes of their letters one says yes, another no; whoever is first in reserve is asked.
    second.get_by_role("link", name="Briefe an Ausgeloste").click()
    codes = CODE.findall(words_of(downloaded(second, "Als ODT")))
    assert len(codes) >= 2

    def answer(code: str, yes: str, then: str) -> None:
        phone.goto(at)
        phone.get_by_role("link", name="Ich habe einen Brief bekommen").click()
        phone.get_by_label("Code").fill(code.lower())
        phone.get_by_role("button", name="Weiter").click()
        expect(phone.get_by_role("heading", name="Das Los ist auf Sie gefallen")).to_be_visible()
        fits(phone)
        phone.get_by_role("button", name=yes).click()
        expect(phone.get_by_role("heading", name=then)).to_be_visible()

    second.goto(desk_at)
    ready = second.get_by_role("row").filter(has_text="steht zum Nachrücken bereit")
    expect(ready).to_have_count(2)
    next_one = ready.first.get_attribute("id")
    answer(codes[0], "Ja, ich bin dabei", "Sie sind dabei")
    answer(codes[1], "Nein, jemand anderes soll nachrücken", "Sie haben abgesagt")
    second.reload()
    expect(second.locator(f"#{next_one}")).to_contain_text("ausgelost, noch ohne Antwort")
    expect(ready).to_have_count(1)
    expect(second.get_by_role("row").filter(has_text="sagt zu")).to_have_count(1)

    # Anybody draws again what the protocol says, from the list as it was published.
    phone.goto(at)
    numbers = phone.locator(".lots-numbers").first.locator("li").all_inner_texts()
    phone.get_by_role("link", name="Protokoll").first.click()
    fits(phone)
    protocol = words_of(downloaded(phone, "ODT", "link"))
    assert "Im Osten ist nur eine Person." in protocol and hashlib.sha256(listed).hexdigest() in protocol
    command = next(line for line in protocol.splitlines() if line.startswith("mitwirken draw"))
    words = shlex.split(command)[1:]
    (live.home.parent / words[1]).write_bytes(listed)
    told = json.loads(live.command(*words, "--json").stdout)
    assert told["chosen"] == numbers and len(numbers) == 3
