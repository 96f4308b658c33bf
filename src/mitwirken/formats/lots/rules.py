# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a draw, and when."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, require_role
from mitwirken.ground.ui.moments import said

from . import queries
from .models import MOST_SEATS, Draw, Standing, State, Ticket

LEADING = (Role.PROCESS, Role.CORE, Role.OMBUDS)
RIGHTS: Final[Mapping[str, tuple[Role, ...]]] = {
    "set_up": LEADING,
    "enter": (*LEADING, Role.EDITOR, Role.OFFICE),
    "draw": LEADING,
    "invite": LEADING,
}
STAFF: Final = tuple(dict.fromkeys(role for roles in RIGHTS.values() for role in roles))
MOST_WEEKS = 52


def may(person: Any, deed: str) -> bool:
    return has_role(person, *RIGHTS[deed])


def require(person: Any, deed: str) -> None:
    """Refuses staff without a role that the table gives the deed to."""
    require_role(person, *RIGHTS[deed])


def find(pk: int) -> Draw:
    """A draw that everybody may see; otherwise a refusal that does not tell whether it exists."""
    row = queries.one(pk)
    if row is None or row.state == State.DRAFT or not row.process.is_public:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return row


# --- setting up -------------------------------------------------------------------------------------------------------


def require_draft(draw: Draw) -> None:
    if draw.state != State.DRAFT:
        raise Refusal(
            _("Die Auslosung ist angekündigt. Was dort steht, gilt und ändert sich nicht mehr."), status=409
        )


def require_sound(values: Mapping[str, Any]) -> None:
    """Refuses numbers that cannot be, and a seed that could be known before the list is closed."""
    if not 1 <= values["seats"] <= MOST_SEATS:
        raise Refusal(
            _("Es können 1 bis %(n)d Plätze ausgelost werden.") % {"n": MOST_SEATS}, status=422, field="seats"
        )
    if not 0 <= values["substitutes"] <= MOST_SEATS:
        raise Refusal(
            _("Es können höchstens %(n)d Menschen nachrücken.") % {"n": MOST_SEATS},
            status=422,
            field="substitutes",
        )
    if not 1 <= values["keep_weeks"] <= MOST_WEEKS:
        raise Refusal(
            _("Behalten Sie die Daten 1 bis %(n)d Wochen.") % {"n": MOST_WEEKS},
            status=422,
            field="keep_weeks",
        )
    if values["seed_at"] <= values["closes_at"]:
        raise Refusal(
            _(
                "Der Zufallswert muss später entstehen, als der Lostopf schließt. Sonst könnte ihn jemand kennen."
            ),
            status=422,
            field="seed_at",
        )
    if values["opens_at"] is not None and values["opens_at"] >= values["closes_at"]:
        raise Refusal(_("Der Lostopf schließt, bevor er öffnet."), status=422, field="closes_at")
    for feature in {row["feature"] for row in values["quotas"]}:
        least = sum(row["least"] for row in values["quotas"] if row["feature"] == feature)
        if least > values["seats"]:
            raise Refusal(
                _(
                    "%(feature)s: Zusammen verlangen die Gruppen mindestens %(least)d Menschen, es gibt aber nur %(seats)d Plätze."
                )
                % {"feature": feature, "least": least, "seats": values["seats"]},
                status=422,
                field="quotas",
            )


def require_announceable(draw: Draw, now: datetime | None = None) -> None:
    require_draft(draw)
    if draw.closes_at <= (now or timezone.now()):
        raise Refusal(_("Der Lostopf wäre schon geschlossen. Legen Sie spätere Tage fest."), status=409)


# --- the pool ---------------------------------------------------------------------------------------------------------


def require_open(draw: Draw, now: datetime | None = None, *, by_staff: bool = False) -> None:
    """Refuses to sign up outside the days; what came to staff in time may still be typed in until the list is closed."""
    now = now or timezone.now()
    if draw.takes_entries(now):
        return
    if not draw.by_sign_up:
        raise Refusal(
            _("In diesen Lostopf trägt sich niemand selbst ein. Er entsteht aus einer Liste mit Nummern."),
            status=409,
        )
    if by_staff and draw.state == State.OPEN and (draw.opens_at is None or draw.opens_at <= now):
        return
    if draw.state == State.OPEN and draw.opens_at is not None and now < draw.opens_at:
        raise Refusal(_("Eintragen können Sie sich ab %(when)s.") % {"when": said(draw.opens_at)}, status=409)
    raise Refusal(_("Der Lostopf ist geschlossen. Eintragen geht nicht mehr."), status=409)


def require_may_take_part(person: Any) -> None:
    if person is not None:
        people.require_standing(person)


