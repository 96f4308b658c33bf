# SPDX-License-Identifier: EUPL-1.2
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.people import citizen, office, staff

from mitwirken.civic.people import actions
from mitwirken.civic.people.models import Person, RoleGrant, Session
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client) -> Person:
    person = staff(Role.ADMIN)
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_other_roles_do_not_see_the_page(client, role):
    client.force_login(staff(role))
    assert client.get(reverse("people:staff")).status_code == 403


def test_citizens_and_strangers_do_not_see_the_page(client):
    assert client.get(reverse("people:staff")).status_code == 302
    client.force_login(citizen())
    assert client.get(reverse("people:staff")).status_code == 403


def test_the_list_shows_roles_and_no_addresses(client, admin):
    other = staff(Role.OFFICE, office=office("Tiefbauamt"), email="geheim@example.org")
    page = client.get(reverse("people:staff")).content.decode()
    assert "Fachamt (Tiefbauamt)" in page
    assert "geheim@example.org" not in page
    assert (
        client.get(reverse("people:staff"), {"q": "geheim"}).content.decode().count("Fachamt (Tiefbauamt)")
        == 0
    )
    assert other.pseudonym in client.get(reverse("people:staff"), {"role": Role.OFFICE}).content.decode()
    page = client.get(reverse("people:staff_person", args=[other.pk])).content.decode()
    assert "geheim@example.org" not in page


