# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, views

app_name = "representation"
urlpatterns = [
    path("wer-macht-mit/", views.town, name="town"),
    path("prozesse/<slug:slug>/wer-macht-mit/", views.process, name="process"),
    path("prozesse/<slug:slug>/wer-macht-mit/fragen/", views.begin, name="begin"),
    path("prozesse/<slug:slug>/wer-macht-mit/<str:token>/", views.ask, name="ask"),
    path("offene-daten/wer-macht-mit.csv", exports.figures, {"format": "csv"}, name="csv"),
    path("offene-daten/wer-macht-mit.json", exports.figures, {"format": "json"}, name="json"),
    path("schreibtisch/wer-macht-mit/", desk.overview, name="desk"),
    path("schreibtisch/wer-macht-mit/<int:pk>/eintragen/", desk.enter, name="desk_enter"),
]
