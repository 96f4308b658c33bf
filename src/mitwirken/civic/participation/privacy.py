# SPDX-License-Identifier: EUPL-1.2
"""What is personal here: who of the staff is responsible for a process and who changed it."""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="participation.Process",
    name=_("Beteiligungsprozesse, die Sie verantworten"),
    fields={"responsible": _("Wer in der Verwaltung den Prozess angelegt hat")},
    purpose=_("damit Beschäftigte ihre Prozesse finden und die Zuständigkeit klar ist"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird oder jemand anderes übernimmt"),
    whose="responsible",
    on_erase=Erase.UNLINK,
)
declare(
    model="participation.Revision",
    name=_("Änderungen an veröffentlichten Prozessen"),
    fields={"by": _("Wer in der Verwaltung die Angaben geändert hat")},
    purpose=_("damit nachvollziehbar bleibt, wer Veröffentlichtes geändert hat"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "participation.Process",
    [
        "slug", "title", "question", "summary", "body", "documents", "audience", "influence", "fixed", "open", "decided_by",
        "without_net", "contact", "checks", "result", "decision", "reason", "withdrawn_because", "folded",
    ],
    because="Published words of the city; contact names an office and no person.",
)  # fmt: skip
impersonal(
    "participation.Phase",
    ["title", "text", "format", "verbs", "settings"],
    because="Published words of the city.",
)
impersonal("participation.Category", ["name"], because="Published words of the city.")
impersonal("participation.Date", ["title", "place", "text"], because="Published words of the city.")
impersonal("participation.Topic", ["slug", "name", "name_en", "icon"], because="Fixed words of the city.")
impersonal("participation.Revision", ["values"], because="Earlier published words of the city.")
