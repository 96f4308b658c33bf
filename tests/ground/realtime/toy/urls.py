# SPDX-License-Identifier: EUPL-1.2
from django.urls import include, path

from . import views

urlpatterns = [
    path("toy/<str:key>/", views.page),
    path("toy/<str:key>/stand/", views.snapshot),
    path("toy/<str:key>/mein/", views.mine),
    path("toy/<str:key>/sagen/", views.say),
    path("", include("mitwirken.config.urls")),
]
