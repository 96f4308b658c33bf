# SPDX-License-Identifier: EUPL-1.2
"""People see on which devices they are signed in, and end one or all of it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.people import citizen, staff

from mitwirken.civic.people import actions, queries
from mitwirken.civic.people.devices import device_of, in_words
from mitwirken.civic.people.models import Session
from mitwirken.civic.people.sessions import BEGAN, DEVICE
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.desk.roles import Role

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"

pytestmark = pytest.mark.django_db


def signed_in(person: Any, agent: str) -> Client:
    """As after signing in with this browser."""
    client = Client(HTTP_USER_AGENT=agent)
    client.force_login(person)
    session = client.session
    session[DEVICE], session[BEGAN] = device_of(agent), "2026-11-01"
    session.save()
    return client


def test_devices_are_told_in_words_without_versions() -> None:
    assert device_of(DESKTOP) == "edge/windows" and device_of("curl/8") == "/"
    assert in_words("firefox/android") == "Firefox auf Android"
    assert in_words("/iphone") == "iPhone" and in_words("/") == "Unbekanntes Gerät"


def test_the_account_lists_them_this_one_first_and_shows_no_key() -> None:
    person = citizen()
    phone, desktop = signed_in(person, PHONE), signed_in(person, DESKTOP)
    page = desktop.get(reverse("people:account")).content.decode()
    assert page.index("Edge auf Windows") < page.index("dieses Gerät") < page.index("Firefox auf Android")
    for client in (phone, desktop):
        assert client.cookies[settings.SESSION_COOKIE_NAME].value not in page


def test_one_device_is_signed_out_and_the_others_stay() -> None:
    person = citizen()
    phone, desktop = signed_in(person, PHONE), signed_in(person, DESKTOP)
    handle = next(one.handle for one in queries.sign_ins_of(person) if "Firefox" in one.device)
    url = reverse("people:sign_out_one", args=[handle])
    assert desktop.post(url).status_code == 302
    assert desktop.post(url).status_code == 302  # done already
    assert phone.get(reverse("people:account")).status_code == 302
    assert desktop.get(reverse("people:account")).status_code == 200


def test_nobody_signs_out_somebody_else() -> None:
    mine, theirs = citizen(), citizen()
    me, other = signed_in(mine, PHONE), signed_in(theirs, DESKTOP)
    handle = queries.sign_ins_of(theirs)[0].handle
    me.post(reverse("people:sign_out_one", args=[handle]))
    assert other.get(reverse("people:account")).status_code == 200


def test_all_but_this_one() -> None:
    person = citizen()
    signed_in(person, PHONE)
    here = signed_in(person, DESKTOP)
    assert actions.end_other_sessions(person=person, here=here.session.session_key) == 1
    assert Session.objects.filter(person=person).count() == 1


def test_a_changed_second_factor_signs_out_everywhere_else(rf: Any) -> None:
    person = citizen()
    phone, here = signed_in(person, PHONE), signed_in(person, DESKTOP)
    request = rf.get("/")
    request.session = here.session
    authenticator_removed.send(sender=Authenticator, request=request, user=person, authenticator=None)
    assert phone.get(reverse("people:account")).status_code == 302
    assert here.get(reverse("people:account")).status_code == 200


def test_a_wrong_second_factor_of_staff_stands_in_the_logbook(client: Client) -> None:
    person = staff(Role.EDITOR)
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.filter(user=person).update(data={"secret": secret})
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert Entry.objects.filter(verb="people.second_factor_failed").count() == 1
