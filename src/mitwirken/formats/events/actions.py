# SPDX-License-Identifier: EUPL-1.2
"""What is done with events: prepared, changed, published, cancelled; signed up to, let in; asked about afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.civic.places import queries as places
from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.notifications.outbox import send_due
from mitwirken.ground.texts import prose

from . import letters, queries, rules
from .drafts import BundleDraft, CardsDraft, EventDraft, FeedbackDraft, SignUpDraft, values
from .models import (
    Age,
    Bundle,
    Event,
    Feedback,
    Letter,
    LetterKind,
    SignUp,
    SignUpStatus,
    Trait,
    TraitCount,
    Worth,
)

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
# Words that stand in addresses of this room itself.
_RESERVED = {"kalender", "neu", "anmeldung"}
# What somebody who signed up must be told of when it changes.
_APPOINTMENT = ("starts_at", "ends_at", "doors_at", "venue", "address", "mode", "online_link", "dial_in")
MOST_LETTERS = 200
MOST_TRIES = 10
MOST_CARDS = 500
CLAIM = timedelta(minutes=15)
LONGEST_SENTENCE = 300


def _free_slug(model: type[Event] | type[Bundle], title: str, keep: int | None = None) -> str:
    base = slugify(title.translate(_UMLAUTS))[:70].strip("-") or "veranstaltung"
    rows = model.objects.filter(slug__startswith=base).exclude(pk=keep or 0)
    taken = set(rows.values_list("slug", flat=True)) | _RESERVED
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _fill(event: Event, draft: EventDraft) -> None:
    for name, value in values(draft).items():
        setattr(event, name, prose.clean(value).html if name == "body" else value)
    event.title = " ".join(draft.title.split())
    if draft.latitude is not None and draft.longitude is not None:
        latitude, longitude = round(float(draft.latitude), 4), round(float(draft.longitude), 4)
        event.latitude, event.longitude = Decimal(str(latitude)), Decimal(str(longitude))
        event.place = draft.place or places.place_at(latitude, longitude)


def _locked(event: Event) -> Event:
    """The row, for nobody else until the end of the transaction: seats are counted under this lock."""
    row = Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first()
    if row is None:
        raise Refusal(_("Diese Veranstaltung gibt es nicht mehr."), status=404)
    return row


# --- the life of an event -----------------------------------------------------------------------------------------


@transaction.atomic
def create_event(*, draft: EventDraft, by: Any, slug: str = "") -> Event:
    """Somebody of the staff prepares an event: a draft that only the staff sees.

    `by=None` is the operator at the command line. A point without a district gets the district it lies in. Refuses people
    without a role for it, a Fachamt that names another office, and times that cannot be.
    """
    rules.require_create(by, draft.office)
    rules.require_sound(draft)
    event = Event(slug=slug or _free_slug(Event, draft.title))
    _fill(event, draft)
    event.save()
    record("events.created", event, actor=by, public=False)
    return event


@transaction.atomic
def change_event(*, event: Event, draft: EventDraft, by: Any, seen: int | None = None) -> Event:
    """All that an event says is written anew.

    When the time or the place of a published event changes, everybody who signed up gets a letter and followers are told;
    more seats let the waiting move up. Refuses people of other offices, a published event losing what it was published with,
    and with a Conflict when somebody changed it since version `seen`.
    """
    row = _locked(event)
    rules.require_edit(by, row)
    rules.require_create(by, draft.office)
    rules.require_sound(draft)
    fresh = values(draft)
    require_version(
        row,
        seen,
        yours=fresh,
        fields=[name for name in fresh if name not in ("picture", "latitude", "longitude")],
    )
    before = {name: getattr(row, name) for name in _APPOINTMENT}
    was_about, was_called = row.stream_topics(), row.title
    _fill(row, draft)
    if row.published_at is None:
        if row.title != was_called:
            row.slug = _free_slug(Event, row.title, keep=row.pk)
    else:
        rules.require_complete(row)
        row.changed_at = timezone.now()
    row.version += 1
    row.save()
    public = row.is_public and row.cancelled_at is None
    moved = (
        public and not row.is_over() and any(getattr(row, name) != value for name, value in before.items())
    )
    if moved:
        Letter.objects.filter(sign_up__event=row, kind=LetterKind.REMINDER, sent_at=None).delete()
        _write_to(row.sign_ups.all(), LetterKind.MOVED)
    _move_up(row)
    record("events.moved" if moved else "events.changed", row, actor=by, public=public, topics=was_about)
    return row


@transaction.atomic
def publish_event(*, event: Event, by: Any, at: datetime | None = None) -> Event:
    """The event is opened to everybody; whoever follows its process, topic, place or campaign is told.

    Refuses people of other offices and an event without short text, venue, contact or a way without the internet. Publishing
    what is published changes nothing. `at` is for imports and the demo.
    """
    row = _locked(event)
    rules.require_edit(by, row)
    if row.published_at is not None:
        return row
    rules.require_complete(row)
    row.published_at = at or timezone.now()
    row.version += 1
    row.save()
    record("events.published", row, actor=by, public=row.hidden_at is None)
    return row


@transaction.atomic
def cancel_event(*, event: Event, by: Any, because: str) -> Event:
    """The event does not take place. It stays readable with the reason; everybody who signed up gets a letter.

    Refuses people of other offices, to do it without a reason, and what is over or was never public.
    """
    row = _locked(event)
    rules.require_edit(by, row)
    if row.cancelled_at is not None:
        return row
    if not because.strip():
        raise Refusal(
            _(
                "Bitte nennen Sie den Grund. Er steht danach auf der Seite und in der Nachricht an alle Angemeldeten."
            ),
            status=422,
            field="because",
        )
    if row.published_at is None:
        raise Refusal(_("Ein Entwurf wird nicht abgesagt, sondern gelöscht."), status=409)
    if row.is_over():
        raise Refusal(_("Diese Veranstaltung ist schon vorbei."), status=409)
    row.cancelled_at, row.cancelled_because = timezone.now(), because.strip()
    row.version += 1
    row.save()
    Letter.objects.filter(sign_up__event=row, sent_at=None).delete()
    _write_to(row.sign_ups.all(), LetterKind.CANCELLED)
    record("events.cancelled", row, actor=by, public=row.is_public, data={"because": row.cancelled_because})
    return row


@transaction.atomic
def delete_draft(*, event: Event, by: Any) -> None:
    """A draft that never was public is thrown away. Refuses what was public once: that is cancelled."""
    row = _locked(event)
    rules.require_edit(by, row)
    if row.published_at is not None:
        raise Refusal(_("Was veröffentlicht ist, wird abgesagt und nicht gelöscht."), status=409)
    record("events.discarded", row, actor=by, public=False)
    row.delete()


def hide_event(event: Event, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back; who decided and why is moderation's record."""
    event.hidden_at = timezone.now() if hidden else None
    event.save(update_fields=["hidden_at"])


