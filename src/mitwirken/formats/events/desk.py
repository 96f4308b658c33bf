# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: prepare and publish events, sign people up, let them in, type in feedback cards, campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk, sent, show_conflict, show_refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.ui import codes

from . import actions, forms, queries, rules
from .models import Bundle, Event, Side, SignUp
from .registry import desk_links

MOST_ON_PAPER = 2000


def _find(request: HttpRequest, pk: int) -> Event:
    """The event, if it is one of those that this member of the staff may edit."""
    event = queries.one_by_number(pk) if pk < 2**63 else None
    if event is None:
        raise Refusal(_("Diese Veranstaltung gibt es nicht oder nicht mehr."), status=404)
    rules.require_edit(request.user, event)
    return event


def _at(event: Event, name: str = "desk_event") -> str:
    return reverse(f"events:{name}", args=[event.pk])


@staff_page(*rules.STAFF)
def events(request: HttpRequest) -> HttpResponse:
    """All events: to come, drafts, over. A Fachamt sees its own."""
    person: Any = request.user
    state = request.GET.get("stand", "")
    offices = None if has_role(person, *rules.EDITORS) else person.offices
    rows = queries.desk_list(state=state, offices=offices)
    page = Paginator(rows, queries.DESK_PAGE).get_page(request.GET.get("seite", "1"))
    seats = queries.desk_seats(list(page.object_list))
    context = {
        "page": page,
        "lines": [(row, *seats.get(row.pk, (0, 0))) for row in page.object_list],
        "state": state,
        "states": [("", _("kommende")), ("entwurf", _("Entwürfe")), ("vergangen", _("vergangene"))],
        "bundles": has_role(person, *rules.EDITORS),
    }
    return render_desk(request, "events/desk/events.html", context)


@staff_page(*rules.STAFF)
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """An event on one page: what is missing, how many come, what can be done next."""
    found = _find(request, pk)
    context = {
        "event": found,
        "gaps": rules.missing(found) if found.published_at is None else [],
        "numbers": queries.numbers(found),
        "rooms": queries.rooms(found),
        "links": desk_links(found),
        "over": found.is_over(),
        "answers": queries.answers(found),
        "short_url": settings.BASE_URL + found.short_url,
    }
    return render_desk(request, "events/desk/event.html", context)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = forms.EventForm(request.POST or None, request.FILES or None, person=request.user)

    def save() -> str:
        draft = form.draft(_picture(request, form, None))
        return _at(actions.create_event(draft=draft, by=request.user))

    return _event_form(request, form, None, save)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = forms.EventForm(request.POST or None, request.FILES or None, person=request.user, event=found)

    def save() -> str:
        draft = form.draft(_picture(request, form, found.picture))
        actions.change_event(event=found, draft=draft, by=request.user, seen=form.cleaned_data["seen"])
        return _at(found)

    return _event_form(request, form, found, save)


def _picture(request: HttpRequest, form: django_forms.Form, kept: Picture | None) -> Picture | None:
    given = form.cleaned_data
    if given.get("picture"):
        return store_picture(given["picture"], alt=given["alt"], by=request.user)
    return None if given.get("no_picture") else kept


def _event_form(
    request: HttpRequest, form: forms.EventForm, found: Event | None, save: Callable[[], str]
) -> HttpResponse:
    status, pairs = 200, []
    if request.method == "POST":
        status = 422 if not form.picking else 200
        if form.is_valid():
            try:
                address = once(form.cleaned_data["once"], save)
            except Conflict as conflict:
                status, pairs = 409, show_conflict(form, conflict, found or Event(), also=True)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(request, _("Gespeichert."))
                return redirect(address)
    context = {"form": form, "event": found, "pairs": pairs, "sections": list(form.sections())}
    return render_desk(request, "events/desk/form.html", context, status=status)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return confirm(
        request,
        lambda: actions.publish_event(event=found, by=request.user),
        title=_("„%(title)s“ veröffentlichen?") % {"title": found.title},
        text=_(
            "Danach sehen alle die Seite, und wer dem Prozess oder dem Bezirk folgt, bekommt eine Nachricht."
        ),
        yes=_("Veröffentlichen"),
        done=_("Veröffentlicht."),
        back=_at(found),
    )


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return confirm(
        request,
        lambda: actions.delete_draft(event=found, by=request.user),
        title=_("Entwurf „%(title)s“ löschen?") % {"title": found.title},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Entwurf löschen"),
        done=_("Der Entwurf ist gelöscht."),
        onward=reverse("events:desk"),
        danger=True,
        back=_at(found),
    )


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = forms.ReasonForm(request.POST or None, name="absage")
    done = sent(
        request,
        form,
        lambda clean: actions.cancel_event(event=found, by=request.user, because=clean["because"]),
        _("Abgesagt. Alle Angemeldeten bekommen eine Nachricht."),
        _at(found),
    )
    if done.onward is not None:
        return done.onward
    numbers = queries.numbers(found)
    return render_desk(
        request,
        "events/desk/cancel.html",
        {"event": found, "form": form, "numbers": numbers},
        status=done.status,
    )


