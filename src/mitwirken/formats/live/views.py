# SPDX-License-Identifier: EUPL-1.2
"""Pages of a gathering: joining, phone, beamer, table, theme desk, console, and the door of all deeds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.ui import codes

from . import actions, deeds, drawing, forms, kinds, planning, queries, rules, runsheet
from .kinds.grid import board_of
from .kinds.tables.listing import asked_for
from .models import Gathering, Seat, SeatRole, Stage, StageKind
from .photos.rules import may_paper
from .queries import Look
from .rules import Actor
from .visits import actor_of, back_to, came_from, find, led, private, seat_of

COOKIE_AGE = 60 * 60 * 24 * 2


def _give_cookie(response: HttpResponse, gathering: Gathering, token: str) -> None:
    response.set_cookie(
        drawing.cookie_name(gathering),
        token,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


# --- coming in ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Where the code is typed in."""
    form = forms.CodeForm(request.POST or request.GET or None)
    if form.is_bound and form.is_valid():
        try:
            gathering = find(request, form.cleaned_data["code"])
        except Refusal as refusal:
            if refusal.status == 429:
                raise
            form.add_error("code", str(refusal))
        else:
            return redirect("live:phone", gathering.code)
    return private(render(request, "live/enter.html", {"form": form}, status=422 if form.errors else 200))


@require_GET
def short(request: HttpRequest, code: str) -> HttpResponse:
    return redirect("live:phone", code.upper())


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    gathering = find(request, code)
    seat = seat_of(request, gathering)
    if seat is not None:
        actions.come_back(seat=seat)
        return redirect(_inside(request, gathering))
    form = forms.JoinForm(request.POST or None, initial={"channel": request.GET.get("wo") or "online"})
    if request.method == "POST" and form.is_valid():
        tokens: list[str] = []

        def deed() -> str:
            _seat, token = actions.join(
                gathering=gathering,
                name=form.cleaned_data["name"],
                channel=form.cleaned_data["channel"],
                person=request.user if request.user.is_authenticated else None,
            )
            tokens.append(token)
            return _inside(request, gathering)

        try:
            response = redirect(once(request.POST.get("once", ""), deed))
        except Refusal as refusal:
            form.add_error("name" if refusal.field in ("pseudonym", "name") else None, str(refusal))
        else:
            if tokens:
                _give_cookie(response, gathering, tokens[0])
            return response
    return private(
        render(
            request,
            "live/join.html",
            {"gathering": gathering, "event": gathering.event, "form": form, "once": new_token()},
            status=422 if form.errors else 200,
        )
    )


def _inside(request: HttpRequest, gathering: Gathering) -> str:
    """Where somebody who came in goes: to the phone, or to the stall whose code they scanned."""
    number = request.GET.get("stand", "")
    if number.isdigit() and len(number) < 10:
        return reverse("live:stall", args=[gathering.code, int(number)])
    return reverse("live:phone", args=[gathering.code])


# --- views --------------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    look: Look,
    view: str,
    *,
    seat: Seat | None = None,
    space: Any = None,
    status: int = 200,
    template: str = "",
    **more: Any,
) -> HttpResponse:
    """A live page: the frame, the shared parts, and what is one's own."""
    extra = {
        "request": request,
        "csrf_token": _token(request),
        "once": new_token(),
        "by": actor_of(request, look.gathering),
    }
    drawn = drawing.named(view, drawing.parts(look, view, space=space, extra=extra))
    if view == "phone" and seat is not None:
        drawn |= drawing.mine(look, seat, extra=extra)
        at = drawing.space_of(look, seat)
        table = next((each for each in look.spaces if each.pk == at), None)
        if table is not None:
            drawn |= drawing.named("table", drawing.parts(look, "table", space=table, extra=extra))
    address = f"?sicht={view}&sprache={get_language()}" + (f"&tisch={space.pk}" if space is not None else "")
    context = {
        "look": look,
        "gathering": look.gathering,
        "event": look.event,
        "stage": look.stage,
        "seat": seat,
        "space": space,
        "view": view,
        "drawn": drawn,
        "stream": f"/strom/live/{look.gathering.code}/{address}",
        "snapshot": reverse("live:state", args=[look.gathering.code]) + address,
        "mine_url": reverse("live:mine", args=[look.gathering.code])
        if seat is not None and view == "phone"
        else "",
        "token": _token(request),
        **more,
    }
    return private(render(request, template or f"live/{view}.html", context, status=status))


