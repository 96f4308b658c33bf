# SPDX-License-Identifier: EUPL-1.2
"""Who may do what at the desk.

| deed | Prozess, Kernteam, Ombudsstelle | Fachamt | Politik | Administration | Redaktion, Moderation |
|---|---|---|---|---|---|
| read cases | yes | yes | yes | no | no |
| notes and drafts of the administration | yes | yes | no | no | no |
| hand to an office | yes | within own offices | no | no | no |
| status, notes, draft, milestones | yes | cases of own offices | no | no | no |
| sign an answer | with an own office | own office, its cases | no | no | no |
| ask another office for its part | yes | in cases of own offices | no | no | no |
| take a case or part, answer, give back | of an own office | of an own office | no | no | no |
| notes and comments | yes | also where an own office has a part | no | no | no |
| sign a draft without publishing | with an own office | own office in charge or with a part | no | no | no |
| four eyes, call off who must sign | yes | no | no | no | no |
| wish for a process | with an own office | with an own office | no | no | no |
| answer wishes, keep risks | yes | no | no | no | no |
| text blocks | yes | no | no | no | Redaktion |
| read and check the logbook | Kernteam, Ombudsstelle | no | no | no | no |
| edit offices | Prozess, Kernteam | no | no | yes | no |
| set the days before elections | Kernteam, Ombudsstelle | no | no | no | no |

In a case made only to practise every office may work and sign; nobody is answered by it.

The technical administration keeps the system and answers nobody in the name of an office (N3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from . import queries
from .models import Case, Office, PartStatus
from .roles import Role, has_role

CONCEPTUAL = (Role.PROCESS, Role.CORE, Role.OMBUDS)
READERS = (*CONCEPTUAL, Role.OFFICE, Role.POLITICS)
INSIDERS = (*CONCEPTUAL, Role.OFFICE)
# Whoever keeps the machine running is no judge of what is entered about them.
LOGBOOK_READERS = (Role.OMBUDS, Role.CORE)
FREEZERS = (Role.CORE, Role.OMBUDS)
BLOCK_KEEPERS = (*CONCEPTUAL, Role.EDITOR)
OFFICE_EDITORS = (Role.PROCESS, Role.CORE, Role.ADMIN)
# Everybody who works with people, and not politics, which only reads and answers.
CONTACT_READERS = tuple(role for role in Role if role != Role.POLITICS)


def can(rule: Callable[..., None], *args: Any) -> bool:
    """Whether a rule says yes; for pages that show a form only to who may use it."""
    try:
        rule(*args)
    except Refusal:
        return False
    return True


def may_look_up_contacts(person: Any) -> None:
    if not has_role(person, *CONTACT_READERS):
        raise Refusal(_("Kontaktdaten sehen nur Beschäftigte, die damit arbeiten."))


def may_read_cases(person: Any) -> None:
    if not has_role(person, *READERS):
        raise Refusal(
            _(
                "Fälle lesen Fachämter, Prozessverantwortung, Kernteam, Ombudsstelle und Politik. "
                "Wenn Sie dazugehören, bitten Sie die Administration um die passende Rolle."
            )
        )


def may_see_internal(person: Any) -> None:
    """Notes among colleagues and drafts are the administration's; politics reads what is published."""
    if not has_role(person, *INSIDERS):
        raise Refusal(
            _(
                "Notizen und Entwürfe sind nur für die Verwaltung. Die veröffentlichte Antwort können "
                "Sie lesen."
            )
        )


def may_triage(person: Any) -> None:
    if not has_role(person, *CONCEPTUAL):
        raise Refusal(
            _(
                "Neue Fälle verteilen Prozessverantwortung, Kernteam und Ombudsstelle. Bitte wenden Sie "
                "sich an eine davon."
            )
        )


def may_work_on(person: Any, case: Case) -> None:
    """Status, notes, drafts, milestones: triage for every case, an office for its own."""
    if has_role(person, *CONCEPTUAL):
        return
    if case.practice and has_role(person, Role.OFFICE):
        return
    if not has_role(person, Role.OFFICE):
        raise Refusal(
            _(
                "An Fällen arbeiten das zuständige Amt, Prozessverantwortung, Kernteam und "
                "Ombudsstelle. Lesen können Sie sie."
            )
            if has_role(person, Role.POLITICS)
            else _("An Fällen arbeiten das zuständige Amt, Prozessverantwortung, Kernteam und Ombudsstelle.")
        )
    if case.office_id is None:
        raise Refusal(
            _("Dieser Fall hat noch kein zuständiges Amt. Das Kernteam oder die Ombudsstelle teilt ihn zu.")
        )
    if case.office_id not in person.offices:
        raise Refusal(
            _(
                "Für diesen Fall ist ein anderes Amt zuständig. Wenn er zu Ihnen gehört, bitten Sie das "
                "Kernteam, ihn Ihnen zu geben."
            )
        )


