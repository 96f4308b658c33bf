# SPDX-License-Identifier: EUPL-1.2
"""The nine tables of every format, photos of paper, and the city's own scripts.

Gathering   the live side of an event           Item       question, card, topic, note, option, harvest …
Seat        somebody who is there               Signal     a vote, dot, interest, choice, mark
Stage       a step of the run sheet             Turn       waiting to speak, speaking, sitting on a chair
Space       table, room, stall, circle          LogEntry   what happened, numbered without gaps
Placement   who is where, when, as what
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel

# Without letters and digits that are mistaken for each other when read from a wall or heard on the phone.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _position in range(CODE_LENGTH))


def new_epoch() -> int:
    return secrets.randbits(31)


class State(models.TextChoices):
    """Of a gathering and of a stage."""

    PLANNED = "geplant", _("geplant")
    LIVE = "live", _("läuft")
    PAUSED = "pause", _("Pause")
    DONE = "beendet", _("beendet")


class StageKind(models.TextChoices):
    LOBBY = "lobby", _("Ankommen")
    INPUT = "input", _("Impuls")
    COLLECT = "collect", _("Sammeln")
    WEIGH = "weigh", _("Gewichten")
    TALK = "talk", _("Gespräch")
    TABLES = "tables", _("Tische")
    GRID = "grid", _("Plan")
    HARVEST = "harvest", _("Ernte")


class SeatRole(models.TextChoices):
    LEAD = "lead", _("Moderation")
    COHOST = "cohost", _("Co-Moderation")
    HOST = "host", _("Gastgeber*in")
    SCRIBE = "scribe", _("Protokoll")
    EXPERT = "expert", _("Podium")
    THEME = "theme", _("Thementeam")


class SpaceKind(models.TextChoices):
    PLENARY = "plenary", _("Plenum")
    TABLE = "table", _("Tisch")
    CIRCLE = "circle", _("Innenkreis")
    ROOM = "room", _("Raum")
    STALL = "stall", _("Stand")


class PlacementRole(models.TextChoices):
    HOST = "host", _("Gastgeber*in")
    GUEST = "guest", _("Gast")
    FISH = "fish", _("im Innenkreis")
    KEEPER = "keeper", _("am Stand")
    BOOKED = "booked", _("gebucht")


class Origin(models.TextChoices):
    ASSIGNED = "assigned", _("eingeteilt")
    SELF = "self", _("selbst gewählt")
    MOVED = "moved", _("von der Moderation")
    LATE = "late", _("später gekommen")


class ItemKind(models.TextChoices):
    QUESTION = "question", _("Frage")
    CARD = "card", _("Karte")
    CLUSTER = "cluster", _("Gruppe von Karten")
    TOPIC = "topic", _("Thema")
    OFFER = "offer", _("Angebot")
    NEED = "need", _("Gesuch")
    NOTE = "note", _("Notiz")
    OPTION = "option", _("Möglichkeit")
    HARVEST = "harvest", _("Ergebnis")
    REPORT = "report", _("Bericht")
    DECISION = "decision", _("Entscheidung")
    ACTION = "action", _("Aufgabe")


class ItemStatus(models.TextChoices):
    DRAFT = "draft", _("verdeckt")
    QUEUED = "queued", _("wartet auf Freigabe")
    VISIBLE = "visible", _("sichtbar")
    LIVE = "live", _("jetzt dran")
    ANSWERED = "answered", _("beantwortet")
    WRITTEN = "written", _("wird schriftlich beantwortet")
    PARKED = "parked", _("geparkt")
    REJECTED = "rejected", _("nicht behandelt")
    MERGED = "merged", _("zusammengelegt")


class SignalKind(models.TextChoices):
    VOTE = "vote", _("Stimme für eine Frage")
    DOT = "dot", _("Punkt")
    INTEREST = "interest", _("Interesse")
    CHOICE = "choice", _("Auswahl")
    RATING = "rating", _("Bewertung")
    UNCLEAR = "unclear", _("nicht verstanden")
    DONE = "done", _("fertig")


class TurnKind(models.TextChoices):
    SPEAK = "speak", _("Wortmeldung")
    REPLY = "reply", _("direkt dazu")
    PITCH = "pitch", _("Vorstellung")
    CHAIR = "chair", _("Stuhl im Innenkreis")


class TurnState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    LIVE = "live", _("spricht")
    DONE = "done", _("hat gesprochen")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    SKIPPED = "skipped", _("übersprungen")


class Gathering(models.Model):
    """The live side of one event: which stage runs, by which code people come in, how often something happened.

    `seq` counts the deeds without gaps; `epoch` changes when the count starts anew (a restored backup), so that
    nobody takes an old count for a new one.
    """

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, related_name="gathering")
    script = models.CharField(_("Format"), max_length=60)
    code = models.CharField(_("Code"), max_length=CODE_LENGTH, unique=True, default=new_code)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    epoch = models.PositiveBigIntegerField(default=new_epoch)
    seq = models.PositiveIntegerField(default=0)
    stage = models.ForeignKey(
        "live.Stage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    policies = models.JSONField(default=dict)
    announcement = models.CharField(_("Durchsage"), max_length=300, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("Kurz gefasst"), blank=True)
    released_at = models.DateTimeField(null=True, blank=True)  # the minutes, to everybody
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.event)

    def get_absolute_url(self) -> str:
        return reverse("live:phone", args=[self.code])

    def stream_topics(self) -> list[str]:
        return [f"gathering:{self.pk}", *self.event.stream_topics()]

    @property
    def is_open(self) -> bool:
        """People can come in and act."""
        return self.state in (State.LIVE, State.PAUSED)

    @property
    def mark(self) -> str:
        return f"{self.epoch}-{self.seq}"

    def policy(self, key: str, default: Any = None) -> Any:
        return self.policies.get(key, default)


class Seat(models.Model):
    """Somebody who is there. A name that everybody sees, made up or not; an account only where there is one.

    Whoever has the token (in a cookie) is the seat; here lies its hash. `roles` are those of the whole gathering,
    places at tables are placements.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=40)
    roles = models.JSONField(default=list)
    channel = models.CharField(_("Wo"), max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    tags = models.JSONField(default=list)
    needs = models.CharField(_("Was ich brauche"), max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    came_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    help_at = models.DateTimeField(null=True, blank=True)
    help_text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["gathering", "left_at"])]

    def __str__(self) -> str:
        return self.name

    def has(self, *roles: str) -> bool:
        return not set(roles).isdisjoint(self.roles)

    @property
    def is_here(self) -> bool:
        return self.left_at is None


