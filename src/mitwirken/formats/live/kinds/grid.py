# SPDX-License-Identifier: EUPL-1.2
"""Open space and bar camp: topics are presented one after the other, wait in the parking area, and get a slot and a room.

The plan is a proposal that the facilitator takes over or changes by hand; what is pinned stays. Afterwards every
session has a report. What is computed and shown lies in `planning`.

Of a topic the kind keeps in `Item.data`: `accepted` (presented and taken), `raised` (hands counted in the room), `needs`
(equipment), `proposed` (a cell that was computed and not yet taken over; `null`: it stays outside), `moved` (its place
changed after the plan was out). A report keeps `results` and `next`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from .. import planning
from ..commands import Step, step
from ..models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    Seat,
    Signal,
    SignalKind,
    Space,
    SpaceKind,
    Stage,
    StageKind,
    State,
    Turn,
    TurnKind,
    TurnState,
)
from ..planning import Board, Cell, Topic, sessions_of
from ..queries import Look
from ..rules import Actor, require_seat
from . import Block, Call, Deed, Kind, Line, Setting, register

__all__ = ["Grid", "board_of", "sessions_of"]

MOST_TOPICS = 200
MOST_OF_ONE = 10
MOST_SLOTS = 12


# --- what people type -----------------------------------------------------------------------------------------------


class AnyOf(forms.MultipleChoiceField):
    """Checkboxes whose words come from the rooms; the deed keeps only what a room has."""

    def valid_value(self, value: Any) -> bool:
        return len(str(value)) <= 40


class TopicForm(forms.Form):
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Ihr Thema"), max_length=140, help_text=_("Ein Satz oder eine Frage, die neugierig macht.")
    )
    body = forms.CharField(
        label=_("Warum ist Ihnen das wichtig?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs = AnyOf(label=_("Was brauchen Sie dafür?"), required=False, widget=forms.CheckboxSelectMultiple)
    label = forms.CharField(
        label=_("Von wem ist das Thema?"),
        max_length=60,
        required=False,
        help_text=_("Für Menschen im Raum ohne Telefon."),
    )


class ItemForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(ItemForm):
    then = forms.BooleanField(required=False, widget=forms.HiddenInput)


class HandsForm(ItemForm):
    hands = forms.IntegerField(label=_("Hände im Raum"), min_value=0, max_value=5000)


class ReasonForm(ItemForm):
    reason = forms.CharField(
        label=_("Warum wird das Thema nicht aufgenommen?"),
        max_length=300,
        help_text=_("Der Satz steht beim Thema und im Protokoll."),
    )


class MergeForm(ItemForm):
    into = forms.IntegerField(label=_("Womit zusammenlegen?"), widget=forms.Select)


class CellForm(ItemForm):
    cell = forms.CharField(label=_("Wann und wo?"), max_length=40, required=False, widget=forms.Select)
    swap = forms.BooleanField(label=_("Wenn dort schon etwas steht: tauschen"), required=False)

    def clean_cell(self) -> Cell | None:
        value = self.cleaned_data["cell"]
        if not value:
            return None
        slot, _dash, room = value.partition("-")
        if not (slot.isdigit() and room.isdigit()):
            raise forms.ValidationError(_("Wählen Sie ein Zeitfenster und einen Raum."))
        return int(slot), int(room)


class RoomForm(forms.Form):
    room = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    capacity = forms.IntegerField(
        label=_("Plätze"), min_value=0, max_value=5000, help_text=_("0 heißt: so viele wie kommen.")
    )
    equipment = forms.CharField(
        label=_("Was es dort gibt"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Eine Sache in jeder Zeile, zum Beispiel: Beamer, Flipchart, Mikrofon, stufenlos."),
    )
    online = forms.BooleanField(label=_("Online-Raum"), required=False)


class ReportForm(ItemForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Worüber wurde gesprochen?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    results = forms.CharField(
        label=_("Was kam heraus?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    next = forms.CharField(
        label=_("Wie geht es weiter?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.CharField(
        label=_("Wer kümmert sich?"),
        max_length=120,
        required=False,
        help_text=_("Nur Namen von Menschen, die damit einverstanden sind."),
    )


# --- finding --------------------------------------------------------------------------------------------------------


def board_of(look: Look, stage: Stage) -> Board:
    """The grid that belongs to a stage, loaded once a look."""
    base = planning.base_of(look, stage)
    given = Grid().of(base)
    return look.once(
        ("board", base.pk),
        partial(planning.board, look, base, source=given["source"], pitching=given["pitch_seconds"] > 0),
    )


def _board(live: Step, stage: Stage) -> Board:
    """As it is in this step, after the gathering was locked."""
    return board_of(Look(live.gathering), stage)


def _topic(board: Board, number: int | None) -> Topic:
    topic = board.by_pk.get(number or 0)
    if topic is None:
        raise Refusal(_("Dieses Thema gibt es hier nicht (mehr). Laden Sie die Seite neu."), status=404)
    return topic


def _own(topic: Topic, by: Actor) -> None:
    if not by.leads and (by.seat is None or by.seat.pk not in topic.hosts):
        raise Refusal(
            _("Das Thema gehört jemand anderem. Sprechen Sie die Person an oder die Moderation."), status=403
        )


def _not_pinned(topic: Topic) -> None:
    if topic.item.pinned:
        raise Refusal(
            _("„%(title)s“ ist festgesteckt. Lösen Sie die Nadel zuerst.") % {"title": topic.title},
            status=409,
        )


def _not_begun(*topics: Topic) -> None:
    for topic in topics:
        if topic.slot is not None and not topic.slot.is_ahead:
            raise Refusal(
                _("„%(title)s“ läuft schon oder ist vorbei und bleibt, wo es ist.") % {"title": topic.title},
                status=409,
            )


def _save(item: Item, *fields: str) -> None:
    item.changed_at = timezone.now()
    item.save(update_fields=[*fields, "changed_at"])


def _note(item: Item, **data: Any) -> None:
    """Changes what the kind keeps with a topic; `None` takes it away."""
    kept = {**item.data, **data}
    item.data = {key: value for key, value in kept.items() if value is not None}


# --- topics ---------------------------------------------------------------------------------------------------------


def propose(call: Call) -> str:
    """Brings a topic in; it waits for its turn to be presented. The facilitator does it for people without a phone.

    Refuses more than `MOST_OF_ONE` topics of one seat and a title that the same seat already has in the list.
    """
    values = call.values
    with step(call.gathering, "grid.propose", call.by) as live:
        board = _board(live, call.stage)
        source = Grid().of(board.stage)["source"]
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
        board = _board(live, call.stage)
        topic = _topic(board, values["item"])
        _own(topic, call.by)
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
        _note(item, needs=needs or None)
        item.version += 1
        _save(item, "title", "body", "data", "version")
        live.note(item=item.pk)
    return gettext("Gespeichert.")


def withdraw(call: Call) -> str:
    """Takes a topic back. It stays in the minutes as withdrawn; a cell in the plan becomes free."""
    with step(call.gathering, "grid.withdraw", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        _own(topic, call.by)
        _not_begun(topic)
        _drop(topic, str(gettext("zurückgezogen")), TurnState.WITHDRAWN)
        live.note(item=topic.pk)
    return gettext("Ihr Thema ist zurückgezogen.")


def _drop(topic: Topic, reason: str, state: str) -> None:
    item = topic.item
    item.status, item.reason = ItemStatus.REJECTED, reason
    item.slot = item.room = None
    item.pinned = False
    _note(item, proposed=None, moved=None)
    _save(item, "status", "reason", "slot", "room", "pinned", "data")
    _end_turn(topic, state)


def interest(call: Call) -> None:
    """ "I would come": one mark a seat and topic; the second press takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "grid.interest", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        gone, _rows = Signal.objects.filter(seat=seat, item=topic.item, kind=SignalKind.INTEREST).delete()
        if not gone:
            Signal.objects.create(seat=seat, item=topic.item, stage=call.stage, kind=SignalKind.INTEREST)
        Item.objects.filter(pk=topic.pk).update(
            ups=Signal.objects.filter(item=topic.item, kind=SignalKind.INTEREST, value__gt=0).count()
        )
        live.note(item=topic.pk, on=not gone)


