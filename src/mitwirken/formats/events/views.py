# SPDX-License-Identifier: EUPL-1.2
"""Pages for citizens: what takes place, signing up, one's own sign-up, the one question afterwards, campaigns."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.people.actions import ask_confirmation
from mitwirken.civic.places.maps import Marker
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.pages import depends_on
from mitwirken.ground.ui import codes

from . import actions, letters, queries, rules
from .confirmations import SIGN_UP, payload
from .forms import FeedbackForm, SignUpForm
from .models import Bundle, Event, Side, SignUp, StepFree
from .registry import panels

HOUR = 3600
# A library or a school signs up from one address; a machine signs up faster than a class.
SIGN_UPS, ANSWERS = 40, 60


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _find(request: HttpRequest, slug: str) -> Event:
    """The event, if the reader may see it: everybody a published one, staff also drafts."""
    event = queries.one(slug)
    if event is None or not (event.is_public or (event.hidden_at is None and is_staff(request.user))):
        raise Refusal(
            _(
                "Diese Veranstaltung gibt es hier nicht oder nicht mehr. Die Übersicht zeigt alle, die es gibt."
            ),
            status=404,
        )
    depends_on(request, f"event:{event.pk}", "events:today")
    return event


def _page(request: HttpRequest) -> str:
    return str(request.GET.get("seite", "1"))


# --- reading ------------------------------------------------------------------------------------------------------


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What takes place, narrowed by plain links."""
    depends_on(request, "events", "events:today", "places")
    found = queries.overview(queries.Filters.from_address(request.GET), _page(request))
    return render(request, "events/overview.html", {"found": found, "page": found.page})


def access_facts(event: Event) -> list[tuple[str, Any, bool]]:
    """What people with needs have to know: an icon, a word, and whether it is there."""
    steps = {
        StepFree.YES: _("stufenfrei zugänglich"),
        StepFree.PARTLY: _("teilweise stufenfrei"),
        StepFree.NO: _("nicht stufenfrei"),
        StepFree.UNKNOWN: _("ob es Stufen gibt, wissen wir noch nicht"),
    }
    facts = []
    if event.in_room:
        yes = event.step_free in (StepFree.YES, StepFree.PARTLY)
        facts.append(("home", steps[StepFree(event.step_free)], yes))
        facts.append(
            (
                "bell",
                _("Induktionsanlage für Hörgeräte") if event.induction_loop else _("keine Induktionsanlage"),
                event.induction_loop,
            )
        )
    facts.append(
        (
            "hands",
            _("Deutsche Gebärdensprache") if event.dgs else _("keine Gebärdensprache; fragen Sie uns"),
            event.dgs,
        )
    )
    if event.in_room:
        facts.append(
            (
                "playground",
                _("Kinderbetreuung") if event.childcare else _("keine Kinderbetreuung"),
                event.childcare,
            )
        )
        facts.append(("heart", _("Ruheraum") if event.quiet_room else _("kein Ruheraum"), event.quiet_room))
    return facts


def page_context(request: HttpRequest, event: Event) -> dict[str, Any]:
    now = timezone.now()
    rooms = queries.rooms(event)
    open_now = event.is_public and rules.is_open(event, now)
    over = event.is_over(now)
    return {
        "event": event,
        "over": over,
        "running": event.starts_at <= now < event.ends_at and not event.cancelled_at,
        "rooms": rooms,
        "open_now": open_now,
        "full": bool(rooms) and all(room.is_full for room in rooms),
        "opens_later": bool(event.sign_up_from and event.sign_up_from > now and not over),
        # Without signing up nobody has an own page that could hold it.
        "public_link": event.is_online
        and not event.sign_up
        and event.is_today(now)
        and not event.cancelled_at,
        "facts": access_facts(event),
        "absolute": settings.BASE_URL + event.get_absolute_url(),
        "absolute_short": settings.BASE_URL + event.short_url,
        # A district and not its part: a map needs something to recognise.
        "zoom": (event.place.parent or event.place).slug if event.place else "",
        "markers": [Marker(*event.point, event.title, "", 1)] if event.point else [],
        "takes_feedback": event.is_public and rules.takes_feedback(event, now),
        "topic": f"event:{event.pk}",
    }


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(request, slug)
    context = page_context(request, found)
    context |= {
        "own": queries.own(_person(request), found),
        "panels": [text for panel in panels() if (text := panel.draw(request, found))],
        "answers": queries.answers(found) if found.starts_at <= timezone.now() else None,
        "edits": request.user.is_authenticated and rules.edits(request.user, found),
    }
    return render(request, "events/event.html", context)


@require_safe
def short(request: HttpRequest, number: int) -> HttpResponse:
    """The short address that fits on a poster."""
    row = queries.public(Event.objects.filter(pk=number)).first() if number < 2**63 else None
    if row is None:
        raise Refusal(_("Eine Veranstaltung mit dieser Nummer gibt es nicht oder nicht mehr."), status=404)
    return HttpResponsePermanentRedirect(row.get_absolute_url())


