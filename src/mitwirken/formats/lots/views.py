# SPDX-License-Identifier: EUPL-1.2
"""Pages for everybody: what is drawn and how, coming into the pool, the own ticket, the list, the protocol."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.people.actions import ask_confirmation
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on
from mitwirken.ground.ui import odt, pdf

from . import actions, protocol, queries, rules, words
from .confirmations import ENTER, payload
from .forms import CodeForm, EnterForm
from .models import Draw, Standing, State, Ticket

ENTRIES, HOUR = 20, 3600
CODE_TRIES, CODE_SECONDS = 20, 600


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All draws of the town."""
    depends_on(request, "processes")
    cards = [(row, *words.state_of(row)) for row in queries.overview()]
    return render(request, "lots/overview.html", {"cards": cards})


def described(row: Draw) -> dict[str, Any]:
    """What several pages say of a draw."""
    key, word = words.state_of(row)
    return {
        "draw": row,
        "process": row.process,
        "badge": key,
        "state_word": word,
        "steps": words.how_it_is_drawn(row),
        "seats": words.seats_of(row),
        "lines": words.lines(row),
    }


@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """What is drawn, for what, by which rule; the list and the result as soon as they are there."""
    row = rules.find(pk)
    depends_on(request, f"draw:{row.pk}", f"process:{row.process_id}")
    context = described(row) | {
        "open": row.takes_entries(),
        "ahead": row.state == State.OPEN and row.by_sign_up and not row.takes_entries(),
        "listed": queries.is_listed(row),
        "file_name": protocol.file_name(row),
        "command": protocol.command(row) if row.state == State.DRAWN else "",
        "letters": not row.by_sign_up and row.state == State.DRAWN,
    }
    return render(request, "lots/draw.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the pool: with an account at once; without one, by a button in a mail."""
    row = rules.find(pk)
    person = request.user if request.user.is_authenticated else None
    there = queries.own(person, row)
    if there is not None:
        return redirect(there.get_absolute_url())
    rules.require_open(row)
    rules.require_may_take_part(person)
    form = EnterForm(request.POST or None, draw=row, person=person, initial={"once": new_token()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _entered(request, row, person, form)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = 422 if refusal.status == 400 else refusal.status
    context = described(row) | {"form": form, "with_mail": person is None}
    return render(request, "lots/enter.html", context, status=status)


def _entered(request: HttpRequest, row: Draw, person: Any, form: EnterForm) -> HttpResponse:
    require_pace(address_of(request), "lots.enter", at_most=ENTRIES, seconds=HOUR)
    entry = form.entry()
    if person is not None:
        address = once(
            form.cleaned_data["once"],
            lambda: actions.enter_pool(draw=row, entry=entry, person=person).get_absolute_url(),
        )
        return redirect(address)
    rules.require_groups(row, entry.groups)
    email = form.cleaned_data["email"]

    def ask() -> str:
        ask_confirmation(
            email=email, purpose=ENTER, payload=payload(row, entry), language=get_language() or "de"
        )
        return row.get_absolute_url()

    once(form.cleaned_data["once"], ask)
    return render(request, "lots/sent.html", {"draw": row, "process": row.process, "email": email})


# --- the own ticket ---------------------------------------------------------------------------------------------------


def _ticket(pk: int, key: str) -> Ticket:
    found = queries.with_key(pk, key)
    if found is None:
        raise Refusal(
            _(
                "Dieses Los gibt es nicht oder nicht mehr. Wer sich austrägt, wird gleich gelöscht; alle anderen einige Wochen nach "
                "der Auslosung."
            ),
            status=404,
        )
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One's own ticket: the number, whether it was drawn, yes or no."""
    row = _ticket(pk, key)
    if request.method == "POST":
        accepts = request.POST.get("antwort") == "ja"
        actions.answer(ticket=row, accepts=accepts, key=key)
        messages.success(
            request,
            _("Danke, Sie sind dabei.")
            if accepts
            else _("Danke für Ihre Antwort. Ihr Platz geht an jemand anderen."),
        )
        return redirect(row.get_absolute_url())
    context = {
        "ticket": row,
        "draw": row.draw,
        "process": row.draw.process,
        "groups": [(feature, row.groups.get(feature, "")) for feature in row.draw.groups()],
        "asked": row.standing == Standing.ASKED,
        "accepted": row.standing == Standing.ACCEPTED,
        "declined": row.standing == Standing.DECLINED,
        "substitute": row.standing == Standing.SUBSTITUTE,
        "may_leave": row.draw.state in {State.OPEN, State.CLOSED}
        and not (row.draw.state == State.CLOSED and row.nobody),
        "drawn": row.draw.state == State.DRAWN,
    }
    return render(request, "lots/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A page with a button: programs that look into mails must not take anybody out."""
    row = _ticket(pk, key)
    if request.method == "POST":
        actions.leave_pool(ticket=row, key=key)
        messages.success(request, _("Sie sind ausgetragen. Was wir von Ihnen wussten, ist gelöscht."))
        return redirect(row.draw.get_absolute_url())
    return render(request, "lots/leave.html", {"ticket": row, "draw": row.draw, "process": row.draw.process})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever got a letter types in its code. It comes by POST, so that it stands in no log."""
    row = rules.find(pk)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        require_pace(address_of(request), "lots.code", at_most=CODE_TRIES, seconds=CODE_SECONDS)
        status = 422
        if form.is_valid():
            found = queries.with_code(row, form.cleaned_data["code"])
            if found is not None:
                return redirect(found.get_absolute_url())
            form.add_error(
                "code", _("Diesen Code gibt es hier nicht. Sehen Sie bitte noch einmal in den Brief.")
            )
    return render(
        request, "lots/code.html", {"draw": row, "process": row.process, "form": form}, status=status
    )


# --- to check ---------------------------------------------------------------------------------------------------------


@require_safe
def list_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published list, byte by byte what the checksum is of."""
    row = rules.find(pk)
    text = queries.listed(row)
    if not text:
        raise Refusal(_("Die Liste ist noch nicht geschlossen oder schon gelöscht."), status=404)
    answer = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{protocol.file_name(row)}"'
    return answer


@require_safe
def minutes(request: HttpRequest, pk: int, format: str = "") -> HttpResponse:
    """The protocol as a page, PDF or OpenDocument, composed once."""
    row = rules.find(pk)
    if row.state != State.DRAWN:
        raise Refusal(_("Hier ist noch nicht ausgelost."), status=404)
    depends_on(request, f"draw:{row.pk}", f"process:{row.process_id}")
    paper = protocol.compose(row, listed=queries.is_listed(row))
    name = f"protokoll-auslosung-{row.pk}"
    if format == "odt":
        answer = HttpResponse(odt.odt_of(paper), content_type=odt.MIME)
        answer["Content-Disposition"] = f'attachment; filename="{name}.odt"'
        return answer
    if format == "pdf":
        html = render_to_string("lots/paper_pdf.html", {"paper": paper})
        made = pdf.pdf_of(
            html, instead=_("PDF kann dieser Server nicht herstellen. Nehmen Sie das Protokoll als ODT.")
        )
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return answer
    context = {"draw": row, "process": row.process, "paper": paper, "pdf": pdf.is_offered()}
    return render(request, "lots/protocol.html", context)
