# SPDX-License-Identifier: EUPL-1.2
"""Who may do what at the desk.

| deed | Prozess, Kernteam, Ombudsstelle | Fachamt | Politik | Administration | Redaktion, Moderation |
|---|---|---|---|---|---|
| read cases | yes | yes | yes | no | no |
| notes and drafts of the administration | yes | yes | no | no | no |
| hand to an office | yes | within own offices | no | no | no |
| status, notes, draft, milestones | yes | cases of own offices | no | no | no |
| sign an answer | with an own office | own office, its cases | no | no | no |
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
from .models import Case, Office
from .roles import Role, has_role

CONCEPTUAL = (Role.PROCESS, Role.CORE, Role.OMBUDS)
READERS = (*CONCEPTUAL, Role.OFFICE, Role.POLITICS)
INSIDERS = (*CONCEPTUAL, Role.OFFICE)
# Whoever keeps the machine running is no judge of what is entered about them.
LOGBOOK_READERS = (Role.OMBUDS, Role.CORE)
FREEZERS = (Role.CORE, Role.OMBUDS)
OFFICE_EDITORS = (Role.PROCESS, Role.CORE, Role.ADMIN)


def can(rule: Callable[..., None], *args: Any) -> bool:
    """Whether a rule says yes; for pages that show a form only to who may use it."""
    try:
        rule(*args)
    except Refusal:
        return False
    return True


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
