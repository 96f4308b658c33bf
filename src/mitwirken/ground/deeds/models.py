# SPDX-License-Identifier: EUPL-1.2
from django.db import models


class Once(models.Model):
    """A form that was sent. The same form sent again leads to the same result instead of a second row."""

    token = models.CharField(max_length=64, unique=True)
    result = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.token


class Attempt(models.Model):
    """How often somebody tried something in a window of time. `who` is a keyed hash that changes with the window."""

    who = models.CharField(max_length=64)
    what = models.CharField(max_length=60)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["who", "what", "window"], name="one_attempt_row_a_window")
        ]
        indexes = [models.Index(fields=["window"])]

    def __str__(self) -> str:
        return f"{self.what} {self.count}"


class ScheduledRun(models.Model):
    """When a job of the schedule was last started; whoever changes the row may start it."""

    name = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
