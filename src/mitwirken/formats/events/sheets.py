# SPDX-License-Identifier: EUPL-1.2
"""Signing up for an event on paper, for the frame of `ground.paper`: lies beside the invitation that came by post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Block, Content, Entered, Offer, PaperForm, Tick, Typed, Write

from . import actions, queries, rules
from .drafts import SignUpDraft
from .forms import OnPaperForm
from .models import MOST_SEATS, Event, SignUp

KIND = "anmeldung"


def _offers() -> list[Offer]:
    now = timezone.now()
    rows = (
        queries.public().filter(sign_up=True, cancelled_at=None, ends_at__gt=now).order_by("starts_at", "pk")
    )
    return [
        Offer(KIND, event.pk, event.title, until=event.sign_up_until or event.starts_at) for event in rows
    ]


def _build(event: Event) -> Content:
    start = timezone.localtime(event.starts_at)
    where = ", ".join(part for part in (event.venue, event.address) if part and event.in_room)
    blocks: list[Block] = [Write("name", _("Name (gern erfunden)"))]
    if len(event.sides) > 1:
        blocks.append(
            Tick(
                "side", _("Wie sind Sie dabei?"), tuple((side.value, str(side.label)) for side in event.sides)
            )
        )
    blocks += [
        Tick(
            "seats", _("Für wie viele Personen?"), tuple((str(n), str(n)) for n in range(1, MOST_SEATS + 1))
        ),
        Write(
            "needs",
            _("Was brauchen Sie, um gut dabei zu sein? (freiwillig)"),
            lines=2,
            hint=_("Etwa Platz für den Rollstuhl, Kinderbetreuung."),
        ),
        Write("contact_note", _("Telefon oder Anschrift, falls sich etwas ändert (freiwillig)")),
    ]
    day = _("%(day)s, %(time)s Uhr") % {
        "day": date_format(start, "l, j. F Y"),
        "time": date_format(start, "H:i"),
    }
    return Content(
        title=event.title,
        question=f"{day}\n{where}".strip(),
        instruction=_(
            "Mit diesem Bogen melden Sie sich an, allein oder mit bis zu drei anderen. Sind alle Plätze vergeben, stehen Sie auf der Warteliste und hören von uns."
        ),
        blocks=tuple(blocks),
        until=event.sign_up_until,
        hand_in=event.contact or event.without_net,
    )


def _enter(event: Event, typed: Typed) -> Entered:
    given = typed.values
    draft = SignUpDraft(
        name=given["name"],
        seats=int(given["seats"]),
        side=given.get("side") or event.sides[0],
        needs=given.get("needs", ""),
    )
    made = actions.sign_up(
        event=event,
        draft=draft,
        channel=typed.channel,
        entered_by=typed.by,
        contact_note=given.get("contact_note", ""),
    )
    # The city answers no sign-up: it points at the event alone.
    return Entered(queries.KIND, event.pk, url=event.get_absolute_url(), undo={"sign_up": made.pk})


def _sign_up(undo: Mapping[str, Any]) -> SignUp | None:
    return SignUp.objects.select_related("event").filter(pk=undo.get("sign_up", 0)).first()


def _take_back(event: Event, undo: Mapping[str, Any], by: Any) -> None:
    found = _sign_up(undo)
    if found is not None:
        actions.cancel_sign_up(sign_up=found, by=by)


def _tells(undo: Mapping[str, Any]) -> str:
    found = _sign_up(undo)
    if found is None:
        return _("Abgemeldet, oder die Veranstaltung ist vorbei und die Anmeldung gelöscht.")
    if found.is_waiting:
        return _("Auf der Warteliste. Code für den Einlass, sobald ein Platz frei wird: %(code)s") % {
            "code": found.spoken_code
        }
    return _("Angemeldet. Code für den Einlass: %(code)s") % {"code": found.spoken_code}


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Anmeldung zu einer Veranstaltung"),
    roles=tuple(rules.STAFF),
    find=queries.one_by_number,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    form=lambda event, *args, **kwargs: OnPaperForm(*args, event=event, **kwargs),
    data_words=gettext_lazy(
        "Ihre Angaben sieht nur, wer die Veranstaltung vorbereitet. Einige Tage danach werden sie gelöscht."
    ),
    may_see=lambda event, reader: event.is_public or is_staff(reader),
    tells=_tells,
    behind_the_door=("needs", "contact_note"),
    position=40,
)
