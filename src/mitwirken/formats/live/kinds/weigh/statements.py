# SPDX-License-Identifier: EUPL-1.2
"""Statements of the opinion map of the process: the hall answers by phone, and each answer counts there, too.

Hands cannot: on a map it counts who agrees with what together, and a hand says nothing of that. Who has no phone fills in a sheet.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitwirken.formats.opinions import actions, queries
from mitwirken.formats.opinions.models import Answer, Statement
from mitwirken.ground.deeds.refusal import Refusal

from ...models import Gathering, Item, ItemKind, Stage

AGREE, DISAGREE, PASS = 1, 2, 3
"""As signals keep them, whose values count from one."""
ANSWERS = {AGREE: Answer.AGREE, DISAGREE: Answer.DISAGREE, PASS: Answer.PASS}
LABELS = {value: answer.label for value, answer in ANSWERS.items()}


def take_over(gathering: Gathering, stage: Stage, number: int) -> None:
    """Makes items of the statements that are drawn, once a step."""
    if Item.objects.filter(stage=stage, kind=ItemKind.OPTION).exists():
        return
    _conversation, rows = queries.for_room(gathering.event.process, gathering.pk, number)
    Item.objects.bulk_create(
        Item(
            gathering=gathering,
            stage=stage,
            kind=ItemKind.OPTION,
            body=row.text,
            position=position,
            data={"statement": row.pk},
        )
        for position, row in enumerate(rows, 1)
    )


def pass_on(gathering: Gathering, item: Item, seat: object, value: int) -> None:
    """The answer of a place becomes one on the opinion map. Refuses where that is over or the statement is gone."""
    row = (
        Statement.objects.select_related("conversation__phase__process")
        .filter(pk=item.data.get("statement"))
        .first()
    )
    # A gathering answers for its own process: what is only rehearsed never reaches an opinion map.
    if row is None or row.conversation.phase.process_id != gathering.event.process_id:
        raise Refusal(_("Diese Aussage steht nicht mehr zur Abstimmung."), status=409)
    actions.answer_in_room(
        conversation=row.conversation,
        statement=row,
        value=ANSWERS[value],
        person=getattr(seat, "person", None),
        place=f"{gathering.pk}-{getattr(seat, 'pk', 0)}",
    )
