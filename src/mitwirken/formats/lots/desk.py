# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: set up a draw, fill the pool, close it, type in the seed, draw, invite, note answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, render_desk, sent
from mitwirken.ground.ui import odt, pdf
from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph

from . import actions, forms, groups, queries, rules, words
from .models import Draw, Standing, State, Ticket

R = rules.RIGHTS


def _find(pk: int) -> Draw:
    found = queries.one(pk)
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def _at(row: Draw, name: str = "desk_draw") -> str:
    return reverse(f"lots:{name}", args=[row.pk])


@staff_page(*rules.STAFF)
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """All draws, newest first."""
    context = {
        "lines": [(row, *words.state_of(row)) for row in queries.desk_list()],
        "may_set_up": rules.may(request.user, "set_up"),
    }
    return render_desk(request, "lots/desk/draws.html", context)


@staff_page(*rules.STAFF)
@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """A draw on one page: what is next, who is in the pool, who was drawn and what they say."""
    row = _find(pk)
    person = request.user
    erased = row.state == State.DRAWN and not row.tickets.exists()
    key, word = words.state_of(row)
    context: dict[str, Any] = {
        "draw": row,
        "badge": key,
        "state_word": word,
        "may": {deed: rules.may(person, deed) for deed in R},
        "rights": [
            (name, ", ".join(str(role.label) for role in R[deed]))
            for deed, name in (
                ("set_up", _("vorbereiten, ankündigen, absagen")),
                ("enter", _("Menschen und Listen eintragen, Antworten notieren")),
                ("draw", _("Lostopf schließen, Zufallswert eingeben, auslosen")),
                ("invite", _("Briefe drucken")),
            )
        ],
        "size": queries.size(row),
        "lines": words.lines(row, None if row.state == State.DRAWN else queries.pool_by_group(row)),
        "seats": words.seats_of(row),
        "tickets": queries.drawn(row) if row.state == State.DRAWN else [],
        "standings": queries.by_standing(row),
        "erased": erased,
        "step": {"draft": 1, "open": 2, "closed": 3, "drawn": 4, "called_off": 2}[row.state],
        "names": [_("Vorbereiten"), _("Lostopf füllen"), _("Zufallswert und Auslosung"), _("Ausgelost")],
        "can_close": row.state == State.OPEN and _allowed(lambda: rules.require_closable(row)),
        "can_draw": row.state == State.CLOSED and _allowed(lambda: rules.require_drawable(row)),
        "first_is_me": row.seed_by_id == person.pk,
        "takes_list": not row.by_sign_up and row.state in {State.DRAFT, State.OPEN},
        "takes_entries": row.by_sign_up and row.state == State.OPEN,
    }
    if any(ticket.contact for ticket in context["tickets"]):
        door = f"draw:{row.pk}"
        context |= {"door": door, "contacts_open": contacts.is_open(request, door)}
    return render_desk(request, "lots/desk/draw.html", context)


def _allowed(rule: Any) -> bool:
    try:
        rule()
    except Refusal:
        return False
    return True


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = forms.DrawForm(request.POST or None)
    done = sent(
        request,
        form,
        lambda clean: _at(
            actions.create_draw(process=form.processes[clean["process"]], draft=form.draft(), by=request.user)
        ),
        _("Gespeichert. Noch sieht es niemand."),
    )
    return done.onward or _form(request, form, None, _("Auslosung vorbereiten"), done.status)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    form = forms.DrawForm(request.POST or None, draw=row)
    done = sent(
        request,
        form,
        lambda clean: actions.change_draw(draw=row, draft=form.draft(), by=request.user, seen=clean["seen"]),
        _("Gespeichert."),
        _at(row),
        row=row,
    )
    return done.onward or _form(request, form, row, _("Angaben ändern"), done.status, pairs=done.pairs)


