# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, views

app_name = "moderation"
urlpatterns = [
    path("melden/eingang/<str:token>/", views.receipt, name="receipt"),
    path("melden/entscheidung/<str:token>/", views.decision, name="decision"),
    path("melden/wartet/<str:token>/", views.waiting, name="waiting"),
    path("melden/massnahme/<str:token>/", views.measure, name="measure"),
    path("melden/zahlen/", views.yearly, name="figures"),
    path("melden/zahlen.csv", views.yearly_csv, name="figures_csv"),
    path("melden/<slug:kind>/<int:pk>/", views.report, name="report"),
    path("schreibtisch/moderation/", desk.queue, name="queue"),
    path("schreibtisch/moderation/massnahme/<slug:kind>/<int:pk>/", desk.measure, name="measure_new"),
    path("schreibtisch/moderation/widerspruch/<int:pk>/", desk.protest, name="protest"),
    path("schreibtisch/moderation/<slug:kind>/<int:pk>/", desk.subject, name="subject"),
    path("schreibtisch/moderation/<slug:kind>/<int:pk>/bleibt/", desk.keep, name="keep"),
    path("schreibtisch/moderation/<slug:kind>/<int:pk>/verbergen/", desk.hide, name="hide"),
    path("schreibtisch/moderation/<slug:kind>/<int:pk>/zeigen/", desk.show, name="show"),
]
