# SPDX-License-Identifier: EUPL-1.2
"""Somebody with the whole database in hand, after closing, tries to find out who voted what."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from tests.formats.ballots.makers import end, finished, lead, ready, vote
from tests.people import citizen

from mitwirken.formats.ballots import actions, secrecy
from mitwirken.formats.ballots.models import Admission, CastBallot, Slip, Voter

pytestmark = pytest.mark.django_db


def physical(table: str) -> list[str]:
    """The keys of the ballots in the order in which they lie on disk."""
    where = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM {table} ORDER BY {where}")
        return [str(row[0]).replace("-", "") for row in cursor.fetchall()]


def all_values() -> set[str]:
    """Every value of every column of every table."""
    found: set[str] = set()
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in models.QuerySet(model).values_list(*names):
            found.update(str(value) for value in row)
    return found


def many(number: int) -> tuple[Any, list[Any], list[str]]:
    """People vote one after the other, each differently; returns them in order and what their ballots say."""
    ballot = ready(costs={f"Projekt {n}": 10 for n in range(1, number + 1)})
    people = [citizen() for _ in range(number)]
    for at, person in enumerate(people, 1):
        vote(ballot, f"{at:02d}", person=person)
    return ballot, people, [f"{at:02d}" for at in range(1, number + 1)]


def test_while_it_is_open_the_tie_is_there_and_only_there_with_the_key():
    ballot, people, codes = many(5)
    for person, code in zip(people, codes, strict=True):
        link = secrecy.link_of(ballot.key, secrecy.who_person(ballot.key, person.pk))
        assert CastBallot.objects.get(link=link).choices == {code: 1}


def test_after_closing_no_column_key_or_hash_leads_from_a_person_to_a_ballot():
    ballot, people, _codes = many(12)
    key = ballot.key
    links = set(CastBallot.objects.values_list("link", flat=True))
    whos = set(Voter.objects.values_list("who", flat=True))
    keys_before = set(map(str, CastBallot.objects.values_list("pk", flat=True)))
    row = actions.close_ballot(ballot=end(ballot), by=lead())
    row.refresh_from_db()
    assert row.key == ""
    assert CastBallot.objects.count() == 12 and not CastBallot.objects.exclude(link=None).exists()
    # The key is nowhere, and neither is anything that was made with it, but for the receipts.
    left = all_values()
    assert key not in left and not links & left and not whos & left and not keys_before & left
    # Even somebody who kept the key by heart finds no person among what is left …
    for person in people:
        assert secrecy.who_person(key, person.pk) not in left
    # … and the hashes cannot be made anew without it.
    with pytest.raises(ValueError, match="gone"):
        secrecy.who_person(row.key, people[0].pk)
    assert not Voter.objects.exists() and not Slip.objects.exists() and not Admission.objects.exists()


def test_neither_the_order_on_disk_nor_any_sort_is_that_of_voting():
    number = 40
    ballot, _people, codes = many(number)

    def chosen(rows: list[CastBallot]) -> list[str]:
        return [next(iter(row.choices)) for row in rows]

    by_key = {str(row.pk).replace("-", ""): row for row in CastBallot.objects.all()}
    before = chosen([by_key[key] for key in physical("ballots_castballot")])
    assert before == codes  # so the attack would have worked
    actions.close_ballot(ballot=end(ballot), by=lead())
    by_key = {str(row.pk).replace("-", ""): row for row in CastBallot.objects.all()}
    rows = list(by_key.values())
    orders = {
        "disk": chosen([by_key[key] for key in physical("ballots_castballot")]),
        "key": chosen(sorted(rows, key=lambda row: row.pk)),
        "receipt": chosen(sorted(rows, key=lambda row: row.receipt)),
        "default": chosen(rows),
    }
    for name, order in orders.items():
        # Of 40 in random order about one stands where it stood; eight would be a wonder (1 in 100,000).
        alike = sum(a == b for a, b in zip(order, codes, strict=True))
        backwards = sum(a == b for a, b in zip(order, reversed(codes), strict=True))
        assert max(alike, backwards) < 8, name
        neighbours = sum(abs(int(a) - int(b)) == 1 for a, b in itertools.pairwise(order))
        assert neighbours < 12, name


def test_two_closings_of_the_same_votes_lie_differently():
    orders = set()
    for _ in range(3):
        ballot, _people, _codes = many(20)
        actions.close_ballot(ballot=end(ballot), by=lead())
        by_key = {str(row.pk).replace("-", ""): row for row in CastBallot.objects.filter(ballot=ballot)}
        orders.add(
            tuple(next(iter(by_key[key].choices)) for key in physical("ballots_castballot") if key in by_key)
        )
    assert len(orders) == 3


def test_a_ballot_keeps_no_time_and_no_way_it_came():
    names = {field.name for field in CastBallot._meta.get_fields()}
    assert names == {"key", "ballot", "choices", "receipt", "link"}
    kinds = {type(field) for field in CastBallot._meta.concrete_fields}
    assert (
        models.DateTimeField not in kinds and models.DateField not in kinds and models.AutoField not in kinds
    )


def test_the_only_voter_by_phone_is_not_known_by_the_way():
    by = lead()
    ballot = ready(by)
    vote(ballot, "01")
    actions.enter_paper(ballot=ballot, sheet="T-1", choices={"02": 1}, channel="phone", by=by)
    row = finished(ballot, by)
    assert row.numbers["by_channel"] == {"online": 1, "phone": 1}
    assert "phone" not in " ".join(str(each) for each in CastBallot.objects.values())


def test_everybody_finds_the_own_line_by_the_receipt_and_so_could_anybody_else():
    ballot = ready()
    receipts = {}
    for _ in range(6):
        code = random.choice(["01", "02", "03", "04"])
        receipts[vote(ballot, code).receipt] = {code: 1}
    finished(ballot)
    assert dict(CastBallot.objects.values_list("receipt", "choices")) == receipts


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The file of PostgreSQL is its server's.")
def test_what_is_deleted_is_overwritten_in_sqlite():
    ballot, _people, _codes = many(3)
    actions.close_ballot(ballot=end(ballot), by=lead())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
