# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "rating"
urlpatterns = [
    path("bewerten/<int:pk>/", views.overview, name="overview"),
    path("bewerten/<int:pk>/ergebnis/", views.results, name="results"),
    path("bewerten/<int:pk>/ergebnis.csv", views.results_csv, name="results_csv"),
    path("bewerten/<slug:kind>/<int:pk>/", views.rate, name="rate"),
]
