# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views
from .map_urls import map_patterns

app_name = "opinions"
HERE = "meinungskarten/<int:pk>/"
DESK = "schreibtisch/meinungskarten/"
ONE = f"{DESK}<int:pk>/"
urlpatterns = [
    path(HERE, views.conversation, name="conversation"),
    path(f"{HERE}antwort/", views.vote, name="vote"),
    path(f"{HERE}meine-antworten/", views.own, name="own"),
    path(f"{HERE}aussagen/", views.statements, name="statements"),
    path(f"{HERE}aussagen/neu/", views.add, name="add"),
    path(f"{HERE}aussagen/<int:number>/", views.statement, name="statement"),
    path(DESK, desk.conversations, name="desk"),
    path(f"{DESK}neu/", desk.create, name="desk_create"),
    path(ONE, desk.conversation, name="desk_conversation"),
    path(f"{ONE}angaben/", desk.edit, name="desk_edit"),
    path(f"{ONE}loeschen/", desk.delete, name="desk_delete"),
    path(f"{ONE}freigeben/", desk.release, name="desk_release"),
    path(f"{ONE}aussagen/neu/", desk.seed, name="desk_seed"),
    path(f"{ONE}aussagen/eintragen/", desk.enter, name="desk_enter"),
    path(f"{ONE}wartet/", desk.queue, name="desk_queue"),
    path(f"{ONE}aussagen/<int:number>/", desk.statement, name="desk_statement"),
    path(f"{ONE}aussagen/<int:number>/entfernen/", desk.remove, name="desk_remove"),
    path(f"{ONE}aussagen/<int:number>/annehmen/", desk.accept, name="desk_accept"),
    path(f"{ONE}aussagen/<int:number>/ablehnen/", desk.refuse, name="desk_refuse"),
    path(f"{ONE}aussagen/<int:number>/zusammenlegen/", desk.merge, name="desk_merge"),
    *map_patterns,
]
