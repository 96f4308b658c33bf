# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, views

app_name = "projects"
urlpatterns = [
    path("vorhaben/", views.projects, name="list"),
    path("vorhaben/<int:pk>/", views.project, name="project"),
    path("offene-daten/vorhaben.csv", exports.projects, {"format": "csv"}, name="export_csv"),
    path("offene-daten/vorhaben.json", exports.projects, {"format": "json"}, name="export_json"),
    path("schreibtisch/vorhaben/", desk.projects, name="desk"),
    path("schreibtisch/vorhaben/neu/", desk.project, name="desk_new"),
    path("schreibtisch/vorhaben/<int:pk>/", desk.project, name="desk_project"),
    path("schreibtisch/vorhaben/<int:pk>/veroeffentlichen/", desk.publish, name="desk_publish"),
    path("schreibtisch/vorhaben/<int:pk>/abschliessen/", desk.close, name="desk_close"),
]
