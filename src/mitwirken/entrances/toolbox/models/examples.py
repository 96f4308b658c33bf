# SPDX-License-Identifier: EUPL-1.2
"""What other places did, with figures that can be looked up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .methods import Method


class Size(models.TextChoices):
    """How large the place is."""

    SMALL = "klein", _("unter 50.000 Menschen")
    MIDDLE = "mittel", _("50.000 bis 250.000 Menschen")
    LARGE = "gross", _("250.000 bis 1 Million Menschen")
    METROPOLIS = "metropole", _("über 1 Million Menschen")
    REGION = "region", _("Region oder Land")


class Example(models.Model):
    """A case from elsewhere. `texts` holds title, what was done, lesson and hint for the city, by language."""

    key = models.SlugField(_("Kennung"), max_length=60, unique=True)
    title = models.CharField(_("Titel"), max_length=160)
    place = models.CharField(_("Ort"), max_length=120)
    country = models.CharField(_("Land"), max_length=2)
    years = models.CharField(_("Zeitraum"), max_length=40)
    year = models.PositiveSmallIntegerField(_("Jahr des Beginns"))
    size = models.CharField(_("Größe des Ortes"), max_length=12, choices=Size.choices)
    topic = models.CharField(_("Thema"), max_length=40, blank=True)
    language = models.CharField(_("Sprache der Quellen"), max_length=8, default="de")
    platform = models.CharField(_("Werkzeuge"), max_length=200, blank=True)
    cost = models.CharField(_("Kosten"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    texts = models.JSONField(default=dict)
    methods = models.ManyToManyField(Method, blank=True, related_name="examples")
    source = models.TextField(_("Quellen"), blank=True)
    evidence = models.CharField(max_length=1, default="K")
    shipped = models.CharField(max_length=40, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    checked_on = models.DateField(_("Zuletzt geprüft"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-year", "title"]

    def __str__(self) -> str:
        return str(self.words("title") or self.title)

    def get_absolute_url(self) -> str:
        return reverse("toolbox:example", args=[self.key])

    def stream_topics(self) -> list[str]:
        return [f"example:{self.pk}", "toolbox"]

    def words(self, field: str) -> Any:
        """A text in the language of the page, otherwise in German."""
        language = (get_language() or "de")[:2]
        return self.texts.get(language, {}).get(field) or self.texts.get("de", {}).get(field, "")

    @property
    def said(self) -> dict[str, Any]:
        """All texts in the language of the page, each otherwise in German."""
        language = (get_language() or "de")[:2]
        own = {field: text for field, text in self.texts.get(language, {}).items() if text}
        return {**self.texts.get("de", {}), **own}

    @property
    def spoken(self) -> str:
        """In which language the texts are."""
        language = (get_language() or "de")[:2]
        return language if language in self.texts else "de"


class Figure(models.Model):
    """A number of an example: what it counts, when, and where it can be read. Without a source there is none."""

    example = models.ForeignKey(Example, on_delete=models.CASCADE, related_name="figures")
    value = models.CharField(_("Zahl"), max_length=60)
    what = models.CharField(_("Was gezählt wurde"), max_length=200)
    what_en = models.CharField(_("Was gezählt wurde, auf Englisch"), max_length=200, blank=True)
    stand = models.CharField(_("Stand"), max_length=40)
    source = models.CharField(_("Quelle"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="figure_has_a_source"),
            models.CheckConstraint(condition=~models.Q(stand=""), name="figure_has_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.words}"

    @property
    def words(self) -> str:
        return self.what_en if self.what_en and (get_language() or "").startswith("en") else self.what
