# SPDX-License-Identifier: EUPL-1.2
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.people import citizen, staff

from mitwirken.civic.people.actions import find_or_make_by_confirmed_address
from mitwirken.civic.people.models import Person, Session

pytestmark = pytest.mark.django_db


def code_in(message) -> str:
    return re.search(r"\d{4}-\d{4}", message.body)[0]


def ask(client: Client, email: str, **extra) -> object:
    return client.post(reverse("account_login"), {"email": email, **extra})


def enter(client: Client, code: str, **extra) -> object:
    return client.post(reverse("account_confirm_login_code"), {"code": code, **extra})


def test_a_new_person_gets_an_account_with_the_code(client):
    assert ask(client, "Neu@Example.org").url == reverse("account_confirm_login_code")
    assert not Person.objects.exists()
    answer = enter(client, code_in(mail.outbox[0]))
    person = Person.objects.get()
    assert answer.url == reverse("people:account")
    assert person.email == "neu@example.org"
    assert re.fullmatch(r"\w+(er|e|es) \w+( \d+)?", person.pseudonym)
    assert EmailAddress.objects.get(user=person).verified
    assert not person.has_usable_password()
    page = client.get(answer.url)
    assert page.status_code == 200
    assert person.pseudonym in page.content.decode()


def test_who_only_knocked_is_forgotten_after_an_hour(client, settings):
    ask(client, "neu@example.org")
    assert client.session.get_expiry_age() == 3600
    enter(client, code_in(mail.outbox[0]))
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_a_known_person_comes_back_by_code(client):
    person = citizen(email="da@example.org")
    ask(client, "da@example.org")
    enter(client, code_in(mail.outbox[0]))
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Person.objects.count() == 1


def test_known_and_unknown_addresses_look_the_same(client):
    citizen(email="da@example.org")
    seen = []
    for email in ("da@example.org", "fremd@example.org"):
        visitor = Client()
        answer = ask(visitor, email)
        page = visitor.get(answer.url).content.decode()
        page = re.sub(r'value="[^"]{40,}"', "", page.replace(email, "ADDRESS"))
        seen.append((answer.status_code, answer.url, page, mail.outbox[-1].subject.split(":")[0]))
    assert seen[0] == seen[1]


def test_a_code_dies_after_three_wrong_guesses(client):
    ask(client, "neu@example.org")
    code = code_in(mail.outbox[0])
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    first = enter(client, wrong)
    assert first.status_code == 422
    assert "stimmt nicht" in first.content.decode()
    enter(client, wrong)
    assert enter(client, wrong).url == reverse("account_login")
    assert enter(client, code).url == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert not Person.objects.exists()


def test_guesses_are_counted_over_all_sessions_of_an_address():
    statuses = set()
    for _attempt in range(5):
        visitor = Client()
        if ask(visitor, "ziel@example.org").status_code == 429:
            break
        for _guess in range(3):
            statuses.add(enter(visitor, "0000-0001").status_code)
    assert ask(Client(), "ziel@example.org").status_code == 429
    assert ask(Client(), "jemand-anderes@example.org").status_code == 302


def test_a_code_is_too_old_after_fifteen_minutes(client, monkeypatch):
    ask(client, "neu@example.org")
    import time

    late = time.time() + 14 * 60 + 59
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: late)
    assert client.get(reverse("account_confirm_login_code")).status_code == 200
    late += 2
    assert client.get(reverse("account_confirm_login_code")).url == reverse("account_login")


def test_a_second_code_replaces_the_first(client):
    ask(client, "neu@example.org")
    client.post(reverse("account_confirm_login_code"), {"resend": "1"})
    first, second = code_in(mail.outbox[0]), code_in(mail.outbox[1])
    assert enter(client, first).status_code == 422
    assert enter(client, second).url == reverse("people:account")


