# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel

TITLE_LENGTH = 120
TEXT_LENGTH = 5000


class Proposal(models.Model):
    """What somebody proposes. Its primary key is its number: V-1234, for good.

    Exactly one of `author` and (`entered_by` with a channel that is not online) says where it came from; an erased
    author leaves neither. `author_label` is what somebody on paper or on the phone wants to be called.
    """

    process = models.ForeignKey("participation.Process", on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("Titel"), max_length=TITLE_LENGTH)
    text = models.TextField(_("Ihr Vorschlag"), max_length=TEXT_LENGTH)
    category = models.ForeignKey(
        "participation.Category",
        verbose_name=_("Kategorie"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    place = models.ForeignKey(
        "places.Place", verbose_name=_("Bezirk"), null=True, blank=True, on_delete=models.PROTECT
    )
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    cost = models.PositiveBigIntegerField(_("Geschätzte Kosten in Euro"), null=True, blank=True)
    pictures = models.ManyToManyField("pictures.Picture", blank=True, related_name="+")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    author_label = models.CharField(_("Genannt werden als"), max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_note = models.CharField(_("So erreichen wir die Person"), max_length=300, blank=True)

    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Where an import took it from; importing again finds the row instead of making a second one.
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["process", "hidden_at", "withdrawn_at", "merged_into"]),
            models.Index(fields=["process", "-created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "source"],
                condition=~models.Q(source=""),
                name="import_source_once_a_process",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="proposal_point_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")), name="proposal_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"V-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal", args=[self.process.slug, self.pk])

    @property
    def short_url(self) -> str:
        return reverse("proposals:short", args=[self.pk])

    def stream_topics(self) -> list[str]:
        topics = [f"proposal:{self.pk}", f"process:{self.process_id}"]
        if self.place_id:
            topics.append(f"place:{self.place_id}")
        if self.process.topic_id:
            topics.append(f"topic:{self.process.topic_id}")
        return topics

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in WGS 84, four decimals (about ten metres), if a point was given."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)


class ProposalVersion(models.Model):
    """How a proposal read before a change."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "version"], name="version_once_a_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.version}"


class Merge(models.Model):
    """That `source` went into `target`, by whom and why; taken back, it stays as a record."""

    source = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("Begründung"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at=None), name="merged_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Draft(models.Model):
    """A proposal that is being written. It outlives sessions, time-outs and crashes.

    Whoever has the key (it stands in the address) can go on writing; a signed-in person finds the draft in the account.
    `values` holds what was typed, valid or not.
    """

    key = models.CharField(max_length=48, unique=True, default=new_key)
    process = models.ForeignKey("participation.Process", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proposal_drafts",
    )
    values: Any = models.JSONField(default=dict)
    pictures = models.ManyToManyField("pictures.Picture", blank=True, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return str(self.values.get("title") or self.key[:6])
