# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, desk_results, result_pages, views

app_name = "surveys"
DESK = "schreibtisch/umfragen/"
ONE = f"{DESK}<int:pk>/"
urlpatterns = [
    path("umfragen/", views.overview, name="overview"),
    path("umfragen/<int:pk>/", views.survey, name="survey"),
    path("umfragen/<int:pk>/antworten/", views.start, name="start"),
    path("umfragen/<int:pk>/antworten/<str:token>/", views.answering, name="answering"),
    path("umfragen/<int:pk>/antworten/<str:token>/<int:at>/", views.page, name="page"),
    path("umfragen/<int:pk>/antworten/<str:token>/pruefen/", views.review, name="review"),
    path("umfragen/<int:pk>/antworten/<str:token>/spaeter/", views.pause, name="pause"),
    path("umfragen/<int:pk>/antworten/<str:token>/verwerfen/", views.drop, name="drop"),
    path("umfragen/<int:pk>/meine/", views.own, name="own"),
    path("umfragen/<int:pk>/meine/aendern/", views.own_change, name="own_change"),
    path("umfragen/<int:pk>/meine/loeschen/", views.own_withdraw, name="own_withdraw"),
    path("umfragen/<int:pk>/zuruecknehmen/", views.take_back, name="take_back"),
    path(DESK, desk.surveys, name="desk"),
    path(f"{DESK}neu/", desk.create, name="desk_create"),
    path(ONE, desk.survey, name="desk_survey"),
    path(f"{ONE}angaben/", desk.edit, name="desk_edit"),
    path(f"{ONE}loeschen/", desk.delete, name="desk_delete"),
    path(f"{ONE}kopieren/", desk.copy, name="desk_copy"),
    path(f"{ONE}probieren/", desk.try_out, name="desk_try"),
    path(f"{ONE}festlegen/", desk.ready, name="desk_ready"),
    path(f"{ONE}zurueck/", desk.unready, name="desk_unready"),
    path(f"{ONE}schliessen/", desk.close, name="desk_close"),
    path(f"{ONE}verschieben/", desk.move, name="desk_move"),
    path(f"{ONE}seiten/neu/", desk.page_new, name="desk_page_new"),
    path(f"{ONE}seiten/<int:number>/", desk.page, name="desk_page"),
    path(f"{ONE}seiten/<int:number>/entfernen/", desk.page_remove, name="desk_page_remove"),
    path(f"{ONE}seiten/<int:number>/fragen/neu/", desk.question_new, name="desk_question_new"),
    path(f"{ONE}fragen/<int:number>/", desk.question, name="desk_question"),
    path(f"{ONE}fragen/<int:number>/entfernen/", desk.question_remove, name="desk_question_remove"),
    path(f"{ONE}bilder/", desk.pictures, name="desk_pictures"),
    path(f"{ONE}bilder/<int:number>/", desk.picture, name="desk_picture"),
    path("umfragen/<int:pk>/ergebnis/", result_pages.result, name="result"),
    path("umfragen/<int:pk>/ergebnis.<str:format>", result_pages.result_file, name="result_file"),
    path(f"{ONE}ergebnisse/", desk_results.overview, name="desk_results"),
    path(f"{ONE}ergebnisse/vergleich/", desk_results.crossing, name="desk_crossing"),
    path(f"{ONE}ergebnisse/vergleich.csv", desk_results.crossing_file, name="desk_crossing_file"),
    path(f"{ONE}ergebnisse/worte/", desk_results.texts, name="desk_texts"),
    path(f"{ONE}ergebnisse/dateien/", desk_results.files, name="desk_files"),
    path(f"{ONE}ergebnisse/einzeln/", desk_results.rows, name="desk_rows"),
]