def test_the_way_leads_on_to_where_somebody_wanted_to_go(client):
    wanted = reverse("people:pseudonym")
    answer = client.get(wanted, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={wanted}"
    answer = ask(client, "neu@example.org", next=wanted)
    page = client.get(answer.url).content.decode()
    assert f'name="next" value="{wanted}"' in page
    assert enter(client, code_in(mail.outbox[0]), next=wanted).url == wanted


def test_nobody_is_led_to_another_site(client):
    ask(client, "neu@example.org", next="https://boese.example/")
    assert enter(client, code_in(mail.outbox[0]), next="https://boese.example/").url == reverse(
        "people:account"
    )


@pytest.mark.parametrize("bad", ["", "keine adresse", "a@", "x" * 300 + "@example.org"])
def test_a_bad_address_is_answered_in_words_and_kept(client, bad):
    answer = ask(client, bad)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not mail.outbox


def test_who_only_confirmed_an_address_is_the_same_person_later(client):
    guest = find_or_make_by_confirmed_address(email="gast@example.org")
    assert guest.confirmed_only
    ask(client, "gast@example.org")
    enter(client, code_in(mail.outbox[0]))
    guest.refresh_from_db()
    assert client.session["_auth_user_id"] == str(guest.pk)
    assert not guest.confirmed_only
    assert EmailAddress.objects.get(user=guest).verified


def test_a_password_opens_too_when_one_was_set(client):
    person = citizen(email="da@example.org")
    person.set_password("drei Linden im Hof")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    url = reverse("people:sign_in_password")
    wrong = client.post(url, {"login": "da@example.org", "password": "falsch"})
    assert wrong.status_code == 422
    assert "passen nicht zusammen" in wrong.content.decode()
    assert client.post(url, {"login": "da@example.org", "password": "drei Linden im Hof"}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_blocked_account_stays_out(client):
    citizen(email="weg@example.org", is_active=False)
    ask(client, "weg@example.org")
    assert enter(client, code_in(mail.outbox[0])).url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert "_auth_user_id" not in client.session


def test_mail_that_cannot_be_sent_is_told(client, settings):
    settings.EMAIL_BACKEND = "tests.civic.people.no_mail.Backend"
    answer = ask(client, "neu@example.org")
    assert answer.status_code == 503
    assert "nicht verschickt" in answer.content.decode()


def test_all_old_addresses_of_allauth_lead_to_the_one_page(client):
    for name in ("account_signup", "account_request_login_code", "account_reset_password"):
        assert client.get(reverse(name)).url == reverse("account_login")


def test_signed_in_costs_two_queries(client, django_assert_num_queries):
    client.force_login(citizen())
    client.get("/gibt/es/nicht/")
    with django_assert_num_queries(2):
        client.get("/gibt/es/nicht/")


def test_seen_on_is_written_once_a_day(client, django_assert_num_queries):
    person = citizen()
    client.force_login(person)
    with django_assert_num_queries(3):
        client.get("/gibt/es/nicht/")
    person.refresh_from_db()
    assert person.seen_on is not None


def test_sessions_know_their_person_and_end_everywhere(client):
    person = citizen()
    client.force_login(person)
    other = Client()
    other.force_login(person)
    assert Session.objects.filter(person=person).count() == 2
    assert client.post(reverse("people:sign_out_everywhere")).url == reverse("account_login")
    assert not Session.objects.filter(person=person).exists()
    assert other.get(reverse("people:account")).status_code == 302


def test_the_desk_asks_for_a_second_factor(client):
    from mitwirken.ground.desk.roles import Role

    client.force_login(staff(Role.ADMIN, second_factor=False))
    assert client.get(reverse("people:staff")).url == reverse("people:second_factor")
    assert client.get(reverse("people:second_factor")).status_code == 200


def test_staff_with_an_app_get_in_with_its_code(client, monkeypatch):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    from mitwirken.ground.desk.roles import Role

    person = staff(Role.ADMIN, second_factor=False, email="amt@example.org")
    ask(client, "amt@example.org")
    enter(client, code_in(mail.outbox[0]))
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()

    def now() -> str:
        return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))

    assert client.post(reverse("mfa_activate_totp"), {"code": now()}).url == reverse(
        "mfa_view_recovery_codes"
    )
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in stored
    assert client.get(reverse("people:staff")).status_code == 200

    again = Client()
    ask(again, "amt@example.org")
    answer = enter(again, code_in(mail.outbox[-1]))
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session
    assert again.get(reverse("people:staff")).status_code == 302
    page = again.get(answer.url)
    assert page.status_code == 200
    assert again.post(answer.url, {"code": "000000"}).status_code == 200
    spare = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    assert again.post(answer.url, {"code": spare}).status_code == 302
    assert again.session["_auth_user_id"] == str(person.pk)
