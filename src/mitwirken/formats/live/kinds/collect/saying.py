# SPDX-License-Identifier: EUPL-1.2
"""Saying something, voting for it, taking it back; on a phone and for the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ...commands import Step, step
from ...models import Gathering, Item, ItemKind, ItemStatus, Placement, Seat, Signal, SignalKind, Stage, State
from ...rules import may_speak_for, require_open, require_seat, require_stage, require_table, require_theme
from .. import Call
from .boards import board, covered, of_table
from .items import item_of, recount
from .settings import MOST_LINES, MOST_TABLE_LINES, OPEN, WHAT, budget_of, settings_of, what_of


def _require_time(call: Call, live: Step) -> None:
    """Questions are asked before the gathering and as long as their step is not over; the rest while the step runs."""
    row = live.gathering
    stage = Stage.objects.get(pk=call.stage.pk)
    if "collect" not in stage.kinds:
        raise Refusal(_("In diesem Schritt wird nichts gesammelt."), status=404)
    before = not row.is_open and row.state != State.DONE
    running = row.is_open and stage.state != State.DONE
    if what_of(stage) == "question" and (before or running):
        return
    require_stage(row, stage)


def _table_of(seat: Seat, stage: Stage) -> int | None:
    return (
        Placement.objects.filter(seat=seat, stage=stage, until=None)
        .exclude(role="booked")
        .values_list("space_id", flat=True)
        .first()
    )


def ask(call: Call) -> str:
    """Asks a question, or votes for the one that was asked already. Refuses when too many of one's own are open."""
    same = call.values.get("same", "new")
    if same != "new":
        vote(Call(call.gathering, call.stage, call.by, {"item": int(same), "on": True}))
        return gettext("Ihre Stimme zählt bei der Frage, die schon da war.")
    return _say(call, "collect.asked", body=call.values["body"], unnamed=call.values.get("unnamed", False))


def add(call: Call) -> str:
    """Puts a card, a note, a task, a topic … onto the board; face down while the board is covered."""
    values = {
        name: value for name, value in call.values.items() if name in ("title", "body", "who", "due_on")
    }
    return _say(call, "collect.added", **values)


def _say(call: Call, deed: str, *, unnamed: bool = False, **values: Any) -> str:
    with step(call.gathering, deed, call.by, stage=call.stage) as live:
        _require_time(call, live)
        stage = call.stage
        given = settings_of(stage)
        what = given["what"]
        if (deed == "collect.asked") is not (what == "question"):
            raise Refusal(_("Hier wird gerade etwas anderes gesammelt. Laden Sie die Seite neu."), status=409)
        seat = call.by.seat if call.by.seat is not None and call.by.seat.is_here else None
        if seat is None and not call.by.leads:
            seat = require_seat(call.by)
        if seat is not None:
            _require_budget(live.gathering, stage, seat, given)
        if any(isinstance(value, str) and "\x00" in value for value in values.values()):
            raise Refusal(
                _("Dieser Text enthält ein Zeichen, das nicht gespeichert werden kann."), status=400
            )
        nameless = bool(unnamed or given["anonymous"])
        item = Item(
            gathering_id=live.gathering.pk,
            stage=stage,
            kind=WHAT[what].kind,
            author=seat,
            author_label=gettext("ohne Namen") if nameless else "",
            channel=seat.channel if seat is not None else Channel.ROOM,
            status=first_status(live.gathering, stage, given, by_desk=call.by.leads),
            data={"unnamed": True} if nameless else {},
            **values,
        )
        if seat is not None and what not in ("note", "answer", "question"):
            item.space_id = _table_of(seat, stage)
        item.save()
        live.note(item=item.pk, channel=item.channel)
    if item.status == ItemStatus.QUEUED:
        return gettext("Danke. Die Moderation liest Ihren Beitrag und gibt ihn gleich frei.")
    if item.status == ItemStatus.DRAFT:
        return gettext("Danke. Ihre Karte liegt verdeckt, bis die Moderation alle aufdeckt.")
    return str(WHAT[what].said)