# --- presenting -----------------------------------------------------------------------------------------------------


def call_next(call: Call) -> None:
    """Calls the next topic of the queue, or the one that is named; its clock starts."""
    with step(call.gathering, "grid.call", call.by) as live:
        board = _board(live, call.stage)
        if board.live is not None:
            if call.values["item"] == board.live.pk:
                live.nothing()
                return
            raise Refusal(
                _("„%(title)s“ wird gerade vorgestellt. Entscheiden Sie zuerst, was damit geschieht.")
                % {"title": board.live.title},
                status=409,
            )
        named = call.values["item"]
        topic = _topic(board, named) if named else next(iter(board.queue), None)
        if topic is None:
            raise Refusal(_("Es wartet kein Thema mehr."), status=409)
        if topic.accepted:
            raise Refusal(_("Dieses Thema wurde schon vorgestellt."), status=409)
        _begin_turn(live, board, topic)


def _begin_turn(live: Step, board: Board, topic: Topic) -> None:
    Turn.objects.create(
        gathering=live.gathering,
        stage=board.stage,
        item=topic.item,
        kind=TurnKind.PITCH,
        channel=topic.item.channel,
        state=TurnState.LIVE,
        asked_at=topic.item.created_at,
        started_at=timezone.now(),
    )
    live.note(item=topic.pk)


def _end_turn(topic: Topic, state: str) -> None:
    if topic.turn is not None and topic.turn.state == TurnState.LIVE:
        topic.turn.state, topic.turn.ended_at = state, timezone.now()
        topic.turn.save(update_fields=["state", "ended_at"])


