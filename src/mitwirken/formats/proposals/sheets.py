# SPDX-License-Identifier: EUPL-1.2
"""A proposal on paper, for the frame of `ground.paper`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.civic.participation.models import Process
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.paper.registry import Block, Content, Entered, Offer, PaperForm, Tick, Typed, Write
from mitwirken.ground.pictures.actions import store_picture

from . import actions, queries, rules
from .forms import EnterForm, as_clean

KIND = "vorschlag"


def _find(pk: int) -> Process | None:
    return Process.objects.filter(pk=pk).prefetch_related("phases", "categories").first()


def _may_see(process: Process, reader: Any) -> bool:
    """Colleagues have the sheet before the process is public, because it must lie at the counter on its first day."""
    return process.is_reachable or is_staff(reader)


def _phases(process: Process) -> list[Any]:
    return [phase for phase in process.phases.all() if "propose" in phase.verbs]


def _offers() -> list[Offer]:
    return [
        Offer(KIND, process.pk, process.title, until=max(phase.ends_at for phase in _phases(process)))
        for process in queries.collecting()
    ]


def _build(process: Process) -> Content:
    phases = _phases(process)
    blocks: list[Block] = [
        Write("title", _("In einem Satz: Was schlagen Sie vor?"), lines=2),
        Write("text", _("Warum, und wie könnte es aussehen?"), lines=7),
    ]
    if any(phase.setting("ask_for_place", True) for phase in phases):
        blocks.append(Write("where", _("Wo? Straße, Platz oder Stadtbezirk (freiwillig)")))
    categories = tuple((str(each.pk), each.name) for each in process.categories.all())
    if categories:
        blocks.append(Tick("category", _("Worum geht es? Ein Kreuz (freiwillig)"), categories))
    blocks += [
        Write("author_label", _("Name, der darunter stehen soll (freiwillig, gern erfunden)")),
        Tick(
            "reply",
            _("Möchten Sie eine Antwort der Stadt bekommen?"),
            (("brief", _("ja, als Brief")), ("anruf", _("ja, am Telefon")), ("nein", _("nein, danke"))),
        ),
        Write("address", _("Anschrift oder Telefon für die Antwort (wird nicht veröffentlicht)"), lines=3),
    ]
    return Content(
        title=process.title,
        question=process.question,
        instruction=_(
            "Bitte schreiben Sie gut lesbar, am besten in Druckbuchstaben mit dunklem Stift. Ihr Vorschlag kommt in dieselbe Liste wie die aus "
            "dem Netz und zählt genauso. Namen anderer Menschen bitte nicht nennen."
        ),
        blocks=tuple(blocks),
        hand_in=process.without_net,
        until=max((phase.ends_at for phase in phases), default=None),
        contact=process.contact,
        practice=process.practice,
    )


def _form(process: Process, *args: Any, **kwargs: Any) -> EnterForm:
    rules.require_open(process)
    return EnterForm(*args, process=process, **kwargs)


def _enter(process: Process, typed: Typed) -> Entered:
    values = dict(typed.values)
    kept = [store_picture(values["picture"], alt=values["alt"], by=typed.by)] if values.get("picture") else []
    row = actions.submit_proposal(
        process=process,
        clean=as_clean(values, kept),
        channel=typed.channel,
        entered_by=typed.by,
        author_label=values.get("author_label", ""),
    )
    return Entered("proposal", row.pk, url=row.get_absolute_url(), undo={"proposal": row.pk})


def _take_back(process: Process, undo: Mapping[str, Any], by: Any) -> None:
    row = queries.one_light(undo.get("proposal", 0))
    if row is None:
        raise Refusal(_("Diesen Vorschlag gibt es nicht mehr."), status=409)
    actions.take_back_entered(proposal=row, by=by)


FORM = PaperForm(
    key=KIND,
    name=gettext_lazy("Vorschlag"),
    roles=tuple(rules.ENTERING),
    find=_find,
    offers=_offers,
    build=_build,
    enter=_enter,
    take_back=_take_back,
    form=_form,
    notices=("proposals.Proposal",),
    may_see=_may_see,
    answered=True,
    position=10,
)
