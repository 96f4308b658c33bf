# SPDX-License-Identifier: EUPL-1.2
"""The pages, as a browser without JavaScript meets them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, office, process, staff

from mitwirken.formats.events import actions, registry
from mitwirken.formats.events.drafts import BundleDraft, FeedbackDraft
from mitwirken.formats.events.models import Bundle, Event, Feedback, SignUp
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.pages import pieces

from .makers import comes, draft, event, past

pytestmark = pytest.mark.django_db
DESK = "/schreibtisch/veranstaltungen/"


@pytest.fixture
def clerk(client):
    person = staff(Role.CORE)
    client.force_login(person)
    return person


def once_of(client, address: str) -> str:
    return re.search(r'name="once" value="([^"]+)"', client.get(address).content.decode())[1]


def campaign(**values) -> Bundle:
    today = timezone.localdate()
    made = actions.create_bundle(
        draft=BundleDraft("Digitaltag", today, today + timedelta(days=9), summary="Ein Tag"), by=None
    )
    return actions.publish_bundle(bundle=made, by=None)


# --- reading ------------------------------------------------------------------------------------------------------


def test_reading_sets_no_cookie_and_holds_no_token(client):
    bundle = campaign()
    row = event(process=process(), bundle=bundle, latitude=51.51, longitude=7.46)
    over = past(event(title="Gewesen"))
    for _number in range(6):
        actions.give_feedback(event=over, draft=FeedbackDraft("yes"))
    for address in (
        "/veranstaltungen/",
        "/veranstaltungen/?ansicht=vergangen",
        "/veranstaltungen/?art=sonstiges&wo=room&zugang=stufenfrei&ort=nirgends",
        "/veranstaltungen/kalender.ics",
        row.get_absolute_url(),
        over.get_absolute_url(),
        row.get_absolute_url() + "druck/",
        row.get_absolute_url() + "termin.ics",
        bundle.get_absolute_url(),
        bundle.get_absolute_url() + "programm/",
        bundle.get_absolute_url() + "programm.ics",
        row.process.get_absolute_url(),
        f"/prozesse/kalender/?monat={row.starts_at:%Y-%m}",
        "/",
        "/offene-daten/veranstaltungen.csv",
        "/offene-daten/veranstaltungen.json",
        "/api/v1/events",
        f"/api/v1/events/{row.slug}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"csrfmiddlewaretoken" not in text, address
    for where in ("/", "/veranstaltungen/", row.process.get_absolute_url(), bundle.get_absolute_url()):
        assert "Runder Tisch" in client.get(where).content.decode(), where


def test_a_draft_is_for_staff_alone(client):
    row = actions.create_event(draft=draft(), by=None)
    for address in (
        row.get_absolute_url(),
        row.short_url,
        row.get_absolute_url() + "termin.ics",
        f"/api/v1/events/{row.slug}",
    ):
        assert client.get(address).status_code == 404
    assert "Runder Tisch" not in client.get("/veranstaltungen/").content.decode()
    client.force_login(staff(Role.EDITOR))
    assert client.get(row.get_absolute_url()).status_code == 200


def test_the_link_to_the_meeting_is_only_for_those_who_signed_up_or_on_the_day(client):
    secret = "https://treffen.example.org/geheim"
    row = event(mode="online", online_link=secret, sign_up=True)
    everywhere = ("/veranstaltungen/", row.get_absolute_url(), row.get_absolute_url() + "termin.ics", f"/api/v1/events/{row.slug}",
                  row.get_absolute_url() + "druck/", "/veranstaltungen/kalender.ics")  # fmt: skip
    for address in everywhere:
        assert secret not in client.get(address).content.decode(), address
    mine = comes(row, citizen(), side="online")
    assert secret in client.get(mine.get_absolute_url()).content.decode()
    open_house = event(title="Offen", mode="online", online_link=secret, sign_up=False)
    assert secret not in client.get(open_house.get_absolute_url()).content.decode()
    Event.objects.filter(pk=open_house.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    assert secret in client.get(open_house.get_absolute_url()).content.decode()


def test_filters_narrow_and_unknown_ones_find_nothing(client):
    event(title="Mit Gebärden", dgs=True, kind="workshop")
    event(title="Nur online", mode="online", venue="")

    def titles(query: str) -> set[str]:
        page = client.get("/veranstaltungen/" + query).content.decode()
        return {each for each in ("Mit Gebärden", "Nur online") if each in page}

    assert titles("") == {"Mit Gebärden", "Nur online"}
    assert titles("?zugang=gebaerden") == titles("?art=workshop") == titles("?wo=room") == {"Mit Gebärden"}
    assert titles("?wo=online") == {"Nur online"}
    for odd in ("?art=x", "?zugang=x", "?wo=x", "?ort=x"):
        assert titles(odd) == set()
    assert client.get("/veranstaltungen/?seite=99999999999&art=%00").status_code == 200


def test_a_panel_of_a_room_above_stands_on_the_page(client, monkeypatch):
    monkeypatch.setattr(registry, "_panels", {})
    monkeypatch.setattr(registry, "_desk_links", {})
    registry.register_panel(registry.EventPanel("live", lambda request, row: f"Jetzt mitmachen bei {row}"))
    registry.register_desk_link("live", "Regie öffnen", lambda row: f"/live/{row.pk}/")
    row = event()
    assert "Jetzt mitmachen bei Runder Tisch" in client.get(row.get_absolute_url()).content.decode()
    client.force_login(staff(Role.CORE))
    assert f"/live/{row.pk}/" in client.get(f"{DESK}{row.pk}/").content.decode()


# --- signing up ---------------------------------------------------------------------------------------------------


def test_signed_in_with_one_form(client):
    row, person = event(), citizen()
    client.force_login(person)
    address = row.get_absolute_url() + "anmelden/"
    token = once_of(client, address)
    form = {"name": "Kastanie", "seats": "2", "needs": "Rampe", "once": token}
    first, second = (client.post(address, form)["Location"] for _ in range(2))
    made = SignUp.objects.get()
    assert first == second == made.get_absolute_url()
    assert (made.seats, made.needs, made.person) == (2, "Rampe", person)
    page = client.get(first)
    assert made.spoken_code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client.get(address)["Location"] == first
    assert "Meine Anmeldung ansehen" in client.get(row.get_absolute_url()).content.decode()
    assert first in client.get("/konto/").content.decode() + client.get("/konto/beitraege/").content.decode()


def test_without_an_account_by_a_confirmed_address(client):
    row = event()
    address = row.get_absolute_url() + "anmelden/"
    answer = client.post(
        address, {"name": "Gast", "seats": "1", "email": "Neu@Example.org", "once": once_of(client, address)}
    )
    assert answer.status_code == 200
    assert not SignUp.objects.exists()
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[1]
    client.get(link)
    assert not SignUp.objects.exists(), "looking at the link must not sign up: mail scanners do that"
    done = client.post(link)
    made = SignUp.objects.get()
    assert done["Location"] == made.get_absolute_url()
    assert made.person.confirmed_only
    assert client.post(link)["Location"] == made.get_absolute_url()
    off = made.get_absolute_url() + "abmelden/"
    assert client.get(off).status_code == 200
    assert SignUp.objects.exists()
    assert client.post(off)["Location"] == row.get_absolute_url()
    assert not SignUp.objects.exists()
    assert client.get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"seats": "9"}, {"name": ""}, {"email": "kein"}, {"seats": "x"}, {"website": "spam"}]
)
def test_bad_input_gets_a_sentence_and_is_kept(client, wrong):
    address = event().get_absolute_url() + "anmelden/"
    form = {"name": "Gast", "seats": "1", "email": "a@example.org", "needs": "Ich brauche eine Rampe"} | wrong
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Ich brauche eine Rampe" in answer.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    "values", [{"sign_up": False}, {"sign_up_until": timezone.now() - timedelta(hours=1)}]
)
def test_a_closed_door_says_why(client, values):
    answer = client.get(event(**values).get_absolute_url() + "anmelden/")
    assert answer.status_code == 409
    assert "Anmeldung" in answer.content.decode()


# --- feedback -----------------------------------------------------------------------------------------------------


def test_the_one_question_needs_no_account_and_counts_once(client):
    row = past(event())
    address = row.get_absolute_url() + "rueckmeldung/"
    token = once_of(client, address)
    for _again in range(2):
        answer = client.post(address, {"worth": "yes", "sentence": "Gut", "age": "18-29", "once": token})
        assert answer["Location"].endswith("/danke/")
    assert Feedback.objects.count() == 1
    assert client.post(address, {"worth": "vielleicht"}).status_code == 422
    assert client.get(event(title="Kommt").get_absolute_url() + "rueckmeldung/").status_code == 409


# --- desk ---------------------------------------------------------------------------------------------------------


def fill(**values):
    day = timezone.localdate() + timedelta(days=5)
    return {
        "title": "Neu", "kind": "workshop", "summary": "Kurz", "day": day.isoformat(), "begins": "18:00", "ends": "20:00",
        "mode": "room", "venue": "Rathaus", "step_free": "yes", "access": ["dgs", "childcare"], "sign_up": "ja", "seats_room": "30",
        "keep_days": "30", "without_net": "Telefon", "contact": "Team",
    } | values  # fmt: skip


def test_a_clerk_makes_publishes_and_cancels_an_event(client, clerk):
    address = DESK + "neu/"
    token = once_of(client, address)
    first, second = (client.post(address, fill(once=token))["Location"] for _ in range(2))
    row = Event.objects.get()
    assert first == second == f"{DESK}{row.pk}/"
    assert (row.dgs, row.childcare, row.quiet_room, row.seats_room, row.step_free) == (
        True,
        True,
        False,
        30,
        "yes",
    )
    assert timezone.localtime(row.ends_at).hour == 20
    assert "Veröffentlichen" in client.get(first).content.decode()
    assert client.get(first + "veroeffentlichen/").status_code == 200
    client.post(first + "veroeffentlichen/")
    change = first + "bearbeiten/"
    assert 'value="Rathaus"' in client.get(change).content.decode()
    assert client.post(change, fill(seen="2", venue="")).status_code == 409, (
        "a published event keeps its venue"
    )
    assert client.post(change, fill(seen="1", venue="Anderswo")).status_code == 409
    assert client.post(change, fill(seen="2", venue="Anderswo")).status_code == 302
    assert client.post(first + "absagen/", {"because": ""}).status_code == 422
    client.post(first + "absagen/", {"because": "Krank"})
    assert "Krank" in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": "17:00"},
        {"day": "morgen"},
        {"title": ""},
        {"keep_days": "0"},
        {"kind": "x"},
        {"doors": "19:00"},
    ],
)
def test_the_form_says_what_is_wrong(client, clerk, wrong):
    assert client.post(DESK + "neu/", fill(**wrong)).status_code == 422
    assert not Event.objects.exists()


def test_what_somebody_needs_is_shown_after_a_reason(client, clerk):
    row = event(mode="hybrid")
    made = comes(row, citizen(), needs="Platz vorn")
    made.contact_note = "0231 55 01 99"
    made.save()
    other = event(title="Woanders")
    listed = f"{DESK}{row.pk}/anmeldungen/"
    addresses = (listed, f"{listed}liste/", f"{DESK}einlass/{made.code}/")
    for address in addresses:
        shown = client.get(address).content.decode()
        assert "Kastanie" in shown and "Platz vorn" not in shown and "0231 55" not in shown, address
    ask = {"where": f"event:{other.pk}", "reason": "Rampe bestellen", "back": listed}
    client.post(reverse("desk:open_contacts"), ask)
    assert "Platz vorn" not in client.get(listed).content.decode(), "a reason for one event opens no other"
    client.post(reverse("desk:open_contacts"), ask | {"where": f"event:{row.pk}"})
    for address in addresses:
        assert "Platz vorn" in client.get(address).content.decode(), address
    assert "0231 55 01 99" in client.get(listed).content.decode()


def test_the_door_by_list_by_code_and_on_paper(client, clerk):
    row = event(mode="hybrid")
    made = comes(row, citizen(), needs="Platz vorn")
    listed = f"{DESK}{row.pk}/anmeldungen/"
    client.post(f"{listed}{made.pk}/einlass/", {"da": "ja", "zeile": str(made.pk)})
    made.refresh_from_db()
    assert made.came_at
    client.post(f"{listed}{made.pk}/einlass/", {"da": "nein"})
    door = f"{DESK}einlass/{made.code}/"
    assert "Kastanie" in client.get(door).content.decode()
    assert "Kastanie" in client.get(f"{DESK}einlass/?code={made.spoken_code.lower()}").content.decode()
    client.post(door, {"da": "ja"})
    made.refresh_from_db()
    assert made.came_at
    assert "kennen wir nicht" in client.get(f"{DESK}einlass/?code=XXXX").content.decode()
    assert client.get(listed + "liste/").status_code == 200
    client.post(listed + "ohne/")
    assert Event.objects.get().walk_ins == 1
    entered = client.post(
        listed + "neu/", {"channel": "phone", "name": "Frau Ö.", "side": "room", "seats": "1", "once": "t1"}
    )
    assert entered["Location"] == listed
    assert client.post(listed + "neu/", {"name": "ohne Weg", "side": "room", "seats": "1"}).status_code == 422
    assert client.get(f"{listed}{made.pk}/abmelden/").status_code == 200
    client.post(f"{listed}{made.pk}/abmelden/")
    assert SignUp.objects.get().name == "Frau Ö."
    assert client.post(f"{listed}{made.pk}/einlass/").status_code == 404


def test_cards_and_campaigns_at_the_desk(client, clerk):
    row = past(event())
    cards = f"{DESK}{row.pk}/rueckmeldungen/"
    assert client.get(cards).status_code == 200
    form = {
        "channel": "paper",
        "yes": "6",
        "no": "1",
        "no_words": "Zu kurz.",
        "age-75": "5",
        "once": "stapel",
    }
    for _again in range(2):
        assert client.post(cards, form).status_code == 302
    assert Feedback.objects.count() == 7
    assert "Zu kurz." in client.get(cards).content.decode()
    assert client.post(cards, {"channel": "paper", "yes": "0"}).status_code == 422
    assert client.get(cards + "karten/").status_code == 200
    today = timezone.localdate().isoformat()
    made = client.post(
        DESK + "aktionen/neu/", {"title": "Digitaltag", "starts_on": today, "ends_on": today, "summary": "S"}
    )
    assert made.status_code == 302
    bundle = Bundle.objects.get()
    here = event(title="Heute", starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1))
    page = client.get(made["Location"])
    assert "Heute" in page.content.decode()
    change = {
        "title": "Digitaltag",
        "starts_on": today,
        "ends_on": today,
        "summary": "S",
        "events": [here.pk],
        "seen": "1",
    }
    assert client.post(made["Location"], change).status_code == 302
    assert client.post(made["Location"], change).status_code == 409
    client.post(f"{DESK}aktionen/{bundle.pk}/veroeffentlichen/")
    assert "Heute" in client.get(bundle.get_absolute_url()).content.decode()
    assert client.get(DESK + "aktionen/").status_code == 200


def test_pages_of_the_desk_are_for_those_who_may(client):
    row = event()
    made = comes(row)
    addresses = [
        DESK, DESK + "neu/", DESK + "aktionen/", DESK + "aktionen/neu/", DESK + "einlass/", f"{DESK}einlass/{made.code}/",
        *(f"{DESK}{row.pk}/{each}" for each in (
            "", "bearbeiten/", "absagen/", "veroeffentlichen/", "anmeldungen/", "anmeldungen/neu/", "anmeldungen/liste/",
            "rueckmeldungen/", "rueckmeldungen/karten/", f"anmeldungen/{made.pk}/abmelden/",
        )),
    ]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 302, address
    client.force_login(citizen())
    for address in addresses:
        assert client.get(address).status_code == 403, address
    client.force_login(staff(Role.OFFICE, office=office()))
    for address in addresses:
        if address not in (DESK, DESK + "neu/", DESK + "einlass/"):
            assert client.get(address).status_code == 403, address
    assert "Runder Tisch" not in client.get(DESK).content.decode()
    client.force_login(staff(Role.CORE))
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for odd in (f"{DESK}99999999/", f"{DESK}{10**30}/", f"{DESK}aktionen/{10**30}/", f"/e/{10**30}/"):
        assert client.get(odd).status_code == 404, odd


# --- how much it costs --------------------------------------------------------------------------------------------


def test_three_and_three_thousand_cost_the_same(client, clerk):
    bundle, where = campaign(), process()

    def rows(n: int) -> list[Event]:
        begins = timezone.now() + timedelta(days=2)
        made = Event.objects.bulk_create(
            Event(
                slug=f"v-{Event.objects.count()}-{k}", title=f"V {k}", starts_at=begins, ends_at=begins + timedelta(hours=1),
                erase_at=begins + timedelta(days=9), published_at=timezone.now(), process=where, bundle=bundle, seats_room=5, venue="R",
            )
            for k in range(n)
        )  # fmt: skip
        return made

    first = rows(3)[0]
    SignUp.objects.bulk_create(SignUp(event=first, name=f"M {k}") for k in range(3))
    addresses = (
        "/veranstaltungen/", first.get_absolute_url(), where.get_absolute_url(), bundle.get_absolute_url(), DESK,
        f"{DESK}{first.pk}/", f"{DESK}{first.pk}/anmeldungen/", "/api/v1/events?limit=100", "/veranstaltungen/kalender.ics", "/",
        f"/prozesse/kalender/?monat={first.starts_at:%Y-%m}",
    )  # fmt: skip

    def cost() -> dict[str, int]:
        found = {}
        for address in addresses:
            pieces.forget()
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            found[address] = len(seen)
        return found

    few = cost()
    rows(2997)
    SignUp.objects.bulk_create(SignUp(event=first, name=f"M {k}") for k in range(2997))
    assert cost() == few
