# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [path("datenschutz/verzeichnis/", views.register, name="register")]
