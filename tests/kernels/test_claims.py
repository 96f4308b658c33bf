# SPDX-License-Identifier: EUPL-1.2
"""The table of docs/rules/claims.md, and rules that cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mitwirken.kernels import claims

TODAY = date(2026, 11, 25)
YES, NO, NOTHING = None, True, False


@pytest.mark.parametrize(
    ("rule", "said", "comes"),
    [
        ("address.locality = Dortmund", {"address": {"locality": "DORTMUND"}}, YES),
        ("address.locality = Dortmund", {"address": {"locality": "Dortmund-Hörde"}}, NO),
        ("address.postal_code = 44135 | 44137", {"address": {"postal_code": 44137}}, YES),
        ("address.postal_code = 44135 | 44137", {"address": {}}, NOTHING),
        ("address.postal_code = 44135 | 44137", {"address": "44137 Dortmund"}, NOTHING),
        ("birthdate >= 16 years", {"birthdate": "2010-11-25"}, YES),
        ("birthdate >= 16 years", {"birthdate": "2010-11-26"}, NO),
        ("birthdate >= 16 years", {"birthdate": "2010"}, NO),
        ("birthdate >= 16 years", {"birthdate": "2009"}, YES),
        ("birthdate >= 16 years", {"birthdate": "25.11.1980"}, NOTHING),
        ("birthdate >= 16 years", {"birthdate": "0000-11-25"}, NOTHING),
        ("birthdate >= 16 years", {"birthdate": None}, NOTHING),
        ("acr = substantial | high", {"acr": "low"}, NO),
        ("acr = 2", {"acr": 2}, YES),
        ("groups = voters", {"groups": ["all", "voters"]}, YES),
        ("groups = voters", {"groups": []}, NOTHING),
        ("https://id.example/ort = Dortmund", {"https://id.example/ort": "Dortmund"}, YES),
        ("", {}, YES),
    ],
)
def test_the_table_of_the_rule(rule: str, said: dict[str, Any], comes: bool | None):
    found = claims.unmet(claims.read(rule), said, TODAY)
    assert (found.told if found else None) is comes


@pytest.mark.parametrize(
    ("born", "today", "old_enough"),
    [
        ("2008-02-29", date(2026, 2, 28), False),
        ("2008-02-29", date(2026, 3, 1), True),
        ("2008-02-29", date(2028, 2, 29), True),
        ("2008-12-31", date(2026, 12, 30), False),
    ],
)
def test_birthdays(born: str, today: date, old_enough: bool):
    found = claims.unmet(claims.read("birthdate >= 18 years"), {"birthdate": born}, today)
    assert (found is None) is old_enough


def test_all_rules_have_to_hold_and_the_first_that_does_not_is_told():
    needs = claims.read("acr = high; birthdate >= 16 years ;")
    assert claims.unmet(needs, {"acr": "high", "birthdate": "1980-01-01"}, TODAY) is None
    found = claims.unmet(needs, {"acr": "low", "birthdate": "2020-01-01"}, TODAY)
    assert found is not None and found.need.claim == "acr"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("birthdate", "neither"),
        ("birthdate > 16", "neither"),
        ("birthdate >= 16", "neither"),
        ("address.locality =", "neither"),
        ("address.locality = |", "neither"),
        ("= Dortmund", "neither"),
        ("acr == high", "neither"),
        ("birthdate >= 0 years", "between 1 and 120"),
        ("birthdate >= 999 years", "between 1 and 120"),
        ("acr = low; acr = high", "stands twice"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(rule: str, words: str):
    with pytest.raises(claims.BadRule, match=words):
        claims.read(rule)
