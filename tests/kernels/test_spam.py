# SPDX-License-Identifier: EUPL-1.2
"""docs/rules/spam.md: each row of its table, and that ordinary German is never held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mitwirken import demo
from mitwirken.kernels import spam
from mitwirken.kernels.spam import Sign, signs

TEN = "Am Markt fehlen seit dem Umbau drei Bänke im Schatten"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bitte mehr Bänke rund um den See, siehe https://www.dortmund.de und https://www.openstreetmap.org",
            (),
        ),
        (
            "https://a.example https://b.example https://c.example und drei gute Gründe, das zu lesen",
            (Sign.LINKS,),
        ),
        ("Hier klicken: www.kasino.example", (Sign.BARE,)),
        ("Die Karte mit allen Unfällen der letzten Jahre liegt unter https://bit.ly/abc", (Sign.SHORTENED,)),
        (
            "Gewinn Gewinn Gewinn Gewinn Gewinn jetzt sofort hier sichern ganz ohne Risiko",
            (Sign.CHANT,),
        ),
        ("BITTE ENDLICH HANDELN!!!!!!!!!!!! Das geht so nicht weiter, z.B. am Markt.", ()),
        ("Auf dortmund.de steht dazu leider gar nichts, bitte nachtragen.", ()),
        ("", ()),
    ],
)
def test_the_table_of_the_rule(text: str, expected: tuple[Sign, ...]) -> None:
    assert signs(text) == expected


def test_the_same_again() -> None:
    assert len(TEN.split()) == 10
    assert signs(TEN, own=[TEN.upper() + "!"]) == (Sign.AGAIN,)
    assert signs(TEN, others=[TEN, TEN]) == ()
    assert signs(TEN, others=[TEN, TEN, TEN]) == (Sign.AGAIN,)
    assert signs("Das finde ich auch sehr gut", own=["Das finde ich auch sehr gut"]) == ()


def test_nearly_the_same_in_numbers() -> None:
    other = [*TEN.split()[:-1], "Regen"]
    assert signs(TEN, own=[" ".join(other)]) == ()  # 6 ÷ 8
    twenty = TEN + " und der Brunnen ist schon lange außer Betrieb, leider"
    assert len(spam._words(twenty)) == 19
    twenty += " komplett"
    changed = twenty.replace("komplett", "ganz")
    assert signs(twenty, own=[changed]) == (Sign.AGAIN,)  # 16 ÷ 18


def texts_of_the_demo() -> Iterator[str]:
    """Every string of the files that the demo's town is written from."""

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for one in value.values():
                yield from strings(one)
        elif isinstance(value, list):
            for one in value:
                yield from strings(one)

    for path in sorted((Path(demo.__file__).parent / "content").rglob("*.yaml")):
        if path.name != "texts.yaml":  # the city's own pages are not written by the public
            yield from strings(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_ordinary_german_is_not_held() -> None:
    texts = [text for text in texts_of_the_demo() if " " in text and len(text) > 20]
    assert len(texts) > 300
    assert [text for text in texts if signs(text)] == []
