# SPDX-License-Identifier: EUPL-1.2
""" "Wo bin ich richtig?": every answer leads somewhere, nothing is stored, and clicks are no signatures."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import phase, process, staff

from mitwirken.entrances.hub.ways import HOW, WANTS, WAYS, ways_for
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.texts import actions as texts

pytestmark = pytest.mark.django_db
WHERE = "/wo-bin-ich-richtig/"


def page(**asked: str) -> str:
    return Client().get(WHERE, asked).content.decode()


def test_it_is_linked_in_the_foot_of_every_page() -> None:
    for path in ("/", "/prozesse/", WHERE, "/gibt/es/nicht/"):
        assert f'href="{WHERE}"' in Client().get(path).content.decode(), path


@pytest.mark.parametrize(("want", "how"), list(product(WANTS, [*HOW, ""])))
def test_each_answer_leads_to_a_way_by_form_phone_and_letter(want: str, how: str) -> None:
    html = page(was=want, wie=how) if how else page(was=want)
    if want == "rat" and not how:
        assert all(str(name) in html.replace("&#x27;", "'") for name, _ways in HOW.values())
        return
    ways = ways_for(want, how)
    assert ways
    for way in ways:
        assert str(way.name) in html
        assert html.count("Am Telefon") >= len(ways) and html.count("Per Brief") >= len(ways)


def test_each_way_is_reached() -> None:
    reached = {way.key for want in WANTS for how in [*HOW, ""] for way in ways_for(want, how)}
    assert reached == set(WAYS)


def test_nonsense_is_asked_again_and_nothing_is_kept() -> None:
    answer = Client().get(WHERE, {"was": "<script>"})
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()
    assert 'name="was"' in answer.content.decode() and not answer.cookies
    assert 'name="wie"' in page(was="rat", wie="quatsch")


def test_the_formal_routes_are_exact_and_clicks_are_no_signatures() -> None:
    council = page(was="rat", wie="anregen")
    assert "§ 24" in council and "Textform" in council and "drei Monaten" in council
    motion = page(was="rat", wie="antrag")
    assert "§ 25" in motion and "4 Prozent" in motion and "8.000" in motion and "ab 14 Jahren" in motion
    vote = page(was="rat", wie="entscheid")
    assert "§ 26" in vote and "3 Prozent" in vote and "10 Prozent" in vote
    for html in (council, motion, vote):
        assert "Klicks und Unterstützungen auf dieser Seite zählen hierfür nicht." in html
        assert not re.search(r"online unterschreiben(?! geht nicht)", html, re.IGNORECASE)


def test_single_complaints_do_not_go_to_the_ombuds_office() -> None:
    html = page(was="unzufrieden")
    assert "Beschwerdestelle der Stadt" in html and "keine Schlichtungsstelle" in html


def test_what_runs_now_is_named() -> None:
    now = timezone.now()
    row = process(
        title="Der neue Marktplatz", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=9)
    )
    phase(row, "proposals", "propose")
    assert "Der neue Marktplatz" in page(was="mitreden") and "Der neue Marktplatz" not in page(was="kaputt")


def test_the_city_says_it_in_its_own_words() -> None:
    editor = staff(Role.EDITOR)
    assert "stehen im Impressum" in page(was="kaputt")
    texts.save_text(
        slug="lotse-maengelmelder", language="de", title="Mängelmelder", body="<p>0231 12345</p>", by=editor
    )
    texts.publish_text(slug="lotse-maengelmelder", language="de", by=editor)
    html = page(was="kaputt")
    assert "0231 12345" in html and "stehen im Impressum" not in html
    assert reverse("hub:where") == WHERE
