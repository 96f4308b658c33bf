# SPDX-License-Identifier: EUPL-1.2
"""Personal fields of reports and decisions. Evidence is kept for six months after the decision."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import LEGAL_DUTY, TASK, Erase, by_address, declare, impersonal

SIX_MONTHS = timedelta(days=183)


def _old_reports(now: datetime) -> Q:
    return Q(decided_at__lt=now - SIX_MONTHS)


def _old_held(now: datetime) -> Q:
    return Q(decision__at__lt=now - SIX_MONTHS)


def _against(person: Any) -> Q:
    """A measure against a bare address is against whoever has it."""
    return Q(person=person.pk) | by_address("email")(person)


def _against_whom(person: Any) -> Q:
    return Q(measure__person=person.pk) | by_address("measure__email")(person)


def _old_measures(now: datetime) -> Q:
    # A warning counts for twelve months; half a year is left to object, and half a year in reserve.
    return Q(at__lt=now - timedelta(days=730))


def _old_objections(now: datetime) -> Q:
    return Q(answered_at__lt=now - SIX_MONTHS)


declare(
    model="moderation.Report",
    name=_("Meldungen"),
    fields={
        "name": _("Name, wenn Sie einen angeben"),
        "email": _("E-Mail-Adresse, wenn Sie eine angeben"),
        "explanation": _("Was Sie zur Meldung schreiben"),
    },
    purpose=_("damit die Moderation die Meldung prüfen und Ihnen das Ergebnis sagen kann"),
    basis=LEGAL_DUTY,
    retention=_("sechs Monate nach der Entscheidung"),
    whose=by_address("email"),
    on_erase=Erase.BLANK,
    blank_to={"name": "", "email": "", "explanation": "–"},
    recipients=(_("Moderation"),),
    expire_where=_old_reports,
)
declare(
    model="moderation.Report",
    fields={"title": _("Titel des gemeldeten Beitrags"), "excerpt": _("Text des gemeldeten Beitrags")},
    purpose=_("damit nachvollziehbar bleibt, was gemeldet wurde, auch wenn es jemand ändert"),
    basis=LEGAL_DUTY,
    retention=_("sechs Monate nach der Entscheidung"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_(
        "Der gemeldete Text ist ein Beweis, solange über ihn gestritten werden kann. Danach wird er gelöscht."
    ),
    recipients=(_("Moderation"),),
)
declare(
    model="moderation.Decision",
    name=_("Entscheidungen der Moderation"),
    fields={"by": _("Wer entschieden hat")},
    purpose=_("damit bei einem Widerspruch klar ist, wer entschieden hat"),
    basis=LEGAL_DUTY,
    retention=_("so lange die Entscheidung gilt"),
    whose="by",
    on_erase=Erase.UNLINK,
    recipients=(_("Moderation"),),
)
declare(
    model="moderation.Decision",
    fields={
        "title": _("Titel des Beitrags"),
        "reason": _("Begründung"),
        "what": _("Was verborgen wird"),
        "facts": _("Tatsachen der Begründung"),
    },
    purpose=_("damit die Begründung nachgelesen und angefochten werden kann (Art. 17 DSA)"),
    basis=LEGAL_DUTY,
    retention=_("so lange die Entscheidung gilt"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("Die Begründung belegt, warum ein Beitrag verborgen ist."),
    recipients=(_("Moderation, Verfasser*in und Meldende"),),
)
declare(
    model="moderation.Objection",
    name=_("Widersprüche gegen Entscheidungen"),
    fields={"text": _("Was Sie im Widerspruch schreiben")},
    purpose=_("damit ein Mensch die Entscheidung noch einmal prüft"),
    basis=LEGAL_DUTY,
    retention=_("sechs Monate nach der Antwort"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("Ein Widerspruch kommt ohne Namen; er gehört zur Entscheidung und wird mit der Frist gelöscht."),
    recipients=(_("Moderation"),),
    expire_where=_old_objections,
)
declare(
    model="moderation.Held",
    name=_("Angehaltene Beiträge"),
    fields={
        "author": _("Wer den Beitrag geschrieben hat"),
        "title": _("Titel des Beitrags"),
        "text": _("Text des Beitrags"),
    },
    purpose=_("damit ein Mensch prüft, ob ein Beitrag Werbung ist, und Sie erfahren, wie es weitergeht"),
    basis=TASK,
    retention=_("sechs Monate nach der Entscheidung"),
    whose="author",
    on_erase=Erase.BLANK,
    blank_to={"author": None, "title": "–", "text": "–"},
    recipients=(_("Moderation"),),
    expire_where=_old_held,
)
declare(
    model="moderation.Measure",
    name=_("Verwarnungen und Pausen"),
    fields={
        "person": _("Wen die Maßnahme betrifft"),
        "email": _("E-Mail-Adresse, wenn kein Konto betroffen ist"),
        "facts": _("Tatsachen der Begründung"),
    },
    purpose=_(
        "damit Missbrauch aufhört und die Begründung nachgelesen und angefochten werden kann (Art. 23 DSA)"
    ),
    basis=LEGAL_DUTY,
    retention=_("zwei Jahre"),
    whose=_against,
    on_erase=Erase.BLANK,
    blank_to={"person": None, "email": "", "facts": "–"},
    recipients=(_("Moderation"),),
    expire_where=_old_measures,
)
declare(
    model="moderation.Measure",
    fields={"by": _("Wer entschieden hat")},
    purpose=_("damit über einen Widerspruch jemand anderes entscheidet"),
    basis=LEGAL_DUTY,
    retention=_("zwei Jahre"),
    whose="by",
    on_erase=Erase.UNLINK,
    recipients=(_("Moderation"),),
)
declare(
    model="moderation.Protest",
    name=_("Widersprüche gegen Verwarnungen und Pausen"),
    fields={"text": _("Was Sie im Widerspruch schreiben"), "answer": _("Die Antwort darauf")},
    purpose=_("damit ein Mensch die Maßnahme noch einmal prüft"),
    basis=LEGAL_DUTY,
    retention=_("so lange wie die Maßnahme"),
    whose=_against_whom,
    on_erase=Erase.BLANK,
    blank_to={"text": "–", "answer": "–"},
    recipients=(_("Moderation"),),
)
declare(
    model="moderation.Protest",
    fields={"answered_by": _("Wer geantwortet hat")},
    purpose=_("damit nachvollziehbar ist, dass jemand anderes geantwortet hat"),
    basis=LEGAL_DUTY,
    retention=_("so lange wie die Maßnahme"),
    whose="answered_by",
    on_erase=Erase.UNLINK,
    recipients=(_("Moderation"),),
)
impersonal(
    "moderation.Held",
    ["token", "subject_kind", "signs", "verb", "data", "state"],
    because="Names a contribution and which rules it met; the token is random.",
)
impersonal(
    "moderation.Measure",
    ["token", "concern", "step", "clause", "language"],
    because="Choices of a list and a rule; the token is random.",
)
impersonal("moderation.Tally", ["key"], because="Counts of a year; no row is about a person.")
impersonal(
    "moderation.Report",
    ["token", "subject_kind", "url", "category", "language"],
    because="Names a contribution and a choice of a list; the token is random.",
)
impersonal(
    "moderation.Decision",
    ["token", "subject_kind", "verdict", "ground", "clause"],
    because="Names a contribution, a choice of a list and a rule; the token is random.",
)
