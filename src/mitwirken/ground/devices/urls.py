# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "devices"
urlpatterns = [
    path("geraet/", views.enter, name="enter"),
    path("geraet/fertig/", views.finish, name="finish"),
    path("geraet/bereit/", views.ready, name="ready"),
    path("geraet/noch-da/", views.still_there, name="still_there"),
    path("geraet/pause/", views.pause, name="pause"),
    path("geraet/puls/", views.pulse, name="pulse"),
    path("schreibtisch/geraete/", desk.overview, name="desk"),
    path("schreibtisch/geraete/<int:pk>/abmelden/", desk.end, name="end"),
]