class Stage(models.Model):
    """A step of the run sheet. Where it stands in time is here, and nowhere ticks: `ends_at`, or what remains in a pause."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Art"), max_length=10, choices=StageKind.choices)
    title = models.CharField(_("Titel"), max_length=120)
    question = models.CharField(_("Frage"), max_length=300, blank=True)
    text = models.TextField(_("Was passiert"), blank=True, max_length=2000)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), default=10)
    config = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    remaining = models.IntegerField(null=True, blank=True)  # seconds, while paused

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kinds(self) -> list[str]:
        """Its kind, and what is open beside it (a question board during a talk)."""
        return [self.kind, *(kind for kind in self.config.get("also", ()) if kind != self.kind)]

    def settings_of(self, kind: str) -> dict[str, Any]:
        """What was set for one of its kinds, without the defaults (`kinds.Kind.of` adds them)."""
        found: dict[str, Any] = self.config.get(kind, {})
        return found

    @property
    def is_live(self) -> bool:
        return self.state in (State.LIVE, State.PAUSED)

    def left(self, now: datetime | None = None) -> int:
        """Seconds that remain; negative: over time."""
        if self.state == State.PAUSED and self.remaining is not None:
            return self.remaining
        if self.ends_at is None:
            return self.minutes * 60
        return round((self.ends_at - (now or timezone.now())).total_seconds())

    @property
    def took(self) -> timedelta | None:
        return self.ended_at - self.started_at if self.ended_at and self.started_at else None


class Space(models.Model):
    """Where people are together: a table, the circle, a room of the bar camp, a stall."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="spaces")
    kind = models.CharField(max_length=10, choices=SpaceKind.choices)
    name = models.CharField(_("Name"), max_length=80)
    question = models.CharField(_("Frage oder Thema"), max_length=300, blank=True)
    colour = models.PositiveSmallIntegerField(default=0)  # 1 … 12, a tone of the design system
    capacity = models.PositiveSmallIntegerField(_("Plätze"), default=0)  # 0: no limit
    equipment = models.JSONField(default=list)
    online = models.BooleanField(_("online"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Somebody was at a place, from when till when, and how it came about. The history mixes the next round."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="placements")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="placements")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="placements")
    role = models.CharField(max_length=10, choices=PlacementRole.choices, default=PlacementRole.GUEST)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ASSIGNED)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "stage"],
                condition=Q(until=None) & ~Q(role=PlacementRole.BOOKED),
                name="live_one_place_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["stage", "space"])]

    def __str__(self) -> str:
        return f"{self.seat_id} @ {self.space_id}"


