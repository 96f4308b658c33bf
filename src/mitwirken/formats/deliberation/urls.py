# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "deliberation"
urlpatterns = [
    path("beitrag/<slug:kind>/<int:pk>/neu/", views.add, name="add"),
    path("beitraege/<int:pk>/", views.argument, name="argument"),
    path("beitraege/<int:pk>/antworten/", views.replies, name="replies"),
    path("beitraege/<int:pk>/fassungen/", views.versions, name="versions"),
    path("beitraege/<int:pk>/aendern/", views.edit, name="edit"),
    path("beitraege/<int:pk>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("beitraege/<int:pk>/hilfreich/", views.helpful, name="helpful"),
    path("beitraege/<slug:kind>/<int:pk>/<slug:which>/", views.side, name="side"),
    path("schreibtisch/beitrag/<slug:kind>/<int:pk>/", desk.enter, name="enter"),
]