# --- signing up ---------------------------------------------------------------------------------------------------


@transaction.atomic
def sign_up(
    *,
    event: Event,
    draft: SignUpDraft,
    person: Any = None,
    channel: str = Channel.ONLINE,
    entered_by: Any = None,
    contact_note: str = "",
    at: datetime | None = None,
    imported: bool = False,
) -> SignUp:
    """Somebody will come, with up to four seats; or stands on the waiting list when not all of them are free.

    `person` is signed in or confirmed an address; or staff (`entered_by`) enter it for somebody on the phone or on paper. The
    row of the event is locked while seats are counted, so that the last one is given away once. Causes a letter. Whoever
    signed up already gets the first sign-up again, unchanged. `imported` is for operators and the demo: no window and no role
    is asked for, nobody gets a letter, `at` may lie in the past. Who signed up is written into no log. Refuses outside the
    window, a side that the event does not have, more than four seats, and staff of other offices.
    """
    row = _locked(event)
    if not imported:
        rules.require_origin(person=person, channel=channel, entered_by=entered_by, event=row)
        rules.require_may_take_part(person)
        rules.require_open(row, by_staff=entered_by is not None)
    rules.require_sound_sign_up(draft, row)
    if person is not None and (there := SignUp.objects.filter(event=row, person=person).first()):
        there.event = row
        return there
    free = queries.free_seats(row, draft.side)
    waits = free is not None and draft.seats > free
    made = SignUp.objects.create(
        event=row,
        person=person,
        name=" ".join(draft.name.split())[:80],
        seats=draft.seats,
        side=draft.side,
        needs=draft.needs.strip(),
        status=SignUpStatus.WAITING if waits else SignUpStatus.CONFIRMED,
        channel=channel,
        entered_by=entered_by,
        contact_note=contact_note.strip(),
        created_at=at or timezone.now(),
    )
    if not imported:
        _write_to([made], LetterKind.WAITING if waits else LetterKind.CONFIRMED)
    record(
        "events.signed_up", row, channel=channel, public=False, data={"seats": draft.seats, "waits": waits}
    )
    return made


