# SPDX-License-Identifier: EUPL-1.2
"""The minutes as page, PDF, Markdown and JSON; the pages on which they are written; the certificate of somebody who was
there.

The pages for writing do not reload themselves, so that nobody loses what they type.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.pages import depends_on
from mitwirken.ground.pictures.queries import jpeg_of
from mitwirken.ground.ui import pdf
from mitwirken.ground.ui.middleware import pairs_of

from . import actions, forms, outcomes, presence, queries, rules
from . import minutes as composed
from .kinds import harvest
from .minutes import Minutes
from .models import Gathering, Item
from .queries import Look
from .rules import Actor
from .visits import actor_of, find, led, private, seat_of

PAPER = "live/paper.css"


def _readable(request: HttpRequest, code: str) -> Gathering:
    """The gathering, if the reader may see its minutes: everybody once they are released, before that who leads it."""
    gathering = find(request, code)
    depends_on(request, f"gathering:{gathering.pk}")
    if gathering.released_at is not None and gathering.event.is_public:
        return gathering
    if actor_of(request, gathering).leads:
        return gathering
    raise Refusal(
        _(
            "Das Protokoll ist noch nicht freigegeben. Wenn es so weit ist, steht es auf der Seite der Veranstaltung."
        ),
        status=404,
    )


def _given(gathering: Gathering, response: HttpResponseBase) -> HttpResponseBase:
    if gathering.released_at is None:
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
    return response


def _compose(gathering: Gathering) -> Minutes:
    return composed.compose(Look(gathering))


def _context(found: Minutes) -> dict[str, object]:
    return {
        "gathering": found.gathering,
        "event": found.event,
        "minutes": found,
        "number_words": composed.number_words(found.numbers),
        "address": f"{settings.BASE_URL}{composed.gathering_url(found.gathering)}",
        "city": settings.CITY,
    }


@require_safe
def minutes_page(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    return _given(gathering, render(request, "live/minutes.html", _context(_compose(gathering))))


def _file(gathering: Gathering, ending: str, response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Disposition"] = f'inline; filename="protokoll-{gathering.event.slug}.{ending}"'
    return _given(gathering, response)


@require_safe
def minutes_markdown(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    text = composed.as_markdown(_compose(gathering))
    return _file(gathering, "md", HttpResponse(text, content_type="text/markdown; charset=utf-8"))


@require_safe
def minutes_json(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    data = composed.as_data(_compose(gathering))
    return _file(
        gathering, "json", JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    )


@require_safe
def minutes_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """Refuses where the server cannot make PDFs, and names the versions that are there."""
    gathering = _readable(request, code)
    require_pace(address_of(request), "live.pdf", at_most=60, seconds=600)
    found = _context(_compose(gathering))
    html = render_to_string("live/minutes_pdf.html", {**found, "base": settings.BASE_URL})
    made = pdf.pdf_of(
        html,
        style=PAPER,
        pictures=jpeg_of,
        instead=_(
            "PDF kann dieser Server nicht herstellen. Das ganze Protokoll gibt es als Seite im Netz zum Drucken (%(page)s) und als Markdown (%(md)s)."
        )
        % {
            "page": composed.gathering_url(gathering),
            "md": f"{composed.gathering_url(gathering).rstrip('/')}.md",
        },
    )
    return _file(gathering, "pdf", HttpResponse(made, content_type="application/pdf"))


# --- the certificate ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    """For whoever was there for more than half of the steps. The name is typed here, printed, and kept nowhere."""
    gathering = find(request, code)
    seat = seat_of(request, gathering)
    if seat is None:
        if gathering.closed_at is None:
            return redirect("live:join", gathering.code)
        raise Refusal(
            _(
                "Die Bescheinigung öffnet sich auf dem Gerät, mit dem Sie dabei waren, bis zwei Tage nach dem Treffen. Sonst hilft die Ansprechstelle."
            )
        )
    look = Look(gathering)
    there = presence.of(look, seat)
    presence.require_most(look, there)
    name = " ".join(request.POST.get("name", "").split())[:80]
    context = {
        "gathering": gathering,
        "event": gathering.event,
        "there": there,
        "titles": there.titles,
        "name": name,
        "city": settings.CITY,
    }
    error = ""
    if request.method == "POST":
        if not name:
            error = _("Bitte schreiben Sie den Namen, der auf dem Blatt stehen soll.")
        elif request.POST.get("as") == "pdf":
            require_pace(address_of(request), "live.pdf", at_most=60, seconds=600)
            made = pdf.pdf_of(
                render_to_string("live/certificate_pdf.html", context),
                style=PAPER,
                keep=False,
                instead=_(
                    "PDF kann dieser Server nicht herstellen. Drucken Sie die Seite, dort steht dasselbe."
                ),
            )
            response = HttpResponse(made, content_type="application/pdf")
            response["Content-Disposition"] = 'inline; filename="bescheinigung.pdf"'
            add_never_cache_headers(response)
            return response
        else:
            sheet = render(request, "live/certificate_print.html", context)
            add_never_cache_headers(sheet)
            return sheet
    page = render(
        request,
        "live/certificate.html",
        {**context, "error": error, "has_pdf": pdf.is_offered()},
        status=422 if error else 200,
    )
    add_never_cache_headers(page)
    return page


# --- writing ------------------------------------------------------------------------------------------------------

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
    gathering, by = led(request, code)
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
    gathering = find(request, code)
    return private(
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
    elif do == "articles":
        said.append(
            harvest.said_of_articles(outcomes.make_articles(gathering=gathering, items=chosen, by=by))
        )
    elif do == "tasks":
        said.append(harvest.said_of_tasks(outcomes.make_tasks(gathering=gathering, items=chosen, by=by)))
    elif do == "add":
        if form.is_valid():
            given = dict(form.cleaned_data)
            kind = given.pop("kind")
            outcomes.write_result(
                gathering=gathering, stage=gathering.stage, kind=kind, said=outcomes.Said(**given), by=by
            )
            said.append(_("Aufgeschrieben."))
    else:
        raise Refusal(_("Das kann man hier nicht tun."), status=404)
    return "done"


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One entry of the minutes: what the tables wrote, corrected, without writing over what somebody else corrected."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
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
    return private(
        render(
            request,
            "live/minutes_item.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "item": row,
                "place": composed.where(row),
                "photos": queries.photos(gathering, [row.pk]),
                "at": f"item-{row.pk}",
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
    gathering = find(request, code)
    by = actor_of(request, gathering)
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
    return private(
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
