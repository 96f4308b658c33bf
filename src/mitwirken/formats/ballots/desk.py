# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: set up a ballot, check its options, print codes, open accounts, type in paper, close, count, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk, sent, show_refusal

from . import actions, forms, letters, papers, queries, rules, views, voting
from .counting import setup_of
from .models import Ballot, Entry, Option, State
from .words import how_to_fill_in

R = rules.RIGHTS


def _find(pk: int) -> Ballot:
    found = queries.one(pk)
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def _option(row: Ballot, number: int) -> Option:
    found = row.options.select_related("ballot", "place", "office", "proposal").filter(pk=number).first()
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return found


def _at(row: Ballot, name: str = "desk_ballot", *more: int) -> str:
    return reverse(f"ballots:{name}", args=[row.pk, *more])


@staff_page(*rules.STAFF)
@require_safe
def ballots(request: HttpRequest) -> HttpResponse:
    """All ballots, newest first."""
    rows = list(queries.desk_list())
    context = {
        "lines": [(row, views.state_of(row)) for row in rows],
        "may_set_up": rules.may(request.user, "set_up"),
    }
    return render_desk(request, "ballots/desk/ballots.html", context)


@staff_page(*rules.STAFF)
@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """A ballot on one page: what is missing, what is next, what stands on it."""
    row = _find(pk)
    options = queries.options(row)
    person = request.user
    waiting = queries.waiting_entries(row)
    context = views.described(row) | {
        "options": options,
        "gaps": rules.gaps(row, options) if row.state == State.DRAFT else [],
        "may": {deed: rules.may(person, deed) for deed in R},
        "rights": [
            (name, ", ".join(str(role.label) for role in R[deed]))
            for deed, name in (
                ("set_up", _("vorbereiten und festlegen")),
                ("check", _("Projekte prüfen")),
                ("print_codes", _("Codes drucken")),
                ("admit", _("Konten freischalten")),
                ("enter", _("Papier eingeben")),
                ("count", _("schließen und auszählen")),
                ("publish", _("veröffentlichen")),
            )
        ],
        "waiting": waiting,
        "voters": row.numbers.get("voters")
        if row.state not in {State.DRAFT, State.READY}
        else row.voters.count(),
        "slips": row.slips.count(),
        "step": {"draft": 1, "ready": 2, "closed": 3, "counted": 4, "published": 5}[row.state],
        "steps": [_("Vorbereiten"), _("Abstimmen"), _("Auszählen"), _("Ansehen"), _("Veröffentlicht")],
        "over": row.is_over(),
        "can_unready": row.state == State.READY and row.is_ahead(),
    }
    return render_desk(request, "ballots/desk/ballot.html", context)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = forms.BallotForm(request.POST or None, initial={"once": new_token()})

    def save() -> str:
        phase = form.phases[form.cleaned_data["phase"]]
        return _at(actions.create_ballot(phase=phase, draft=form.draft(), by=request.user))

    return _form(request, form, save, None, _("Abstimmung vorbereiten"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    form = forms.BallotForm(request.POST or None, ballot=row)

    def save() -> str:
        actions.change_ballot(ballot=row, draft=form.draft(), by=request.user, seen=form.cleaned_data["seen"])
        return _at(row)

    return _form(request, form, save, row, _("Angaben ändern"))


def _form(
    request: HttpRequest, form: Any, save: Callable[[], str], row: Ballot | None, title: str, **more: Any
) -> HttpResponse:
    """A form of the desk: saved once, refused with what was typed still there."""
    done = sent(request, form, lambda clean: save(), _("Gespeichert."), row=row or Ballot())
    if done.onward is not None:
        return done.onward
    context = {"form": form, "ballot": row, "title": title, "pairs": done.pairs, **more}
    return render_desk(request, "ballots/desk/form.html", context, status=done.status)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    return confirm(
        request,
        lambda: actions.delete_ballot(ballot=row, by=request.user),
        title=_("Entwurf „%(title)s“ löschen?") % {"title": row.title},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Entwurf löschen"),
        back=_at(row),
        onward=reverse("ballots:desk"),
        danger=True,
    )


# --- options ----------------------------------------------------------------------------------------------------------


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposals of the process, to be put on the ballot."""
    row = _find(pk)
    rules.require_draft(row)
    form = forms.TakeOverForm(request.POST or None, ballot=row)

    def save() -> str:
        chosen = [form.known[pk] for pk in form.cleaned_data["proposals"]]
        actions.take_over(ballot=row, proposals=chosen, by=request.user)
        return _at(row)

    lead = _("Titel, Text, Kosten, Bezirk und Ort kommen mit. Danach prüft ein Amt jedes Projekt.")
    return _form(request, form, save, row, _("Vorschläge des Prozesses übernehmen"), lead=lead)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def option_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    form = forms.OptionForm(request.POST or None)

    def save() -> str:
        actions.add_option(ballot=row, draft=form.draft(), by=request.user)
        return _at(row)

    return _form(request, form, save, row, _("Projekt hinzufügen"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def option(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    found = _option(row, number)
    form = forms.OptionForm(request.POST or None, option=found)

    def save() -> str:
        actions.change_option(option=found, draft=form.draft(), by=request.user)
        return _at(row)

    lead = _("Nach einer Änderung wird das Projekt noch einmal geprüft.")
    return _form(request, form, save, row, _("Projekt ändern"), lead=lead)


@staff_page(*R["check"])
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What an office says of an option."""
    row = _find(pk)
    rules.require_draft(row)
    found = _option(row, number)
    given = {None: None, True: "ja", False: "nein"}[found.eligible]
    initial = {"eligible": given, "reason": found.reason, "cost": found.cost}
    form = forms.CheckForm(request.POST or None, initial=initial)
    if not row.with_money:
        del form.fields["cost"]

    def save() -> str:
        data = form.cleaned_data
        actions.check_option(
            option=found,
            eligible=data["eligible"],
            reason=data["reason"],
            cost=data.get("cost"),
            by=request.user,
        )
        return _at(row)

    return _form(request, form, save, row, _("„%(title)s“ prüfen") % {"title": found.title}, option=found)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def option_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    found = _option(row, number)
    return confirm(
        request,
        lambda: actions.remove_option(option=found, by=request.user),
        title=_("„%(title)s“ vom Stimmzettel nehmen?") % {"title": found.title},
        text=_(
            "Soll öffentlich bleiben, warum darüber nicht abgestimmt wird, lehnen Sie es bei der Prüfung ab."
        ),
        yes=_("Vom Stimmzettel nehmen"),
        back=_at(row),
        danger=True,
    )


# --- from settled to published ----------------------------------------------------------------------------------------


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    return confirm(
        request,
        lambda: actions.make_ready(ballot=row, by=request.user),
        title=_("„%(title)s“ festlegen?") % {"title": row.title},
        text=_(
            "Die Nummern werden ausgelost. Danach ändern sich Projekte und Regel nicht mehr, alle können sie lesen, und mit "
            "dem Beginn der Phase öffnet die Abstimmung von selbst."
        ),
        yes=_("Festlegen und zeigen"),
        done=_("Festgelegt."),
        back=_at(row),
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def unready(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    return confirm(
        request,
        lambda: actions.unmake_ready(ballot=row, by=request.user),
        title=_("Zurück in die Vorbereitung?"),
        text=_("Die Abstimmung ist dann nicht mehr zu sehen, bis Sie sie wieder festlegen."),
        yes=_("Zurückholen"),
        back=_at(row),
    )


@staff_page(*R["count"])
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_closable(row)
    return confirm(
        request,
        lambda: actions.close_ballot(ballot=row, by=request.user),
        title=_("„%(title)s“ schließen?") % {"title": row.title},
        text=_(
            "Haben Sie alles Papier eingegeben? Beim Schließen wird der Schlüssel vernichtet, und die Stimmzettel werden in "
            "zufälliger Reihenfolge neu geschrieben. Danach kommt keine Stimme mehr hinzu, und niemand kann mehr sehen, wer abgestimmt hat."
        ),
        yes=_("Schließen"),
        done=_("Geschlossen. Jetzt kann ausgezählt werden."),
        back=_at(row),
    )


@staff_page(*R["count"])
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_countable(row)
    return confirm(
        request,
        lambda: actions.count_ballot(ballot=row, by=request.user),
        title=_("„%(title)s“ auszählen?") % {"title": row.title},
        text=_(
            "Gezählt wird nach der Regel, die vor der Abstimmung feststand. Öffentlich ist das Ergebnis danach noch nicht."
        ),
        yes=_("Auszählen"),
        done=_("Ausgezählt."),
        onward=_at(row, "desk_preview"),
        back=_at(row),
    )


@staff_page(*R["count"])
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The result as it will be published."""
    row = _find(pk)
    if row.state not in {State.COUNTED, State.PUBLISHED}:
        rules.require_countable(row)
        return redirect(_at(row))
    context = views.result_context(row) | {"preview": True, "may_publish": rules.may(request.user, "publish")}
    return render_desk(request, "ballots/desk/preview.html", context)


@staff_page(*R["publish"])
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_publishable(row, request.user)
    return confirm(
        request,
        lambda: actions.publish_ballot(ballot=row, by=request.user),
        title=_("Ergebnis von „%(title)s“ veröffentlichen?") % {"title": row.title},
        text=_(
            "Alle sehen dann das Ergebnis, das Protokoll und jeden Stimmzettel, und wer den Prozess verfolgt, bekommt eine Nachricht."
        ),
        yes=_("Veröffentlichen"),
        done=_("Veröffentlicht."),
        back=_at(row),
    )


# --- who may vote -----------------------------------------------------------------------------------------------------


@staff_page(*R["print_codes"])
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters as one PDF. The codes are in it and nowhere else."""
    row = _find(pk)
    form = forms.CodesForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():  # where the PDF fails, there are no codes either
                    made = actions.print_codes(
                        ballot=row, number=form.cleaned_data["number"], by=request.user
                    )
                    answer = HttpResponse(letters.as_pdf(row, made), content_type="application/pdf")
                answer["Content-Disposition"] = f'attachment; filename="briefe-abstimmung-{row.pk}.pdf"'
                return answer
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    context = {"ballot": row, "form": form, "printed": row.slips.count()}
    return render_desk(request, "ballots/desk/codes.html", context, status=status)


@staff_page(*R["admit"])
@require_http_methods(["GET", "POST"])
def admissions(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands at the counter with an ID: their account may vote."""
    row = _find(pk)
    form = forms.AdmissionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person = form.cleaned_data["account"]
            try:
                fresh = actions.admit(ballot=row, person=person, by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                text = _("Das Konto darf abstimmen.") if fresh else _("Das Konto durfte schon abstimmen.")
                messages.success(request, text)
                return redirect(_at(row, "desk_admissions"))
    context = {"ballot": row, "form": form, "number": row.admissions.count()}
    return render_desk(request, "ballots/desk/admissions.html", context, status=status)


# --- paper ------------------------------------------------------------------------------------------------------------


@staff_page(*R["enter"])
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Ballot papers to print: numbered where a sheet stands for a voter, with a field for the code where the code does.

    Numbered ones are handed out one a person at the counter, so nobody can print them at home.
    """
    row = _find(pk)
    if row.state != State.READY:
        raise Refusal(_("Stimmzettel gibt es, sobald feststeht, was zur Wahl steht."), status=409)
    form = forms.SheetsForm(request.GET if "number" in request.GET else None)
    by_code = rules.check_of(row).by_code
    first, number = (form.cleaned_data["first"], form.cleaned_data["number"]) if form.is_valid() else (1, 1)
    context = views.described(row) | {
        "paper": voting.Paper(row, queries.options(row), {}),
        "fill_in": how_to_fill_in(setup_of(row), row.currency, on_paper=True),
        "form": form,
        "by_code": by_code,
        "sheets": [""] if by_code else [f"B {at:03d}" for at in range(first, first + number)],
    }
    return render_desk(request, "ballots/desk/paper.html", context | {"desk_pages": []})


@staff_page(*R["enter"])
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet is typed in; where two clerks do it, both readings stand side by side when they differ."""
    row = _find(pk)
    rules.require_entry(request.user, row)
    sent = request.POST if request.method == "POST" else None
    form = forms.SheetForm(
        sent, by_code=rules.check_of(row).by_code, initial={"channel": request.GET.get("weg", "paper")}
    )
    options = queries.options(row)
    items = queries.items(options)
    setup = setup_of(row)
    paper = voting.Paper(row, options, papers.read(setup, items, sent) if sent is not None else {})
    status, differs = 200, None
    if sent is not None:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                counts = actions.enter_paper(
                    ballot=row,
                    sheet=data["sheet"],
                    choices=paper.choices,
                    channel=data["channel"],
                    invalid=data["invalid"],
                    replace="ersetzen" in sent,
                    by=request.user,
                )
            except actions.Differs as found:
                form.add_error(None, str(found))
                status, differs = 409, _side_by_side(setup, items, found.entry, paper)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                text = (
                    _("Der Stimmzettel zählt.")
                    if counts
                    else _("Gespeichert. Jetzt gibt eine zweite Person denselben Stimmzettel ein.")
                )
                messages.success(request, text)
                return redirect(f"{_at(row, 'desk_entry')}?weg={data['channel']}")
    context = {
        "ballot": row,
        "form": form,
        "paper": paper,
        "setup": setup,
        "waiting": queries.waiting_entries(row),
        "differs": differs,
        "me": request.user,
    }
    return render_desk(request, "ballots/desk/entry.html", context, status=status)


def _side_by_side(
    setup: Any, items: Any, first: Entry, paper: voting.Paper
) -> list[tuple[str, str, str, bool]]:
    """Option, what the first clerk read, what the second, and whether it is the same."""
    lines = []
    for item in items:
        theirs, yours = first.choices.get(item.code), paper.choices.get(item.code)
        if theirs or yours:
            lines.append((item.title, _mark(setup, theirs), _mark(setup, yours), theirs == yours))
    return lines


def _mark(setup: Any, mark: int | None) -> str:
    if mark is None:
        return _("nichts")
    if setup.kind == "points":
        return ngettext("%(n)d Punkt", "%(n)d Punkte", mark) % {"n": mark}
    if setup.kind == "ranking":
        return _("Platz %(n)d") % {"n": mark}
    return _("Kreuz")


@staff_page(*R["enter"])
@require_http_methods(["GET", "POST"])
def entry_drop(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    found = Entry.objects.select_related("ballot").filter(ballot=row, pk=number).first()
    if found is None:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return confirm(
        request,
        lambda: actions.drop_entry(entry=found, by=request.user),
        title=_("Eingabe von %(sheet)s verwerfen?") % {"sheet": found.sheet},
        text=_("Der Stimmzettel ist dann nicht eingegeben und zählt nicht."),
        yes=_("Verwerfen"),
        back=_at(row, "desk_entry"),
        danger=True,
    )
