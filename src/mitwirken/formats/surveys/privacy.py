# SPDX-License-Identifier: EUPL-1.2
"""What of surveys is about a person: answers by name, free texts, pictures, and for a while that somebody has taken part."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from . import rules

KEPT = timedelta(days=365)
"""How long after the end answers keep their person, and pictures are kept."""


def _parted(now: datetime) -> Q:
    return Q(survey__phase__ends_at__lt=now - KEPT, person__isnull=False)


def _old(now: datetime) -> Q:
    return Q(survey__phase__ends_at__lt=now - KEPT)


declare(
    model="surveys.Survey",
    name=_("Vorbereitete Umfragen"),
    fields={"created_by": _("Wer die Umfrage vorbereitet hat")},
    purpose=_("damit Rückfragen an die richtige Stelle kommen"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="created_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="surveys.Response",
    name=_("Antworten auf Umfragen, die nicht anonym sind"),
    fields={"person": _("Wer geantwortet hat")},
    purpose=_("damit Sie Ihre Antworten sehen und bis zum Ende der Umfrage ändern können"),
    basis=TASK,
    retention=_("bis ein Jahr nach dem Ende der Umfrage; danach ohne Verbindung zum Konto"),
    whose="person",
    on_erase=Erase.DELETE,
    expire_where=_parted,
    on_expire=Erase.UNLINK,
)
declare(
    model="surveys.Response",
    fields={"channel": _("Weg"), "language": _("Sprache"), "receipt": _("Code der Antworten")},
    purpose=_("damit die Stadt sieht, auf welchen Wegen und in welchen Sprachen sie Menschen erreicht"),
    basis=TASK,
    retention=_("ohne Namen auf Dauer; Ihre eigenen, bis Sie sie löschen"),
    whose="person",
    on_erase=Erase.DELETE,
)
declare(
    model="surveys.Answer",
    name=_("Was Sie in Umfragen geantwortet haben"),
    fields={
        "question": _("Frage"),
        "row": _("Zeile der Tabelle"),
        "choice": _("Gewählte Antwort"),
        "number": _("Zahl oder Platz"),
        "text": _("Text"),
        "day": _("Tag"),
        "latitude": _("Ort: Breite"),
        "longitude": _("Ort: Länge"),
        "place": _("Stadtbezirk"),
        "upload": _("Bild"),
    },
    purpose=_("damit die Stadt weiß, was die Menschen wollen, die sie gefragt hat"),
    basis=TASK,
    retention=_(
        "ohne Namen auf Dauer, damit die Ergebnisse nachvollziehbar bleiben; Ihre eigenen, bis Sie sie löschen"
    ),
    whose="response__person",
    on_erase=Erase.DELETE,
)
declare(
    model="surveys.Answer",
    fields={"published": _("einzelne Texte, die die Stadt ausgewählt hat, ohne Namen")},
    purpose=_("damit alle lesen können, was Menschen in eigenen Worten sagen"),
    basis=TASK,
    retention=_("bis die Stadt den Text zurückzieht oder Sie Ihre Antwort löschen"),
    whose="response__person",
    on_erase=Erase.DELETE,
    public=True,
)
declare(
    model="surveys.Upload",
    name=_("Bilder zu Umfragen"),
    fields={"data": _("Bild ohne die Angaben der Kamera")},
    purpose=_("damit die Stadt sieht, was Sie zeigen wollen"),
    basis=TASK,
    retention=_("bis ein Jahr nach dem Ende der Umfrage"),
    whose="response__person",
    on_erase=Erase.DELETE,
    expire_where=_old,
    secrets=("data",),
    recipients=(_("nur Beschäftigte, die die Umfrage auswerten"),),
)
declare(
    model="surveys.Draft",
    name=_("Begonnene Antworten auf Umfragen"),
    fields={
        "person": _("Wer antwortet, bei Umfragen, die nicht anonym sind"),
        "values": _("Was schon ausgefüllt ist"),
    },
    purpose=_("damit Sie eine Umfrage unterbrechen und weitermachen können"),
    basis=TASK,
    retention=_("bis Sie absenden, höchstens zwei Wochen nach der letzten Änderung"),
    whose="person",
    on_erase=Erase.DELETE,
    expire=timedelta(days=rules.DRAFT_DAYS),
    expire_by="changed_on",
)
declare(
    model="surveys.Mark",
    name=_("Wer an anonymen Umfragen teilgenommen hat"),
    fields={"who": _("Schlüsselwert aus dem Konto")},
    purpose=_("damit jede Person einmal zählt"),
    basis=TASK,
    retention=_("bis die Umfrage geschlossen wird, höchstens zwei Wochen nach ihrem Ende"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_(
        "Ein Schlüsselwert lässt sich ohne den Schlüssel der Umfrage niemandem zuordnen. Was Sie geantwortet haben, steht woanders und ist mit keinem Konto verbunden."
    ),
)
impersonal(
    "surveys.Survey",
    ["title", "intro", "closing", "access", "results", "state", "crossings"],
    because="The city's own words about what it asks, and fixed words of the software.",
)
impersonal("surveys.Survey", ["key"], because="Random; goes when the survey is closed.")
impersonal("surveys.Page", ["title", "text", "if_choices"], because="The city's own words.")
impersonal(
    "surveys.Question",
    [
        "kind",
        "text",
        "help",
        "choices",
        "rows",
        "low_label",
        "high_label",
        "unit",
        "if_choices",
    ],
    because="The city's own words.",
)
impersonal("surveys.Draft", ["token"], because="The hash of something random.")
