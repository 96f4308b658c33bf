# SPDX-License-Identifier: EUPL-1.2
"""What of the toolbox is personal: a tip's name, if somebody gave one, and who of the staff decided."""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .queries.tips import outlived

declare(
    model="toolbox.Tip",
    name=_("Tipps und Erfahrungen zu Methoden"),
    fields={
        "name": _("der Name, der darunter stehen soll, wenn Sie einen nennen"),
        "text": _("Ihr Text"),
        "where": _("wo und wann es war"),
    },
    purpose=_("damit andere aus Ihrer Erfahrung lernen"),
    basis=TASK,
    retention=_("solange der Tipp veröffentlicht ist; was nicht übernommen wurde, ein Jahr"),
    whose=None,
    on_erase=Erase.BLANK,
    expire_where=outlived,
    public=True,
)
declare(
    model="toolbox.Tip",
    fields={"token": _("die Adresse, unter der Sie sehen, was daraus wurde")},
    purpose=_("damit nur Sie die Antwort finden"),
    basis=TASK,
    retention=_("wie der Tipp"),
    whose=None,
    on_erase=Erase.BLANK,
    secrets=("token",),
)
declare(
    model="toolbox.Tip",
    fields={"decided_by": _("wer von der Stadt entschieden hat")},
    purpose=_("damit Rückfragen möglich sind"),
    basis=TASK,
    retention=_("wie der Tipp"),
    whose="decided_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="toolbox.Method",
    fields={"edited_by": _("wer die Methode zuletzt bearbeitet hat")},
    purpose=_("damit Rückfragen möglich sind"),
    basis=TASK,
    retention=_("bis jemand anders sie bearbeitet"),
    whose="edited_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="toolbox.Tryout",
    fields={"created_by": _("wer die Erprobung angelegt hat")},
    purpose=_("damit Rückfragen möglich sind"),
    basis=TASK,
    retention=_("auf Dauer"),
    whose="created_by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "toolbox.Tip",
    ["kind", "state", "channel", "source", "reason"],
    because="Fixed words, a source, the city's reason.",
)
impersonal(
    "toolbox.Method", ["key", "name", "entry", "shipped", "origin"], because="Published words of the city."
)
impersonal(
    "toolbox.Example",
    [
        "key", "title", "place", "country", "years", "size", "topic", "language", "platform", "cost", "texts", "source", "evidence",
        "shipped",
    ],
    because="Published words on other places.",
)  # fmt: skip
impersonal("toolbox.Figure", ["value", "what", "what_en", "stand", "source"], because="Published numbers.")
impersonal(
    "toolbox.Tryout",
    [
        "slug", "title", "question", "hypothesis", "channels", "numbers", "counted", "worked", "worked_not", "verdict", "advice",
    ],
    because="The city's report on its own work.",
)  # fmt: skip
