# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [path("bausteine/", views.parts, name="parts")]
