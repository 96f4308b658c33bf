# SPDX-License-Identifier: EUPL-1.2
"""Ballots, what stands on them, who may vote and has, and what was voted. The last two never point at each other."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.numbers import without_order

CODE_LENGTH = 20


class Kind(models.TextChoices):
    """How a ballot paper is filled in."""

    APPROVAL = "approval", _("Kreuze")
    BASKET = "basket", _("Warenkorb")
    POINTS = "points", _("Punkte")
    RANKING = "ranking", _("Rangfolge")


class Rule(models.TextChoices):
    """How ballot papers are counted."""

    SHARES = "shares", _("Gleiche Anteile")
    GREEDY = "greedy", _("Nach Stimmen")
    MOST = "most", _("Meiste Zustimmung")
    SUM = "sum", _("Punktsumme")
    SCHULZE = "schulze", _("Paarvergleich nach Schulze")
    RUNOFF = "runoff", _("Stichwahl in Runden")
    SEATS = "seats", _("Mehrere Sitze")


WITH_MONEY = (Rule.SHARES, Rule.GREEDY)
RULES_OF: dict[str, tuple[Rule, ...]] = {
    Kind.APPROVAL: (Rule.MOST, *WITH_MONEY),
    Kind.BASKET: WITH_MONEY,
    Kind.POINTS: (Rule.SUM, *WITH_MONEY),
    Kind.RANKING: (Rule.SCHULZE, Rule.RUNOFF, Rule.SEATS),
}


class State(models.TextChoices):
    """A ballot that is ready opens and ends with its phase, by itself."""

    DRAFT = "draft", _("in Vorbereitung")
    READY = "ready", _("geprüft und festgelegt")
    CLOSED = "closed", _("geschlossen")
    COUNTED = "counted", _("ausgezählt")
    PUBLISHED = "published", _("Ergebnis veröffentlicht")


class Stop(models.TextChoices):
    EXHAUSTIVE = "exhaustive", _("sobald kein weiteres Projekt mehr in den Rest passt")
    OVERSPEND = "overspend", _("erst wenn das nächste Ergebnis zu teuer wäre")


class Ballot(models.Model):
    """One question that is put to the vote in a phase of a process.

    `key` keys all hashes of this ballot; it is destroyed with the links when the ballot is closed, so that neither who has
    voted nor what anybody voted can be found out any more. `result` is what the kernel said, `numbers` what can be told of
    the vote as a whole (voters by channel, letters printed).
    """

    process = models.ForeignKey("participation.Process", on_delete=models.PROTECT, related_name="ballots")
    phase = models.ForeignKey("participation.Phase", on_delete=models.PROTECT, related_name="ballots")
    title = models.CharField(_("Titel"), max_length=140)
    question = models.CharField(_("Frage"), max_length=240)
    text = models.TextField(_("Worum es geht"), max_length=4000, blank=True)
    kind = models.CharField(_("Art des Stimmzettels"), max_length=12, choices=Kind.choices)
    rule = models.CharField(_("Zählregel"), max_length=12, choices=Rule.choices)
    least = models.PositiveSmallIntegerField(_("Mindestens so viele wählen"), default=1)
    most = models.PositiveSmallIntegerField(_("Höchstens so viele wählen"), null=True, blank=True)
    points = models.PositiveSmallIntegerField(_("Punkte zum Verteilen"), default=10)
    points_each = models.PositiveSmallIntegerField(_("Höchstens auf ein Projekt"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("Wie viele gewinnen"), default=1)
    budget = models.PositiveBigIntegerField(_("Budget in ganzen Einheiten"), null=True, blank=True)
    currency = models.CharField(_("Währung"), max_length=3, default="EUR")
    stop = models.CharField(
        _("Wann die Anteile nicht weiter wachsen"),
        max_length=12,
        choices=Stop.choices,
        default=Stop.EXHAUSTIVE,
    )
    fill = models.BooleanField(_("Was übrig bleibt, geht nach Stimmen"), default=True)
    comparison = models.BooleanField(_("Vergleich mit dem Ergebnis nach Stimmen"), default=False)
    guarantee = models.PositiveSmallIntegerField(_("So viele Projekte sind jedem Bezirk sicher"), default=0)
    eligibility = models.CharField(_("Wer abstimmen darf"), max_length=40, default="accounts")
    changeable = models.BooleanField(_("Die Stimme lässt sich bis zum Ende ändern"), default=True)
    double_entry = models.BooleanField(_("Papier geben zwei Beschäftigte unabhängig ein"), default=False)
    four_eyes = models.BooleanField(_("Auszählen und Veröffentlichen sind zwei Personen"), default=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    town = models.CharField(_("Andere Stadt"), max_length=80, blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    key = models.CharField(max_length=64, blank=True)
    numbers: Any = models.JSONField(default=dict, blank=True)
    result: Any = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["process", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule__in=["shares", "greedy"]) | Q(budget__isnull=False),
                name="ballot_with_money_has_a_budget",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ready"]) | Q(key=""), name="ballot_closed_has_no_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ballots:ballot", args=[self.pk])

    def stream_topics(self) -> list[str]:
        return [f"ballot:{self.pk}", f"process:{self.process_id}"]

    @property
    def with_money(self) -> bool:
        return self.rule in WITH_MONEY

    @property
    def held(self) -> str:
        """When a vote of another town was held, as its file says it; its phase here is only where it is shown."""
        return str(self.numbers.get("held", ""))

    def is_open(self, now: datetime | None = None) -> bool:
        return self.state == State.READY and self.phase.allows("vote", now)

    def is_ahead(self, now: datetime | None = None) -> bool:
        return self.state in {State.DRAFT, State.READY} and (now or timezone.now()) < self.phase.starts_at

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether nobody can vote online any more; paper that came in time may still be typed in until it is closed."""
        return self.state not in {State.DRAFT, State.READY} or (now or timezone.now()) >= self.phase.ends_at


