# SPDX-License-Identifier: EUPL-1.2
"""Coming into a pool on paper, on the phone, at the counter, for the frame of `ground.paper`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.paper.registry import Block, Content, Entered, Offer, PaperForm, Tick, Typed, Write

from . import actions, queries, rules
from .forms import OnPaperForm
from .models import Draw, State, Ticket

KIND = "lostopf"


def _find(pk: int) -> Draw | None:
    """Also after the pool is closed: what was typed in by mistake can still be taken back."""
    row = queries.one(pk)
    return row if row is not None and row.by_sign_up and row.state != State.DRAFT else None


def _may_see(draw: Draw, reader: Any) -> bool:
    return is_offered(draw) and draw.process.is_public


def is_offered(draw: Draw) -> bool:
    """Whether there is still time to fill one in."""
    return draw.by_sign_up and draw.state == State.OPEN and timezone.now() < draw.closes_at


def _offers() -> list[Offer]:
    now = timezone.now()
    return [
        Offer(
            KIND,
            draw.pk,
            draw.title,
            group=draw.process.title,
            until=draw.closes_at,
            takes_entries=draw.opens_at is None or draw.opens_at <= now,
        )
        for draw in queries.for_paper()
    ]


def _build(draw: Draw) -> Content:
    # A box has the group's own words: where groups were merged an old sheet is asked about, not misread.
    blocks: list[Block] = [
        Tick(f"g{at}", feature, tuple((value, value) for value in values))
        for at, (feature, values) in enumerate(draw.groups().items())
    ]
    blocks += [
        Write("name", _("Name")),
        Write("contact", _("Telefon oder Anschrift, damit Sie erfahren, ob Sie ausgelost sind"), lines=2),
    ]
    asked = (
        _(
            "Bitte machen Sie bei jedem Punkt genau ein Kreuz: Danach wird ausgelost, damit der Kreis gemischt ist."
        )
        if draw.quotas
        else ""
    )
    return Content(
        title=draw.title,
        question=draw.who,
        instruction=f"{_('Mit diesem Bogen kommen Sie in den Lostopf.')} {asked}".strip(),
        blocks=tuple(blocks),
        hand_in=draw.process.without_net,
        until=draw.closes_at,
        contact=draw.process.contact,
        practice=draw.process.practice,
    )


def _form(draw: Draw, *args: Any, **kwargs: Any) -> OnPaperForm:
    rules.require_open(draw, by_staff=True)
    return OnPaperForm(*args, draw=draw, **kwargs)


def _enter(draw: Draw, typed: Typed) -> Entered:
    given = typed.values
    entry = actions.Entry(
        {feature: given.get(f"g{at}", "") for at, feature in enumerate(draw.groups())},
        given.get("name", ""),
        given.get("contact", ""),
    )
    ticket = actions.enter_pool(draw=draw, entry=entry, channel=typed.channel, entered_by=typed.by)
    # The city answers no ticket: the receipt points at the draw alone.
    return Entered(queries.KIND, draw.pk, url=draw.get_absolute_url(), undo={"ticket": ticket.pk})


def _ticket(undo: Mapping[str, Any]) -> Ticket | None:
    return Ticket.objects.select_related("draw").filter(pk=undo.get("ticket", 0)).first()


def _take_back(draw: Draw, undo: Mapping[str, Any], by: Any) -> None:
    found = _ticket(undo)
    if found is not None:
        actions.leave_pool(ticket=found, by=by)


def _tells(undo: Mapping[str, Any]) -> str:
    found = _ticket(undo)
    if found is None or found.nobody:
        return _("Ausgetragen, oder die Auslosung ist vorbei und das Los gelöscht.")
    return _("Im Lostopf. Das eigene Los ansehen: %(url)s, Code %(code)s") % {
        "url": settings.BASE_URL + reverse("lots:code", args=[found.draw_id]),
        "code": found.spoken_code,
    }


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Eintrag in einen Lostopf"),
    roles=tuple(rules.RIGHTS["enter"]),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    form=_form,
    data_words=gettext_lazy(
        "Öffentlich wird eine Liste mit Losnummern und den Kreuzen, ohne Namen. Name und Kontakt sehen nur die, die zur Auslosung einladen. Alles wird "
        "einige Wochen nach der Auslosung gelöscht."
    ),
    may_see=_may_see,
    tells=_tells,
    position=45,
)
