# SPDX-License-Identifier: EUPL-1.2
"""Topics: brought in, changed, withdrawn, taken out with a reason, laid together, wanted."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ... import planning
from ...commands import step
from ...models import Item, ItemStatus, Signal, SignalKind, Space, TurnState
from ...planning import Topic
from ...queries import Look
from ...rules import require_seat
from .. import Call
from .boards import board_now, remember, require_ahead, require_own, save, topic_named
from .news import know, news_for, note_change
from .pitches import end_turn
from .settings import MOST_OF_ONE, MOST_TOPICS, given_of


def propose(call: Call) -> str:
    """Brings a topic in; it waits for its turn to be presented. The facilitator does it for people without a phone.

    Refuses more than `MOST_OF_ONE` topics of one seat and a title that the same seat already has in the list.
    """
    values = call.values
    with step(call.gathering, "grid.propose", call.by) as live:
        board = board_now(live, call.stage)
        source = given_of(board.stage)["source"]
        seat = call.by.seat if not (call.by.leads and values["label"]) else None
        if seat is None and not values["label"]:
            raise Refusal(_("Bitte geben Sie an, von wem das Thema ist."), status=400, field="label")
        if len(board.topics) >= MOST_TOPICS:
            raise Refusal(
                _("Es sind schon %(most)d Themen. Schließen Sie sich einem davon an.")
                % {"most": MOST_TOPICS},
                status=409,
            )
        own = [topic for topic in board.topics if seat is not None and topic.item.author_id == seat.pk]
        if len(own) >= MOST_OF_ONE:
            raise Refusal(
                _(
                    "Sie haben schon %(most)d Themen vorgeschlagen. Ziehen Sie eines zurück, wenn ein anderes wichtiger ist."
                )
                % {"most": MOST_OF_ONE},
                status=409,
            )
        if any(topic.title.casefold() == values["title"].casefold() for topic in own):
            raise Refusal(
                _("Dieses Thema haben Sie schon vorgeschlagen. Es steht in der Liste."),
                status=409,
                field="title",
            )
        item = Item.objects.create(
            gathering=live.gathering,
            stage=board.stage,
            author=seat,
            author_label=values["label"] if seat is None else "",
            channel=seat.channel if seat is not None else Channel.ROOM,
            kind=source,
            title=values["title"],
            body=values["body"],
            data={"needs": _known(values["needs"], board.rooms)} if values["needs"] else {},
        )
        live.note(item=item.pk)
    return gettext("Ihr Thema ist in der Liste.")


def _known(needs: Iterable[str], rooms: Iterable[Space]) -> list[str]:
    """Equipment that some room has, in that room's words."""
    words = {str(word).casefold(): str(word) for room in rooms for word in room.equipment}
    return [words[word.casefold()] for word in needs if word.casefold() in words]


def edit(call: Call) -> str:
    """Changes a topic's words and what it needs: by whoever proposed it, or the facilitator."""
    values = call.values
    with step(call.gathering, "grid.edit", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, values["item"])
        require_own(topic, call.by)
        item = topic.item
        needs = _known(values["needs"], board.rooms)
        if topic.room is not None and planning.lacking(needs, topic.room):
            raise Refusal(
                _(
                    "In %(room)s gibt es das nicht. Die Moderation muss das Thema zuerst in einen anderen Raum legen."
                )
                % {"room": topic.room.name},
                status=409,
                field="needs",
            )
        item.title, item.body = values["title"], values["body"]
        remember(item, needs=needs or None)
        item.version += 1
        save(item, "title", "body", "data", "version")
        live.note(item=item.pk)
    return gettext("Gespeichert.")


def say_away(call: Call) -> str:
    """In which slots whoever leads a topic cannot come; the plan goes around them. What is over stays as it was said.

    A session that stands in such a slot already stays there until the facilitator moves it, and is marked. Refuses to
    leave no slot at all.
    """
    with step(call.gathering, "grid.away", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, call.values["item"])
        require_own(topic, call.by)
        ahead = [slot.pk for slot in board.slots if slot.is_ahead]
        if not ahead:
            raise Refusal(_("Es gibt kein Zeitfenster mehr, das noch kommt."), status=409)
        wanted = [pk for pk in ahead if str(pk) in call.values["away"]]
        if len(wanted) == len(ahead):
            raise Refusal(
                _(
                    "Dann bliebe keine Zeit für „%(title)s“. Lassen Sie ein Zeitfenster frei, oder ziehen Sie das Thema zurück."
                )
                % {"title": topic.title},
                status=409,
                field="away",
            )
        before = [slot.pk for slot in topic.away]
        found = [pk for pk in before if pk not in ahead] + wanted
        if found == before:
            live.nothing()
            return gettext("Gespeichert.")
        remember(topic.item, away=found or None)
        topic.item.version += 1
        save(topic.item, "data", "version")
        live.note(item=topic.pk, slots=len(wanted))
    if topic.slot is not None and topic.slot.pk in wanted:
        return gettext("Gespeichert. Die Moderation sieht, dass „%(title)s“ anders liegen muss.") % {
            "title": topic.title
        }
    return gettext("Gespeichert. Der Plan richtet sich danach.")


