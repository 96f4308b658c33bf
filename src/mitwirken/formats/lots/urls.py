# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "lots"
DESK = "schreibtisch/auslosungen/"
ONE = f"{DESK}<int:pk>/"
urlpatterns = [
    path("auslosungen/", views.overview, name="overview"),
    path("auslosungen/<int:pk>/", views.draw, name="draw"),
    path("auslosungen/<int:pk>/eintragen/", views.enter, name="enter"),
    path("auslosungen/<int:pk>/antwort/", views.code, name="code"),
    path("auslosungen/<int:pk>/los/<str:key>/", views.own, name="own"),
    path("auslosungen/<int:pk>/los/<str:key>/austragen/", views.leave, name="leave"),
    path("auslosungen/<int:pk>/liste.csv", views.list_file, name="list"),
    path("auslosungen/<int:pk>/protokoll/", views.minutes, name="protocol"),
    path("auslosungen/<int:pk>/protokoll.pdf", views.minutes, {"format": "pdf"}, name="protocol_pdf"),
    path("auslosungen/<int:pk>/protokoll.odt", views.minutes, {"format": "odt"}, name="protocol_odt"),
    path(DESK, desk.draws, name="desk"),
    path(f"{DESK}neu/", desk.create, name="desk_create"),
    path(ONE, desk.draw, name="desk_draw"),
    path(f"{ONE}angaben/", desk.edit, name="desk_edit"),
    path(f"{ONE}loeschen/", desk.delete, name="desk_delete"),
    path(f"{ONE}ankuendigen/", desk.announce, name="desk_announce"),
    path(f"{ONE}ereignis/", desk.postpone, name="desk_postpone"),
    path(f"{ONE}absagen/", desk.call_off, name="desk_call_off"),
    path(f"{ONE}eintragen/", desk.type_in, name="desk_type_in"),
    path(f"{ONE}liste/", desk.take_list, name="desk_list"),
    path(f"{ONE}schliessen/", desk.close, name="desk_close"),
    path(f"{ONE}zufallswert/", desk.seed, name="desk_seed"),
    path(f"{ONE}zufallswert/verwerfen/", desk.seed_drop, name="desk_seed_drop"),
    path(f"{ONE}los/<int:number>/antwort/", desk.answer, name="desk_answer"),
    path(f"{ONE}briefe/", desk.letters, name="desk_letters"),
]