@require_safe
def print_view(request: HttpRequest, slug: str) -> HttpResponse:
    """For the notice board, with a square code."""
    found = _find(request, slug)
    context = page_context(request, found)
    context["qr"] = codes.drawing(context["absolute_short"])
    return render(request, "events/print.html", context)


@require_safe
def bundle(request: HttpRequest, slug: str) -> HttpResponse:
    found = _bundle(request, slug)
    cards = queries.of_bundle(found)
    return render(
        request,
        "events/bundle.html",
        {
            "bundle": found,
            "cards": cards,
            "absolute": settings.BASE_URL + found.get_absolute_url(),
            "topic": f"bundle:{found.pk}",
        },
    )


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaign on paper, with a square code."""
    found = _bundle(request, slug)
    absolute = settings.BASE_URL + found.get_absolute_url()
    context = {
        "bundle": found,
        "cards": queries.of_bundle(found),
        "absolute": absolute,
        "qr": codes.drawing(absolute),
    }
    return render(request, "events/programme.html", context)


def _bundle(request: HttpRequest, slug: str) -> Bundle:
    found = Bundle.objects.select_related("office", "picture").filter(slug=slug).first()
    if found is None or not (found.is_public or is_staff(request.user)):
        raise Refusal(_("Diese Aktion gibt es hier nicht oder nicht mehr."), status=404)
    depends_on(request, f"bundle:{found.pk}", "events:today")
    return found


# --- signing up ---------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """With an account at once; without one, a button in a mail."""
    found = _find(request, slug)
    person = _person(request)
    there = queries.own(person, found)
    if there is not None:
        return redirect(there.get_absolute_url())
    rules.require_open(found)
    rules.require_may_take_part(person)
    rooms = queries.rooms(found)
    form = SignUpForm(
        request.POST or None, event=found, person=person, free={room.side: room.free for room in rooms}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _signed_up(request, found, person, form)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    context = {"event": found, "form": form, "rooms": rooms, "full": all(room.is_full for room in rooms)}
    return render(request, "events/sign_up.html", context, status=status)


def _signed_up(request: HttpRequest, found: Event, person: Any, form: SignUpForm) -> HttpResponse:
    require_pace(address_of(request), "events.sign_up", at_most=SIGN_UPS, seconds=HOUR)
    draft = form.draft()
    if person is not None:
        address = once(
            form.cleaned_data["once"],
            lambda: actions.sign_up(event=found, draft=draft, person=person).get_absolute_url(),
        )
        return redirect(address)
    rules.require_sound_sign_up(draft, found)
    email = form.cleaned_data["email"]

    def ask() -> str:
        ask_confirmation(
            email=email, purpose=SIGN_UP, payload=payload(found, draft), language=get_language() or "de"
        )
        return found.get_absolute_url()

    once(form.cleaned_data["once"], ask)
    return render(request, "events/sent.html", {"event": found, "email": email})


def _own(slug: str, key: str) -> SignUp:
    row = queries.with_key(slug, key)
    if row is None:
        raise Refusal(
            _(
                "Diese Anmeldung gibt es nicht oder nicht mehr. Wer absagt, wird gleich gelöscht; alle anderen einige Zeit nach der Veranstaltung."
            ),
            status=404,
        )
    return row


@never_cache
@require_safe
def own(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One's own sign-up: where it stands, the code for the door, the link to the meeting, the way out."""
    row = _own(slug, key)
    confirmed = not row.is_waiting and row.event.cancelled_at is None
    context = {
        "sign_up": row,
        "event": row.event,
        "confirmed": confirmed,
        "over": row.event.is_over(),
        "online": confirmed and row.side == Side.ONLINE,
        "qr": codes.drawing(letters.door_address(row)) if confirmed and row.side == Side.ROOM else "",
        "takes_feedback": row.came_at is not None and rules.takes_feedback(row.event),
    }
    return render(request, "events/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A page with a button: programs that look into mails must not sign anybody off."""
    row = _own(slug, key)
    if request.method == "POST":
        actions.cancel_sign_up(sign_up=row, key=key)
        messages.success(request, _("Sie sind abgemeldet. Ihre Anmeldung ist gelöscht."))
        return redirect(row.event.get_absolute_url())
    return render(request, "events/sign_off.html", {"sign_up": row, "event": row.event})


# --- feedback -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """One question, without account and without name."""
    found = _find(request, slug)
    rules.require_feedback(found)
    form = FeedbackForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            draft = form.draft()

            def deed() -> str:
                require_pace(address_of(request), "events.feedback", at_most=ANSWERS, seconds=HOUR)
                actions.give_feedback(event=found, draft=draft)
                return reverse("events:feedback_thanks", args=[found.slug])

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    voluntary = [form[name] for name in form.VOLUNTARY]
    return render(
        request, "events/feedback.html", {"event": found, "form": form, "voluntary": voluntary}, status=status
    )


@require_safe
def feedback_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "events/feedback_thanks.html", {"event": _find(request, slug)})
