# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import exports
from .desk import plans as desk_plans
from .views import methods, plans

app_name = "toolbox"
urlpatterns = [
    path("instrumentenkoffer/", methods.front, name="front"),
    path("instrumentenkoffer/methoden/", methods.methods, name="methods"),
    path("instrumentenkoffer/methoden.json", exports.methods_json, name="methods_json"),
    path("instrumentenkoffer/methoden.csv", exports.methods_csv, name="methods_csv"),
    path("instrumentenkoffer/methoden/vergleich/", methods.compare, name="compare"),
    path("instrumentenkoffer/methoden/<slug:key>/", methods.method, name="method"),
    path("instrumentenkoffer/methoden/<slug:key>/handzettel/", methods.handout, name="handout"),
    path("instrumentenkoffer/finden/", plans.finder, name="finder"),
    path("instrumentenkoffer/empfehlung/", plans.advice, name="advice"),
    path("instrumentenkoffer/plaene/", plans.plans, name="plans"),
    path("instrumentenkoffer/plan/", plans.plan, name="plan"),
    path("schreibtisch/plan-beginnen/", desk_plans.start, name="start"),
    path("instrumentenkoffer/plan/konzept/", plans.concept, name="concept"),
]
