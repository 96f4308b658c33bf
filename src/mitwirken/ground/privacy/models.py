# SPDX-License-Identifier: EUPL-1.2
from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """Proof that what was to go has gone: when the nightly work ran and how many rows of each kind it
    deleted.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("Löschlauf")
        verbose_name_plural = _("Löschläufe")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {sum(self.counts.values())}"
