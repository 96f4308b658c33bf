# SPDX-License-Identifier: EUPL-1.2
"""What of events is personal: the sign-ups, for as long as they are needed. Feedback is nobody's."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .actions import erase_sign_ups

declare(
    model="events.SignUp",
    name=_("Anmeldungen zu Veranstaltungen"),
    fields={
        "person": _("wer sich angemeldet hat"),
        "name": _("Name oder Pseudonym für die Liste"),
        "needs": _("was Sie brauchen, um dabei zu sein"),
        "contact_note": _("Telefon oder Anschrift, wenn jemand für Sie eingetragen hat"),
        "key": _("Schlüssel Ihrer Anmeldung"),
        "code": _("Code für den Einlass"),
    },
    purpose=_("damit wir Plätze vergeben, Ihnen Bescheid geben und Sie einlassen können"),
    basis=TASK,
    retention=_(
        "wenn Sie absagen, bis dahin; sonst bis 30 Tage nach der Veranstaltung, wenn auf ihrer Seite nichts anderes steht. Danach bleiben nur Zahlen"
    ),
    recipients=(_("die Beschäftigten, die diese Veranstaltung betreuen"),),
    whose="person",
    on_erase=Erase.DELETE,
    erase_with=erase_sign_ups,
    secrets=("key",),
    expire_where=lambda now: Q(event__erase_at__lt=now),
)
declare(
    model="events.SignUp",
    fields={"entered_by": _("wer von der Stadt eingetragen hat")},
    purpose=_("damit Rückfragen beim Eintragen möglich sind"),
    basis=TASK,
    retention=_("wie die Anmeldung"),
    whose="entered_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="events.Feedback",
    name=_("Rückmeldungen zu Veranstaltungen"),
    fields={"sentence": _("ein Satz zur Veranstaltung, ohne Namen")},
    purpose=_("damit die nächste Veranstaltung besser wird"),
    basis=TASK,
    retention=_("auf Dauer; niemand weiß, von wem er ist"),
    recipients=(_("die Beschäftigten, die diese Veranstaltung betreuen"),),
    whose=None,
    on_erase=Erase.BLANK,
)
impersonal("events.SignUp", ["side", "status", "channel"], because="Fixed words of the software.")
impersonal("events.Letter", ["kind"], because="Fixed words of the software.")
impersonal("events.Feedback", ["worth", "channel"], because="Answers that nobody can be found by.")
impersonal(
    "events.TraitCount",
    ["trait", "value"],
    because="One number for each value; no row belongs to anybody or holds two facts.",
)
impersonal(
    "events.Event",
    [
        "slug", "title", "summary", "body", "kind", "mode", "venue", "address", "online_link", "dial_in", "step_free", "languages",
        "access_note", "contact", "without_net", "cancelled_because",
    ],
    because="Published words of the city; contact names an office and no person.",
)  # fmt: skip
impersonal("events.Event", ["tally"], because="Sums by channel.")
impersonal("events.Bundle", ["slug", "title", "summary", "body"], because="Published words of the city.")
