# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    DISTRICT = "stadtbezirk", _("Stadtbezirk")
    QUARTER = "statistischer_bezirk", _("Statistischer Bezirk")


class Place(models.Model):
    """A district or a part of one, with its outline in WGS 84.

    `outline` is a GeoJSON MultiPolygon's coordinates; `schematic` says that it is a drawing and decides nothing.
    """

    kind = models.CharField(max_length=24, choices=PlaceKind.choices)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    latitude = models.FloatField()
    longitude = models.FloatField()
    outline = models.JSONField(default=list)
    schematic = models.BooleanField(default=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="place_code_once_a_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.slug])

    def stream_topics(self) -> list[str]:
        topics = [f"place:{self.pk}"]
        if self.parent_id:
            topics.append(f"place:{self.parent_id}")
        return [*topics, "places"]

    @property
    def district_id(self) -> int:
        """The district it belongs to; a district belongs to itself."""
        return int(self.parent_id or self.pk)


class Population(models.Model):
    """How many people live here, or are of an age, or speak a language: as the city's statisticians say it."""

    trait = models.CharField(max_length=10)
    value = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trait", "value"], name="population_value_once")]

    def __str__(self) -> str:
        return f"{self.trait} {self.value}: {self.people}"
