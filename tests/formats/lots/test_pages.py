# SPDX-License-Identifier: EUPL-1.2
"""The pages of a draw without JavaScript: into the pool, the own ticket, a letter's code, checking; the desk."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.formats.lots.makers import (
    SEED,
    closed,
    drawn,
    filled,
    fresh,
    lead,
    opened,
    pass_time,
    rows,
    sign_up,
)
from tests.people import citizen, process, staff

from mitwirken.formats.lots import actions, queries
from mitwirken.formats.lots.models import Draw, Pool, Standing, State, Ticket
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.ui import pdf

pytestmark = pytest.mark.django_db
ANSWERS = {"g0": "Nord", "g1": "alt"}


def text(page: Any) -> str:
    return str(page.content.decode())


def test_into_the_pool_with_an_account_and_out_again(client: Client):
    draw = opened()
    at = f"/auslosungen/{draw.pk}"
    page = text(client.get(f"{at}/"))
    assert "Bürgerrat Mobilität" in page and "die Lottozahlen" in page and "2–3" in page
    person = citizen()
    client.force_login(person)
    page = client.get(f"{at}/eintragen/")
    assert "ohne Namen" in text(page) and 'type="email"' not in text(page)
    assert "no-store" in page["Cache-Control"]
    page = client.post(f"{at}/eintragen/", {"g0": "Nord"})
    assert page.status_code == 422 and text(page).count(" checked") == 1
    page = client.post(f"{at}/eintragen/", ANSWERS, follow=True)
    assert "Sie sind im Lostopf" in text(page)
    own = Ticket.objects.get().get_absolute_url()
    assert client.get(f"{at}/eintragen/")["Location"] == own
    assert text(client.get(own)).count("alt") >= 1
    assert client.get(f"{own}austragen/").status_code == 200 and Ticket.objects.exists()
    page = client.post(f"{own}austragen/", follow=True)
    assert "gelöscht" in text(page) and not Ticket.objects.exists()
    assert client.get(own).status_code == 404


def test_without_an_account_a_button_in_a_mail_confirms(client: Client):
    draw = opened()
    at = f"/auslosungen/{draw.pk}/eintragen/"
    assert client.post(at, ANSWERS | {"email": "kein"}).status_code == 422
    page = client.post(at, ANSWERS | {"email": "ada@example.org"})
    assert "Postfach" in text(page) and not Ticket.objects.exists()
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)
    assert link is not None
    client.get(link[1])
    page = client.post(link[1], follow=True)
    assert "Sie sind im Lostopf" in text(page)
    ticket = Ticket.objects.get()
    assert ticket.person.email == "ada@example.org" and ticket.person.confirmed_only
    assert ticket.groups == {"Bezirk": "Nord", "Alter": "alt"}


def test_machines_and_closed_pools_are_refused(client: Client):
    draw = opened()
    at = f"/auslosungen/{draw.pk}/eintragen/"
    page = client.post(at, ANSWERS | {"email": "ada@example.org", "website": "https://example.org"})
    assert page.status_code == 422
    pass_time(draw, closed=True)
    assert client.get(at).status_code == 409 and "geschlossen" in text(client.get(at))
    assert "Der Lostopf ist zu" in text(client.get(f"/auslosungen/{draw.pk}/"))


def test_whoever_was_drawn_says_yes_on_the_own_page(client: Client):
    draw = drawn()
    asked = draw.tickets.filter(standing=Standing.ASKED).order_by("place").first()
    own = asked.get_absolute_url()
    assert "Das Los ist auf Sie gefallen" in text(client.get(own))
    assert "Sie sind dabei" in text(client.post(own, {"antwort": "ja"}, follow=True))
    waits = draw.tickets.filter(standing=Standing.SUBSTITUTE).order_by("place").first()
    assert "Nachrücken" in text(client.get(waits.get_absolute_url()))
    client.post(f"{own}austragen/")
    assert "Das Los ist auf Sie gefallen" in text(client.get(waits.get_absolute_url()))
    other = draw.tickets.filter(standing=Standing.POOL).first()
    assert "Diesmal nicht" in text(client.get(other.get_absolute_url()))
    assert client.post(other.get_absolute_url(), {"antwort": "ja"}).status_code == 409


def test_a_letter_with_a_code_opens_the_own_page(client: Client):
    by, second = lead(), lead()
    draw = opened(by, pool=Pool.LIST)
    actions.import_list(draw=draw, text=rows(range(40)), by=by)
    actions.close_pool(draw=pass_time(draw, closed=True), by=by)
    draw = pass_time(fresh(draw), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=by)
    actions.draw_people(draw=draw, seed=SEED, by=second)
    at = f"/auslosungen/{draw.pk}/antwort/"
    assert "Brief bekommen" in text(client.get(f"/auslosungen/{draw.pk}/"))
    ticket = draw.tickets.get(place=1)
    page = client.post(at, {"code": "AAAA-2222"})
    assert page.status_code == 422 and "gibt es hier nicht" in text(page)
    page = client.post(at, {"code": ticket.spoken_code.lower()}, follow=True)
    assert "Das Los ist auf Sie gefallen" in text(page) and ticket.number in text(page)
    for _ in range(20):
        page = client.post(at, {"code": "AAAA-2222"})
    assert page.status_code == 429
    # The letters: as many as are asked, with number and code, no mail.
    client.force_login(by)
    desk = f"/schreibtisch/auslosungen/{draw.pk}/briefe/"
    assert "5 Menschen" in text(client.get(desk))
    page = client.post(desk, {"als": "odt"})
    assert page["Content-Type"].startswith("application/vnd.oasis") and page.content[:2] == b"PK"
    if pdf.is_offered():
        assert client.post(desk, {"als": "pdf"}).content[:4] == b"%PDF"


def test_the_list_and_the_protocol_can_be_had_by_everybody(client: Client):
    draw = closed()
    at = f"/auslosungen/{draw.pk}"
    assert client.get(f"{at}/protokoll/").status_code == 404
    assert draw.digest in text(client.get(f"{at}/"))
    listed = client.get(f"{at}/liste.csv")
    assert hashlib.sha256(listed.content).hexdigest() == draw.digest
    ended = drawn()
    at = f"/auslosungen/{ended.pk}"
    page = text(client.get(f"{at}/protokoll/"))
    assert SEED in page and ended.digest in page and "mitwirken draw" in page
    assert all(f"{number}" in page for number in ended.result["chosen"])
    assert client.get(f"{at}/protokoll.odt").status_code == 200
    if pdf.is_offered():
        assert client.get(f"{at}/protokoll.pdf").content[:4] == b"%PDF"
    assert SEED in text(client.get(f"{at}/"))
    assert client.get(f"/auslosungen/{opened().pk}/liste.csv").status_code == 404


def test_public_pages_name_nobody(client: Client):
    draw = opened()
    person = citizen(pseudonym="Wassermelone 77")
    sign_up(draw, person=person)
    for at in ("/auslosungen/", f"/auslosungen/{draw.pk}/", draw.process.get_absolute_url()):
        page = text(client.get(at))
        assert "Bürgerrat Mobilität" in page
        assert "Wassermelone" not in page and person.email not in page and "csrfmiddlewaretoken" not in page


def test_drafts_are_seen_by_nobody_and_what_is_announced_is_found(client: Client):
    draft = actions.create_draw(process=process(), draft=opened_draft(), by=lead())
    assert client.get(f"/auslosungen/{draft.pk}/").status_code == 404
    assert client.get("/auslosungen/99999999999999999999/").status_code == 404
    assert "Bürgerrat" not in text(client.get("/suche/?q=Seltenwort"))
    opened(title="Seltenwort im Titel")
    assert "Seltenwort" in text(client.get("/suche/?q=Seltenwort"))


def opened_draft() -> actions.DrawDraft:
    from tests.formats.lots.makers import draft

    return draft(title="Noch geheim")


def test_the_same_number_of_queries_for_few_and_many(client: Client):
    few, many = drawn(12), drawn(60, substitutes=12)
    by = lead()

    def count(address: str) -> int:
        client.force_login(by)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(f"{address}?frisch").status_code == 200
        return len(seen)

    assert count(f"/schreibtisch/auslosungen/{few.pk}/") == count(f"/schreibtisch/auslosungen/{many.pk}/")
    one = count("/schreibtisch/auslosungen/")
    for _ in range(5):
        opened()
    assert count("/schreibtisch/auslosungen/") == one


# --- the desk ---------------------------------------------------------------------------------------------------------


def filled_in(**values: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "title": "Beirat Wasser",
        "purpose": "Zwei Abende.",
        "who": "Alle",
        "pool": "sign_up",
        "seats": "4",
        "substitutes": "2",
        "quotas": "Bezirk: Nord: 1-3\nBezirk: Süd: 1-3",
        "closes_at": (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "seed_source": "Würfel im Rathaus",
        "seed_at": (now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
        "keep_weeks": "8",
    } | values


def test_the_whole_way_at_the_desk(client: Client):
    first, second = lead(), lead()
    client.force_login(first)
    where = process()
    desk = "/schreibtisch/auslosungen/"
    assert "Noch keine Auslosung" in text(client.get(desk))
    page = client.post(f"{desk}neu/", filled_in(process=where.pk, quotas="Bezirk Nord 3"))
    assert page.status_code == 422 and "Zeile 1" in text(page) and "Beirat Wasser" in text(page)
    page = client.post(f"{desk}neu/", filled_in(process=where.pk, seats="0"))
    assert page.status_code == 422
    page = client.post(f"{desk}neu/", filled_in(process=where.pk), follow=True)
    assert "Beirat Wasser" in text(page)
    draw = Draw.objects.get()
    at = f"{desk}{draw.pk}/"
    assert "Bezirk: Nord: 1-3" in text(client.get(f"{at}angaben/"))
    client.post(f"{at}angaben/", filled_in(title="Beirat Bäche", seen="1"))
    page = client.post(f"{at}angaben/", filled_in(title="Beirat Seen", seen="1"))
    assert page.status_code == 409 and "Beirat Bäche" in text(page) and "Beirat Seen" in text(page)
    assert client.get(f"{at}ankuendigen/").status_code == 200
    assert "Angekündigt" in text(client.post(f"{at}ankuendigen/", follow=True))
    enter = f"/schreibtisch/papier/lostopf/{draw.pk}/"
    answers = {"g0": "Süd", "name": "Ada", "contact": "0231 5550161", "channel": "phone"}
    assert enter in text(client.get(at)) and client.post(enter, {}).status_code == 422
    for number in range(8):
        client.post(enter, answers | {"g0": ("Nord", "Süd")[number % 2], "once": f"n{number}"})
    assert "8 Lose" in text(client.get(at))
    assert client.get(f"{at}schliessen/").status_code == 409
    pass_time(draw, closed=True)
    assert "Lostopf schließen" in text(client.get(at))
    assert "Liste ist öffentlich" in text(client.post(f"{at}schliessen/", follow=True))
    assert client.get(f"{at}zufallswert/").status_code == 409
    pass_time(draw, seeded=True)
    assert "1" in re.findall(r"Auslosungen[^0-9]*(\d)", text(client.get(at)))  # what waits, in the menu
    client.post(f"{at}zufallswert/", {"seed": "6-6-1"})
    assert "Jetzt ist jemand anderes dran" in text(client.get(f"{at}zufallswert/"))
    assert client.post(f"{at}zufallswert/", {"seed": "6-6-1"}).status_code == 409
    client.force_login(second)
    page = client.post(f"{at}zufallswert/", {"seed": "6-6-2"})
    assert page.status_code == 422 and "lautet anders" in text(page)
    assert client.post(f"{at}zufallswert/", {"seed": ""}).status_code == 422
    page = client.post(f"{at}zufallswert/", {"seed": "6-6-1"}, follow=True)
    assert "Ausgelost" in text(page) and "Ada" in text(page) and "0231 5550161" not in text(page)
    why = {"where": f"draw:{draw.pk}", "reason": "Am Telefon einladen", "back": at}
    assert "0231 5550161" in text(client.post("/schreibtisch/kontaktdaten/", why, follow=True))
    ticket = draw.tickets.get(place=1)
    client.post(f"{at}los/{ticket.pk}/antwort/", {"antwort": "ja"})
    client.post(f"{at}los/{draw.tickets.get(place=2).pk}/antwort/", {"antwort": "nein"})
    assert "1 Zusage" in text(client.get(at))
    assert draw.tickets.get(place=5).standing == Standing.ASKED
    assert client.post(f"{at}los/{2**63}/antwort/", {"antwort": "ja"}).status_code == 404
    assert client.get(f"{at}zufallswert/").status_code == 409


def test_a_list_is_uploaded_and_a_bad_one_says_its_line(client: Client):
    by = lead()
    client.force_login(by)
    draw = opened(by, pool=Pool.LIST)
    at = f"/schreibtisch/auslosungen/{draw.pk}/liste/"
    assert "household" in text(client.get(at))

    def send(content: bytes) -> Any:
        return client.post(at, {"file": SimpleUploadedFile("liste.csv", content)})

    assert send(b"id,Bezirk,Alter\n1,Mond,jung").status_code == 422
    page = send("id,Bezirk,Alter\n1,Süd,jung".encode("latin-1"))
    assert page.status_code == 422 and "UTF-8" in text(page)
    assert client.post(at, {}).status_code == 422
    assert send(rows(range(9)).encode("utf-8-sig")).status_code == 302 and draw.tickets.count() == 9


def test_calling_off_and_moving_the_event(client: Client):
    by = lead()
    client.force_login(by)
    draw = filled(6, by)
    at = f"/schreibtisch/auslosungen/{draw.pk}/"
    past = {"seed_source": "Würfel", "seed_at": "2020-01-01T10:00", "because": "Die Ziehung fällt aus."}
    assert client.post(f"{at}ereignis/", past).status_code == 422
    later = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{at}ereignis/", past | {"seed_at": later}).status_code == 302
    assert client.post(f"{at}absagen/", {"reason": ""}).status_code == 422
    client.post(f"{at}absagen/", {"reason": "Der Saal ist zu."})
    assert fresh(draw).state == State.CALLED_OFF
    page = text(client.get(f"/auslosungen/{draw.pk}/"))
    assert "Der Saal ist zu." in page and "nicht ausgelost" in page


@pytest.mark.parametrize("role", [Role.POLITICS, Role.ADMIN, Role.MODERATION])
def test_others_of_the_staff_do_not_come_in(client: Client, role: Role):
    draw = filled(2)
    client.force_login(staff(role))
    for more in ("", f"{draw.pk}/", f"{draw.pk}/zufallswert/", "neu/"):
        assert client.get(f"/schreibtisch/auslosungen/{more}").status_code == 403


def test_an_office_types_in_but_does_not_draw(client: Client):
    draw = opened()
    client.force_login(staff(Role.EDITOR))
    at = f"/schreibtisch/auslosungen/{draw.pk}/"
    assert client.get(f"/schreibtisch/papier/lostopf/{draw.pk}/").status_code == 200
    for more in ("schliessen/", "zufallswert/", "absagen/", "briefe/", "angaben/"):
        assert client.get(f"{at}{more}").status_code == 403
    assert queries.one(draw.pk) is not None
