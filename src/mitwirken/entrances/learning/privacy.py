# SPDX-License-Identifier: EUPL-1.2
"""What is personal here: the entries of people who offer to facilitate, and what is written to them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import CONSENT, Erase, declare, impersonal

from .queries import KEEP_ENDED


def _over(now: datetime) -> Q:
    return Q(ends_on__lt=(now - KEEP_ENDED).date())


def _ours(person: Any) -> Q:
    return Q(sender=person.pk) | Q(to__person=person.pk)


declare(
    model="learning.Facilitator",
    name=_("Ihr Eintrag im Verzeichnis der Begleitung"),
    fields={
        "person": _("Ihr Konto"),
        "name": _("Name, den Sie dafür gewählt haben"),
        "methods": _("was Sie begleiten können"),
        "languages": _("Ihre Sprachen"),
        "district": _("Ihr Stadtbezirk"),
        "fee": _("ehrenamtlich oder gegen Honorar"),
        "about": _("was Sie über sich schreiben"),
    },
    purpose=_("damit Menschen, die eine Veranstaltung planen, jemanden finden, der sie begleitet"),
    basis=CONSENT,
    retention=_("ein Jahr öffentlich, wenn Sie nicht verlängern; drei Monate danach gelöscht"),
    whose="person",
    on_erase=Erase.DELETE,
    public=True,
    expire_where=_over,
)
declare(
    model="learning.Inquiry",
    name=_("Nachrichten an Begleitungen"),
    fields={
        "sender": _("wer geschrieben hat"),
        "text": _("die Nachricht"),
        "answer": _("die Antwort"),
    },
    purpose=_("damit Sie einander schreiben können, ohne Adressen zu zeigen"),
    basis=CONSENT,
    retention=_("drei Monate"),
    whose=_ours,
    on_erase=Erase.DELETE,
    expire=timedelta(days=92),
    expire_by="created_at",
)
impersonal("learning.Inquiry", ["token"], because="A random key.")