class Option(models.Model):
    """Something that can be chosen. `code` stands on paper and in files; where none is given it is drawn by lot when
    the ballot is made ready, and then gives the order everywhere and decides what else would be equal.

    `eligible`: None until an office has looked; what was declined stays to be read, with its reason.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(_("Nummer"), max_length=CODE_LENGTH, blank=True)
    title = models.CharField(_("Titel"), max_length=140)
    text = models.TextField(_("Beschreibung"), max_length=4000, blank=True)
    cost = models.PositiveBigIntegerField(_("Kosten in ganzen Einheiten"), null=True, blank=True)
    place = models.ForeignKey(
        "places.Place",
        verbose_name=_("Bezirk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    proposal = models.ForeignKey(
        "proposals.Proposal", null=True, blank=True, on_delete=models.SET_NULL, related_name="options"
    )
    office = models.ForeignKey(
        "desk.Office",
        verbose_name=_("Prüfendes Amt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    eligible = models.BooleanField(_("Zulässig"), null=True, blank=True)
    reason = models.TextField(_("Begründung"), max_length=1000, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "code"], condition=~Q(code=""), name="option_code_once_a_ballot"
            ),
            models.UniqueConstraint(
                fields=["ballot", "proposal"],
                condition=Q(proposal__isnull=False),
                name="option_proposal_once_a_ballot",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Slip(models.Model):
    """A letter code that was printed: only a keyed hash of it. Goes when the ballot is closed."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="slips")
    who = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "who"], name="slip_once_a_ballot")]

    def __str__(self) -> str:
        return f"slip of {self.ballot_id}"


class Admission(models.Model):
    """Somebody showed, at a counter or by a `Proof`, that they may vote in this ballot. That is all that is kept, until it is closed."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="admissions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ballot_admissions"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "person"], name="admitted_once_a_ballot")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.ballot_id}"


class Proof(models.Model):
    """That one human being has proved with the identity provider that they may vote here: a keyed hash. Goes when the ballot is closed.

    Which account was admitted for it stands nowhere. So it stays when that account goes, and nobody votes twice that way.
    """

    id = models.BigIntegerField(primary_key=True, default=without_order, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="proofs")
    who = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "who"], name="proof_once_a_ballot")]

    def __str__(self) -> str:
        return f"proof in {self.ballot_id}"


class Voter(models.Model):
    """That somebody has voted: a keyed hash of person, code or sheet, the day and the way. Never what."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="voters")
    who = models.CharField(max_length=64)
    day = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "who"], name="voter_once_a_ballot")]

    def __str__(self) -> str:
        return f"voter of {self.ballot_id}"


class CastBallot(models.Model):
    """What somebody voted. No time, no order, no way it came: with one voter by phone the way would be a name.

    `choices` gives each chosen option's code its mark: 1 for a cross, points, or the place in a ranking. `receipt` is the
    code that the voter was shown once and that stands beside the ballot in the published list. `link` is there only while
    the ballot is open and may be changed.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="cast")
    choices: Any = models.JSONField(default=dict)
    receipt = models.CharField(max_length=16)
    link = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (null: many rows have none)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "receipt"], name="receipt_once_a_ballot"),
            models.UniqueConstraint(fields=["ballot", "link"], name="link_once_a_ballot"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Entry(models.Model):
    """A paper ballot typed in once, waiting for a second pair of hands. Goes as soon as both agree."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="entries")
    who = models.CharField(max_length=64)
    sheet = models.CharField(max_length=40)
    choices: Any = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PAPER)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["sheet", "pk"]
        constraints = [models.UniqueConstraint(fields=["ballot", "who"], name="entry_once_a_ballot")]

    def __str__(self) -> str:
        return self.sheet
