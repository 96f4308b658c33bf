# SPDX-License-Identifier: EUPL-1.2
"""The log: what happened stays as the record of a process, who did it is forgotten with the person."""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="activity.Activity",
    name=_("Verlauf der Plattform"),
    fields={"actor": _("wer etwas getan hat")},
    purpose=_(
        "damit nachvollziehbar ist, was in einem Beteiligungsprozess geschehen ist, und Nachrichten verschickt werden"
    ),
    basis=TASK,
    retention=_("solange es den Beteiligungsprozess gibt; Ihr Bezug dazu, bis Sie Ihr Konto löschen"),
    whose="actor",
    on_erase=Erase.UNLINK,
)
impersonal(
    "activity.Activity",
    ["verb", "subject_kind", "channel", "topics"],
    because="Fixed words and numbers of rows.",
)
impersonal(
    "activity.Activity",
    ["data"],
    because="Numbers and keys of the deed; texts and addresses stay in their rooms.",
)
