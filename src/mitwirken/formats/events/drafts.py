# SPDX-License-Identifier: EUPL-1.2
"""What travels from a form, an import or a room above to the deeds: frozen values, already clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mitwirken.ground.deeds.channel import Channel

from .models import KEEP_DAYS, Kind, Mode, Side, StepFree

if TYPE_CHECKING:
    from mitwirken.civic.participation.models import Process, Topic
    from mitwirken.civic.places.models import Place
    from mitwirken.ground.desk.models import Office
    from mitwirken.ground.pictures.models import Picture

    from .models import Bundle, Event


@dataclass(frozen=True)
class EventDraft:
    """All that an event says; only the first three must be known to begin."""

    title: str
    starts_at: datetime
    ends_at: datetime
    kind: str = Kind.OTHER
    mode: str = Mode.ROOM
    summary: str = ""
    body: str = ""
    doors_at: datetime | None = None
    venue: str = ""
    address: str = ""
    place: Place | None = None
    latitude: float | None = None
    longitude: float | None = None
    online_link: str = ""
    dial_in: str = ""
    step_free: str = StepFree.UNKNOWN
    induction_loop: bool = False
    dgs: bool = False
    childcare: bool = False
    quiet_room: bool = False
    languages: str = ""
    access_note: str = ""
    process: Process | None = None
    topic: Topic | None = None
    bundle: Bundle | None = None
    office: Office | None = None
    contact: str = ""
    without_net: str = ""
    sign_up: bool = True
    seats_room: int | None = None
    seats_online: int | None = None
    sign_up_from: datetime | None = None
    sign_up_until: datetime | None = None
    keep_days: int = KEEP_DAYS
    picture: Picture | None = None


@dataclass(frozen=True)
class SignUpDraft:
    """What is asked of somebody who wants to come, and no more."""

    name: str
    seats: int = 1
    side: str = Side.ROOM
    needs: str = ""


@dataclass(frozen=True)
class FeedbackDraft:
    """An answer to the one question; what somebody says of themselves is counted apart and never kept beside it."""

    worth: str
    sentence: str = ""
    district: Place | None = None
    age: str = ""
    language: str = ""


@dataclass(frozen=True)
class CardsDraft:
    """A pile of feedback cards: how many of each answer, the sentences, and what people said of themselves."""

    worth: Mapping[str, int]
    sentences: tuple[tuple[str, str], ...] = ()  # answer and words; each is one of the cards
    traits: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (trait, value) and how many
    channel: str = Channel.PAPER


@dataclass(frozen=True)
class BundleDraft:
    title: str
    starts_on: date
    ends_on: date
    summary: str = ""
    body: str = ""
    office: Office | None = None
    picture: Picture | None = None


def values(draft: EventDraft | BundleDraft) -> dict[str, Any]:
    """The draft as plain fields; `asdict` would copy the rows it points at."""
    return {each.name: getattr(draft, each.name) for each in fields(draft)}


def draft_of(event: Event) -> EventDraft:
    """The event as it stands, to change one thing of it with `dataclasses.replace`."""
    return EventDraft(**{each.name: getattr(event, each.name) for each in fields(EventDraft)})