def accept(call: Call) -> None:
    """Takes a topic into the parking area; with `then` the next one is called at once."""
    with step(call.gathering, "grid.accept", call.by) as live:
        board = _board(live, call.stage)
        topic = _topic(board, call.values["item"])
        if topic.accepted:
            live.nothing()
            return
        following = next((each for each in board.queue if each.pk != topic.pk), None)
        _note(topic.item, accepted=True)
        _save(topic.item, "data")
        _end_turn(topic, TurnState.DONE)
        live.note(accepted=topic.pk)
        if call.values["then"] and following is not None and (topic.is_live or board.live is None):
            _begin_turn(live, board, following)


def accept_all(call: Call) -> str:
    """Takes every topic that waits, without presenting: when there are more than time allows."""
    with step(call.gathering, "grid.accept-all", call.by) as live:
        board = _board(live, call.stage)
        waiting = board.queue + ([board.live] if board.live is not None else [])
        if not waiting:
            live.nothing()
            return gettext("Es wartet kein Thema mehr.")
        for topic in waiting:
            _note(topic.item, accepted=True)
            _end_turn(topic, TurnState.DONE)
        Item.objects.bulk_update([topic.item for topic in waiting], ["data"])
        live.note(number=len(waiting))
    return gettext("%(number)d Themen übernommen.") % {"number": len(waiting)}


