# SPDX-License-Identifier: EUPL-1.2
"""Examples from elsewhere: every figure has a source, and what ships can be read, found, taken along and kept."""

import copy
import csv
import io
import json
from xml.etree import ElementTree

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from tests.people import citizen, staff

from mitwirken.entrances.toolbox import cases, exchange_cases, words
from mitwirken.entrances.toolbox.actions import examples as actions
from mitwirken.entrances.toolbox.catalogue import BadEntry
from mitwirken.entrances.toolbox.models import Example, Figure
from mitwirken.entrances.toolbox.queries import examples as queries
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db
RAW = {
    "key": "gent-wijk", "country": "BE", "year": 2023, "size": "gross", "topic": "haushalt", "language": "nl",
    "at": [51.05, 3.72], "methods": [], "evidence": "S", "source": "stad.gent",
    "de": {"title": "Geld fürs Viertel", "place": "Gent", "years": "2023", "what": "Jedes Viertel bekam Geld.", "lesson": "Daraus lässt sich lesen: Nähe hilft."},
    "figures": [{"value": "25", "what": "Viertel", "stand": "2023", "source": "stad.gent"}],
}  # fmt: skip


@pytest.fixture
def library(db):
    actions.load_shipped(cases.shipped_files())


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


def raw(**changes):
    return copy.deepcopy(RAW) | changes


def text(response) -> str:
    return response.content.decode()


# What comes with MitWIRken


def test_thirty_four_cases_ship_in_both_languages_with_a_source_at_every_figure():
    shipped = [cases.from_yaml(data, key) for key, data in cases.shipped_files()]
    assert len(shipped) == 34
    assert sum(len(case.figures) for case in shipped) > 100
    for case in shipped:
        assert set(case.texts) == {"de", "en"} and case.source and case.latitude is not None
        for figure in case.figures:
            assert figure.source and figure.stand and figure.what_en, (case.key, figure.value)


def test_lessons_say_that_they_are_inferred_and_the_unproven_number_is_left_out():
    for key, data in cases.shipped_files():
        case = cases.from_yaml(data, key)
        assert (
            "araus lässt sich" in case.texts["de"].lesson or "lässt sich lesen" in case.texts["de"].lesson
        ), key
        assert "7.890" not in data.decode() and "7890" not in data.decode()


def test_the_methods_that_examples_name_are_there(catalogue, library):
    named = {key for key, data in cases.shipped_files() for key in cases.from_yaml(data, key).methods}
    kept = {method.key for row in Example.objects.all() for method in row.methods.all()}
    assert kept == named


def test_loading_again_changes_nothing_and_leaves_what_the_city_edited(library, editor):
    assert actions.load_shipped(cases.shipped_files()) == 0
    row = Example.objects.get(key="lahti")
    case = queries.case_of(row)
    own = cases.read(cases.write(case) | {"topic": "digital"})
    actions.save_example(case=own, by=editor, example=row, seen=row.version)
    newer = [
        (key, data + b"\n# newer\n") for key, data in cases.shipped_files() if key in ("lahti", "mechelen")
    ]
    assert actions.load_shipped(newer) == 1
    assert Example.objects.get(key="lahti").topic == "digital"


# Reading and writing


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"figures": [{"value": "3", "what": "Dinge", "stand": "2023", "source": " "}]}, "figures[1].source"),
        ({"figures": [{"value": "3", "what": "Dinge", "source": "x"}]}, "figures[1].stand"),
        ({"size": "riesig"}, "size"),
        ({"topic": ""}, "topic"),
        ({"source": ""}, "source"),
        ({"country": "Belgien"}, "country"),
        ({"at": [120, 3]}, "at"),
        ({"at": [True, 3]}, "at"),
        ({"year": "2023"}, "year"),
        ({"extra": 1}, "extra"),
        ({"de": RAW["de"] | {"title": "x" * 161}}, "de.title"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_by_name(change, where):
    with pytest.raises(BadEntry) as wrong:
        cases.read(raw(**change))
    assert wrong.value.path == f"gent-wijk.{where}"
    assert "needs" not in words.why(wrong.value), "the reason is said in German"


def test_a_file_is_written_and_read_without_loss():
    case = cases.read(raw())
    assert cases.read(cases.write(case)) == case
    assert cases.read(exchange_cases.from_row(exchange_cases.to_row(case))) == case


def test_a_file_with_bad_rows_names_them_and_keeps_the_good_ones():
    data = json.dumps([raw(), raw(key="b", size="riesig"), raw(), "nichts"]).encode()
    rows = exchange_cases.read_rows(data, "datei")
    assert [(row.number, row.entry is not None) for row in rows] == [
        (1, True),
        (2, False),
        (3, False),
        (4, False),
    ]
    assert "riesig" not in words.why(rows[1].wrong) and "klein" in words.why(rows[1].wrong)
    assert "zweimal" in words.why(rows[2].wrong)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"{", b"[]", b"a;b\n1;2\n", b'{"examples": 3}'])
