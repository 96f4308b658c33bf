# SPDX-License-Identifier: EUPL-1.2
"""Erprobungen: what the city tried, with which question, and what it learned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .methods import Method


class Verdict(models.TextChoices):
    REPEAT = "wiederholen", _("Wiederholen")
    ADAPT = "anpassen", _("Angepasst wiederholen")
    DROP = "lassen", _("Nicht wiederholen")


class Tryout(models.Model):
    """A method tried out in the city. `hypothesis` was written before, `worked` and `worked_not` after.

    `counted` are the numbers of its process and events, taken by themselves when it is published: a list of
    `{key, value}`; `numbers` are the office's own: a list of `{name, value, note}`.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=140)
    methods = models.ManyToManyField(Method, verbose_name=_("Methoden"), related_name="tryouts")
    process = models.ForeignKey(
        "participation.Process",
        verbose_name=_("Prozess"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    events = models.ManyToManyField(
        "events.Event", verbose_name=_("Veranstaltungen"), blank=True, related_name="+"
    )
    office = models.ForeignKey(
        "desk.Office", verbose_name=_("Federführung"), null=True, blank=True, on_delete=models.PROTECT
    )
    question = models.CharField(_("Frage"), max_length=300)
    hypothesis = models.TextField(_("Annahme"), max_length=1000)
    began_on = models.DateField(_("Von"))
    ended_on = models.DateField(_("Bis"), null=True, blank=True)
    people = models.PositiveIntegerField(_("Beteiligte"), null=True, blank=True)
    channels = models.JSONField(_("Wege"), default=list)
    hours = models.PositiveIntegerField(_("Arbeitsstunden der Stadt"), null=True, blank=True)
    euros = models.PositiveIntegerField(_("Ausgaben in Euro"), null=True, blank=True)
    numbers = models.JSONField(_("Eigene Zahlen"), default=list)
    counted = models.JSONField(default=list)
    worked = models.TextField(_("Was gelang"), blank=True)
    worked_not = models.TextField(_("Was nicht gelang"), blank=True)
    verdict = models.CharField(_("Empfehlung"), max_length=12, choices=Verdict.choices, blank=True)
    advice = models.TextField(_("Was wir empfehlen"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-began_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("began_on")),
                name="tryout_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("toolbox:tryout", args=[self.slug])

    def stream_topics(self) -> list[str]:
        return [f"tryout:{self.pk}", "toolbox"]
