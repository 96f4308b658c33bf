# SPDX-License-Identifier: EUPL-1.2
"""Questions, advice with reasons, three plans, one plan to change: on one page each, without JavaScript, nothing kept."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest

from mitwirken.entrances.toolbox import reasons, words
from mitwirken.entrances.toolbox.queries.methods import cards
from mitwirken.ground.ui import pdf
from mitwirken.kernels.recommendation import chains, facts, finder

PLAYGROUND = {
    "ziel": ["planen", "ideen"], "phase": "analyse", "offen": "varianten", "menschen": "40", "wochen": "6", "stunden": "80",
    "euro": "2000", "weg": "raum", "gruppe": ["kinder", "familien"], "huerde": ["schreiben"], "streit": "ruhig",
}  # fmt: skip
AT = "/instrumentenkoffer"


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def test_every_key_of_the_kernel_has_its_words() -> None:
    assert set(reasons._REASONS) == {*finder.PRAISE, *finder.CAUTIONS}
    assert set(reasons._EXCLUSIONS) == set(finder.EXCLUSIONS)
    assert set(reasons._ALERTS) == set(finder.ALERTS)
    assert set(reasons._GAPS) == {*chains.GAPS, *chains.NOTES}
    assert (set(words.GOALS), set(words.PHASES), set(words.GROUPS)) == (
        set(facts.GOALS),
        set(facts.PHASES),
        set(facts.GROUPS),
    )
    assert (set(words.BARRIERS), set(words.INFLUENCE)) == (set(facts.BARRIERS), set(facts.INFLUENCE))


def test_ten_questions_on_one_page_and_no_cookie(catalogue: int, client: Any) -> None:
    response = client.get(f"{AT}/finden/")
    assert text_of(response).count('class="finder-question') == 10
    assert not response.cookies


def test_no_answer_at_all_is_an_answer(catalogue: int, client: Any) -> None:
    for page in ("empfehlung", "plaene", "plan"):
        assert client.get(f"{AT}/{page}/").status_code == 200


def test_the_playground_gets_what_a_facilitator_would_say(catalogue: int, client: Any) -> None:
    html = text_of(client.get(f"{AT}/empfehlung/", PLAYGROUND))
    first = html[: html.index("Warum manches nicht dabei ist")]
    assert "Stadtteildetektive" in first
    assert "Erreicht, wer nicht fehlen darf: Kinder und Familien." in first
    out = html[html.index("Warum manches nicht dabei ist") :]
    assert re.search(r"Planungszelle.{0,200}Sie braucht mindestens \d+ Wochen, Sie haben 6 Wochen", out, re.S)


def test_the_points_on_the_page_add_up(catalogue: int, client: Any) -> None:
    html = text_of(client.get(f"{AT}/empfehlung/", PLAYGROUND))
    tables = re.findall(
        r"<tbody>(.*?)</tbody><tfoot><tr><td>[^<]*</td><td class=\"number\">(-?\d+)</td>", html, re.S
    )
    assert len(tables) >= 3
    for body, total in tables:
        points = [
            int(each.replace("−", "-")) for each in re.findall(r'<td class="number">([+−]\d+)</td>', body)
        ]
        assert sum(points) == int(total)


def test_asking_where_nothing_is_open_is_called_by_its_name(catalogue: int, client: Any) -> None:
    html = text_of(client.get(f"{AT}/empfehlung/", {"ziel": "meinungsbild", "offen": "nichts"}))
    assert "Scheinbeteiligung" in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ziel": ["ideen", "dialog", "planen", "lernen"]}, "höchstens drei Ziele"),
        ({"menschen": "0"}, "menschen"),
        ({"wochen": "bald"}, "wochen"),
        ({"phase": "vorgestern"}, "phase"),
    ],
)
def test_an_answer_that_cannot_be_is_asked_again_with_the_others_kept(
    catalogue: int, client: Any, given: dict[str, Any], said: str
) -> None:
    response = client.get(f"{AT}/empfehlung/", {"euro": "1234"} | given)
    assert response.status_code == 422
    assert said in text_of(response)
    assert 'value="1234"' in text_of(response)


def test_three_plans_with_both_ways_a_decision_and_an_answer(catalogue: int, client: Any) -> None:
    answers = {
        "ziel": ["ideen", "dialog"],
        "menschen": "300",
        "wochen": "40",
        "stunden": "700",
        "euro": "30000",
        "weg": "beides",
    }
    html = text_of(client.get(f"{AT}/plaene/", answers))
    for name in ("Sparsam", "Gründlich", "Breit"):
        assert name in html
    assert html.count("Beschluss des Gremiums") == 3
    assert html.count("Antwort der Stadt") >= 3
    assert html.count("Nichts fehlt.") == 3


def test_leaving_out_a_step_says_what_breaks_and_can_be_taken_back(catalogue: int, client: Any) -> None:
    chain = [
        "analyse.stadtspaziergang",
        "ideen.ideenplattform",
        "entscheidung.beschluss",
        "auswertung.antwort",
    ]
    html = text_of(client.get(f"{AT}/plan/", {"ziel": "ideen", "s": chain}))
    link = next(
        each
        for each in re.findall(r'href="([^"]+)"', html)
        if "vor=" in each and "s=auswertung.antwort" not in each
    )
    after = text_of(client.get(link))
    assert "Durch die Änderung fehlt jetzt etwas" in after
    assert "Es fehlt die Rückmeldung" in after
    back = re.search(r'<a href="([^"]+)">[^<]*<svg.{0,300}Zurücknehmen', after, re.S)
    assert back
    assert "s=auswertung.antwort" in back[1]


def test_a_step_can_be_exchanged_and_one_added(catalogue: int, client: Any) -> None:
    answers = {
        "ziel": "ideen",
        "menschen": "60",
        "s": ["ideen.world_cafe", "auswertung.antwort"],
        "tauschen": "0",
    }
    html = text_of(client.get(f"{AT}/plan/", answers))
    assert "Stattdessen" in html
    assert "s=ideen.world_cafe" in html
    assert '<option value="ideen.' in html


def test_a_chain_that_makes_no_sense_is_still_a_page(catalogue: int, client: Any) -> None:
    chain = [
        "ideen.gibtesnicht",
        "gestern.workshop",
        "nonsense",
        "ideen.beschluss",
        "auswertung.planungszelle",
        *["ideen.workshop"] * 60,
    ]
    response = client.get(f"{AT}/plan/", {"s": chain, "tauschen": "999", "vor": ["x"]})
    assert response.status_code == 200
    steps = re.findall(r'id="schritt-\d+".{0,200}?<h2>(.*?)</h2>', text_of(response), re.S)
    assert steps and not [step for step in steps if "gibtesnicht" in step or "Beschluss" in step]
    assert "steht zweimal im Plan" in text_of(response)


def test_the_concept_as_page_pdf_and_odt(catalogue: int, client: Any) -> None:
    plan = PLAYGROUND | {"s": ["analyse.kinderdetektive", "auswertung.antwort"], "titel": "Spielplatz <Nord>"}
    html = text_of(client.get(f"{AT}/plan/konzept/", plan))
    for word in ("Ausgangslage", "Zeitplan", "Stadtteildetektive", "Wer erreicht wird", "Was fehlt"):
        assert word in html
    assert "Spielplatz &lt;Nord&gt;" in client.get(f"{AT}/plan/konzept/", plan).content.decode()
    odt = client.get(f"{AT}/plan/konzept.odt", plan)
    with zipfile.ZipFile(io.BytesIO(odt.content)) as file:
        assert "Stadtteildetektive" in file.read("content.xml").decode()
    made = client.get(f"{AT}/plan/konzept.pdf", plan)
    assert made.content.startswith(b"%PDF") if pdf._maker() else made.status_code == 503
    assert client.get(f"{AT}/plan/konzept.odt", {"menschen": "viele"}).status_code == 400


def test_answers_are_words_in_both_languages(catalogue: int, client: Any) -> None:
    html = text_of(client.get(f"/en{AT}/plaene/", PLAYGROUND))
    assert sum(card.entry.texts["en"].name in html for card in cards().values()) >= 2
