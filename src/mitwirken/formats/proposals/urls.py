# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import desk, exports, feeds, views

app_name = "proposals"
urlpatterns = [
    path("prozesse/<slug:slug>/vorschlaege/", views.proposals, name="list"),
    path("prozesse/<slug:slug>/vorschlaege/atom.xml", feeds.NewProposals(), name="atom"),
    path("prozesse/<slug:slug>/vorschlaege/karte/", views.proposals_on_map, name="map"),
    path("prozesse/<slug:slug>/vorschlaege/neu/", views.new, name="new"),
    path("prozesse/<slug:slug>/vorschlaege/aehnliche/", views.similar, name="similar"),
    path("prozesse/<slug:slug>/vorschlaege/entwurf/<str:key>/<int:step>/", views.draft_step, name="draft"),
    path("prozesse/<slug:slug>/vorschlaege/entwurf/<str:key>/merken/", views.keep, name="keep"),
    path("prozesse/<slug:slug>/vorschlaege/entwurf/<str:key>/loeschen/", views.discard, name="discard"),
    path("prozesse/<slug:slug>/vorschlaege/<int:number>/", views.proposal, name="proposal"),
    path("prozesse/<slug:slug>/vorschlaege/<int:number>/fassungen/", views.versions, name="versions"),
    path("prozesse/<slug:slug>/vorschlaege/<int:number>/druck/", views.print_view, name="print"),
    path("prozesse/<slug:slug>/vorschlaege/<int:number>/bearbeiten/", views.edit, name="edit"),
    path("prozesse/<slug:slug>/vorschlaege/<int:number>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("v/<int:number>/", views.short, name="short"),
    path("schreibtisch/vorschlaege/<int:number>/zusammenfuehren/", desk.merge, name="merge"),
    path("schreibtisch/vorschlaege/<int:number>/trennen/", desk.unmerge, name="unmerge"),
    *(
        path(f"{where}{name}.{format}", view, {"format": format}, name=f"export_{name}_{format}{suffix}")
        for where, suffix in (("offene-daten/", ""), ("prozesse/<slug:slug>/", "_of"))
        for name, view, formats in (
            ("vorschlaege", exports.proposals, ("csv", "json", "geojson")),
            ("beitraege", exports.arguments, ("csv", "json")),
            ("bewertungen", exports.rating_results, ("csv", "json")),
        )
        for format in formats
    ),
]
