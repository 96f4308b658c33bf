# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    ASSISTED = "begleitet", _("Begleiteter Modus: jemand hilft, die ganze Seite steht offen")
    KIOSK = "kiosk", _("Fester Bildschirm: eine Seite und was dazu gehört")


class Device(models.Model):
    """A device that many people use. `start` is where each begins; `minutes` without anything done, and it begins anew."""

    name = models.CharField(max_length=80)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ASSISTED)
    start = models.CharField(max_length=200, default="/")
    minutes = models.PositiveSmallIntegerField(default=10)
    code = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_kiosk(self) -> bool:
        return self.mode == Mode.KIOSK

    @property
    def seconds(self) -> int:
        return self.minutes * 60

    @property
    def ask_after(self) -> int:
        """So many seconds without anything done, and the device asks whether somebody is there."""
        return self.seconds - 60
