# SPDX-License-Identifier: EUPL-1.2
"""A place: on the map, from a list, or in words; each is enough. A value: `{"lat": 51.5, "lon": 7.4, "place": 3, "text": "Ecke …"}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mitwirken.civic.places.forms import DistrictField, Point, PointField
from mitwirken.civic.places.queries import area_at, atlas
from mitwirken.ground.paper.registry import Block, Write

from ..filling import Value
from ..models import SHORT, Answer, Question
from .base import Given, Kind, name_of

PLACE, WORDS = "_place", "_text"


def place_name(pk: int) -> str:
    return next((area.name for area in atlas().areas if area.pk == pk), "")


class PlaceOnMap(Kind):
    several_fields = True

    def fields(self, question: Question) -> dict[str, forms.Field]:
        return {
            "": PointField(label=_("Auf der Karte"), required=False),
            PLACE: DistrictField(label=_("Oder: Stadtbezirk aus der Liste"), required=False),
            WORDS: forms.CharField(
                label=_("Oder in Worten: Straße, Platz, Haltestelle"),
                max_length=SHORT,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
        }

    def take(self, question: Question, given: Given, before: Value) -> Value:
        found: Value = {}
        point, place = given.get(""), given.get(PLACE)
        if isinstance(point, Point):
            found |= {"lat": point.lat, "lon": point.lon}
            area = area_at(point.lat, point.lon)
            if area is not None and place is None:
                found["place"] = area.pk
        if place is not None and getattr(place, "pk", None):
            found["place"] = place.pk
        text = " ".join(str(given.get(WORDS) or "").split())
        return found | ({"text": text} if text else {})

    def initial(self, question: Question, value: Value) -> dict[str, Any]:
        point = Point(value["lat"], value["lon"]) if "lat" in value else None
        place = next((area.slug for area in atlas().areas if area.pk == value.get("place")), None)
        return {"": point, PLACE: place, WORDS: value.get("text", "")}

    def rows(self, question: Question, value: Value) -> list[dict[str, Any]]:
        if not value:
            return []
        known = {area.pk for area in atlas().areas}
        place = value.get("place")
        return [
            {
                "latitude": value.get("lat"),
                "longitude": value.get("lon"),
                "place_id": place if place in known else None,
                "text": value.get("text", ""),
            }
        ]

    def value(self, question: Question, answers: Sequence[Answer]) -> Value:
        found: Value = {}
        for each in answers[:1]:
            if each.latitude is not None and each.longitude is not None:
                found |= {"lat": float(each.latitude), "lon": float(each.longitude)}
            if each.place_id:
                found["place"] = each.place_id
            if each.text:
                found["text"] = each.text
        return found

    def words(self, question: Question, value: Value) -> list[str]:
        found = [place_name(value["place"])] if value.get("place") else []
        if "lat" in value:
            found.append(
                _("Punkt auf der Karte: %(lat)s, %(lon)s") % {"lat": value["lat"], "lon": value["lon"]}
            )
        return [*filter(None, found), *([value["text"]] if value.get("text") else [])]

    def on_paper(self, question: Question, number: str) -> list[Block]:
        label = f"{self.heading(question, number)} {_('(Straße, Platz oder Stadtbezirk)')}"
        return [Write(f"{name_of(question)}{WORDS}", label)]
