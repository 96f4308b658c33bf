# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    AT_ONCE = "sofort", _("Sofort, jede Nachricht einzeln")
    DAILY = "taeglich", _("Einmal am Tag gesammelt")
    WEEKLY = "woechentlich", _("Einmal in der Woche gesammelt, montags")
    NEVER = "nie", _("Gar nicht per E-Mail, nur auf der Seite Neuigkeiten")


class Follow(models.Model):
    """Somebody wants to hear of a topic: `proposal:12`, `process:3`, `place:5`, `topic:2`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    topic = models.CharField(max_length=60)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="followed_once")]
        indexes = [models.Index(fields=["topic"])]
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.topic


class Preference(models.Model):
    """How often somebody wants mail. Without a row: once a day."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preference"
    )
    rhythm = models.CharField(_("Wie oft?"), max_length=16, choices=Rhythm.choices, default=Rhythm.DAILY)

    def __str__(self) -> str:
        return self.rhythm


class Announcement(models.Model):
    """Something to be told, written with the deed; the worker finds out whom."""

    activity_id = models.PositiveBigIntegerField(unique=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    actor_id = models.PositiveBigIntegerField(null=True)
    topics = models.JSONField(default=list)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="announcement_waiting"),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}:{self.subject_id}"


class Delivery(models.Model):
    """One piece of news for one person: shown on the page of news, mailed at once or with the next letter.

    `due_at` is when the mail goes out, later after each try that failed, and empty where no mail is wanted (any more).
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news")
    personal = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=16, choices=Rhythm.choices)
    at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="told_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="delivery_due"),
            models.Index(fields=["person", "-at"]),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.announcement_id} → {self.person_id}"
