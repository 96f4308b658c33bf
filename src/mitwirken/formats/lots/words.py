# SPDX-License-Identifier: EUPL-1.2
"""How a draw works, in sentences, and its numbers as they are shown: said once for page, protocol and letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mitwirken.ground.ui.moments import said

from .models import Draw, Pool, State


def span(least: int, most: int) -> str:
    """
    >>> span(2, 2), span(2, 4)
    ('2', '2–4')
    """
    return str(least) if least == most else f"{least}–{most}"


def how_it_is_drawn(draw: Draw) -> list[str]:
    """The steps, each a promise that can be checked."""
    first = (
        _("Bis zum %(when)s können sich Menschen in den Lostopf eintragen.") % {"when": said(draw.closes_at)}
        if draw.pool == Pool.SIGN_UP
        else _("Der Lostopf entsteht aus einer Liste mit Nummern. Namen stehen nicht darin.")
    )
    return [
        first,
        _(
            "Dann wird die Liste geschlossen und veröffentlicht: Nummern mit ihren Gruppen, ohne Namen. Eine Prüfsumme zeigt, dass "
            "sich danach nichts mehr ändert."
        ),
        _("Erst danach, am %(when)s, entsteht öffentlich der Zufallswert: %(source)s.")
        % {"when": said(draw.seed_at), "source": draw.seed_source.rstrip(".")},
        _(
            "Zwei Beschäftigte geben ihn unabhängig voneinander ein. Nur wenn beide dasselbe eingeben, wird ausgelost, und zwar einmal."
        ),
        _(
            "Aus Zufallswert und Nummer folgt für jede Nummer ihr Los. Vom kleinsten Los an wird aufgenommen, wer mit den Vorgaben noch "
            "dazupasst. Aus einem Haushalt kommt höchstens eine Person."
        ),
        _(
            "Wer danach die kleinsten Lose hat, steht zum Nachrücken bereit. Sagt jemand ab, wird die oder der Nächste gefragt."
        ),
    ]


def seats_of(draw: Draw) -> str:
    seats = ngettext("%(n)d Platz", "%(n)d Plätze", draw.seats) % {"n": draw.seats}
    if not draw.substitutes:
        return seats
    more = ngettext("%(n)d Person zum Nachrücken", "%(n)d Menschen zum Nachrücken", draw.substitutes)
    return f"{seats}, {more % {'n': draw.substitutes}}"


@dataclass(frozen=True)
class Line:
    """A group in the table: what is wanted, and what there is where that is known."""

    feature: str
    value: str
    wanted: str
    there: int | None = None
    drawn: int | None = None
    short: bool = False


def lines(draw: Draw, there: dict[tuple[str, str], int] | None = None) -> list[Line]:
    """The groups with what is wanted, in the pool, drawn."""
    drawn = {(feature, value): n for feature, value, n in draw.result.get("counts", ())}
    return [
        Line(
            q.feature,
            q.value,
            span(q.least, q.most),
            None if there is None else there.get((q.feature, q.value), 0),
            drawn.get((q.feature, q.value)),
            there is not None and there.get((q.feature, q.value), 0) < q.least,
        )
        for q in draw.wanted()
    ]


def state_of(draw: Draw) -> tuple[str, Any]:
    """The badge: its key and its word."""
    if draw.takes_entries():
        return "laufend", _("Eintragen möglich")
    return {
        State.DRAFT: ("entwurf", _("in Vorbereitung")),
        State.OPEN: ("geplant", _("angekündigt")),
        State.CLOSED: ("wartet", _("Liste geschlossen")),
        State.DRAWN: ("beendet", _("ausgelost")),
        State.CALLED_OFF: ("abgelehnt", _("abgesagt")),
    }[State(draw.state)]
