# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from mitwirken.civic.places.maps import Marker, picture
from mitwirken.civic.places.models import Place
from mitwirken.civic.places.queries import atlas, district_of, place_at

from .town import build

pytestmark = pytest.mark.django_db


def test_finds_the_smallest_place_and_its_district():
    build()
    assert place_at(51.52, 7.42).name == "Hafen"
    assert district_of(51.52, 7.42).name == "Nordstadt"
    assert place_at(51.5, 7.5).name == "Hörde"
    assert place_at(50.0, 7.5) is None


def test_outlines_are_read_once_until_a_place_changes(django_assert_num_queries):
    build()
    atlas()
    with django_assert_num_queries(1):
        known = atlas()
    assert known.named("hoerde").name == "Hörde"
    place = Place.objects.get(slug="hoerde")
    place.name = "Hörde am See"
    place.save()
    assert atlas().named("hoerde").name == "Hörde am See"


def test_a_city_without_places_still_draws():
    assert picture().shapes == ()
    assert picture().height > 0


def test_near_markers_become_one_pin_and_far_ones_stay_apart():
    build()
    near = [Marker(51.50, 7.42, "a"), Marker(51.5001, 7.4201, "b"), Marker(51.50, 7.54, "c")]
    pins = picture(near).pins
    assert sorted(pin.cluster for pin in pins) == [0, 2]
    assert {marker.number for pin in pins for marker in pin.markers} == {1, 2, 3}


def test_zoomed_to_a_district_its_parts_are_drawn():
    build()
    drawn = picture(zoom="nordstadt")
    assert {shape.area.name for shape in drawn.fine} == {"Nordmarkt", "Hafen"}
    assert drawn.zoomed.name == "Nordstadt"


def render(source: str, **context: object) -> str:
    return Template("{% load places %}" + source).render(Context(context))


def test_the_map_links_says_its_title_and_has_an_equal_list():
    build()
    html = render(
        '{% city_map markers=markers title="Karte der Orte" %}',
        markers=[Marker(51.5, 7.5, "<Bank>", "/v/1/")],
    )
    assert "<title" in html and "Karte der Orte" in html
    assert 'href="/orte/hoerde/"' in html
    assert html.count("&lt;Bank&gt;") >= 2  # drawing and list
    assert '<li id="karte-1" value="1"><a href="/v/1/"' in html
    assert " style=" not in html
    assert "Schematische Zeichnung" in html


def test_script_data_cannot_break_out():
    build()
    html = render("{% city_map markers=markers %}", markers=[Marker(51.5, 7.5, "</script><b>", "/v/1/")])
    assert "</script><b>" not in html


def test_a_thousand_markers_cost_the_same_queries_as_three():
    build()
    atlas()

    def cost(many: int) -> int:
        markers = [
            Marker(51.46 + number % 80 / 1000, 7.41 + number // 80 / 1000, f"m{number}")
            for number in range(many)
        ]
        with CaptureQueriesContext(connection) as captured:
            render("{% city_map markers=markers %}", markers=markers)
        return len(captured)

    assert cost(3) == cost(1000)
