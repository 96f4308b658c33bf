# SPDX-License-Identifier: EUPL-1.2
"""Questions to a gathering on paper: before the evening and during it, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.formats.live.people import gathering, lead_of
from tests.people import staff

from mitwirken.formats.live import actions as live
from mitwirken.formats.live.models import Gathering, Item, ItemKind, ItemStatus, Stage, State
from mitwirken.formats.live.sheets import FORM, KIND, copies_url
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening() -> tuple[Gathering, Stage]:
    row = gathering(open=False)
    stage = row.stages.first()
    assert stage is not None
    stage.kind, stage.config = "collect", {"collect": {"what": "question", "moderated": True}}
    stage.save()
    return row, stage


def ask(stage: Stage, by: Any, body: str = "Wann beginnt der Bau?", channel: str = "paper") -> Any:
    print_ = actions.current_print(kind=KIND, pk=stage.pk)
    return actions.enter(
        print_=print_, values={"body": body, "author_label": "Frau M."}, channel=channel, by=by
    )


def test_a_question_comes_by_post_before_the_evening_and_is_on_the_list(evening: Any) -> None:
    row, stage = evening
    entry = ask(stage, staff("prozess"))
    item = Item.objects.get(kind=ItemKind.QUESTION)
    assert (item.body, item.channel, item.status) == ("Wann beginnt der Bau?", "paper", ItemStatus.VISIBLE)
    assert item.author_label == "Frau M." and entry.subject_id == item.pk
    live.open_doors(gathering=row, by=lead_of(row))
    ask(stage, staff("prozess"), "Wer zahlt?", "phone")
    assert Item.objects.filter(kind=ItemKind.QUESTION).count() == 2


def test_it_can_be_taken_back(evening: Any) -> None:
    _row, stage = evening
    clerk = staff("prozess")
    actions.take_back(entry=ask(stage, clerk), by=clerk)
    assert Item.objects.get().data["hidden"] is True


def test_an_empty_sheet_and_a_gathering_that_is_over_are_refused(evening: Any) -> None:
    row, stage = evening
    with pytest.raises(Refusal, match="Frage"):
        ask(stage, staff("prozess"), "  ")
    with pytest.raises(Refusal):
        ask(stage, staff("moderation"))
    Gathering.objects.filter(pk=row.pk).update(state=State.DONE)
    with pytest.raises(Refusal):
        ask(stage, staff("prozess"))
    assert not Item.objects.exists()


def test_the_event_leads_to_its_sheet(evening: Any) -> None:
    row, stage = evening
    assert copies_url(row.event) == f"/schreibtisch/papier/frage/{stage.pk}/drucken/"
    assert [offer.pk for offer in FORM.offers()] == [stage.pk]
    stage.config = {"collect": {"what": "card"}}
    stage.save()
    assert FORM.find(stage.pk) is None
