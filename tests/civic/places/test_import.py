# SPDX-License-Identifier: EUPL-1.2
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mitwirken.civic.places.actions import (
    PLACES_IMPORTED,
    POPULATION_IMPORTED,
    import_places,
    import_population,
)
from mitwirken.civic.places.models import Place
from mitwirken.civic.places.population import Fact
from mitwirken.ground.audit.models import Entry
from mitwirken.ground.deeds.refusal import Refusal

from .town import build, feature, features, square

pytestmark = pytest.mark.django_db

SHIPPED = Path("src/mitwirken/civic/places/data/dortmund.geojson")


def official(number: str, name: str, coordinates: list, **more: object) -> dict:
    """A feature as the city's open data portal exports it."""
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": [coordinates]},
        "properties": {
            "stadtbezirk_nr": number,
            "stadtbezirk_bezeichnung": name,
            "geo_point_2d": {"lon": 7.5, "lat": 51.5},
        }
        | more,
    }


def test_parts_find_their_district_whatever_the_order():
    build()
    assert Place.objects.get(slug="hafen").parent.slug == "nordstadt"
    assert Place.objects.get(slug="nordstadt").population == 60000


def test_importing_again_changes_nothing():
    build()
    before = list(Place.objects.values_list("slug", "changed_at"))
    report = import_places(features())
    assert (report.added, report.changed, len(report.same)) == ([], [], 4)
    assert list(Place.objects.values_list("slug", "changed_at")) == before
    [entered] = Entry.objects.filter(verb=PLACES_IMPORTED)
    assert entered.facts == {"rows": 4, "added": 4, "changed": 0, "skipped": 0}, "the first time, and no more"


def test_figures_of_the_population_stand_in_the_logbook():
    day = date(2024, 12, 31)
    facts = [Fact("district", name, 1000, day, "Statistikatlas") for name in ("Eving", "Hombruch")]
    assert import_population([]) == 0 and not Entry.objects.exists()
    assert import_population(facts) == 2
    [entered] = Entry.objects.filter(verb=POPULATION_IMPORTED)
    assert entered.facts == {"rows": 2, "as_of": "2024-12-31"}


def test_official_outlines_replace_the_drawing_and_keep_the_address():
    build()
    report = import_places(
        [
            official("2", "HÖRDE", square(7.46, 51.45, 7.56, 51.55)),
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": square(7.40, 51.45, 7.44, 51.50)},
                "properties": {
                    "stadtbezirk_nr": 1,
                    "statistischer_bezirk_nr": 101.0,
                    "statistischer_bezirk": "Nordmarkt",
                },
            },
        ]
    )
    assert sorted(report.changed) == ["Hörde", "Nordmarkt"]
    row = Place.objects.get(slug="hoerde")
    assert not row.schematic
    assert row.outline == [square(7.46, 51.45, 7.56, 51.55)]
    assert (row.longitude, row.latitude) == (7.51, 51.5)
    assert Place.objects.get(slug="nordmarkt").parent.slug == "nordstadt"


def test_matches_by_folded_name_where_the_code_differs():
    build()
    report = import_places([official("99", "Hoerde", square(7.46, 51.45, 7.56, 51.55))])
    assert report.changed == ["Hörde"]
    assert Place.objects.filter(kind="stadtbezirk").count() == 2


def test_a_drawing_does_not_replace_official_outlines():
    build()
    import_places([official("2", "Hörde", square(7.46, 51.45, 7.56, 51.55))])
    report = import_places(features())
    assert "Hörde" in report.same
    assert not Place.objects.get(slug="hoerde").schematic


def test_adds_what_is_new():
    build()
    report = import_places([official("03", "Neue Mitte", square(7.55, 51.45, 7.6, 51.5))])
    assert report.added == ["Neue Mitte"]
    assert Place.objects.get(code="03").slug == "neue-mitte"


def test_a_part_named_like_its_district_gets_both_names_as_address():
    import_places(
        [
            feature("stadtbezirk", "04", "Eving", (7.4, 51.4, 7.5, 51.5), slug="eving"),
            feature(
                "statistischer_bezirk", "410", "Eving", (7.4, 51.4, 7.45, 51.5), slug="eving", parent="eving"
            ),
        ]
    )
    assert set(Place.objects.values_list("slug", flat=True)) == {"eving", "eving-eving"}


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ({"type": "Feature", "properties": {"kind": "stadtbezirk", "code": "9", "name": "X"}, "geometry": None}, "geometry"),
        ({"type": "Feature", "properties": {"kind": "stadtbezirk", "code": "9", "name": "X"}, "geometry": {"type": "Point", "coordinates": [7, 51]}}, "Point"),
        ({"type": "Feature", "properties": {"kind": "land", "code": "9", "name": "X"}, "geometry": {"type": "Polygon", "coordinates": square(7, 51, 8, 52)}}, "kind"),
        ({"type": "Feature", "properties": {"name": "X"}, "geometry": {"type": "Polygon", "coordinates": square(7, 51, 8, 52)}}, "neither"),
        ({"type": "Feature", "properties": {"stadtbezirk_nr": "9", "name": "X"}, "geometry": {"type": "Polygon", "coordinates": square(393000, 5700000, 394000, 5701000)}}, "degrees"),
        ({"type": "Feature", "properties": {"stadtbezirk_nr": "9", "name": "X"}, "geometry": {"type": "Polygon", "coordinates": [[[7, 51], [8, 51], [8, 52], [7, 52]]]}}, "closed"),
        ({"type": "Feature", "properties": {"stadtbezirk_nr": "9", "name": "X"}, "geometry": {"type": "Polygon", "coordinates": [[[7, 51], [8, "x"], [8, 52], [7, 51]]]}}, "numbers"),
        ("not even an object", "properties"),
        (feature("statistischer_bezirk", "999", "Fern", (7, 51, 8, 52), parent="nirgends"), "nirgends"),
    ],
)  # fmt: skip
def test_a_bad_feature_is_named_by_its_index_and_nothing_changes(broken, word):
    with pytest.raises(Refusal) as refusal:
        import_places([*features(), broken])
    assert "Objekt 4 " in str(refusal.value)
    assert word in str(refusal.value)
    assert not Place.objects.exists()
    report = import_places([*features(), broken], skip_bad=True)
    assert len(report.added) == 4
    assert report.skipped[0][0] == 4


def test_dry_run_reports_and_writes_nothing():
    report = import_places(features(), dry_run=True)
    assert len(report.added) == 4
    assert not Place.objects.exists()


def test_the_command_loads_the_shipped_map(capsys):
    call_command("import_places", str(SHIPPED))
    assert "74 added" in capsys.readouterr().out
    assert Place.objects.filter(kind="stadtbezirk").count() == 12
    assert Place.objects.filter(kind="statistischer_bezirk", parent=None).count() == 0
    call_command("import_places", str(SHIPPED))
    assert "74 as before" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [],
                "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
            }
        ),
    ],
)
def test_the_command_refuses_other_files_in_words(tmp_path, text):
    path = tmp_path / "file.geojson"
    path.write_text(text)
    with pytest.raises(CommandError, match=r"file\.geojson"):
        call_command("import_places", str(path))
