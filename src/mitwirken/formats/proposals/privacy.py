# SPDX-License-Identifier: EUPL-1.2
"""What of a proposal is personal."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .actions import erase_texts

declare(
    model="proposals.Proposal",
    name=_("Vorschläge"),
    fields={"author": _("wer den Vorschlag gemacht hat")},
    purpose=_("damit Sie Ihren Vorschlag ändern können und eine Antwort bekommen"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="author",
    on_erase=Erase.UNLINK,
)
declare(
    model="proposals.Proposal",
    fields={
        "title": _("Titel"),
        "text": _("Text"),
        "latitude": _("Punkt auf der Karte"),
        "longitude": _("Punkt auf der Karte"),
    },
    purpose=_("damit alle den Vorschlag lesen und die Stadt ihn beantworten kann"),
    basis=TASK,
    retention=_("als Teil der Beteiligung auf Dauer; auf Ihren Wunsch entfernt"),
    whose="author",
    on_erase=Erase.BLANK,
    erase_with=erase_texts,
    contribution=True,
    public=True,
)
declare(
    model="proposals.Proposal",
    name=_("Für jemanden eingetragene Vorschläge"),
    fields={"contact_note": _("Telefon oder Anschrift für die Antwort")},
    purpose=_(
        "damit die Stadt auch Menschen antworten kann, die am Telefon, auf Papier oder vor Ort mitmachen"
    ),
    basis=TASK,
    retention=_("drei Monate nach dem Ende der Beteiligung"),
    whose=None,
    on_erase=Erase.BLANK,
    expire_where=lambda now: Q(process__ends_at__lt=now - timedelta(days=92)) & ~Q(contact_note=""),
    on_expire=Erase.BLANK,
)
declare(
    model="proposals.Proposal",
    fields={"author_label": _("gewünschter Name")},
    purpose=_("damit zu sehen ist, von wem der Vorschlag kam, wenn jemand das möchte"),
    basis=TASK,
    retention=_("als Teil der Beteiligung auf Dauer; auf Wunsch entfernt"),
    whose=None,
    on_erase=Erase.BLANK,
    public=True,
)
declare(
    model="proposals.Proposal",
    fields={"entered_by": _("wer von der Stadt eingetragen hat")},
    purpose=_("damit Rückfragen beim Eintragen möglich sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="entered_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="proposals.ProposalVersion",
    name=_("Frühere Fassungen von Vorschlägen"),
    fields={"title": _("Titel"), "text": _("Text")},
    purpose=_("damit Änderungen für alle nachvollziehbar sind"),
    basis=TASK,
    retention=_("wie der Vorschlag"),
    whose="proposal__author",
    on_erase=Erase.DELETE,
    contribution=True,
    public=True,
)
declare(
    model="proposals.Draft",
    name=_("Entwürfe"),
    fields={
        "person": _("wer schreibt"),
        "values": _("was bisher geschrieben wurde"),
        "key": _("Schlüssel in der Adresse"),
    },
    purpose=_("damit ein Absturz oder eine Pause nichts verloren gehen lässt"),
    basis=TASK,
    retention=_("60 Tage nach der letzten Änderung"),
    whose="person",
    on_erase=Erase.DELETE,
    secrets=("key",),
    # Of a draft that became a proposal only the address is left, for a second click.
    expire_where=lambda now: (
        Q(proposal=None, updated_at__lt=now - timedelta(days=60))
        | Q(proposal__isnull=False, updated_at__lt=now - timedelta(days=7))
    ),
)
declare(
    model="proposals.Merge",
    name=_("Zusammenführungen"),
    fields={"by": _("wer zusammengeführt hat")},
    purpose=_("damit Zusammenführungen nachvollziehbar sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal("proposals.Proposal", ["channel", "source"], because="Fixed words and keys of imports.")
impersonal("proposals.Merge", ["reason"], because="A public statement of the office.")
