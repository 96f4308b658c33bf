# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.db import models


class Activity(models.Model):
    """Something happened. Written once with the deed, never changed; the text of the deed is not copied in."""

    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(max_length=10, default="online")
    topics = models.JSONField(default=list)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}:{self.subject_id}"
