# SPDX-License-Identifier: EUPL-1.2
"""Tables of packages that every installation has and no room of ours owns."""

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
