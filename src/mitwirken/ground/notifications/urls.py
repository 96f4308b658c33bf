# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("verfolgen/<str:topic>/", views.follow, name="follow"),
    path("konto/benachrichtigungen/", views.settings, name="settings"),
    path("konto/neuigkeiten/", views.news, name="news"),
    path("abmelden/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
