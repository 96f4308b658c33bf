# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "protection"
urlpatterns = [
    path("datenschutz/beleg/<str:token>/", views.receipt, name="receipt"),
    path("schreibtisch/datenschutz/", desk.start, name="start"),
    path("schreibtisch/datenschutz/loeschen/", desk.erasing, name="erasing"),
    path("schreibtisch/datenschutz/folgenabschaetzung/", desk.assessment, name="assessment"),
    path(
        "schreibtisch/datenschutz/folgenabschaetzung.<str:ending>",
        desk.assessment_file,
        name="assessment_file",
    ),
    path("schreibtisch/datenschutz/anliegen/<int:pk>/", desk.asked, name="request"),
    path("schreibtisch/datenschutz/pannen/", desk.incidents, name="incidents"),
    path("schreibtisch/datenschutz/pannen/neu/", desk.incident, name="incident_new"),
    path("schreibtisch/datenschutz/pannen/<int:pk>/", desk.incident, name="incident"),
    path("schreibtisch/datenschutz/pannen/<int:pk>/abschliessen/", desk.close, name="incident_close"),
]
