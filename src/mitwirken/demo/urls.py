# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("vorfuehrung/", views.start, name="start"),
    path("vorfuehrung/post/", views.mail, name="mail"),
    path("vorfuehrung/post/<str:key>/", views.letter, name="letter"),
]
