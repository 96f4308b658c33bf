# SPDX-License-Identifier: EUPL-1.2
"""Each person is counted once, nobody can be found again, and few people are never shown."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.utils import timezone
from tests import people

from mitwirken.civic import places
from mitwirken.civic.participation.models import Process
from mitwirken.civic.places.actions import import_places
from mitwirken.civic.places.geojson import load
from mitwirken.civic.places.models import Place
from mitwirken.civic.representation import actions, queries
from mitwirken.civic.representation.actions import Pile, Said
from mitwirken.civic.representation.models import Alert, Figure, Key, Mark, Tally
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.notifications.registry import notice_for
from mitwirken.ground.privacy.actions import erase_rows_of
from mitwirken.ground.privacy.queries import export_of

pytestmark = pytest.mark.django_db


def load_town() -> None:
    import_places(load(Path(places.__file__).parent / "data/dortmund.geojson"))


@pytest.fixture
def town() -> None:
    load_town()


def asked(process: Process, who: str, **values: str) -> bool:
    token = actions.hand_out(process=process, who=who)
    return bool(token) and actions.answer(process=process, token=token, said=Said(values))


def crowd(process: Process, n: int, start: int = 0, **values: str) -> None:
    for number in range(start, start + n):
        assert asked(process, f"person:{number}", **values)


def figures(process: Process | None, trait: str) -> dict[str, int | None]:
    return dict(Figure.objects.filter(process=process, trait=trait).values_list("value", "count"))


def test_a_person_counts_once_however_often_they_take_part(town: None) -> None:
    process = people.process()
    first, second = (actions.hand_out(process=process, who="person:7") for _ in range(2))
    assert first and second
    assert actions.answer(process=process, token=first, said=Said({"age": "18-29"}))
    assert not actions.answer(process=process, token=second, said=Said({"age": "75"}))
    assert actions.hand_out(process=process, who="person:7") == ""
    assert Tally.objects.get(process=process, trait="age", value="18-29").waiting == 1
    assert Tally.objects.get(process=process, trait="age", value="75").waiting == 0
    # In another process the same person is somebody else.
    other = people.process()
    assert asked(other, "person:7", age="75")
    assert Mark.objects.values("mark").distinct().count() == 2


def test_whoever_says_nothing_is_not_counted_and_not_asked_again(town: None) -> None:
    process = people.process()
    assert asked(process, "person:1")
    assert not Tally.objects.exists() and not actions.hand_out(process=process, who="person:1")


def test_nothing_that_is_kept_tells_who_when_or_two_things_at_once(town: None) -> None:
    process = people.process()
    before = Activity.objects.count()
    crowd(process, 3, district="hoerde", age="18-29", language="tr")
    assert Activity.objects.count() == before
    for model in (Tally, Figure, Mark, Key, Alert):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField"}, model
        related = {field.related_model for field in model._meta.fields if field.related_model}
        assert related <= {Process, *(row.related_model for row in Alert._meta.fields if row.related_model)}
    # The rows stand in the order of the form, whoever answered first.
    order = list(Tally.objects.order_by("pk").values_list("trait", flat=True))
    assert order == sorted(order, key=["district", "age", "language", "channel"].index)
    again = people.process()
    crowd(again, 3, district="elsewhere", age="75")
    with connection.cursor() as cursor:
        cursor.execute("SELECT trait, value FROM representation_tally WHERE process_id = %s", [process.pk])
        one = cursor.fetchall()
        cursor.execute("SELECT trait, value FROM representation_tally WHERE process_id = %s", [again.pk])
        assert set(one) == set(cursor.fetchall())


def test_a_token_is_ours_for_one_process_and_not_for_ever(town: None) -> None:
    process, other = people.process(), people.process()
    token = actions.hand_out(process=process, who="person:1")
    for bad, where in (
        (token, other),
        (token[:-2] + "xx", process),
        ("", process),
        (signing.dumps([process.pk, "m", "online"], salt="else"), process),
        (signing.dumps([process.pk, "m", "drone"], salt=actions.SALT), process),
    ):
        with pytest.raises(Refusal):
            actions.answer(process=where, token=bad, said=Said({"age": "75"}))
    with pytest.raises(Refusal):
        actions.answer(process=process, token=token, said=Said({"age": "200"}))
    assert not Mark.objects.exists() and not Tally.objects.exists()


def test_no_token_where_nobody_is_asked(town: None) -> None:
    for process in (
        people.process(published_at=None),
        people.process(published_at=None, practice=True),
        people.process(finished_at=timezone.now() - timedelta(days=29)),
    ):
        assert actions.hand_out(process=process, who="person:1") == ""
    assert not Key.objects.exists()


def test_figures_move_by_five_or_more_and_small_counts_stay_hidden(town: None) -> None:
    process = people.process()
    crowd(process, 4, district="hoerde")
    assert actions.publish_figures() == 0 and not Figure.objects.exists()
    crowd(process, 6, start=10, district="hoerde")
    crowd(process, 7, start=20, district="eving")
    crowd(process, 2, start=30, district="huckarde")
    assert actions.publish_figures() == 1
    shown = figures(process, "district")
    assert shown["hoerde"] == 10 and shown["eving"] == 7
    assert shown["huckarde"] is None and shown["brackel"] is None
    assert figures(None, "district") == shown
    crowd(process, 4, start=50, district="hoerde")
    assert actions.publish_figures() == 0 and figures(process, "district")["hoerde"] == 10


def test_no_process_follows_from_the_town_and_the_others(town: None) -> None:
    first, second = people.process(), people.process()
    crowd(first, 9, district="hoerde", age="18-29")
    crowd(first, 3, start=20, district="eving", age="75")
    crowd(second, 30, district="hoerde", age="18-29")
    crowd(second, 20, start=40, district="eving", age="75")
    actions.publish_figures()
    one, two, both = (figures(each, "district") for each in (first, second, None))
    assert one["eving"] is None
    assert two["eving"] is None or both["eving"] is None
    for trait in ("district", "age", "language", "channel"):
        assert {row.answers for row in Figure.objects.filter(process=first, trait=trait)} == {12}


def test_what_was_left_out_stays_left_out_when_another_process_grows(town: None) -> None:
    dice = random.Random(3)
    names = [place.slug for place in Place.objects.filter(parent=None)]
    quiet, loud = people.process(), people.process()
    for number in range(40):
        assert asked(quiet, f"person:{number}", district=dice.choice(names))
    actions.publish_figures()
    hidden = {value for value, count in figures(quiet, "district").items() if count is None}
    assert hidden
    for number in range(200):
        assert asked(loud, f"person:{number}", district=dice.choice(names))
    actions.publish_figures()
    assert hidden <= {value for value, count in figures(quiet, "district").items() if count is None}


def test_a_pile_of_sheets_counts_like_answers_online(town: None) -> None:
    office = people.office()
    process = people.process(office=office)
    clerk = people.staff("prozess", office=office)
    pile = Pile(12, {("district", "hoerde"): 7, ("age", "75"): 9})
    with pytest.raises(Refusal):
        actions.enter_pile(process=process, pile=pile, by=people.staff("prozess", office=people.office()))
    assert actions.enter_pile(process=process, pile=pile, by=clerk) == 12
    actions.publish_figures()
    assert figures(process, "district")["hoerde"] == 7 and figures(process, "district")[""] == 5
    assert figures(process, "channel")["paper"] == 12
    for bad in (
        Pile(3, {("district", "hoerde"): 4}),
        Pile(0, {}),
        Pile(5, {("district", "atlantis"): 1}),
        Pile(5, {("age", "75"): 1}, channel="online"),
    ):
        with pytest.raises(Refusal):
            actions.enter_pile(process=process, pile=bad, by=clerk)


def test_those_in_charge_are_told_of_a_gap_once_in_a_phase(town: None) -> None:
    lead = people.staff("prozess")
    process = people.process(responsible=lead)
    people.phase(process, "proposals", "propose")
    crowd(process, 100, district="hoerde")
    crowd(process, 5, start=200, district="huckarde")
    actions.publish_figures()
    row = Activity.objects.get(verb="representation.gap_found")
    assert any("Hombruch" in line and "von 100" in line for line in row.data["gaps"])
    notice = notice_for("representation.gap_found")
    assert notice is not None and list(notice.personally(None, process)) == [lead.pk]  # type: ignore[arg-type]
    crowd(process, 20, start=300, district="hoerde")
    actions.publish_figures()
    assert Activity.objects.filter(verb="representation.gap_found").count() == 1


def test_after_the_end_nobody_can_tell_who_has_answered(town: None) -> None:
    process = people.process()
    crowd(process, 6, district="hoerde")
    actions.publish_figures()
    process.finished_at = timezone.now() - timedelta(days=27)
    process.save()
    assert actions.forget() == 0
    assert actions.forget(now=timezone.now() + timedelta(days=2)) == 1
    assert not Key.objects.exists() and not Mark.objects.exists()
    assert figures(process, "district")["hoerde"] == 6


def test_the_mark_of_a_person_is_theirs_to_read_and_goes_with_them(town: None) -> None:
    person, process = people.citizen(), people.process()
    assert asked(process, f"person:{person.pk}", age="18-29")
    assert asked(process, "person:999999", age="18-29")
    assert any("Freiwillige Fragen" in str(part) for part in str(export_of(person)).splitlines())
    erase_rows_of(person, keep_texts=False)
    assert Mark.objects.count() == 1
    assert Tally.objects.get(trait="age", value="18-29").waiting == 2


def test_the_comparison_names_only_what_is_known_and_certain(town: None) -> None:
    process = people.process()
    crowd(process, 60, district="hoerde")
    crowd(process, 40, start=100, district="innenstadt-ost")
    crowd(process, 5, start=200, district="huckarde")
    actions.publish_figures()
    table = next(each for each in queries.view(process).tables if each.trait == "district")
    lines = {line.value: line for line in table.lines}
    assert lines["innenstadt-ost"].there == 10 and lines["hoerde"].there is None
    assert lines["innenstadt-ost"].share == 38 and lines["innenstadt-ost"].difference == "+28"
    assert table.base == 105 and not table.too_few


def test_numbers_of_queries(town: None, django_assert_max_num_queries: Any) -> None:
    several = [people.process() for _ in range(3)]
    for process in several:
        crowd(process, 6, district="hoerde")
    actions.publish_figures()
    with django_assert_max_num_queries(4):
        queries.views(several)
