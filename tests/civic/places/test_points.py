# SPDX-License-Identifier: EUPL-1.2
import pytest
from django import forms

from mitwirken.civic.places.forms import SHOWN, DistrictField, Point, PointField, PointFormMixin
from mitwirken.civic.places.queries import district_of

from .town import build

pytestmark = pytest.mark.django_db


class Idea(PointFormMixin, forms.Form):
    title = forms.CharField()
    district = DistrictField(required=False)
    point = PointField(required=False)


def test_a_point_is_kept_to_some_ten_metres():
    build()
    form = Idea({"title": "Bank", "point_lat": "51,512345", "point_lon": "7.4512345"})
    assert form.is_valid()
    assert form.cleaned_data["point"] == Point(51.5123, 7.4512)


def test_no_point_and_only_a_district_is_fine():
    build()
    form = Idea({"title": "Bank", "district": "hoerde", "point_lat": "", "point_lon": ""})
    assert form.is_valid()
    assert form.cleaned_data["point"] is None
    assert form.cleaned_data["district"].name == "Hörde"


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("51.5", "20"), ("nan", "7.5"), ("inf", "7.5"), ("1e999", "7.5"), ("x", "7.5"), ("51.5", "")],
)
def test_what_is_no_place_in_town_is_refused_in_a_sentence(lat, lon):
    build()
    form = Idea({"title": "Bank", "point_lat": lat, "point_lon": lon})
    assert not form.is_valid()
    assert form.errors["point"]


def test_a_click_on_the_picture_sets_the_point_and_asks_nothing_yet():
    build()
    form = Idea(
        {
            "title": "",
            "point_view": "",
            "point_at.x": str(SHOWN // 4),
            "point_at.y": "100",
            "point_lat": "",
            "point_lon": "",
        }
    )
    assert form.picking
    assert not form.is_valid()
    assert not form.errors
    html = str(form["point"])
    assert 'name="point_lat" value="51.' in html
    assert 'name="point_view" value="nordstadt"' in html
    assert "ort=nordstadt" in html


def test_clicking_again_in_the_zoomed_picture_is_finer():
    build()
    form = Idea({"point_view": "nordstadt", "point_at.x": "144", "point_at.y": "288"})
    point = form["point"].value()
    assert district_of(point.lat, point.lon).name == "Nordstadt"


def test_the_point_can_be_taken_away():
    build()
    form = Idea({"title": "Bank", "point_lat": "51.5", "point_lon": "7.5", "point_clear": "1"})
    assert form.picking
    assert form["point"].value() is None


def test_nonsense_clicks_do_not_break():
    build()
    assert Idea({"point_at.x": "abc", "point_at.y": ""})["point"].value() is None
    assert Idea({"point_at.x": "-5", "point_at.y": "1e9", "point_view": "nirgends"}).picking


def test_the_picture_shows_its_true_size(client):
    build()
    html = str(Idea()["point"])
    assert f'width="{SHOWN}"' in html
    svg = client.get("/orte/karte.svg?breite=288&lat=51.5&lon=7.42")
    assert svg["Content-Type"] == "image/svg+xml"
    assert f'width="{SHOWN}' in svg.content.decode()
    assert "style=" not in svg.content.decode()
