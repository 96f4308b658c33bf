# SPDX-License-Identifier: EUPL-1.2
"""What is personal about requests and incidents: who asked, what they wrote, who of the city acted."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import LEGAL_DUTY, Erase, declare, impersonal

# Until nobody can claim any more that a right was not granted (§§ 195, 199 BGB).
THREE_YEARS = timedelta(days=3 * 365 + 1)


def _over(now: datetime) -> Q:
    limit = now - THREE_YEARS
    return Q(answered_at__lt=limit) | Q(due_on=None, at__lt=limit)


def _forget_words(rows: QuerySet[Any]) -> None:
    """What waited for an answer waits no longer: there is nobody to answer to."""
    rows.filter(answered_at=None).update(due_on=None)
    rows.update(text="", answer="")


declare(
    model="protection.Request",
    name=_("Ihre Anliegen zum Datenschutz"),
    fields={"person": _("wer ein Recht genutzt hat")},
    purpose=_("damit Sie einen Beleg haben und eine Antwort bekommen"),
    basis=LEGAL_DUTY,
    retention=_("drei Jahre nach der Antwort; Ihr Bezug dazu, bis Sie Ihr Konto löschen"),
    whose="person",
    on_erase=Erase.UNLINK,
    recipients=(_("Ombudsstelle und Kernteam"),),
    expire_where=_over,
)
declare(
    model="protection.Request",
    fields={"text": _("was Sie geschrieben haben"), "answer": _("die Antwort der Stadt")},
    purpose=_("damit die Stadt Ihr Anliegen versteht und belegen kann, was sie getan hat"),
    basis=LEGAL_DUTY,
    retention=_("drei Jahre nach der Antwort; löschen Sie Ihr Konto, sofort"),
    whose="person",
    on_erase=Erase.BLANK,
    erase_with=_forget_words,
    recipients=(_("Ombudsstelle und Kernteam"),),
)
declare(
    model="protection.Request",
    fields={"answered_by": _("wer für die Stadt geantwortet hat")},
    purpose=_("damit Rückfragen möglich sind"),
    basis=LEGAL_DUTY,
    retention=_("wie das Anliegen"),
    whose="answered_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="protection.IncidentEntry",
    name=_("Nachweis von Datenpannen"),
    fields={"by": _("wer etwas festgehalten hat")},
    purpose=_("damit nachvollziehbar ist, wer was wann getan hat"),
    basis=LEGAL_DUTY,
    retention=_("so lange wie der Nachweis"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "protection.Request", ["token", "kind", "counts"], because="A random key, a fixed word, numbers of rows."
)
impersonal(
    "protection.Incident",
    ["what", "facts", "data", "effects", "measures", "risk", "risk_because", "late_because"],
    because="The city's record of an incident; it speaks of kinds of data and names nobody.",
)
impersonal("protection.IncidentEntry", ["changes"], because="Earlier words of the same record.")
