# SPDX-License-Identifier: EUPL-1.2
"""What of the discussion is personal."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .models import Argument, ArgumentVersion


def withdraw_texts(rows: QuerySet[Any]) -> None:
    """The texts go; where others replied, a note stays in their place so that the replies can be understood."""
    standing = list(rows.filter(withdrawn_at=None).values_list("pk", "parent_id", "hidden_at"))
    for _pk, parent_id, hidden_at in standing:
        if parent_id is not None and hidden_at is None:
            Argument.objects.filter(pk=parent_id).update(reply_count=F("reply_count") - 1)
    keys = [pk for pk, _parent, _hidden in standing]
    Argument.objects.filter(pk__in=keys).update(text="", withdrawn_at=timezone.now())
    ArgumentVersion.objects.filter(argument__in=keys).delete()


def take_marks_back(rows: QuerySet[Any]) -> None:
    for argument_id in rows.values_list("argument_id", flat=True):
        Argument.objects.filter(pk=argument_id).update(helpful_count=F("helpful_count") - 1)
    rows.delete()


declare(
    model="deliberation.Argument",
    name=_("Beiträge zur Diskussion"),
    fields={"author": _("wer den Beitrag geschrieben hat")},
    purpose=_("damit Sie Ihren Beitrag ändern können und von Antworten erfahren"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="author",
    on_erase=Erase.UNLINK,
)
declare(
    model="deliberation.Argument",
    fields={"text": _("Text")},
    purpose=_("damit alle die Argumente lesen und die Stadt sie abwägen kann"),
    basis=TASK,
    retention=_("als Teil der Beteiligung auf Dauer; auf Ihren Wunsch entfernt"),
    whose="author",
    on_erase=Erase.BLANK,
    erase_with=withdraw_texts,
    contribution=True,
    public=True,
)
declare(
    model="deliberation.Argument",
    name=_("Für jemanden eingetragene Beiträge"),
    fields={"author_label": _("wie jemand genannt werden möchte")},
    purpose=_("damit zu sehen ist, dass der Beitrag am Telefon, auf Papier oder vor Ort kam"),
    basis=TASK,
    retention=_("als Teil der Beteiligung auf Dauer; auf Wunsch entfernt"),
    whose=None,
    on_erase=Erase.BLANK,
    public=True,
)
declare(
    model="deliberation.ArgumentVersion",
    name=_("Frühere Fassungen von Beiträgen"),
    fields={"text": _("Text")},
    purpose=_("damit Änderungen für alle nachvollziehbar sind"),
    basis=TASK,
    retention=_("wie der Beitrag"),
    whose="argument__author",
    on_erase=Erase.DELETE,
    contribution=True,
    public=True,
)
declare(
    model="deliberation.Helpful",
    name=_("Als hilfreich markiert"),
    fields={"person": _("wer den Beitrag hilfreich fand")},
    purpose=_("damit jede Person einmal zählt und ihre Markierung zurücknehmen kann"),
    basis=TASK,
    retention=_("bis Sie die Markierung zurücknehmen oder Ihr Konto löschen"),
    whose="person",
    on_erase=Erase.DELETE,
    erase_with=take_marks_back,
)
impersonal(
    "deliberation.Argument", ["subject_kind", "kind", "channel"], because="Fixed words of the software."
)
