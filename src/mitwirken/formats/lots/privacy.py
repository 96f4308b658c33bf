# SPDX-License-Identifier: EUPL-1.2
"""What of a draw is about a person: that somebody is in a pool, the groups the quotas ask for, the answer. All of it goes soon."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .actions import erase_tickets

declare(
    model="lots.Ticket",
    name=_("Lose in Auslosungen"),
    fields={
        "person": _("wer sich in den Lostopf eingetragen hat"),
        "groups": _("die Gruppen, nach denen ausgelost wird, zum Beispiel Stadtbezirk und Altersgruppe"),
        "name": _("Name, wenn jemand Sie eingetragen hat"),
        "contact": _("Telefon oder Anschrift, wenn jemand Sie eingetragen hat"),
        "number": _("Losnummer"),
        "household": _("Nummer des Haushalts auf einer Liste des Melderegisters"),
        "standing": _("ob Sie ausgelost sind und was Sie geantwortet haben"),
        "key": _("Schlüssel Ihrer eigenen Seite"),
        "code": _("Code aus dem Brief"),
    },
    purpose=_("damit ausgelost werden kann, wer mitmacht, und Sie Bescheid bekommen"),
    basis=TASK,
    retention=_(
        "wenn Sie sich austragen, bis dahin; sonst bis 12 Wochen nach der Auslosung, wenn auf ihrer Seite nichts anderes steht"
    ),
    recipients=(_("alle, aber nur Losnummer und Gruppen, ohne Namen"),),
    whose="person",
    on_erase=Erase.DELETE,
    erase_with=erase_tickets,
    secrets=("key", "code"),
    expire_where=lambda now: Q(draw__erase_at__lt=now),
)
declare(
    model="lots.Ticket",
    fields={"entered_by": _("wer von der Stadt eingetragen hat")},
    purpose=_("damit Rückfragen beim Eintragen möglich sind"),
    basis=TASK,
    retention=_("wie das Los"),
    whose="entered_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="lots.PoolList",
    name=_("Veröffentlichte Listen von Auslosungen"),
    fields={"text": _("Losnummern mit ihren Gruppen, ohne Namen")},
    purpose=_("damit alle nachprüfen können, dass richtig ausgelost wurde"),
    basis=TASK,
    retention=_("wie die Lose; danach bleiben Prüfsumme, Zufallswert und die ausgelosten Nummern"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("In der Liste stehen nur Nummern. Wer hinter einer stand, wird mit dem Los gelöscht."),
    public=True,
    expire_where=lambda now: Q(draw__erase_at__lt=now),
)
declare(
    model="lots.Draw",
    name=_("Vorbereitete Auslosungen"),
    fields={"created_by": _("Wer die Auslosung vorbereitet hat")},
    purpose=_("damit Rückfragen an die richtige Stelle kommen"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="created_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="lots.Draw",
    fields={"seed_by": _("Wer den Zufallswert eingegeben hat")},
    purpose=_("damit eine zweite Person auslost"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="seed_by",
    on_erase=Erase.UNLINK,
)
impersonal("lots.Ticket", ["channel"], because="Fixed words of the software.")
impersonal("lots.Letter", ["kind"], because="Fixed words of the software.")
impersonal(
    "lots.Draw",
    ["title", "purpose", "who", "pool", "seed_source", "state", "called_off_because", "quotas"],
    because="The city's own words about a draw, and fixed words of the software.",
)
impersonal(
    "lots.Draw",
    ["digest", "seed", "result"],
    because="A checksum, a public number, and numbers without names.",
)
