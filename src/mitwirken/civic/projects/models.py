# SPDX-License-Identifier: EUPL-1.2
"""A Vorhaben: what the city plans, where, when, and whether people can take part in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.civic.participation.models import Process, Topic
from mitwirken.civic.places.models import Place
from mitwirken.ground.desk.models import Office


class Project(models.Model):
    """One Vorhaben. Drafts are seen at the desk only; a published one can be closed but does not vanish."""

    title = models.CharField(_("Titel"), max_length=140)
    summary = models.TextField(_("Was geplant ist"), max_length=1200)
    participation = models.BooleanField(_("Gibt es eine Beteiligung?"))
    reason = models.TextField(_("Warum, oder warum nicht"), max_length=1200)
    next_step = models.CharField(_("Nächster Schritt"), max_length=240)
    next_on = models.DateField(_("Wann der nächste Schritt ist"), null=True, blank=True)
    starts_on = models.DateField(_("Beginn des Vorhabens"), null=True, blank=True)
    contact = models.TextField(_("Ansprechstelle"), max_length=400)
    office = models.ForeignKey(
        Office, verbose_name=_("Zuständiges Amt"), on_delete=models.PROTECT, related_name="+"
    )
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, related_name="+")
    places = models.ManyToManyField(Place, verbose_name=_("Orte"), blank=True, related_name="+")
    process = models.ForeignKey(
        Process,
        verbose_name=_("Beteiligungsprozess dazu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [models.F("next_on").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["published_at", "closed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(next_step="") & ~Q(contact=""),
                name="project_with_reason_step_and_contact",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return ["projects"]

    @property
    def is_stale(self) -> bool:
        """The next step lies in the past: what the list promises is no longer true."""
        return self.closed_at is None and self.next_on is not None and self.next_on < timezone.localdate()
