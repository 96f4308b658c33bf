# SPDX-License-Identifier: EUPL-1.2
"""A person who leaves is found nowhere in the database any more."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session as UnusedSession
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.civic.people import actions
from mitwirken.civic.people.models import Confirmation, Person, RoleGrant, Session
from mitwirken.ground.activity.actions import record
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy import declarations
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.privacy.models import RetentionRun
from mitwirken.ground.privacy.queries import export_of

pytestmark = pytest.mark.django_db

MARK = "zwiebelfisch7q"


def places_with(word: str) -> list[str]:
    """Every table and column of the database that holds `word`, read without any model."""
    found = []
    quote = connection.ops.quote_name
    kind = "TEXT"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [
                column.name for column in connection.introspection.get_table_description(cursor, table)
            ]
            for column in columns:
                cursor.execute(
                    (
                        f"SELECT COUNT(*) FROM {quote(table)} WHERE LOWER(CAST({quote(column)} AS "
                        f"{kind})) LIKE %s"
                    ),
                    [f"%{word.lower()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


def with_traces_everywhere() -> Person:
    person = citizen(email=f"{MARK}@example.org", pseudonym=f"Frau {MARK}")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=f"{MARK}-2@example.org", verified=True)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"Telefon von {MARK}"})
    RoleGrant.objects.create(person=person, role=Role.EDITOR)
    for email in (person.email, f"{MARK}-2@example.org"):
        Confirmation.objects.create(
            token_hash=Confirmation.hash_of(email),
            email=email,
            purpose="test",
            payload={"title": MARK},
            expires_at=timezone.now() + timedelta(days=1),
        )
    record("people.role_given", staff(Role.ADMIN), actor=person, public=False)
    Client().force_login(person)
    return person


def test_nothing_is_left(django_capture_on_commit_callbacks):
    person = with_traces_everywhere()
    assert {"people_person.email", "people_person.pseudonym", "people_confirmation.payload"} <= set(
        places_with(MARK)
    )
    actions.delete_account(person=person, keep_texts=False)
    assert places_with(MARK) == []
    assert not Session.objects.filter(person=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not RoleGrant.objects.filter(person=person).exists()
    assert not Activity.objects.filter(actor=person).exists()
    person.refresh_from_db()
    assert (person.is_active, person.has_roles, person.has_usable_password()) == (False, False, False)


def test_others_keep_everything():
    person = with_traces_everywhere()
    other = citizen(email="bleibt@example.org")
    Client().force_login(other)
    actions.delete_account(person=person, keep_texts=False)
    other.refresh_from_db()
    assert other.email == "bleibt@example.org"
    assert Session.objects.filter(person=other).exists()


def test_an_erasure_that_fails_changes_nothing(monkeypatch):
    person = with_traces_everywhere()
    before = places_with(MARK)

    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        actions.delete_account(person=person, keep_texts=True)
    assert places_with(MARK) == before


def test_the_export_tells_all_places_where_the_mark_stands():
    person = with_traces_everywhere()
    text = str(export_of(person))
    for word in (f"{MARK}@example.org", f"{MARK}-2@example.org", f"Frau {MARK}", "'title': 'zwiebelfisch7q'"):
        assert word in text


def test_half_signed_in_sessions_go_too():
    # Far from any other number: "12" must not be read as somebody else's.
    person = citizen(pk=123_456, email=f"{MARK}@example.org")
    visitor = Client()
    visitor.post("/konto/anmelden/", {"email": person.email})
    assert Session.objects.get().person == person
    actions.delete_account(person=person, keep_texts=True)
    assert not Session.objects.exists()


def test_nobody_uses_the_table_of_plain_sessions():
    Client().force_login(citizen())
    assert Session.objects.count() == 1
    assert not UnusedSession.objects.exists()


def test_retention_deletes_what_is_over_and_keeps_the_proof():
    from mitwirken.ground.deeds.models import Attempt, Once

    Client().force_login(citizen())
    now = timezone.now()
    Once.objects.create(token="a", result="/")
    Attempt.objects.create(who="x", what="y", window=1)
    assert run_retention(now=now) == {}
    Once.objects.update(at=now - timedelta(days=3))
    Attempt.objects.update(at=now - timedelta(days=3))
    Session.objects.update(expire_date=now - timedelta(seconds=1))
    counts = run_retention(now=now)
    assert counts == {"deeds.once": 1, "deeds.attempt": 1, "people.session": 1}
    assert RetentionRun.objects.first().counts == counts
    [entry] = LogEntry.objects.filter(verb="privacy.retention_run")
    assert entry.facts == {"rows": 3, "models": counts} and entry.actor == ""
    assert run_retention(now=now) == {}
    assert LogEntry.objects.filter(verb="privacy.retention_run").count() == 1, "an idle night is none"


def test_retention_takes_more_than_one_slice(monkeypatch):
    from mitwirken.ground.deeds.models import Once
    from mitwirken.ground.privacy import actions as privacy_actions

    monkeypatch.setattr(privacy_actions, "AT_ONCE", 3)
    Once.objects.bulk_create(Once(token=str(number), result="/") for number in range(8))
    Once.objects.update(at=timezone.now() - timedelta(days=3))
    assert run_retention() == {"deeds.once": 8}


def test_what_will_go_is_counted_before_it_goes():
    from mitwirken.ground.deeds.models import Once
    from mitwirken.ground.privacy.queries import due, runs

    now = timezone.now()
    Once.objects.bulk_create(Once(token=str(number), result="/") for number in range(6))
    for number, days in enumerate((3, 1.5, 0, 0, 0, 0)):
        Once.objects.filter(token=str(number)).update(at=now - timedelta(days=days))
    [of_once] = [each for each in due(now) if each.declaration.model == "deeds.once"]
    assert (of_once.tonight, of_once.week, of_once.month) == (2, 4, 0)
    assert run_retention(now=now) == {"deeds.once": 1}
    [run] = runs()
    assert run.lines == (("Schutz vor doppeltem Absenden", 1),)


def test_what_a_room_erases_by_itself_is_counted_and_proven(monkeypatch):
    from mitwirken.ground.privacy.queries import due, runs

    person = citizen(seen_on=timezone.localdate() - timedelta(days=800), confirmed_only=True)
    [idle] = [each for each in due() if each.declaration.model == "people.person"]
    assert idle.tonight == 1
    assert run_retention() == {}
    person.refresh_from_db()
    assert person.erased_at is None
    actions.part_from_the_idle()
    person.refresh_from_db()
    assert person.erased_at is not None
    assert ("Ihr Konto", 1) in runs()[0].lines


def test_the_forecast_asks_as_often_for_many_rows(django_assert_max_num_queries):
    from mitwirken.ground.deeds.models import Once
    from mitwirken.ground.privacy.queries import due

    machines = sum(one.expired(timezone.now()) is not None for one in declarations())
    Once.objects.bulk_create(Once(token=str(number), result="/") for number in range(300))
    with django_assert_max_num_queries(3 * machines):
        due()
