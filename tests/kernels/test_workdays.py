# SPDX-License-Identifier: EUPL-1.2
"""The numbers of docs/rules/workdays.md, and what holds for every day."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitwirken.kernels import workdays
from mitwirken.kernels.workdays import (
    add_workdays,
    easter,
    holidays,
    is_workday,
    next_workday,
    workdays_between,
)

DAYS = st.dates(date(1990, 1, 1), date(2120, 12, 31))


def test_the_examples_in_the_code_are_true() -> None:
    found = doctest.testmod(workdays)
    assert found.attempted >= 6 and not found.failed


@pytest.mark.parametrize(
    "year, month, day",
    [(1961, 4, 2), (2000, 4, 23), (2024, 3, 31), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


def test_before_the_calendar_there_is_no_easter() -> None:
    with pytest.raises(ValueError):
        easter(1582)


def test_the_holidays_of_2026() -> None:
    assert [day.strftime("%m-%d") for day in holidays(2026)] == [
        "01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "06-04", "10-03", "11-01", "12-25", "12-26",
    ]  # fmt: skip


def test_ascension_on_labour_day_is_one_holiday_less() -> None:
    # In 2008 both fell on 1 May: ten days, and the day itself is still free.
    assert len(holidays(2008)) == 10
    assert not is_workday(date(2008, 5, 1))


@pytest.mark.parametrize(
    "start, number, end",
    [
        (date(2026, 3, 30), 5, date(2026, 4, 8)),
        (date(2026, 11, 27), 20, date(2026, 12, 29)),
        (date(2026, 2, 2), 20, date(2026, 3, 2)),
        (date(2026, 10, 3), 1, date(2026, 10, 5)),
        (date(2026, 12, 24), 0, date(2026, 12, 28)),
    ],
)
def test_the_table_of_the_rule(start: date, number: int, end: date) -> None:
    assert add_workdays(start, number) == end
    assert workdays_between(start, end) == max(number, 1)


@given(DAYS, st.integers(1, 60))
def test_counting_back_gives_the_number(day: date, number: int) -> None:
    end = add_workdays(day, number)
    assert is_workday(end)
    assert workdays_between(day, end) == number
    assert workdays_between(end, day) == -number


@given(DAYS)
def test_a_deadline_moves_at_most_five_days(day: date) -> None:
    moved = next_workday(day)
    assert is_workday(moved)
    assert timedelta(0) <= moved - day <= timedelta(days=5)


def test_nothing_is_counted_backwards() -> None:
    with pytest.raises(ValueError):
        add_workdays(date(2026, 1, 5), -1)
