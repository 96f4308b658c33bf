# SPDX-License-Identifier: EUPL-1.2
"""Those in charge of a process are told who is missing."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Process
from mitwirken.ground.notifications import Event, Notice, register


def _gap(event: Event, process: Process) -> str:
    return _("„%(title)s“: Nicht alle machen mit. Noch ist Zeit, das zu ändern.") % {"title": process.title}


def _body(event: Event, process: Process) -> str:
    return "\n\n".join(str(line) for line in event.data.get("gaps", ()))


def _in_charge(event: Event, process: Process) -> Iterable[int]:
    return [process.responsible_id] if process.responsible_id else []


register(Notice("representation.gap_found", _gap, personally=_in_charge, body=_body, to_followers=False))
