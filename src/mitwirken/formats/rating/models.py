# SPDX-License-Identifier: EUPL-1.2
"""Who rated what by which rule, and the sums that lists read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel


class Rating(models.Model):
    """What one person, or one sheet of paper, says about one subject in one phase. There is never a second.

    `sheet` is the number of a paper card, a phone call or a card in the room that staff typed in. A rating whose
    person left keeps counting without anybody: both are then empty.
    """

    phase = models.ForeignKey("participation.Phase", on_delete=models.CASCADE, related_name="ratings")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="ratings"
    )
    sheet = models.CharField(_("Bogen"), max_length=40, null=True, blank=True)  # noqa: DJ001 (null: many rows have none)
    method = models.CharField(max_length=20)
    value = models.SmallIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # The voter stands before the subject: the same index answers "all ratings of this person in this phase".
            models.UniqueConstraint(
                fields=["phase", "person", "subject_kind", "subject_id"],
                name="rating_once_a_person_and_subject",
            ),
            models.UniqueConstraint(
                fields=["phase", "sheet", "subject_kind", "subject_id"],
                name="rating_once_a_sheet_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(sheet=None), name="rating_by_a_person_or_a_sheet"
            ),
        ]
        indexes = [models.Index(fields=["phase", "subject_kind", "subject_id"], name="rating_of_subject")]

    def __str__(self) -> str:
        return f"{self.method} {self.subject_kind}:{self.subject_id} = {self.value}"


class Tally(models.Model):
    """How one subject stands in one phase: always exactly the sum of its ratings (see `actions`).

    `counts` is `{channel: {value: number}}`. `score` and `tie` are what results are sorted by, both descending,
    whatever the rule of counting.
    """

    phase = models.ForeignKey("participation.Phase", on_delete=models.CASCADE, related_name="tallies")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    method = models.CharField(max_length=20)
    counts = models.JSONField(default=dict)
    ratings = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    tie = models.FloatField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        ordering = ["-score", "-tie", "subject_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "subject_kind", "subject_id"], name="tally_once_a_subject"
            )
        ]
        indexes = [
            models.Index(fields=["phase", "-score", "-tie", "subject_id"], name="tally_in_order_of_result")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.score}"
