# SPDX-License-Identifier: EUPL-1.2
"""Places come from files: the schematic drawing first, the official outlines as soon as somebody has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.ground import pages
from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels.geometry import centroid
from mitwirken.kernels.similarity import fold

from .geojson import BadFeature, PlaceFeature, features
from .models import Place, PlaceKind, Population
from .population import Fact

PLACES_IMPORTED = "places.imported"
POPULATION_IMPORTED = "places.population_imported"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass
class Report:
    """What an import did: names by outcome, bad features by index with the reason."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)


class _Undo(Exception):
    pass


def import_places(
    raw: Sequence[Any],
    *,
    skip_bad: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The outlines of places are taken from GeoJSON features, all or none.

    A place that is known by kind and code, or by its name, keeps its address, gets the new outline, and is no longer
    schematic unless the feature says so; others are added. Once the official outlines are there, a drawing does
    not replace them. Importing the same file again changes nothing. Causes: maps and place pages grow stale; stands in the logbook. Refuses a bad
    feature by its index, unless `skip_bad`; a part of an unknown district. `dry_run` only reports.
    """
    report = Report()
    read: list[tuple[int, PlaceFeature]] = []
    for number, feature in features(list(raw)):
        if isinstance(feature, BadFeature):
            _bad(report, number, str(feature), skip_bad)
        else:
            read.append((number, feature))
    # Districts first, whatever their order in the file: parts point at them.
    read.sort(key=lambda each: (each[1].kind != PlaceKind.DISTRICT, each[0]))
    try:
        with transaction.atomic():
            for done, (number, feature) in enumerate(read, 1):
                try:
                    _take(report, feature)
                except BadFeature as trouble:
                    _bad(report, number, str(trouble), skip_bad)
                if progress:
                    progress(done, len(read))
            if dry_run:
                raise _Undo
            if report.added or report.changed:
                pages.changed("places", "processes")
                note(
                    PLACES_IMPORTED,
                    facts={
                        "rows": len(report.added) + len(report.changed),
                        "added": len(report.added),
                        "changed": len(report.changed),
                        "skipped": len(report.skipped),
                    },
                )
    except _Undo:
        pass
    return report


def _bad(report: Report, number: int, sentence: str, skip_bad: bool) -> None:
    if not skip_bad:
        raise Refusal(
            _("Objekt %(number)d der Datei %(trouble)s. Es wurde nichts geändert.")
            % {"number": number, "trouble": sentence},
            status=422,
        )
    report.skipped.append((number, sentence))


def _known(feature: PlaceFeature) -> Place | None:
    rows = Place.objects.filter(kind=feature.kind)
    if feature.code:
        found = rows.filter(code=feature.code).first()
        if found:
            return found
    name = fold(feature.name)
    return next((row for row in rows.defer("outline") if fold(row.name) == name), None)


def _parent(feature: PlaceFeature) -> Place | None:
    if not feature.parent:
        return None
    districts = Place.objects.filter(kind=PlaceKind.DISTRICT)
    found = districts.filter(slug=feature.parent).first() or districts.filter(code=feature.parent).first()
    if found is None:
        raise BadFeature(f"({feature.name}) belongs to the district {feature.parent!r}, which is not known")
    return found


def _take(report: Report, feature: PlaceFeature) -> None:
    place = _known(feature)
    parent = _parent(feature) if feature.kind == PlaceKind.QUARTER else None
    if place is None:
        if not feature.code:
            raise BadFeature(f"({feature.name}) has no code and is not known by its name")
        place = Place(
            kind=feature.kind, code=feature.code, name=feature.name, slug=_free_slug(feature, parent)
        )
    elif feature.schematic and not place.schematic:
        report.same.append(place.name)
        return
    before = None if place.pk is None else _state(place)
    lon, lat = centroid(feature.outline)
    place.outline = feature.outline
    place.schematic = feature.schematic
    place.parent = parent or (place.parent if place.pk else None)
    if feature.lat is not None and feature.lon is not None:
        place.latitude, place.longitude = feature.lat, feature.lon
    elif before is None or not feature.schematic:
        place.latitude, place.longitude = round(lat, 5), round(lon, 5)
    if feature.population is not None:
        place.population = feature.population
    if before is None:
        place.save()
        report.added.append(place.name)
    elif before == _state(place):
        report.same.append(place.name)
    else:
        place.save()
        report.changed.append(place.name)


def _state(place: Place) -> tuple[Any, ...]:
    return (
        place.outline,
        place.schematic,
        place.parent_id,
        place.latitude,
        place.longitude,
        place.population,
    )


def _free_slug(feature: PlaceFeature, parent: Place | None) -> str:
    """Own address; where a part is called like its district (Eving in Eving) the district's name stands before it."""
    base = feature.slug or slugify(feature.name.translate(_UMLAUTS)) or feature.code
    tries = [
        base,
        f"{parent.slug}-{base}" if parent else f"{base}-{feature.code}",
        f"{base}-{feature.kind}-{feature.code}",
    ]
    for slug in tries:
        if not Place.objects.filter(slug=slug).exists():
            return slug
    raise BadFeature(f"({feature.name}) has no free address")


@transaction.atomic
def import_population(facts: Sequence[Fact]) -> int:
    """The figures of the population are taken from a file and replace those imported before; nothing of a file that is
    empty. Causes: pages that compare with the population grow stale; stands in the logbook. Refuses nothing.
    """
    if not facts:
        return 0
    Population.objects.all().delete()
    Population.objects.bulk_create(
        Population(
            trait=fact.trait, value=fact.value, people=fact.people, as_of=fact.as_of, source=fact.source
        )
        for fact in facts
    )
    pages.changed("representation")
    note(POPULATION_IMPORTED, facts={"rows": len(facts), "as_of": max(fact.as_of for fact in facts)})
    return len(facts)
