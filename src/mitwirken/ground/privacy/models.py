# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
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


class Consent(models.Model):
    """Somebody consented to something beyond taking part: to these words, then, until then."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    words = models.TextField(_("Wortlaut"))
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField(_("Erteilt am"))
    ends_on = models.DateField(_("Gilt bis"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Zurückgenommen am"), null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(ended_at=None),
                name="consent_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"
