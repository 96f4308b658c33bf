# SPDX-License-Identifier: EUPL-1.2
"""Requests of people about their data, and incidents."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REPORT_WITHIN = timedelta(hours=72)
"""Art. 33(1) GDPR: to the supervisory authority, from the moment it became known."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


class RequestKind(models.TextChoices):
    EXPORT = "auskunft", _("Auskunft: alle Daten heruntergeladen")
    CORRECT = "berichtigung", _("Berichtigung")
    RESTRICT = "einschraenkung", _("Einschränkung der Verarbeitung")
    RELEASE = "aufhebung", _("Einschränkung aufgehoben")
    OBJECT = "widerspruch", _("Widerspruch gegen die Verarbeitung")
    ERASE = "loeschung", _("Löschung des Kontos")


class Request(models.Model):
    """Somebody used a right they have over their data. What the software does by itself is done at once; the rest waits for
    an answer of the city.

    `token` is the address of the receipt, which names nobody: it outlives the account.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token)
    kind = models.CharField(_("Recht"), max_length=16, choices=RequestKind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("Was Sie möchten"), blank=True, max_length=4000)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(_("Antwort"), blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the letter about the answer goes out; later after each try that failed, empty when it is done or given up.
    letter_due_at = models.DateTimeField(null=True, blank=True)
    letter_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("Anliegen zum Datenschutz")
        verbose_name_plural = _("Anliegen zum Datenschutz")
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(answered_at=None, due_on__isnull=False),
                name="request_waiting",
            ),
            models.Index(
                fields=["letter_due_at"],
                condition=models.Q(letter_due_at__isnull=False),
                name="request_letter_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("protection:receipt", args=[self.token])

    @property
    def number(self) -> str:
        return f"D-{self.pk}"

    @property
    def waits(self) -> bool:
        return self.due_on is not None and self.answered_at is None

    @property
    def is_late(self) -> bool:
        return self.waits and self.due_on is not None and self.due_on < timezone.localdate()


class Incident(models.Model):
    """Personal data were lost, changed or seen by somebody they were not meant for (Art. 33(5) GDPR): what, since when,
    what was done, whom it was reported to.
    """

    what = models.CharField(_("Was ist geschehen?"), max_length=200)
    facts = models.TextField(_("Umstände"), blank=True, max_length=6000)
    known_at = models.DateTimeField(_("Bekannt seit"))
    happened_at = models.DateTimeField(_("Geschehen am"), null=True, blank=True)
    data = models.TextField(_("Welche Daten"), blank=True, max_length=2000)
    people = models.PositiveIntegerField(_("Wie viele Menschen ungefähr"), null=True, blank=True)
    effects = models.TextField(_("Mögliche Folgen"), blank=True, max_length=4000)
    measures = models.TextField(_("Was getan wurde und wird"), blank=True, max_length=6000)
    risk = models.CharField(
        _("Risiko für die Betroffenen"),
        max_length=10,
        choices=[
            ("offen", _("noch nicht bewertet")),
            ("keins", _("voraussichtlich keines: keine Meldung nötig")),
            ("risiko", _("Risiko: der Aufsicht melden")),
            ("hoch", _("hohes Risiko: auch den Betroffenen sagen")),
        ],
        default="offen",
    )
    risk_because = models.TextField(_("Warum"), blank=True, max_length=4000)
    authority_told_at = models.DateTimeField(_("Der Aufsicht gemeldet am"), null=True, blank=True)
    late_because = models.TextField(_("Warum später als nach 72 Stunden"), blank=True, max_length=2000)
    people_told_at = models.DateTimeField(_("Den Betroffenen gesagt am"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-known_at", "-pk"]
        verbose_name = _("Datenpanne")
        verbose_name_plural = _("Datenpannen")

    def __str__(self) -> str:
        return f"{self.number} {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("protection:incident", args=[self.pk])

    @property
    def number(self) -> str:
        return f"P-{self.pk}"

    @property
    def report_until(self) -> datetime:
        return self.known_at + REPORT_WITHIN

    @property
    def must_report(self) -> bool:
        """Still open is taken for a risk: the clock runs until somebody has decided otherwise, with a reason."""
        return self.risk != "keins" and self.authority_told_at is None

    @property
    def must_tell(self) -> bool:
        return self.risk == "hoch" and self.people_told_at is None

    def hours_left(self, now: datetime | None = None) -> int:
        """Whole hours until the report is due, negative when it is over."""
        seconds = (self.report_until - (now or timezone.now())).total_seconds()
        return int(seconds // 3600)


class IncidentEntry(models.Model):
    """A line of the incident's history: who changed what when. Written once."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at:%Y-%m-%d %H:%M}"
