# SPDX-License-Identifier: EUPL-1.2
"""Small groups at tables, in rooms, at stalls. Who is where follows one of four policies:

assigned   everybody is placed when the round begins, so that people meet new faces; hosts stay at their table
fixed      balanced groups, the same in every step with this policy; whoever has the role of a host moderates
free       people go where they want, whenever they want
booked     places at stalls are booked for time windows; keepers take turns

Notes stay with the table, whoever sits there; the three key points of a round are what the next group sees first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ..commands import step
from ..models import (
    Gathering,
    Item,
    ItemKind,
    ItemStatus,
    Origin,
    Placement,
    PlacementRole,
    Seat,
    Signal,
    SignalKind,
    Space,
    SpaceKind,
    Stage,
)
from ..queries import Look
from ..rules import require_open, require_seat
from . import Block, Call, Deed, Kind, Line, Setting, register, seating, stalls
from .seating import ASSIGNED, BOOKED, FIXED, FREE, SEATED

TONES = (
    "",
    _("grün"),
    _("orange"),
    _("blau"),
    _("rot"),
    _("violett"),
    _("ocker"),
    _("türkis"),
    _("rosa"),
    _("oliv"),
    _("braun"),
    _("grau"),
    _("indigo"),
)
ABOUT = {
    "agreed": _("Einigkeit"),
    "disputed": _("Uneinigkeit"),
    "open": _("Offene Fragen"),
}
MOST_PAIRS = 60


# --- what is typed and pressed ------------------------------------------------------------------------------------


class SpaceForm(forms.Form):
    space = forms.IntegerField(min_value=1)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Ihre Notiz"),
        max_length=1000,
        help_text=_("Ein Gedanke, ein Satz. Er bleibt an diesem Tisch, auch wenn Sie weiterziehen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    about = forms.ChoiceField(choices=[("", ""), *ABOUT.items()], required=False, widget=forms.HiddenInput)
    space = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.data.get("about") or self.initial.get("about")
        if about in ABOUT:
            self.fields["text"].label = ABOUT[about]


class PointsForm(forms.Form):
    point1 = forms.CharField(
        label=_("Erster Kernpunkt"),
        max_length=200,
        required=False,
        help_text=_("Was soll die nächste Gruppe als Erstes wissen?"),
    )
    point2 = forms.CharField(label=_("Zweiter Kernpunkt"), max_length=200, required=False)
    point3 = forms.CharField(label=_("Dritter Kernpunkt"), max_length=200, required=False)
    space = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class ItemForm(forms.Form):
    item = forms.IntegerField(min_value=1)


class SeatForm(forms.Form):
    seat = forms.IntegerField(min_value=1)


class MoveForm(SeatForm):
    space = forms.IntegerField(min_value=1)


class CountForm(forms.Form):
    number = forms.IntegerField(label=_("Zahl der Tische"), min_value=1, max_value=400)


class PairForm(forms.Form):
    """Names, so that it also works before anybody sits at a table."""

    sort = forms.ChoiceField(
        label=_("Diese beiden sitzen"),
        choices=[("apart", _("nie zusammen")), ("together", _("immer zusammen"))],
    )
    a = forms.CharField(label=_("Erste Person"), max_length=60)
    b = forms.CharField(label=_("Zweite Person"), max_length=60)


class UnpairForm(forms.Form):
    sort = forms.ChoiceField(choices=[("apart", ""), ("together", "")])
    number = forms.IntegerField(min_value=0)


class HybridForm(forms.Form):
    mode = forms.ChoiceField(choices=[("mixed", ""), ("separate", "")])


class TopicForm(SpaceForm):
    question = forms.CharField(label=_("Frage an diesem Tisch"), max_length=300, required=False)


class PlaceForm(forms.Form):
    """A stall and a window in one value, as the button says it: `12-2`."""

    place = forms.RegexField(
        r"^\d{1,9}-\d{1,2}$", error_messages={"invalid": _("Wählen Sie ein Zeitfenster aus der Liste.")}
    )


class AskForm(SpaceForm):
    space = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Ihre Frage an den Stand"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplyForm(ItemForm):
    item = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Antwort"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class StallForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("Was ist das für ein Stand?"),
        choices=[(ItemKind.OFFER, _("Ich biete etwas an")), (ItemKind.NEED, _("Ich suche etwas"))],
        widget=forms.RadioSelect,
        initial=ItemKind.OFFER,
    )
    title = forms.CharField(label=_("Worum geht es?"), max_length=80)
    text = forms.CharField(
        label=_("Ein Satz dazu"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    capacity = forms.IntegerField(
        label=_("Plätze in jedem Zeitfenster"), min_value=1, max_value=50, initial=stalls.PLACES
    )


class WindowForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=12)


# --- helpers ------------------------------------------------------------------------------------------------------


def _given(call: Call) -> Mapping[str, Any]:
    return KIND.of(call.stage)


def _space(gathering: Gathering, number: int | None) -> Space:
    space = gathering.spaces.filter(pk=number or 0, closed_at=None).first()
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    return space


def _seat(gathering: Gathering, number: int) -> Seat:
    seat = gathering.seats.filter(pk=number, left_at=None).first()
    if seat is None:
        raise Refusal(_("Dieser Mensch ist nicht mehr da."), status=404)
    return seat


def _own_table(call: Call, number: int | None) -> Space:
    """The table that somebody writes for: the own one; for the lead any."""
    here = seating.place_of(call.stage, call.by.seat) if call.by.seat is not None else None
    if number is None:
        if here is None:
            raise Refusal(
                _("Sie sitzen gerade an keinem Tisch. Sobald Sie einen haben, können Sie schreiben."),
                status=409,
            )
        return here.space
    space = _space(call.gathering, number)
    if not call.by.leads and (here is None or here.space_id != space.pk):
        raise Refusal(_("Schreiben können die Menschen, die an diesem Tisch sitzen. Gehen Sie zuerst hin."))
    return space


def _require_policy(call: Call, *policies: str) -> Mapping[str, Any]:
    given = _given(call)
    if given["policy"] not in policies:
        raise Refusal(
            _("Das geht in diesem Schritt nicht. Ihre Seite zeigt, was jetzt dran ist."), status=409
        )
    return given


# --- everybody at a table -----------------------------------------------------------------------------------------


def add_note(call: Call) -> str:
    """Writes a thought down. It stays with the table."""
    with step(call.gathering, "tables.note", call.by, stage=call.stage) as live:
        space = _own_table(call, call.values["space"])
        if not _given(call)["notes"]:
            raise Refusal(_("In diesem Schritt werden an den Tischen keine Notizen gemacht."), status=409)
        item = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=space,
            author=call.by.seat,
            channel=call.by.seat.channel if call.by.seat is not None else "room",
            kind=ItemKind.NOTE,
            body=call.values["text"].strip(),
            data={"about": call.values["about"]} if call.values["about"] else {},
        )
        live.note(item=item.pk, space=space.pk)
    return gettext("Notiert.")


def set_points(call: Call) -> str:
    """The three key points of a table in this round, for the next group. Said again, the new ones count."""
    wanted = [call.values[f"point{number}"].strip() for number in (1, 2, 3)]
    with step(call.gathering, "tables.points", call.by, stage=call.stage) as live:
        space = _own_table(call, call.values["space"])
        rows = list(
            Item.objects.filter(stage=call.stage, space=space, kind=ItemKind.NOTE, pinned=True).order_by(
                "position", "pk"
            )
        )
        texts = [text for text in wanted if text]
        if [row.body for row in rows] == texts:
            live.nothing()
            return ""
        now = timezone.now()
        for place, text in enumerate(texts, 1):
            if place <= len(rows):
                row = rows[place - 1]
                row.body, row.position, row.changed_at = text, place, now
                row.version += 1
                row.save(update_fields=["body", "position", "changed_at", "version"])
                continue
            Item.objects.create(
                gathering=live.gathering,
                stage=call.stage,
                space=space,
                author=call.by.seat,
                channel=call.by.seat.channel if call.by.seat is not None else "room",
                kind=ItemKind.NOTE,
                body=text,
                pinned=True,
                position=place,
                data={"about": "key"},
            )
        for row in rows[len(texts) :]:
            row.delete()
        live.note(space=space.pk, number=len(texts))
    return gettext("Festgehalten. Die nächste Gruppe sieht das zuerst.")


def send_to_plenary(call: Call) -> str:
    """Sends a note of a table to all: it becomes a result that the theme desk and the plenary see. Once."""
    with step(call.gathering, "tables.plenum", call.by, stage=call.stage) as live:
        note = (
            live.gathering.items.filter(pk=call.values["item"], kind=ItemKind.NOTE)
            .select_related("space")
            .first()
        )
        if note is None or note.space is None:
            raise Refusal(_("Diese Notiz gibt es nicht mehr."), status=404)
        _own_table(call, note.space_id)
        if note.data.get("sent"):
            live.nothing()
            return gettext("Das ist schon im Plenum.")
        result = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=note.space,
            author=note.author,
            author_label=note.space.name,
            channel=note.channel,
            kind=ItemKind.HARVEST,
            body=note.body,
            data={"from": [note.pk], **({"about": note.data["about"]} if "about" in note.data else {})},
        )
        note.data = {**note.data, "sent": result.pk}
        note.save(update_fields=["data"])
        live.note(item=result.pk, space=note.space_id)
    return gettext("Im Plenum angekommen.")


def stay_as_host(call: Call) -> str:
    """ "I stay as the host of this table"."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.host", call.by, stage=call.stage) as live:
        here = seating.place_of(call.stage, seat)
        if here is None:
            raise Refusal(_("Sie sitzen gerade an keinem Tisch."), status=409)
        if here.role == PlacementRole.HOST:
            live.nothing()
            return ""
        _require_no_host(call.stage, here.space)
        here.role = PlacementRole.HOST
        here.save(update_fields=["role"])
        live.note(seat=seat.pk, space=here.space_id)
    return gettext("Danke. Sie bleiben an diesem Tisch und begrüßen die nächste Gruppe.")


