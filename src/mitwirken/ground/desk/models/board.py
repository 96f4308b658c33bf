# SPDX-License-Identifier: EUPL-1.2
"""What the core team keeps beside cases: wishes of the offices, risks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .cases import Office


class Wish(models.Model):
    """An office would like to let people take part in something, or needs help with it: the core team answers."""

    class State(models.TextChoices):
        NEW = "neu", _("wartet auf das Kernteam")
        PLANNED = "eingeplant", _("eingeplant")
        DECLINED = "abgelehnt", _("nicht möglich")

    title = models.CharField(_("Worum geht es?"), max_length=140)
    text = models.TextField(_("Was wünschen Sie sich?"))
    wanted_on = models.DateField(_("Wann soll es losgehen?"), null=True, blank=True)
    office = models.ForeignKey(Office, verbose_name=_("Amt"), on_delete=models.PROTECT, related_name="wishes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("Stand"), max_length=12, choices=State.choices, default=State.NEW)
    answer = models.TextField(_("Antwort des Kernteams"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state="neu") | ~Q(answer=""), name="wish_answered_with_words")
        ]

    def __str__(self) -> str:
        return self.title


class Level(models.IntegerChoices):
    LOW = 1, _("gering")
    MEDIUM = 2, _("mittel")
    HIGH = 3, _("hoch")


class Risk(models.Model):
    """What could go wrong, how much it would weigh, and what is done against it. Among colleagues."""

    title = models.CharField(_("Was könnte schiefgehen?"), max_length=140)
    likelihood = models.PositiveSmallIntegerField(_("Wie wahrscheinlich"), choices=Level.choices)
    impact = models.PositiveSmallIntegerField(_("Wie schwer"), choices=Level.choices)
    measure = models.TextField(_("Was wir dagegen tun"))
    office = models.ForeignKey(
        Office, verbose_name=_("Wer sich kümmert"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="risks",
    )  # fmt: skip
    review_on = models.DateField(_("Wieder ansehen am"))
    closed_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["review_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def weight(self) -> int:
        return self.likelihood * self.impact

    @property
    def tone(self) -> str:
        return "no" if self.weight >= 6 else "busy" if self.weight >= 3 else "calm"

    @property
    def is_due(self) -> bool:
        return self.closed_at is None and self.review_on <= timezone.localdate()
