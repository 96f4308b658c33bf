# SPDX-License-Identifier: EUPL-1.2
"""How long a process asks, and which answers can be counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from .models import Trait

# Sheets come in by post, and who got a letter with the result may still answer.
AFTER: Final = timedelta(days=28)
MOST_AT_ONCE: Final = 2_000


def takes_answers(process: Process, now: datetime | None = None) -> bool:
    """From its publication until four weeks after its end. Never of what is only there to practise."""
    now = now or timezone.now()
    over = process.finished_at or process.ends_at
    return process.is_public and (over is None or over + AFTER > now)


def require_takes_answers(process: Process) -> None:
    if not takes_answers(process):
        raise Refusal(
            _("Diese Fragen sind abgeschlossen. Das Ergebnis steht auf der Seite „Wer macht mit?“."),
            status=409,
        )


def require_sound_batch(people: int, said: dict[tuple[str, str], int], channel: str) -> None:
    """Refuses an empty pile, more than was there, and a way that nobody knows."""
    if channel not in Channel.values or channel == Channel.ONLINE:
        raise Refusal(_("Bitte wählen Sie, wie die Bogen zu Ihnen kamen."), status=422, field="channel")
    if not 1 <= people <= MOST_AT_ONCE:
        raise Refusal(
            _("Bitte tragen Sie zwischen 1 und %(most)d Bogen auf einmal ein.") % {"most": MOST_AT_ONCE},
            status=422,
            field="people",
        )
    for trait in (Trait.DISTRICT, Trait.AGE, Trait.LANGUAGE):
        if sum(n for (key, _value), n in said.items() if key == trait) > people:
            raise Refusal(
                _("Bei „%(trait)s“ stehen mehr Angaben als Bogen. Bitte zählen Sie noch einmal.")
                % {"trait": trait.label},
                status=422,
                field="people",
            )


def require_known(said: dict[str, str], known: dict[str, list[tuple[str, Any]]]) -> None:
    """Refuses values that nobody offered."""
    for trait, value in said.items():
        if value and value not in {key for key, _name in known[trait]}:
            raise Refusal(
                _("Diese Antwort gibt es hier nicht. Bitte wählen Sie eine aus."), status=422, field=trait
            )
