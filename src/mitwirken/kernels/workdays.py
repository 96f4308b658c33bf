# SPDX-License-Identifier: EUPL-1.2
"""Working days in North Rhine-Westphalia: which days offices work, and which day is so many working days away.

Saturdays, Sundays and the state's eleven holidays (Feiertagsgesetz NW § 2) are no working days; neither are 24 and 31
December, on which the city's offices stay shut (TVöD § 6(3)). Dates only, no time zones. The rules in prose, with worked
numbers: ``docs/rules/workdays.md``.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

FIRST_YEAR: Final = 1583  # the first whole year of the Gregorian calendar
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of a year from 1583 on, by the Gregorian computus of Meeus, Jones and Butcher.

    Raises ValueError before.

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    if year < FIRST_YEAR:
        raise ValueError(f"{year} is before the Gregorian calendar.")
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    leaps, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - moon - year_rest) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> dict[date, str]:
    """The eleven holidays of North Rhine-Westphalia in a year, with their German names, in their order.

    >>> [f"{day:%d.%m.} {name}" for day, name in holidays(2026).items()][1:4]
    ['03.04. Karfreitag', '06.04. Ostermontag', '01.05. Tag der Arbeit']
    """
    sunday = easter(year)
    found = {
        date(year, 1, 1): "Neujahr",
        sunday - 2 * DAY: "Karfreitag",
        sunday + DAY: "Ostermontag",
        date(year, 5, 1): "Tag der Arbeit",
        sunday + 39 * DAY: "Christi Himmelfahrt",
        sunday + 50 * DAY: "Pfingstmontag",
        sunday + 60 * DAY: "Fronleichnam",
        date(year, 10, 3): "Tag der Deutschen Einheit",
        date(year, 11, 1): "Allerheiligen",
        date(year, 12, 25): "1. Weihnachtstag",
        date(year, 12, 26): "2. Weihnachtstag",
    }
    return dict(sorted(found.items()))


def is_workday(day: date) -> bool:
    """Whether the offices work on a day.

    >>> [is_workday(date(2026, 4, day)) for day in (2, 3, 4, 6, 7)]
    [True, False, False, False, True]
    """
    if day.weekday() >= SATURDAY or (day.month, day.day) in {(12, 24), (12, 31)}:
        return False
    return day not in holidays(day.year)


def next_workday(day: date) -> date:
    """The day itself, or the first working day after it: where a deadline ends (§ 31(3) VwVfG NRW).

    >>> next_workday(date(2026, 4, 3))
    datetime.date(2026, 4, 7)
    """
    while not is_workday(day):
        day += DAY
    return day


def add_workdays(day: date, number: int) -> date:
    """The day that is ``number`` working days after ``day``, which itself is not counted (§ 187(1) BGB).

    0 gives the next working day. Raises ValueError for a negative number.

    >>> add_workdays(date(2026, 3, 30), 5)
    datetime.date(2026, 4, 8)
    """
    if number < 0:
        raise ValueError("Working days are counted forwards.")
    if number == 0:
        return next_workday(day)
    for _ in range(number):
        day = next_workday(day + DAY)
    return day


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative when ``end`` is earlier.

    >>> workdays_between(date(2026, 3, 30), date(2026, 4, 8))
    5
    """
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + number * DAY) for number in range(1, (end - start).days + 1))
