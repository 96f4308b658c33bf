# SPDX-License-Identifier: EUPL-1.2
"""One answer a person and statement, changeable until the end, nobody's some weeks later; sheets count alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.formats.opinions.makers import answer, end, lead, prepared, released, statement
from tests.ground.scanning.drawn import pdf, picture
from tests.people import citizen

from mitwirken.formats.opinions import actions, queries, sheets
from mitwirken.formats.opinions.models import Answer, Participant, Vote
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.privacy.actions import erase_rows_of
from mitwirken.ground.scanning import actions as scanning

pytestmark = pytest.mark.django_db


def test_an_answer_can_be_changed_and_taken_back_and_counts_once():
    row = released()
    person = answer(row, 1, 1)
    answer(row, 1, 1, person)
    answer(row, 1, -1, person, channel="room")
    assert list(Vote.objects.values_list("value", "channel")) == [(-1, "room")]
    assert queries.totals(row)[statement(row).pk] == queries.Totals(disagree=1)
    answer(row, 1, None, person)
    answer(row, 1, None, person)
    assert not Vote.objects.exists()


def test_who_is_not_signed_in_or_only_confirmed_an_address_hears_why():
    row = released()
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Refusal, match="melden Sie sich"):
        answer(row, 1, 1, AnonymousUser())
    with pytest.raises(Refusal, match="brauchen Sie ein Konto"):
        answer(row, 1, 1, citizen(confirmed_only=True))
    assert not Participant.objects.exists()


@pytest.mark.parametrize("value", [2, -2, 17])
def test_another_answer_there_is_not(value: int):
    row = released()
    with pytest.raises(Refusal, match="gibt es hier nicht"):
        answer(row, 1, value)


def test_nobody_answers_before_after_or_to_what_is_prepared(monkeypatch: pytest.MonkeyPatch):
    row = prepared()
    with pytest.raises(Refusal, match="vorbereitet"):
        answer(row, 1, 1)
    row = released()
    ends = row.phase.ends_at
    monkeypatch.setattr(timezone, "now", lambda: ends - timedelta(seconds=1))
    person = answer(row, 1, 1)
    monkeypatch.setattr(timezone, "now", lambda: ends)
    with pytest.raises(Refusal, match="beendet"):
        answer(row, 2, 1, person)
    with pytest.raises(Refusal, match="beendet"):
        answer(row, 1, None, person)
    monkeypatch.setattr(timezone, "now", lambda: row.phase.starts_at - timedelta(seconds=1))
    with pytest.raises(Refusal, match="ab "):
        answer(row, 1, 1, person)
    assert Vote.objects.count() == 1


def test_what_is_hidden_elsewhere_or_waits_is_not_voted_on_and_its_votes_do_not_count():
    row, other = released(), released()
    person = answer(row, 1, 1)
    answer(row, 2, 1, person)
    with pytest.raises(Refusal, match="nicht mehr"):
        actions.cast_vote(conversation=row, statement=statement(other), person=person, value=1)
    actions.hide_statement(statement(row, 1))
    with pytest.raises(Refusal, match="nicht mehr"):
        answer(row, 1, -1)
    assert [pk for _who, pk, _value in queries.votes(row)] == [statement(row, 2).pk]
    assert queries.by_channel(row) == {"online": 1}
    actions.hide_statement(statement(row, 1), hidden=False)
    assert len(list(queries.votes(row))) == 2


def test_nobody_reads_in_the_log_who_answered_what():
    row = released()
    before = Activity.objects.count()
    answer(row, 1, 1)
    assert Activity.objects.count() == before


def test_thirty_days_after_the_end_nobody_can_tell_who_answered():
    row = released()
    person = answer(row, 1, 1)
    answer(row, 2, -1, person)
    end(row, days=29)
    assert actions.part_participants() == 0
    row = end(row, days=31)
    assert actions.part_participants() == 1 and actions.part_participants() == 0
    (who,) = Participant.objects.all()
    assert who.person is None and who.sheet is None
    # No column of the tables of votes is left that leads to a person.
    persons = {
        field.name
        for model in (Vote, Participant)
        for field in model._meta.concrete_fields
        if field.related_model is type(person) and model.objects.exclude(**{field.name: None}).exists()
    }
    assert not persons
    assert queries.totals(row)[statement(row, 1).pk].agree == 1


def test_who_goes_while_it_runs_takes_the_answers_along_and_later_leaves_them():
    row, over = released(), released()
    person = answer(row, 1, 1)
    answer(over, 1, 1, person)
    end(over)
    erase_rows_of(person, keep_texts=True)
    assert queries.people(row) == 0 and queries.people(over) == 1
    assert not Participant.objects.filter(person=person).exists()


def test_a_sheet_counts_once_by_its_channel_and_can_be_corrected_and_struck():
    row, by = released(), lead()
    one, two = statement(row, 1).pk, statement(row, 2).pk
    enter = {"conversation": row, "sheet": "b 17", "channel": "paper", "by": by}
    actions.enter_sheet(values={one: 1, two: 0}, **enter)
    actions.enter_sheet(values={one: 1, two: 0}, **enter | {"sheet": "B  17"})
    assert queries.by_channel(row) == {"paper": 2} and queries.people(row) == 1
    with pytest.raises(Refusal, match="schon erfasst"):
        actions.enter_sheet(values={one: -1}, **enter)
    actions.enter_sheet(values={one: -1}, correct=True, **enter)
    assert list(Vote.objects.values_list("statement_id", "value")) == [(one, -1)]
    actions.enter_sheet(values={}, correct=True, **enter)
    assert not Participant.objects.exists()


def test_sheets_are_typed_in_by_staff_for_a_week_longer_and_with_rows_of_this_map():
    row, other, by = released(), released(), lead()
    values = {statement(row).pk: 1}
    enter = {"conversation": row, "sheet": "1", "values": values, "channel": "paper", "by": by}
    with pytest.raises(Refusal, match="Aufgaben"):
        actions.enter_sheet(**enter | {"by": citizen()})
    with pytest.raises(Refusal, match="welchem Weg"):
        actions.enter_sheet(**enter | {"channel": "online"})
    with pytest.raises(Refusal, match="nicht zu dieser"):
        actions.enter_sheet(**enter | {"values": {statement(other).pk: 1}})
    with pytest.raises(Refusal, match="nichts angekreuzt"):
        actions.enter_sheet(**enter | {"values": {}})
    row = end(row, days=6)
    actions.enter_sheet(**enter | {"conversation": row})
    row = end(row, days=8)
    with pytest.raises(Refusal, match="nachgetragen"):
        actions.enter_sheet(**enter | {"conversation": row, "sheet": "2"})


def test_the_same_statement_is_shown_after_a_reload_and_heavier_ones_come_earlier():
    row = released(texts=tuple(f"Das ist die Aussage mit der Nummer {n}." for n in range(1, 41)))
    first, progress = queries.next_statement(row, 7, [])
    again, _progress = queries.next_statement(row, 7, [])
    assert first is not None and first == again and progress == queries.Progress(0, 40)
    # What is answered does not shuffle the rest.
    order = queries.drawn(row, 7, queries.weights(row))
    assert order[0] == first.pk
    second, progress = queries.next_statement(row, 7, [first.pk])
    assert second is not None and second.pk == order[1] and progress.left == 39
    heavy = statement(row, 33)
    row.drawings.create(
        drawn_at=timezone.now(), votes=1, participants=1, priorities={str(heavy.pk): queries.UNSEEN * 39}
    )
    # One of forty that weighs as much as all others together comes first for every second person, not for every fortieth.
    firsts = [queries.next_statement(row, viewer, [])[0] for viewer in range(200)]
    assert 70 <= firsts.count(heavy) <= 130
    assert len({each.pk for each in firsts if each}) > 20


def test_the_default_weight_is_what_the_kernel_says_of_a_statement_without_votes():
    import numpy as np

    from mitwirken.kernels.opinions.statistics import priorities

    kernel = priorities([np.zeros((3, 2), dtype=np.int64)], np.zeros(2), np.array([False, True]))
    assert kernel.tolist() == [queries.UNSEEN, queries.PERSONAL]


def test_a_filled_sheet_is_read_by_the_scanner_though_the_map_went_on():
    by = lead()
    row = released(by)
    first, second, third = (statement(row, number) for number in (1, 2, 3))
    print_, _first, _last = paper.print_copies(kind=sheets.KIND, pk=row.pk, number=2, by=by)
    actions.accept_statement(
        statement=actions.suggest_statement(
            conversation=row, text="Die Tauben sollen bleiben.", by=citizen()
        ),
        by=by,
    )
    for _each in range(9):
        answer(row, 2, Answer.DISAGREE)
    actions.draw_map(conversation=row)
    boxes = (f"v{first.pk}:1", f"v{second.pk}:-1", f"v{third.pk}:0")
    filled = picture(print_, 1, dict.fromkeys(boxes, "tick"))
    scan, _new = scanning.take_in(files=[("stapel.pdf", pdf(filled))], by=by)
    while scanning.read_waiting():
        pass
    assert scanning.confirm_clear(scan=scan, by=by).entered == 1
    kept = dict(Vote.objects.filter(channel="paper").values_list("statement", "value"))
    assert kept == {first.pk: Answer.AGREE, second.pk: Answer.DISAGREE, third.pk: Answer.PASS}