def test_the_list_costs_the_same_for_few_and_many(client, admin):
    def queries() -> int:
        client.get(reverse("people:account"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("people:staff")).status_code == 200
        return len(seen)

    staff(Role.EDITOR)
    few = queries()
    for _one in range(40):
        staff(Role.OFFICE, Role.EDITOR, office=office())
    assert queries() == few


def test_roles_are_given_and_taken_and_logged(client, admin):
    other = staff(Role.EDITOR)
    url = reverse("people:give_role", args=[other.pk])
    assert client.post(url, {"role": Role.EDITOR}).status_code == 422  # a reason belongs to it
    answer = client.post(url, {"role": Role.OFFICE, "reason": "vertritt Frau Kaya"})
    assert answer.status_code == 422
    assert "gehört ein Amt" in answer.content.decode()
    at = office("Grünflächenamt")
    assert (
        client.post(url, {"role": Role.OFFICE, "office": at.pk, "reason": "vertritt Frau Kaya"}).status_code
        == 302
    )
    assert (
        client.post(url, {"role": Role.OFFICE, "office": at.pk, "reason": "vertritt Frau Kaya"}).status_code
        == 302
    )
    grant = RoleGrant.objects.get(person=other, role=Role.OFFICE)
    assert Activity.objects.filter(verb="people.role_given", actor=admin, public=False).count() == 1
    page = client.get(reverse("people:staff_person", args=[other.pk])).content.decode()
    assert "Rolle gegeben: Fachamt (Grünflächenamt)" in page and "vertritt Frau Kaya" in page
    take = reverse("people:take_role", args=[other.pk, grant.pk])
    assert client.get(take).status_code == 200
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    assert client.post(take).status_code == 422
    assert client.post(take, {"reason": "Frau Kaya ist zurück"}).status_code == 302
    assert client.post(take, {"reason": "Frau Kaya ist zurück"}).status_code == 302
    assert Activity.objects.filter(verb="people.role_taken").count() == 1
    kept = [
        entry.words.text for entry in Entry.objects.filter(verb__startswith="people.role_").order_by("number")
    ]
    assert kept == ["vertritt Frau Kaya", "Frau Kaya ist zurück"]
    assert Person.objects.get(pk=other.pk).roles == {Role.EDITOR}


def test_without_roles_nothing_is_asked_for(admin, django_assert_num_queries):
    other = staff(Role.EDITOR)
    actions.take_role(grant=other.grants.get(), by=admin, reason="wechselt das Amt")
    other = Person.objects.get(pk=other.pk)
    assert not other.has_roles
    with django_assert_num_queries(0):
        assert other.roles == frozenset()
        assert other.offices == frozenset()
        assert not other.is_staff


def test_the_last_administrator_stays(client, admin):
    grant = admin.grants.get()
    url = reverse("people:take_role", args=[admin.pk, grant.pk])
    answer = client.post(url, {"reason": "wechselt das Amt"})
    assert answer.status_code == 409
    assert "letzte Person" in answer.content.decode()
    staff(Role.ADMIN)
    assert client.post(url, {"reason": "wechselt das Amt"}).status_code == 302
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_blocked_administrator_does_not_count(admin):
    staff(Role.ADMIN, is_active=False)
    with pytest.raises(Refusal):
        actions.take_role(grant=admin.grants.get(), by=admin, reason="wechselt das Amt")


def test_nobody_gives_a_role_to_themselves(client, admin):
    with pytest.raises(Refusal, match="Sich selbst"):
        actions.give_role(person=admin, role=Role.OMBUDS, by=admin)
    url = reverse("people:give_role", args=[admin.pk])
    answer = client.post(url, {"role": Role.OMBUDS, "reason": "damit es schneller geht"})
    assert answer.status_code == 422 and "Sich selbst" in answer.content.decode()
    with pytest.raises(Refusal, match="Sich selbst"):
        actions.invite_staff(email=admin.email, role=Role.CORE, by=admin)
    assert Person.objects.get(pk=admin.pk).roles == {Role.ADMIN}


def test_the_last_of_the_ombuds_office_stays(admin):
    last = staff(Role.OMBUDS)
    with pytest.raises(Refusal, match="letzte Person mit der Rolle Ombudsstelle"):
        actions.take_role(grant=last.grants.get(), by=admin, reason="wechselt das Amt")
    with pytest.raises(Refusal, match="letzte Person"):
        actions.delete_account(person=last, keep_texts=True)
    staff(Role.OMBUDS)
    actions.take_role(grant=last.grants.get(), by=admin, reason="wechselt das Amt")
    assert not Person.objects.get(pk=last.pk).roles


def test_only_administrators_give_roles():
    with pytest.raises(Refusal):
        actions.give_role(person=citizen(), role=Role.EDITOR, by=staff(Role.CORE))
    with pytest.raises(Refusal):
        actions.invite_staff(email="neu@example.org", role=Role.EDITOR, by=citizen())
    assert not Person.objects.filter(email="neu@example.org").exists()


def test_an_invitation_makes_the_account_and_writes(client, admin):
    data = {
        "email": "Kollegin@example.org",
        "role": Role.EDITOR,
        "pseudonym": "Redaktion Innenstadt",
        "office": "",
        "reason": "verstärkt die Redaktion",
    }
    answer = client.post(reverse("people:staff_invite"), data)
    person = Person.objects.get(email="kollegin@example.org")
    assert answer.url == reverse("people:staff_person", args=[person.pk])
    assert person.pseudonym == "Redaktion Innenstadt"
    assert person.roles == {Role.EDITOR}
    assert mail.outbox[0].to == ["kollegin@example.org"]
    assert "Redaktion" in mail.outbox[0].body


def test_a_refused_invitation_keeps_what_was_typed_and_makes_nobody(client, admin):
    data = {"email": "neu@example.org", "role": Role.OFFICE, "pseudonym": "", "office": ""}
    answer = client.post(reverse("people:staff_invite"), data)
    assert answer.status_code == 422
    assert "neu@example.org" in answer.content.decode()
    assert not Person.objects.filter(email="neu@example.org").exists()
    assert not mail.outbox


def test_an_address_is_shown_with_a_reason_and_that_is_logged(client, admin):
    other = staff(Role.EDITOR, email="geheim@example.org")
    url = reverse("people:show_address", args=[other.pk])
    assert "geheim@example.org" not in client.post(url, {"reason": "x"}).content.decode()
    page = client.post(url, {"reason": "Vertretung im Urlaub"}).content.decode()
    assert "geheim@example.org" in page
    row = Activity.objects.get(verb="people.address_shown")
    assert (row.actor, row.data) == (admin, {"reason": "Vertretung im Urlaub"})


def test_citizens_have_no_page_at_the_desk(client, admin):
    url = reverse("people:staff_person", args=[citizen().pk])
    assert client.get(url).status_code == 404
    assert (
        client.post(
            reverse("people:show_address", args=[citizen().pk]), {"reason": "nur so eben"}
        ).status_code
        == 404
    )


def test_a_lost_second_factor_is_reset(client, admin):
    other = staff(Role.EDITOR)
    from django.test import Client

    Client().force_login(other)
    url = reverse("people:reset_second_factor", args=[other.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert not Person.objects.get(pk=other.pk).has_second_factor
    assert not Session.objects.filter(person=other).exists()
    assert client.post(reverse("people:reset_second_factor", args=[admin.pk])).status_code == 403


def test_the_command_makes_the_first_administrator(monkeypatch):
    out = StringIO()
    monkeypatch.setenv("FIRST_PASSWORD", "drei Linden im Hof")
    call_command(
        "create_staff",
        "--email=Chefin@example.org",
        "--role=administration",
        "--role=kernteam",
        "--password-from-env=FIRST_PASSWORD",
        "--name=Technikteam",
        stdout=out,
    )
    person = Person.objects.get(email="chefin@example.org")
    assert person.roles == {Role.ADMIN, Role.CORE}
    assert person.check_password("drei Linden im Hof")
    assert "Technikteam" in out.getvalue()
    call_command("create_staff", "--email=chefin@example.org", "--role=redaktion", stdout=out)
    assert Person.objects.get().roles == {Role.ADMIN, Role.CORE, Role.EDITOR}


def test_the_command_says_what_is_wrong(monkeypatch):
    with pytest.raises(CommandError, match="no office"):
        call_command("create_staff", "--email=a@example.org", "--role=fachamt", "--office=gibtsnicht")
    with pytest.raises(CommandError, match="Amt"):
        call_command("create_staff", "--email=a@example.org", "--role=fachamt")
    with pytest.raises(CommandError, match="E-Mail-Adresse"):
        call_command("create_staff", "--email=kaputt", "--role=redaktion")
    monkeypatch.setenv("WEAK", "passwort")
    with pytest.raises(CommandError):
        call_command("create_staff", "--email=a@example.org", "--role=redaktion", "--password-from-env=WEAK")
    assert not Person.objects.exists()
