# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import exports, views

app_name = "places"
urlpatterns = [
    path("orte/", views.index, name="index"),
    path("orte/karte.json", views.areas, name="areas"),
    path("orte/karte.svg", views.picture_svg, name="picture"),
    path("orte/wo.json", views.where, name="where"),
    path("orte/<slug:slug>/", views.place, name="place"),
    path("offene-daten/bezirke.geojson", exports.places_geojson, name="export"),
    path("kacheln/", views.tiles_off, name="tiles"),
    path("kacheln/<int:z>/<int:x>/<int:y>.png", views.tile, name="tile"),
]