def _require_no_host(stage: Stage, space: Space) -> None:
    other = (
        Placement.objects.filter(stage=stage, space=space, until=None, role=PlacementRole.HOST)
        .select_related("seat")
        .first()
    )
    if other is not None:
        raise Refusal(
            _("An diesem Tisch ist schon %(name)s Gastgeber*in. Helfen Sie gern beim Mitschreiben.")
            % {"name": other.seat.name},
            status=409,
        )


def give_host_back(call: Call) -> str:
    """A host does not want to be one any longer; the table is without one until somebody stays."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.unhost", call.by, stage=call.stage) as live:
        changed = Placement.objects.filter(
            stage=call.stage, seat=seat, until=None, role=PlacementRole.HOST
        ).update(role=PlacementRole.GUEST)
        Signal.objects.filter(
            seat=seat, item=None, kind=SignalKind.INTEREST, stage__gathering=live.gathering
        ).delete()
        if not changed:
            live.nothing()
            return ""
    return gettext("Gut. Jetzt kann jemand anderes Gastgeber*in sein.")


def volunteer(call: Call) -> None:
    """ "I would host a table", said while arriving; the second time takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.volunteer", call.by, stage=call.stage) as live:
        require_open(live.gathering)
        gone, _rows = Signal.objects.filter(
            seat=seat, item=None, kind=SignalKind.INTEREST, stage__gathering=live.gathering
        ).delete()
        if not gone:
            Signal.objects.create(seat=seat, stage=call.stage, kind=SignalKind.INTEREST)
        live.note(on=not gone)


