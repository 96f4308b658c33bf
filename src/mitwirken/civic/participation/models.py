# SPDX-License-Identifier: EUPL-1.2
"""Processes, their phases, categories and dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Influence(models.TextChoices):
    """How far taking part reaches. Told before anybody writes a word."""

    INFORMATION = "information", _("Information")
    CONSULTATION = "konsultation", _("Konsultation")
    CO_DESIGN = "mitgestaltung", _("Mitgestaltung")
    CO_DECISION = "mitentscheidung", _("Mitentscheidung")


class Status(models.TextChoices):
    PLANNED = "geplant", _("geplant")
    RUNNING = "laufend", _("läuft")
    FINISHED = "beendet", _("abgeschlossen")


class Topic(models.Model):
    """A subject area under which processes and proposals are found and followed."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    name_en = models.CharField(_("Name auf Englisch"), max_length=80, blank=True)
    icon = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return f"{reverse('participation:overview')}?thema={self.slug}"

    def stream_topics(self) -> list[str]:
        return [f"topic:{self.pk}"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Process(models.Model):
    """A Beteiligungsprozess: a question to the people of a place, and the promise what happens with the answers."""

    slug = models.SlugField(_("Adresse"), max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=140)
    question = models.CharField(_("Frage"), max_length=240)
    summary = models.TextField(_("Kurz gesagt"), max_length=600)
    body = models.TextField(_("Worum es geht"), blank=True)
    documents = models.TextField(_("Unterlagen"), blank=True)
    audience = models.CharField(_("Wer mitmachen kann"), max_length=200, blank=True)
    influence = models.CharField(
        _("Wie weit die Mitwirkung reicht"), max_length=20, choices=Influence.choices, blank=True
    )
    fixed = models.TextField(_("Was schon feststeht"), blank=True)
    open = models.TextField(_("Was noch offen ist"), blank=True)
    decided_by = models.CharField(_("Wer entscheidet"), max_length=200, blank=True)
    decided_on = models.DateField(_("Wann entschieden wird"), null=True, blank=True)
    without_net = models.TextField(_("Mitmachen ohne Internet"), blank=True)
    contact = models.TextField(_("Ansprechstelle"), blank=True)
    # The check before the start, by key of `checks.CHECKS`: {"state": "ja" | "nein", "words": "…"}.
    checks = models.JSONField(_("Vorab-Prüfung"), default=dict, blank=True)
    office = models.ForeignKey(
        "desk.Office", verbose_name=_("Federführung"), null=True, blank=True, on_delete=models.PROTECT
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="processes"
    )
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), null=True, blank=True, on_delete=models.PROTECT)
    places = models.ManyToManyField(
        "places.Place", verbose_name=_("Orte"), blank=True, related_name="processes"
    )
    picture = models.ForeignKey(
        "pictures.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    result = models.TextField(_("Ergebnis"), blank=True)
    decision = models.TextField(_("Entscheidung"), blank=True)
    reason = models.TextField(_("Begründung"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # A place to practise: never published, so that no list, search, feed, statistic or file has it, and open to whoever has
    # the address.
    practice = models.BooleanField(default=False, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(_("Warum zurückgezogen"), blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    # Title, question and summary without case and umlauts, so that both databases find "straße" by "STRASSE".
    folded = models.TextField(blank=True, editable=False)
    # Taken from the phases with every change of them, so that lists filter and sort in the database.
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["published_at", "starts_at"]), models.Index(fields=["ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(practice=False) | models.Q(published_at=None),
                name="practice_is_never_published",
            ),
            models.UniqueConstraint(
                fields=["practice"], condition=models.Q(practice=True), name="one_place_to_practise"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participation:process", args=[self.slug])

    def stream_topics(self) -> list[str]:
        topics = [f"process:{self.pk}", "processes"]
        if self.topic_id:
            topics.append(f"topic:{self.topic_id}")
        for pk, parent in self.places.values_list("pk", "parent_id"):
            topics += [f"place:{pk}"] + ([f"place:{parent}"] if parent else [])
        return list(dict.fromkeys(topics))

    @classmethod
    def label_of(cls, name: str) -> Any:
        """What a field is called on screen."""
        return cls._meta.get_field(name).verbose_name  # type: ignore[union-attr]

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_reachable(self) -> bool:
        """Whether whoever has the address may read it and take part: public, or made to practise."""
        return self.published_at is not None or self.practice

    @property
    def over_at(self) -> datetime | None:
        """When it was over: closed with its result, or at the end of the last phase."""
        moments = [each for each in (self.finished_at, self.ends_at) if each]
        return min(moments, default=None)

    def status(self, now: datetime | None = None) -> Status:
        now = now or timezone.now()
        if self.finished_at or (self.ends_at and self.ends_at <= now):
            return Status.FINISHED
        if self.starts_at and self.starts_at <= now:
            return Status.RUNNING
        return Status.PLANNED

    def open_phases(self, now: datetime | None = None) -> list[Phase]:
        """The phases that are open now, in their order. Reads the prefetched phases where there are some."""
        now = now or timezone.now()
        return [phase for phase in self.phases.all() if phase.is_open(now)]

    def next_phase(self, now: datetime | None = None) -> Phase | None:
        now = now or timezone.now()
        ahead = [phase for phase in self.phases.all() if phase.starts_at > now]
        return min(ahead, key=lambda phase: phase.starts_at, default=None)


class Phase(models.Model):
    """A stretch of a process in which one format is open with some of its verbs."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="phases")
    title = models.CharField(_("Titel"), max_length=120)
    text = models.TextField(_("Was passiert in dieser Phase"), blank=True)
    format = models.CharField(_("Format"), max_length=40)
    verbs = models.JSONField(_("Was offen ist"), default=list)
    settings = models.JSONField(default=dict)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    position = models.PositiveSmallIntegerField(default=0)
    # When the worker noticed that it began and that it ended; a restarted worker tells nobody twice.
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="phase_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.starts_at <= now < self.ends_at

    def allows(self, verb: str, now: datetime | None = None) -> bool:
        return verb in self.verbs and self.is_open(now)

    def setting(self, key: str, default: Any = None) -> Any:
        return self.settings.get(key, default)


class Category(models.Model):
    """By what the contributions of one process are sorted."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(_("Name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["process", "name"], name="category_once_a_process")]

    def __str__(self) -> str:
        return self.name


class Date(models.Model):
    """A day on which people of the process meet or something is due. (Events with sign-up are a format of their own.)"""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="dates")
    title = models.CharField(_("Titel"), max_length=140)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    text = models.TextField(_("Was gut zu wissen ist"), max_length=1000, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"), null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="date_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """What a process said before a change: who changed what is published stays visible."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    values = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["process", "version"], name="revision_once_a_version")]

    def __str__(self) -> str:
        return f"{self.process_id} v{self.version}"
