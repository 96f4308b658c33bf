# SPDX-License-Identifier: EUPL-1.2
"""Why somebody stands where they stand, said twice: in a few words for all who read the list, and in a sentence to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from mitwirken.kernels.queueing import Because, Waiting

from .words import minutes_in_words, times_in_words


@dataclass(frozen=True)
class Reason:
    """The sentences may name `reason`, and `mine` and `theirs`: what the rule compared."""

    for_all: Any
    for_you: Any


ONLINE = Reason(
    gettext_lazy("online ist dran"),
    gettext_lazy("Raum und online wechseln sich ab. Jetzt ist jemand online dran."),
)
IN_THE_ROOM = Reason(
    gettext_lazy("der Raum ist dran"),
    gettext_lazy("Raum und online wechseln sich ab. Jetzt ist jemand im Raum dran."),
)
EARLIEST = gettext_lazy("Von allen, die warten, haben Sie sich am frühesten gemeldet.")
IN_ORDER = Reason(
    gettext_lazy("der Reihe nach"), gettext_lazy("Alle, die sich früher gemeldet haben, kommen vor Ihnen.")
)
REASONS = {
    Because.OVERRIDE: Reason(
        gettext_lazy("von der Moderation vorgezogen: %(reason)s"),
        gettext_lazy("Die Moderation hat Sie vorgezogen: %(reason)s"),
    ),
    Because.DIRECT_REPLY: Reason(
        gettext_lazy("direkt dazu"), gettext_lazy("Sie antworten direkt auf das, was gerade gesagt wurde.")
    ),
    Because.FIRST_TIME: Reason(
        gettext_lazy("war noch nicht dran"),
        gettext_lazy("Sie waren bei diesem Treffen noch nicht dran. Andere, die warten, schon."),
    ),
    Because.SPOKE_LESS: Reason(
        gettext_lazy("war seltener dran"),
        gettext_lazy(
            "Sie waren in diesem Gespräch %(mine)s dran. Wer sich früher gemeldet hat, war es %(theirs)s."
        ),
    ),
    Because.SPOKE_SHORTER: Reason(
        gettext_lazy("hat kürzer gesprochen"),
        gettext_lazy("Sie haben bisher %(mine)s gesprochen. Wer sich früher gemeldet hat, %(theirs)s."),
    ),
}


def reason_of(waiting: Waiting, position: int) -> Reason:
    """In both voices, in the language of whoever reads it now."""
    if waiting.because is Because.ALTERNATES:
        return ONLINE if waiting.detail == "online" else IN_THE_ROOM
    found = REASONS.get(waiting.because)
    if found is None:
        return Reason(IN_ORDER.for_all, EARLIEST) if position == 1 else IN_ORDER
    number = minutes_in_words if waiting.because is Because.SPOKE_SHORTER else times_in_words
    values = {"reason": waiting.detail, "mine": number(waiting.mine), "theirs": number(waiting.theirs)}
    return Reason(str(found.for_all) % values, str(found.for_you) % values)