def test_what_is_no_such_file_is_refused(data):
    with pytest.raises(BadEntry) as wrong:
        exchange_cases.read_rows(data, "datei")
    assert words.why(wrong.value) != str(wrong.value)


def test_the_table_itself_refuses_a_figure_without_source_or_date(library):
    example = Example.objects.get(key="lahti")
    for gap in ({"source": ""}, {"stand": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Figure.objects.create(
                **{"example": example, "value": "1", "what": "Ding", "stand": "2020", "source": "x"} | gap
            )


def test_figures_are_written_as_the_language_of_the_page_does():
    with override("de"):
        assert [words.figure(each) for each in ("rund 2.230", "7,16 %", "25–50")] == [
            "rund 2.230",
            "7,16 %",
            "25–50",
        ]
    with override("en"):
        assert words.figure("7,16 %") == "7.16 %"
        assert words.figure("über 200.000").endswith(" 200,000")
        assert words.figure("zwölf von 20,5") == "zwölf von 20,5"


# Deeds


def test_only_those_who_keep_the_toolbox_may_write(library, editor):
    case = cases.read(raw())
    for person in (citizen(), staff(Role.MODERATION), staff(Role.OFFICE)):
        with pytest.raises(Refusal):
            actions.save_example(case=case, by=person)
    row = actions.save_example(case=case, by=editor)
    assert row.published_at is None
    for deed in (actions.publish_example, actions.withdraw_example, actions.check_example):
        with pytest.raises(Refusal):
            deed(example=row, by=staff(Role.POLITICS))
    with pytest.raises(Refusal, match="Kennung"):
        actions.save_example(case=case, by=editor)


def test_two_editors_at_one_example_see_the_conflict(library, editor):
    row = Example.objects.get(key="paris-pb")
    plain = cases.write(queries.case_of(row))
    actions.save_example(
        case=cases.read(plain | {"topic": "regeln"}), by=editor, example=row, seen=row.version
    )
    with pytest.raises(Conflict) as conflict:
        actions.save_example(
            case=cases.read(plain | {"topic": "alltag"}), by=staff(Role.CORE), example=row, seen=row.version
        )
    assert (conflict.value.theirs["topic"], conflict.value.yours["topic"]) == ("regeln", "alltag")
    assert Example.objects.get(key="paris-pb").topic == "regeln"


def test_an_example_with_gaps_is_not_published(editor):
    row = actions.save_example(case=cases.read(raw()), by=editor)
    Example.objects.filter(pk=row.pk).update(topic="")
    with pytest.raises(Refusal, match="fehlen"):
        actions.publish_example(example=row, by=editor)
    Example.objects.filter(pk=row.pk).update(topic="haushalt", source="")
    with pytest.raises(Refusal, match="Quelle"):
        actions.publish_example(example=row, by=editor)
    assert Example.objects.get(pk=row.pk).published_at is None


def test_a_withdrawn_example_is_gone_for_everybody(client, library, editor):
    row = Example.objects.get(key="lahti")
    actions.withdraw_example(example=row, by=editor)
    assert client.get(row.get_absolute_url()).status_code == 404
    for address in ("beispiele/", "beispiele/karte/", "beispiele.json", "beispiele.csv", "tellerrand.atom"):
        response = client.get(f"/instrumentenkoffer/{address}")
        assert b"lahti" not in (b"".join(response) if response.streaming else response.content)
    actions.publish_example(example=row, by=editor)
    assert client.get(row.get_absolute_url()).status_code == 200


# Pages


def test_the_list_is_narrowed_by_plain_links(client, catalogue, library):
    def keys(**asked):
        html = text(client.get("/instrumentenkoffer/beispiele/", asked))
        return {row.key for row in Example.objects.all() if f"/beispiele/{row.key}/" in html}

    assert len(keys()) == 34
    assert keys(land="FI") == {"helsinki-omastadi", "lahti"}
    assert keys(methode="buergerrat") == {"ostbelgien", "mechelen"}
    assert keys(groesse="gross", land="CH") == {"zuerich-stadtidee"}
    assert keys(thema="regeln") == {"vtaiwan-uber"}
    assert keys(sprache="fr") == {"paris-pb"}
    assert keys(q="gießen") >= {"kiezgiessen"}
    assert len(keys(land="XX", methode="nichts")) == 34, "what is unknown is left out"
    assert "Kein Beispiel passt" in text(client.get("/instrumentenkoffer/beispiele/", {"q": "zzzz"}))


def test_lists_and_maps_ask_the_same_number_of_questions_however_many_there_are(client, library):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address, {"q": str(Example.objects.count())})
        return len(queries)

    addresses = ("/instrumentenkoffer/beispiele/", "/instrumentenkoffer/beispiele/karte/")
    for address in addresses:  # what is kept in memory is loaded once
        asked(address)
    many = [asked(address) for address in addresses]
    Example.objects.exclude(key__in=["lahti", "mechelen"]).delete()
    assert [asked(address) for address in addresses] == many


def test_map_and_list_say_the_same(library):
    rows = queries.library()
    sheets = queries.sheets(rows)
    assert [sheet.key for sheet in sheets] == ["germany", "europe", "world"]
    on_map = sorted(number for sheet in sheets for pin in sheet.pins for number, _row in pin.numbered)
    assert on_map == list(range(1, len(rows) + 1))
    far = {row.key for pin in sheets[2].pins for _number, row in pin.numbered}
    assert far == {"bowling-green-2018", "bowling-green-2025", "brasil-ppa", "vtaiwan-uber"}
    for sheet in sheets:
        assert all(0 <= pin.x <= sheet.width and 0 <= pin.y <= sheet.height for pin in sheet.pins)


def test_a_page_shows_each_figure_with_day_and_source(client, catalogue, library):
    html = text(client.get("/instrumentenkoffer/beispiele/mechelen/"))
    for words_ in (
        "5.000",
        "Angeschriebene",
        "28.2.2020",
        "vrt.be",
        "Das ist unsere Deutung",
        "/methoden/buergerrat/",
    ):
        assert words_ in html
    english = text(client.get("/en/instrumentenkoffer/beispiele/mechelen/"))
    assert "5,000" in english and "people written to" in english


def test_a_method_lists_its_examples_and_the_front_has_the_door(client, catalogue, library):
    assert "/beispiele/mechelen/" in text(client.get("/instrumentenkoffer/methoden/buergerrat/"))
    assert "/instrumentenkoffer/beispiele/" in text(client.get("/instrumentenkoffer/"))


def test_what_is_taken_along_can_be_taken_in(client, catalogue, library):
    data = b"".join(client.get("/instrumentenkoffer/beispiele.json"))
    assert {row.entry.key for row in exchange_cases.read_rows(data, "x")} == set(
        Example.objects.values_list("key", flat=True)
    )
    table = b"".join(client.get("/instrumentenkoffer/beispiele.csv"))
    assert len(list(csv.DictReader(io.StringIO(table.decode())))) == 34
    assert [row.entry for row in exchange_cases.read_rows(table, "x")] == [
        row.entry for row in exchange_cases.read_rows(data, "x")
    ]


def test_the_feed_is_well_formed(client, library):
    feed = ElementTree.fromstring(client.get("/instrumentenkoffer/tellerrand.atom").content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 30
    assert len({entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in entries}) == 30


def test_the_files_are_plain_yaml():
    for key, data in cases.shipped_files():
        assert yaml.safe_load(data)["key"] == key
