# SPDX-License-Identifier: EUPL-1.2
"""A market of knowledge: finding a stall, its sign with a square code, checking in with a phone and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.formats.live.people import gathering, lead_of, phone, seats, to_stage
from tests.formats.live.test_tables import act, configure, market, stall_of
from tests.ground.deeds.crowd import at_once

from mitwirken.formats.live import actions, kinds
from mitwirken.formats.live.models import Item, Placement, Seat
from mitwirken.formats.live.queries import Look
from mitwirken.formats.live.rules import Actor
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db

KIND = kinds.kind_named("tables")


def visits(row: Any, space: Any) -> set[int]:
    row.refresh_from_db()
    found: set[int] = KIND.load(Look(row), row.stage)["by"][space.pk].visits
    return found


def refused(row: Any, verb: str, by: Actor, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(row, verb, by, **values)
    assert str(caught.value).endswith(".") and 400 <= caught.value.status < 500
    return caught.value


def named(page: str, *titles: str) -> list[str]:
    return [title for title in titles if f"<bdi>{title}</bdi>" in page]


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_down_by_a_plain_form() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    kette, _token = actions.join(gathering=row, name="Herr Kette", channel="room")
    client, guest = phone(row)
    to_stage(row, "tables")
    bread = stall_of(row, ofen, "Brot backen", capacity=1)
    act(row, "stall", Actor(seat=kette), sort="need", title="Werkstatt gesucht", capacity=2, text="für Räder")
    titles = ("Brot backen", "Werkstatt gesucht")
    path = f"/live/{row.code}/staende/"
    for query, expected in [
        ("", list(titles)),
        ("?art=angebot", ["Brot backen"]),
        ("?art=gesuch", ["Werkstatt gesucht"]),
        ("?suche=R%C3%84DER", ["Werkstatt gesucht"]),
        ("?suche=ofen+brot", ["Brot backen"]),
        ("?suche=klavier", []),
        ("?art=unsinn&frei=vielleicht&seite=x", list(titles)),
    ]:
        answer = client.get(path + query)
        assert answer.status_code == 200
        assert named(answer.content.decode(), *titles) == expected, query
    assert "Kein Stand passt dazu." in client.get(path + "?suche=klavier").content.decode()
    act(row, "book", Actor(seat=guest), place=f"{bread.pk}-1")
    assert named(client.get(path + "?frei=1").content.decode(), *titles) == ["Werkstatt gesucht"]
    act(row, "window", number=2)
    assert len(named(client.get(path + "?frei=1").content.decode(), *titles)) == 2


def test_booking_from_the_list_leads_back_to_the_same_part_of_it() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    client, guest = phone(row)
    stage = to_stage(row, "tables")
    bread = stall_of(row, ofen)
    sent = {"stage": stage.pk, "view": "stalls", "art": "angebot", "suche": "Brot & Co", "frei": "<x>"}
    answer = client.post(f"/live/{row.code}/tun/tables.book/", {**sent, "place": f"{bread.pk}-2"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/live/{row.code}/staende/?art=angebot&suche=Brot+%26+Co"
    assert Placement.objects.filter(seat=guest, role="booked").count() == 1
    # Without a seat there is nothing to press.
    assert "tables.book" not in Client().get(f"/live/{row.code}/staende/").content.decode()
    assert "tables.book" in client.get(f"/live/{row.code}/staende/").content.decode()


def test_a_market_that_is_not_open_says_so_and_a_wrong_code_is_404() -> None:
    row = gathering("world-cafe", people=12)
    page = Client().get(f"/live/{row.code}/staende/")
    assert page.status_code == 200 and "gerade nicht offen" in page.content.decode()
    assert Client().get("/live/XXXXXX/staende/").status_code == 404


def test_with_very_many_stalls_phones_show_some_and_the_list_has_pages() -> None:
    row = market()
    client, _seat = phone(row)
    for number in range(40):
        Item.objects.create(gathering=row, kind="offer", title=f"Angebot {number}", data={"keepers": []})
    to_stage(row, "tables")
    page = client.get(f"/live/{row.code}/").content.decode()
    assert "Hier sind 12 von 40 Ständen." in page and page.count('class="stall"') == 12
    whole = client.get(f"/live/{row.code}/staende/").content.decode()
    assert whole.count('class="stall"') == 30 and "seite=2" in whole
    rest = client.get(f"/live/{row.code}/staende/?seite=2").content.decode()
    assert rest.count('class="stall"') == 10


def test_the_list_costs_the_same_number_of_queries_for_few_and_many() -> None:
    counts = []
    for number in (3, 300):
        row = market()
        client, seat = phone(row)
        Seat.objects.bulk_create([Seat(gathering=row, name=f"Gast {n}") for n in range(number)])
        for one in row.seats.exclude(pk=seat.pk):
            Item.objects.create(gathering=row, kind="offer", title=f"Angebot {one.pk}", author=one)
        to_stage(row, "tables")
        for path in ("staende/?frei=1&suche=angebot", f"staende/{row.spaces.last().pk}/"):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(f"/live/{row.code}/{path}")
            assert answer.status_code == 200
            counts.append(("list" if "frei" in path else "stall", len(queries)))
    assert counts[:2] == counts[2:] and max(number for _path, number in counts) <= 20, counts


# --- checking in --------------------------------------------------------------------------------------------------


def test_the_code_on_the_sign_leads_in_and_one_tap_checks_in() -> None:
    row = market()
    ofen_client, ofen = phone(row, "Frau Ofen")
    stage = to_stage(row, "tables")
    bread = stall_of(row, ofen)
    sign = ofen_client.get(f"/live/{row.code}/staende/{bread.pk}/schild/")
    assert sign.status_code == 200 and "<svg" in sign.content.decode()
    assert Client().get(f"/live/{row.code}/staende/{bread.pk}/schild/").status_code == 403
    assert ofen_client.get(f"/live/{row.code}/staende/schilder/").status_code == 403
    lead = Client()
    lead.force_login(row.lead)
    assert "Brot backen" in lead.get(f"/live/{row.code}/staende/schilder/").content.decode()
    # Somebody new scans it: in by the door, then at the stall.
    new = Client()
    answer = new.get(f"/live/{row.code}/staende/{bread.pk}/")
    assert answer.status_code == 302 and f"stand={bread.pk}" in answer["Location"]
    answer = new.post(answer["Location"], {"name": "Neue Nachbarin", "channel": "room"})
    assert answer["Location"] == f"/live/{row.code}/staende/{bread.pk}/"
    page = new.get(answer["Location"]).content.decode()
    assert "Ich bin hier" in page and not Placement.objects.filter(role="guest").exists()
    sent = {"stage": stage.pk, "view": "stall", "space": bread.pk}
    answer = new.post(f"/live/{row.code}/tun/tables.visit/", sent, follow=True)
    page = answer.content.decode()
    assert "Willkommen am Stand: Brot backen." in page and "Sie sind hier eingecheckt" in page
    guest = row.seats.get(name="Neue Nachbarin")
    assert visits(row, bread) == {guest.pk}
    assert Placement.objects.filter(seat=guest, role="booked", space=bread).count() == 1
    seq = row.seq
    assert "schon eingecheckt" in act(row, "visit", Actor(seat=guest), space=bread.pk)
    row.refresh_from_db()
    assert row.seq == seq
    assert "1 Mensch hat bei Ihnen eingecheckt" in ofen_client.get(f"/live/{row.code}/").content.decode()
    assert "eingecheckt" in ofen_client.get(f"/live/{row.code}/tisch/{bread.pk}/").content.decode()


def test_who_booked_is_expected_and_has_come_only_when_checked_in() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    guest, other = seats(row, 2)
    stage = to_stage(row, "tables")
    bread, cake = stall_of(row, ofen), stall_of(row, seats(row, 1)[0], "Kuchen")
    act(row, "book", Actor(seat=guest), place=f"{bread.pk}-2")
    act(row, "window", number=2)
    assert Placement.objects.get(seat=guest, until=None, stage=stage).space_id == bread.pk
    assert visits(row, bread) == set()
    act(row, "visit", Actor(seat=guest), space=bread.pk)
    assert visits(row, bread) == {guest.pk}
    assert "Sagen Sie dort zuerst ab" in str(refused(row, "visit", Actor(seat=guest), space=cake.pk))
    act(row, "visit", Actor(seat=other), space=cake.pk)
    act(row, "window", number=3)
    assert visits(row, bread) == {guest.pk} and visits(row, cake) == {other.pk}  # also when they went on
    act(row, "visit", Actor(seat=guest), space=cake.pk)
    assert visits(row, cake) == {guest.pk, other.pk}
    notes = [note for block in KIND.minutes(Look(row), stage) for line in block.lines for note in line.notes]
    assert "1 Besuch" in notes and "2 Besuche" in notes


def test_a_full_stall_puts_a_visitor_on_the_waiting_list() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    first, second = seats(row, 2)
    to_stage(row, "tables")
    bread = stall_of(row, ofen, capacity=1)
    act(row, "visit", Actor(seat=first), space=bread.pk)
    assert "Warteliste, an Stelle 1" in act(row, "visit", Actor(seat=second), space=bread.pk)
    assert "Warteliste, an Stelle 1" in act(row, "visit", Actor(seat=second), space=bread.pk)
    assert visits(row, bread) == {first.pk}
    act(row, "cancel", Actor(seat=first), place=f"{bread.pk}-1")
    act(row, "visit", Actor(seat=second), space=bread.pk)
    assert second.pk in visits(row, bread)


def test_people_without_a_phone_are_entered_by_the_keepers_from_a_list() -> None:
    row = market()
    ofen_client, ofen = phone(row, "Frau Ofen")
    _client, with_phone = phone(row, "Mit Telefon")
    actions.seat_in_the_room(gathering=row, names=["Oma Erna", "Opa Karl"], by=lead_of(row))
    erna = row.seats.get(name="Oma Erna")
    stage = to_stage(row, "tables")
    bread = stall_of(row, ofen)
    form = f"/live/{row.code}/schreiben/tables.checkin/?stage={stage.pk}&view=phone&space={bread.pk}"
    page = ofen_client.get(form).content.decode()
    assert "Oma Erna" in page and "Mit Telefon" not in page
    answer = ofen_client.post(
        f"/live/{row.code}/tun/tables.checkin/",
        {"stage": stage.pk, "view": "phone", "space": bread.pk, "seat": erna.pk, "typed": "1"},
        follow=True,
    )
    assert "Oma Erna ist eingetragen." in answer.content.decode()
    assert visits(row, bread) == {erna.pk}
    assert "schon eingetragen" in act(row, "checkin", Actor(seat=ofen), space=bread.pk, seat=erna.pk)
    assert "Code auf dem Schild" in str(
        refused(row, "checkin", Actor(seat=ofen), space=bread.pk, seat=with_phone.pk)
    )
    assert "betreut" in str(refused(row, "checkin", Actor(seat=with_phone), space=bread.pk, seat=erna.pk))
    act(row, "consent", Actor(seat=with_phone), space=bread.pk)
    assert "Mit Telefon" in ofen_client.get(form).content.decode()
    act(row, "checkin", lead_of(row), space=bread.pk, seat=with_phone.pk)
    assert visits(row, bread) == {erna.pk, with_phone.pk}
    assert _client.get(form).status_code == 403


def test_keepers_on_duty_stay_and_a_swap_lets_them_go_round() -> None:
    row = market(windows=2, swap=True)
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    second, other = seats(row, 2)
    to_stage(row, "tables")
    bread, cake = stall_of(row, ofen), stall_of(row, other, "Kuchen")
    act(row, "keep", Actor(seat=second), space=bread.pk)
    assert "betreuen" in str(refused(row, "visit", Actor(seat=ofen), space=bread.pk))
    assert "betreuen" in str(refused(row, "visit", Actor(seat=ofen), space=cake.pk))
    act(row, "window", number=2)
    act(row, "visit", Actor(seat=ofen), space=cake.pk)
    assert visits(row, cake) == {ofen.pk}
    assert "betreuen" in str(refused(row, "visit", Actor(seat=second), space=cake.pk))


def test_in_a_market_without_bookings_the_code_takes_one_there() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    one, two, three = seats(row, 3)
    to_stage(row, "tables")
    bread = stall_of(row, ofen, capacity=3)  # the keeper takes one
    configure(row, "free")
    row.spaces.exclude(kind="stall").delete()
    act(row, "visit", Actor(seat=one), space=bread.pk)
    act(row, "go", Actor(seat=two), space=bread.pk)
    assert visits(row, bread) == {one.pk, two.pk}
    assert "voll" in str(refused(row, "visit", Actor(seat=three), space=bread.pk))
    assert refused(row, "visit", Actor(seat=three), space=999999).status == 404
    configure(row, "assigned")
    assert refused(row, "visit", Actor(seat=three), space=bread.pk).status == 409


@pytest.mark.django_db(transaction=True)
def test_many_scan_the_code_of_a_small_stall_at_once() -> None:
    row = market()
    ofen, _token = actions.join(gathering=row, name="Frau Ofen", channel="room")
    people = seats(row, 8)
    to_stage(row, "tables")
    bread = stall_of(row, ofen, capacity=2)
    said = at_once(
        lambda number: act(
            type(row).objects.get(pk=row.pk), "visit", Actor(seat=people[number]), space=bread.pk
        ),
        8,
    )
    assert sorted("Willkommen" in str(each) for each in said) == [False] * 6 + [True] * 2, said
    assert len(visits(row, bread)) == 2
    assert Placement.objects.filter(space=bread, role="booked").count() == 8
