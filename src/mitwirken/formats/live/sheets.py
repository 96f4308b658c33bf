# SPDX-License-Identifier: EUPL-1.2
"""A question to a gathering on paper, for the frame of `ground.paper`: lies on the chairs, or comes by post before the evening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Content, Entered, Offer, PaperForm, Typed, Write

from . import queries, rules
from .kinds import Call
from .kinds.collect.dispositions import hide
from .kinds.collect.saying import from_sheet
from .kinds.collect.settings import what_of
from .models import Stage, State

KIND = "frage"
LONGEST = 500


def asks(stage: Stage) -> bool:
    return "collect" in stage.kinds and what_of(stage) == "question"


def copies_url(event: Any) -> str:
    """For the event's page at the desk; nothing where no questions are collected."""
    stages = (
        Stage.objects.filter(gathering__event=event)
        .exclude(gathering__state=State.DONE)
        .select_related("gathering")
    )
    stage = next((stage for stage in stages if asks(stage)), None)
    return reverse("paper:copies", args=[KIND, stage.pk]) if stage is not None else ""


def _find(pk: int) -> Stage | None:
    stage = Stage.objects.select_related("gathering__event__process").filter(pk=pk).first()
    return stage if stage is not None and asks(stage) else None


def _may_see(stage: Stage, reader: Any) -> bool:
    return stage.gathering.event.is_public or is_staff(reader)


def _offers() -> list[Offer]:
    rows = (
        Stage.objects.select_related("gathering__event")
        .filter(gathering__event__published_at__isnull=False, gathering__event__hidden_at=None)
        .filter(gathering__event__cancelled_at=None, gathering__event__ends_at__gt=timezone.now())
        .exclude(gathering__state=State.DONE)
        .exclude(state=State.DONE)
        .order_by("gathering__event__starts_at", "position", "pk")
    )
    first: dict[int, Stage] = {}
    for stage in rows:
        # One board of questions runs through a gathering: one sheet is enough for it.
        if asks(stage):
            first.setdefault(stage.gathering_id, stage)
    return [
        Offer(KIND, stage.pk, stage.gathering.event.title, until=stage.gathering.event.ends_at)
        for stage in first.values()
    ]


def _build(stage: Stage) -> Content:
    event = stage.gathering.event
    day = timezone.localtime(event.starts_at)
    where = ", ".join(part for part in (event.venue, event.address) if part)
    return Content(
        title=event.title,
        question=stage.question,
        instruction=_(
            "%(day)s, %(time)s Uhr. Eine Frage auf einem Bogen; brauchen Sie mehr, nehmen Sie noch einen. Ihre Frage steht auf derselben Liste wie die vom Telefon der anderen."
        )
        % {"day": date_format(day, "l, j. F Y"), "time": date_format(day, "H:i")},
        blocks=(
            Write("body", _("Meine Frage"), lines=6),
            Write("author_label", _("Mein Name (freiwillig, gern erfunden)")),
        ),
        hand_in=_("Geben Sie den Bogen vor Ort ab: %(where)s.") % {"where": where} if where else "",
    )


def _enter(stage: Stage, typed: Typed) -> Entered:
    body = str(typed.values.get("body", "")).strip()
    if not body:
        raise Refusal(_("Bitte tragen Sie die Frage ein."), status=422, field="body")
    if len(body) > LONGEST:
        raise Refusal(
            _("Eine Frage hat höchstens %(most)d Zeichen. Bitte kürzen Sie sie, ohne den Sinn zu ändern.")
            % {"most": LONGEST},
            status=422,
            field="body",
        )
    values = {
        "body": body,
        "name": str(typed.values.get("author_label", "")).strip()[:60],
        "channel": typed.channel,
    }
    item = from_sheet(Call(stage.gathering, stage, rules.Actor(person=typed.by), values))
    return Entered(
        queries.ITEM, item.pk, url=stage.gathering.event.get_absolute_url(), undo={"item": item.pk}
    )


def _take_back(stage: Stage, undo: Mapping[str, Any], by: Any) -> None:
    actor = rules.Actor(person=by)
    rules.require_lead(actor)
    hide(Call(stage.gathering, stage, actor, {"item": undo["item"], "reason": _("Beim Eintragen vertan.")}))


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Frage"),
    roles=tuple(rules.LEADING),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    notices=("live.Item",),
    may_see=_may_see,
    position=30,
)
