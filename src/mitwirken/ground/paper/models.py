# SPDX-License-Identifier: EUPL-1.2
"""Prints with their layout, what was typed in from them, and stacks of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.kernels.sheets import SheetCode, SheetLayout


class PrintedForm(models.Model):
    """A sheet as it was printed: its places, its words, and how many numbered copies were given out.

    A changed process makes a new one with another code; this one stays, so that what comes back can be read. `about` is the number of
    the row the form is for, understood by the room that registered `kind`.
    """

    code = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=20)
    about = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    # `SheetLayout` as plain values: what a scanner reads.
    layout: Any = models.JSONField()
    # What is drawn where, page by page (`drawing.Mark`): what a printer needs.
    drawing: Any = models.JSONField()
    # The words of fields, choices and boxes by name: what a clerk sees after the process changed.
    words: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="de")
    copies = models.PositiveIntegerField(default=0)
    practice = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "digest"], name="one_print_a_content")
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def sheet_layout(self) -> SheetLayout:
        return SheetLayout.from_data(self.layout)

    @property
    def pages(self) -> int:
        return len(self.layout["pages"])

    def number(self, copy: int = 0) -> str:
        """The number of a sheet in clear text: K7F3-12, or K7F3 where it has none of its own."""
        return f"{self.code}-{copy}" if copy else self.code

    def square(self, copy: int = 0, page: int = 1) -> str:
        return str(SheetCode(self.code, copy, page))


class Stack(models.Model):
    """A pile of sheets of one form that somebody types in one after the other, with a sum at the end."""

    kind = models.CharField(max_length=20)
    about = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PAPER)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    # What was counted by hand, and what was typed in: they should agree.
    counted = models.PositiveIntegerField(null=True, blank=True)
    counted_marks = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("paper:stack", args=[self.pk])


class Reply(models.TextChoices):
    """How somebody without the net wants to hear what became of it."""

    NONE = "", _("Keine Nachricht gewünscht")
    LETTER = "brief", _("Ein Brief")
    PHONE = "anruf", _("Ein Anruf")


class Entry(models.Model):
    """That a sheet, a call or a visit was typed in, and what it became. It carries the receipt and, where wished, the way to answer.

    A numbered sheet counts once: the pair of print and copy is unique as long as the entry was not taken back. Copy 0 is a sheet without a
    number of its own, or no sheet at all.
    """

    form = models.ForeignKey(PrintedForm, on_delete=models.PROTECT, related_name="entries")
    copy = models.PositiveIntegerField(default=0)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.PositiveBigIntegerField(default=0)
    url = models.CharField(max_length=300, blank=True)
    undo: Any = models.JSONField(default=dict)
    marks = models.PositiveIntegerField(default=0)
    secret = models.CharField(max_length=12, unique=True)
    reply = models.CharField(max_length=10, choices=Reply.choices, blank=True, default="")
    # Only where the person asked for an answer and for keeping it until then.
    address = models.TextField(blank=True)
    answered_edition = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    stack = models.ForeignKey(Stack, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="paper_entry_subject"),
            models.Index(fields=["reply", "taken_back_at"], name="paper_entry_reply"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "copy"],
                condition=Q(taken_back_at=None) & ~Q(copy=0),
                name="a_numbered_sheet_counts_once",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"Q-{self.pk}"

    @property
    def sheet(self) -> str:
        return self.form.number(self.copy)

    @property
    def spoken_secret(self) -> str:
        """In two groups, as one reads it out."""
        return f"{self.secret[:4]} {self.secret[4:]}"
