# SPDX-License-Identifier: EUPL-1.2
"""Statements of the opinion map in the hall: every answer by phone counts there once, and only there where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from tests.formats.live.people import gathering, lead_of, phone, seats
from tests.formats.live.test_collect import do
from tests.formats.opinions.makers import TEXTS, end, released
from tests.people import citizen, process

from mitwirken.formats.live import actions, drawing
from mitwirken.formats.live.models import Gathering, Item, Seat, Signal, Stage
from mitwirken.formats.live.rehearsal import Crowd
from mitwirken.formats.opinions import actions as opinions
from mitwirken.formats.opinions import queries
from mitwirken.formats.opinions.models import Conversation, Participant, Statement, Vote
from mitwirken.ground.deeds.refusal import Refusal

pytestmark = pytest.mark.django_db


def hall(**settings: Any) -> tuple[Gathering, Stage, list[Item], Conversation]:
    """A gathering of the process whose opinion map is open, in the step that answers to it."""
    row, asked = gathering(open=False), released()
    row.stages.exclude(pk=row.stages.first().pk).delete()  # type: ignore[union-attr]
    type(row.event).objects.filter(pk=row.event_id).update(process=asked.phase.process)
    stage = row.stages.get()
    stage.kind, stage.title = "weigh", "Was meinen wir"
    stage.config = {"weigh": {"mode": "agree", **settings}}
    stage.save()
    row.event.refresh_from_db()
    actions.open_doors(gathering=row, by=lead_of(row))
    stage.refresh_from_db()
    stage.gathering = row
    return row, stage, list(Item.objects.filter(stage=stage).order_by("position")), asked


def test_every_answer_counts_in_the_hall_and_on_the_map_and_the_newest_stands() -> None:
    row, stage, items, asked = hall()
    assert {item.body for item in items} == set(TEXTS)
    one, two = seats(row, 2)
    for value in (1, 1, 2):
        do("weigh.agree", stage, one, item=items[0].pk, value=value)
    do("weigh.agree", stage, two, item=items[0].pk, value=3)
    assert list(Signal.objects.order_by("seat").values_list("value", flat=True)) == [2, 3]
    votes = Vote.objects.order_by("participant").values_list("statement", "value", "channel")
    assert list(votes) == [(items[0].data["statement"], -1, "room"), (items[0].data["statement"], 0, "room")]
    assert queries.people(asked) == 2 and queries.by_channel(asked) == {"room": 2}
    drawn = drawing.draw(row.code, {"beamer:de", "console:de"})
    assert drawn is not None and "nein: 1, weiß nicht: 1" in str(drawn.parts)


def test_who_has_an_account_is_one_person_at_home_and_in_the_hall() -> None:
    row, stage, items, asked = hall()
    (seat,) = seats(row, 1)
    person = citizen()
    Seat.objects.filter(pk=seat.pk).update(person=person)
    seat.refresh_from_db()
    statement = Statement.objects.get(pk=items[0].data["statement"])
    opinions.cast_vote(conversation=asked, statement=statement, person=person, value=1)
    do("weigh.agree", stage, seat, item=items[0].pk, value=2)
    assert list(Vote.objects.values_list("value", "channel")) == [(-1, "room")]


def test_the_page_on_the_phone_offers_three_answers() -> None:
    row, stage, items, _asked = hall(statements=2)
    assert len(items) == 2
    client, _seat = phone(row)
    words = client.get(f"/live/{row.code}/").content.decode()
    assert words.count("weigh.agree") == 2 and words.count("Weiß nicht, überspringen") == 2
    sent = {"stage": stage.pk, "view": "phone", "item": items[0].pk, "value": 1}
    assert client.post(f"/live/{row.code}/tun/weigh.agree/", sent).status_code in {200, 302, 303}
    assert Vote.objects.count() == 1
    assert client.get(f"/live/{row.code}/").content.decode().count('aria-pressed="true"') == 1


def test_hands_and_options_have_no_place_there_and_what_is_gone_is_refused() -> None:
    row, stage, items, asked = hall()
    (seat,) = seats(row, 1)
    with pytest.raises(Refusal, match="füllt einen Bogen"):
        do("weigh.hands", stage, lead_of(row), item=items[0].pk, number=7)
    with pytest.raises(Refusal, match="was gesammelt wurde"):
        do("weigh.option", stage, lead_of(row), title="Noch etwas")
    opinions.hide_statement(Statement.objects.get(pk=items[0].data["statement"]))
    with pytest.raises(Refusal, match="nicht mehr"):
        do("weigh.agree", stage, seat, item=items[0].pk, value=1)
    end(asked)
    with pytest.raises(Refusal, match="beendet"):
        do("weigh.agree", stage, seat, item=items[1].pk, value=1)
    assert not Signal.objects.exists() and not Vote.objects.exists()


def test_a_gathering_without_an_open_map_has_nothing_to_answer_and_another_process_gets_nothing() -> None:
    row, stage, items, _asked = hall()
    (seat,) = seats(row, 1)
    type(row.event).objects.filter(pk=row.event_id).update(process=process())
    row.event.refresh_from_db()
    with pytest.raises(Refusal, match="nicht mehr"):
        do("weigh.agree", stage, seat, item=items[0].pk, value=1)
    assert not Participant.objects.exists()


def test_invented_people_do_not_answer() -> None:
    row, _stage, _items, _asked = hall()
    crowd = Crowd(row, 5)
    assert crowd.arrive() == 5
    crowd.act(row.stages.get())
    assert not Vote.objects.exists() and not Signal.objects.exists()


def test_thirty_days_after_the_end_no_place_leads_to_an_answer() -> None:
    row, stage, items, asked = hall()
    (seat,) = seats(row, 1)
    do("weigh.agree", stage, seat, item=items[0].pk, value=1)
    end(asked, days=31)
    assert opinions.part_participants() == 1 and opinions.part_participants() == 0
    assert Participant.objects.get().sheet is None and Vote.objects.count() == 1