# --- sign-ups -----------------------------------------------------------------------------------------------------


@staff_page(*rules.STAFF)
@require_safe
def sign_ups(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of the door: one tap lets somebody in."""
    found = _find(request, pk)
    side = request.GET.get("wo", "")
    text = request.GET.get("q", "")[:80].strip()
    rows = queries.sign_ups(found, side=side, text=text)
    page = Paginator(rows.order_by("status", "name", "pk"), 200).get_page(request.GET.get("seite", "1"))
    context = {
        "event": found,
        "page": page,
        "side": side,
        "sides": [("", _("alle")), *((each.value, each.label) for each in Side)]
        if len(found.sides) > 1
        else [],
        "text": text,
        "numbers": queries.numbers(found),
        "rooms": queries.rooms(found),
    }
    return render_desk(request, "events/desk/sign_ups.html", context | _contacts(request, found))


def _contacts(request: HttpRequest, event: Event) -> dict[str, Any]:
    """Names stand on the list because the door needs them; how people are reached and what they need, after a reason."""
    door = f"event:{event.pk}"
    return {"door": door, "contacts_open": contacts.is_open(request, door)}


@staff_page(*rules.STAFF)
@require_safe
def paper_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list on paper, with boxes to tick."""
    found = _find(request, pk)
    rows = list(queries.sign_ups(found).order_by("status", "side", "name", "pk")[:MOST_ON_PAPER])
    return render_desk(
        request,
        "events/desk/paper_list.html",
        {"event": found, "sign_ups": rows, "sides": found.sides, "desk_pages": []}
        | _contacts(request, found),
    )


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody up who came by phone or on paper."""
    found = _find(request, pk)
    form = forms.EnterSignUpForm(
        request.POST or None, event=found, initial={"channel": request.GET.get("weg")}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data

            def deed() -> str:
                made = actions.sign_up(
                    event=found,
                    draft=form.draft(),
                    channel=given["channel"],
                    entered_by=request.user,
                    contact_note=given["contact_note"],
                )
                return f"{made.code}{'?' if made.is_waiting else ''}"

            try:
                said = once(given["once"], deed)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                words = (
                    _("Eingetragen auf der Warteliste. Code für den Einlass: %(code)s.")
                    if said.endswith("?")
                    else _("Angemeldet. Code für den Einlass: %(code)s. Nennen Sie ihn der Person.")
                )
                messages.success(request, words % {"code": said.rstrip("?")})
                return redirect(_at(found, "desk_enter" if "next" in request.POST else "desk_sign_ups"))
    return render_desk(
        request,
        "events/desk/enter.html",
        {"event": found, "form": form, "rooms": queries.rooms(found)},
        status=status,
    )


def _sign_up(request: HttpRequest, pk: int, number: int) -> SignUp:
    found = _find(request, pk)
    row = found.sign_ups.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Refusal(_("Diese Anmeldung gibt es nicht mehr. Sie wurde abgesagt oder gelöscht."), status=404)
    row.event = found
    return row


def _back(request: HttpRequest, event: Event) -> HttpResponse:
    """To the list as it was narrowed, at the line that was tapped."""
    side = request.POST.get("wo", "")
    query = f"?wo={side}" if side in Side.values else ""
    line = request.POST.get("zeile", "")
    return redirect(
        _at(event, "desk_sign_ups") + query + (f"#a{line}" if line.isascii() and line.isdigit() else "")
    )


@staff_page(*rules.STAFF)
@require_POST
def check_in(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _sign_up(request, pk, number)
    actions.check_in(sign_up=row, by=request.user, came=request.POST.get("da") != "nein")
    return _back(request, row.event)


@staff_page(*rules.STAFF)
@require_POST
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody came without signing up."""
    found = _find(request, pk)
    actions.count_walk_in(event=found, by=request.user, people=-1 if request.POST.get("mehr") == "-1" else 1)
    return _back(request, found)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """For somebody who called: they don't come."""
    row = _sign_up(request, pk, number)
    if request.method == "POST":
        actions.cancel_sign_up(sign_up=row, by=request.user)
        messages.success(request, _("Abgemeldet und gelöscht."))
        return _back(request, row.event)
    context = {
        "event": row.event,
        "title": _("%(name)s abmelden?") % {"name": row.name},
        "text": _("Die Anmeldung wird gelöscht, und wer auf der Warteliste steht, rückt nach."),
        "yes": pgettext("event", "Abmelden"),
        "back": _at(row.event, "desk_sign_ups"),
        "danger": True,
    }
    return render_desk(request, "desk/confirm.html", context)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, code: str = "") -> HttpResponse:
    """What a square code opens on a phone at the door; also takes a code that is typed."""
    typed = (request.POST.get("code") or request.GET.get("code") or code)[:40]
    row = queries.with_code(typed)
    if typed and row is None:
        messages.error(request, _("Diesen Code kennen wir nicht. Suchen Sie in der Liste nach dem Namen."))
    if row is not None:
        rules.require_edit(request.user, row.event)
        if request.method == "POST" and "da" in request.POST:
            actions.check_in(sign_up=row, by=request.user, came=request.POST["da"] != "nein")
            return redirect("events:desk_door", row.code)
    return render_desk(
        request,
        "events/desk/door.html",
        {"sign_up": row, "event": row.event if row else None, "typed": typed}
        | (_contacts(request, row.event) if row else {}),
    )


