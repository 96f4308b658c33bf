# SPDX-License-Identifier: EUPL-1.2
"""A device that many people use: nothing of one is left for the next."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import citizen, phase, process, staff

from mitwirken.formats.proposals.actions import keep_draft
from mitwirken.formats.proposals.models import Draft, Proposal
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.devices import actions, rules
from mitwirken.ground.devices.models import Device, Mode

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Any:
    return staff("kernteam")


@pytest.fixture
def park() -> Any:
    row = process(slug="park", title="Ein Park für alle")
    phase(row, "proposals", "propose")
    return row


def switched_on(
    client: Client, clerk: Any, mode: str = Mode.ASSISTED, start: str = "/"
) -> tuple[Device, str]:
    device, code = actions.set_up(name="Bibliothek", mode=mode, start=start, minutes=10, by=clerk)
    response = client.post(reverse("devices:enter"), {"code": code.lower()})
    assert response.url == start
    return device, code


def wait(client: Client, seconds: int) -> None:
    """As if so many seconds had gone by."""
    session = client.session
    session[actions.SINCE] = int(time.time()) - seconds
    session.save()


def test_the_code_turns_a_device_on_and_off_again(client, clerk):
    assert "device-note" not in client.get("/").content.decode()
    assert client.post(reverse("devices:enter"), {"code": "falsch"}).status_code == 422
    _device, code = switched_on(client, clerk)
    page = client.get("/")
    assert "Begleiteter Modus" in page.content.decode()
    assert client.post(reverse("devices:enter"), {"code": "ABCD 2345"}).status_code == 422
    assert client.post(reverse("devices:enter"), {"code": code}).url == "/"
    assert "device-note" not in client.get("/").content.decode()


def test_the_code_is_kept_nowhere(clerk):
    device, code = actions.set_up(name="Bibliothek", mode=Mode.ASSISTED, start="/", minutes=10, by=clerk)
    assert code.replace(" ", "") not in device.code
    assert code.replace(" ", "") not in str(list(LogEntry.objects.values()))


def test_pages_are_not_kept_and_forms_do_not_remember(client, clerk):
    switched_on(client, clerk)
    response = client.get("/konto/anmelden/")
    text = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "<form " in text and not re.search(r"<form (?!autocomplete=\"off\")", text)
    assert set(re.findall(r'autocomplete="([^"]*)"', text)) == {"off"}
    cookie = response.cookies.get("mitwirken_session") or client.cookies["mitwirken_session"]
    assert not cookie["max-age"] and not cookie["expires"], "ends with the browser"
    assert f'content="{10 * 60 - 60};url=/geraet/noch-da/?weiter=/konto/anmelden/"' in text


def test_the_next_person_finds_nobody_signed_in_and_no_draft(client, clerk, park):
    switched_on(client, clerk)
    draft = keep_draft(process=park, values={"title": "Mein Geheimnis", "text": "Nur für mich"}, person=None)
    address = reverse("proposals:draft", args=["park", draft.key, 1])
    assert "Mein Geheimnis" in client.get(address).content.decode()
    response = client.post(reverse("devices:finish"))
    assert response.url == reverse("devices:ready")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert client.get(address).status_code == 404
    person = citizen()
    client.force_login(person)
    session = client.session
    session[actions.DEVICE] = Device.objects.get().pk
    session[actions.SINCE] = int(time.time())
    session.save()
    assert person.pseudonym in client.get("/").content.decode()
    own = keep_draft(process=park, values={"title": "Im Konto", "text": ""}, person=person)
    client.get(reverse("proposals:draft", args=["park", own.key, 1]))
    client.post(reverse("devices:finish"))
    assert person.pseudonym not in client.get("/").content.decode()
    assert Draft.objects.filter(pk=own.pk).exists(), "a draft in an account stays with the account"


def test_signing_out_leaves_the_device_a_shared_one(client, clerk):
    device, _code = switched_on(client, clerk)
    client.post("/konto/abmelden/")
    assert client.session[actions.DEVICE] == device.pk
    assert "Begleiteter Modus" in client.get("/").content.decode()


def test_after_a_pause_it_begins_anew_without_javascript(client, clerk):
    device, _code = switched_on(client, clerk, start="/prozesse/")
    ask = client.get(reverse("devices:still_there"), {"weiter": "/veranstaltungen/"})
    assert 'href="/veranstaltungen/"' in ask.content.decode()
    assert ask["Refresh"] == f"60;url={reverse('devices:pause')}"
    assert (
        'href="/prozesse/"'
        in client.get(reverse("devices:still_there"), {"weiter": "https://example.org/"}).content.decode()
    )
    key = client.session.session_key
    assert client.get(reverse("devices:pause")).url == "/prozesse/"
    assert client.session.session_key == key, "somebody is there"
    wait(client, device.seconds)
    assert client.get(reverse("devices:pause")).url == reverse("devices:ready")
    assert client.session.session_key != key
    key = client.session.session_key
    wait(client, device.seconds + 500)
    assert client.get("/veranstaltungen/").url == "/prozesse/"
    assert client.session.session_key != key and client.session[actions.DEVICE] == device.pk


def test_typing_counts_as_being_there(client, clerk):
    device, _code = switched_on(client, clerk)
    wait(client, device.seconds)
    assert client.get(reverse("devices:pulse")).status_code == 204
    key = client.session.session_key
    client.get(reverse("devices:pause"))
    assert client.session.session_key == key


def test_a_kiosk_shows_its_page_and_no_way_out(client, clerk, park):
    switched_on(client, clerk, Mode.KIOSK, "/prozesse/park/")
    page = client.get("/prozesse/park/").content.decode()
    assert 'class=" kiosk"' in page
    links = [link for link in re.findall(r'<a\b[^>]* href="([^"]*)"', page) if link.startswith(("/", "http"))]
    assert links
    assert [link for link in links if not link.removeprefix("/en").startswith("/prozesse/park/")] == []
    for outside in ("/", "/prozesse/", "/prozesse/parkhaus/", "/schreibtisch/", "/konto/"):
        assert client.get(outside).url == "/prozesse/park/"
    assert client.get("/prozesse/park/vorschlaege/").status_code == 200
    assert client.post(reverse("devices:finish")).url == "/prozesse/park/"


def test_a_kiosk_in_another_language(clerk):
    device = Device(mode=Mode.KIOSK, start="/prozesse/park/")
    assert rules.may_go(device, "/en/prozesse/park/vorschlaege/")
    assert not rules.may_go(device, "/en/prozesse/")


def test_an_ended_device_is_signed_out(client, clerk):
    device, code = switched_on(client, clerk)
    actions.end(device=device, by=clerk)
    client.get("/")
    assert actions.DEVICE not in client.session
    assert client.post(reverse("devices:enter"), {"code": code}).status_code == 422


def test_contributions_say_where_they_came_from(client, clerk, park):
    device, _code = switched_on(client, clerk)
    person = citizen()
    client.force_login(person)
    session = client.session
    session[actions.DEVICE], session[actions.SINCE] = device.pk, int(time.time())
    session.save()
    draft = keep_draft(
        process=park, values={"title": "Mehr Bänke", "text": "Zum Ausruhen im Schatten."}, person=person
    )
    response = client.post(reverse("proposals:draft", args=["park", draft.key, 3]))
    assert response.status_code == 302, response.content.decode()
    assert Proposal.objects.get(title="Mehr Bänke").channel == "room"


@pytest.mark.parametrize(
    "start", ["https://example.org/", "//example.org/", "prozesse", "/schreibtisch/", "/konto/"]
)
def test_a_device_begins_on_a_public_page_of_this_site(clerk, start):
    with pytest.raises(Refusal):
        actions.set_up(name="x", mode=Mode.KIOSK, start=start, minutes=5, by=clerk)


def test_setting_up_at_the_desk(client, clerk):
    client.force_login(clerk)
    response = client.post(
        reverse("devices:desk"), {"name": "Foyer", "mode": Mode.KIOSK, "start": "/prozesse/", "minutes": 5}
    )
    code = re.search(r'device-code"><bdi>([A-Z0-9]{4} [A-Z0-9]{4})<', response.content.decode())
    assert code, response.content.decode()
    assert code[1] not in client.get(reverse("devices:desk")).content.decode()
    device = Device.objects.get()
    client.post(reverse("devices:end", args=[device.pk]))
    device.refresh_from_db()
    assert device.ended_at
    with pytest.raises(Refusal):
        actions.set_up(name="x", mode=Mode.KIOSK, start="/", minutes=5, by=citizen())


def test_codes_cannot_be_tried_out(client, clerk):
    answers = [client.post(reverse("devices:enter"), {"code": f"ABCD{n}"}).status_code for n in range(21)]
    assert answers[-1] == 429


def test_readers_without_a_session_pay_nothing(client, django_assert_num_queries, rf):
    from mitwirken.ground.devices.middleware import DeviceMiddleware

    seen = []
    with django_assert_num_queries(0):
        DeviceMiddleware(lambda request: seen.append(request))(rf.get("/"))
    assert len(seen) == 1
