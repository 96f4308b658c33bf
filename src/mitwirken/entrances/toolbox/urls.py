# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .desk import plans as desk_plans
from .desk import tryouts as tryouts_desk
from .exports import methods as exports
from .exports import tryouts as tryout_files
from .views import methods, plans, tryouts

app_name = "toolbox"
urlpatterns = [
    path("instrumentenkoffer/", methods.front, name="front"),
    path("instrumentenkoffer/methoden/", methods.methods, name="methods"),
    path("instrumentenkoffer/methoden.json", exports.methods_json, name="methods_json"),
    path("instrumentenkoffer/methoden.csv", exports.methods_csv, name="methods_csv"),
    path("instrumentenkoffer/methoden/vergleich/", methods.compare, name="compare"),
    path("instrumentenkoffer/methoden/<slug:key>/", methods.method, name="method"),
    path("instrumentenkoffer/methoden/<slug:key>/handzettel/", methods.handout, name="handout"),
    # Try-outs
    path("instrumentenkoffer/erprobungen/", tryouts.tryouts, name="tryouts"),
    path(
        "instrumentenkoffer/erprobungen.json", tryout_files.tryouts, {"format": "json"}, name="tryouts_json"
    ),
    path("instrumentenkoffer/erprobungen.csv", tryout_files.tryouts, {"format": "csv"}, name="tryouts_csv"),
    path("instrumentenkoffer/erprobungen/vergleich/", tryouts.compare, name="tryouts_compare"),
    path("instrumentenkoffer/erprobungen/bericht/", tryouts.report, name="tryouts_report"),
    path("instrumentenkoffer/erprobungen/bericht.pdf", tryout_files.report_pdf, name="tryouts_pdf"),
    path("instrumentenkoffer/erprobungen/bericht.odt", tryout_files.report_odt, name="tryouts_odt"),
    path("instrumentenkoffer/erprobungen/<slug:slug>/", tryouts.tryout, name="tryout"),
    path("schreibtisch/erprobungen/", tryouts_desk.tryouts, name="desk_tryouts"),
    path("schreibtisch/erprobungen/neu/", tryouts_desk.create, name="desk_tryout_new"),
    path("schreibtisch/erprobungen/<int:pk>/", tryouts_desk.tryout, name="desk_tryout"),
    path("schreibtisch/erprobungen/<int:pk>/bearbeiten/", tryouts_desk.edit, name="desk_tryout_edit"),
    path(
        "schreibtisch/erprobungen/<int:pk>/veroeffentlichen/",
        tryouts_desk.publish,
        name="desk_tryout_publish",
    ),
    path(
        "schreibtisch/erprobungen/<int:pk>/zuruecknehmen/", tryouts_desk.withdraw, name="desk_tryout_withdraw"
    ),
    path("schreibtisch/erprobungen/<int:pk>/loeschen/", tryouts_desk.delete, name="desk_tryout_delete"),
    path("instrumentenkoffer/finden/", plans.finder, name="finder"),
    path("instrumentenkoffer/empfehlung/", plans.advice, name="advice"),
    path("instrumentenkoffer/plaene/", plans.plans, name="plans"),
    path("instrumentenkoffer/plan/", plans.plan, name="plan"),
    path("schreibtisch/plan-beginnen/", desk_plans.start, name="start"),
    path("instrumentenkoffer/plan/konzept/", plans.concept, name="concept"),
]
