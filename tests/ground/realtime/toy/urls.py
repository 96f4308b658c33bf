# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from mitwirken.config import urls

from . import views

urlpatterns = [
    path("toy/<str:key>/", views.page),
    path("toy/<str:key>/stand/", views.snapshot),
    path("toy/<str:key>/mein/", views.mine),
    path("toy/<str:key>/sagen/", views.say),
    *urls.urlpatterns,
]
