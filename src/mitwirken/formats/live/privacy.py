# SPDX-License-Identifier: EUPL-1.2
"""What of a gathering is personal: little. Names here may be made up; what was said stays without a name."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .outcomes import erase_seats, erase_words
from .photos.actions import forget

declare(
    model="live.Seat",
    name=_("Plätze bei Treffen"),
    fields={
        "person": _("Konto, falls Sie angemeldet waren"),
        "name": _("Name beim Treffen, er darf ausgedacht sein"),
        "tags": _("drei Wörter zur Person"),
        "needs": _("was Sie brauchen"),
        "help_text": _("wobei Sie Hilfe brauchen"),
        "token_hash": _("Prüfsumme Ihres Platz-Cookies"),
        "roles": _("Aufgaben beim Treffen"),
        "channel": _("im Raum oder online"),
    },
    purpose=_(
        "damit Sie beim Treffen mitreden, an einen Tisch kommen und nach einer Pause weitermachen können"
    ),
    basis=TASK,
    retention=_("30 Tage nach dem Treffen; was Sie gesagt haben, bleibt ohne Namen"),
    whose="person",
    on_erase=Erase.DELETE,
    erase_with=erase_seats,
    secrets=("token_hash",),
    expire=timedelta(days=30),
    expire_by="came_at",
)
declare(
    model="live.Item",
    name=_("Beiträge bei Treffen"),
    fields={
        "author": _("Platz, von dem der Beitrag kam"),
        "author_label": _("Name auf der Karte"),
        "who": _("wer sich kümmert"),
    },
    purpose=_("damit beim Treffen zu sehen ist, von wem ein Beitrag kam"),
    basis=TASK,
    retention=_("30 Tage nach dem Treffen; ein Name, den die Moderation dazuschreibt, wie das Protokoll"),
    whose="author__person",
    on_erase=Erase.BLANK,
    public=True,
)
declare(
    model="live.Item",
    fields={"title": _("Titel"), "body": _("Text"), "data": _("Angaben zum Beitrag")},
    purpose=_("damit aus dem Gespräch ein Protokoll und ein Ergebnis wird"),
    basis=TASK,
    retention=_("als Teil des Protokolls auf Dauer, nach 30 Tagen ohne Namen"),
    whose="author__person",
    on_erase=Erase.BLANK,
    erase_with=erase_words,
    reason=_("was eine Gruppe zusammen festgehalten hat, bleibt im Protokoll"),
    contribution=True,
    public=True,
)
impersonal("live.Item", ["answer"], because="What the city or who leads answers at the gathering.")
declare(
    model="live.Photo",
    name=_("Fotos von Papier bei Treffen"),
    fields={"picture": _("Foto"), "author": _("Platz, von dem das Foto kam")},
    purpose=_("damit Karten und Plakate aus dem Raum auch online und im Protokoll zu sehen sind"),
    basis=TASK,
    retention=_("zwei Jahre; was darauf steht, bleibt als Text im Protokoll"),
    whose=lambda person: Q(author__person=person) | Q(picture__uploaded_by=person),
    on_erase=Erase.DELETE,
    erase_with=forget,
    expire=timedelta(days=730),
    expire_by="created_at",
    public=True,
)
declare(
    model="live.Turn",
    name=_("Wortmeldungen bei Treffen"),
    fields={
        "seat": _("wer sich gemeldet hat"),
        "label": _("Name, wenn jemand im Raum die Hand hebt"),
        "override": _("warum jemand vorgezogen wurde"),
        "channel": _("im Raum oder online"),
    },
    purpose=_("damit alle fair zu Wort kommen"),
    basis=TASK,
    retention=_("30 Tage nach dem Treffen"),
    whose="seat__person",
    on_erase=Erase.DELETE,
    expire=timedelta(days=30),
    expire_by="asked_at",
)
declare(
    model="live.Signal",
    name=_("Stimmen und Punkte bei Treffen"),
    fields={"seat": _("wer gestimmt hat")},
    purpose=_("damit jede Stimme einmal zählt"),
    basis=TASK,
    retention=_("30 Tage nach dem Treffen; die Summen bleiben"),
    whose="seat__person",
    on_erase=Erase.DELETE,
)
declare(
    model="live.Placement",
    name=_("Wer wo saß"),
    fields={"seat": _("wer dort saß")},
    purpose=_("damit sich in jeder Runde andere Menschen begegnen"),
    basis=TASK,
    retention=_("30 Tage nach dem Treffen"),
    whose="seat__person",
    on_erase=Erase.DELETE,
)
declare(
    model="live.LogEntry",
    name=_("Ablauf von Treffen"),
    fields={
        "seat": _("von welchem Platz"),
        "person": _("welche Beschäftigten geleitet haben"),
    },
    purpose=_("damit nach einem Absturz nichts verloren ist und der Ablauf nachvollziehbar bleibt"),
    basis=TASK,
    retention=_("ohne Namen auf Dauer"),
    whose="person",
    on_erase=Erase.UNLINK,
)
declare(
    model="live.Script",
    name=_("Eigene Formate der Stadt"),
    fields={"by": _("wer das Format gespeichert hat")},
    purpose=_("damit Rückfragen möglich sind"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "live.Gathering",
    ["script", "code", "state", "policies", "announcement", "summary"],
    because="Words of the organisers.",
)
impersonal("live.Stage", ["kind", "title", "question", "text", "config", "state"], because="The run sheet.")
impersonal("live.Space", ["kind", "name", "question", "equipment"], because="Names of tables and rooms.")
impersonal("live.Placement", ["role", "origin"], because="Fixed words of the software.")
impersonal(
    "live.Item",
    ["channel", "kind", "status", "reason", "became_kind"],
    because="Fixed words, and reasons of the office.",
)
impersonal("live.Photo", ["reason"], because="Reasons of who leads.")
impersonal("live.Signal", ["kind"], because="Fixed words of the software.")
impersonal("live.Turn", ["kind", "state"], because="Fixed words of the software.")
impersonal("live.LogEntry", ["deed", "data"], because="Fixed words of the software and numbers of rows.")
impersonal("live.Script", ["slug", "name", "based_on", "body"], because="A run sheet.")
