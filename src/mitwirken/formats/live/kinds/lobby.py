# SPDX-License-Identifier: EUPL-1.2
"""Arriving: how to come in, who is there already, what happens next; at a bar camp three words about oneself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..commands import step
from ..models import Seat, Signal, SignalKind, Stage
from ..queries import Look
from ..rules import require_seat
from . import Block, Call, Deed, Kind, Line, Setting, register

MOST_TAGS = 3


class TagsForm(forms.Form):
    tags = forms.CharField(
        label=_("Drei Wörter, die zu Ihnen passen"),
        max_length=120,
        help_text=_("Mit Komma getrennt, zum Beispiel: Radfahren, Scharnhorst, Chor"),
    )


def say_tags(call: Call) -> None:
    """Three words about oneself, for all to see. Said again, the new ones count."""
    seat = require_seat(call.by)
    words = [word.strip(" #")[:30] for word in call.values["tags"].replace("\n", ",").split(",")]
    with step(call.gathering, "lobby.tags", call.by):
        Seat.objects.filter(pk=seat.pk).update(tags=[word for word in words if word][:MOST_TAGS])


class Lobby(Kind):
    key = "lobby"
    name = _("Ankommen")
    about = _("Menschen kommen herein, sehen, wer da ist und was gleich passiert.")
    settings = (Setting("tags", _("Nach drei Wörtern zur Person fragen"), False, "flag"),)
    deeds = (Deed("tags", say_tags, TagsForm),)

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        found: dict[str, Any] = {"tags": []}
        if self.of(stage)["tags"]:
            rows = look.gathering.seats.filter(left_at=None).values_list("tags", flat=True)
            counts = Counter(word for row in rows for word in row)
            found["tags"] = counts.most_common(40)
        return found

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        hosted = any(row.settings_of("tables").get("hosts") for row in look.stages if row.kind == "tables")
        return {
            "own_tags": seat.tags,
            "hosted": hosted,
            "hosting": hosted
            and Signal.objects.filter(
                seat=seat, stage__gathering=look.gathering, item=None, kind=SignalKind.INTEREST
            ).exists(),
        }

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        tags = self.load(look, stage)["tags"]
        return (
            [Block(str(_("Wörter zur Person")), [Line(f"{word} ({number})") for word, number in tags])]
            if tags
            else []
        )


register(Lobby())
