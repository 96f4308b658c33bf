# SPDX-License-Identifier: EUPL-1.2
"""Pages for people; the addresses for machines are in `rest_urls`."""

from django.urls import path

from . import views

app_name = "api"
urlpatterns = [
    path("offene-daten/", views.open_data, name="open-data"),
    path("konto/schluessel/", views.tokens, name="tokens"),
    path("konto/schluessel/<int:pk>/loeschen/", views.revoke, name="revoke"),
]
