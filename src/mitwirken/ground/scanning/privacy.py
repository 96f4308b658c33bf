# SPDX-License-Identifier: EUPL-1.2
"""Pictures of sheets show handwriting and sometimes an address: nobody but staff with the role sees them, and they go after a while."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

UNREAD = timedelta(days=14)


def kept() -> timedelta:
    return timedelta(days=settings.SCANS_KEPT_DAYS)


def _words() -> str:
    days = settings.SCANS_KEPT_DAYS
    return ngettext(
        "%(days)d Tag nach der Eingabe; nicht Eingetragenes ebenso lange nach dem Scannen",
        "%(days)d Tage nach der Eingabe; nicht Eingetragenes ebenso lange nach dem Scannen",
        days,
    ) % {"days": days}


declare(
    model="scanning.Original",
    name=_("Bilder gescannter Bögen"),
    fields={"data": _("Bild des ausgefüllten Bogens, mit Handschrift und allem, was darauf steht")},
    purpose=_("damit Menschen prüfen können, was auf dem Bogen steht, auch wenn später jemand nachfragt"),
    basis=TASK,
    retention=lazy(_words, str)(),
    whose=None,
    on_erase=Erase.DELETE,
    recipients=(_("Beschäftigte, die Bögen dieser Art eintragen"),),
    expire_where=lambda now: (
        Q(page__sheet__done_at__lt=now - kept()) | (Q(page__sheet__done_at=None) & Q(at__lt=now - kept()))
    ),
)
declare(
    model="scanning.Upload",
    name=_("Hochgeladene Scans"),
    fields={"data": _("die Datei, bis ihre Seiten gelesen sind"), "name": _("Name der Datei")},
    purpose=_("damit die Seiten nacheinander gelesen werden können"),
    basis=TASK,
    retention=_("bis die letzte Seite gelesen ist, meist einige Minuten, längstens 14 Tage"),
    whose=None,
    on_erase=Erase.DELETE,
    expire_where=lambda now: Q(at__lt=now - UNREAD),
)
for _model, _name in (("Scan", _("Scans")), ("Sheet", _("Gescannte Bögen"))):
    declare(
        model=f"scanning.{_model}",
        name=_name,
        fields={"by": _("wer von der Stadt gescannt oder geprüft hat")},
        purpose=_("damit Rückfragen zur Eingabe möglich sind"),
        basis=TASK,
        retention=_("bis das Konto gelöscht wird"),
        whose="by",
        on_erase=Erase.UNLINK,
    )
impersonal(
    "scanning.Scan", ["name", "digest"], because="What the scanner called the file, and a sum of its bytes."
)
impersonal("scanning.Sheet", ["state", "reason"], because="Fixed words of the software.")
impersonal(
    "scanning.Page",
    ["name", "state", "reading", "matrix", "looks"],
    because="Which boxes are ticked on a sheet that carries a number and no name, and how its picture lies.",
)
