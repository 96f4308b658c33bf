# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .views import case, freezes, lists, logbook, offices

app_name = "desk"
urlpatterns = [
    path("schreibtisch/", lists.start, name="start"),
    path("schreibtisch/eingang/", lists.triage, name="triage"),
    path("schreibtisch/faelle/", lists.cases, name="cases"),
    path("schreibtisch/ueberfaellig/", lists.overdue, name="overdue"),
    path("schreibtisch/faelle/<int:number>/", case.case, name="case"),
    path("schreibtisch/faelle/<int:number>/stand/", case.status, name="case_status"),
    path("schreibtisch/faelle/<int:number>/zuteilung/", case.assign, name="case_assign"),
    path("schreibtisch/faelle/<int:number>/notiz/", case.note, name="case_note"),
    path("schreibtisch/faelle/<int:number>/antwort/", case.answer, name="case_answer"),
    path("schreibtisch/faelle/<int:number>/unterschrift/", case.sign, name="case_sign"),
    path("schreibtisch/faelle/<int:number>/etappen/neu/", case.milestone, name="milestone_new"),
    path("schreibtisch/faelle/<int:number>/etappen/<int:pk>/", case.milestone, name="milestone"),
    path(
        "schreibtisch/faelle/<int:number>/etappen/<int:pk>/geschafft/",
        case.milestone_done,
        name="milestone_done",
    ),
    path("schreibtisch/wahlen/", freezes.freezes, name="freezes"),
    path("schreibtisch/wahlen/<int:pk>/aufheben/", freezes.freeze_end, name="freeze_end"),
    path("schreibtisch/aemter/", offices.offices, name="offices"),
    path("schreibtisch/aemter/neu/", offices.office, name="office_new"),
    path("schreibtisch/aemter/<slug:slug>/", offices.office, name="office"),
    path("schreibtisch/logbuch/", logbook.logbook_page, name="logbook"),
    path("schreibtisch/logbuch/pruefen/", logbook.check, name="logbook_check"),
]
