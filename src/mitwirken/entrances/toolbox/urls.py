# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import feeds
from .desk import examples as desk_examples
from .desk import exchange as desk_exchange
from .desk import methods as desk_methods
from .desk import plans as desk_plans
from .desk import tips as desk_tips
from .desk import tryouts as tryouts_desk
from .exports import examples as examples_files
from .exports import methods as methods_files
from .exports import plans as plan_files
from .exports import tryouts as tryout_files
from .views import examples, methods, plans, tips, tryouts

app_name = "toolbox"
urlpatterns = [
    path("instrumentenkoffer/", methods.front, name="front"),
    path("instrumentenkoffer/methoden/", methods.methods, name="methods"),
    path("instrumentenkoffer/methoden.json", methods_files.methods_json, name="methods_json"),
    path("instrumentenkoffer/methoden.csv", methods_files.methods_csv, name="methods_csv"),
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
    path("instrumentenkoffer/plan/konzept.pdf", plan_files.concept_pdf, name="concept_pdf"),
    path("instrumentenkoffer/plan/konzept.odt", plan_files.concept_odt, name="concept_odt"),
    # Examples and tips.
    path("instrumentenkoffer/methoden/<slug:key>/tipp/", tips.give_tip, name="give_tip"),
    path("instrumentenkoffer/tipp/<str:token>/", tips.receipt, name="tip"),
    path("instrumentenkoffer/beispiele/", examples.examples, name="examples"),
    path("instrumentenkoffer/beispiele/karte/", examples.examples_map, name="examples_map"),
    path("instrumentenkoffer/beispiele/vorschlagen/", tips.suggest_example, name="suggest_example"),
    path("instrumentenkoffer/beispiele.json", examples_files.examples_json, name="examples_json"),
    path("instrumentenkoffer/beispiele.csv", examples_files.examples_csv, name="examples_csv"),
    path("instrumentenkoffer/tellerrand.atom", feeds.beyond_the_rim, name="examples_feed"),
    path("instrumentenkoffer/beispiele/<slug:key>/", examples.example, name="example"),
    # The desk's pages of methods, examples and tips.
    path("schreibtisch/instrumentenkoffer/", desk_methods.methods, name="desk"),
    path("schreibtisch/instrumentenkoffer/methoden/neu/", desk_methods.create, name="desk_method_create"),
    path(
        "schreibtisch/instrumentenkoffer/methoden/einlesen/",
        desk_exchange.take_in_methods,
        name="desk_take_in_methods",
    ),
    path("schreibtisch/instrumentenkoffer/methoden/<int:pk>/", desk_methods.method, name="desk_method"),
    path(
        "schreibtisch/instrumentenkoffer/methoden/<int:pk>/bearbeiten/",
        desk_methods.edit,
        name="desk_method_edit",
    ),
    path("schreibtisch/instrumentenkoffer/methoden/<int:pk>/tun/", desk_methods.do, name="desk_method_do"),
    path(
        "schreibtisch/instrumentenkoffer/methoden/<int:pk>/neuer/",
        desk_methods.newer,
        name="desk_method_newer",
    ),
    path("schreibtisch/instrumentenkoffer/beispiele/", desk_examples.examples, name="desk_examples"),
    path("schreibtisch/instrumentenkoffer/beispiele/neu/", desk_examples.create, name="desk_example_create"),
    path(
        "schreibtisch/instrumentenkoffer/beispiele/einlesen/",
        desk_exchange.take_in_examples,
        name="desk_take_in_examples",
    ),
    path("schreibtisch/instrumentenkoffer/beispiele/<int:pk>/", desk_examples.example, name="desk_example"),
    path(
        "schreibtisch/instrumentenkoffer/beispiele/<int:pk>/bearbeiten/",
        desk_examples.edit,
        name="desk_example_edit",
    ),
    path("schreibtisch/instrumentenkoffer/beispiele/<int:pk>/tun/", desk_examples.do, name="desk_example_do"),
    path("schreibtisch/instrumentenkoffer/tipps/", desk_tips.tips, name="desk_tips"),
    path("schreibtisch/instrumentenkoffer/tipps/<int:pk>/", desk_tips.tip, name="desk_tip"),
]
