# SPDX-License-Identifier: EUPL-1.2
"""The catalogue: complete, loaded once, found by every filter, carried to another city without loss."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.utils import timezone

from mitwirken.entrances.toolbox import catalogue as files
from mitwirken.entrances.toolbox import drawing, exchange
from mitwirken.entrances.toolbox.actions.methods import load_shipped
from mitwirken.entrances.toolbox.models import Method
from mitwirken.entrances.toolbox.queries.methods import Filters, cards, matching
from mitwirken.formats.live import runsheet
from mitwirken.kernels.plain_german import sentences

ENTRIES = {entry.key: entry for entry in files.shipped()}
LIVE = {
    "townhall", "world-cafe", "open-space", "fishbowl", "barcamp", "wissensmarktplatz", "mikro-schulung", "workshop", "buergerdialog",
}  # fmt: skip


def test_sixty_three_methods_come_with_the_software_each_whole_in_both_languages() -> None:
    assert len(ENTRIES) == 63
    least = {
        "fits": 3,
        "fits_not": 2,
        "run": 4,
        "roles": 2,
        "before": 4,
        "during": 2,
        "after": 3,
        "materials": 3,
        "access": 3,
        "risks": 2,
    }
    for key, entry in ENTRIES.items():
        assert set(entry.texts) == {"de", "en"}, key
        for language, texts in entry.texts.items():
            for name, number in least.items():
                assert len(getattr(texts, name)) >= number, (key, language, name)
        assert {len(entry.texts["de"].run), len(entry.texts["en"].run)} == {len(entry.texts["de"].run)}, key
        assert entry.facts.reaches and entry.facts.raises and entry.source, key


def test_what_goes_together_and_what_runs_live_exists() -> None:
    for key, entry in ENTRIES.items():
        assert set(entry.facts.combine_with) <= set(ENTRIES), key
    assert {entry.live for entry in ENTRIES.values() if entry.live} == LIVE


def test_texts_are_plain_german() -> None:
    long = [
        (key, sentence)
        for key, entry in ENTRIES.items()
        for sentence in sentences(entry.texts["de"].text)
        if len(sentence.split()) > 24
    ]
    assert not long
    assert not [
        key for key, entry in ENTRIES.items() if "!" in entry.texts["de"].text + entry.texts["en"].text
    ]


def test_every_shape_of_a_room_can_be_drawn_inside_its_frame() -> None:
    used = {entry.room.shape for entry in ENTRIES.values()}
    assert used <= set(files.SHAPES)
    for shape in files.SHAPES:
        for number, seats in ((0, 0), (1, 1), (12, 8), (60, 200)):
            svg = drawing.sketch(files.Room(shape, number, seats))
            xs = [float(x) for x in re.findall(r' cx="(-?[\d.]+)"', svg)]
            ys = [float(y) for y in re.findall(r' cy="(-?[\d.]+)"', svg)]
            assert svg.count("<") >= 3
            assert all(0 < x < drawing.WIDTH for x in xs) and all(0 < y < drawing.HEIGHT for y in ys), (
                shape,
                number,
            )


def test_written_and_read_again_nothing_is_lost() -> None:
    for entry in ENTRIES.values():
        assert files.read(json.loads(json.dumps(files.write(entry)))) == entry


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": "../etc"}, "key"),
        ({"facts": None}, "facts"),
        ({"room": {"shape": "labyrinth"}}, "room.shape"),
        ({"de": None}, "de"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(change: dict[str, Any], said: str) -> None:
    raw = files.write(ENTRIES["fishbowl"]) | change
    with pytest.raises(files.BadEntry, match=re.escape(said)):
        files.read(raw)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("goals", ["ruhm"]),
        ("group", [50, 3]),
        ("group", "viele"),
        ("effort", 6),
        ("mode", "egal"),
        ("hours", [True, 4]),
    ],
)
def test_facts_out_of_range_are_refused_by_name(name: str, value: Any) -> None:
    raw = files.write(ENTRIES["fishbowl"])
    raw["facts"] = raw["facts"] | {name: value}
    with pytest.raises(files.BadEntry, match=f"fishbowl.facts.{name}"):
        files.read(raw)


# Loading


def test_loaded_again_nothing_changes(catalogue: int) -> None:
    assert catalogue == 63
    assert load_shipped(files.shipped_files()) == 0
    assert Method.objects.count() == 63


def test_what_the_city_has_edited_stays_and_the_newer_text_is_offered(catalogue: int) -> None:
    Method.objects.filter(key="fishbowl").update(
        edited_at=timezone.now(), name="Unser Fishbowl", shipped="older"
    )
    Method.objects.filter(key="workshop").update(shipped="older", name="Alt")
    assert load_shipped(files.shipped_files()) == 2
    ours, theirs = Method.objects.get(key="fishbowl"), Method.objects.get(key="workshop")
    assert (ours.name, ours.newer) == ("Unser Fishbowl", True)
    assert (theirs.name, theirs.newer, theirs.version) == ("Workshop", False, 2)


# Looking


def test_each_filter_narrows_and_none_hides_everything(catalogue: int) -> None:
    everything = {card.key for card in matching(Filters())}
    assert len(everything) == 63
    for address in (
        {"ziel": "ideen"}, {"phase": "auswertung"}, {"einfluss": "empower"}, {"gruppe": "kinder"}, {"huerde": "schreiben"},
        {"weg": "analog"}, {"streit": "3"}, {"menschen": "40"}, {"wochen": "6"}, {"aufwand": "2"}, {"kosten": "1"},
        {"art": "part"}, {"live": "1"}, {"q": "Stuhl"},
    ):  # fmt: skip
        found = {card.key for card in matching(Filters.from_address(address))}
        assert found and found < everything, address


def test_words_are_found_without_umlauts_and_across_languages(catalogue: int) -> None:
    assert "buergerrat" in {card.key for card in matching(Filters(text="burgerrat los"))}
    assert "fishbowl" in {card.key for card in matching(Filters(text="empty chair"))}


@pytest.mark.parametrize(
    "bad",
    [{"menschen": "viele"}, {"menschen": "-3"}, {"streit": "²"}, {"ziel": "<b>"}, {"menschen": "9" * 40}],
)
def test_nonsense_in_the_address_shows_everything(catalogue: int, client: Any, bad: dict[str, str]) -> None:
    response = client.get("/instrumentenkoffer/methoden/", bad)
    assert response.status_code == 200
    assert "63 Methoden" in response.content.decode()


def test_the_list_costs_the_same_for_three_and_for_all(
    db: None, client: Any, django_assert_num_queries: Any
) -> None:
    some = list(files.shipped_files())
    load_shipped(some[:3])
    client.get("/instrumentenkoffer/methoden/")
    with django_assert_num_queries(1):
        cards()
    load_shipped(some)
    cards()
    with django_assert_num_queries(1):
        assert len(cards()) == 63


# Pages


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_method_has_its_page_and_its_handout(catalogue: int, client: Any, language: str) -> None:
    for card in cards().values():
        for page in (
            f"{language}/instrumentenkoffer/methoden/{card.key}/",
            f"{language}/instrumentenkoffer/methoden/{card.key}/handzettel/",
        ):
            response = client.get(page)
            html = response.content.decode()
            assert response.status_code == 200
            assert (
                card.entry.texts["en" if language else "de"]
                .summary[:25]
                .replace("'", "&#x27;")
                .replace('"', "&quot;")
                in html
            )
            assert not response.cookies


def test_a_live_format_shows_its_run_sheet_and_staff_can_start_it(catalogue: int, client: Any) -> None:
    from tests import people

    script = runsheet.script_named("world-cafe")
    html = client.get("/instrumentenkoffer/methoden/world_cafe/").content.decode()
    assert script.stages[0].title in html
    assert "format=world-cafe" not in html
    client.force_login(people.staff("prozess"))
    assert "format=world-cafe" in client.get("/instrumentenkoffer/methoden/world_cafe/").content.decode()


def test_an_unknown_method_is_a_sentence(catalogue: int, client: Any) -> None:
    response = client.get("/instrumentenkoffer/methoden/gibtesnicht/")
    assert response.status_code == 404
    assert "Diese Methode gibt es hier nicht" in response.content.decode()


def test_three_are_compared_and_a_fourth_is_left_out_with_a_word(catalogue: int, client: Any) -> None:
    keys = ["fishbowl", "townhall", "workshop", "barcamp"]
    html = client.get(
        "/instrumentenkoffer/methoden/vergleich/", {"m": [*keys, "gibtesnicht"]}
    ).content.decode()
    assert "Es passen nur drei nebeneinander" in html
    assert html.count('<th scope="col"><a') == 3


def test_methods_are_found_by_the_search_of_the_site(db: None, client: Any) -> None:
    load_shipped(files.shipped_files())
    assert "Fishbowl" in client.get("/suche/", {"q": "fishbowl"}).content.decode()


# Exchange


def test_json_and_csv_carry_everything_to_another_city(catalogue: int, client: Any) -> None:
    as_json = b"".join(client.get("/instrumentenkoffer/methoden.json").streaming_content)
    as_csv = b"".join(client.get("/instrumentenkoffer/methoden.csv").streaming_content)
    assert json.loads(as_json)["licence"] == "CC BY 4.0"
    assert {entry.key: entry for entry in exchange.from_file(as_json, "x.json")} == ENTRIES
    again = {entry.key: entry for entry in exchange.from_file(as_csv, "x.csv")}
    assert set(again) == set(ENTRIES)
    for key, entry in ENTRIES.items():
        assert again[key].facts == entry.facts
        assert again[key].texts["de"].run == entry.texts["de"].run


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"{", "JSON"),
        (b'{"methods": 3}', "methods"),
        (b"[]", "no method"),
        (b"[" * 100_000, "JSON"),
        (b"name;summary\nx;y", "key"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(files.BadEntry, match=said):
        exchange.from_file(data, "x")


def test_a_bad_row_is_named_by_its_number() -> None:
    rows = [exchange.to_row(ENTRIES["fishbowl"]), exchange.to_row(ENTRIES["workshop"]) | {"effort": "viel"}]
    out = io.StringIO()
    writer = csv.DictWriter(out, exchange.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    with pytest.raises(files.BadEntry, match=r"^3: workshop.facts.effort"):
        exchange.from_file(out.getvalue().encode(), "x.csv")