def say_known(call: Call) -> None:
    """ "I have read what moved". Nothing that anybody else sees, so nobody is told."""
    seat = require_seat(call.by)
    with step(call.gathering, "grid.known", call.by) as live:
        know(seat, news_for(board_now(live, call.stage), seat))
        live.nothing()


def withdraw(call: Call) -> str:
    """Takes a topic back. It stays in the minutes as withdrawn; a cell in the plan becomes free."""
    with step(call.gathering, "grid.withdraw", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        require_own(topic, call.by)
        require_ahead(topic)
        drop(topic, str(gettext("zurückgezogen")), TurnState.WITHDRAWN)
        live.note(item=topic.pk)
    return gettext("Ihr Thema ist zurückgezogen.")


def reject(call: Call) -> str:
    """Does not take a topic, and says why: the sentence stands at the topic."""
    with step(call.gathering, "grid.reject", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        require_ahead(topic)
        drop(topic, call.values["reason"], TurnState.DONE)
        live.note(item=topic.pk)
    return gettext("Das Thema steht jetzt unter „nicht aufgenommen“, mit Ihrem Grund.")


def drop(topic: Topic, reason: str, state: str) -> None:
    item = topic.item
    note_change(topic, None)
    item.status, item.reason = ItemStatus.REJECTED, reason
    item.slot = item.room = None
    item.pinned = False
    remember(item, proposed=None, moved=None)
    save(item, "status", "reason", "slot", "room", "pinned", "data")
    end_turn(topic, state)


def restore(call: Call) -> None:
    """Takes a rejection or a withdrawal back; the topic waits again."""
    with step(call.gathering, "grid.restore", call.by) as live:
        board = board_now(live, call.stage)
        item = next((item for item in board.rejected if item.pk == call.values["item"]), None)
        if item is None:
            live.nothing()
            return
        item.status, item.reason = ItemStatus.VISIBLE, ""
        save(item, "status", "reason")
        live.note(item=item.pk)


def reveal(call: Call) -> None:
    """Opens the submission: topics that lay hidden wait from now on, in an order that is drawn."""
    with step(call.gathering, "grid.reveal", call.by) as live:
        source = given_of(planning.base_of(Look(live.gathering), call.stage))["source"]
        number = Item.objects.filter(
            gathering=live.gathering, kind=source, status__in=planning.HIDDEN
        ).update(status=ItemStatus.VISIBLE, changed_at=timezone.now())
        if not number:
            live.nothing()
        live.note(number=number)


def interest(call: Call) -> None:
    """ "I would come": one mark a seat and topic; the second press takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "grid.interest", call.by) as live:
        topic = topic_named(board_now(live, call.stage), call.values["item"])
        gone, _rows = Signal.objects.filter(seat=seat, item=topic.item, kind=SignalKind.INTEREST).delete()
        if not gone:
            Signal.objects.create(seat=seat, item=topic.item, stage=call.stage, kind=SignalKind.INTEREST)
        Item.objects.filter(pk=topic.pk).update(
            ups=Signal.objects.filter(item=topic.item, kind=SignalKind.INTEREST, value__gt=0).count()
        )
        live.note(item=topic.pk, on=not gone)


def merge(call: Call) -> str:
    """Lays one topic into another: its wishes count there, and its host leads along."""
    with step(call.gathering, "grid.merge", call.by) as live:
        board = board_now(live, call.stage)
        topic, into = topic_named(board, call.values["item"]), topic_named(board, call.values["into"])
        if topic.pk == into.pk:
            raise Refusal(_("Wählen Sie ein anderes Thema."), status=400, field="into")
        require_ahead(topic)
        places = {pk: cell for pk, cell in board.places.items() if pk != topic.pk}
        joined = frozenset(topic.hosts | into.hosts)
        into.hosts = joined
        problems = board.problems(places, [into.pk]) if into.is_placed else []
        if problems:
            raise Refusal(problems[0], status=409)
        has = set(
            Signal.objects.filter(item=into.item, kind=SignalKind.INTEREST).values_list("seat_id", flat=True)
        )
        moving = Signal.objects.filter(item=topic.item, kind=SignalKind.INTEREST)
        moving.filter(seat_id__in=has).delete()
        moving.update(item=into.item)
        Item.objects.filter(merged_into=topic.item).update(merged_into=into.item)
        item = topic.item
        item.status, item.merged_into = ItemStatus.MERGED, into.item
        item.slot = item.room = None
        item.pinned = False
        remember(item, proposed=None, moved=None)
        save(item, "status", "merged_into", "slot", "room", "pinned", "data")
        end_turn(topic, TurnState.DONE)
        into.item.ups = Signal.objects.filter(item=into.item, kind=SignalKind.INTEREST, value__gt=0).count()
        remember(
            into.item,
            raised=max(into.hands, topic.hands) or None,
            accepted=topic.accepted or into.accepted or None,
            away=sorted({slot.pk for slot in (*topic.away, *into.away)}) or None,
        )
        save(into.item, "ups", "data")
        live.note(item=topic.pk, into=into.pk)
    return gettext("Zusammengelegt.")
