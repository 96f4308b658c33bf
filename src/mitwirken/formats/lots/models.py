# SPDX-License-Identifier: EUPL-1.2
"""Draws, the tickets in their pools, the published list, mails to those who signed up."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.kernels.sortition import Quota

KEEP_WEEKS = 12
MOST_SEATS = 500
NUMBER_LENGTH = 20
# Read aloud and typed in: no 0 and O, no 1 and I.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


class Pool(models.TextChoices):
    """How people come into the pool."""

    SIGN_UP = "sign_up", _("Menschen tragen sich selbst ein")
    LIST = "list", _("Liste mit Nummern, zum Beispiel aus dem Melderegister")


class State(models.TextChoices):
    DRAFT = "draft", _("in Vorbereitung")
    OPEN = "open", _("angekündigt")
    CLOSED = "closed", _("Liste geschlossen")
    DRAWN = "drawn", _("ausgelost")
    CALLED_OFF = "called_off", _("abgesagt")


class Draw(models.Model):
    """One drawing of people. `quotas` are the groups of the town with how many of each are wanted; they are also the choices
    of whoever signs up.

    `digest` is the checksum of the published list, `seed` what two people typed in after the list was closed, `result` the
    numbers that were drawn. Result, seed and checksum stay; tickets and list go at `erase_at`.
    """

    process = models.ForeignKey("participation.Process", on_delete=models.PROTECT, related_name="draws")
    title = models.CharField(_("Titel"), max_length=140)
    purpose = models.TextField(_("Wofür ausgelost wird"), max_length=4000)
    who = models.CharField(_("Wer in den Lostopf kommt"), max_length=300)
    pool = models.CharField(
        _("Wie der Lostopf entsteht"), max_length=10, choices=Pool.choices, default=Pool.SIGN_UP
    )
    seats = models.PositiveSmallIntegerField(_("Plätze"), default=20)
    substitutes = models.PositiveSmallIntegerField(_("Nachrückende"), default=10)
    quotas: Any = models.JSONField(default=list, blank=True)
    opens_at = models.DateTimeField(_("Eintragen ab"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Der Lostopf schließt"))
    seed_source = models.CharField(_("Woher der Zufallswert kommt"), max_length=300)
    seed_at = models.DateTimeField(_("Wann der Zufallswert entsteht"))
    keep_weeks = models.PositiveSmallIntegerField(
        _("Daten löschen so viele Wochen nach der Auslosung"), default=KEEP_WEEKS
    )

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    seed = models.CharField(_("Zufallswert"), max_length=200, blank=True)
    result: Any = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.TextField(_("Warum abgesagt"), max_length=600, blank=True)
    erase_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["process", "state"]), models.Index(fields=["erase_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(seed_at__gt=models.F("closes_at")), name="draw_seed_comes_after_the_list"
            ),
            models.CheckConstraint(condition=~Q(state="drawn") | ~Q(seed=""), name="draw_drawn_has_a_seed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lots:draw", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"draw:{self.pk}", f"process:{self.process_id}"]

    @property
    def by_sign_up(self) -> bool:
        return self.pool == Pool.SIGN_UP

    def wanted(self) -> list[Quota]:
        """The quotas as the kernel takes them, in the order in which they were written."""
        return [Quota(row["feature"], row["value"], row["least"], row["most"]) for row in self.quotas]

    def groups(self) -> dict[str, list[str]]:
        """The groups of each feature, in their order."""
        found: dict[str, list[str]] = {}
        for row in self.quotas:
            found.setdefault(row["feature"], []).append(row["value"])
        return found

    def takes_entries(self, now: datetime | None = None) -> bool:
        """Whether people can sign up now."""
        now = now or timezone.now()
        return (
            self.by_sign_up
            and self.state == State.OPEN
            and (self.opens_at is None or self.opens_at <= now)
            and now < self.closes_at
        )


class PoolList(models.Model):
    """The closed list as it is published: numbers with their groups. Its own row, as it may be large; goes with the tickets."""

    draw = models.OneToOneField(Draw, on_delete=models.CASCADE, related_name="listed")
    text = models.TextField()

    def __str__(self) -> str:
        return f"list of {self.draw_id}"


class Standing(models.TextChoices):
    POOL = "pool", _("im Lostopf")
    ASKED = "asked", _("ausgelost, noch ohne Antwort")
    ACCEPTED = "accepted", _("sagt zu")
    DECLINED = "declined", _("sagt ab")
    SUBSTITUTE = "substitute", _("steht zum Nachrücken bereit")


def new_key() -> str:
    return secrets.token_urlsafe(18)


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


class Ticket(models.Model):
    """A lot in the pool. `number` is what is published: given by whoever made the list, or drawn when the pool is closed, so
    that it does not tell who came first.

    Either `person` signed up, or staff typed somebody in (then `name` and `contact`), or it is a number of a list and nobody
    here knows whose. `key` opens the own page (it stands in the mail), `code` is typed in from a letter.
    """

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="tickets")
    number = models.CharField(_("Losnummer"), max_length=NUMBER_LENGTH, blank=True)
    groups: Any = models.JSONField(default=dict)
    household = models.CharField(max_length=NUMBER_LENGTH, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="tickets"
    )
    name = models.CharField(_("Name"), max_length=120, blank=True)
    contact = models.CharField(_("So erreichen wir die Person"), max_length=300, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.POOL)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["draw", "standing", "place"])]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "number"], condition=~Q(number=""), name="ticket_number_once_a_draw"
            ),
            models.UniqueConstraint(fields=["draw", "person"], name="person_once_a_draw"),
        ]

    def __str__(self) -> str:
        return self.number or f"ticket {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("lots:own", args=[self.draw_id, self.key])

    @property
    def nobody(self) -> bool:
        """Whether whoever stood behind it has left, or was never known here."""
        return self.person_id is None and not self.name and not self.contact

    @property
    def spoken_code(self) -> str:
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


class LetterKind(models.TextChoices):
    IN = "in", _("im Lostopf")
    ASKED = "asked", _("ausgelost")
    SUBSTITUTE = "substitute", _("zum Nachrücken")
    NOT_DRAWN = "not_drawn", _("nicht ausgelost")


class Letter(models.Model):
    """A mail to somebody who signed up; goes with the ticket.

    Not a notice of the frame: those are kept for half a year and would tell who was in the pool long after that was to be
    forgotten.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    due_at = models.DateTimeField(null=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="lots_letters_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket_id}"
