# SPDX-License-Identifier: EUPL-1.2
"""What followers of a process, a topic or a place are told, and what stands in feeds."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.notifications import Event, Notice, register
from mitwirken.ground.notifications.registry import Followed, register_topic

from .models import Process, Topic


def _day(text: str) -> str:
    try:
        return formats.date_format(timezone.localtime(datetime.fromisoformat(text)), "DATE_FORMAT")
    except ValueError:
        return text


def _published(event: Event, process: Process) -> str:
    return _("Neue Beteiligung: „%(title)s“") % {"title": process.title}


def _changed(event: Event, process: Process) -> str:
    return _("Angaben geändert: „%(title)s“") % {"title": process.title}


def _scheduled(event: Event, process: Process) -> str:
    return _("Neuer Zeitplan: „%(title)s“") % {"title": process.title}


def _phase_began(event: Event, process: Process) -> str:
    return _("„%(title)s“: Jetzt läuft „%(phase)s“, bis %(until)s") % {
        "title": process.title,
        "phase": event.data.get("phase", ""),
        "until": _day(str(event.data.get("until", ""))),
    }


def _finished(event: Event, process: Process) -> str:
    return _("Abgeschlossen, mit Ergebnis: „%(title)s“") % {"title": process.title}


register(Notice("participation.published", _published, body=lambda event, process: process.summary))
# Said in feeds and on the page of changes; a corrected comma is no reason for a mail.
register(Notice("participation.changed", _changed, to_followers=False))
register(Notice("participation.scheduled", _scheduled))
register(Notice("participation.phase_began", _phase_began))
register(Notice("participation.finished", _finished, body=lambda event, process: process.decision))


def _process(pk: int) -> Followed | None:
    row = Process.objects.filter(pk=pk, published_at__isnull=False).first()
    return Followed(row.title, row.get_absolute_url(), gettext_lazy("Beteiligung")) if row else None


def _topic(pk: int) -> Followed | None:
    row = Topic.objects.filter(pk=pk).first()
    return Followed(str(row), row.get_absolute_url(), gettext_lazy("Thema")) if row else None


register_topic("process", _process)
register_topic("topic", _topic)
