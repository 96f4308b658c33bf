# SPDX-License-Identifier: EUPL-1.2
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mitwirken.civic.people import actions, confirmations
from mitwirken.civic.people.models import Confirmation, Person
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    deeds: list[tuple[dict, Person]] = []

    def handler(payload, person):
        if payload.get("refuse"):
            raise Refusal("Die Phase ist zu Ende.")
        deeds.append((payload, person))
        return "/getan/"

    monkeypatch.setattr(confirmations, "_purposes", dict(confirmations._purposes))
    confirmations.register(
        "test.deed", subject="Ihr Test", sentence="Damit reichen Sie etwas ein.", handler=handler
    )
    return deeds


def link() -> str:
    return re.search(r"http://[^/]+(/bestaetigen/\S+)", mail.outbox[-1].body)[1]


def ask(**payload) -> str:
    actions.ask_confirmation(email="Gast@example.org", purpose="test.deed", payload=payload)
    return link()


def test_only_the_button_does_the_deed(client, done):
    url = ask(title="Bank")
    page = client.get(url)
    assert page.status_code == 200
    assert "Damit reichen Sie etwas ein." in page.content.decode()
    assert client.head(url).status_code == 200
    assert not done
    assert not Person.objects.exists()
    assert client.post(url).url == "/getan/"
    payload, person = done[0]
    assert payload == {"title": "Bank"}
    assert person.confirmed_only
    assert person.email == "gast@example.org"


def test_a_double_click_counts_once_and_leads_to_the_same_place(client, done):
    url = ask()
    assert client.post(url).url == client.post(url).url == "/getan/"
    assert len(done) == 1
    assert "schon bestätigt" in client.get(url).content.decode()


def test_the_payload_goes_with_the_deed_and_the_token_is_nowhere(client, done):
    url = ask(title="Bank")
    token = url.rstrip("/").rsplit("/", 1)[1]
    row = Confirmation.objects.get()
    assert token not in str(vars(row))
    client.post(url)
    row.refresh_from_db()
    assert row.payload == {}


def test_a_refused_deed_leaves_the_link_good(client, done):
    url = ask(refuse=True)
    answer = client.post(url)
    assert answer.status_code == 403
    assert "Die Phase ist zu Ende." in answer.content.decode()
    assert Confirmation.objects.get().used_at is None
    assert not Person.objects.exists()


def test_old_and_unknown_links_say_so(client, done):
    url = ask()
    Confirmation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(url).status_code == 410
    assert client.post(url).status_code == 410
    assert client.get(reverse("people:confirm", args=["x" * 43])).status_code == 404
    assert client.post(reverse("people:confirm", args=["x" * 43])).status_code == 404
    assert not done


def test_the_same_address_is_the_same_person(client, done):
    client.post(ask())
    client.post(ask())
    assert done[0][1] == done[1][1]


def test_nobodys_mailbox_is_filled(done):
    for _mail in range(5):
        ask()
    with pytest.raises(Refusal) as refusal:
        ask()
    assert refusal.value.status == 429
    assert len(mail.outbox) == 5


def test_mail_has_text_and_html(done):
    ask()
    message = mail.outbox[0]
    assert message.subject == "Ihr Test"
    assert link() in message.alternatives[0].content
    assert message.to == ["gast@example.org"]


def test_spent_links_go_a_week_after_their_time(done):
    ask()
    row = Confirmation.objects.get()
    run_retention(now=row.expires_at + timedelta(days=6))
    assert Confirmation.objects.exists()
    assert run_retention(now=row.expires_at + timedelta(days=8))["people.confirmation"] == 1
    assert not Confirmation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once(done):
    from concurrent.futures import ThreadPoolExecutor

    token = ask().rstrip("/").rsplit("/", 1)[1]

    def redeem(_number: int) -> str:
        try:
            return actions.redeem(token=token)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(redeem, range(4))) == {"/getan/"}
    assert len(done) == 1
