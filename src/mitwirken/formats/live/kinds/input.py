# SPDX-License-Identifier: EUPL-1.2
"""Somebody explains something: who, what, with which material. People say with one tap that they did not get it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from ..commands import step
from ..models import Seat, Signal, SignalKind, Stage
from ..queries import Look
from ..rules import require_seat
from . import Block, Call, Deed, Kind, Line, Setting, register


def say_unclear(call: Call) -> None:
    """ "I did not get it"; the second time takes it back."""
    _toggle(call, SignalKind.UNCLEAR, "input.unclear")


def say_done(call: Call) -> None:
    """Finished with the exercise; the second time takes it back."""
    _toggle(call, SignalKind.DONE, "input.done")


def _toggle(call: Call, kind: str, deed: str) -> None:
    seat = require_seat(call.by)
    with step(call.gathering, deed, call.by) as live:
        gone, _rows = Signal.objects.filter(seat=seat, stage=call.stage, item=None, kind=kind).delete()
        if not gone:
            Signal.objects.create(seat=seat, stage=call.stage, kind=kind)
        live.note(on=not gone)


class Input(Kind):
    key = "input"
    name = _("Impuls")
    about = _(
        "Jemand erklärt etwas oder zeigt eine Übung. Alle sehen, worum es geht und wo das Material liegt."
    )
    settings = (
        Setting("speaker", _("Wer spricht"), "", "text"),
        Setting("link", _("Material (Adresse im Netz)"), "", "text"),
        Setting("exercise", _("Übung: Menschen melden, wenn sie fertig sind"), False, "flag"),
        Setting("check", _("„Nicht verstanden“ anbieten"), True, "flag"),
    )
    deeds = (Deed("unclear", say_unclear), Deed("done", say_done))

    def load(self, look: Look, stage: Stage) -> Mapping[str, Any]:
        counts = dict(
            Signal.objects.filter(stage=stage, item=None)
            .order_by()
            .values_list("kind")
            .annotate(number=Sum("value"))
        )
        return {"unclear": counts.get(SignalKind.UNCLEAR, 0), "done": counts.get(SignalKind.DONE, 0)}

    def load_mine(self, look: Look, stage: Stage, seat: Seat) -> Mapping[str, Any]:
        return {
            "my_signals": set(
                Signal.objects.filter(seat=seat, stage=stage, item=None).values_list("kind", flat=True)
            )
        }

    def minutes(self, look: Look, stage: Stage) -> list[Block]:
        given = self.of(stage)
        lines = [Line(str(_("Es sprach: %(who)s") % {"who": given["speaker"]}))] if given["speaker"] else []
        if given["link"]:
            lines.append(Line(str(_("Material: %(link)s") % {"link": given["link"]})))
        return [Block("", lines)] if lines else []


register(Input())
