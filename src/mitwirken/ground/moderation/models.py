# SPDX-License-Identifier: EUPL-1.2
"""Reports, what was decided about a subject, and objections to that."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.desk.models import WrittenOnceError, WrittenOnceQuerySet


def fresh_token() -> str:
    """For addresses that only who was given them finds: numbers in a row would tell how others fared."""
    return secrets.token_urlsafe(18)


class Category(models.TextChoices):
    """Why somebody reports. Danger stands first: it cannot wait in a list."""

    DANGER = "gefahr", _("Jemand ist in Gefahr oder wird bedroht")
    HATE = "hass", _("Beleidigung oder Hass gegen Menschen")
    PRIVATE = "privat", _("Private Angaben oder Bilder von Menschen")
    RIGHTS = "rechte", _("Text oder Bild gehört jemand anderem")
    ADVERTISING = "werbung", _("Werbung, Spam oder Betrug")
    ILLEGAL = "rechtswidrig", _("Verstößt auf andere Weise gegen ein Gesetz")
    RULES = "regeln", _("Verstößt gegen die Spielregeln dieser Plattform")
    CHILDREN = "kinder", _("Darstellung von Missbrauch an Kindern")


class Verdict(models.TextChoices):
    KEEP = "behalten", _("Bleibt sichtbar")
    HIDE = "verborgen", _("Verborgen")
    SHOW = "gezeigt", _("Wieder sichtbar")


class Ground(models.TextChoices):
    LAW = "gesetz", _("Gesetz")
    RULES = "regeln", _("Spielregeln der Plattform")


class Decision(models.Model):
    """What was decided about a subject, with the reasons its author is told. Written once; another decision
    follows it.

    Hiding without naming what, on which ground and because of which facts is impossible, in the database too.
    """

    token = models.CharField(max_length=32, unique=True, default=fresh_token)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    verdict = models.CharField(_("Entscheidung"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("Begründung"), blank=True)
    what = models.TextField(_("Was verborgen wird"), blank=True)
    ground = models.CharField(_("Grundlage"), max_length=10, choices=Ground.choices, blank=True)
    clause = models.CharField(_("Welche Vorschrift oder Regel"), max_length=300, blank=True)
    facts = models.TextField(_("Warum: die Tatsachen"), blank=True)
    # Whether somebody had reported it; otherwise the moderation saw it by itself (Art. 17(3)(b)).
    reported = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"]),
            models.Index(fields=["verdict", "at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="verborgen")
                | (~Q(what="") & ~Q(ground="") & ~Q(clause="") & ~Q(facts="")),
                name="hidden_only_with_a_statement_of_reasons",
            ),
            models.CheckConstraint(
                condition=Q(verdict="verborgen") | ~Q(reason=""), name="kept_or_shown_only_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.verdict}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnceError("Decision: a decision stands; another one follows it")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("moderation:decision", args=[self.token])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnceError("Decision: a decision stands")


class Report(models.Model):
    """Somebody says that something should not stand here. Title, address and text are kept as they were
    then.
    """

    token = models.CharField(max_length=32, unique=True, default=fresh_token)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)
    category = models.CharField(_("Worum geht es?"), max_length=20, choices=Category.choices)
    explanation = models.TextField(_("Was ist das Problem?"))
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    language = models.CharField(max_length=12, default="de")
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # What was mailed, so that a crash between sending and noting sends once more rather than never.
    receipt_sent_at = models.DateTimeField(null=True, blank=True)
    decision_sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["decision", "subject_kind", "subject_id"]),
            models.Index(fields=["decided_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:receipt", args=[self.token])

    @property
    def number(self) -> str:
        """What is said on the phone and stands in mails."""
        return f"M-{self.pk}"


class Objection(models.Model):
    """Author or reporter do not agree with a decision. A person looks at it again; a machine never does."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("Warum sehen Sie das anders?"))
    created_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.text[:40]}"
