# SPDX-License-Identifier: EUPL-1.2
"""What author and followers are told when the city moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.subjects import author_of
from mitwirken.ground.notifications import Event, Notice, register

from .models import Answer, Case, CaseStatus, Milestone, Office, Part, StatusChange


def _author(event: Event, subject: Any) -> Iterable[int]:
    author = author_of(subject)
    return [author] if author and author != event.actor_id else []


def _status_sentence(event: Event, subject: Any) -> str:
    status = CaseStatus(event.data["status"])
    return _("Neuer Stand bei „%(title)s“: %(status)s.") % {"title": subject, "status": status.label}


def _status_body(event: Event, subject: Any) -> str:
    line = StatusChange.objects.filter(pk=event.data.get("change", 0)).first()
    if line is None:
        return ""
    parts = [str(CaseStatus(line.to_status).meaning)]
    if line.reason and line.public:
        parts.append(_("Begründung: %(reason)s") % {"reason": line.reason})
    if line.due_on:
        parts.append(_("Nächster Termin: %(day)s.") % {"day": date_format(line.due_on)})
    return "\n\n".join(parts)


def _answered_sentence(event: Event, subject: Any) -> str:
    answer = Answer.objects.filter(pk=event.data.get("answer", 0)).first()
    words = {"title": subject, "office": answer.signed_office_words if answer else _("Die Stadt")}
    if event.data.get("edition", 1) > 1:
        return _("Antwort zu „%(title)s“ berichtigt, unterschrieben von: %(office)s.") % words
    return _("Die Stadt hat auf „%(title)s“ geantwortet, unterschrieben von: %(office)s.") % words


def _answered_body(event: Event, subject: Any) -> str:
    answer = Answer.objects.filter(pk=event.data.get("answer", 0)).first()
    if answer is None:
        return ""
    signed = f"{answer.signed_office_words} · {answer.signed_role_words}"
    return "\n\n".join(part for part in (answer.text, answer.signature, signed) if part)


def _milestone_sentence(event: Event, subject: Any) -> str:
    stage = Milestone.objects.filter(pk=event.data.get("milestone", 0)).first()
    return _("Etappe geschafft bei „%(title)s“: %(stage)s.") % {"title": subject, "stage": stage or ""}


def _milestone_body(event: Event, subject: Any) -> str:
    stage = Milestone.objects.filter(pk=event.data.get("milestone", 0)).first()
    return stage.text if stage else ""


def _assigned_sentence(event: Event, subject: Any) -> str:
    return _("Sie kümmern sich jetzt um Fall %(number)s, „%(title)s“.") % {
        "number": event.data["case"],
        "title": subject,
    }


def _assigned_body(event: Event, subject: Any) -> str:
    case = Case.objects.filter(pk=event.data["case"]).first()
    if case is None or case.due_on is None:
        return ""
    return _("Nächster Termin: %(day)s.") % {"day": date_format(case.due_on)}


register(Notice("desk.status_changed", _status_sentence, personally=_author, body=_status_body))
register(Notice("desk.answered", _answered_sentence, personally=_author, body=_answered_body))
register(Notice("desk.milestone_reached", _milestone_sentence, personally=_author, body=_milestone_body))
register(
    Notice(
        "desk.assigned",
        _assigned_sentence,
        personally=lambda event, subject: event.data.get("told", ()),
        body=_assigned_body,
        to_followers=False,
    )
)


def _named(event: Event, subject: Any) -> dict[str, Any]:
    part = Part.objects.select_related("office").filter(pk=event.data.get("part", 0)).first()
    office = part.office if part else Office.objects.filter(pk=event.data.get("office", 0)).first()
    return {
        "title": subject,
        "number": event.data["case"],
        "office": office.name if office else _("ein Amt"),
        "day": date_format(part.due_on) if part else "",
        "result": part.result if part else "",
        "task": part.task if part else "",
    }


def _way(event: Event) -> str:
    case = Case.objects.filter(pk=event.data["case"]).first()
    return f"{settings.BASE_URL}{case.get_absolute_url()}" if case else ""


def _late_sentence(event: Event, subject: Any) -> str:
    return _("Überfällig seit %(day)s: %(office)s in Fall %(number)s, „%(title)s“.") % _named(event, subject)


def _untaken_sentence(event: Event, subject: Any) -> str:
    return _("Noch nicht übernommen: Fall %(number)s, „%(title)s“, bei: %(office)s.") % _named(event, subject)


def _done_sentence(event: Event, subject: Any) -> str:
    return _("%(office)s hat in Fall %(number)s geantwortet, „%(title)s“.") % _named(event, subject)


def _declined_sentence(event: Event, subject: Any) -> str:
    return _("%(office)s ist in Fall %(number)s nicht zuständig, „%(title)s“.") % _named(event, subject)


def _case_declined_sentence(event: Event, subject: Any) -> str:
    return _("%(office)s gibt Fall %(number)s zurück, „%(title)s“.") % _named(event, subject)


def _reason_body(event: Event, subject: Any) -> str:
    return "\n\n".join(part for part in (event.data.get("reason", ""), _way(event)) if part)


def _fell_sentence(event: Event, subject: Any) -> str:
    return _(
        "Der Entwurf in Fall %(number)s wurde nach Ihrer Unterschrift geändert: Bitte lesen und unterschreiben Sie ihn neu."
    ) % _named(event, subject)


def _all_signed_sentence(event: Event, subject: Any) -> str:
    return _("In Fall %(number)s haben alle Ämter unterschrieben, die müssen.") % _named(event, subject)


def _commented_sentence(event: Event, subject: Any) -> str:
    return _("Zu Ihrem Entwurf in Fall %(number)s gibt es einen Kommentar.") % _named(event, subject)


def _task_body(event: Event, subject: Any) -> str:
    return "\n\n".join(part for part in (_named(event, subject)["task"], _way(event)) if part)


def _result_body(event: Event, subject: Any) -> str:
    return "\n\n".join(part for part in (_named(event, subject)["result"], _way(event)) if part)


def _told(event: Event, subject: Any) -> Iterable[int]:
    told: Iterable[int] = event.data.get("told", ())
    return told


for _verb, _sentence, _body in (
    ("desk.part_late", _late_sentence, _task_body),
    ("desk.untaken", _untaken_sentence, _task_body),
    ("desk.part_done", _done_sentence, _result_body),
    ("desk.part_declined", _declined_sentence, _result_body),
    ("desk.case_declined", _case_declined_sentence, _reason_body),
    ("desk.signatures_fell", _fell_sentence, _task_body),
    ("desk.all_signed", _all_signed_sentence, _task_body),
    ("desk.commented", _commented_sentence, _task_body),
):
    register(Notice(_verb, _sentence, personally=_told, body=_body, to_followers=False))
