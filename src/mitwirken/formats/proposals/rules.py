# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with proposals, and when. Each rule returns None or raises a Refusal that can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.civic.people.rules import require_standing
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import queries as cases
from mitwirken.ground.desk.roles import Role, has_role

from . import queries, registry

if TYPE_CHECKING:
    from mitwirken.civic.participation.models import Process

    from .models import Proposal

TRIAGE = (Role.PROCESS, Role.CORE, Role.OMBUDS)
ENTERING = (*TRIAGE, Role.MODERATION, Role.OFFICE, Role.EDITOR)


def require_open(process: Process) -> Any:
    """The phase in which proposals can be submitted now; refuses with when they could or can be."""
    now = timezone.now()
    phases = [phase for phase in queries.phases(process) if "propose" in phase.verbs]
    for phase in phases:
        if process.is_reachable and phase.is_open(now):
            return phase
    coming = [phase for phase in phases if phase.starts_at > now]
    if coming and process.is_reachable:
        day = date_format(timezone.localtime(coming[0].starts_at), "j. F Y")
        raise Refusal(_("Vorschläge können Sie hier ab dem %(day)s einreichen.") % {"day": day})
    if phases and process.is_reachable:
        day = date_format(timezone.localtime(phases[-1].ends_at), "j. F Y")
        raise Refusal(
            _(
                "Die Zeit zum Einreichen ist am %(day)s zu Ende gegangen. Lesen und verfolgen können Sie alle Vorschläge weiter."
            )
            % {"day": day}
        )
    raise Refusal(_("In dieser Beteiligung werden keine Vorschläge gesammelt."))


def is_open(process: Process) -> bool:
    try:
        require_open(process)
    except Refusal:
        return False
    return True


def require_may_enter(person: Any) -> None:
    """Staff who may enter something for somebody who came by phone, on paper or in person."""
    if not has_role(person, *ENTERING):
        raise Refusal(_("Für andere eintragen können nur Beschäftigte mit einer Aufgabe in der Beteiligung."))


def require_origin(*, author: Any, channel: str, entered_by: Any, source: str = "") -> None:
    """Staff say by which way it came to them; what another room passes on (`source`) may have been said online."""
    if entered_by is not None:
        require_may_enter(entered_by)
        if channel == Channel.ONLINE and not registry.is_registered(source):
            raise Refusal(
                _("Bitte wählen Sie, wie der Vorschlag zu Ihnen kam: am Telefon, auf Papier oder vor Ort."),
                status=400,
                field="channel",
            )
    elif author is None:
        raise Refusal(_("Bitte melden Sie sich an oder bestätigen Sie Ihre E-Mail-Adresse."), status=401)


def require_account(process: Process, person: Any) -> None:
    """On the place to practise only people with an account: an address confirmed on the way would stay behind."""
    if process.practice and (person is None or person.confirmed_only):
        raise Refusal(
            _(
                "Zum Üben melden Sie sich bitte mit einem Konto an. Dann bleibt am nächsten Tag nichts zurück."
            ),
            status=401,
        )


def require_may_take_back(person: Any, proposal: Proposal) -> None:
    """What staff typed in for somebody, as long as the city has not answered it."""
    require_may_enter(person)
    if proposal.author_id is not None:
        raise Refusal(
            _(
                "Dieser Vorschlag gehört jemandem mit einem Konto. Zurückziehen kann ihn nur die Person selbst."
            )
        )
    view = cases.public_view(queries.KIND, proposal.pk)
    if view is not None and view.answers:
        raise Refusal(
            _(
                "Die Stadt hat diesen Vorschlag schon beantwortet. Er bleibt stehen; ändern lässt er sich beim Vorschlag selbst."
            ),
            status=409,
        )


def may_edit(person: Any, proposal: Proposal) -> bool:
    try:
        require_may_edit(person, proposal)
    except Refusal:
        return False
    return True


def require_may_edit(person: Any, proposal: Proposal) -> None:
    """The author, as long as proposals are open; staff of the process for what they entered for somebody."""
    if proposal.hidden_at or proposal.withdrawn_at or proposal.merged_into_id:
        raise Refusal(
            _("Dieser Vorschlag ist zurückgezogen oder zusammengeführt und kann nicht mehr geändert werden.")
        )
    if not getattr(person, "is_authenticated", False):
        raise Refusal(_("Bitte melden Sie sich an, um Ihren Vorschlag zu ändern."), status=401)
    mine = proposal.author_id is not None and proposal.author_id == person.pk
    ours = proposal.author_id is None and has_role(person, *ENTERING)
    if not (mine or ours):
        raise Refusal(_("Ändern kann einen Vorschlag nur, wer ihn eingereicht hat."))
    if mine:
        require_standing(person)
    require_open(proposal.process)


def require_may_merge(person: Any) -> None:
    if not has_role(person, *TRIAGE, Role.MODERATION):
        raise Refusal(
            _(
                "Zusammenführen können die Prozessverantwortung, das Kernteam, die Ombudsstelle und die Moderation."
            )
        )


def require_may_withdraw(person: Any, proposal: Proposal) -> None:
    if not getattr(person, "is_authenticated", False) or proposal.author_id != person.pk:
        raise Refusal(_("Zurückziehen kann einen Vorschlag nur, wer ihn eingereicht hat."))
    if proposal.withdrawn_at:
        raise Refusal(_("Dieser Vorschlag ist schon zurückgezogen."))
