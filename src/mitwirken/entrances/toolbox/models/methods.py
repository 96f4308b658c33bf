# SPDX-License-Identifier: EUPL-1.2
"""A method of the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Method(models.Model):
    """A method as the city keeps it. `entry` holds facts and texts as `catalogue.write` gives them.

    `shipped` is the print of the file it came from; empty for the city's own and for what was imported. A method that
    the city has edited (`edited_at`) is left alone by an upgrade; `newer` then says that MitWIRken brings a newer text.
    """

    key = models.SlugField(_("Kennung"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    entry = models.JSONField()
    shipped = models.CharField(max_length=40, blank=True)
    newer = models.BooleanField(default=False)
    origin = models.CharField(_("Herkunft"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    checked_on = models.DateField(_("Zuletzt geprüft"), null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("toolbox:method", args=[self.key])

    def stream_topics(self) -> list[str]:
        return [f"method:{self.pk}", "toolbox"]
