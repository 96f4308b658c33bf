# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

app_name = "hub"
urlpatterns = [
    path("", views.home, name="home"),
    path("anforderungen/", views.requirements, name="requirements"),
    path("wo-bin-ich-richtig/", views.where, name="where"),
    path("barriere-melden/", views.feedback, name="feedback"),
    path("barriere-melden/<str:token>/", views.feedback_receipt, name="feedback_receipt"),
    path("schreibtisch/barrieren/<int:pk>/", views.barrier, name="barrier"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
]
