# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a gathering.

| deed | everybody with a seat | table host | theme team | lead, co-lead | staff |
|---|---|---|---|---|---|
| speak, ask, vote, move, note | yes | yes | yes | yes | by a seat |
| notes and key points of a table | own table | own table | no | yes | yes |
| merge and name themes | no | no | yes | yes | yes |
| run sheet, clock, roles, dispositions | no | no | no | yes | yes |

Staff are those who plan processes (Prozessverantwortung, Kernteam, Ombudsstelle, Redaktion, Fachamt) with a second factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

from .models import Gathering, Seat, SeatRole, Stage

LEADING = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.EDITOR, Role.OFFICE)
MOST_SEATS = 5_000


@dataclass(frozen=True)
class Actor:
    """Who does something: a seat, a member of staff, or both. Nobody: the clock."""

    seat: Seat | None = None
    person: Any = None

    @property
    def leads(self) -> bool:
        if self.seat is not None and self.seat.has(SeatRole.LEAD, SeatRole.COHOST):
            return True
        return is_staff_lead(self.person)

    @property
    def account(self) -> Any:
        """The account for the log, where there is one."""
        if self.person is not None and getattr(self.person, "is_authenticated", False):
            return self.person
        return None


CLOCK = Actor()


def is_staff_lead(person: Any) -> bool:
    return has_role(person, *LEADING) and bool(person.has_second_factor)


def require_lead(by: Actor) -> None:
    if not by.leads:
        raise Refusal(
            _(
                "Das kann nur, wer das Treffen leitet. Melden Sie sich bei der Moderation, wenn Sie helfen wollen."
            )
        )


def require_seat(by: Actor) -> Seat:
    if by.seat is None or not by.seat.is_here:
        raise Refusal(
            _("Bitte treten Sie dem Treffen zuerst bei. Dafür brauchen Sie nur den Code."), status=401
        )
    return by.seat


def require_open(gathering: Gathering) -> None:
    if not gathering.is_open:
        raise Refusal(
            _("Das Treffen ist zu Ende. Was herauskam, steht im Protokoll.")
            if gathering.closed_at
            else _("Das Treffen hat noch nicht begonnen. Diese Seite meldet sich, sobald es losgeht."),
            status=409,
        )


def require_stage(gathering: Gathering, stage: Stage) -> None:
    """What belongs to a step is done while the step runs."""
    require_open(gathering)
    if gathering.stage_id != stage.pk or not stage.is_live:
        raise Refusal(
            _("Dieser Schritt ist vorbei. Ihre Seite zeigt gleich, was jetzt dran ist."), status=409
        )


def may_theme(by: Actor) -> bool:
    return by.leads or (by.seat is not None and by.seat.has(SeatRole.THEME, SeatRole.SCRIBE))


def require_theme(by: Actor) -> None:
    if not may_theme(by):
        raise Refusal(_("Das macht das Thementeam. Wenn Sie dazugehören sollen, fragen Sie die Moderation."))
