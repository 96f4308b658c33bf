# SPDX-License-Identifier: EUPL-1.2
"""What a session leaves behind."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from ...commands import step
from ...models import Item, ItemKind
from ...planning import Topic
from ...rules import Actor
from .. import Call
from .boards import board_now, save, topic_named


def report(call: Call) -> str:
    """A session's report: what was said, what came out, what follows, who takes care. One a session.

    Everybody who is there may begin it; afterwards it is changed by whoever wrote it, the host, the scribes and the
    facilitator. Refuses when somebody else changed it in between, and before the session has begun.
    """
    values = call.values
    with step(call.gathering, "grid.report", call.by) as live:
        board = board_now(live, call.stage)
        topic = topic_named(board, values["item"])
        if topic.slot is None or topic.room is None:
            raise Refusal(
                _("Dieses Thema steht nicht im Plan; ein Bericht gehört zu einer Sitzung."), status=409
            )
        if topic.slot.is_ahead:
            raise Refusal(_("Die Sitzung hat noch nicht begonnen."), status=409)
        kept = {"results": values["results"], "next": values["next"]}
        old = topic.report
        if old is None:
            made = Item.objects.create(
                gathering=live.gathering,
                stage=topic.slot.stage,
                space=topic.room,
                author=call.by.seat,
                author_label="" if call.by.seat is not None else gettext("Moderation"),
                channel=call.by.seat.channel if call.by.seat is not None else Channel.ROOM,
                kind=ItemKind.REPORT,
                parent=topic.item,
                title=topic.title[:140],
                body=values["body"],
                who=values["who"],
                data=kept,
            )
            live.note(item=made.pk)
        else:
            require_writer(topic, call.by)
            if values["version"] != old.version:
                raise Refusal(
                    _(
                        "Inzwischen steht hier schon ein Bericht. Öffnen Sie ihn neu und ergänzen Sie, was fehlt; Ihr Text steht noch in diesem Formular."
                    ),
                    status=409,
                )
            old.body, old.who, old.data = values["body"], values["who"], {**old.data, **kept}
            old.version = F("version") + 1
            save(old, "body", "who", "data", "version")
            live.note(item=old.pk)
    return gettext("Danke. Der Bericht steht im Protokoll.")


def require_writer(topic: Topic, by: Actor) -> None:
    if by.leads or topic.report is None:
        return
    seat = by.seat
    if seat is not None and (
        seat.pk in topic.hosts or seat.pk == topic.report.author_id or seat.has("scribe")
    ):
        return
    raise Refusal(
        _("Den Bericht ändert, wer ihn geschrieben hat oder die Sitzung leitet. Sprechen Sie die Person an."),
        status=403,
    )
