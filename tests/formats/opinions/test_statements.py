# SPDX-License-Identifier: EUPL-1.2
"""Setting up, statements of staff and of people, decisions, moderation, what authors are told, bad input."""

from __future__ import annotations

import pytest
from tests.formats.opinions.makers import (
    TEXTS,
    answer,
    draft,
    end,
    lead,
    map_phase,
    prepared,
    released,
    statement,
)
from tests.people import citizen, phase, process, staff

from mitwirken.formats.opinions import actions, queries, rules
from mitwirken.formats.opinions.models import Conversation, State, Statement
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.moderation.models import Held
from mitwirken.ground.notifications.actions import tell_waiting
from mitwirken.ground.notifications.models import Delivery
from mitwirken.ground.privacy.actions import erase_rows_of
from mitwirken.ground.search.queries import find

pytestmark = pytest.mark.django_db
NEW = "Am Rand sollen zehn Linden stehen."


def found_by(word: str) -> list[int]:
    return [hit.entry.subject_id for hit in find(word, kind="conversation").hits]


def test_a_map_needs_its_phase_its_statements_and_the_right_to_be_released():
    by = lead()
    with pytest.raises(Refusal, match="keine Meinungskarte"):
        actions.create_conversation(phase=phase(process(), "proposals", "propose"), draft=draft(), by=by)
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.create_conversation(phase=map_phase(), draft=draft(), by=staff(Role.OFFICE))
    row = prepared(by, texts=TEXTS[:2])
    with pytest.raises(Refusal, match="mindestens 3"):
        actions.release_conversation(conversation=row, by=by)
    actions.seed_statements(conversation=row, texts=TEXTS, by=by)
    row = actions.release_conversation(conversation=row, by=by)
    assert actions.release_conversation(conversation=row, by=by).released_at == row.released_at
    assert Entry.objects.filter(verb="opinions.released").count() == 1
    assert found_by("Schatten") == [row.pk]
    with pytest.raises(Refusal, match="bleibt stehen"):
        actions.delete_conversation(conversation=row, by=by)


def test_what_is_released_keeps_its_question_and_two_editors_do_not_overwrite_each_other():
    by = lead()
    row = prepared(by)
    seen = row.version
    actions.change_conversation(
        conversation=row, draft=draft(question="Wie wird es schön?"), by=by, seen=seen
    )
    with pytest.raises(Conflict):
        actions.change_conversation(conversation=row, draft=draft(text="Anders"), by=by, seen=seen)
    row = actions.release_conversation(conversation=row, by=by)
    with pytest.raises(Refusal, match="bleibt, wie sie ist"):
        actions.change_conversation(conversation=row, draft=draft(), by=by)
    actions.change_conversation(
        conversation=row, draft=draft(question="Wie wird es schön?", adding="nobody"), by=by
    )
    with pytest.raises(Refusal, match="von der Redaktion"):
        actions.suggest_statement(conversation=queries.one(row.pk), text=NEW, by=citizen())


def test_a_list_is_taken_over_once_and_a_bad_line_refuses_it_whole():
    row, by = prepared(texts=()), lead()
    done = actions.seed_statements(
        conversation=row, texts=["", f"  {TEXTS[0]}  ", TEXTS[0].upper(), TEXTS[1]], by=by
    )
    assert done == actions.Seeded(2, (TEXTS[0].upper(),))
    assert [each.text for each in queries.voted_on(row)] == list(TEXTS[:2])
    for bad, words in ((["Ja."], "sehr kurz"), (["x" * 201], "201 Zeichen"), ([" ", ""], "mindestens eine")):
        with pytest.raises(Refusal, match=words):
            actions.seed_statements(conversation=row, texts=[NEW, *bad] if bad != [" ", ""] else bad, by=by)
    assert row.statements.count() == 2
    many = [f"Aussage mit der laufenden Nummer {number}." for number in range(rules.MOST_STATEMENTS - 2)]
    assert actions.seed_statements(conversation=row, texts=many, by=by).added == len(many)
    with pytest.raises(Refusal, match="2000"):
        actions.seed_statements(conversation=row, texts=[NEW], by=by)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Schreiben Sie eine Aussage"),
        (" \x00\n ", "Schreiben Sie eine Aussage"),
        ("Ja", "sehr kurz"),
        ("ä" * 201, "zu lang"),
        ("DER PLATZ BRAUCHT MEHR SCHATTEN", "gibt es schon: Nr. 1"),
    ],
)
def test_bad_statements_hear_why(text: str, words: str):
    row = released()
    with pytest.raises(Refusal, match=words):
        actions.suggest_statement(conversation=row, text=text, by=citizen())
    assert row.statements.count() == 4