def require_origin(*, person: Any, channel: str, entered_by: Any) -> None:
    """Online somebody comes in person; on the phone or on paper staff type somebody in."""
    if entered_by is not None:
        require(entered_by, "enter")
        return
    if person is None or channel != Channel.ONLINE:
        raise Refusal(_("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."), status=401)


def require_groups(draw: Draw, groups: Mapping[str, str]) -> None:
    """Refuses answers that are no group of the draw; nothing more than the quotas ask for is kept."""
    for feature, values in draw.groups().items():
        if groups.get(feature) not in values:
            raise Refusal(_("Wählen Sie bei „%(feature)s“ eine Gruppe.") % {"feature": feature}, status=422)


def require_own(ticket: Ticket, key: str, by: Any) -> None:
    """Whoever has the address from the mail, or staff."""
    if key and hmac.compare_digest(key.encode(), ticket.key.encode()):
        return
    require(by, "enter")


def require_list_open(draw: Draw) -> None:
    if draw.by_sign_up:
        raise Refusal(_("In diesen Lostopf tragen sich die Menschen selbst ein."), status=409)
    if draw.state not in {State.DRAFT, State.OPEN}:
        raise Refusal(_("Der Lostopf ist geschlossen. Die Liste ändert sich nicht mehr."), status=409)


def require_closable(draw: Draw, now: datetime | None = None) -> None:
    """Refuses before the announced moment, and once the seed could be known."""
    now = now or timezone.now()
    if draw.state != State.OPEN:
        raise Refusal(_("Dieser Lostopf ist nicht offen oder schon geschlossen."), status=409)
    if now < draw.closes_at:
        raise Refusal(
            _("Der Lostopf ist noch bis %(when)s offen, so ist es angekündigt.")
            % {"when": said(draw.closes_at)},
            status=409,
        )
    if now >= draw.seed_at:
        raise Refusal(
            _(
                "Der angekündigte Zufallswert kann schon bekannt sein. Nennen Sie zuerst ein späteres Ereignis; alle sehen, dass es verschoben wurde."
            ),
            status=409,
        )


def require_postponable(draw: Draw, seed_at: datetime, now: datetime | None = None) -> None:
    """The event may be moved only as long as the list is not closed: afterwards one could choose a seed that one likes."""
    now = now or timezone.now()
    if draw.state != State.OPEN:
        raise Refusal(
            _("Woher der Zufallswert kommt, steht fest, seit die Liste geschlossen ist."), status=409
        )
    if seed_at <= max(now, draw.closes_at):
        raise Refusal(_("Das Ereignis muss noch bevorstehen."), status=422, field="seed_at")


# --- drawing ----------------------------------------------------------------------------------------------------------


def require_drawable(draw: Draw, now: datetime | None = None) -> None:
    if draw.state == State.DRAWN:
        raise Refusal(_("Hier ist schon ausgelost worden. Eine Auslosung gibt es nur einmal."), status=409)
    if draw.state != State.CLOSED:
        raise Refusal(
            _("Schließen Sie zuerst den Lostopf und veröffentlichen Sie damit die Liste."), status=409
        )
    if (now or timezone.now()) < draw.seed_at:
        raise Refusal(
            _("Der Zufallswert entsteht erst am %(when)s.") % {"when": said(draw.seed_at)}, status=409
        )


def require_second(draw: Draw, seed: str, by: Any) -> None:
    """Four eyes: the seed is typed in twice, by two people who must agree."""
    if not draw.seed:
        raise Refusal(_("Zuerst gibt eine andere Person den Zufallswert ein."), status=409)
    if draw.seed_by_id == by.pk:
        raise Refusal(
            _("Sie haben den Zufallswert eingegeben. Auslosen muss eine zweite Person."), status=409
        )
    if seed != draw.seed:
        raise Refusal(
            _(
                "Die erste Eingabe lautet anders. Sehen Sie beide noch einmal nach; ist die erste falsch, lassen Sie sie verwerfen."
            ),
            status=422,
            field="seed",
        )


def require_answerable(ticket: Ticket, accepts: bool) -> None:
    """Refuses answers of whoever was not asked; a yes may become a no, a no stays, since somebody else was asked then."""
    if ticket.standing in {Standing.ASKED, Standing.ACCEPTED}:
        return
    if ticket.standing == Standing.DECLINED:
        if accepts:
            raise Refusal(
                _(
                    "Der Platz ist schon abgesagt und weitergegeben. Rufen Sie uns an, wenn das ein Versehen war."
                ),
                status=409,
            )
        return
    if ticket.standing == Standing.SUBSTITUTE and not accepts:
        return
    raise Refusal(_("Zu diesem Los gibt es nichts zu beantworten."), status=409)


def require_callable_off(draw: Draw) -> None:
    if draw.state not in {State.OPEN, State.CLOSED}:
        raise Refusal(_("Absagen lässt sich, was angekündigt und noch nicht ausgelost ist."), status=409)
