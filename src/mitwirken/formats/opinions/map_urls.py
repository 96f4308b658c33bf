# SPDX-License-Identifier: EUPL-1.2
"""Addresses of maps, their files, and what staff do with them; part of `urls`."""

from django.urls import path

from . import desk_maps, exports, maps

HERE = "meinungskarten/<int:pk>/"
DESK = "schreibtisch/meinungskarten/"
map_patterns = [
    path(f"{HERE}karte/", maps.show, name="map"),
    path(f"{HERE}karte/stand/", exports.map_state, name="map_state"),
    path(f"{HERE}comments.csv", exports.statements_csv, name="statements_csv"),
    path(f"{HERE}votes.csv", exports.votes_csv, name="votes_csv"),
    path(f"{HERE}participants-votes.csv", exports.matrix_csv, name="matrix_csv"),
    path(f"{DESK}einlesen/", desk_maps.take_in, name="desk_import"),
    path(f"{DESK}<int:pk>/zeichnen/", desk_maps.draw, name="desk_draw"),
]