def go(call: Call) -> str:
    """Goes to a room or a stall, at once. Nobody has to allow it; only a full room refuses."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.go", call.by, stage=call.stage) as live:
        _require_policy(call, FREE)
        space = _space(live.gathering, call.values["space"])
        here = seating.place_of(call.stage, seat)
        if here is not None and here.space_id == space.pk:
            live.nothing()
            return ""
        _require_room(call.stage, space, live.gathering)
        seating.put(call.stage, seat, space, origin=Origin.SELF)
        live.note(space=space.pk)
    return gettext("Sie sind jetzt hier: %(name)s.") % {"name": space.name}


def _require_room(stage: Stage, space: Space, gathering: Gathering) -> None:
    if not space.capacity:
        return
    counts: dict[int, int] = {}
    for pk in (
        Placement.objects.filter(stage=stage, until=None)
        .exclude(role=PlacementRole.BOOKED)
        .values_list("space_id", flat=True)
    ):
        counts[pk] = counts.get(pk, 0) + 1
    if counts.get(space.pk, 0) < space.capacity:
        return
    other = next(
        (
            row
            for row in seating.places(gathering, FREE)
            if not row.capacity or counts.get(row.pk, 0) < row.capacity
        ),
        None,
    )
    values = {"name": space.name, "most": space.capacity, "other": other.name if other is not None else ""}
    raise Refusal(
        _("%(name)s ist voll: alle %(most)d Plätze sind besetzt. Frei ist noch: %(other)s.") % values
        if other is not None
        else _("%(name)s ist voll: alle %(most)d Plätze sind besetzt. Warten Sie kurz, es geht bald jemand.")
        % values,
        status=409,
    )


def go_out(call: Call) -> None:
    """Leaves the room, is between the rooms."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.out", call.by, stage=call.stage) as live:
        _require_policy(call, FREE)
        if seating.get_up(call.stage, seat) is None:
            live.nothing()


# --- the lead -----------------------------------------------------------------------------------------------------


def move(call: Call) -> str:
    """Puts somebody at another table."""
    with step(call.gathering, "tables.move", call.by, stage=call.stage) as live:
        seat = _seat(live.gathering, call.values["seat"])
        space = _space(live.gathering, call.values["space"])
        here = seating.place_of(call.stage, seat)
        if here is not None and here.space_id == space.pk:
            live.nothing()
            return ""
        seating.put(call.stage, seat, space, origin=Origin.MOVED)
        live.note(seat=seat.pk, space=space.pk)
    return gettext("%(name)s sitzt jetzt hier: %(space)s.") % {"name": seat.name, "space": space.name}


def appoint(call: Call) -> str:
    """Makes somebody at a table its host; who was it before is a guest."""
    with step(call.gathering, "tables.appoint", call.by, stage=call.stage) as live:
        seat = _seat(live.gathering, call.values["seat"])
        here = seating.place_of(call.stage, seat)
        if here is None:
            raise Refusal(_("Dieser Mensch sitzt an keinem Tisch. Setzen Sie ihn zuerst um."), status=409)
        if here.role == PlacementRole.HOST:
            live.nothing()
            return ""
        Placement.objects.filter(
            stage=call.stage, space=here.space, until=None, role=PlacementRole.HOST
        ).update(role=PlacementRole.GUEST)
        here.role = PlacementRole.HOST
        here.save(update_fields=["role"])
        live.note(seat=seat.pk, space=here.space_id)
    return gettext("%(name)s ist jetzt Gastgeber*in: %(space)s.") % {
        "name": seat.name,
        "space": here.space.name,
    }


def plan_again(call: Call) -> str:
    """Plans the round that runs once more, from who is there now."""
    with step(call.gathering, "tables.again", call.by, stage=call.stage) as live:
        given = _require_policy(call, *SEATED)
        number = seating.again(live.gathering, call.stage, given)
        live.note(number=number)
    return ngettext(
        "%(number)d Mensch hat einen Platz.", "%(number)d Menschen haben einen Platz.", number
    ) % {"number": number}


def set_count(call: Call) -> str:
    """So many tables from now on, and the round is planned anew. Notes of a table that closes stay in the minutes."""
    number = call.values["number"]
    with step(call.gathering, "tables.count", call.by, stage=call.stage) as live:
        given = _require_policy(call, *SEATED)
        rows = list(live.gathering.spaces.filter(kind=SpaceKind.TABLE).order_by("position", "pk"))
        now = timezone.now()
        for place, row in enumerate(rows):
            closed = None if place < number else row.closed_at or now
            if row.closed_at != closed:
                Space.objects.filter(pk=row.pk).update(closed_at=closed)
        Space.objects.bulk_create(
            [
                Space(
                    gathering=live.gathering,
                    kind=SpaceKind.TABLE,
                    name=gettext("Tisch %(number)d") % {"number": position},
                    colour=(position - 1) % 12 + 1,
                    position=position,
                )
                for position in range(len(rows) + 1, number + 1)
            ]
        )
        seating.again(live.gathering, call.stage, given)
        live.note(number=number)
    return gettext("Neu verteilt auf %(number)d Tische.") % {"number": number}


def set_pair(call: Call) -> str:
    """Two people who never, or always, share a table. Holds from the next time that tables are planned."""
    with step(call.gathering, "tables.pair", call.by, stage=call.stage) as live:
        row = live.gathering
        a, b = (_named(row, call.values[key], key) for key in ("a", "b"))
        if a.pk == b.pk:
            raise Refusal(_("Bitte nennen Sie zwei verschiedene Menschen."), status=400, field="b")
        sort = call.values["sort"]
        pair = sorted([a.pk, b.pk])
        other = "together" if sort == "apart" else "apart"
        found = row.policy(sort, [])
        if pair in found:
            live.nothing()
            return ""
        if len(found) >= MOST_PAIRS:
            raise Refusal(
                _("Mehr als %(most)d Paare gehen nicht. Nehmen Sie zuerst eines heraus.")
                % {"most": MOST_PAIRS},
                status=409,
            )
        row.policies = {
            **row.policies,
            sort: [*found, pair],
            other: [each for each in row.policy(other, []) if each != pair],
        }
        live.note(sort=sort, seats=pair)
    return gettext("Gemerkt. Es gilt, sobald die Tische das nächste Mal verteilt werden.")


