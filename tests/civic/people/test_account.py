# SPDX-License-Identifier: EUPL-1.2
import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.civic.people import actions, registry
from mitwirken.civic.people.models import Person
from mitwirken.civic.people.rules import require_standing
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


def someone(client: Client, **values) -> Person:
    person = citizen(**values)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return person


PAGES = [
    "people:account",
    "people:pseudonym",
    "people:language",
    "people:contributions",
    "people:data",
    "people:leave",
    "people:remove_password",
    "account_email",
    "account_set_password",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_account_opens_and_is_private(client, name):
    url = reverse(name)
    assert Client().get(url).url.startswith(reverse("account_login"))
    someone(client)
    answer = client.get(url)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "noindex" in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert " style=" not in page
    assert (
        "no-store" in answer["Cache-Control"]
        or "private" in answer["Cache-Control"]
        or "max-age=0" in answer["Cache-Control"]
    )


def test_the_address_changes_only_with_the_code(client):
    person = someone(client, email="alt@example.org")
    answer = client.post(reverse("account_email"), {"email": "neu@example.org", "action_add": "1"})
    assert answer.url == reverse("account_email_verification_sent")
    page = client.get(answer.url)
    assert "neu@example.org" in page.content.decode()
    person.refresh_from_db()
    assert person.email == "alt@example.org"
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0]
    assert client.post(answer.url, {"code": code, "action": "verify"}).status_code == 302
    person.refresh_from_db()
    assert person.email == "neu@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("neu@example.org", True)]
    assert mail.outbox[-1].to == ["alt@example.org"]


def test_a_foreign_address_cannot_be_taken_and_is_not_betrayed(client):
    other = citizen(email="andere@example.org")
    person = someone(client)
    answer = client.post(reverse("account_email"), {"email": other.email, "action_add": "1"})
    assert answer.url == reverse("account_email_verification_sent")
    assert not re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
    person.refresh_from_db()
    assert person.email != other.email


def test_a_password_is_set_changed_and_removed(client):
    person = someone(client)
    assert (
        client.post(reverse("account_set_password"), {"password1": "kurz", "password2": "kurz"}).status_code
        == 200
    )
    good = "drei Linden im Hof"
    assert (
        client.post(reverse("account_set_password"), {"password1": good, "password2": good}).status_code
        == 302
    )
    person.refresh_from_db()
    assert person.check_password(good)
    assert client.get(reverse("account_change_password")).status_code == 200
    # Without a fresh sign-in the password is asked for again before it goes.
    answer = client.post(reverse("people:remove_password"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert client.get(answer.url).status_code == 200
    answer = client.post(answer.url, {"password": good})
    client.post(reverse("people:remove_password"))
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_the_language_of_the_mail_is_chosen(client):
    person = someone(client)
    assert client.post(reverse("people:language"), {"language": "tlh"}).status_code == 422
    assert client.post(reverse("people:language"), {"language": "en"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "en"


def test_contributions_of_all_rooms_newest_first(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(registry, "_providers", [])
    now = timezone.now()
    registry.contributions("Vorschlag", lambda person: [("Bank", "/v/1/", now - timedelta(days=2))])
    registry.contributions("Argument", lambda person: [("Schatten", "/a/1/", now)])
    someone(client)
    page = client.get(reverse("people:contributions")).content.decode()
    assert page.index("Schatten") < page.index("Bank")
    assert "Schatten" in client.get(reverse("people:account")).content.decode()


def test_the_export_is_complete_and_keeps_secrets(client):
    person = someone(client, email="ich@example.org")
    person.set_password("drei Linden im Hof")
    person.save()
    client.force_login(person)
    answer = client.get(reverse("people:data_download"))
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    found = {group["kind"]: group for group in json.loads(text)["data"]}
    assert found["people.person"]["rows"][0]["email"] == "ich@example.org"
    assert found["people.person"]["rows"][0]["pseudonym"] == person.pseudonym
    assert found["account.emailaddress"]["rows"][0]["email"] == "ich@example.org"
    assert found["people.session"]["rows"]
    assert found["people.person"]["rows"][0]["password"] == "gesetzt"
    assert person.password not in text
    assert client.session.session_key not in text
    page = client.get(reverse("people:data")).content.decode()
    assert "ich@example.org" in page
    assert person.password not in page


def test_leaving_needs_a_choice_and_a_yes(client):
    person = someone(client)
    assert client.post(reverse("people:leave"), {}).status_code == 422
    assert client.post(reverse("people:leave"), {"texts": "keep"}).status_code == 422
    left = client.post(reverse("people:leave"), {"texts": "keep", "sure": "on"})
    assert left.url.startswith(reverse("people:left") + "?beleg=")
    assert "Beleg D-" in client.get(left.url).content.decode()
    assert client.get(reverse("people:account")).status_code == 302
    person.refresh_from_db()
    assert person.erased_at
    assert str(person) == "Gelöschtes Konto"


def test_the_address_is_free_again_after_leaving():
    person = citizen(email="wieder@example.org")
    actions.delete_account(person=person, keep_texts=False)
    again, new = actions.enter(email="wieder@example.org")
    assert new
    assert again.pk != person.pk


def test_the_last_administrator_cannot_leave(client):
    person = staff(Role.ADMIN)
    client.force_login(person)
    answer = client.post(reverse("people:leave"), {"texts": "keep", "sure": "on"})
    if answer.status_code == 302:  # the second factor is asked for again first
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
        with pytest.raises(Refusal):
            actions.delete_account(person=person, keep_texts=True)
    person.refresh_from_db()
    assert person.erased_at is None


def test_idle_accounts_are_told_and_go_four_weeks_later():
    today = timezone.localdate()
    idle = citizen(email="lange@example.org", seen_on=today - timedelta(days=731))
    guest = citizen(confirmed_only=True, seen_on=today - timedelta(days=731))
    busy = citizen(seen_on=today - timedelta(days=700))
    worker = staff(Role.EDITOR, seen_on=today - timedelta(days=900))
    actions.part_from_the_idle()
    assert [message.to for message in mail.outbox] == [["lange@example.org"]]
    guest.refresh_from_db()
    assert guest.erased_at
    actions.part_from_the_idle()
    assert len(mail.outbox) == 1
    Person.objects.filter(pk=idle.pk).update(idle_notice_on=today - timedelta(days=29))
    actions.part_from_the_idle()
    for person, gone in ((idle, True), (busy, False), (worker, False)):
        person.refresh_from_db()
        assert bool(person.erased_at) is gone


def test_pages_of_the_account_cost_the_same_with_much_and_with_little(client, django_assert_max_num_queries):
    someone(client)
    client.get(reverse("people:account"))
    with django_assert_max_num_queries(7):
        client.get(reverse("people:account"))


def test_whose_data_are_restricted_reads_why_on_the_account_page(client):
    person = someone(client, restricted_at=timezone.now())
    assert (
        "Lesen können Sie alles, mitmachen zurzeit nicht."
        in client.get(reverse("people:account")).content.decode()
    )
    with pytest.raises(Refusal) as refusal:
        require_standing(person)
    assert "Meine Daten" in str(refusal.value)


def test_who_is_not_signed_in_or_gone_takes_no_part():
    for person, status in (
        (AnonymousUser(), 401),
        (citizen(is_active=False), 403),
        (citizen(erased_at=timezone.now()), 403),
    ):
        with pytest.raises(Refusal) as refusal:
            require_standing(person, "Bitte melden Sie sich an.")
        assert refusal.value.status == status
    require_standing(citizen(confirmed_only=True))
