# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern

app_name = "privacy"
urlpatterns: list[URLPattern] = []
