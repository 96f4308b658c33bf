# SPDX-License-Identifier: EUPL-1.2
"""Arguments, their earlier versions, and who found them helpful."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.subjects import kind_named

MOST = 1500
"""Characters of an argument: what can be read in a minute."""


class Kind(models.TextChoices):
    PRO = "pro", _("Dafür")
    CONTRA = "contra", _("Dagegen")
    QUESTION = "frage", _("Frage")
    REPLY = "antwort", _("Antwort")


TOP = (Kind.PRO, Kind.CONTRA, Kind.QUESTION)


class Argument(models.Model):
    """Something said for, against or about a subject, or a reply to it. Replies have no replies.

    `author` is the person with an account. Without one, `author_label` says who it was in the words of the
    staff who typed it in ("Anruf aus Hörde"). The city's answers are signed by an office.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("Text"), max_length=MOST, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="arguments"
    )
    author_label = models.CharField(_("Von"), max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    is_city = models.BooleanField(default=False)
    office = models.ForeignKey(
        "desk.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    helpful_count = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, kind__in=TOP) | Q(parent__isnull=False, kind=Kind.REPLY),
                name="argument_replies_and_nothing_else_have_a_parent",
            ),
            models.CheckConstraint(
                condition=Q(is_city=True, office__isnull=False, parent__isnull=False)
                | Q(is_city=False, office=None),
                name="argument_of_the_city_replies_and_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(withdrawn_at__isnull=False), name="argument_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "kind"], name="argument_of_subject"),
            models.Index(fields=["created_at"], name="argument_by_day"),
        ]

    def __str__(self) -> str:
        words = self.text if len(self.text) <= 60 else f"{self.text[:57]}…"
        return f"{self.get_kind_display()}: {words}"

    def get_absolute_url(self) -> str:
        return reverse("deliberation:argument", args=[self.pk])

    @cached_property
    def subject(self) -> Any:
        """The row that is argued about; None when it is gone. One query."""
        return kind_named(self.subject_kind).rows().filter(pk=self.subject_id).first()

    @property
    def is_visible(self) -> bool:
        return self.hidden_at is None and self.withdrawn_at is None

    def stream_topics(self) -> list[str]:
        subject = self.subject
        return [f"argument:{self.pk}", *(subject.stream_topics() if subject is not None else [])]

    @property
    def said_by(self) -> str:
        """Who is shown as having said it."""
        if self.is_city and self.office is not None:
            return str(self.office)
        if self.author is not None:
            return str(self.author)
        return self.author_label or str(_("Jemand, der nicht mehr dabei ist"))


class ArgumentVersion(models.Model):
    """What an argument said before it was changed. Whoever replied to it replied to this."""

    argument = models.ForeignKey(Argument, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["argument", "version"], name="argument_version_once")]

    def __str__(self) -> str:
        return f"{self.argument_id} v{self.version}"


class Helpful(models.Model):
    """A person found an argument helpful, whatever side it is on."""

    argument = models.ForeignKey(Argument, on_delete=models.CASCADE, related_name="marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["argument", "person"], name="helpful_once_a_person")]

    def __str__(self) -> str:
        return f"{self.argument_id}"