def first_status(gathering: Gathering, stage: Stage, given: Mapping[str, Any], *, by_desk: bool) -> str:
    if covered(gathering, stage, given):
        return ItemStatus.DRAFT
    return ItemStatus.QUEUED if given["moderated"] and not by_desk else ItemStatus.VISIBLE


def _require_budget(gathering: Gathering, stage: Stage, seat: Seat, given: Mapping[str, Any]) -> None:
    most = budget_of(given)
    if most and board(gathering, stage).filter(author=seat, status__in=OPEN).count() >= most:
        if given["what"] == "question":
            raise Refusal(
                ngettext(
                    "Von Ihnen ist schon %(most)d Frage offen. Sobald sie behandelt ist, können Sie weiterfragen; oder Sie nehmen sie zurück.",
                    "Von Ihnen sind schon %(most)d Fragen offen. Sobald eine behandelt ist, können Sie weiterfragen; oder Sie nehmen eine zurück.",
                    most,
                )
                % {"most": most},
                status=409,
            )
        raise Refusal(
            ngettext(
                "Mehr als %(most)d Beitrag je Person ist hier nicht vorgesehen. Nehmen Sie ihn zurück, wenn Ihnen ein anderer wichtiger ist.",
                "Mehr als %(most)d Beiträge je Person sind hier nicht vorgesehen. Nehmen Sie einen zurück, wenn Ihnen ein anderer wichtiger ist.",
                most,
            )
            % {"most": most},
            status=409,
        )


def batch(call: Call) -> str:
    """Types in what people in the room wrote or said, one a line. It counts like what came by phone."""
    lines = _lines(call, MOST_LINES)
    with step(call.gathering, "collect.batch", call.by, stage=call.stage) as live:
        given = settings_of(call.stage)
        status = first_status(live.gathering, call.stage, given, by_desk=True)
        _put_lines(
            call,
            lines,
            status=status,
            space=call.values.get("table"),
            channel=call.values["channel"],
            author_label=gettext("aus dem Raum"),
            data={"batch": True},
        )
        live.note(number=len(lines), channel=call.values["channel"])
    return ngettext("%(number)d Beitrag eingetragen.", "%(number)d Beiträge eingetragen.", len(lines)) % {
        "number": len(lines)
    }


def say_for_table(call: Call) -> str:
    """A table types in what it wrote together, one a line. It stands on the board with the table's name."""
    lines = _lines(call, MOST_TABLE_LINES)
    with step(call.gathering, "collect.table", call.by, stage=call.stage) as live:
        _require_time(call, live)
        space = require_table(call.stage, call.values["space"], call.by)
        given = settings_of(call.stage)
        known = set(of_table(live.gathering, call.stage, space).values_list("title", "body"))
        new = [line for line in lines if not {(line, ""), ("", line)} & known]
        if not new:
            raise Refusal(_("Das steht schon auf dem Brett."), status=409, field="lines")
        status = first_status(live.gathering, call.stage, given, by_desk=call.by.leads)
        # Notes of a step are those that belong to no table; the name stays with them in any case.
        _put_lines(
            call,
            new,
            status=status,
            space=None if given["what"] in ("note", "answer") else space,
            channel=Channel.ROOM,
            author_label=space.name[:60] if given["what"] in ("note", "answer") else "",
            data={"table": space.pk},
        )
        live.note(number=len(new), space=space.pk)
    if status == ItemStatus.QUEUED:
        return gettext("Danke. Die Moderation liest Ihren Beitrag und gibt ihn gleich frei.")
    return ngettext("%(number)d Beitrag eingetragen.", "%(number)d Beiträge eingetragen.", len(new)) % {
        "number": len(new)
    }


def _lines(call: Call, most: int) -> list[str]:
    lines = [" ".join(line.split())[:500] for line in call.values["lines"].splitlines()]
    lines = list(filter(None, lines))
    if not lines or len(lines) > most:
        raise Refusal(
            gettext("Bitte schreiben Sie 1 bis %(most)d Zeilen.") % {"most": most}, status=400, field="lines"
        )
    return lines


