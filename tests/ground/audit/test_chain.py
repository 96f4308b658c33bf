# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody does to the logbook behind its back is found."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from tests.ground.deeds.crowd import all_at_once
from tests.people import citizen, office, staff

from mitwirken.civic.people.actions import delete_account
from mitwirken.civic.people.models import Person
from mitwirken.ground.audit import actions, queries
from mitwirken.ground.audit.models import Entry, Head, Reference, Words
from mitwirken.ground.audit.registry import watch
from mitwirken.ground.desk.actions import save_office
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import run_retention

pytestmark = pytest.mark.django_db


def codes(*anchors: str) -> set[str]:
    return {one.code for one in queries.verify(anchors=[queries.split_anchor(a) for a in anchors]).findings}


@pytest.fixture
def clerk() -> Person:
    return staff(Role.OMBUDS)


@pytest.fixture
def chain(clerk) -> list[Entry]:
    return [
        actions.note("test.did", actor=clerk, subject=citizen(), facts={"n": n}, words=f"Grund {n}")
        for n in range(1, 7)
    ]


def test_an_untouched_chain_is_whole(chain, clerk):
    found = queries.verify()
    assert found.is_whole
    assert found.entries == 6
    assert found.anchor == f"6:{chain[-1].hash}"
    assert chain[0].before == "0" * 64
    assert [row.before for row in chain[1:]] == [row.hash for row in chain[:-1]]
    assert chain[0].facts == {"n": 1, "roles": [Role.OMBUDS.value]}


