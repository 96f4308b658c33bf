# SPDX-License-Identifier: EUPL-1.2
import pytest

from .town import build

pytestmark = pytest.mark.django_db


def test_the_index_lists_what_the_map_shows(client):
    build()
    html = client.get("/orte/").content.decode()
    assert html.count('href="/orte/hoerde/"') == 2


def test_a_place_page_leads_to_its_parts_and_can_be_followed(client):
    build()
    response = client.get("/orte/nordstadt/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Hafen" in html and "/verfolgen/place:" in html
    assert "Set-Cookie" not in response.headers


def test_an_unknown_place_is_a_sentence(client):
    response = client.get("/orte/atlantis/")
    assert response.status_code == 404
    assert "kennen wir nicht" in response.content.decode()


def test_outlines_as_geojson_with_an_etag(client):
    build()
    response = client.get("/orte/karte.json")
    assert [each["properties"]["slug"] for each in response.json()["features"]] == ["nordstadt", "hoerde"]
    assert len(client.get("/orte/karte.json?ebene=alle").json()["features"]) == 4
    again = client.get("/orte/karte.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_where_names_the_district(client):
    build()
    assert client.get("/orte/wo.json?lat=51.5&lon=7.5").json()["district"] == "Hörde"
    assert client.get("/orte/wo.json?lat=1&lon=1").json()["district"] == ""
    for query in ("", "?lat=x&lon=1", "?lat=nan&lon=1", "?lat=999&lon=1"):
        assert client.get(f"/orte/wo.json{query}").status_code == 400