def _named(gathering: Gathering, said: str, key: str) -> Seat:
    here = gathering.seats.filter(left_at=None)
    said = said.strip()
    found = here.filter(pk=int(said)).first() if said.isdigit() and len(said) < 12 else None
    found = found or here.filter(name__iexact=said).first()
    if found is None:
        raise Refusal(
            _("„%(name)s“ ist nicht da. Schreiben Sie den Namen so, wie er auf der Liste der Menschen steht.")
            % {"name": said[:60]},
            status=400,
            field=key,
        )
    return found


def drop_pair(call: Call) -> None:
    with step(call.gathering, "tables.unpair", call.by, stage=call.stage) as live:
        row, sort, number = live.gathering, call.values["sort"], call.values["number"]
        found = row.policy(sort, [])
        if number >= len(found):
            live.nothing()
            return
        row.policies = {**row.policies, sort: [each for place, each in enumerate(found) if place != number]}


def set_hybrid(call: Call) -> str:
    """People online at the tables of all, or at tables of their own. Holds from the next planning."""
    with step(call.gathering, "tables.hybrid", call.by, stage=call.stage) as live:
        row, mode = live.gathering, call.values["mode"]
        if row.policy("online_tables", "mixed") == mode:
            live.nothing()
            return ""
        row.policies = {**row.policies, "online_tables": mode}
        live.note(mode=mode)
    return gettext("Gemerkt. Es gilt, sobald die Tische das nächste Mal verteilt werden.")


def set_topic(call: Call) -> str:
    """Gives a table a question of its own."""
    with step(call.gathering, "tables.topic", call.by, stage=call.stage) as live:
        space = _space(live.gathering, call.values["space"])
        space.question = call.values["question"].strip()
        space.save(update_fields=["question"])
        live.note(space=space.pk)
    return gettext("Gespeichert.")


# --- the market ---------------------------------------------------------------------------------------------------


def add_stall(call: Call) -> str:
    """Opens a stall: for oneself, or entered by the lead for somebody without a phone."""
    with step(call.gathering, "tables.stall", call.by, stage=call.stage) as live:
        given = _require_policy(call, BOOKED, FREE)
        space = stalls.add_stall(
            live.gathering,
            call.stage,
            title=call.values["title"].strip(),
            text=call.values["text"].strip(),
            sort=call.values["sort"],
            capacity=call.values["capacity"],
            author=call.by.seat,
        )
        if given["policy"] == BOOKED:
            stalls.staff_stalls(live.gathering, call.stage, given)
        live.note(space=space.pk)
    return gettext("Ihr Stand ist eröffnet: %(name)s.") % {"name": space.name}


def _stall(gathering: Gathering, number: int) -> tuple[Space, Item]:
    space = _space(gathering, number)
    item = stalls.item_of(gathering, space)
    if item is None:
        raise Refusal(_("Diesen Stand gibt es nicht mehr. Wählen Sie einen anderen."), status=404)
    return space, item


def book(call: Call) -> str:
    """Asks for a place at a stall in a time window; when all are taken, for one on the waiting list."""
    seat = require_seat(call.by)
    number, _dash, window = call.values["place"].partition("-")
    with step(call.gathering, "tables.book", call.by, stage=call.stage) as live:
        given = _require_policy(call, BOOKED)
        space, _item = _stall(live.gathering, int(number))
        place = stalls.book(live.gathering, call.stage, given, seat, space, int(window))
        live.note(space=space.pk, window=int(window), waits=place)
    if place:
        return gettext(
            "Dort ist alles belegt. Sie stehen auf der Warteliste, an Stelle %(place)d. Wird etwas frei, rücken Sie nach."
        ) % {"place": place}
    return gettext("Sie haben einen Platz: %(name)s, Zeitfenster %(window)s.") % {
        "name": space.name,
        "window": window,
    }


def cancel(call: Call) -> str:
    """Gives a place back; whoever waits first has it now."""
    seat = require_seat(call.by)
    number, _dash, window = call.values["place"].partition("-")
    with step(call.gathering, "tables.cancel", call.by, stage=call.stage) as live:
        _require_policy(call, BOOKED)
        space = _space(live.gathering, int(number))
        mine = Placement.objects.filter(stage=call.stage, seat=seat, space=space, role=PlacementRole.BOOKED)
        if not any(stalls.window_of(call.stage, row) == int(window) for row in mine):
            live.nothing()
            return ""
        moved = stalls.cancel(live.gathering, call.stage, seat, space, int(window))
        live.note(space=space.pk, window=int(window), moved=[row.seat_id for row in moved])
    return gettext("Abgesagt. Danke, dass Sie Bescheid sagen.")