def skip(call: Call) -> None:
    """Not here right now: the topic comes again at the end of the queue."""
    with step(call.gathering, "grid.skip", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        if not topic.is_live:
            live.nothing()
            return
        _end_turn(topic, TurnState.SKIPPED)
        live.note(item=topic.pk)


def reject(call: Call) -> str:
    """Does not take a topic, and says why: the sentence stands at the topic."""
    with step(call.gathering, "grid.reject", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        _not_begun(topic)
        _drop(topic, call.values["reason"], TurnState.DONE)
        live.note(item=topic.pk)
    return gettext("Das Thema steht jetzt unter „nicht aufgenommen“, mit Ihrem Grund.")


def restore(call: Call) -> None:
    """Takes a rejection or a withdrawal back; the topic waits again."""
    with step(call.gathering, "grid.restore", call.by) as live:
        board = _board(live, call.stage)
        item = next((item for item in board.rejected if item.pk == call.values["item"]), None)
        if item is None:
            live.nothing()
            return
        item.status, item.reason = ItemStatus.VISIBLE, ""
        _save(item, "status", "reason")
        live.note(item=item.pk)


def reveal(call: Call) -> None:
    """Opens the submission: topics that lay hidden wait from now on, in an order that is drawn."""
    with step(call.gathering, "grid.reveal", call.by) as live:
        source = Grid().of(planning.base_of(Look(live.gathering), call.stage))["source"]
        number = Item.objects.filter(
            gathering=live.gathering, kind=source, status__in=planning.HIDDEN
        ).update(status=ItemStatus.VISIBLE, changed_at=timezone.now())
        if not number:
            live.nothing()
        live.note(number=number)


def count_hands(call: Call) -> None:
    """How many hands went up in the room for a topic."""
    with step(call.gathering, "grid.hands", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        _note(topic.item, raised=call.values["hands"] or None)
        _save(topic.item, "data")
        live.note(item=topic.pk, hands=call.values["hands"])


def merge(call: Call) -> str:
    """Lays one topic into another: its wishes count there, and its host leads along."""
    with step(call.gathering, "grid.merge", call.by) as live:
        board = _board(live, call.stage)
        topic, into = _topic(board, call.values["item"]), _topic(board, call.values["into"])
        if topic.pk == into.pk:
            raise Refusal(_("Wählen Sie ein anderes Thema."), status=400, field="into")
        _not_begun(topic)
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
        _note(item, proposed=None, moved=None)
        _save(item, "status", "merged_into", "slot", "room", "pinned", "data")
        _end_turn(topic, TurnState.DONE)
        into.item.ups = Signal.objects.filter(item=into.item, kind=SignalKind.INTEREST, value__gt=0).count()
        _note(
            into.item,
            raised=max(into.hands, topic.hands) or None,
            accepted=topic.accepted or into.accepted or None,
        )
        _save(into.item, "ups", "data")
        live.note(item=topic.pk, into=into.pk)
    return gettext("Zusammengelegt.")


# --- the plan -------------------------------------------------------------------------------------------------------


def _put(topic: Topic, cell: Cell | None) -> None:
    """A topic's new cell. Whoever had it in their plan sees that it moved."""
    item = topic.item
    if item.slot_id is not None and cell is not None and (item.slot_id, item.room_id) != cell:
        _note(item, moved=True)
    if cell is None:
        item.slot = item.room = None
        item.pinned = False
        _note(item, moved=None)
    else:
        item.slot_id, item.room_id = cell
    _note(item, proposed=None, accepted=True)


def _set(board: Board, changes: Mapping[int, Cell | None]) -> None:
    items = []
    for pk, cell in changes.items():
        topic = board.by_pk[pk]
        _put(topic, cell)
        topic.item.changed_at = timezone.now()
        items.append(topic.item)
    Item.objects.bulk_update(items, ["slot", "room", "pinned", "data", "changed_at"])
    for topic in (board.by_pk[pk] for pk in changes):
        _end_turn(topic, TurnState.DONE)


def _move(board: Board, topic: Topic, cell: Cell | None, *, swap: bool) -> bool:
    """Puts a topic into a cell, exchanges it with what is there, or takes it out. False: nothing changes."""
    if topic.cell == cell and (cell is not None or not topic.lost_its_room):
        return False
    _not_pinned(topic)
    _not_begun(topic)
    changes: dict[int, Cell | None] = {topic.pk: cell}
    if cell is not None:
        slot = next((slot for slot in board.slots if slot.pk == cell[0]), None)
        if slot is None or not any(room.pk == cell[1] for room in board.rooms):
            raise Refusal(_("Dieses Zeitfenster oder diesen Raum gibt es nicht mehr."), status=404)
        if slot.stage.state == State.DONE:
            raise Refusal(_("Dieses Zeitfenster ist schon vorbei. Wählen Sie ein späteres."), status=409)
        other = board.at.get(cell)
        if other is not None and swap:
            _not_pinned(other)
            _not_begun(other)
            changes[other.pk] = topic.cell
    places = {pk: there for pk, there in board.places.items() if pk not in changes}
    places |= {pk: there for pk, there in changes.items() if there is not None}
    problems = board.problems(places, changes)
    if problems:
        raise Refusal(problems[0], status=409, field="cell")
    _set(board, changes)
    return True


def place(call: Call) -> None:
    """Puts a topic into a cell by hand, or out of the plan without one. With `swap` the two exchange their cells.

    Refuses two sessions in a cell, a host in two sessions at once, a room without what is needed, pinned topics, and
    sessions that have begun.
    """
    with step(call.gathering, "grid.place", call.by) as live:
        board = _board(live, call.stage)
        topic = _topic(board, call.values["item"])
        if not _move(board, topic, call.values["cell"], swap=call.values["swap"]):
            live.nothing()
            return
        live.note(item=topic.pk, cell=list(call.values["cell"] or ()))
        _name_rooms(live.gathering)


def take(call: Call) -> str:
    """Open space: whoever called a session gives it a free cell."""
    with step(call.gathering, "grid.take", call.by) as live:
        board = _board(live, call.stage)
        topic = _topic(board, call.values["item"])
        _own(topic, call.by)
        if not call.by.leads and not Grid().of(board.stage)["choose"]:
            raise Refusal(_("Zeit und Raum vergibt hier die Moderation."), status=403)
        if not topic.accepted:
            raise Refusal(_("Stellen Sie das Thema zuerst vor; dann wählen Sie Zeit und Raum."), status=409)
        if call.values["cell"] is None:
            raise Refusal(_("Wählen Sie ein Zeitfenster und einen Raum."), status=400, field="cell")
        if not _move(board, topic, call.values["cell"], swap=False):
            live.nothing()
        live.note(item=topic.pk)
        _name_rooms(live.gathering)
    return gettext("Eingetragen. Ihr Thema steht jetzt im Plan.")


def pin(call: Call) -> None:
    """Settles a session where it is, or releases it; the computed plan goes around it."""
    with step(call.gathering, "grid.pin", call.by) as live:
        topic = _topic(_board(live, call.stage), call.values["item"])
        if not topic.is_placed:
            raise Refusal(_("Feststecken lässt sich nur, was im Plan steht."), status=409)
        topic.item.pinned = not topic.item.pinned
        _save(topic.item, "pinned")
        live.note(item=topic.pk, on=topic.item.pinned)


def compute(call: Call) -> str:
    """Computes a plan from the wishes and shows it to the facilitator; nothing moves before it is taken over.

    The computing is done before the gathering is locked: it may take two seconds, and nobody should wait for it.
    """
    board = board_of(
        Look(Gathering.objects.select_related("event", "stage").get(pk=call.gathering.pk)), call.stage
    )
    if not board.slots:
        raise Refusal(
            _("Es gibt noch kein Zeitfenster. Fügen Sie eines hinzu, dann lässt sich ein Plan rechnen."),
            status=409,
        )
    if not board.rooms:
        raise Refusal(_("Es gibt noch keinen Raum. Legen Sie zuerst Räume an."), status=409)
    found = board.planned()
    if not found:
        raise Refusal(_("Es ist noch kein Thema aufgenommen, das in den Plan kann."), status=409)
    with step(call.gathering, "grid.plan", call.by) as live:
        fresh = _board(live, call.stage)
        items = []
        for topic in fresh.topics:
            if topic.pk in found:
                cell = found[topic.pk]
                topic.item.data = {**topic.item.data, "proposed": list(cell) if cell else None}
            elif "proposed" in topic.item.data:
                _note(topic.item, proposed=None)
            else:
                continue
            items.append(topic.item)
        Item.objects.bulk_update(items, ["data"])
        live.note(number=len(items))
    return gettext("Der Vorschlag steht. Er gilt erst, wenn Sie ihn übernehmen.")


def adopt(call: Call) -> str:
    """Takes the computed plan over. Refuses when the world has changed so that it no longer fits."""
    with step(call.gathering, "grid.adopt", call.by) as live:
        board = _board(live, call.stage)
        proposal = board.proposal
        if proposal is None:
            live.nothing()
            return gettext("Es gibt keinen Vorschlag, der noch offen ist.")
        asked = [topic.pk for topic in board.accepted if "proposed" in topic.item.data]
        changes = {pk: proposal.places.get(pk) for pk in asked}
        problems = board.problems(proposal.places, asked)
        for topic in (board.by_pk[pk] for pk in asked):
            if topic.cell != changes[topic.pk] and (
                topic.item.pinned or (topic.slot is not None and not topic.slot.is_ahead)
            ):
                problems.append(
                    gettext("„%(title)s“ ist inzwischen festgesteckt oder hat begonnen.")
                    % {"title": topic.title}
                )
        if any(
            not slot.is_ahead
            for slot in board.slots
            for pk, cell in changes.items()
            if cell is not None and cell[0] == slot.pk and board.by_pk[pk].cell != cell
        ):
            problems.append(gettext("Ein Zeitfenster hat inzwischen begonnen."))
        if problems:
            raise Refusal(
                _("Seit dem Rechnen hat sich etwas geändert: %(what)s Lassen Sie neu rechnen.")
                % {"what": problems[0]},
                status=409,
            )
        _set(board, changes)
        live.note(placed=sum(cell is not None for cell in changes.values()))
        _name_rooms(live.gathering)
    return gettext("Der Plan gilt. Alle sehen ihn.")


def discard(call: Call) -> None:
    """Throws the computed plan away."""
    with step(call.gathering, "grid.discard", call.by) as live:
        board = _board(live, call.stage)
        items = [topic.item for topic in board.topics if "proposed" in topic.item.data]
        if not items:
            live.nothing()
            return
        for item in items:
            _note(item, proposed=None)
        Item.objects.bulk_update(items, ["data"])


def change_room(call: Call) -> str:
    """A room's name, places and equipment. Refuses to take away what a planned session needs."""
    values = call.values
    with step(call.gathering, "grid.room", call.by) as live:
        board = _board(live, call.stage)
        room = next((room for room in board.rooms if room.pk == values["room"]), None)
        if room is None:
            raise Refusal(_("Diesen Raum gibt es nicht mehr."), status=404)
        lines = values["equipment"].replace(",", "\n").splitlines()
        room.name, room.capacity, room.online = values["name"].strip(), values["capacity"], values["online"]
        room.equipment = [line.strip()[:40] for line in lines if line.strip()][:10]
        ahead = [
            topic.pk for topic in board.placed if topic.room is room and topic.slot and topic.slot.is_ahead
        ]
        problems = board.problems(board.places, ahead)
        if problems:
            raise Refusal(problems[0], status=409, field="equipment")
        room.save(update_fields=["name", "capacity", "online", "equipment"])
        live.note(space=room.pk)
    return gettext("Gespeichert.")


def add_slot(call: Call) -> None:
    """One slot more, after the last."""
    with step(call.gathering, "grid.slot", call.by) as live:
        look = Look(live.gathering)
        base = planning.base_of(look, call.stage)
        if len(planning.slots_of(look, base)) >= MOST_SLOTS:
            raise Refusal(
                _("Mehr als %(most)d Zeitfenster hat ein Plan nicht.") % {"most": MOST_SLOTS}, status=409
            )
        _add_slots(live.gathering, base, 1)


def _add_slots(gathering: Gathering, base: Stage, number: int) -> None:
    look = Look(gathering)
    slots = planning.slots_of(look, base)
    stages = list(look.stages)
    after = slots[-1].pk if slots else base.pk
    place = next(place for place, row in enumerate(stages, 1) if row.pk == after)
    for count in range(1, number + 1):
        stages.insert(
            place + count - 1,
            Stage.objects.create(
                gathering=gathering,
                kind=StageKind.TABLES,
                title=gettext("Zeitfenster %(number)d") % {"number": len(slots) + count},
                minutes=Grid().of(base)["slot_minutes"],
                config={"also": [StageKind.GRID], StageKind.TABLES: {"policy": "free"}, StageKind.GRID: {}},
            ),
        )
    for position, row in enumerate(stages, 1):
        if row.position != position:
            Stage.objects.filter(pk=row.pk).update(position=position)


def _name_rooms(gathering: Gathering, stage: Stage | None = None) -> None:
    """While a slot runs, what is talked about stands at each room, for every view that shows rooms."""
    stage = stage or gathering.stage
    if stage is None or stage.kind != StageKind.TABLES or StageKind.GRID not in stage.kinds:
        return
    titles = {item.room_id: str(item) for item in sessions_of(stage)}
    for room in gathering.spaces.filter(closed_at=None, kind__in=[SpaceKind.ROOM, SpaceKind.STALL]):
        if room.question != titles.get(room.pk, ""):
            Space.objects.filter(pk=room.pk).update(question=titles.get(room.pk, ""))


# --- reports --------------------------------------------------------------------------------------------------------


def report(call: Call) -> str:
    """A session's report: what was said, what came out, what follows, who takes care. One a session.

    Everybody who is there may begin it; afterwards it is changed by whoever wrote it, the host, the scribes and the
    facilitator. Refuses when somebody else changed it in between, and before the session has begun.
    """
    values = call.values
    with step(call.gathering, "grid.report", call.by) as live:
        board = _board(live, call.stage)
        topic = _topic(board, values["item"])
        if topic.slot is None or topic.room is None:
            raise Refusal(
                _("Dieses Thema steht nicht im Plan; ein Bericht gehört zu einer Sitzung."), status=409
            )
        if topic.slot.is_ahead:
            raise Refusal(_("Die Sitzung hat noch nicht begonnen."), status=409)
        kept = {"results": values["results"], "next": values["next"]}
        old = topic.report
        if old is None:
            made = Item.objects.create(
                gathering=live.gathering,
                stage=topic.slot.stage,
                space=topic.room,
                author=call.by.seat,
                author_label="" if call.by.seat is not None else gettext("Moderation"),
                channel=call.by.seat.channel if call.by.seat is not None else Channel.ROOM,
                kind=ItemKind.REPORT,
                parent=topic.item,
                title=topic.title[:140],
                body=values["body"],
                who=values["who"],
                data=kept,
            )
            live.note(item=made.pk)
        else:
            require_writer(topic, call.by)
            if values["version"] != old.version:
                raise Refusal(
                    _(
                        "Inzwischen steht hier schon ein Bericht. Öffnen Sie ihn neu und ergänzen Sie, was fehlt; Ihr Text steht noch in diesem Formular."
                    ),
                    status=409,
                )
            old.body, old.who, old.data = values["body"], values["who"], {**old.data, **kept}
            old.version = F("version") + 1
            _save(old, "body", "who", "data", "version")
            live.note(item=old.pk)
    return gettext("Danke. Der Bericht steht im Protokoll.")


def require_writer(topic: Topic, by: Actor) -> None:
    if by.leads or topic.report is None:
        return
    seat = by.seat
    if seat is not None and (
        seat.pk in topic.hosts or seat.pk == topic.report.author_id or seat.has("scribe")
    ):
        return
    raise Refusal(
        _("Den Bericht ändert, wer ihn geschrieben hat oder die Sitzung leitet. Sprechen Sie die Person an."),
        status=403,
    )


# --- forms made ready for their page --------------------------------------------------------------------------------


def _ready_topic(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    """What stands there already, and what the rooms have."""
    board = board_of(look, stage)
    topic = board.by_pk.get(_number(form))
    if topic is not None and (by.leads or (by.seat is not None and by.seat.pk in topic.hosts)):
        item = topic.item
        form.initial = {
            **form.initial,
            "title": item.title or item.body[:140],
            "body": item.body if item.title else "",
            "needs": topic.needs,
        }
    words = sorted({str(word) for room in board.rooms for word in room.equipment}, key=str.casefold)
    if words:
        form.fields["needs"].choices = [(word, word) for word in words]  # type: ignore[attr-defined]
    else:
        del form.fields["needs"]
    if not by.leads or topic is not None:
        del form.fields["label"]


def _ready_cell(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    """Every cell with what is there. Whoever is not leading sees the free ones that fit."""
    board = board_of(look, stage)
    topic = board.by_pk.get(_number(form))
    choices: list[tuple[str, Any]] = [("", _("nicht im Plan") if by.leads else _("bitte wählen"))]
    for slot in board.slots:
        if slot.stage.state == State.DONE:
            continue
        for room in board.rooms:
            there = board.at.get((slot.pk, room.pk))
            lack = topic.fits(room) if topic is not None else set()
            if not by.leads and (there is not None or lack):
                continue
            place = f"{slot.clock} · {room.name}"
            if there is not None and topic is not None and there.pk != topic.pk:
                word = gettext("belegt: „%(title)s“") % {"title": there.title}
            elif lack:
                word = gettext("es fehlt: %(what)s") % {"what": ", ".join(sorted(lack))}
            else:
                word = (
                    gettext("%(number)d Plätze") % {"number": room.capacity}
                    if room.capacity
                    else gettext("frei")
                )
            choices.append((f"{slot.pk}-{room.pk}", f"{place} · {word}"))
    form.fields["cell"].widget.choices = choices
    if topic is not None:
        form.fields["cell"].label = gettext("„%(title)s“: Wann und wo?") % {"title": topic.title}
        if topic.cell is not None:
            form.initial = {**form.initial, "cell": f"{topic.cell[0]}-{topic.cell[1]}"}
    if not by.leads:
        del form.fields["swap"]


def _ready_merge(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    board = board_of(look, stage)
    number = _number(form)
    topic = board.by_pk.get(number)
    form.fields["into"].widget.choices = [(each.pk, each.title) for each in board.topics if each.pk != number]
    if topic is not None:
        form.fields["into"].label = gettext("„%(title)s“ zusammenlegen mit") % {"title": topic.title}


def _ready_reason(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    topic = board_of(look, stage).by_pk.get(_number(form))
    if topic is not None:
        form.fields["reason"].label = gettext("Warum wird „%(title)s“ nicht aufgenommen?") % {
            "title": topic.title
        }


def _ready_room(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    number = _number(form, "room")
    room = next((room for room in board_of(look, stage).rooms if room.pk == number), None)
    if room is not None:
        form.initial = {
            **form.initial,
            "name": room.name,
            "capacity": room.capacity,
            "equipment": "\n".join(map(str, room.equipment)),
            "online": room.online,
        }


def _ready_report(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    topic = board_of(look, stage).by_pk.get(_number(form))
    if topic is None:
        return
    form.fields["body"].label = gettext("„%(title)s“: Worüber wurde gesprochen?") % {"title": topic.title}
    if topic.report is not None:
        require_writer(topic, by)
        kept = topic.report
        form.initial = {
            **form.initial,
            "version": kept.version,
            "body": kept.body,
            "results": kept.data.get("results", ""),
            "next": kept.data.get("next", ""),
            "who": kept.who,
        }


def _number(form: forms.Form, name: str = "item") -> int:
    value = str(form.data.get(name) if form.is_bound else form.initial.get(name, ""))
    return int(value) if value.isdigit() else 0


class CallForm(forms.Form):
    item = forms.IntegerField(required=False)


class Grid(Kind):
    key = "grid"
    name = _("Plan")
    about = _(
        "Themen werden kurz vorgestellt, wer kommen will, zeigt es, und aus den Wünschen wird ein Plan aus Zeitfenstern und Räumen."
    )
    settings = (
        Setting(
            "slots",
            _("Zeitfenster"),
            3,
            "number",
            least=1,
            most=MOST_SLOTS,
            help=_("Fehlende werden angelegt, wenn der Schritt beginnt."),
        ),
        Setting("slot_minutes", _("Minuten je Zeitfenster"), 45, "number", least=5, most=240),
        Setting("rooms", _("Räume"), 4, "number", least=1, most=60),
        Setting(
            "pitch_seconds",
            _("Sekunden je Vorstellung"),
            60,
            "number",
            most=600,
            help=_("0 heißt: Themen werden nicht vorgestellt und sind gleich aufgenommen."),
        ),
        Setting(
            "source",
            _("Was in den Plan kommt"),
            "topic",
            "choice",
            choices=(("topic", _("Themen")), ("offer", _("Angebote"))),
        ),
        Setting("choose", _("Wer ein Thema einbringt, wählt Zeit und Raum selbst"), False, "flag"),
        Setting(
            "poster",
            _("Tafel auf der Leinwand am Anfang"),
            "none",
            "choice",
            choices=(
                ("none", _("keine")),
                ("open-space", _("Open Space: vier Grundsätze und ein Gesetz")),
                ("barcamp", _("Barcamp: so läuft es")),
            ),
        ),
    )
    deeds = (
        Deed("propose", propose, TopicForm, ready=_ready_topic),
        Deed("edit", edit, TopicForm, anytime=True, ready=_ready_topic),
        Deed("withdraw", withdraw, ItemForm),
        Deed("interest", interest, ItemForm),
        Deed("take", take, CellForm, ready=_ready_cell),
        Deed("report", report, ReportForm, anytime=True, ready=_ready_report),
        Deed("call", call_next, CallForm, who="lead"),
        Deed("accept", accept, AcceptForm, who="lead"),
        Deed("accept-all", accept_all, who="lead"),
        Deed("skip", skip, ItemForm, who="lead"),
        Deed("reject", reject, ReasonForm, who="lead", anytime=True, ready=_ready_reason),
        Deed("restore", restore, ItemForm, who="lead", anytime=True),
        Deed("reveal", reveal, who="lead"),
        Deed("hands", count_hands, HandsForm, who="lead"),
        Deed("merge", merge, MergeForm, who="lead", anytime=True, ready=_ready_merge),
        Deed("place", place, CellForm, who="lead", anytime=True, ready=_ready_cell),
        Deed("pin", pin, ItemForm, who="lead", anytime=True),
        Deed("plan", compute, who="lead", anytime=True),
        Deed("adopt", adopt, who="lead", anytime=True),
        Deed("discard", discard, who="lead", anytime=True),
        Deed("room", change_room, RoomForm, who="lead", anytime=True, ready=_ready_room),
        Deed("slot", add_slot, who="lead", anytime=True),
    )

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        """A grid gets the rooms and slots that it was said to have; at the start of a slot the rooms get their topics."""
        if stage.kind != StageKind.GRID:
            _name_rooms(gathering, stage)
            return
        given = self.of(stage)
        kind = SpaceKind.STALL if given["source"] == ItemKind.OFFER else SpaceKind.ROOM
        if not gathering.spaces.filter(closed_at=None, kind__in=[SpaceKind.ROOM, SpaceKind.STALL]).exists():
            word = gettext("Stand") if kind == SpaceKind.STALL else gettext("Raum")
            for position in range(1, given["rooms"] + 1):
                Space.objects.create(
                    gathering=gathering,
                    kind=kind,
                    name=f"{word} {position}",
                    colour=(position - 1) % 12 + 1,
                    position=position,
                )
        missing = given["slots"] - len(planning.slots_of(Look(gathering), stage))
        if missing > 0:
            _add_slots(gathering, stage, missing)

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        """Whoever is presenting when the step ends gets their place in the queue back."""
        Turn.objects.filter(stage=stage, kind=TurnKind.PITCH, state=TurnState.LIVE).update(
            state=TurnState.SKIPPED, ended_at=timezone.now()
        )

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        board = board_of(look, stage)
        given = self.of(board.stage)
        live = board.live
        return {
            "board": board,
            "base": board.stage,
            "in_slot": stage.pk != board.stage.pk,
            "given": given,
            "pitching": given["pitch_seconds"] > 0,
            "pitch_ends": int(live.turn.started_at.timestamp()) + given["pitch_seconds"]
            if live is not None and live.turn is not None and live.turn.started_at is not None
            else None,
        }

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        board = board_of(look, stage)
        wanted = board.wishes.get(seat.pk, frozenset())
        plan = board.plan_of(seat.pk)
        own = [topic for topic in board.topics if seat.pk in topic.hosts]
        return {
            "wanted": wanted,
            "plan": plan if any(topics for _slot, topics in plan) else [],
            "own": [(topic, board.waits(topic)) for topic in own],
            "own_rejected": [item for item in board.rejected if item.author_id == seat.pk],
            "choose": self.of(board.stage)["choose"],
            "others": sorted(
                (topic for topic in board.accepted if topic.slot is None or topic.slot.is_ahead),
                key=lambda topic: (topic.slot.number if topic.slot else 999, topic.title.casefold()),
            ),
        }

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        """Everybody's own part changes with who presents, what is accepted and where it is; a host's also with the queue."""
        board = board_of(look, stage)
        state = [
            board.live.pk if board.live is not None else 0,
            [(topic.pk, topic.cell, topic.item.version) for topic in board.accepted],
            [slot.stage.state for slot in board.slots],
        ]
        common = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:12]
        own: dict[int, list[str]] = {}
        for topic in board.topics:
            for host in topic.hosts:
                own.setdefault(host, []).append(f"{topic.pk}.{board.waits(topic)}.{topic.report is not None}")
        for item in board.rejected:
            if item.author_id is not None:
                own.setdefault(item.author_id, []).append(f"{item.pk}x")
        return {"": common, **{str(seat): "-".join(rows) for seat, rows in own.items()}}

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        """The plan with its reports, then what found no place and what was not taken, with the reason."""
        board = board_of(look, stage)
        if stage.pk != board.stage.pk:
            return []  # the grid's own stage tells it all
        blocks = []
        for slot, topics in board.listed:
            if topics:
                blocks.append(
                    Block(f"{slot.clock} · {slot.stage.title}", [_session_line(each) for each in topics])
                )
        outside = [
            *board.parked,
            *board.queue,
            *([board.live] if board.live is not None and not board.live.accepted else []),
        ]
        if outside:
            blocks.append(Block(gettext("Ohne Platz im Plan"), [_topic_line(topic) for topic in outside]))
        if board.rejected:
            blocks.append(
                Block(
                    gettext("Nicht aufgenommen"),
                    [Line(str(item), [item.said_by, item.reason], item) for item in board.rejected],
                )
            )
        return blocks


def _topic_line(topic: Topic, *more: str) -> Line:
    hosts = [topic.item.said_by, *(item.said_by for item in topic.merged)]
    notes = [*more, ", ".join(dict.fromkeys(hosts))]
    if topic.demand:
        notes.append(gettext("Interesse: %(number)d") % {"number": topic.demand})
    parts = [Line(topic.item.body)] if topic.item.title and topic.item.body else []
    parts += [
        Line(gettext("Zusammengelegt mit: %(title)s") % {"title": str(item)}, [item.said_by], item)
        for item in topic.merged
    ]
    return Line(topic.title, notes, topic.item, parts)


def _session_line(topic: Topic) -> Line:
    line = _topic_line(topic, topic.room.name if topic.room is not None else "")
    kept = topic.report
    if kept is None:
        line.notes.append(gettext("ohne Bericht"))
        return line
    rows = [Line(kept.body, [gettext("Bericht von %(name)s") % {"name": kept.said_by}], kept)]
    for key, label in (("results", gettext("Ergebnisse")), ("next", gettext("Wie es weitergeht"))):
        if kept.data.get(key):
            rows.append(Line(f"{label}: {kept.data[key]}"))
    if kept.who:
        rows.append(Line(gettext("Es kümmert sich: %(who)s") % {"who": kept.who}))
    line.parts.extend(rows)
    return line


register(Grid())