def from_sheet(call: Call) -> Item:
    """A question that somebody wrote on a sheet or asked on the phone, before the gathering or as long as its step is not over. It counts like
    what came by phone in the hall.
    """
    require_theme(call.by)
    with step(call.gathering, "collect.sheet", call.by, stage=call.stage) as live:
        _require_time(call, live)
        if what_of(call.stage) != "question":
            raise Refusal(_("In diesem Schritt werden keine Fragen gesammelt."), status=409)
        item = _item(
            call,
            " ".join(call.values["body"].split()),
            status=first_status(live.gathering, call.stage, settings_of(call.stage), by_desk=True),
            channel=call.values["channel"],
            author_label=call.values["name"] or gettext("ohne Namen"),
            data={"batch": True},
        )
        item.save()
        live.note(item=item.pk, channel=item.channel)
    return item


def from_paper(call: Call, given: Mapping[str, Any]) -> Item:
    """A card from the room, typed in by whoever types in the others; its photograph comes with it. Not saved yet."""
    require_theme(call.by)
    return _item(
        call,
        " ".join(call.values["text"].split()),
        status=first_status(call.gathering, call.stage, given, by_desk=True),
        channel=call.values["channel"],
        author_label=gettext("aus dem Raum"),
        data={"batch": True},
    )


def _put_lines(call: Call, lines: list[str], **values: Any) -> None:
    Item.objects.bulk_create(_item(call, line, **values) for line in lines)


def _item(call: Call, text: str, **values: Any) -> Item:
    words = WHAT[what_of(call.stage)]
    return Item(
        gathering_id=call.gathering.pk,
        stage=call.stage,
        kind=words.kind,
        title=text[:140] if words.title else "",
        body="" if words.title and len(text) <= 140 else text,
        **values,
    )


def vote(call: Call) -> None:
    """One vote a seat for a question; a second press takes it back. One's own needs none."""
    seat = require_seat(call.by)
    with step(call.gathering, "collect.voted", call.by, stage=call.stage) as live:
        if live.gathering.state == State.DONE:
            require_open(live.gathering)
        item = item_of(call, live, "item", ItemKind.QUESTION)
        if item.merged_into_id:
            item = Item.objects.get(pk=item.merged_into_id)
        if item.status not in (ItemStatus.VISIBLE, ItemStatus.LIVE):
            raise Refusal(
                _("Über diese Frage wird nicht mehr abgestimmt. Ihre Liste wird gleich neu."), status=409
            )
        if item.author_id == seat.pk:
            raise Refusal(_("Das ist Ihre eigene Frage. Geben Sie Ihre Stimme einer anderen."), status=409)
        rows = Signal.objects.filter(
            Q(item_id=item.pk) | Q(item__merged_into_id=item.pk), seat=seat, kind=SignalKind.VOTE
        )
        had = rows.filter(value__gt=0).exists()
        wanted = not had if call.values.get("on") is None else bool(call.values["on"])
        if wanted is had:
            live.nothing()
            return
        if wanted:
            Signal.objects.update_or_create(
                seat=seat, item=item, kind=SignalKind.VOTE, defaults={"value": 1, "at": timezone.now()}
            )
        else:
            rows.update(value=0)
        recount(item)
        live.note(item=item.pk, on=wanted)


def withdraw(call: Call) -> str:
    """Takes one's own or one's table's back, as long as nobody dealt with it. It is gone then."""
    seat = call.by.seat if call.by.leads else require_seat(call.by)
    with step(call.gathering, "collect.withdrawn", call.by, stage=call.stage) as live:
        item = item_of(call, live)
        if item.author_id != (seat.pk if seat is not None else 0):
            _require_own_table(call, item)
        if (
            item.status not in (ItemStatus.QUEUED, ItemStatus.VISIBLE, ItemStatus.DRAFT)
            or item.merged.exists()
        ):
            raise Refusal(
                _("Darüber wird schon gesprochen. Sagen Sie der Moderation Bescheid, wenn es weg soll."),
                status=409,
            )
        item.delete()
    return gettext("Zurückgenommen.")


def _require_own_table(call: Call, item: Item) -> None:
    """What a table wrote together, it takes back together."""
    table = item.data.get("table")
    space = call.gathering.spaces.filter(pk=table).first() if table else None
    if space is None or not may_speak_for(call.stage, call.by, space):
        raise Refusal(_("Zurücknehmen kann nur, wer es geschrieben hat."))