class Item(models.Model):
    """Something said in writing: it stays with its stage and its table, whoever wrote it.

    Topics are put into the plan by `slot` and `room`. What became of it outside (`became_kind`, `became_id`) is a
    subject of another room.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    author = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    author_label = models.CharField(_("Von"), max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    title = models.CharField(_("Titel"), max_length=140, blank=True)
    body = models.TextField(_("Text"), max_length=2000, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    cluster = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="cards"
    )
    status = models.CharField(max_length=10, choices=ItemStatus.choices, default=ItemStatus.VISIBLE)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    answer = models.TextField(_("Antwort"), max_length=3000, blank=True)
    office = models.ForeignKey(
        "desk.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("Bis wann"), null=True, blank=True)
    who = models.CharField(_("Wer"), max_length=120, blank=True)
    slot = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    room = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    pinned = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    ups = models.PositiveIntegerField(default=0)  # votes, dots, interest: the sum of its signals
    shown = models.PositiveIntegerField(default=0)  # to how many seats: the denominator of a fair ranking
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    became_kind = models.CharField(max_length=40, blank=True)
    became_id = models.PositiveBigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["gathering", "kind", "status"]),
            models.Index(fields=["stage", "space"]),
        ]

    def __str__(self) -> str:
        text = self.title or self.body
        return text if len(text) <= 80 else f"{text[:77]}…"

    def get_absolute_url(self) -> str:
        return f"{reverse('live:minutes', args=[self.gathering.code])}#i{self.pk}"

    def stream_topics(self) -> list[str]:
        return [f"live-item:{self.pk}", *self.gathering.stream_topics()]

    @property
    def said_by(self) -> str:
        if self.author_label:
            return self.author_label
        return self.author.name if self.author is not None else gettext("ohne Namen")


class Photo(models.Model):
    """A photo of paper (a card, a flipchart) at the item that says in words what is on it; the words stay when it goes.

    A photo that was taken away keeps why; the picture and its files are gone then.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="photos")
    picture = models.ForeignKey(
        "pictures.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="photos")
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.picture) if self.picture is not None else str(self.item)


class Signal(models.Model):
    """One seat's mark on an item (or on a stage): the newest counts."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="signals")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.CASCADE, related_name="signals")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=10, choices=SignalKind.choices)
    value = models.SmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "item", "kind"],
                condition=Q(item__isnull=False),
                name="live_one_signal_an_item",
            ),
            models.UniqueConstraint(
                fields=["seat", "stage", "kind"], condition=Q(item=None), name="live_one_signal_a_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["item", "kind"]),
            # What a vote counts stands in the index alone.
            models.Index(fields=["stage", "kind", "item", "value", "seat"], name="live_signal_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.kind} {self.value}"


class Turn(models.Model):
    """Somebody wants to speak, speaks, has spoken. Somebody without a seat (a hand in the hall) by a label."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="turns")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="turns")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="turns")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.CASCADE, related_name="turns")
    label = models.CharField(_("Name"), max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=10, choices=TurnKind.choices, default=TurnKind.SPEAK)
    state = models.CharField(max_length=10, choices=TurnState.choices, default=TurnState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    override = models.CharField(_("Warum vorgezogen"), max_length=200, blank=True)
    asked_to_leave_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "seat", "kind"],
                condition=Q(state__in=["waiting", "live"], seat__isnull=False, space=None),
                name="live_one_open_turn",
            ),
        ]
        indexes = [models.Index(fields=["stage", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.label or (self.seat.name if self.seat is not None else gettext("jemand im Raum"))


class LogEntry(models.Model):
    """What was done, in the order in which it was done. The number counts without gaps within its gathering."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="log")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    deed = models.CharField(max_length=40)
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["gathering", "seq"], name="live_number_once")]
        # Whether something was closed is asked with every click, and stands among thousands of other deeds.
        indexes = [models.Index(fields=["stage", "deed"], name="live_log_by_deed")]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"


class Script(models.Model):
    """A run sheet that the city made its own, from one of the formats."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    based_on = models.CharField(max_length=60)
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
