# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Package(models.Model):
    """A package that was made of a process. The youngest counts; older ones stay as a note of what was handed over.

    `file` is empty when its contents had to go (somebody left, and their words with them): then a new one is made.
    """

    process = models.ForeignKey("participation.Process", on_delete=models.CASCADE, related_name="packages")
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    offered_on = models.DateField(_("Angeboten am"), null=True, blank=True)
    handed_over_on = models.DateField(_("Übergeben am"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["process", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.process_id}: {self.made_at:%Y-%m-%d}"
