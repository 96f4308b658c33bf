# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .views import board, case, contacts, figures, freezes, lists, logbook, offices, parts

app_name = "desk"
urlpatterns = [
    path("schreibtisch/", lists.start, name="start"),
    path("schreibtisch/kontaktdaten/", contacts.open_contacts, name="open_contacts"),
    path("schreibtisch/eingang/", lists.triage, name="triage"),
    path("schreibtisch/faelle/", lists.cases, name="cases"),
    path("schreibtisch/ueberfaellig/", lists.overdue, name="overdue"),
    path("schreibtisch/faelle/<int:number>/", case.case, name="case"),
    path("schreibtisch/faelle/<int:number>/stand/", case.status, name="case_status"),
    path("schreibtisch/faelle/<int:number>/zuteilung/", case.assign, name="case_assign"),
    path("schreibtisch/faelle/<int:number>/notiz/", case.note, name="case_note"),
    path("schreibtisch/faelle/<int:number>/antwort/", case.answer, name="case_answer"),
    path("schreibtisch/faelle/<int:number>/unterschrift/", case.sign, name="case_sign"),
    path("schreibtisch/faelle/<int:number>/uebernehmen/", parts.case_take, name="case_take"),
    path("schreibtisch/faelle/<int:number>/zurueckgeben/", parts.case_give_back, name="case_give_back"),
    path("schreibtisch/faelle/<int:number>/aemter/neu/", parts.ask, name="ask"),
    path("schreibtisch/faelle/<int:number>/aemter/<int:pk>/uebernehmen/", parts.part_take, name="part_take"),
    path(
        "schreibtisch/faelle/<int:number>/aemter/<int:pk>/rueckmeldung/",
        parts.part_finish,
        name="part_finish",
    ),
    path(
        "schreibtisch/faelle/<int:number>/aemter/<int:pk>/nicht-zustaendig/",
        parts.part_decline,
        name="part_decline",
    ),
    path(
        "schreibtisch/faelle/<int:number>/aemter/<int:pk>/entfaellt/",
        parts.part_call_off,
        name="part_call_off",
    ),
    path("schreibtisch/faelle/<int:number>/entwurf/", parts.draft, name="draft"),
    path(
        "schreibtisch/faelle/<int:number>/entwurf/kommentare/<int:pk>/erledigt/",
        parts.comment_settle,
        name="comment_settle",
    ),
    path(
        "schreibtisch/faelle/<int:number>/mitzeichnung/", parts.signatures_request, name="signatures_request"
    ),
    path("schreibtisch/faelle/<int:number>/vier-augen/", parts.eyes, name="eyes"),
    path("schreibtisch/faelle/<int:number>/etappen/neu/", case.milestone, name="milestone_new"),
    path("schreibtisch/faelle/<int:number>/etappen/<int:pk>/", case.milestone, name="milestone"),
    path(
        "schreibtisch/faelle/<int:number>/etappen/<int:pk>/geschafft/",
        case.milestone_done,
        name="milestone_done",
    ),
    path("schreibtisch/anfragen/", board.requests, name="requests"),
    path("schreibtisch/kernteam/", board.board, name="board"),
    path("schreibtisch/kernteam/wuensche/", board.wishes, name="wishes"),
    path("schreibtisch/kernteam/wuensche/<int:pk>/", board.wish, name="wish"),
    path("schreibtisch/kernteam/risiken/neu/", board.risk, name="risk_new"),
    path("schreibtisch/kernteam/risiken/<int:pk>/", board.risk, name="risk"),
    path("schreibtisch/textbausteine/", board.blocks, name="blocks"),
    path("schreibtisch/textbausteine/neu/", board.block, name="block_new"),
    path("schreibtisch/textbausteine/<int:pk>/", board.block, name="block"),
    path("schreibtisch/textbausteine/<int:pk>/entfernen/", board.block_remove, name="block_remove"),
    path("schreibtisch/zahlen/", figures.figures, name="figures"),
    path("schreibtisch/zahlen/<int:year>.csv", figures.figures_csv, name="figures_csv"),
    path("schreibtisch/zahlen/<int:year>.pdf", figures.figures_pdf, name="figures_pdf"),
    path("schreibtisch/zahlen/<int:year>.odt", figures.figures_odt, name="figures_odt"),
    path("schreibtisch/wahlen/", freezes.freezes, name="freezes"),
    path("schreibtisch/wahlen/<int:pk>/aufheben/", freezes.freeze_end, name="freeze_end"),
    path("schreibtisch/aemter/", offices.offices, name="offices"),
    path("schreibtisch/aemter/neu/", offices.office, name="office_new"),
    path("schreibtisch/aemter/<slug:slug>/", offices.office, name="office"),
    path("schreibtisch/logbuch/", logbook.logbook_page, name="logbook"),
    path("schreibtisch/logbuch/pruefen/", logbook.check, name="logbook_check"),
]