def may_assign(person: Any, case: Case, office: Office | None) -> None:
    """Hand a case to an office. Office staff only among their own offices: what does not belong to them,
    triage passes on.
    """
    may_work_on(person, case)
    if has_role(person, *CONCEPTUAL):
        return
    if office is None or office.pk not in person.offices:
        raise Refusal(
            _(
                "An ein anderes Amt geben Prozessverantwortung, Kernteam oder Ombudsstelle den Fall "
                "weiter. Schreiben Sie ihnen eine Notiz."
            ),
            field="office",
        )


def may_sign(person: Any, case: Case, office: Office, role: str) -> None:
    """Sign and publish: in the name of an office one belongs to, in a role one holds and that answers."""
    may_work_on(person, case)
    if role not in INSIDERS or not has_role(person, role):
        raise Refusal(
            _("In dieser Rolle können Sie nicht unterschreiben. Wählen Sie eine, die Sie innehaben."),
            field="role",
        )
    if office.pk not in person.offices:
        raise Refusal(
            _(
                "Sie können nur für ein Amt unterschreiben, dem Sie angehören. Die Administration kann "
                "Sie ihm zuordnen."
            ),
            field="office",
        )
    if role == Role.OFFICE and case.office_id != office.pk and not case.practice:
        raise Refusal(_("Ein Fachamt unterschreibt nur für Fälle, für die es zuständig ist."), field="office")


def may_contribute(person: Any, case: Case) -> None:
    """Say something to colleagues: who works on the case, and offices that have a part in it."""
    if has_role(person, *INSIDERS) and _has_part(person, case):
        return
    may_work_on(person, case)


def _has_part(person: Any, case: Case) -> bool:
    gone = (PartStatus.DECLINED, PartStatus.CALLED_OFF)
    return (
        bool(person.offices)
        and case.parts.filter(office__in=person.offices).exclude(status__in=gone).exists()
    )


def may_take(person: Any, office: Office | None) -> None:
    """Confirm, answer or give back in the name of an office: only somebody who belongs to it."""
    if office is None or not has_role(person, *INSIDERS) or office.pk not in person.offices:
        raise Refusal(_("Das kann nur jemand bestätigen oder beantworten, der zu dem gefragten Amt gehört."))


def may_cosign(person: Any, case: Case, office: Office, role: str) -> None:
    """Sign without publishing: who could publish, and offices with a part in the case."""
    if role in INSIDERS and has_role(person, role) and office.pk in person.offices:
        gone = (PartStatus.DECLINED, PartStatus.CALLED_OFF)
        if case.parts.filter(office=office).exclude(status__in=gone).exists():
            return
    may_sign(person, case, office, role)


def may_set_signing(person: Any) -> None:
    if not has_role(person, *CONCEPTUAL):
        raise Refusal(
            _(
                "Wer unterschreiben muss, legen Prozessverantwortung, Kernteam und Ombudsstelle fest. Bitte wenden Sie "
                "sich an eine davon."
            )
        )


def may_wish(person: Any, office: Office | None) -> None:
    if not has_role(person, *INSIDERS) or office is None or office.pk not in person.offices:
        raise Refusal(
            _("Wünsche an das Kernteam schreiben Ämter. Wählen Sie ein Amt, dem Sie angehören."),
            field="office",
        )


def may_keep_board(person: Any) -> None:
    if not has_role(person, *CONCEPTUAL):
        raise Refusal(
            _(
                "Das pflegen Prozessverantwortung, Kernteam und Ombudsstelle. Bitte wenden Sie sich an eine davon."
            )
        )


def may_keep_blocks(person: Any) -> None:
    if not has_role(person, *BLOCK_KEEPERS):
        raise Refusal(_("Textbausteine pflegt die Redaktion. Schreiben Sie ihr, was Ihnen fehlt."))


def may_edit_offices(person: Any) -> None:
    if not has_role(person, *OFFICE_EDITORS):
        raise Refusal(_("Ämter pflegen Prozessverantwortung, Kernteam und Administration."))


def acting_role(person: Any, case: Case) -> str:
    """The role in which the person works on the case; it is written into the history."""
    if Role.OFFICE in person.roles and case.office_id in person.offices:
        return Role.OFFICE.value
    return next((role.value for role in CONCEPTUAL if role in person.roles), "")


def signing_roles(person: Any) -> list[Role]:
    return [role for role in (Role.OFFICE, *CONCEPTUAL) if role in person.roles]


def may_set_freezes(person: Any) -> None:
    """A question of fairness, not of technology: Kernteam and Ombudsstelle."""
    if not has_role(person, *FREEZERS):
        raise Refusal(_("Die Zeit vor Wahlen legen Kernteam und Ombudsstelle fest."))


def require_no_freeze() -> None:
    """Refuses to publish what is new before an election, and says until when. Drafts stay."""
    freeze = queries.freeze_now()
    if freeze is not None:
        raise Refusal(
            _(
                "Bis zum %(day)s veröffentlicht die Stadt nichts Neues (%(occasion)s). Ihr Entwurf bleibt "
                "gespeichert. Danach können Sie ihn veröffentlichen."
            )
            % {"day": date_format(freeze.ends_on, "DATE_FORMAT"), "occasion": freeze.occasion},
            status=409,
        )
