# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk

app_name = "archive"
urlpatterns = [
    path("schreibtisch/archiv/", desk.packages, name="desk"),
    path("schreibtisch/archiv/<int:pk>/", desk.package, name="package"),
    path("schreibtisch/archiv/<int:pk>/packen/", desk.make, name="make"),
    path("schreibtisch/archiv/<int:pk>/paket.zip", desk.download, name="download"),
]
