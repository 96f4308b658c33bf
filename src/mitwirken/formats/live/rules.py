# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a gathering.

| deed | everybody with a seat | table host | theme team | lead, co-lead | staff |
|---|---|---|---|---|---|
| speak, ask, vote, move, note | yes | yes | yes | yes | by a seat |
| notes and key points of a table | own table | own table | no | yes | yes |
| cards, hands and dots of a table | cards | own table | no | yes | yes |
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

from .models import Gathering, Placement, PlacementRole, Seat, SeatRole, Space, SpaceKind, Stage

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


# --- for a table --------------------------------------------------------------------------------------------------


def sits_at(stage: Stage, seat: Seat) -> Placement | None:
    """Where somebody sits. In a step that seats nobody, at the table where they sat last: nobody gets up for a vote."""
    rows = Placement.objects.filter(seat=seat, space__closed_at=None).exclude(role=PlacementRole.BOOKED)
    if "tables" in stage.kinds:
        return rows.filter(stage=stage, until=None).first()
    return (
        rows.filter(stage__gathering_id=stage.gathering_id, space__kind=SpaceKind.TABLE)
        .order_by("-pk")
        .first()
    )


def may_speak_for(stage: Stage, by: Actor, space: Space, *, as_host: bool = False) -> bool:
    """Whether somebody may write for a table. `as_host`: also count for it, which only its host does.

    Where no host is left, whoever sits there steps in. Whoever has the role of a host and sits nowhere yet may open any table: so a tablet comes to its table before the
    first round.
    """
    if by.leads:
        return True
    if by.seat is None or not by.seat.is_here:
        return False
    here = sits_at(stage, by.seat)
    if here is None:
        return by.seat.has(SeatRole.HOST) and "tables" not in stage.kinds
    if here.space_id != space.pk:
        return False
    if not as_host or here.role == PlacementRole.HOST or by.seat.has(SeatRole.HOST):
        return True
    hosts = Placement.objects.filter(
        stage_id=here.stage_id, space_id=here.space_id, role=PlacementRole.HOST, seat__left_at=None
    )
    return not (hosts.filter(until=None) if "tables" in stage.kinds else hosts).exists()


def require_table(stage: Stage, number: int | None, by: Actor, *, as_host: bool = False) -> Space:
    """The table that somebody speaks for."""
    space = stage.gathering.spaces.filter(pk=number or 0, kind=SpaceKind.TABLE, closed_at=None).first()
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es nicht mehr. Laden Sie die Seite neu."), status=404)
    if not may_speak_for(stage, by, space):
        raise Refusal(
            _("Für diesen Tisch schreibt, wer dort sitzt. Auf Ihrem Telefon können Sie selbst mitmachen.")
        )
    if as_host and not may_speak_for(stage, by, space, as_host=True):
        raise Refusal(
            _("Für den ganzen Tisch zählt, wer ihn moderiert. Fragen Sie am Tisch oder bei der Moderation.")
        )
    return space