def test_an_empty_logbook_is_whole():
    assert queries.verify().is_whole


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "test.other"},
        {"at": timezone.now() - timedelta(days=3)},
        {"facts": {"n": 99}},
        {"subject": "12"},
        {"actor": ""},
        {"subject_kind": "text"},
        {"words_digest": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_found(chain, change):
    Entry.objects.filter(number=3).update(**change)
    assert "changed" in codes()


def test_a_row_changed_with_its_hash_no_longer_fits_the_next(chain):
    row = Entry.objects.get(number=3)
    row.facts = {"n": 99}
    Entry.objects.filter(number=3).update(facts=row.facts, hash=row.computed_hash())
    assert codes() == {"order"}


def test_a_removed_row_is_found(chain):
    Words.objects.filter(entry_id=3).delete()
    Entry.objects.filter(number=3).delete()
    found = queries.verify()
    assert [one.sentence for one in found.findings] == ["Missing: 3."]


def test_a_removed_row_whose_gap_is_closed_is_found(chain):
    Words.objects.filter(entry_id__gte=3).delete()
    Entry.objects.filter(number=3).delete()
    for number in (4, 5, 6):
        Entry.objects.filter(number=number).update(number=number - 1)
    assert {"changed", "order", "truncated"} <= codes()


def test_rows_put_in_another_order_are_found(chain):
    Words.objects.all().delete()
    Entry.objects.filter(number=2).update(number=1000)
    Entry.objects.filter(number=4).update(number=2)
    Entry.objects.filter(number=1000).update(number=4)
    assert {"changed", "order"} <= codes()


def test_rows_missing_at_the_end_are_found(chain):
    Entry.objects.filter(number__gte=5).delete()
    found = queries.verify()
    assert [one.code for one in found.findings] == ["truncated"]
    assert "Rows 5 to 6" in found.findings[0].sentence


def test_an_end_set_back_without_the_key_is_found(chain):
    Entry.objects.filter(number__gte=5).delete()
    Head.objects.filter(pk=1).update(number=4, hash=Entry.objects.get(number=4).hash)
    assert codes() == {"mark"}


def test_an_end_set_back_with_the_key_is_found_by_a_noted_anchor(chain):
    noted = queries.verify().anchor
    old = Head.objects.get(pk=1)
    Entry.objects.filter(number=6).delete()
    five = Entry.objects.get(number=5)
    mark = actions.Signer(salt=queries.MARK).signature(f"5:{five.hash}")
    Head.objects.filter(pk=1).update(number=5, hash=five.hash, mark=mark)
    assert codes() == set()
    assert codes(noted) == {"anchor"}
    # And when the place was filled again with something else.
    actions.note("test.other")
    assert queries.verify().is_whole
    assert Head.objects.get(pk=1).number == old.number
    assert codes(noted) == {"anchor"}


def test_a_row_added_past_the_end_is_found(chain):
    last = chain[-1]
    forged = Entry(number=7, at=timezone.now(), verb="test.forged", before=last.hash)
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    assert codes() == {"inserted"}


def test_a_row_put_between_is_found(chain):
    Words.objects.filter(entry_id__gte=3).delete()
    for number in (6, 5, 4, 3):
        Entry.objects.filter(number=number).update(number=number + 1)
    forged = Entry(number=3, at=timezone.now(), verb="test.forged", before=chain[1].hash)
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    assert {"changed", "order", "inserted"} <= codes()


def test_a_head_taken_away_stays_a_finding(chain):
    Entry.objects.filter(number__gte=5).delete()
    Head.objects.all().delete()
    assert codes() == {"head"}
    actions.note("test.later")
    assert Entry.objects.get(number=5).verb == actions.HEAD_LOST
    assert "head" in codes()


def test_a_changed_reason_is_found(chain):
    Words.objects.filter(entry_id=2).update(text="Etwas anderes")
    assert codes() == {"words"}


def test_a_removed_reason_is_found(chain):
    Words.objects.filter(entry_id=2).delete()
    assert codes() == {"words"}


def test_a_deed_put_on_somebody_else_is_found(chain, clerk):
    Reference.objects.filter(person=clerk).update(person=staff(Role.CORE))
    assert codes() == {"person"}


def test_a_person_taken_out_without_an_erasure_is_found(chain, clerk):
    Reference.objects.filter(person=clerk).delete()
    assert codes() == {"person"}


# --- forgetting people --------------------------------------------------------------------------------------


def test_an_erasure_leaves_the_chain_whole_and_nobody_in_it(clerk):
    someone = citizen(email="weg@example.org", pseudonym="Rosa Morgenrot")
    row = actions.note("test.looked", actor=clerk, subject=someone, words="Rosa Morgenrot rief an")
    salt = Reference.objects.get(person=someone).salt
    delete_account(person=someone, keep_texts=True)
    found = queries.verify()
    assert found.is_whole
    assert found.forgotten == 1
    assert not Reference.objects.filter(person=someone).exists()
    everything = json.dumps(
        [*queries.everything(with_words=True), *Words.objects.values_list("text", flat=True)]
    )
    assert "Rosa" not in everything
    assert salt not in everything
    row.refresh_from_db()
    assert queries.lines([Entry.objects.select_related("words").get(pk=row.pk)])[0].words_erased
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[:2] == ["test.looked", "people.account_erased"]
    assert {actions.PERSON_FORGOTTEN, actions.WORDS_ERASED} == set(verbs[2:])


def test_staff_who_leave_are_forgotten_and_what_they_did_stays(chain, clerk):
    staff(Role.OMBUDS)  # the last one could not leave
    delete_account(person=clerk, keep_texts=True)
    assert queries.verify().is_whole
    line = queries.lines([Entry.objects.select_related("words").get(number=1)])[0]
    assert line.who is None
    assert line.forgotten
    assert line.words == "Grund 1"


def test_reasons_go_after_three_years_and_the_chain_stays_whole(chain):
    Words.objects.filter(entry_id__lte=2).update(at=timezone.now() - timedelta(days=3 * 365 + 1))
    run_retention()
    assert not Words.objects.filter(entry_id__lte=2).exists()
    assert Words.objects.filter(entry_id=3).exists()
    assert queries.verify().is_whole
    assert Entry.objects.get(verb=actions.WORDS_ERASED).facts == {"entries": [1, 2]}


# --- entering -----------------------------------------------------------------------------------------------


def test_a_watched_deed_is_entered_with_the_facts_named_and_no_more(clerk):
    watch("test.watched", "Beobachtet", facts=["role"])
    someone = citizen()
    actions.note_recorded("test.watched", someone, actor=clerk, data={"role": "kernteam", "text": "privat"})
    actions.note_recorded("test.unwatched", someone, actor=clerk, data={})
    entry = Entry.objects.get()
    assert entry.verb == "test.watched"
    assert entry.facts == {"role": "kernteam", "roles": ["ombudsstelle"]}


def test_a_deed_that_fails_leaves_no_row(clerk):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.note("test.did", actor=clerk)
        raise RuntimeError
    assert not Entry.objects.exists()
    actions.note("test.did", actor=clerk)
    assert queries.verify().is_whole


def test_a_changed_office_is_entered():
    someone = staff(Role.ADMIN)
    save_office(values={"name": "Tiefbauamt"}, by=someone, office=office())
    entry = Entry.objects.get()
    assert entry.verb == "desk.office_saved"
    assert entry.facts["new"] is False


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    people = [staff(Role.CORE) for _one in range(2)]

    def deed(number: int) -> None:
        for turn in range(5):
            with transaction.atomic():
                actions.note("test.did", actor=people[number % 2], facts={"n": number, "turn": turn})

    all_at_once(deed, threads=4)
    found = queries.verify()
    assert found.is_whole, [one.sentence for one in found.findings]
    assert found.entries == 20
    assert Reference.objects.count() == 2


# --- the command --------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def test_verify_prints_the_anchor_and_takes_it_back(chain):
    out = run("verify")
    anchor = out.split("Anchor: ")[1].split()[0]
    assert anchor == f"6:{chain[-1].hash}"
    assert "whole" in run("verify", "--anchor", anchor)
    Entry.objects.filter(number=6).update(verb="test.other")
    with pytest.raises(CommandError, match="not whole"):
        run("verify")
    with pytest.raises(CommandError, match="An anchor is"):
        run("verify", "--anchor", "6:abc")


def test_an_export_can_be_checked_by_anybody(chain, tmp_path):
    target = tmp_path / "logbuch.jsonl"
    run("export", str(target))
    head, *rows = [json.loads(line) for line in target.read_text().splitlines()]
    before = head["hash_of_nothing"]
    for row in rows:
        assert row["before"] == before
        before = row.pop("hash")
        text = json.dumps([row], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == before
    assert head["anchor"] == f"7:{before}"
    assert rows[-1]["verb"] == actions.EXPORTED
    assert "Grund" not in target.read_text()
    with pytest.raises(CommandError, match="already there"):
        run("export", str(target))
