# SPDX-License-Identifier: EUPL-1.2
"""How an answer comes about: what its draft said before, what colleagues say to it, who has signed which text of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .cases import Answer, Office


class AnswerText(models.Model):
    """What a draft said at one of its saves. Never public."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_text_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.answer} ({self.version})"


class AnswerComment(models.Model):
    """A word to a draft, settled or not. `version` is the text that was read."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="comments")
    version = models.PositiveIntegerField()
    text = models.TextField(_("Kommentar"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Signature(models.Model):
    """Somebody signs one text of a draft in the name of an office. It counts for that text and no other, so a change takes
    it back by itself; the line stays and tells what was signed. Never public: the published answer names who answers.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="signatures")
    version = models.PositiveIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version", "office", "by"], name="signed_once_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.answer} ({self.version}): {self.office_id}"


class SigningRule(models.Model):
    """What a whole process asks of its answers. `group_key` is that of its cases."""

    group_key = models.CharField(max_length=80, unique=True)
    four_eyes = models.BooleanField(_("Vier Augen"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(group_key=""), name="signing_rule_of_a_process")]

    def __str__(self) -> str:
        return self.group_key


class TextBlock(models.Model):
    """A passage that answers begin with. Places in it: {anrede}, {titel}, {nummer}, {prozess}, {amt}, {termin}."""

    title = models.CharField(_("Name"), max_length=120, unique=True)
    text = models.TextField(_("Text"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=50)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
