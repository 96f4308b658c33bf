# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk
from .views import facilitators, practice, units

app_name = "learning"
urlpatterns = [
    path("lernen/", units.paths, name="paths"),
    path("lernen/bedarf/", units.needs_page, name="needs"),
    path("lernen/wege/<slug:path>/", units.path, name="path"),
    path("lernen/einheiten/<slug:key>/", units.unit, name="unit"),
    path("lernen/einheiten/<slug:key>/auswertung/", units.result, name="result"),
    path("lernen/einheiten/<slug:key>/bescheinigung/", units.certificate, name="certificate"),
    path("lernen/rollen/", units.roles, name="roles"),
    path("lernen/uebungsplatz/", practice.practice, name="practice"),
    path("lernen/begleitung/", facilitators.directory, name="facilitators"),
    path("lernen/begleitung/mein-eintrag/", facilitators.own, name="own_entry"),
    path("lernen/begleitung/mein-eintrag/verlaengern/", facilitators.renew, name="renew_entry"),
    path("lernen/begleitung/mein-eintrag/loeschen/", facilitators.delete, name="delete_entry"),
    path("lernen/begleitung/nachrichten/<str:token>/", facilitators.inquiry, name="inquiry"),
    path("lernen/begleitung/<int:pk>/", facilitators.facilitator, name="facilitator"),
    path("lernen/begleitung/<int:pk>/schreiben/", facilitators.write, name="write"),
    path("schreibtisch/uebungsplatz/", desk.practice, name="desk_practice"),
    path("schreibtisch/begleitung/", desk.facilitators, name="desk_facilitators"),
]