def _token(request: HttpRequest) -> str:
    from django.middleware.csrf import get_token

    return get_token(request)


@require_GET
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """What somebody who takes part has in their hand: one thing at a time."""
    gathering = find(request, code)
    seat = seat_of(request, gathering)
    if seat is None or not seat.is_here:
        return redirect("live:join", gathering.code)
    actions.come_back(seat=seat)
    return _page(request, Look(gathering), "phone", seat=seat)


@require_GET
def beamer(request: HttpRequest, code: str) -> HttpResponse:
    gathering = find(request, code)
    return _page(
        request,
        Look(gathering),
        "beamer",
        qr=codes.drawing(join_address(gathering), sized=False),
        address=short_address(gathering),
    )


@require_GET
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever only wants to follow: no seat, nothing to press."""
    return _page(request, Look(find(request, code)), "watch")


@require_GET
def console(request: HttpRequest, code: str) -> HttpResponse:
    """The facilitator's one screen."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
    if not by.leads:
        raise Refusal(
            _(
                "Die Leitung öffnet sich für Beschäftigte mit zweitem Faktor und für Co-Moderation. Melden Sie sich zuerst an."
            ),
            status=403,
        )
    return _page(
        request,
        Look(gathering),
        "console",
        qr=codes.drawing(join_address(gathering), sized=False),
        address=short_address(gathering),
        can_save=rules.is_staff_lead(by.person),
    )