@transaction.atomic
def cancel_sign_up(*, sign_up: SignUp, by: Any = None, key: str = "") -> None:
    """Somebody does not come: the sign-up is deleted at once, and whoever waits and fits moves up and is told.

    With the `key` from the mail, by the person, or by staff of the event. Twice is once. Refuses anybody else.
    """
    rules.require_may_cancel(by, sign_up, key)
    row = _locked(sign_up.event)
    gone, _details = SignUp.objects.filter(pk=sign_up.pk).delete()
    if gone:
        _move_up(row)
        record("events.signed_off", row, public=False, data={"seats": sign_up.seats})


def _move_up(event: Event) -> list[SignUp]:
    """Whoever waits and fits gets the seats, in the order in which they came. The caller holds the event's lock."""
    if event.is_over() or event.cancelled_at is not None:
        return []
    moved = []
    given = queries.taken([event.pk])
    for waiting in event.sign_ups.filter(status=SignUpStatus.WAITING).order_by("created_at", "pk"):
        free = queries.free_seats(event, waiting.side, given)
        if free is None or waiting.seats <= free:
            waiting.status = SignUpStatus.CONFIRMED
            waiting.save(update_fields=["status"])
            key = (event.pk, waiting.side)
            given[key] = given.get(key, 0) + waiting.seats
            moved.append(waiting)
    _write_to(moved, LetterKind.MOVED_UP)
    return moved


@transaction.atomic
def check_in(*, sign_up: SignUp, by: Any, came: bool = True, at: datetime | None = None) -> SignUp:
    """Somebody is at the door and let in, or was ticked by mistake (`came=False`). Twice is once.

    Who waited and is let in has a seat from then on. Refuses people of other offices.
    """
    rules.require_edit(by, sign_up.event)
    row = SignUp.objects.select_for_update(of=("self",)).filter(pk=sign_up.pk).first()
    if row is None:
        raise Refusal(_("Diese Anmeldung gibt es nicht mehr. Sie wurde abgesagt oder gelöscht."), status=404)
    row.event = sign_up.event
    if came == (row.came_at is not None):
        return row
    row.came_at = (at or timezone.now()) if came else None
    if came:
        row.status = SignUpStatus.CONFIRMED
    row.save(update_fields=["came_at", "status"])
    return row


@transaction.atomic
def count_walk_in(*, event: Event, by: Any, people: int = 1) -> Event:
    """Somebody came without signing up; only the number is kept. Minus takes back. Refuses people of other offices."""
    row = _locked(event)
    rules.require_edit(by, row)
    row.walk_ins = max(0, min(100_000, row.walk_ins + people))
    row.save(update_fields=["walk_ins"])
    return row


def erase_sign_ups(rows: QuerySet[SignUp]) -> None:
    """Sign-ups go: because their time is over, or because somebody leaves.

    Of an event that is over the plain numbers by channel stay in its tally; before that it is as if they had cancelled,
    and whoever waits moves up.
    """
    with transaction.atomic():
        for pk in sorted(set(rows.order_by().values_list("event_id", flat=True))):
            event = Event.objects.select_for_update(of=("self",)).get(pk=pk)
            mine = SignUp.objects.filter(pk__in=[row.pk for row in rows if row.event_id == pk])
            if event.is_over():
                _into_tally(event, mine)
            mine.delete()
            _move_up(event)
            pages.changed(f"event:{pk}", "events")


def _into_tally(event: Event, rows: QuerySet[SignUp]) -> None:
    seats = dict(event.tally.get("seats", {}))
    came = event.tally.get("came", 0)
    for row in rows:
        came += row.seats if row.came_at else 0
        if not row.is_waiting:
            seats[row.channel] = seats.get(row.channel, 0) + row.seats
    event.tally = {"seats": seats, "came": came}
    event.save(update_fields=["tally"])


# --- letters ------------------------------------------------------------------------------------------------------


def _write_to(rows: Sequence[SignUp] | QuerySet[SignUp], kind: str) -> None:
    """Queues a letter for each, in the deed's transaction; the worker sends them."""
    now = timezone.now()
    Letter.objects.bulk_create(
        Letter(sign_up=row, kind=kind, due_at=now) for row in rows if row.person_id is not None
    )