def consent(call: Call) -> None:
    """ "The stall may see my name"; the second time takes it back."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.consent", call.by, stage=call.stage) as live:
        _space_row, item = _stall(live.gathering, call.values["space"])
        gone, _rows = Signal.objects.filter(seat=seat, item=item, kind=SignalKind.CHOICE).delete()
        if not gone:
            Signal.objects.create(seat=seat, item=item, kind=SignalKind.CHOICE)
        live.note(on=not gone)


def ask(call: Call) -> str:
    """Asks a stall something; its keepers answer when they have time."""
    with step(call.gathering, "tables.ask", call.by, stage=call.stage) as live:
        space, item = _stall(live.gathering, call.values["space"])
        asked = Item.objects.create(
            gathering=live.gathering,
            stage=call.stage,
            space=space,
            author=call.by.seat,
            channel=call.by.seat.channel if call.by.seat is not None else "room",
            kind=ItemKind.QUESTION,
            body=call.values["text"].strip(),
            data={"stall": item.pk},
        )
        live.note(item=asked.pk, space=space.pk)
    return gettext("Ihre Frage ist am Stand.")


def reply(call: Call) -> str:
    """A keeper answers a question to the stall."""
    with step(call.gathering, "tables.reply", call.by, stage=call.stage) as live:
        asked = (
            live.gathering.items.filter(pk=call.values["item"], kind=ItemKind.QUESTION)
            .select_related("space")
            .first()
        )
        if asked is None or asked.space is None or "stall" not in asked.data:
            raise Refusal(_("Diese Frage gibt es nicht mehr."), status=404)
        _require_keeper(call, stalls.item_of(live.gathering, asked.space))
        asked.answer, asked.status = call.values["text"].strip(), ItemStatus.ANSWERED
        asked.changed_at = timezone.now()
        asked.save(update_fields=["answer", "status", "changed_at"])
        live.note(item=asked.pk)
    return gettext("Beantwortet.")


def _require_keeper(call: Call, item: Item | None) -> None:
    if not call.by.leads and (call.by.seat is None or call.by.seat.pk not in stalls.keepers(item)):
        raise Refusal(_("Das macht, wer den Stand betreut. Fragen Sie dort, ob Sie helfen können."))


def keep(call: Call) -> str:
    """Helps at a stall; the second time stops helping. The last keeper goes only when the stall has another."""
    seat = require_seat(call.by)
    with step(call.gathering, "tables.keep", call.by, stage=call.stage) as live:
        given = _require_policy(call, BOOKED)
        _space_row, item = _stall(live.gathering, call.values["space"])
        found = stalls.keepers(item)
        if seat.pk in found:
            item.data = {**item.data, "keepers": [pk for pk in found if pk != seat.pk]}
            said = gettext("Sie betreuen diesen Stand nicht mehr.")
        else:
            item.data = {**item.data, "keepers": [*found, seat.pk]}
            said = gettext("Danke. Sie betreuen diesen Stand mit.")
        item.save(update_fields=["data"])
        stalls.staff_stalls(live.gathering, call.stage, given)
        live.note(space=item.room_id, on=seat.pk not in found)
    return said


def ring_in(call: Call) -> str:
    """Rings a time window in: visitors change, and at half time the keepers do where they are two."""
    with step(call.gathering, "tables.window", call.by, stage=call.stage) as live:
        given = _require_policy(call, BOOKED)
        number = call.values["number"]
        if number > given["windows"]:
            raise Refusal(
                _("Es gibt nur %(most)d Zeitfenster. Gehen Sie weiter zum nächsten Schritt.")
                % {"most": given["windows"]},
                status=409,
            )
        if number == stalls.current(live.gathering, call.stage):
            live.nothing()
            return ""
        changed = stalls.ring_in(live.gathering, call.stage, given, number)
        live.note(window=number, keepers=changed)
    return gettext("Zeitfenster %(number)d läuft.") % {"number": number}


# --- what is shown ------------------------------------------------------------------------------------------------


@dataclass
class Round:
    """What one group said at a table in one step."""

    stage: Stage
    notes: list[Item] = field(default_factory=list)
    points: list[Item] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, Any, list[Item]]]:
        """The notes of a moderated table: what is agreed, disputed, open; then the rest."""
        found = [
            (key, word, [note for note in self.notes if note.data.get("about") == key])
            for key, word in ABOUT.items()
        ]
        rest = [note for note in self.notes if note.data.get("about") not in ABOUT]
        return [*found, ("", _("Weitere Notizen"), rest)] if rest else found


@dataclass
class Table:
    """A table, a room or a stall in the step that runs, as every view needs it."""

    space: Space
    people: list[Placement] = field(default_factory=list)
    host: Placement | None = None
    took_over: str = ""
    rounds: list[Round] = field(default_factory=list)
    now: Round | None = None
    before: list[Item] = field(default_factory=list)  # key points of the group before
    sessions: list[Item] = field(default_factory=list)
    item: Item | None = None
    windows: list[stalls.Window] = field(default_factory=list)
    questions: list[Item] = field(default_factory=list)

    @property
    def tone(self) -> Any:
        return TONES[self.space.colour] if 0 <= self.space.colour < len(TONES) else ""

    @property
    def number(self) -> int:
        return len(self.people)

    @property
    def is_full(self) -> bool:
        return bool(self.space.capacity) and self.number >= self.space.capacity

    @property
    def helps(self) -> list[Seat]:
        return [row.seat for row in self.people if row.seat.help_at]

    @property
    def without_phone(self) -> list[Seat]:
        """Who was entered by name and sees no page: the screen tells them where they sit."""
        return [row.seat for row in self.people if not row.seat.token_hash]

    @property
    def keepers(self) -> list[Placement]:
        return [row for row in self.people if row.role == PlacementRole.KEEPER]

    @property
    def visitors(self) -> list[Placement]:
        return [row for row in self.people if row.role != PlacementRole.KEEPER]

    @property
    def open_questions(self) -> list[Item]:
        return [item for item in self.questions if not item.answer]


class Tables(Kind):
    key = "tables"
    name = _("Tische")
    about = _("Kleine Gruppen an Tischen, in Räumen oder an Ständen. Was dort notiert wird, bleibt am Tisch.")
    settings = (
        Setting(
            "policy",
            _("Wer wo sitzt"),
            ASSIGNED,
            "choice",
            (
                (ASSIGNED, _("wird in jeder Runde neu gemischt")),
                (FIXED, _("feste, ausgewogene Gruppen")),
                (FREE, _("alle gehen, wohin sie wollen")),
                (BOOKED, _("Plätze an Ständen werden gebucht")),
            ),
        ),
        Setting("size", _("Menschen je Tisch"), 5, "number", least=2, most=30),
        Setting("hosts", _("An jedem Tisch bleibt jemand als Gastgeber*in"), False, "flag"),
        Setting("notes", _("Am Tisch wird mitgeschrieben"), True, "flag"),
        Setting("per_table_question", _("Jeder Tisch hat eine eigene Frage"), False, "flag"),
        Setting("windows", _("Zeitfenster (bei gebuchten Plätzen)"), 3, "number", least=1, most=12),
        Setting(
            "window_minutes",
            _("Minuten je Zeitfenster"),
            0,
            "number",
            help=_("0: die Dauer des Schritts gleichmäßig geteilt"),
            most=240,
        ),
        Setting("swap", _("Zur Halbzeit wechseln, wer den Stand betreut"), False, "flag"),
    )
    deeds = (
        Deed("note", add_note, NoteForm),
        Deed("points", set_points, PointsForm),
        Deed("plenum", send_to_plenary, ItemForm),
        Deed("host", stay_as_host),
        Deed("unhost", give_host_back),
        Deed("volunteer", volunteer, anytime=True),
        Deed("go", go, SpaceForm),
        Deed("out", go_out),
        Deed("move", move, MoveForm, who="lead"),
        Deed("appoint", appoint, SeatForm, who="lead"),
        Deed("again", plan_again, who="lead"),
        Deed("count", set_count, CountForm, who="lead"),
        Deed("pair", set_pair, PairForm, who="lead", anytime=True),
        Deed("unpair", drop_pair, UnpairForm, who="lead", anytime=True),
        Deed("hybrid", set_hybrid, HybridForm, who="lead", anytime=True),
        Deed("topic", set_topic, TopicForm, who="lead", anytime=True),
        Deed("stall", add_stall, StallForm),
        Deed("book", book, PlaceForm),
        Deed("cancel", cancel, PlaceForm),
        Deed("consent", consent, SpaceForm),
        Deed("ask", ask, AskForm),
        Deed("reply", reply, ReplyForm),
        Deed("keep", keep, SpaceForm),
        Deed("window", ring_in, WindowForm, who="lead"),
    )

    # Coming and going

    def prepare(self, gathering: Gathering, stage: Stage) -> None:
        given = self.of(stage)
        if given["policy"] in SEATED:
            seating.seat_everybody(gathering, stage, given)
        elif given["policy"] == BOOKED:
            stalls.open_market(gathering, stage)
            stalls.seat_booked(gathering, stage, stalls.current(gathering, stage))

    def finish(self, gathering: Gathering, stage: Stage) -> None:
        Placement.objects.filter(stage=stage, until=None).update(until=timezone.now())

    def arrive(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        given = self.of(stage)
        if seating.place_of(stage, seat) is not None:
            return
        if given["policy"] in SEATED and not seat.has(*seating.BUSY):
            seating.seat_late(gathering, stage, given, seat)
        elif given["policy"] == BOOKED:
            stalls.staff_stalls(gathering, stage, given)
            stalls.seat_booked(gathering, stage, stalls.current(gathering, stage), seat)

    def depart(self, gathering: Gathering, stage: Stage, seat: Seat) -> None:
        given = self.of(stage)
        seating.get_up(stage, seat, passing=False)
        if given["policy"] == BOOKED:
            stalls.drop_bookings(gathering, stage, seat)
            stalls.staff_stalls(gathering, stage, given)

    # Views

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        """Every place with who is there and what was said there: five queries, six on a market."""
        given = self.of(stage)
        tables = {space.pk: Table(space) for space in seating.places_among(look.spaces, given["policy"])}
        rows = list(seating.open_or_told(stage))
        sitting: dict[int, list[Placement]] = {}
        booked: dict[int, list[Placement]] = {}
        gone: dict[int, list[Placement]] = {}
        for row in rows:
            if row.role == PlacementRole.BOOKED:
                booked.setdefault(row.space_id, []).append(row)
            elif row.until is None:
                sitting.setdefault(row.space_id, []).append(row)
            else:
                gone.setdefault(row.space_id, []).append(row)
        self._write(look, stage, tables)
        for pk, table in tables.items():
            table.people = sorted(sitting.get(pk, []), key=lambda row: row.role == PlacementRole.GUEST)
            table.host = next((row for row in table.people if row.role == PlacementRole.HOST), None)
            table.took_over = seating.took_over(gone.get(pk, []), table.host)
            if given["policy"] == BOOKED:
                table.windows = stalls.windows(
                    look.now, look.gathering, stage, given, table.space, booked.get(pk, [])
                )
        hosted = given["hosts"] or given["policy"] == FIXED
        in_use = [table for table in tables.values() if table.people]
        placed = sum(len(people) for pk, people in sitting.items() if pk in tables)
        return {
            "tables": list(tables.values()),
            "by": tables,
            "abouts": list(ABOUT.items()),
            "in_use": in_use,
            "placed": placed,
            "elsewhere": max(0, look.here["all"] - placed),
            "hosted": hosted,
            "hostless": [table for table in in_use if hosted and table.host is None],
            "largest": max((table.number for table in tables.values()), default=0),
            "advised": max(1, round(look.here["all"] / given["size"])),
            "separate": seating.is_separate(look.gathering),
            "window": stalls.current(look.gathering, stage),
            "next_window": stalls.current(look.gathering, stage) + 1,
            "times": stalls.times(stage, given, stalls.current(look.gathering, stage), look.now),
            "quality": partial(self._quality, look, stage, tables),
            "everybody": partial(self._everybody, look),
            "pairs": partial(self._pairs, look),
        }

    def _write(self, look: Look, stage: Stage, tables: Mapping[int, Table]) -> None:
        """Notes, key points, sessions, stalls and their questions, each to its table."""
        stages = {each.pk: each for each in look.stages}
        items = (
            look.gathering.items.filter(
                kind__in=[
                    ItemKind.NOTE,
                    ItemKind.QUESTION,
                    ItemKind.TOPIC,
                    ItemKind.OFFER,
                    ItemKind.NEED,
                ]
            )
            .exclude(status__in=stalls.HIDDEN)
            .select_related("author")
            .order_by("pk")
        )
        for item in items:
            at, room = tables.get(item.space_id or 0), tables.get(item.room_id or 0)
            where = stages.get(item.stage_id or 0)
            if item.kind == ItemKind.NOTE and at is not None and where is not None:
                found = next((each for each in at.rounds if each.stage.pk == where.pk), None)
                if found is None:
                    found = Round(where)
                    at.rounds.append(found)
                (found.points if item.pinned else found.notes).append(item)
            elif item.kind == ItemKind.QUESTION and at is not None and "stall" in item.data:
                at.questions.append(item)
            elif item.kind in stalls.SORTS and room is not None:
                room.item = item
            elif item.kind == ItemKind.TOPIC and item.slot_id == stage.pk and room is not None:
                room.sessions.append(item)
        for table in tables.values():
            table.rounds.sort(key=lambda each: each.stage.position)
            for each in table.rounds:
                each.points.sort(key=lambda item: (item.position, item.pk))
            table.now = next((each for each in table.rounds if each.stage.pk == stage.pk), None)
            earlier = [
                each
                for each in table.rounds
                if each.points and each.stage.pk != stage.pk and each.stage.position < stage.position
            ]
            table.before = earlier[-1].points if earlier else []

    def _quality(self, look: Look, stage: Stage, tables: Mapping[int, Table]) -> Mapping[str, Any]:
        """The sentence about the round that runs, and what it could not keep."""
        spaces = [table.space for table in tables.values()]
        found = seating.quality(
            look.gathering, stage, spaces, {pk: table.people for pk, table in tables.items()}
        )
        return {"found": found, "sentence": sentence_of(found)}

    def _everybody(self, look: Look) -> list[Seat]:
        return look.once(
            "everybody", lambda: list(look.gathering.seats.filter(left_at=None).order_by("name", "pk"))
        )

    def _pairs(self, look: Look) -> list[tuple[str, int, str, str]]:
        """Who sits apart and together: sort, number, and the two names."""
        names = dict(look.gathering.seats.values_list("pk", "name"))
        return [
            (sort, number, names.get(pair[0], "–"), names.get(pair[1], "–"))
            for sort in ("apart", "together")
            for number, pair in enumerate(look.gathering.policy(sort, []))
        ]

    def _data(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        return look.once(("data", stage.pk, self.key), partial(self.load, look, stage))

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        data = self._data(look, stage)
        here, own = None, None
        for table in data["tables"]:
            for row in table.people:
                if row.seat_id == seat.pk:
                    here, own = table, row
        found: dict[str, Any] = {"mine": here, "own": own}
        if self.of(stage)["policy"] != BOOKED:
            return found
        found["booked"] = [
            (table, window, window.place_of(seat.pk))
            for table in data["tables"]
            for window in table.windows
            if window.place_of(seat.pk) >= 0 and not window.is_past
        ]
        found["kept"] = [table for table in data["tables"] if seat.pk in stalls.keepers(table.item)]
        found["allowed"] = set(
            Signal.objects.filter(
                seat=seat, kind=SignalKind.CHOICE, item__gathering=look.gathering
            ).values_list("item_id", flat=True)
        )
        if found["kept"]:
            items = [table.item for table in found["kept"]]
            rows = Signal.objects.filter(item__in=items, kind=SignalKind.CHOICE).select_related("seat")
            found["names"] = [row.seat for row in rows.order_by("pk")]
        return found

    def marks(self, look: Look, stage: Stage) -> Mapping[str, str]:
        data = self._data(look, stage)
        found: dict[str, str] = {}
        for table in data["tables"]:
            host = table.host.seat_id if table.host is not None else 0
            for row in table.people:
                found[str(row.seat_id)] = f"{table.space.pk}.{row.role}.{host}"
            for window in table.windows:
                for row in window.rows:
                    who = str(row.seat_id)
                    place = window.place_of(row.seat_id)
                    found[who] = f"{found.get(who, '')};{table.space.pk}-{window.number}-{place}"
            for pk in stalls.keepers(table.item):
                state = f"{[len(window.rows) for window in table.windows]}{len(table.open_questions)}"
                found[str(pk)] = f"{found.get(str(pk), '')};{table.space.pk}k{state}"
        return found

    def moves(self, look: Look, stage: Stage) -> Mapping[str, tuple[str, str]]:
        return {
            str(row.seat_id): ("table", f"table:{table.space.pk}")
            for table in self._data(look, stage)["tables"]
            for row in table.people
        }

    def on_paper(self, call: Call) -> Item:
        """A note of the table. Its host or keeper adds it; where a step names none, whoever sits there."""
        space, by = _own_table(call, call.values["space"]), call.by
        given = self.of(call.stage)
        role = PlacementRole.KEEPER if given["policy"] == BOOKED else PlacementRole.HOST
        named = given["policy"] in (FIXED, BOOKED) or (given["policy"] == ASSIGNED and given["hosts"])
        here = seating.place_of(call.stage, by.seat) if by.seat is not None else None
        if named and not by.leads and (here is None or here.role != role):
            raise Refusal(_("Fotos fügt hinzu, wer diesen Tisch oder Stand betreut. Bitte fragen Sie dort."))
        return Item(
            gathering_id=call.gathering.pk,
            stage=call.stage,
            space=space,
            author=by.seat,
            channel=by.seat.channel if by.seat is not None else Channel.ROOM,
            kind=ItemKind.NOTE,
            body=call.values["text"],
        )

    # Minutes

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        if stage.started_at is None:
            return []
        given = self.of(stage)
        rows = list(
            Placement.objects.filter(stage=stage).select_related("seat").exclude(role=PlacementRole.BOOKED)
        )
        if given["policy"] in SEATED:
            rounds = seating.rounds_of(look.gathering)
            last = max(rounds, key=lambda each: each.position, default=stage)
            blocks = [self._numbers(rows)] if rows else []
            return blocks + (self._of_tables(look, rounds) if last.pk == stage.pk else [])
        if given["policy"] == BOOKED:
            return self._of_stalls(look, stage, rows)
        return self._of_rooms(look, stage, rows)

    def _numbers(self, rows: list[Placement]) -> Block:
        people, tables = {row.seat_id for row in rows}, {row.space_id for row in rows}
        said = gettext("%(people)d Menschen an %(tables)d Tischen.") % {
            "people": len(people),
            "tables": len(tables),
        }
        return Block("", text=said)

    def _of_tables(self, look: Look, rounds: list[Stage]) -> list[Block]:
        """Each table with its topic, its hosts, and what every round said there, in order."""
        spaces = list(look.gathering.spaces.all())
        tables = {space.pk: Table(space) for space in spaces}
        if rounds:
            self._write(look, rounds[-1], tables)
        hosts: dict[int, list[str]] = {}
        rows = Placement.objects.filter(stage__in=rounds, role=PlacementRole.HOST).select_related("seat")
        for row in rows.order_by("since", "pk"):
            names = hosts.setdefault(row.space_id, [])
            if row.seat.name not in names:
                names.append(row.seat.name)
        blocks = []
        for table in tables.values():
            if not table.rounds and table.space.pk not in hosts:
                continue
            lines = []
            if table.space.pk in hosts:
                said = gettext("Gastgeber*in: %(names)s") % {"names": ", ".join(hosts[table.space.pk])}
                lines.append(Line(said))
            lines += [_of_round(each) for each in table.rounds]
            title = f"{table.space.name} ({table.tone})" if table.tone else table.space.name
            blocks.append(Block(title, lines, text=table.space.question))
        return blocks

    def _of_rooms(self, look: Look, stage: Stage, rows: list[Placement]) -> list[Block]:
        tables = {space.pk: Table(space) for space in look.gathering.spaces.all()}
        self._write(look, stage, tables)
        people: dict[int, set[int]] = {}
        for row in rows:
            people.setdefault(row.space_id, set()).add(row.seat_id)
        blocks = []
        for pk, table in tables.items():
            if not (pk in people or table.sessions or table.now):
                continue
            number = len(people.get(pk, ()))
            lines = [
                Line(
                    ngettext("%(number)d Mensch war da.", "%(number)d Menschen waren da.", number)
                    % {"number": number}
                )
            ]
            lines += [
                Line(str(item), [gettext("Eingeladen hat: %(name)s") % {"name": item.said_by}], item)
                for item in table.sessions
            ]
            lines += [_of_round(table.now)] if table.now else []
            blocks.append(Block(table.space.name, lines))
        return blocks

    def _of_stalls(self, look: Look, stage: Stage, rows: list[Placement]) -> list[Block]:
        tables = {space.pk: Table(space) for space in look.gathering.spaces.all()}
        self._write(look, stage, tables)
        booked: dict[int, int] = {}
        for space in Placement.objects.filter(stage=stage, role=PlacementRole.BOOKED).values_list(
            "space_id", flat=True
        ):
            booked[space] = booked.get(space, 0) + 1
        names: dict[int, list[str]] = {}
        for row in rows:
            if row.role == PlacementRole.KEEPER and row.seat.name not in names.setdefault(row.space_id, []):
                names[row.space_id].append(row.seat.name)
        blocks = []
        for pk, table in tables.items():
            if table.item is None:
                continue
            sort = gettext("Gesuch") if table.item.kind == ItemKind.NEED else gettext("Angebot")
            notes = [sort]
            if names.get(pk):
                notes.append(gettext("am Stand: %(names)s") % {"names": ", ".join(names[pk])})
            number = booked.get(pk, 0)
            notes.append(ngettext("%(number)d Buchung", "%(number)d Buchungen", number) % {"number": number})
            lines = [Line(str(table.item), notes, table.item)]
            lines += [
                Line(
                    item.body,
                    [gettext("Frage an den Stand")],
                    item,
                    [Line(item.answer, [gettext("Antwort")])] if item.answer else [],
                )
                for item in table.questions
            ]
            lines += [_of_round(table.now)] if table.now else []
            blocks.append(Block(table.space.name, lines))
        return blocks


def _of_round(said: Round) -> Line:
    parts = [Line(item.body, [gettext("Kernpunkt")], item) for item in said.points]
    for item in said.notes:
        about = ABOUT.get(item.data.get("about", ""))
        parts.append(Line(item.body, [*([str(about)] if about else []), item.said_by], item))
    return Line(said.stage.title, [said.stage.question] if said.stage.question else [], None, parts)


def sentence_of(found: Any) -> str:
    """What a plan reaches, in words."""
    said = gettext("%(met)d von %(possible)d möglichen neuen Begegnungen") % {
        "met": found.encounters,
        "possible": found.possible,
    }
    if found.table_repeats:
        said += ", " + ngettext(
            "%(number)d Mensch ist an einem Tisch, an dem er schon war",
            "%(number)d Menschen sind an einem Tisch, an dem sie schon waren",
            found.table_repeats,
        ) % {"number": found.table_repeats}
    else:
        said += ", " + gettext("niemand zweimal am selben Tisch")
    if found.apart_broken:
        said += ", " + gettext("%(number)d Paar sitzt trotz Wunsch zusammen") % {"number": found.apart_broken}
    if found.together_broken:
        said += ", " + gettext("%(number)d Gruppe ist getrennt") % {"number": found.together_broken}
    return f"{said}."


KIND = Tables()
register(KIND)