# --- feedback -----------------------------------------------------------------------------------------------------


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in a pile of feedback cards; below stands what came in so far."""
    found = _find(request, pk)
    form = forms.CardsForm(
        request.POST or None, districts=list(queries.districts().values_list("slug", "name"))
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = once(
                    form.cleaned_data["once"],
                    lambda: str(actions.enter_cards(event=found, cards=form.draft(), by=request.user)),
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                n = int(said)
                messages.success(
                    request, ngettext("%(n)d Karte eingetragen.", "%(n)d Karten eingetragen.", n) % {"n": n}
                )
                return redirect(_at(found, "desk_cards"))
    address = settings.BASE_URL + reverse("events:feedback", args=[found.slug])
    context = {
        "event": found,
        "form": form,
        "answers": queries.answers(found),
        "sentences": queries.sentences(found),
        "address": address,
        "open": rules.takes_feedback(found),
    }
    return render_desk(request, "events/desk/cards.html", context, status=status)


@staff_page(*rules.STAFF)
@require_safe
def card_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Feedback cards to print and cut, with the square code for those who rather use a phone."""
    found = _find(request, pk)
    address = settings.BASE_URL + reverse("events:feedback", args=[found.slug])
    context = {
        "event": found,
        "qr": codes.drawing(address),
        "address": address,
        "four": range(4),
        "desk_pages": [],
    }
    return render_desk(request, "events/desk/card_sheet.html", context)


# --- campaigns ----------------------------------------------------------------------------------------------------


@staff_page(*rules.EDITORS)
@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    page = Paginator(Bundle.objects.all(), queries.DESK_PAGE).get_page(request.GET.get("seite", "1"))
    return render_desk(request, "events/desk/bundles.html", {"page": page})


@staff_page(*rules.EDITORS)
@require_http_methods(["GET", "POST"])
def bundle_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A campaign and its events on one page; pk 0 makes a new one."""
    found = Bundle.objects.select_related("picture").filter(pk=pk).first() if 0 < pk < 2**63 else None
    if pk and found is None:
        raise Refusal(_("Diese Aktion gibt es nicht oder nicht mehr."), status=404)
    form = forms.BundleForm(request.POST or None, request.FILES or None, bundle=found)
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def save() -> str:
                draft = form.draft(_picture(request, form, found.picture if found else None))
                if found is None:
                    row = actions.create_bundle(draft=draft, by=request.user)
                else:
                    row = actions.change_bundle(
                        bundle=found, draft=draft, by=request.user, seen=form.cleaned_data["seen"]
                    )
                    actions.put_into_bundle(
                        bundle=row, events=list(form.cleaned_data["events"]), by=request.user
                    )
                return reverse("events:desk_bundle", args=[row.pk])

            try:
                address = once(form.cleaned_data["once"], save)
            except Conflict as conflict:
                status, pairs = 409, show_conflict(form, conflict, found or Bundle(), also=True)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(request, _("Gespeichert."))
                return redirect(address)
    return render_desk(
        request,
        "events/desk/bundle.html",
        {"bundle": found, "form": form, "pairs": pairs, "once": new_token()},
        status=status,
    )


@staff_page(*rules.EDITORS)
@require_POST
def bundle_publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = Bundle.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Refusal(_("Diese Aktion gibt es nicht oder nicht mehr."), status=404)
    actions.publish_bundle(bundle=found, by=request.user)
    messages.success(request, _("Veröffentlicht."))
    return redirect("events:desk_bundle", found.pk)
