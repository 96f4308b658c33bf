# SPDX-License-Identifier: EUPL-1.2
"""Tables of packages that no room of ours owns, and of the rooms below this one, which cannot declare
themselves.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .registry import CONTRACT_OF_USE, Erase, addresses_of, declare, impersonal


def _mentions(person: Any) -> Q:
    asked = Q(pk__in=[])
    for address in addresses_of(person):
        asked |= Q(args_kwargs__icontains=address)
    return asked


declare(
    model="django_tasks_database.DBTaskResult",
    name=_("Aufträge für später"),
    fields={
        "args_kwargs": _("Angaben zum Auftrag, zum Beispiel an wen eine E-Mail geht"),
        "return_value": _("Ergebnis des Auftrags"),
        "traceback": _("Fehlermeldung, wenn etwas nicht gelungen ist"),
    },
    purpose=_("damit E-Mails und andere Arbeiten auch nach einer Störung erledigt werden"),
    basis=CONTRACT_OF_USE,
    retention=_("sieben Tage nach der Erledigung"),
    whose=_mentions,
    on_erase=Erase.DELETE,
    expire=timedelta(days=7),
    expire_by="finished_at",
)
impersonal(
    "django_tasks_database.DBTaskResult",
    ["status", "task_path", "queue_name", "backend_name", "exception_class_path", "worker_ids"],
    because="Names of code and workers.",
)
impersonal("contenttypes.ContentType", ["app_label", "model"], because="Names of code.")
impersonal("auth.Permission", ["name", "codename"], because="Names of code.")
impersonal("auth.Group", ["name"], because="Names of code.")
impersonal(
    "sessions.Session", ["session_key", "session_data"], because="Unused: sessions lie in people.Session."
)
impersonal("privacy.RetentionRun", ["counts"], because="Numbers of deleted rows by kind.")

declare(
    model="deeds.Attempt",
    name=_("Zähler gegen zu viele Versuche"),
    fields={
        "who": _("verschlüsselte Kennung von Netzadresse, E-Mail-Adresse oder Konto"),
        "what": _("was versucht wurde"),
    },
    purpose=_("damit niemand Codes errät oder die Plattform mit Anfragen überschwemmt"),
    basis=CONTRACT_OF_USE,
    retention=_("zwei Tage; die Kennung lässt sich schon am nächsten Tag niemandem mehr zuordnen"),
    # The key of the hash changes daily, so nobody can tell whose row it is, not even with the address
    # at hand.
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("niemand kann die Zeile zuordnen, und sie verschwindet nach zwei Tagen"),
    expire=timedelta(days=2),
    expire_by="at",
)
declare(
    model="deeds.Once",
    name=_("Schutz vor doppeltem Absenden"),
    fields={
        "token": _("zufällige Kennung des Formulars"),
        "result": _("Adresse der Seite, die entstanden ist"),
    },
    purpose=_("damit ein Doppelklick nur einmal zählt"),
    basis=CONTRACT_OF_USE,
    retention=_("zwei Tage"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("die Zeile nennt niemanden und verschwindet nach zwei Tagen"),
    expire=timedelta(days=2),
    expire_by="at",
)
impersonal("deeds.ScheduledRun", ["name"], because="Names of jobs.")
