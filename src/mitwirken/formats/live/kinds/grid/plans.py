# SPDX-License-Identifier: EUPL-1.2
"""The plan computed from the wishes: a proposal until it is taken over."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Gathering, Item
from ...queries import Look
from .. import Call
from .boards import board_now, board_of, remember
from .cells import set_cells
from .spaces import name_rooms


def compute(call: Call) -> str:
    """Computes a plan from the wishes and shows it to the facilitator; nothing moves before it is taken over.

    The computing is done before the gathering is locked: it may take two seconds, and nobody should wait for it.
    """
    board = board_of(
        Look(Gathering.objects.select_related("event", "stage").get(pk=call.gathering.pk)), call.stage
    )
    if not board.slots:
        raise Refusal(
            _("Es gibt noch kein Zeitfenster. Fügen Sie eines hinzu, dann lässt sich ein Plan rechnen."),
            status=409,
        )
    if not board.rooms:
        raise Refusal(_("Es gibt noch keinen Raum. Legen Sie zuerst Räume an."), status=409)
    found = board.planned()
    if not found:
        raise Refusal(_("Es ist noch kein Thema aufgenommen, das in den Plan kann."), status=409)
    with step(call.gathering, "grid.plan", call.by) as live:
        fresh = board_now(live, call.stage)
        items = []
        for topic in fresh.topics:
            if topic.pk in found:
                cell = found[topic.pk]
                topic.item.data = {**topic.item.data, "proposed": list(cell) if cell else None}
            elif "proposed" in topic.item.data:
                remember(topic.item, proposed=None)
            else:
                continue
            items.append(topic.item)
        Item.objects.bulk_update(items, ["data"])
        live.note(number=len(items))
    return gettext("Der Vorschlag steht. Er gilt erst, wenn Sie ihn übernehmen.")


def adopt(call: Call) -> str:
    """Takes the computed plan over. Refuses when the world has changed so that it no longer fits."""
    with step(call.gathering, "grid.adopt", call.by) as live:
        board = board_now(live, call.stage)
        proposal = board.proposal
        if proposal is None:
            live.nothing()
            return gettext("Es gibt keinen Vorschlag, der noch offen ist.")
        asked = [topic.pk for topic in board.accepted if "proposed" in topic.item.data]
        changes = {pk: proposal.places.get(pk) for pk in asked}
        problems = board.problems(proposal.places, asked)
        for topic in (board.by_pk[pk] for pk in asked):
            if topic.cell != changes[topic.pk] and (
                topic.item.pinned or (topic.slot is not None and not topic.slot.is_ahead)
            ):
                problems.append(
                    gettext("„%(title)s“ ist inzwischen festgesteckt oder hat begonnen.")
                    % {"title": topic.title}
                )
        if any(
            not slot.is_ahead
            for slot in board.slots
            for pk, cell in changes.items()
            if cell is not None and cell[0] == slot.pk and board.by_pk[pk].cell != cell
        ):
            problems.append(gettext("Ein Zeitfenster hat inzwischen begonnen."))
        if problems:
            raise Refusal(
                _("Seit dem Rechnen hat sich etwas geändert: %(what)s Lassen Sie neu rechnen.")
                % {"what": problems[0]},
                status=409,
            )
        set_cells(board, changes)
        live.note(placed=sum(cell is not None for cell in changes.values()))
        name_rooms(live.gathering)
    return gettext("Der Plan gilt. Alle sehen ihn.")


def discard(call: Call) -> None:
    """Throws the computed plan away."""
    with step(call.gathering, "grid.discard", call.by) as live:
        board = board_now(live, call.stage)
        items = [topic.item for topic in board.topics if "proposed" in topic.item.data]
        if not items:
            live.nothing()
            return
        for item in items:
            remember(item, proposed=None)
        Item.objects.bulk_update(items, ["data"])
