# SPDX-License-Identifier: EUPL-1.2
"""Reports, what was decided about a subject, and objections to that."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
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


class Urgency(models.IntegerChoices):
    """How soon a report has to be decided; `rules.decide_by` says until when."""

    NOW = 1, _("Sofort")
    SOON = 2, _("Bald")
    ORDINARY = 3, _("Der Reihe nach")


URGENCY = {
    Category.DANGER: Urgency.NOW,
    Category.CHILDREN: Urgency.NOW,
    Category.HATE: Urgency.SOON,
    Category.PRIVATE: Urgency.SOON,
}
"""What is not named here is ordinary."""

# What we promise: whoever is in danger cannot wait, words that hurt soon, the rest within a week.
TIME_TO_DECIDE = {
    Urgency.NOW: timedelta(days=1),
    Urgency.SOON: timedelta(days=3),
    Urgency.ORDINARY: timedelta(days=7),
}
TIME_TO_ANSWER = timedelta(days=14)  # an objection: another person has to read everything anew
TIME_TO_RELEASE = timedelta(days=2)  # what a machine held back wrongly must not wait long


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
    name = models.CharField(_("Name"), max_length=120, blank=True)
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


class Held(models.Model):
    """A contribution that waits for a person because it looks like advertising. A machine only holds; it never refuses.

    `verb` (with `data`) is the deed that is told once it is released. A contribution waits at most once at a time.
    """

    class State(models.TextChoices):
        WAITING = "wartet", _("Wartet")
        RELEASED = "freigegeben", _("Freigegeben")
        DECLINED = "abgelehnt", _("Nicht freigegeben")

    token = models.CharField(max_length=32, unique=True, default=fresh_token)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    signs = models.JSONField(default=list)
    verb = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="wartet"), name="held_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="wartet", decision=None) | (~Q(state="wartet") & Q(decision__isnull=False)),
                name="held_until_a_person_decides",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("moderation:waiting", args=[self.token])

    @property
    def by(self) -> datetime:
        """Until when somebody looks."""
        return self.created_at + TIME_TO_RELEASE


class Concern(models.TextChoices):
    WRITING = "schreiben", _("Beiträge schreiben")
    REPORTING = "melden", _("Beiträge melden")


class Step(models.TextChoices):
    WARNING = "verwarnung", _("Verwarnung")
    PAUSE = "pause", _("Pause")


class Measure(models.Model):
    """Somebody was warned, or has to pause, because of misuse (Art. 23 DSA): of writing, or of reporting.

    Concerns an account, or an address that reports came from. Impossible without facts and a rule; a pause has an end.
    """

    token = models.CharField(max_length=32, unique=True, default=fresh_token)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(blank=True)
    concern = models.CharField(_("Wobei"), max_length=10, choices=Concern.choices)
    step = models.CharField(_("Schritt"), max_length=10, choices=Step.choices)
    clause = models.CharField(_("Welche Vorschrift oder Regel"), max_length=300)
    facts = models.TextField(_("Warum: die Tatsachen"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12, default="de")
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "concern", "until"]),
            models.Index(fields=["email", "concern", "until"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(facts="") & ~Q(clause=""), name="measure_only_with_a_statement_of_reasons"
            ),
            models.CheckConstraint(
                condition=Q(step="verwarnung", until=None) | Q(step="pause", until__isnull=False),
                name="a_pause_has_an_end_and_a_warning_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern}: {self.step}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:measure", args=[self.token])


class Protest(models.Model):
    """Somebody does not agree with a measure. Who took it does not answer."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="protests")
    text = models.TextField(_("Warum sehen Sie das anders?"))
    created_at = models.DateTimeField(default=timezone.now)
    lifted = models.BooleanField(null=True)
    answer = models.TextField(_("Antwort"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(answered_at=None), name="one_open_protest_a_measure"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(answer="") & Q(lifted__isnull=False)),
                name="a_protest_is_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.text[:40]}"

    @property
    def by(self) -> datetime:
        """Until when it is answered."""
        return self.created_at + TIME_TO_ANSWER


class Tally(models.Model):
    """How often something happened in a year. The rows it counts are deleted after months; the figures stay (Art. 24 DSA)."""

    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-year", "key"]
        constraints = [models.UniqueConstraint(fields=["year", "key"], name="one_tally_a_year_and_key")]

    def __str__(self) -> str:
        return f"{self.year} {self.key}: {self.number}"
