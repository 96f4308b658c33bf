# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views
from .desk import entries, letters, sheets, stacks

app_name = "paper"
urlpatterns = [
    path("boegen/lage/<str:code>.css", views.places, name="places"),
    path("boegen/<str:kind>/<int:pk>/", views.blank, name="blank"),
    path("boegen/<str:kind>/<int:pk>.pdf", views.blank_pdf, name="blank_pdf"),
    path("quittung/", views.receipt_ask, name="receipt_ask"),
    path("quittung/<int:number>/<str:secret>/", views.receipt, name="receipt"),
    path("schreibtisch/papier/", sheets.start, name="start"),
    path("schreibtisch/papier/bogen/<str:code>/<int:copy>/", entries.enter, name="enter"),
    path("schreibtisch/papier/bogen/<str:code>/<int:first>-<int:last>/", sheets.printed, name="printed"),
    path(
        "schreibtisch/papier/bogen/<str:code>/<int:first>-<int:last>.pdf",
        sheets.printed_pdf,
        name="printed_pdf",
    ),
    path("schreibtisch/papier/eingabe/<int:pk>/", entries.entry, name="entry"),
    path("schreibtisch/papier/eingabe/<int:pk>/quittung/", entries.slip, name="slip"),
    path("schreibtisch/papier/eingabe/<int:pk>/zuruecknehmen/", entries.take_back, name="take_back"),
    path("schreibtisch/papier/stapel/<int:pk>/", stacks.stack, name="stack"),
    path("schreibtisch/papier/stapel/<int:pk>/zuruecknehmen/", stacks.undo, name="stack_undo"),
    path("schreibtisch/papier/stapel/<int:pk>/abschliessen/", stacks.close, name="stack_close"),
    path("schreibtisch/papier/<str:kind>/<int:pk>/", entries.enter_for, name="enter_for"),
    path("schreibtisch/papier/<str:kind>/<int:pk>/drucken/", sheets.copies, name="copies"),
    path("schreibtisch/papier/<str:kind>/<int:pk>/stapel/", stacks.begin, name="stack_begin"),
    path("schreibtisch/briefe/", letters.waiting, name="letters"),
    path("schreibtisch/briefe/<int:pk>/", letters.letter, name="letter"),
    path("schreibtisch/briefe/<int:pk>/angerufen/", letters.called, name="called"),
]
