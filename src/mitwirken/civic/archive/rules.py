# SPDX-License-Identifier: EUPL-1.2
"""What may be packed, and who does it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Process, Status
from mitwirken.civic.participation.rules import require_manage
from mitwirken.ground.deeds.refusal import Refusal


def require_packable(by: Any, process: Process) -> None:
    """Refuses people of other offices and a process that is not over. `None` is the operator or the machine."""
    require_manage(by, process)
    if not process.is_public or process.status() != Status.FINISHED:
        raise Refusal(
            _("Ein Archivpaket gibt es erst, wenn der Prozess veröffentlicht war und vorbei ist."), status=409
        )


def require_sound_days(offered_on: date | None, handed_over_on: date | None) -> None:
    today = timezone.localdate()
    if handed_over_on and not offered_on:
        raise Refusal(
            _("Bitte tragen Sie zuerst ein, wann das Paket angeboten wurde."), status=422, field="offered_on"
        )
    if offered_on and handed_over_on and handed_over_on < offered_on:
        raise Refusal(
            _("Übergeben wird nach dem Angebot. Bitte prüfen Sie die Tage."),
            status=422,
            field="handed_over_on",
        )
    for name, day in (("offered_on", offered_on), ("handed_over_on", handed_over_on)):
        if day and day > today:
            raise Refusal(_("Dieser Tag liegt in der Zukunft."), status=422, field=name)
