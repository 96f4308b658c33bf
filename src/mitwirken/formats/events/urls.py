# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, feeds, views

app_name = "events"
urlpatterns = [
    path("veranstaltungen/", views.overview, name="overview"),
    path("veranstaltungen/kalender.ics", feeds.ical, name="ical"),
    path("veranstaltungen/<slug:slug>/", views.event, name="event"),
    path("veranstaltungen/<slug:slug>/termin.ics", feeds.ical_one, name="ical_one"),
    path("veranstaltungen/<slug:slug>/druck/", views.print_view, name="print"),
    path("veranstaltungen/<slug:slug>/anmelden/", views.sign_up, name="sign_up"),
    path("veranstaltungen/<slug:slug>/anmeldung/<str:key>/", views.own, name="sign_up_own"),
    path("veranstaltungen/<slug:slug>/anmeldung/<str:key>/abmelden/", views.sign_off, name="sign_off"),
    path("veranstaltungen/<slug:slug>/anmeldung/<str:key>/termin.ics", feeds.ical_own, name="ical_own"),
    path("veranstaltungen/<slug:slug>/rueckmeldung/", views.feedback, name="feedback"),
    path("veranstaltungen/<slug:slug>/rueckmeldung/danke/", views.feedback_thanks, name="feedback_thanks"),
    path("e/<int:number>/", views.short, name="short"),
    path("aktionen/<slug:slug>/", views.bundle, name="bundle"),
    path("aktionen/<slug:slug>/programm/", views.programme, name="programme"),
    path("aktionen/<slug:slug>/programm.ics", feeds.ical_bundle, name="ical_bundle"),
    path("offene-daten/veranstaltungen.csv", exports.events, {"format": "csv"}, name="export_csv"),
    path("offene-daten/veranstaltungen.json", exports.events, {"format": "json"}, name="export_json"),
    path("schreibtisch/veranstaltungen/", desk.events, name="desk"),
    path("schreibtisch/veranstaltungen/neu/", desk.create, name="desk_create"),
    path("schreibtisch/veranstaltungen/aktionen/", desk.bundles, name="desk_bundles"),
    path("schreibtisch/veranstaltungen/aktionen/neu/", desk.bundle_edit, name="desk_bundle_create"),
    path("schreibtisch/veranstaltungen/aktionen/<int:pk>/", desk.bundle_edit, name="desk_bundle"),
    path(
        "schreibtisch/veranstaltungen/aktionen/<int:pk>/veroeffentlichen/",
        desk.bundle_publish,
        name="desk_bundle_publish",
    ),
    path("schreibtisch/veranstaltungen/einlass/", desk.door, name="desk_door_code"),
    path("schreibtisch/veranstaltungen/einlass/<str:code>/", desk.door, name="desk_door"),
    path("schreibtisch/veranstaltungen/<int:pk>/", desk.event, name="desk_event"),
    path("schreibtisch/veranstaltungen/<int:pk>/bearbeiten/", desk.edit, name="desk_edit"),
    path("schreibtisch/veranstaltungen/<int:pk>/veroeffentlichen/", desk.publish, name="desk_publish"),
    path("schreibtisch/veranstaltungen/<int:pk>/absagen/", desk.cancel, name="desk_cancel"),
    path("schreibtisch/veranstaltungen/<int:pk>/loeschen/", desk.delete, name="desk_delete"),
    path("schreibtisch/veranstaltungen/<int:pk>/anmeldungen/", desk.sign_ups, name="desk_sign_ups"),
    path("schreibtisch/veranstaltungen/<int:pk>/anmeldungen/neu/", desk.enter, name="desk_enter"),
    path("schreibtisch/veranstaltungen/<int:pk>/anmeldungen/liste/", desk.paper_list, name="desk_paper_list"),
    path("schreibtisch/veranstaltungen/<int:pk>/anmeldungen/ohne/", desk.walk_in, name="desk_walk_in"),
    path(
        "schreibtisch/veranstaltungen/<int:pk>/anmeldungen/<int:number>/einlass/",
        desk.check_in,
        name="desk_check_in",
    ),
    path(
        "schreibtisch/veranstaltungen/<int:pk>/anmeldungen/<int:number>/abmelden/",
        desk.sign_off,
        name="desk_sign_off",
    ),
    path("schreibtisch/veranstaltungen/<int:pk>/rueckmeldungen/", desk.cards, name="desk_cards"),
    path(
        "schreibtisch/veranstaltungen/<int:pk>/rueckmeldungen/karten/",
        desk.card_sheet,
        name="desk_card_sheet",
    ),
]