def test_what_people_add_waits_is_accepted_and_its_author_hears_of_it():
    row, person, by = released(), citizen(), lead()
    made = actions.suggest_statement(conversation=row, text=f" {NEW}\n", by=person)
    assert (made.number, made.text, made.state) == (5, NEW, State.WAITING)
    assert not queries.voted_on(row).filter(pk=made.pk).exists()
    assert not queries.public_statements(Statement.objects.all()).filter(pk=made.pk).exists()
    with pytest.raises(Refusal, match="wird gerade angesehen"):
        actions.suggest_statement(conversation=row, text=NEW, by=citizen())
    with pytest.raises(Refusal, match="nicht mehr"):
        answer(row, 5, 1)
    assert queries.waiting() == 1
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.accept_statement(statement=made, by=staff(Role.OFFICE))
    actions.accept_statement(statement=made, by=staff(Role.MODERATION))
    with pytest.raises(Refusal, match="schon entschieden"):
        actions.refuse_statement(statement=made, reason="Doch nicht", by=by)
    answer(row, 5, 1)
    tell_waiting()
    told = Delivery.objects.filter(announcement__verb="opinions.accepted")
    assert [each.person_id for each in told] == [person.pk]
    assert found_by("Linden") == [row.pk]


def test_a_refusal_has_a_reason_that_its_author_reads():
    row, person, by = released(), citizen(), lead()
    made = actions.suggest_statement(conversation=row, text=NEW, by=person)
    with pytest.raises(Refusal, match="warum"):
        actions.refuse_statement(statement=made, reason=" ", by=by)
    actions.refuse_statement(statement=made, reason="Gehört nicht zur Frage.", by=by)
    tell_waiting()
    (told,) = Delivery.objects.filter(announcement__verb="opinions.refused")
    assert told.person_id == person.pk
    # It may be said again, by anybody, and is decided anew.
    assert actions.suggest_statement(conversation=row, text=NEW, by=citizen()).state == State.WAITING


def test_merged_the_other_one_counts_and_votes_are_not_carried_to_other_words():
    row, other, person, by = released(adding="after"), released(), citizen(), lead()
    made = actions.suggest_statement(
        conversation=row, text="Der Platz braucht viel mehr Schatten!", by=person
    )
    assert made.is_voted_on
    answer(row, 5, 1)
    for bad in (made, statement(other)):
        with pytest.raises(Refusal, match="andere Aussage"):
            actions.merge_statement(statement=made, into=bad, by=by)
    actions.merge_statement(statement=made, into=statement(row, 1), by=by)
    assert list(queries.votes(row)) == [] and statement(row, 5).merged_into == statement(row, 1)
    with pytest.raises(Refusal, match="schon entschieden"):
        actions.merge_statement(statement=made, into=statement(row, 2), by=by)
    with pytest.raises(Refusal, match="andere Aussage"):
        actions.merge_statement(statement=statement(row, 2), into=made, by=by)
    tell_waiting()
    assert Delivery.objects.get(announcement__verb="opinions.merged").person_id == person.pk