@require_GET
def table(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A table's own page: for its host, with notes and key points."""
    gathering = find(request, code)
    look = Look(gathering)
    space = next((each for each in look.spaces if each.pk == number), None)
    if space is None:
        raise Refusal(_("Diesen Tisch gibt es hier nicht."), status=404)
    by = actor_of(request, gathering)
    if not drawing.may_open_table(look, by, space):
        raise Refusal(_("Diese Seite ist für die Menschen an diesem Tisch."), status=403)
    return _page(
        request,
        look,
        "table",
        seat=by.seat,
        space=space,
        may_photo=may_paper(gathering=gathering, stage=look.stage, space=space.pk, by=by),
    )


@require_GET
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """The desk where what the tables say becomes themes."""
    gathering = find(request, code)
    rules.require_theme(actor_of(request, gathering))
    return _page(request, Look(gathering), "theme")


@require_GET
def mine(request: HttpRequest, code: str) -> HttpResponseBase:
    """The personal part again, for a page that is open."""
    gathering = find(request, code)
    seat = seat_of(request, gathering)
    if seat is None or not seat.is_here:
        return JsonResponse({"to": reverse("live:join", args=[gathering.code])})
    look = Look(gathering)
    return private(
        JsonResponse(
            {"state": gathering.mark, "now": look.now.timestamp(), "parts": drawing.mine(look, seat)}
        )
    )


@require_GET
def state(request: HttpRequest, code: str) -> HttpResponseBase:
    """The whole of a view, for pages without a stream: 304 while nothing happened."""
    gathering = find(request, code)
    view = request.GET.get("sicht", "phone")
    cookies = {
        name: request.COOKIES.get(name, "")
        for name in (drawing.cookie_name(gathering), settings.SESSION_COOKIE_NAME)
    }
    admission = drawing.admit(gathering.code, request.GET, cookies)
    if admission is None:
        return JsonResponse({"to": reverse("live:join", args=[gathering.code])}, status=200)
    etag = f'"{gathering.mark}-{"-".join(admission.audiences)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    look = Look(gathering)
    drawn: dict[str, str] = {}
    for audience in admission.audiences:
        name, _colon, rest = audience.partition(":")
        space = (
            next((each for each in look.spaces if str(each.pk) == rest.partition(":")[0]), None)
            if name == "table"
            else None
        )
        if name != "table" or space is not None:
            drawn |= drawing.named(name, drawing.parts(look, name, space=space))
    seat = seat_of(request, gathering)
    if view == "phone" and seat is not None:
        drawn |= drawing.mine(look, seat)
    response = JsonResponse({"state": gathering.mark, "now": look.now.timestamp(), "parts": drawn})
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


# --- doing --------------------------------------------------------------------------------------------------------


@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The door of every deed. A plain form gets a page again, a script gets the parts that belong to its view."""
    gathering = find(request, code)
    by = actor_of(request, gathering)
    wants_json = "application/json" in request.headers.get("Accept", "")
    said = ""

    def deed() -> str:
        nonlocal said
        said = deeds.call(gathering=gathering, verb=verb, by=by, data=request.POST, files=request.FILES)
        return "done"

    who = f"seat-{by.seat.pk}" if by.seat is not None else address_of(request)
    try:
        if not by.leads:
            require_pace(who, "live.deed", at_most=120, seconds=60)
        once(request.POST.get("once", ""), deed)
    except Refusal as refusal:
        if wants_json:
            return JsonResponse(
                {"said": str(refusal), "field": refusal.field},
                status=422 if refusal.status == 400 else refusal.status,
            )
        if request.POST.get("typed") == "1":
            return _again(request, gathering, verb, refusal)
        raise
    if wants_json:
        return private(
            # A deed of a kind has told `gathering` what it has become.
            JsonResponse(
                {
                    "said": said,
                    **_after(request, gathering if "." in verb else queries.by_code(code) or gathering, by),
                }
            )
        )
    if said:
        messages.success(request, said)
    return redirect(_back(request, gathering))


def _after(request: HttpRequest, gathering: Gathering, by: Actor) -> dict[str, Any]:
    view = request.POST.get("view", "phone")
    if "to" in request.POST:
        return {"to": _back(request, gathering)}
    look = Look(gathering)
    if view == "phone":
        seat = queries.one_seat(gathering, "id = %s", by.seat.pk) if by.seat is not None else None
        if seat is None or not seat.is_here:
            return {"to": reverse("live:join", args=[gathering.code])}
        return {"state": gathering.mark, "now": look.now.timestamp(), "parts": drawing.mine(look, seat)}
    if (view == "console" and by.leads) or (view == "theme" and rules.may_theme(by)):
        return {
            "state": gathering.mark,
            "now": look.now.timestamp(),
            "parts": drawing.named(view, drawing.parts(look, view)),
        }
    if view == "table":
        space = next((each for each in look.spaces if str(each.pk) == request.POST.get("space", "")), None)
        if space is not None and drawing.may_open_table(look, by, space):
            return {"parts": drawing.named("table", drawing.parts(look, "table", space=space))}
    return {}


def _back(request: HttpRequest, gathering: Gathering) -> str:
    view = request.POST.get("view", "phone")
    if view == "stalls":
        # Back to the same part of the list.
        query = asked_for(request.POST).query
        return reverse("live:stalls", args=[gathering.code]) + (f"?{query}" if query else "")
    return back_to(gathering, view, request.POST.get("space", ""))


def _again(request: HttpRequest, gathering: Gathering, verb: str, refusal: Refusal) -> HttpResponse:
    """The page with the form, with what was typed and what is wrong with it."""
    return write(
        request,
        gathering.code,
        verb,
        error=str(refusal),
        status=422 if refusal.status == 400 else refusal.status,
    )


def write(request: HttpRequest, code: str, verb: str, *, error: str = "", status: int = 200) -> HttpResponse:
    """A form on a page of its own: nothing reloads under the fingers of whoever writes, with or without JavaScript."""
    gathering = find(request, code)
    seat = seat_of(request, gathering)
    by = actor_of(request, gathering)
    if seat is None and not by.leads:
        return redirect("live:join", gathering.code)
    kind, deed = kinds.deed_named(verb)
    look = Look(gathering)
    number = request.POST.get("stage") or request.GET.get("stage", "")
    stage = next((each for each in look.stages if str(each.pk) == number), look.stage)
    if stage is None:
        return redirect("live:phone", gathering.code)
    deeds.require_who(deed, by)
    stage.gathering = gathering
    view, space = came_from(request, gathering)
    form = deed.bind(
        request.POST if request.method == "POST" else None, stage=stage, initial=request.GET.dict()
    )
    if deed.ready is not None:
        deed.ready(form, look, stage, by)
    return private(
        render(
            request,
            "live/write.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "look": look,
                "stage": stage,
                "kind": kind,
                "deed": deed,
                "verb": verb,
                "form": form,
                "error": error,
                "once": new_token(),
                "view": view,
                "space": space,
                "back": back_to(gathering, view, space),
            },
            status=status,
        )
    )


@require_GET
def write_page(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    return write(request, code, verb)


# --- the facilitator's other pages --------------------------------------------------------------------------------


@require_GET
def people(request: HttpRequest, code: str) -> HttpResponse:
    gathering, _by = led(request, code)
    search = request.GET.get("suche", "")[:60]
    return private(
        render(
            request,
            "live/people.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "look": Look(gathering),
                "people": queries.people(gathering, search=search)[:200],
                "search": search,
                "roles": SeatRole.choices,
                "names_form": forms.NamesForm(),
                "once": new_token(),
            },
        )
    )


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The run sheet, to be changed before and during the gathering."""
    gathering, by = led(request, code)
    error = ""
    if request.method == "POST":
        try:
            if "save" in request.POST:
                actions.save_script(gathering=gathering, name=request.POST.get("name", ""), by=request.user)
                messages.success(request, _("Gespeichert. Das Format steht jetzt in der Liste der Formate."))
            else:
                after = request.POST.get("after", "")
                kind = request.POST.get("kind", "")
                draft = runsheet.parse_stage(
                    {"kind": kind, "title": str(dict(StageKind.choices).get(kind, "")), "minutes": 10}, 1
                )
                new = actions.add_stage(
                    gathering=gathering, draft=draft, after=int(after) if after.isdigit() else None, by=by
                )
                return redirect("live:stage", gathering.code, new.pk)
            return redirect("live:sheet", gathering.code)
        except Refusal as refusal:
            error = str(refusal)
    return private(
        render(
            request,
            "live/sheet.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "look": Look(gathering),
                "stage_kinds": StageKind.choices,
                "error": error,
                "can_save": rules.is_staff_lead(request.user),
                "name": request.POST.get("name", ""),
            },
            status=422 if error else 200,
        )
    )


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One step of the run sheet."""
    gathering, by = led(request, code)
    row = gathering.stages.filter(pk=number).first()
    if row is None:
        raise Refusal(_("Diesen Schritt gibt es nicht mehr."), status=404)
    row.gathering = gathering
    beside = tuple(request.POST.getlist("also")) if request.method == "POST" else tuple(row.kinds[1:])
    beside = tuple(key for key in beside if key in StageKind.values)
    form = forms.StageForm(request.POST or None, kind=row.kind, open_beside=beside, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            draft = runsheet.parse_stage(form.as_body(), row.position)
            actions.change_stage(stage=row, draft=draft, by=by)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if set(beside) - set(row.kinds) or "stay" in request.POST:
                return redirect("live:stage", gathering.code, row.pk)
            messages.success(request, _("Gespeichert."))
            return redirect("live:sheet", gathering.code)
    return private(
        render(
            request,
            "live/stage.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "stage": row,
                "form": form,
                "kind": kinds.kind_named(row.kind),
            },
            status=422 if form.errors else 200,
        )
    )


def _initial(row: Stage) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": row.title,
        "question": row.question,
        "text": row.text,
        "minutes": row.minutes,
        "also": row.kinds[1:],
    }
    for key in row.kinds:
        for name, value in kinds.kind_named(key).of(row).items():
            values[f"{key}-{name}"] = "\n".join(value) if isinstance(value, list) else value
    return values


# --- the plan of open spaces and bar camps ------------------------------------------------------------------------


def _boards(gathering: Gathering) -> list[planning.Board]:
    look = Look(gathering)
    return [board_of(look, row) for row in look.stages if row.kind == StageKind.GRID]


@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The grid of slots and rooms for the wall, on A3 or A4."""
    gathering = find(request, code)
    return private(
        render(
            request,
            "live/plan.html",
            {
                "gathering": gathering,
                "event": gathering.event,
                "boards": [{"board": board} for board in _boards(gathering)],
                "paper": "a4" if request.GET.get("papier") == "a4" else "a3",
                "now": timezone.localtime(),
                "qr": codes.drawing(f"{settings.BASE_URL}/live/{gathering.code}/plan/", sized=False),
                "address": short_address(gathering),
            },
        )
    )


@require_GET
def plan_json(request: HttpRequest, code: str) -> JsonResponse:
    """The same for machines, in the shape that conference apps read."""
    gathering = find(request, code)
    answer = JsonResponse(
        planning.schedule(gathering, _boards(gathering), base_url=settings.BASE_URL),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    add_never_cache_headers(answer)  # what happens in a hall does not make pages of the site old
    return answer


# --- addresses ----------------------------------------------------------------------------------------------------


def short_address(gathering: Gathering) -> str:
    """As it is read from the wall: without https://, with the code behind it."""
    host = settings.BASE_URL.partition("://")[2]
    return f"{host}/l/{gathering.code}"


def join_address(gathering: Gathering) -> str:
    return f"{settings.BASE_URL}/l/{gathering.code}/?wo=room"