@every(minutes=1)
def send_letters(*, now: datetime | None = None) -> int:
    """Sends what is due, some hundred a run. Returns how many went out."""
    return send_due(
        Letter.objects.select_related("sign_up__event", "sign_up__person"),
        letters.write,
        now=now or timezone.now(),
        at_once=MOST_LETTERS,
        most_tries=MOST_TRIES,
        claim=CLAIM,
    )


@every(minutes=10)
def remind(*, now: datetime | None = None) -> int:
    """The day before, everybody who has a seat is reminded, once. Whoever signed up within that day knows anyway."""
    now = now or timezone.now()
    soon = now + timedelta(hours=24)
    rows = (
        SignUp.objects.filter(
            status=SignUpStatus.CONFIRMED,
            person__isnull=False,
            event__starts_at__gt=now,
            event__starts_at__lte=soon,
            event__cancelled_at=None,
            event__published_at__isnull=False,
            event__hidden_at=None,
            created_at__lt=F("event__starts_at") - timedelta(hours=24),
        )
        .exclude(letters__kind=LetterKind.REMINDER)
        .order_by("pk")[:2000]
    )
    made = [Letter(sign_up=row, kind=LetterKind.REMINDER, due_at=now) for row in rows]
    Letter.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@every(minutes=1)
def turn_events(*, now: datetime | None = None) -> int:
    """The clock has moved on: pages of events that began, ended, or whose sign-up opened or closed, are drawn anew.

    Looks three minutes back and keeps no state, so that a run twice does no harm. Causes nothing else.
    """
    now = now or timezone.now()
    since = now - timedelta(minutes=3)
    turned = Q()
    for name in ("starts_at", "ends_at", "sign_up_from", "sign_up_until"):
        turned |= Q(**{f"{name}__gt": since, f"{name}__lte": now})
    rows = list(queries.public(Event.objects.filter(turned)).select_related("place")[:500])
    for row in rows:
        pages.changed(*row.stream_topics())
    return len(rows)


@every(daily_at="00:00")
def begin_day() -> None:
    """A new day: the online link of what is today may be shown, lists sort anew."""
    pages.changed("events", "events:today")


# --- feedback -----------------------------------------------------------------------------------------------------


@transaction.atomic
def give_feedback(
    *,
    event: Event,
    draft: FeedbackDraft,
    channel: str = Channel.ONLINE,
    on: datetime | None = None,
    imported: bool = False,
) -> Feedback:
    """Somebody says whether the event was worth it; nobody is asked who. What they say of themselves is counted apart.

    Refuses before the event, later than 30 days after it, and anything but the four answers. `imported` is for the demo.
    """
    if not imported:
        rules.require_feedback(event)
    rules.require_worth(draft.worth)
    row = Feedback.objects.create(
        event=event,
        worth=draft.worth,
        sentence=" ".join(draft.sentence.split())[:LONGEST_SENTENCE],
        channel=channel,
        given_on=timezone.localdate(on or timezone.now()),
    )
    if draft.district is not None:
        _count_trait(event, Trait.DISTRICT, draft.district.slug, 1)
    if draft.age in Age.values:
        _count_trait(event, Trait.AGE, draft.age, 1)
    if draft.language.strip():
        _count_trait(event, Trait.LANGUAGE, draft.language, 1)
    pages.changed(f"event:{event.pk}")
    return row


