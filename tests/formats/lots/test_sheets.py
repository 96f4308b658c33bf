# SPDX-License-Identifier: EUPL-1.2
"""Into a pool on paper: what stands on the sheet, typed in, scanned, taken back; who sees how people can be reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.formats.lots.makers import QUOTAS, SEED, filled, fresh, lead, opened, pass_time, sign_up
from tests.ground.scanning.drawn import pdf, picture
from tests.people import citizen, staff

from mitwirken.formats.lots import actions
from mitwirken.formats.lots.models import Draw, Pool, Standing, State, Ticket
from mitwirken.formats.lots.sheets import FORM, KIND
from mitwirken.ground.audit.models import Entry as Logged
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper.models import Entry
from mitwirken.ground.scanning import actions as scanning
from mitwirken.ground.scanning.models import Sheet, SheetState

pytestmark = pytest.mark.django_db
FILLED = {"g0": "Süd", "g1": "alt", "name": "Ada Yıldız", "contact": "Hohe Straße 7", "channel": "paper"}


def text(page: Any) -> str:
    return str(page.content.decode())


def test_everybody_has_the_sheet_while_one_can_come_into_the_pool(client: Client):
    draw = opened()
    layout = paper.current_print(kind=KIND, pk=draw.pk).sheet_layout
    assert {choice.name: list(choice.boxes) for choice in layout.choices} == {
        "g0": ["g0:Nord", "g0:Süd"],
        "g1": ["g1:jung", "g1:alt"],
    }
    assert {field.name for field in layout.fields} == {"name", "contact"}
    assert set(FORM.form(draw).fields) == {"g0", "g1", "name", "contact"}  # type: ignore[misc]
    blank = reverse("paper:blank", args=[KIND, draw.pk])
    for at in (draw.get_absolute_url(), reverse("lots:enter", args=[draw.pk])):
        assert blank in text(client.get(at))
    page = text(client.get(blank))
    assert "ohne Namen" in page and "bei jedem Punkt genau ein" in page
    assert [(offer.pk, offer.takes_entries) for offer in FORM.offers()] == [(draw.pk, True)]
    ahead = opened(opens_at=timezone.now() + timedelta(hours=9))
    opened(pool=Pool.LIST)
    assert {offer.pk: offer.takes_entries for offer in FORM.offers()} == {draw.pk: True, ahead.pk: False}
    Draw.objects.filter(pk=draw.pk).update(state=State.CLOSED)
    assert client.get(blank).status_code == 404 and draw.pk not in {offer.pk for offer in FORM.offers()}


def test_a_sheet_is_typed_in_and_its_receipt_opens_the_own_ticket(client: Client):
    draw = opened()
    clerk = staff(Role.OFFICE)
    client.force_login(clerk)
    address = reverse("paper:enter_for", args=[KIND, draw.pk])
    assert address in text(client.get(f"/schreibtisch/auslosungen/{draw.pk}/"))
    for wrong in ({"g0": "Mond"}, {"name": ""}, {"contact": " "}, {"channel": "online"}):
        assert client.post(address, FILLED | wrong | {"once": f"x{wrong}"}).status_code == 422
    page = text(client.post(address, FILLED | {"once": "a"}, follow=True))
    ticket = Ticket.objects.get()
    assert ticket.groups == {"Bezirk": "Süd", "Alter": "alt"} and ticket.channel == "paper"
    assert (ticket.name, ticket.contact, ticket.entered_by) == ("Ada Yıldız", "Hohe Straße 7", clerk)
    code = reverse("lots:code", args=[draw.pk])
    assert ticket.spoken_code in page and code in page
    client.logout()
    assert "Code von Ihrer Quittung" in text(client.get(code))
    own = text(client.post(code, {"code": ticket.spoken_code}, follow=True))
    assert "Sie sind im Lostopf" in own and "Süd" in own
    # Who is in the pool stands in no log and not on the receipt's row.
    entry = Entry.objects.get()
    assert (entry.subject_id, dict(entry.undo)) == (draw.pk, {"ticket": ticket.pk})
    assert "Ada" not in str(list(Logged.objects.values_list("verb", "facts", "words")))


def test_what_was_typed_in_by_mistake_is_taken_back_also_after_the_list_was_closed():
    by = lead()
    draw = filled(12, by)
    print_ = paper.current_print(kind=KIND, pk=draw.pk)
    values = {name: value for name, value in FILLED.items() if name != "channel"}
    entries = [paper.enter(print_=print_, values=values, channel="phone", by=by) for _ in range(2)]
    assert draw.tickets.count() == 14
    paper.take_back(entry=entries[0], by=by)
    paper.take_back(entry=entries[0], by=by)
    assert draw.tickets.count() == 13
    draw = pass_time(draw, closed=True)
    actions.close_pool(draw=draw, by=by)
    with pytest.raises(Refusal, match="geschlossen"):
        paper.enter(print_=print_, values=values, channel="phone", by=by)
    paper.take_back(entry=entries[1], by=by)
    left = Ticket.objects.get(channel="phone")
    assert left.nobody and left.number and "Ausgetragen" in FORM.tells(entries[1].undo)
    with pytest.raises(Refusal):
        paper.enter(print_=print_, values=values, channel="paper", by=citizen())


def test_a_scanned_sheet_waits_for_who_reads_the_name_with_its_boxes_filled_in():
    draw = opened()
    clerk = lead()
    print_, first, _last = paper.print_copies(kind=KIND, pk=draw.pk, number=1, by=clerk)
    seen = picture(print_, first, {"g0:Süd": "tick", "g1:alt": "tick"}, writing=("name", "contact"))
    scanning.take_in(files=[("bogen.pdf", pdf(seen))], by=clerk)
    while scanning.read_waiting():
        pass
    sheet = Sheet.objects.get()
    assert sheet.state == SheetState.CHECK and not Ticket.objects.exists()
    form = scanning.form_for(sheet)
    assert (form.initial["g0"], form.initial["g1"]) == ("Süd", "alt")
    values = {name: value for name, value in FILLED.items() if name != "channel"}
    scanning.enter_sheet(sheet=sheet, values=values, by=clerk)
    assert Ticket.objects.get().groups == {"Bezirk": "Süd", "Alter": "alt"}


def test_a_sheet_printed_before_groups_were_merged_is_asked_about_and_not_misread():
    by = lead()
    draw = opened(by, quotas=QUOTAS)
    for at in range(6):
        sign_up(draw, ("Nord", "Süd")[at % 2])
    draw = pass_time(draw, closed=True)
    old = {name: value for name, value in FILLED.items() if name != "channel"}
    actions.merge_groups(draw=draw, feature="Bezirk", values=["Nord", "Süd"], because="Zu klein.", by=by)
    # The first feature is the age now.
    form = FORM.form(fresh(draw), old)  # type: ignore[misc]
    assert set(form.errors) == {"g0"}


def test_telephone_numbers_are_behind_a_door_that_asks_why(client: Client):
    by, second = lead(), lead()
    draw = opened(by, quotas="")
    for at in range(8):
        entry = actions.Entry({}, f"Ada {at}", "0231 555 0142")
        actions.enter_pool(draw=draw, entry=entry, channel="phone", entered_by=by)
    draw = pass_time(draw, closed=True)
    actions.close_pool(draw=draw, by=by)
    draw = pass_time(fresh(draw), seeded=True)
    actions.note_seed(draw=draw, seed=SEED, by=by)
    actions.draw_people(draw=draw, seed=SEED, by=second)
    assert draw.tickets.filter(standing=Standing.ASKED).count() == 5
    client.force_login(by)
    at = f"/schreibtisch/auslosungen/{draw.pk}/"
    page = text(client.get(at))
    assert "Ada" in page and "0231 555 0142" not in page and "Kontakt liegt vor" in page
    asked = {"where": f"draw:{draw.pk}", "reason": "Einladung zum ersten Abend", "back": at}
    page = text(client.post("/schreibtisch/kontaktdaten/", asked, follow=True))
    assert "0231 555 0142" in page
    assert Logged.objects.get(verb="desk.contacts_shown").facts["where"] == f"draw:{draw.pk}"
