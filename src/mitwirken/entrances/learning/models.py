# SPDX-License-Identifier: EUPL-1.2
"""People who offer to facilitate, and what is written to them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Fee(models.TextChoices):
    FREE = "ehrenamtlich", _("ehrenamtlich")
    PAID = "honorar", _("gegen Honorar")
    BOTH = "beides", _("beides, je nach Vorhaben")


class Method(models.TextChoices):
    """What somebody can facilitate. `OTHER` stands for what the text says."""

    FISHBOWL = "fishbowl", _("Fishbowl")
    CAFE = "world-cafe", _("World Café")
    OPEN_SPACE = "open-space", _("Open Space")
    FUTURE = "zukunftswerkstatt", _("Zukunftswerkstatt")
    ROUND_TABLE = "runder-tisch", _("Runder Tisch")
    MEDIATION = "streit", _("Gespräche bei Streit")
    CHILDREN = "kinder", _("Arbeit mit Kindern und Jugendlichen")
    WALK = "rundgang", _("Rundgang vor Ort")
    ONLINE = "online", _("Online und hybrid")
    EASY = "leichte-sprache", _("Leichte Sprache")
    OTHER = "anderes", _("anderes, siehe Text")


class Facilitator(models.Model):
    """Somebody's own entry: what they can facilitate, where, in which languages. Ends after a year unless renewed.

    Shown is the name they chose and what they wrote, never an address: who wants them writes through the platform.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitator_entry"
    )
    name = models.CharField(_("Name, der im Verzeichnis steht"), max_length=80)
    methods = models.JSONField(_("Was ich begleiten kann"), default=list)
    languages = models.CharField(_("Sprachen"), max_length=160)
    district = models.ForeignKey(
        "places.Place",
        verbose_name=_("Stadtbezirk"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    fee = models.CharField(_("Bezahlung"), max_length=20, choices=Fee.choices)
    about = models.TextField(_("Über mich"), max_length=800, blank=True)
    consented_at = models.DateTimeField()
    ends_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["ends_on"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning:facilitator", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"facilitator:{self.pk}", "facilitators"]

    @property
    def author_id(self) -> int:
        """Whose words these are; moderation asks."""
        return self.person_id

    @property
    def text(self) -> str:
        """All of it in words: for search and for a report."""
        return "\n".join(
            part for part in (", ".join(map(str, self.method_words)), self.languages, self.about) if part
        )

    @property
    def method_words(self) -> list[Any]:
        return [each.label for each in Method if each.value in self.methods]

    def is_listed(self, today: date | None = None) -> bool:
        return self.hidden_at is None and self.ends_on >= (today or timezone.localdate())


def fresh_token() -> str:
    return secrets.token_urlsafe(18)


class Inquiry(models.Model):
    """What somebody with an account writes to a facilitator, and the answer. Both go by mail; no address is shown to the other."""

    token = models.CharField(max_length=40, unique=True, default=fresh_token)
    to = models.ForeignKey(Facilitator, on_delete=models.CASCADE, related_name="inquiries")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitator_inquiries"
    )
    text = models.TextField(_("Ihre Nachricht"), max_length=3000)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("Ihre Antwort"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "inquiries"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.to_id}"

    def get_absolute_url(self) -> str:
        return reverse("learning:inquiry", args=[self.token])
