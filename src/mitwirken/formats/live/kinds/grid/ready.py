# SPDX-License-Identifier: EUPL-1.2
"""Forms made ready for their page: what stands there already, and what can be chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...models import Stage, State
from ...queries import Look
from ...rules import Actor
from .boards import board_of, require_own
from .reports import require_writer


def topic_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
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


def cell_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
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
            missed = topic is not None and topic.misses(slot.pk)
            if not by.leads and (there is not None or lack or missed):
                continue
            place = f"{slot.clock} · {room.name}"
            if there is not None and topic is not None and there.pk != topic.pk:
                word = gettext("belegt: „%(title)s“") % {"title": there.title}
            elif missed and topic is not None:
                word = gettext("%(host)s kann dann nicht") % {"host": topic.item.said_by}
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


def away_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    """The slots that are still to come, with those in which it does not work."""
    board = board_of(look, stage)
    form.fields["away"].choices = [  # type: ignore[attr-defined]
        (str(slot.pk), f"{slot.clock} · {slot.stage.title}") for slot in board.slots if slot.is_ahead
    ]
    topic = board.by_pk.get(_number(form))
    if topic is not None:
        require_own(topic, by)
        form.fields["away"].label = gettext("„%(title)s“: Wann geht es nicht?") % {"title": topic.title}
        form.initial = {**form.initial, "away": [str(slot.pk) for slot in topic.away]}


def merge_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    board = board_of(look, stage)
    number = _number(form)
    topic = board.by_pk.get(number)
    form.fields["into"].widget.choices = [(each.pk, each.title) for each in board.topics if each.pk != number]
    if topic is not None:
        form.fields["into"].label = gettext("„%(title)s“ zusammenlegen mit") % {"title": topic.title}


def reason_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
    topic = board_of(look, stage).by_pk.get(_number(form))
    if topic is not None:
        form.fields["reason"].label = gettext("Warum wird „%(title)s“ nicht aufgenommen?") % {
            "title": topic.title
        }


def room_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
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


def report_ready(form: forms.Form, look: Look, stage: Stage, by: Actor) -> None:
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
