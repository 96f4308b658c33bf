# SPDX-License-Identifier: EUPL-1.2
"""What the public sends in: a tip for a method, an experience with it, an example from elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel

from .methods import Method


class TipKind(models.TextChoices):
    TIP = "tipp", _("Tipp")
    EXPERIENCE = "erfahrung", _("Erfahrung")
    EXAMPLE = "beispiel", _("Beispiel")


class TipState(models.TextChoices):
    WAITING = "wartet", _("wartet")
    PUBLISHED = "veroeffentlicht", _("veröffentlicht")
    DECLINED = "abgelehnt", _("nicht übernommen")


class Tip(models.Model):
    """Shown after somebody has looked at it. `name` is what shall stand below it, freely chosen, or nothing.

    `token` is the address at which whoever sent it sees what became of it.
    """

    kind = models.CharField(max_length=12, choices=TipKind.choices)
    method = models.ForeignKey(Method, null=True, blank=True, on_delete=models.CASCADE, related_name="tips")
    text = models.TextField(_("Ihr Text"), max_length=2000)
    where = models.CharField(_("Wo und wann"), max_length=160, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    name = models.CharField(_("Name, der darunter steht"), max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    state = models.CharField(max_length=16, choices=TipState.choices, default=TipState.WAITING)
    reason = models.TextField(_("Begründung"), blank=True)
    token = models.CharField(max_length=40, unique=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="beispiel") | ~models.Q(source=""), name="example_tip_has_a_source"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="beispiel") | models.Q(method__isnull=False),
                name="tip_is_about_a_method",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def receipt_url(self) -> str:
        """Where whoever sent it sees what became of it; nobody else knows the address."""
        return reverse("toolbox:tip", args=[self.token])

    def get_absolute_url(self) -> str:
        """Where everybody reads it: at its method. What became an example is read there."""
        if self.method is None:
            return reverse("toolbox:examples")
        return f"{self.method.get_absolute_url()}#tipp-{self.pk}"

    def stream_topics(self) -> list[str]:
        return [f"method:{self.method_id}", "toolbox"] if self.method_id else ["toolbox"]
