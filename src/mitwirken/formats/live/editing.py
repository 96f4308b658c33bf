# SPDX-License-Identifier: EUPL-1.2
"""Pages on which something is written at leisure: the editor of the minutes, one entry, several items into a result.

They do not reload themselves, so that nobody loses what they type.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.ui.middleware import pairs_of

from . import actions, forms, outcomes, queries, rules
from . import minutes as composed
from .kinds import harvest
from .models import Gathering, Item
from .queries import Look
from .rules import Actor
from .views import _actor, _find, _led, _private

LABELS = {
    "summary": gettext_lazy("Kurz gefasst"),
    "title": gettext_lazy("Titel"),
    "body": gettext_lazy("Text"),
    "answer": gettext_lazy("Antwort"),
    "who": gettext_lazy("Wer"),
    "due_on": gettext_lazy("Bis wann"),
}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes on one page for who leads: a summary, corrections, what becomes of results, release."""
    gathering, by = _led(request, code)
    form = forms.EntryForm(request.POST if request.POST.get("do") == "add" else None)
    error, pairs, summary = "", [], gathering.summary
    if request.method == "POST":
        if request.POST.get("do") == "summary":
            summary = request.POST.get("text", "")
        try:
            said: list[str] = []
            once(request.POST.get("once", ""), lambda: _do(request, gathering, by, form, said))
            if not form.is_bound or form.is_valid():
                for sentence in filter(None, said):
                    messages.success(request, sentence)
                return redirect("live:minutes_edit", gathering.code)
        except Conflict as conflict:
            error, pairs = str(conflict), pairs_of(conflict, LABELS)
        except Refusal as refusal:
            error = str(refusal)
    gathering = _find(request, code)
    return _private(
        render(
            request,
            "live/minutes_edit.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "minutes": composed.compose(Look(gathering), everything=True),
                "form": form,
                "error": error,
                "pairs": pairs,
                "summary": summary,
                "seen": outcomes.mark_of(gathering.summary),
                "once": new_token(),
                "once_add": new_token(),
                "can_propose": rules.is_staff_lead(by.person),
            },
            status=409 if pairs else 422 if error or form.errors else 200,
        )
    )


def _do(request: HttpRequest, gathering: Gathering, by: Actor, form: forms.EntryForm, said: list[str]) -> str:
    do = request.POST.get("do", "")
    item = _number(request.POST.get("item", ""))
    chosen = [_number(each) for each in request.POST.getlist("items")]
    if do == "summary":
        text, seen = request.POST.get("text", ""), request.POST.get("seen")
        outcomes.write_summary(gathering=gathering, text=text, by=by, seen=seen)
        said.append(_("Gespeichert."))
    elif do == "release":
        actions.release_minutes(gathering=gathering, by=by)
        said.append(_("Das Protokoll ist jetzt für alle da."))
    elif do in ("hide", "show"):
        outcomes.set_hidden(gathering=gathering, item=item, hidden=do == "hide", by=by)
        said.append(_("Aus dem Protokoll genommen.") if do == "hide" else _("Steht wieder im Protokoll."))
    elif do in ("up", "down"):
        outcomes.move_result(gathering=gathering, result=item, way=-1 if do == "up" else 1, by=by)
    elif do == "recommend":
        number = outcomes.recommend(gathering=gathering, items=chosen, by=by)
        said.append(harvest.said_of_recommended(number))
    elif do == "propose":
        said.append(harvest.said_of_proposed(outcomes.propose(gathering=gathering, items=chosen, by=by)))
    elif do == "tasks":
        said.append(harvest.said_of_tasks(outcomes.make_tasks(gathering=gathering, items=chosen, by=by)))
    elif do == "add":
        if form.is_valid():
            outcomes.write_result(gathering=gathering, stage=gathering.stage, by=by, **form.cleaned_data)
            said.append(_("Aufgeschrieben."))
    else:
        raise Refusal(_("Das kann man hier nicht tun."), status=404)
    return "done"


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One entry of the minutes: what the tables wrote, corrected, without writing over what somebody else corrected."""
    gathering = _find(request, code)
    by = _actor(request, gathering)
    row = gathering.items.filter(pk=number).select_related("stage", "space").first()
    if row is None:
        raise Refusal(_("Diesen Eintrag gibt es nicht (mehr)."), status=404)
    if row.kind in queries.RESULTS:
        rules.require_theme(by)
    else:
        rules.require_lead(by)
    row.gathering = gathering
    back = request.POST.get("zurueck") or request.GET.get("zurueck", "")
    back_url = reverse("live:theme" if back == "themen" else "live:minutes_edit", args=[gathering.code])
    form = forms.ItemForm(request.POST or None, item=row, initial=_initial(row))
    seen = _number(request.POST.get("seen", "")) if request.method == "POST" else row.version
    error: str = ""
    pairs: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            outcomes.change_item(item=row, values=form.cleaned_data, by=by, seen=seen)
        except Conflict as conflict:
            error, pairs = str(conflict), pairs_of(conflict, LABELS)
            row.refresh_from_db(fields=["version"])
            seen = row.version
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(back_url)
    return _private(
        render(
            request,
            "live/minutes_item.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "item": row,
                "place": composed.where(row),
                "form": form,
                "error": error,
                "pairs": pairs,
                "seen": seen,
                "back": back,
                "back_url": back_url,
            },
            status=409 if pairs else 422 if form.errors else 200,
        )
    )


def _initial(row: Item) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "body", "answer", "who", "due_on")}


@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, code: str) -> HttpResponse:
    """Several items into one result by checkboxes, with a name."""
    gathering = _find(request, code)
    by = _actor(request, gathering)
    rules.require_theme(by)
    look = Look(gathering)
    number = _number(request.POST.get("stage") or request.GET.get("stage", ""))
    stage = next((each for each in look.stages if each.pk == number), look.stage)
    if stage is None or "harvest" not in stage.kinds:
        return redirect("live:theme", gathering.code)
    chosen = [_number(each) for each in request.POST.getlist("items")]
    title, result, error = request.POST.get("title", "")[:140], _number(request.POST.get("result", "")), ""

    def deed() -> str:
        rules.require_stage(gathering, stage)
        if result:
            outcomes.add_to_result(gathering=gathering, result=result, items=chosen, by=by)
        else:
            outcomes.make_result(gathering=gathering, stage=stage, items=chosen, title=title, by=by)
        return "done"

    if request.method == "POST":
        try:
            once(request.POST.get("once", ""), deed)
        except Refusal as refusal:
            error = str(refusal)
        else:
            return redirect("live:theme", gathering.code)
    return _private(
        render(
            request,
            "live/theme_pick.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "stage": stage,
                "board": harvest.Board(look, harvest.Harvest().of(stage)["from"]),
                "chosen": chosen,
                "title": title,
                "result": result,
                "error": error,
                "once": new_token(),
            },
            status=422 if error else 200,
        )
    )
