# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, register_converter

from . import desk, views


class Language:
    regex = r"[a-z]{2,3}(?:-[a-z]+)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "text_language")

app_name = "texts"
urlpatterns = [
    path("seiten/<slug:slug>/", views.page, name="page"),
    path("seiten/<slug:slug>/druck/", views.printed, name="print"),
    path("seiten/<slug:slug>/leicht/", views.easy, name="easy"),
    path("seiten/<slug:slug>/leicht/druck/", views.easy_printed, name="easy_print"),
    path("leichte-sprache/", views.easy_index),
    path("wissen/", views.knowledge, name="knowledge"),
    path("schreibtisch/texte/", desk.texts, name="desk"),
    path("schreibtisch/texte/neu/", desk.new, name="new"),
    path("schreibtisch/texte/bild/", desk.picture, name="picture"),
    path("schreibtisch/texte/putzen/", desk.tidy, name="tidy"),
    path("schreibtisch/texte/<slug:slug>/", desk.overview, name="overview"),
    path("schreibtisch/texte/<slug:slug>/geprueft/", desk.reviewed, name="reviewed"),
    path("schreibtisch/texte/<slug:slug>/<text_language:language>/", desk.edit, name="edit"),
    path("schreibtisch/texte/<slug:slug>/<text_language:language>/vorschau/", desk.preview, name="preview"),
    path(
        "schreibtisch/texte/<slug:slug>/<text_language:language>/veroeffentlichen/",
        desk.publish,
        name="publish",
    ),
    path(
        "schreibtisch/texte/<slug:slug>/<text_language:language>/zuruecknehmen/",
        desk.withdraw,
        name="withdraw",
    ),
    path("schreibtisch/texte/<slug:slug>/<text_language:language>/verwerfen/", desk.discard, name="discard"),
    path(
        "schreibtisch/texte/<slug:slug>/<text_language:language>/fassungen/", desk.revisions, name="revisions"
    ),
    path(
        "schreibtisch/texte/<slug:slug>/<text_language:language>/fassungen/<int:pk>/",
        desk.revision,
        name="revision",
    ),
]