@transaction.atomic
def enter_cards(*, event: Event, cards: CardsDraft, by: Any) -> int:
    """Staff type in a pile of feedback cards: how many of each answer, sentences, and what people said of themselves.

    Returns how many answers that made. Refuses people of other offices, an empty pile, more than 500 cards at once, and more
    sentences with an answer than cards with it.
    """
    rules.require_edit(by, event)
    rules.require_feedback(event, cards=True)
    if cards.channel == Channel.ONLINE or cards.channel not in Channel.values:
        raise Refusal(_("Bitte wählen Sie, wie die Karten zu Ihnen kamen."), status=422, field="channel")
    total = sum(cards.worth.values())
    if total < 1:
        raise Refusal(_("Bitte tragen Sie mindestens eine Karte ein."), status=422)
    if total > MOST_CARDS or min(cards.worth.values()) < 0:
        raise Refusal(_("Bitte tragen Sie höchstens 500 Karten auf einmal ein."), status=422)
    words: dict[str, list[str]] = {}
    for worth, sentence in cards.sentences:
        rules.require_worth(worth)
        words.setdefault(worth, []).append(" ".join(sentence.split())[:LONGEST_SENTENCE])
    rows = []
    for worth, count in cards.worth.items():
        rules.require_worth(worth)
        said = words.get(worth, [])
        if len(said) > count:
            raise Refusal(
                _("Bei „%(answer)s“ stehen mehr Sätze als Karten. Bitte zählen Sie noch einmal.")
                % {"answer": Worth(worth).label},
                status=422,
                field=worth,
            )
        for sentence in said + [""] * (count - len(said)):
            rows.append(
                Feedback(
                    event=event,
                    worth=worth,
                    sentence=sentence,
                    channel=cards.channel,
                    given_on=timezone.localdate(),
                )
            )
    Feedback.objects.bulk_create(rows)
    for (trait, value), count in cards.traits.items():
        if count > 0:
            _count_trait(event, trait, value, min(count, MOST_CARDS))
    record(
        "events.cards_entered", event, actor=by, channel=cards.channel, public=False, data={"cards": total}
    )
    return total


def _count_trait(event: Event, trait: str, value: str, by: int) -> None:
    value = " ".join(value.split())[:120]
    if trait == Trait.LANGUAGE:
        value = value.capitalize()
    row, _made = TraitCount.objects.get_or_create(event=event, trait=trait, value=value)
    TraitCount.objects.filter(pk=row.pk).update(count=F("count") + by)


# --- campaigns ----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_bundle(*, draft: BundleDraft, by: Any, slug: str = "") -> Bundle:
    """Somebody of the staff prepares a campaign that groups events. Refuses people without a role for it."""
    rules.require_edit_bundle(by)
    rules.require_sound_bundle(draft)
    row = Bundle(slug=slug or _free_slug(Bundle, draft.title))
    _fill_bundle(row, draft)
    row.save()
    record("events.bundle_created", row, actor=by, public=False)
    return row


@transaction.atomic
def change_bundle(*, bundle: Bundle, draft: BundleDraft, by: Any, seen: int | None = None) -> Bundle:
    """A campaign is written anew. Refuses people without a role, and with a Conflict when somebody changed it since `seen`."""
    rules.require_edit_bundle(by)
    rules.require_sound_bundle(draft)
    row = Bundle.objects.select_for_update(of=("self",)).get(pk=bundle.pk)
    fresh = values(draft)
    require_version(row, seen, yours=fresh, fields=[name for name in fresh if name != "picture"])
    was_called = row.title
    _fill_bundle(row, draft)
    if not row.is_public and row.title != was_called:
        row.slug = _free_slug(Bundle, row.title, keep=row.pk)
    row.version += 1
    row.save()
    record("events.bundle_changed", row, actor=by, public=row.is_public)
    return row


def _fill_bundle(row: Bundle, draft: BundleDraft) -> None:
    for name, value in values(draft).items():
        setattr(row, name, prose.clean(value).html if name == "body" else value)


@transaction.atomic
def publish_bundle(*, bundle: Bundle, by: Any) -> Bundle:
    """The page of the campaign is opened to everybody. Refuses people without a role, and a campaign without a short text."""
    rules.require_edit_bundle(by)
    row = Bundle.objects.select_for_update(of=("self",)).get(pk=bundle.pk)
    if row.is_public:
        return row
    if not row.summary.strip():
        raise Refusal(
            _("Bitte schreiben Sie zuerst, worum es geht: zwei, drei Sätze."), status=409, field="summary"
        )
    row.published_at = timezone.now()
    row.version += 1
    row.save()
    record("events.bundle_published", row, actor=by)
    return row


@transaction.atomic
def put_into_bundle(*, bundle: Bundle, events: Sequence[Event], by: Any) -> None:
    """Which events belong to a campaign, all of them at once: those not named leave it. Refuses people without a role."""
    rules.require_edit_bundle(by)
    wanted = {event.pk for event in events}
    touched = list(Event.objects.filter(Q(bundle=bundle) | Q(pk__in=wanted)))
    Event.objects.filter(bundle=bundle).exclude(pk__in=wanted).update(bundle=None)
    Event.objects.filter(pk__in=wanted).update(bundle=bundle)
    record(
        "events.bundle_filled",
        bundle,
        actor=by,
        public=False,
        topics=[f"event:{event.pk}" for event in touched],
    )
