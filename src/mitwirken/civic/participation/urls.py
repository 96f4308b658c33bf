# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, feeds, views

app_name = "participation"
urlpatterns = [
    path("prozesse/", views.overview, name="overview"),
    path("prozesse/karte/", views.overview_map, name="map"),
    path("prozesse/kalender/", views.calendar, name="calendar"),
    path("prozesse/termine.ics", feeds.ical, name="ical"),
    path("prozesse/atom.xml", feeds.all_news, name="atom"),
    path("prozesse/<slug:slug>/", views.process, name="process"),
    path("prozesse/<slug:slug>/druck/", views.process_print, name="process_print"),
    path("prozesse/<slug:slug>/aenderungen/", views.changes, name="changes"),
    path("prozesse/<slug:slug>/atom.xml", feeds.process_news, name="process_atom"),
    path("prozesse/<slug:slug>/termine.ics", feeds.process_ical, name="process_ical"),
    path("offene-daten/beteiligungsprozesse.csv", exports.processes, {"format": "csv"}, name="export_csv"),
    path("offene-daten/beteiligungsprozesse.json", exports.processes, {"format": "json"}, name="export_json"),
    path("termine/<int:pk>.ics", feeds.date_ical, name="date_ical"),
    path("orte/<slug:slug>/atom.xml", feeds.place_news, name="place_atom"),
    path("themen/<slug:slug>/atom.xml", feeds.topic_news, name="topic_atom"),
    path("schreibtisch/prozesse/", desk.processes, name="desk"),
    path("schreibtisch/prozesse/neu/", desk.choose, name="desk_choose"),
    path("schreibtisch/prozesse/neu/<slug:key>/", desk.create, name="desk_create"),
    path("schreibtisch/prozesse/<int:pk>/", desk.process, name="desk_process"),
    path("schreibtisch/prozesse/<int:pk>/veroeffentlichen/", desk.publish, name="desk_publish"),
    path("schreibtisch/prozesse/<int:pk>/zurueckziehen/", desk.withdraw, name="desk_withdraw"),
    path("schreibtisch/prozesse/<int:pk>/loeschen/", desk.delete, name="desk_delete"),
    path("schreibtisch/prozesse/<int:pk>/phasen/neu/", desk.phase_new, name="desk_phase_new"),
    path("schreibtisch/prozesse/<int:pk>/phasen/<int:phase_pk>/", desk.phase_edit, name="desk_phase"),
    path(
        "schreibtisch/prozesse/<int:pk>/phasen/<int:phase_pk>/loeschen/",
        desk.phase_remove,
        name="desk_phase_remove",
    ),
    path("schreibtisch/prozesse/<int:pk>/termine/neu/", desk.date_edit, name="desk_date_new"),
    path("schreibtisch/prozesse/<int:pk>/termine/<int:date_pk>/", desk.date_edit, name="desk_date"),
    path(
        "schreibtisch/prozesse/<int:pk>/termine/<int:date_pk>/loeschen/",
        desk.date_remove,
        name="desk_date_remove",
    ),
    path("schreibtisch/prozesse/<int:pk>/<slug:key>/", desk.section, name="desk_section"),
]
