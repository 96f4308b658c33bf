# SPDX-License-Identifier: EUPL-1.2
"""Counts are right, cost the same number of queries whoever answered, and tell nobody of few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.formats.surveys import filled

from mitwirken.formats.surveys import queries, results, tables
from mitwirken.formats.surveys.models import Answer, Response, Results
from mitwirken.formats.surveys.tables import Scope
from mitwirken.ground.deeds.channel import Channel

pytestmark = pytest.mark.django_db


def block_of(told: results.Told, question: Any) -> results.Block:
    return next(
        block for section in told.sections for block in section.blocks if block.question.pk == question.pk
    )


def tell(row: Any, least: int = 0) -> results.Told:
    return results.tell(queries.outline(row), tables.count(Scope(row), least_spot=max(1, least)), least=least)


def test_every_kind_is_counted() -> None:
    row, asked = filled.survey()
    for n in range(12):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 7 else "2"}),
            (asked["why"], {"choice": "1"}),
            (asked["why"], {"choice": "2"}),
            (asked["safe"], {"number": 4 if n < 6 else 2}),
            (asked["parts"], {"row": "1", "choice": "3"}),
            (asked["first"], {"choice": "2", "number": 1}),
            (asked["first"], {"choice": "1", "number": 2}),
            (asked["far"], {"number": n}),
        )
    told = tell(row)
    assert told.people == 12
    counts = [dict(each.counts) for each in block_of(told, asked["often"]).tables]
    assert counts == [{"täglich": 7, "wöchentlich": 5, "nie": 0}]
    why = block_of(told, asked["why"])
    assert why.tables[0].counts["Klima"] == 12 and why.bars[1]["note"] == "100 von 100"
    assert "3" in block_of(told, asked["safe"]).facts[0]
    parts = block_of(told, asked["parts"])
    assert [each.table.answered for each in parts.tables] == [12, 0, 0]
    first = block_of(told, asked["first"])
    assert [list(each.counts.values()) for each in first.tables] == [
        [0, 12, 0, 0],
        [12, 0, 0, 0],
        [0, 0, 0, 12],
    ]
    far = block_of(told, asked["far"])
    assert sum(far.tables[0].table.counts.values()) == 12 and "5,5 km" in far.facts[0]  # type: ignore[arg-type]
    assert block_of(told, asked["words"]).shape == "few"


def test_what_everybody_sees_has_no_small_count() -> None:
    row, asked = filled.survey()
    for n in range(40):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 30 else "2" if n < 38 else "3"}),
            (asked["safe"], {"number": 5 if n < 37 else 1}),
        )
    told = tell(row, least=5)
    assert block_of(told, asked["often"]).tables[0].counts == {
        "täglich": 30,
        "wöchentlich": None,
        "nie": None,
    }
    safe = block_of(told, asked["safe"])
    assert safe.hidden and safe.facts == [] and safe.tables[0].counts["1: gar nicht"] is None
    # By paper came all: the way tells nothing of anybody, and noughts follow.
    assert [bar["value"] for bar in told.channels] == ["40"]


def test_of_few_people_nothing_is_said_at_all() -> None:
    row, asked = filled.survey()
    for _n in range(4):
        filled.answer(row, (asked["often"], {"choice": "1"}))
    told = tell(row, least=5)
    assert told.people is None and told.sections == () and told.channels == ()


def test_few_answers_to_one_question_say_nothing_of_it() -> None:
    row, asked = filled.survey()
    for n in range(20):
        filled.answer(
            row, (asked["often"], {"choice": "1"}), *([(asked["safe"], {"number": 3})] if n < 3 else [])
        )
    found = block_of(tell(row, least=5), asked["safe"])
    assert found.shape == "few" and "3" not in found.base and not found.tables


def test_points_come_together_and_few_of_them_are_not_shown() -> None:
    row, asked = filled.survey()
    for n in range(9):
        lat, lon = (51.5101, 7.4601) if n < 6 else (51.53 + n / 100, 7.5)
        filled.answer(row, (asked["where"], {"latitude": lat, "longitude": lon}))
    everybody = block_of(tell(row, least=5), asked["where"])
    assert [(each.lat, each.lon) for each in everybody.markers] == [(51.51, 7.46)]
    assert len(block_of(tell(row), asked["where"]).markers) == 4


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 6)
    outline = queries.outline(row)
    with django_assert_num_queries(8):
        tables.count(Scope(row), least_spot=5)
    filled.many(row, asked, 400, seed=6)
    with django_assert_num_queries(8):
        counted = tables.count(Scope(row), least_spot=5)
    known = tables.variables(outline, counted.numbers)
    with django_assert_num_queries(2):
        tables.crossed(Scope(row), known[f"q{asked['often'].pk}"], known[f"q{asked['safe'].pk}"])


def test_two_questions_and_the_way_are_counted_person_by_person() -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 300)
    for _n in range(7):
        filled.answer(row, channel=Channel.PHONE)  # who answered neither is one of all
    counted = tables.count(Scope(row), least_spot=5)
    known = tables.variables(queries.outline(row), counted.numbers)
    often, why = known[f"q{asked['often'].pk}"], known[f"q{asked['why'].pk}"]
    found = tables.crossed(Scope(row), often, why)
    assert found.people == 307
    for key in often.choices:
        for other in why.choices:
            both = Response.objects.filter(
                pk__in=Answer.objects.filter(question=asked["often"], choice=key).values("response")
            ).filter(pk__in=Answer.objects.filter(question=asked["why"], choice=other).values("response"))
            assert found.cells.get((key, other), 0) == both.count()
    by_way = tables.crossed(Scope(row), known[tables.CHANNEL], often)
    assert by_way.people == 307
    for channel in Channel.values:
        number = Answer.objects.filter(question=asked["often"], choice="1", response__channel=channel).count()
        assert by_way.cells.get((channel, "1"), 0) == number
    far, where = known[f"q{asked['far'].pk}"], known[f"q{asked['where'].pk}"]
    assert tables.crossed(Scope(row), far, where).people == 307


def test_a_cross_table_for_everybody_and_one_for_staff() -> None:
    row, asked = filled.survey()
    for n in range(60):
        filled.answer(
            row,
            (asked["often"], {"choice": "1" if n < 30 else "2"}),
            (asked["parts"], {"row": "1", "choice": "1" if n < 28 or n > 40 else "2"}),
        )
    known = tables.variables(queries.outline(row), {})
    pair = known[f"q{asked['often'].pk}"], known[f"q{asked['parts'].pk}:1"]
    safe = results.crossing(Scope(row), *pair, least=5)
    assert [[cell.said for cell in line.cells] for line in safe.stack.lines] == [
        ["nicht genannt", "nicht genannt", "0"],
        ["nicht genannt", "nicht genannt", "0"],
    ]
    staff = results.crossing(Scope(row), *pair, least=5, all_counts=True)
    assert [cell.said for cell in staff.stack.lines[0].cells] == ["28", "2", "0"]
    assert [cell.kept for cell in staff.stack.lines[0].cells] == [True, True, False]


def test_only_some_people() -> None:
    row, asked = filled.survey()
    filled.many(row, asked, 120)
    known = tables.variables(queries.outline(row), {})
    scope = Scope(row, variable=known[f"q{asked['often'].pk}"], key="1")
    number = Answer.objects.filter(question=asked["often"], choice="1").count()
    counted = tables.count(scope, least_spot=1)
    assert counted.people == number and counted.of(asked["often"].pk) == {"1": number}
    paper = tables.count(Scope(row, channel="paper"), least_spot=1)
    assert paper.people == Response.objects.filter(survey=row, channel="paper").count()
    step = Scope(row, variable=known[f"q{asked['safe'].pk}"], key="3")
    assert tables.count(step, least_spot=1).of(asked["safe"].pk).keys() == {"3"}


def test_while_it_runs_answers_come_in_whole_days_and_groups() -> None:
    row, asked = filled.survey(results=Results.RUNNING)
    today = timezone.localdate()

    def on(day: int, number: int) -> None:
        for _n in range(number):
            filled.answer(row, (asked["often"], {"choice": "1"}), day=today - timedelta(days=day))

    def seen() -> int:
        return tables.count(Scope(row, until=tables.counted_until(row)), least_spot=5).people

    on(9, 6)
    assert seen() == 0  # the six would be one more than five tomorrow
    on(8, 3)
    assert seen() == 0
    on(7, 4)
    assert seen() == 6
    on(6, 1)
    on(0, 3)
    assert seen() == 6
    on(0, 1)
    assert seen() == 13 - 0
    before = seen()
    filled.close(row)
    assert tables.counted_until(row) is None and seen() - before >= 5
