# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, proving, views

app_name = "ballots"
DESK = "schreibtisch/abstimmungen/"
ONE = f"{DESK}<int:pk>/"
urlpatterns = [
    path("abstimmungen/", views.overview, name="overview"),
    path("abstimmungen/<int:pk>/", views.ballot, name="ballot"),
    path("abstimmungen/<int:pk>/probieren/", views.try_out, name="try_out"),
    path("abstimmungen/<int:pk>/stimme/", views.vote, name="vote"),
    path("abstimmungen/<int:pk>/nachweis/", proving.prove, name="prove"),
    path("abstimmungen/nachweis/", proving.proved, name="proved"),
    path("abstimmungen/<int:pk>/ergebnis/", views.result, name="result"),
    path("abstimmungen/<int:pk>/ergebnis.json", views.result_file, name="result_json"),
    path("abstimmungen/<int:pk>/stimmzettel/", views.papers_list, name="papers"),
    path("abstimmungen/<int:pk>/stimmzettel/datei/", views.ballots_file, name="ballots_file"),
    path("abstimmungen/<int:pk>/protokoll/", views.minutes, name="protocol"),
    path("abstimmungen/<int:pk>/protokoll.pdf", views.minutes, {"format": "pdf"}, name="protocol_pdf"),
    path("abstimmungen/<int:pk>/protokoll.odt", views.minutes, {"format": "odt"}, name="protocol_odt"),
    path(DESK, desk.ballots, name="desk"),
    path(f"{DESK}neu/", desk.create, name="desk_create"),
    path(ONE, desk.ballot, name="desk_ballot"),
    path(f"{ONE}angaben/", desk.edit, name="desk_edit"),
    path(f"{ONE}loeschen/", desk.delete, name="desk_delete"),
    path(f"{ONE}vorschlaege/", desk.take_over, name="desk_take_over"),
    path(f"{ONE}projekte/neu/", desk.option_new, name="desk_option_new"),
    path(f"{ONE}projekte/<int:number>/", desk.option, name="desk_option"),
    path(f"{ONE}projekte/<int:number>/pruefen/", desk.check, name="desk_check"),
    path(f"{ONE}projekte/<int:number>/entfernen/", desk.option_remove, name="desk_option_remove"),
    path(f"{ONE}festlegen/", desk.ready, name="desk_ready"),
    path(f"{ONE}zurueck/", desk.unready, name="desk_unready"),
    path(f"{ONE}codes/", desk.codes, name="desk_codes"),
    path(f"{ONE}freischalten/", desk.admissions, name="desk_admissions"),
    path(f"{ONE}papier/", desk.paper, name="desk_paper"),
    path(f"{ONE}eingabe/", desk.entry, name="desk_entry"),
    path(f"{ONE}eingabe/<int:number>/verwerfen/", desk.entry_drop, name="desk_entry_drop"),
    path(f"{ONE}schliessen/", desk.close, name="desk_close"),
    path(f"{ONE}auszaehlen/", desk.count, name="desk_count"),
    path(f"{ONE}ergebnis/", desk.preview, name="desk_preview"),
    path(f"{ONE}veroeffentlichen/", desk.publish, name="desk_publish"),
]
