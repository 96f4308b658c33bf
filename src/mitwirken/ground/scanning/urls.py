# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk

app_name = "scanning"
urlpatterns = [
    path("schreibtisch/einlesen/", desk.start, name="start"),
    path("schreibtisch/einlesen/<int:pk>/", desk.scan, name="scan"),
    path("schreibtisch/einlesen/<int:pk>/uebernehmen/", desk.confirm_clear, name="confirm"),
    path("schreibtisch/einlesen/<int:pk>/loeschen/", desk.delete, name="delete"),
    path("schreibtisch/einlesen/bogen/<int:pk>/", desk.check, name="check"),
    path("schreibtisch/einlesen/bogen/<int:pk>/beiseite/", desk.aside, name="aside"),
    path("schreibtisch/einlesen/bogen/<int:pk>/wieder/", desk.again, name="again"),
    path("schreibtisch/einlesen/seite/<int:pk>/", desk.page, name="page"),
    path("schreibtisch/einlesen/seite/<int:pk>/beiseite/", desk.page_aside, name="page_aside"),
    path("schreibtisch/einlesen/seite/<int:pk>.jpg", desk.picture, name="picture"),
    path("schreibtisch/einlesen/seite/<int:pk>/<str:name>.jpg", desk.cut, name="cut"),
]
