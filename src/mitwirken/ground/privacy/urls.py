# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import exports, views

app_name = "privacy"
urlpatterns = [
    path("datenschutz/verzeichnis/", views.register, name="register"),
    path("datenschutz/verzeichnis.pdf", exports.register_pdf, name="register_pdf"),
    path("datenschutz/verzeichnis.odt", exports.register_odt, name="register_odt"),
    path("datenschutz/verzeichnis.json", exports.register_json, name="register_json"),
]
