# SPDX-License-Identifier: EUPL-1.2
"""Events, sign-ups, letters to those who signed up, feedback, campaigns."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel

MOST_SEATS = 4
KEEP_DAYS = 30
# Read aloud at a door and typed in: no 0 and O, no 1 and I.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


class Kind(models.TextChoices):
    """How people meet. The key stands in addresses and never changes."""

    TOWNHALL = "townhall", _("Bürgerversammlung (Townhall)")
    WORLD_CAFE = "world-cafe", _("World Café")
    OPEN_SPACE = "open-space", _("Open Space")
    FISHBOWL = "fishbowl", _("Fishbowl")
    BARCAMP = "barcamp", _("Barcamp")
    KNOWLEDGE_MARKET = "wissensmarktplatz", _("Wissensmarktplatz")
    MICRO_TRAINING = "mikro-schulung", _("Mikro-Schulung")
    WORKSHOP = "workshop", _("Workshop")
    DIALOGUE = "buergerdialog", _("Bürger*innendialog")
    WALK = "rundgang", _("Rundgang")
    STAND = "infostand", _("Infostand")
    OFFICE_HOUR = "sprechstunde", _("Sprechstunde")
    OTHER = "sonstiges", _("Sonstiges")


class Mode(models.TextChoices):
    ROOM = "room", _("vor Ort")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("vor Ort und online")


class Side(models.TextChoices):
    """Where somebody takes part; a hybrid event has seats on both sides."""

    ROOM = "room", _("vor Ort")
    ONLINE = "online", _("online")


class StepFree(models.TextChoices):
    YES = "yes", _("stufenfrei")
    PARTLY = "partly", _("teilweise stufenfrei")
    NO = "no", _("nicht stufenfrei")
    UNKNOWN = "unknown", _("Stufen: nicht bekannt")


class Bundle(models.Model):
    """A campaign that groups events: a Digitaltag, a week of action."""

    slug = models.SlugField(_("Adresse"), max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=140)
    summary = models.TextField(_("Kurz gesagt"), max_length=600, blank=True)
    body = models.TextField(_("Worum es geht"), blank=True)
    starts_on = models.DateField(_("Erster Tag"))
    ends_on = models.DateField(_("Letzter Tag"))
    office = models.ForeignKey(
        "desk.Office",
        verbose_name=_("Amt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    picture = models.ForeignKey(
        "pictures.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="bundle_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:bundle", args=[self.slug])

    def stream_topics(self) -> list[str]:
        return [f"bundle:{self.pk}", "events"]

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class Event(models.Model):
    """A Veranstaltung: people meet at a time, in a room, online or both.

    `seats_room` and `seats_online` left empty mean no limit. `erase_at` follows from the end and `keep_days`: then the sign-ups
    go, and `tally` keeps their plain numbers by channel.
    """

    slug = models.SlugField(_("Adresse"), max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=140)
    summary = models.TextField(_("Kurz gesagt"), max_length=600, blank=True)
    body = models.TextField(_("Worum es geht"), blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    mode = models.CharField(_("Wo"), max_length=10, choices=Mode.choices, default=Mode.ROOM)

    venue = models.CharField(_("Raum oder Treffpunkt"), max_length=200, blank=True)
    address = models.CharField(_("Anschrift"), max_length=200, blank=True)
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
    online_link = models.URLField(_("Link zum Online-Treffen"), max_length=500, blank=True)
    dial_in = models.CharField(_("Einwahl am Telefon"), max_length=300, blank=True)

    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    doors_at = models.DateTimeField(_("Einlass ab"), null=True, blank=True)

    step_free = models.CharField(
        _("Stufenfrei"), max_length=10, choices=StepFree.choices, default=StepFree.UNKNOWN
    )
    induction_loop = models.BooleanField(_("Induktionsanlage für Hörgeräte"), default=False)
    dgs = models.BooleanField(_("Deutsche Gebärdensprache"), default=False)
    childcare = models.BooleanField(_("Kinderbetreuung"), default=False)
    quiet_room = models.BooleanField(_("Ruheraum"), default=False)
    languages = models.CharField(_("Sprachen"), max_length=200, blank=True)
    access_note = models.TextField(_("Was noch gut zu wissen ist"), max_length=1000, blank=True)

    process = models.ForeignKey(
        "participation.Process",
        verbose_name=_("Beteiligung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    topic = models.ForeignKey(
        "participation.Topic",
        verbose_name=_("Thema"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bundle = models.ForeignKey(
        Bundle,
        verbose_name=_("Aktion"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    office = models.ForeignKey(
        "desk.Office",
        verbose_name=_("Amt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contact = models.TextField(_("Ansprechstelle"), max_length=1000, blank=True)
    without_net = models.TextField(_("Mitmachen ohne Internet"), max_length=1000, blank=True)
    picture = models.ForeignKey(
        "pictures.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    sign_up = models.BooleanField(_("Mit Anmeldung"), default=True)
    seats_room = models.PositiveIntegerField(_("Plätze vor Ort"), null=True, blank=True)
    seats_online = models.PositiveIntegerField(_("Plätze online"), null=True, blank=True)
    sign_up_from = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    sign_up_until = models.DateTimeField(_("Anmeldung bis"), null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("Anmeldungen löschen nach Tagen"), default=KEEP_DAYS)
    erase_at = models.DateTimeField(editable=False)
    walk_ins = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict, editable=False)

    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(_("Warum abgesagt"), max_length=600, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["published_at", "starts_at"]),
            models.Index(fields=["ends_at"]),
            models.Index(fields=["erase_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="event_point_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Here and not in the actions alone, so that no sign-up outlives its time however the event was saved.
        self.erase_at = self.ends_at + timedelta(days=self.keep_days)
        fields = kwargs.get("update_fields")
        if fields is not None and {"ends_at", "keep_days"} & set(fields):
            kwargs["update_fields"] = {*fields, "erase_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def short_url(self) -> str:
        return reverse("events:short", args=[self.pk])

    def stream_topics(self) -> list[str]:
        topics = [f"event:{self.pk}"]
        if self.process_id:
            topics.append(f"process:{self.process_id}")
        if self.bundle_id:
            topics.append(f"bundle:{self.bundle_id}")
        if self.place_id:
            topics.append(f"place:{self.place_id}")
            if self.place is not None and self.place.parent_id:
                topics.append(f"place:{self.place.parent_id}")
        if self.topic_id:
            topics.append(f"topic:{self.topic_id}")
        return [*topics, "events"]

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None

    @property
    def in_room(self) -> bool:
        return self.mode != Mode.ONLINE

    @property
    def is_online(self) -> bool:
        return self.mode != Mode.ROOM

    @property
    def sides(self) -> list[Side]:
        """Where one can take part, the room first."""
        return [side for side, open_ in ((Side.ROOM, self.in_room), (Side.ONLINE, self.is_online)) if open_]

    def seats(self, side: str) -> int | None:
        """How many seats a side has; None without a limit."""
        return self.seats_online if side == Side.ONLINE else self.seats_room

    @property
    def point(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    @property
    def one_day(self) -> bool:
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    def is_over(self, now: datetime | None = None) -> bool:
        return self.ends_at <= (now or timezone.now())

    def is_today(self, now: datetime | None = None) -> bool:
        """From midnight of its day to its end."""
        now = now or timezone.now()
        return timezone.localdate(self.starts_at) <= timezone.localdate(now) and not self.is_over(now)


def new_key() -> str:
    return secrets.token_urlsafe(18)


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


class SignUpStatus(models.TextChoices):
    CONFIRMED = "confirmed", _("angemeldet")
    WAITING = "waiting", _("auf der Warteliste")


class SignUp(models.Model):
    """That somebody wants to come, with up to four seats. Who cancels is deleted at once; the rest goes `keep_days` after the end.

    `key` opens the own page (it stands in the mail), `code` is said or shown at the door. Either `person` signed up (with an
    account or with a confirmed address), or `entered_by` of the staff entered it for somebody on the phone or on paper.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="sign_ups"
    )
    name = models.CharField(_("Name oder Pseudonym für die Liste"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("Plätze"), default=1)
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.ROOM)
    needs = models.TextField(_("Was Sie brauchen"), max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=SignUpStatus.choices, default=SignUpStatus.CONFIRMED)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_note = models.CharField(_("So erreichen wir die Person"), max_length=200, blank=True)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    came_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["event", "side", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="person_once_an_event"),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=MOST_SEATS), name="sign_up_one_to_four_seats"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:sign_up_own", args=[self.event.slug, self.key])

    @property
    def is_waiting(self) -> bool:
        return self.status == SignUpStatus.WAITING

    @property
    def spoken_code(self) -> str:
        """The code in two halves, easier to read aloud."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


class LetterKind(models.TextChoices):
    CONFIRMED = "confirmed", _("angemeldet")
    WAITING = "waiting", _("auf der Warteliste")
    MOVED_UP = "moved_up", _("nachgerückt")
    REMINDER = "reminder", _("morgen ist es so weit")
    MOVED = "moved", _("Zeit oder Ort geändert")
    CANCELLED = "cancelled", _("abgesagt")


class Letter(models.Model):
    """A mail that somebody who signed up will get; goes with the sign-up.

    Not a notice of the frame: those are kept for half a year and would tell who had signed up long after that was to be forgotten.
    """

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    due_at = models.DateTimeField(null=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="letters_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=models.Q(kind="reminder"), name="reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sign_up_id}"


class Worth(models.TextChoices):
    """Hat sich das Treffen für Sie gelohnt?"""

    YES = "yes", _("Ja, sehr")
    RATHER = "rather", _("Eher ja")
    HARDLY = "hardly", _("Eher nein")
    NO = "no", _("Nein")


class Feedback(models.Model):
    """One answer to the one question. Nobody knows whose it is; it knows the day and no more."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    worth = models.CharField(max_length=10, choices=Worth.choices)
    sentence = models.CharField(_("Ein Satz dazu"), max_length=300, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.ONLINE)
    given_on = models.DateField()

    class Meta:
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["event", "worth"])]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.worth}"


class Trait(models.TextChoices):
    """What people may say of themselves after an event, if they want to."""

    DISTRICT = "district", _("Stadtbezirk")
    AGE = "age", _("Alter")
    LANGUAGE = "language", _("Sprache zu Hause")


class Age(models.TextChoices):
    UNDER_18 = "0-17", _("unter 18")
    TO_29 = "18-29", _("18 bis 29")
    TO_44 = "30-44", _("30 bis 44")
    TO_59 = "45-59", _("45 bis 59")
    TO_74 = "60-74", _("60 bis 74")
    FROM_75 = "75", _("75 und älter")


class TraitCount(models.Model):
    """How often something was said: one number for each value, never two facts of one person side by side."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="trait_counts")
    trait = models.CharField(max_length=10, choices=Trait.choices)
    value = models.CharField(max_length=120)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["trait", "value"]
        constraints = [
            models.UniqueConstraint(fields=["event", "trait", "value"], name="trait_value_once_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.trait}={self.value}: {self.count}"