def test_what_looks_like_advertising_waits_for_the_moderation_and_comes_back():
    row = released(adding="after")
    made = actions.suggest_statement(
        conversation=row, text="Kaufen Sie jetzt günstig auf https://casino.example/bonus", by=citizen()
    )
    assert made.hidden_at is not None and Held.objects.get().subject_id == made.pk
    assert not Activity.objects.filter(verb="opinions.added").exists()
    assert not queries.voted_on(row).filter(pk=made.pk).exists()
    actions.hide_statement(made, hidden=False)
    assert queries.voted_on(row).filter(pk=made.pk).exists()


def test_each_may_add_so_many_while_it_is_open():
    row, person = released(most_each=1), citizen()
    actions.suggest_statement(conversation=row, text=NEW, by=person)
    with pytest.raises(Refusal, match="schon eine Aussage"):
        actions.suggest_statement(conversation=row, text="Noch ein ganz anderer Gedanke.", by=person)
    with pytest.raises(Refusal, match="beendet"):
        actions.suggest_statement(conversation=end(row), text="Noch ein Gedanke.", by=citizen())
    with pytest.raises(Refusal, match="Konto"):
        actions.suggest_statement(conversation=row, text=NEW, by=citizen(confirmed_only=True))


def test_a_citizen_at_a_shared_device_is_its_author_and_what_staff_type_in_has_none():
    row, person = released(), citizen()
    made = actions.suggest_statement(conversation=row, text=NEW, by=person, channel="room")
    assert (made.author, made.channel, made.state) == (person, "room", State.WAITING)
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.enter_statement(conversation=row, text="Es fehlt eine Bank.", by=person, channel="phone")
    made = actions.enter_statement(
        conversation=row, text="Es fehlt eine Bank.", by=staff(Role.OFFICE), channel="phone"
    )
    assert (made.author, made.channel, made.is_voted_on) == (None, "phone", True)


def test_words_that_people_answered_to_or_others_wrote_stay():
    row, by = released(adding="after"), lead()
    actions.change_statement(statement=statement(row, 1), text="Der Platz braucht Schatten.", by=by)
    answer(row, 1, 1)
    with pytest.raises(Refusal, match="schon Antworten"):
        actions.change_statement(statement=statement(row, 1), text="Der Platz braucht Sonne.", by=by)
    with pytest.raises(Refusal, match="schon Antworten"):
        actions.remove_statement(statement=statement(row, 1), by=by)
    actions.suggest_statement(conversation=row, text=NEW, by=citizen())
    for deed in (
        lambda: actions.change_statement(statement=statement(row, 5), text="Etwas ganz anderes.", by=by),
        lambda: actions.remove_statement(statement=statement(row, 5), by=by),
    ):
        with pytest.raises(Refusal, match="hat jemand beigetragen"):
            deed()
    actions.remove_statement(statement=statement(row, 2), by=by)
    # Its number is not given again.
    assert (
        actions.enter_statement(conversation=row, text="Es fehlt eine Bank.", by=by, channel="room").number
        == 6
    )


def test_who_goes_with_all_texts_takes_statements_along_otherwise_they_stay_without_author():
    row, person, other = released(adding="after"), citizen(), citizen()
    actions.suggest_statement(conversation=row, text=NEW, by=person)
    actions.suggest_statement(conversation=row, text="Es fehlt eine Bank.", by=other)
    answer(row, 5, 1)
    erase_rows_of(person, keep_texts=False)
    erase_rows_of(other, keep_texts=True)
    assert [(each.text, each.author, each.is_voted_on) for each in row.statements.filter(seed=False)] == [
        ("", None, False),
        ("Es fehlt eine Bank.", None, True),
    ]
    assert found_by("Linden") == [] and found_by("Bank") == [row.pk]
    assert queries.people(row) == 0


def test_what_is_prepared_goes_with_its_statements():
    row, by = prepared(), lead()
    actions.delete_conversation(conversation=row, by=by)
    assert not Conversation.objects.exists() and not Statement.objects.exists()