def _form(
    request: HttpRequest, form: Any, row: Draw | None, title: str, status: int, **more: Any
) -> HttpResponse:
    context = {"form": form, "draw": row, "title": title, **more}
    return render_desk(request, "lots/desk/form.html", context, status=status)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    return confirm(
        request,
        lambda: actions.delete_draw(draw=row, by=request.user),
        title=_("Entwurf „%(title)s“ löschen?") % {"title": row.title},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Entwurf löschen"),
        back=_at(row),
        onward=reverse("lots:desk"),
        danger=True,
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    return confirm(
        request,
        lambda: actions.announce(draw=row, by=request.user),
        title=_("„%(title)s“ ankündigen?") % {"title": row.title},
        text=_(
            "Alle sehen dann, wofür und wie ausgelost wird und woher der Zufallswert kommt. Danach ändert sich daran nichts mehr."
        ),
        yes=_("Ankündigen"),
        done=_("Angekündigt."),
        back=_at(row),
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    form = forms.PostponeForm(
        request.POST or None, initial={"seed_source": row.seed_source, "seed_at": row.seed_at}
    )
    done = sent(
        request,
        form,
        lambda clean: actions.postpone(
            draw=row, seed_source=clean["seed_source"], seed_at=clean["seed_at"], by=request.user
        ),
        _("Geändert. Die Seite der Auslosung sagt es allen."),
        _at(row),
    )
    lead = _("Das geht nur, solange die Liste nicht geschlossen ist. Im Logbuch steht, wer es geändert hat.")
    return done.onward or _form(
        request, form, row, _("Anderes Ereignis für den Zufallswert"), done.status, lead=lead
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    form = forms.ReasonForm(request.POST or None)
    done = sent(
        request,
        form,
        lambda clean: actions.call_off(draw=row, reason=clean["reason"], by=request.user),
        _("Abgesagt. Der Lostopf ist gelöscht."),
        _at(row),
    )
    lead = _("Alle Lose und die Liste werden gleich gelöscht.")
    return done.onward or _form(
        request, form, row, _("Auslosung absagen"), done.status, lead=lead, yes=_("Absagen")
    )


# --- the pool ---------------------------------------------------------------------------------------------------------


@staff_page(*R["enter"])
@require_http_methods(["GET", "POST"])
def type_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody on the phone, on paper or at the counter wants to be in the pool."""
    row = _find(pk)
    rules.require_open(row, by_staff=True)
    form = forms.TypeInForm(request.POST or None, draw=row)
    done = sent(
        request,
        form,
        lambda clean: actions.enter_pool(
            draw=row, entry=form.entry(), channel=clean["channel"], entered_by=request.user
        ),
        _("Eingetragen."),
        _at(row, "desk_type_in") if "next" in request.POST else _at(row),
    )
    return done.onward or _form(
        request, form, row, _("Jemanden in den Lostopf eintragen"), done.status, again=True
    )


@staff_page(*R["enter"])
@require_http_methods(["GET", "POST"])
def take_list(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_list_open(row)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    done = sent(
        request,
        form,
        lambda clean: actions.import_list(draw=row, text=clean["file"], by=request.user),
        _("Eingelesen. Eine frühere Liste ist ersetzt."),
        _at(row),
    )
    context = {
        "form": form,
        "draw": row,
        "columns": [groups.NUMBER, *row.groups()],
        "household": groups.HOUSEHOLD,
        "groups": row.groups(),
    }
    return done.onward or render_desk(request, "lots/desk/list.html", context, status=done.status)


@staff_page(*R["draw"])
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_closable(row)
    return confirm(
        request,
        lambda: actions.close_pool(draw=row, by=request.user),
        title=_("Lostopf von „%(title)s“ schließen?") % {"title": row.title},
        text=_(
            "Die Liste wird mit ihrer Prüfsumme veröffentlicht: Nummern und Gruppen, ohne Namen. Danach kommt niemand mehr hinzu."
        ),
        yes=_("Schließen und veröffentlichen"),
        done=_("Geschlossen. Die Liste ist öffentlich."),
        back=_at(row),
    )


# --- the draw ---------------------------------------------------------------------------------------------------------


@staff_page(*R["draw"])
@require_http_methods(["GET", "POST"])
def seed(request: HttpRequest, pk: int) -> HttpResponse:
    """The seed is typed in twice: the first one notes it, the second one draws."""
    row = _find(pk)
    rules.require_drawable(row)
    form = forms.SeedForm(request.POST or None)
    second = bool(row.seed)
    if second:
        done = sent(
            request,
            form,
            lambda clean: actions.draw_people(draw=row, seed=clean["seed"], by=request.user),
            _("Ausgelost. Wer sich eingetragen hat, bekommt eine Nachricht."),
            _at(row),
        )
    else:
        done = sent(
            request,
            form,
            lambda clean: actions.note_seed(draw=row, seed=clean["seed"], by=request.user),
            _("Notiert. Auslosen muss jetzt eine zweite Person."),
            _at(row),
        )
    context = {
        "form": form,
        "draw": row,
        "second": second,
        "mine": row.seed_by_id == request.user.pk,
    }
    return done.onward or render_desk(request, "lots/desk/seed.html", context, status=done.status)


@staff_page(*R["draw"])
@require_http_methods(["GET", "POST"])
def seed_drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_drawable(row)
    return confirm(
        request,
        lambda: actions.drop_seed(draw=row, by=request.user),
        title=_("Erste Eingabe des Zufallswerts verwerfen?"),
        text=_("Danach geben ihn zwei Personen neu ein. Das Verwerfen steht im Logbuch."),
        yes=_("Verwerfen"),
        back=_at(row),
    )


# --- who was drawn ----------------------------------------------------------------------------------------------------


@staff_page(*R["enter"])
@require_POST
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Somebody answered by phone or letter."""
    row = _find(pk)
    ticket = row.tickets.filter(pk=number).first() if number < 2**63 else None
    if ticket is None:
        raise Refusal(_("Dieses Los gibt es nicht mehr."), status=404)
    ticket.draw = row
    actions.answer(ticket=ticket, accepts=request.POST.get("antwort") == "ja", by=request.user)
    messages.success(request, _("Notiert."))
    return redirect(f"{_at(row)}#los-{number}")


def _letter(row: Draw, ticket: Ticket) -> list[Block]:
    address = settings.BASE_URL + reverse("lots:code", args=[row.pk])
    blocks: list[Block] = [
        Heading(_("Das Los ist auf Sie gefallen"), new_page=True),
        Paragraph(ticket.number, label=_("Losnummer")),
    ]
    if not ticket.nobody:
        blocks.append(Paragraph(f"{ticket.name}, {ticket.contact}".strip(", ")))
    blocks += [
        Paragraph(_("Sie sind ausgelost für: %(title)s") % {"title": row.title}),
        Paragraph(row.purpose),
        Heading(_("Sind Sie dabei?"), level=2),
        Items(
            [
                _("Öffnen Sie diese Adresse: %(url)s") % {"url": address},
                _("Geben Sie diesen Code ein: %(code)s") % {"code": ticket.spoken_code},
                _("Sagen Sie zu oder ab. Sagen Sie ab, rückt jemand anderes nach."),
            ],
            numbered=True,
        ),
    ]
    if row.process.without_net:
        blocks += [Heading(_("Ohne Internet"), level=2), Paragraph(row.process.without_net)]
    blocks.append(
        Paragraph(
            _(
                "Wie ausgelost wurde, steht mit allen Nummern auf der Seite der Auslosung. Wer hinter einer Nummer steht, steht dort nicht."
            ),
            quiet=True,
        )
    )
    return blocks


@staff_page(*R["invite"])
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters to those who are asked and have not answered, one a page; who is behind a number of a list is known to the registration office."""
    row = _find(pk)
    tickets = [
        each for each in queries.drawn(row) if each.standing == Standing.ASKED and each.person_id is None
    ]
    if request.method != "POST":
        context = {"draw": row, "number": len(tickets), "pdf": pdf.is_offered()}
        return render_desk(request, "lots/desk/letters.html", context)
    if not tickets:
        raise Refusal(_("Es gibt gerade niemanden, dem ein Brief zu schreiben wäre."), status=409)
    paper = Paper(
        title=row.title,
        eyebrow=settings.CITY,
        blocks=[block for each in tickets for block in _letter(row, each)],
        author=str(row.process.office or settings.CITY),
    )
    with transaction.atomic():
        actions.note_letters(draw=row, number=len(tickets), by=request.user)
        if request.POST.get("als") == "pdf":
            html = render_to_string("lots/paper_pdf.html", {"paper": paper})
            body, kind, ending = pdf.pdf_of(html, keep=False), "application/pdf", "pdf"
        else:
            body, kind, ending = odt.odt_of(paper), odt.MIME, "odt"
    made = HttpResponse(body, content_type=kind)
    made["Content-Disposition"] = f'attachment; filename="briefe-auslosung-{row.pk}.{ending}"'
    return made
