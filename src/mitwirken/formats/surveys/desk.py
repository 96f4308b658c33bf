# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: build a survey with buttons, try it out, settle it, close it, look at the pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import new_token
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, render_desk, sent

from . import actions, conflicts, forms, queries, rules, sheets, views
from .filling import Outline
from .kinds import kind_of
from .models import Kind, Page, Question, State, Survey

R = rules.RIGHTS
PICTURES = 24


def _find(pk: int) -> Survey:
    found = queries.one(pk)
    if found is None:
        raise rules.gone()
    return found


def _page(outline: Outline, number: int) -> tuple[Page, int]:
    """The page with this number, and its place from 0."""
    for at, page in enumerate(outline.pages):
        if page.pk == number:
            return page, at
    raise rules.gone()


def _question(survey: Survey, number: int) -> Question:
    found = Question.objects.select_related("page__survey").filter(pk=number, page__survey=survey).first()
    if found is None:
        raise rules.gone()
    return found


def _at(row: Survey, name: str = "desk_survey", *more: int, anchor: str = "") -> str:
    return reverse(f"surveys:{name}", args=[row.pk, *more]) + (f"#{anchor}" if anchor else "")


@staff_page(*rules.STAFF)
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys, newest first."""
    context = {
        "lines": [(row, views.state_of(row)) for row in queries.desk_list()],
        "may_set_up": rules.may(request.user, "set_up"),
    }
    return render_desk(request, "surveys/desk/surveys.html", context)


@staff_page(*rules.STAFF)
@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey on one page: what is next, and all pages and questions with their buttons."""
    row = _find(pk)
    outline = queries.outline(row)
    number = queries.number_of_responses(row)
    draft = row.state == State.DRAFT
    context = views.described(row) | {
        "blocks": [
            (
                page,
                sheets.only_if(outline, page),
                [
                    (one, outline.numbers.get(one.pk, ""), _told(one), sheets.only_if(outline, one))
                    for one in outline.asked[page.pk]
                ],
            )
            for page in outline.pages
        ],
        "gaps": rules.gaps(row, outline) if draft else [],
        "may": {deed: rules.may(request.user, deed) for deed in R},
        "building": draft and rules.may(request.user, "set_up"),
        "wording": row.state == State.READY and rules.may(request.user, "set_up"),
        "number": number,
        "over": row.is_over(),
        "step": {"draft": 1, "ready": 2, "closed": 3}[row.state],
        "steps": [_("Vorbereiten"), _("Fragen"), _("Geschlossen")],
        "with_pictures": any(one.kind == Kind.UPLOAD for one in outline.questions),
        "rights": [
            (name, ", ".join(str(role.label) for role in R[deed]))
            for deed, name in (
                ("set_up", _("vorbereiten und festlegen")),
                ("enter", _("Bögen eingeben")),
                ("read", _("Bilder und Texte lesen")),
                ("close", _("schließen")),
            )
        ],
    }
    return render_desk(request, "surveys/desk/survey.html", context)


def _told(question: Question) -> str:
    """What can be answered, in one line."""
    if question.kind == Kind.SCALE:
        return f"{question.low}–{question.high}"
    labels = list(kind_of(question).labels(question).values())
    if question.kind == Kind.MATRIX:
        return f"{', '.join(each['label'] for each in question.rows)} · {', '.join(labels)}"
    return ", ".join(labels)


def _form(
    request: HttpRequest,
    form: Any,
    save: Callable[[], str],
    row: Survey | None,
    title: str,
    *,
    lead: str = "",
    edited: Page | Question | None = None,
    outline: Outline | None = None,
) -> HttpResponse:
    """A form of the desk: saved once, refused with what was typed still there. `edited` is what it changes, where that is not the survey itself."""

    def deed(_clean: dict[str, Any]) -> str:
        try:
            return save()
        except Conflict as conflict:
            raise conflicts.in_words(conflict, outline) from None

    done = sent(request, form, deed, _("Gespeichert."), row=edited or row or Survey())
    if done.onward is not None:
        return done.onward
    context = {"form": form, "survey": row, "title": title, "lead": lead, "pairs": done.pairs}
    return render_desk(request, "surveys/desk/form.html", context, status=done.status)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = forms.SurveyForm(request.POST or None, initial={"once": new_token()})

    def save() -> str:
        phase = form.phases[form.cleaned_data["phase"]]
        return _at(actions.create_survey(phase=phase, draft=form.draft(), by=request.user))

    lead = "" if form.phases else _("Zuerst braucht ein Prozess eine Phase mit dem Format Umfrage.")
    return _form(request, form, save, None, _("Umfrage vorbereiten"), lead=lead)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_wordable(row)
    form = forms.SurveyForm(request.POST or None, survey=row)

    def save() -> str:
        actions.change_survey(survey=row, draft=form.draft(), by=request.user, seen=form.cleaned_data["seen"])
        return _at(row)

    return _form(request, form, save, row, _("Angaben ändern"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    return confirm(
        request,
        lambda: actions.delete_survey(survey=row, by=request.user),
        title=_("Entwurf „%(title)s“ löschen?") % {"title": row.title},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Entwurf löschen"),
        back=_at(row),
        onward=reverse("surveys:desk"),
        danger=True,
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    title = _("%(title)s (Kopie)") % {"title": row.title[:120]}
    form = forms.CopyForm(
        request.POST or None, initial={"once": new_token(), "title": title, "phase": row.phase_id}
    )

    def save() -> str:
        phase = form.phases[form.cleaned_data["phase"]]
        made = actions.copy_survey(survey=row, phase=phase, title=form.cleaned_data["title"], by=request.user)
        return _at(made)

    lead = _("Alle Seiten, Fragen und Bedingungen kommen mit, Antworten nicht.")
    return _form(request, form, save, row, _("Umfrage kopieren"), lead=lead)


@staff_page(*rules.STAFF)
@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins a trial: the same pages that everybody will see, and nothing comes of it."""
    row = _find(pk)
    token = actions.begin(survey=row, person=request.user, trial=True)
    return redirect("surveys:answering", pk=row.pk, token=token)


# --- pages and questions ----------------------------------------------------------------------------------------------


@staff_page(*R["set_up"])
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A page or a question one place up or down; the button says which: `frage-12-hoch`."""
    row = _find(pk)
    what, _dash, rest = request.POST.get("zug", "").partition("-")
    number, _dash, way = rest.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and way in {"hoch", "runter"}):
        raise rules.gone()
    try:
        if what == "seite":
            page, _place = _page(queries.outline(row), int(number))
            actions.move_page(page=page, by=request.user, up=way == "hoch")
        else:
            actions.move_question(question=_question(row, int(number)), by=request.user, up=way == "hoch")
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        messages.error(request, str(refusal))
    return redirect(_at(row, anchor=f"{what if what == 'seite' else 'frage'}-{number}"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def page_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    outline = queries.outline(row)
    form = forms.PageEditForm(
        request.POST or None, outline=outline, place=len(outline.pages), initial={"once": new_token()}
    )

    def save() -> str:
        made = actions.add_page(survey=row, draft=form.draft(), by=request.user)
        return _at(row, anchor=f"seite-{made.pk}")

    return _form(request, form, save, row, _("Seite hinzufügen"))


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_wordable(row)
    outline = queries.outline(row)
    found, place = _page(outline, number)
    form = forms.PageEditForm(
        request.POST or None, outline=outline, place=place, page=found, fixed=row.state != State.DRAFT
    )

    def save() -> str:
        actions.change_page(page=found, draft=form.draft(), by=request.user, seen=form.cleaned_data["seen"])
        return _at(row, anchor=f"seite-{found.pk}")

    title = _("Seite „%(title)s“ ändern") % {"title": found.title}
    return _form(request, form, save, row, title, edited=found, outline=outline)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def page_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    found, _place = _page(queries.outline(row), number)
    return confirm(
        request,
        lambda: actions.remove_page(page=found, by=request.user),
        title=_("Seite „%(title)s“ entfernen?") % {"title": found.title},
        text=_("Die Fragen auf der Seite gehen mit. Was bleiben soll, verschieben Sie vorher."),
        yes=_("Seite entfernen"),
        back=_at(row),
        danger=True,
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """First the kind of answer, then the form that fits it."""
    row = _find(pk)
    rules.require_draft(row)
    outline = queries.outline(row)
    found, place = _page(outline, number)
    kind = request.GET.get("art", "")
    if kind not in forms.KINDS:
        context = {
            "survey": row,
            "page": found,
            "kinds": [(key, Kind(key).label, text, icon) for key, (text, icon) in forms.KINDS.items()],
        }
        return render_desk(request, "surveys/desk/kinds.html", context)
    form = forms.QuestionForm(
        request.POST or None, kind=kind, outline=outline, place=place, initial={"once": new_token()}
    )

    def save() -> str:
        made = actions.add_question(page=found, draft=form.draft(), by=request.user)
        return _at(row, anchor=f"frage-{made.pk}")

    title = _("Neue Frage: %(kind)s") % {"kind": Kind(kind).label}
    return _form(request, form, save, row, title, lead=_on(found))


def _on(page: Page) -> str:
    return _("Auf der Seite „%(title)s“.") % {"title": page.title}


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_wordable(row)
    found = _question(row, number)
    outline = queries.outline(row)
    fixed = row.state != State.DRAFT
    form = forms.QuestionForm(
        request.POST or None,
        kind=found.kind,
        outline=outline,
        place=outline.place_of(found.pk),
        question=found,
        fixed=fixed,
    )

    def save() -> str:
        actions.change_question(
            question=found, draft=form.draft(), by=request.user, seen=form.cleaned_data["seen"]
        )
        return _at(row, anchor=f"frage-{found.pk}")

    lead = (
        _(
            "Die Umfrage ist festgelegt: Sie können Wörter berichtigen. Anzahl und Reihenfolge der Antworten bleiben."
        )
        if fixed
        else _on(found.page)
    )
    return _form(request, form, save, row, _("Frage ändern"), lead=lead, edited=found, outline=outline)


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def question_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row = _find(pk)
    rules.require_draft(row)
    found = _question(row, number)
    return confirm(
        request,
        lambda: actions.remove_question(question=found, by=request.user),
        title=_("Frage „%(text)s“ entfernen?") % {"text": found.text},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Frage entfernen"),
        back=_at(row),
        danger=True,
    )


# --- from settled to closed -------------------------------------------------------------------------------------------


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    return confirm(
        request,
        lambda: actions.make_ready(survey=row, by=request.user),
        title=_("„%(title)s“ festlegen?") % {"title": row.title},
        text=_(
            "Danach lassen sich nur noch Wörter berichtigen. Wer dem Prozess folgt, bekommt eine Nachricht, und mit dem Beginn der "
            "Phase öffnet die Umfrage von selbst."
        ),
        yes=_("Festlegen und zeigen"),
        done=_("Festgelegt."),
        back=_at(row),
    )


@staff_page(*R["set_up"])
@require_http_methods(["GET", "POST"])
def unready(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_unready(row)
    return confirm(
        request,
        lambda: actions.unmake_ready(survey=row, by=request.user),
        title=_("Zurück in die Vorbereitung?"),
        text=_(
            "Die Umfrage ist dann nicht mehr zu sehen, bis Sie sie wieder festlegen. Angefangene Antworten gehen verloren."
        ),
        yes=_("Zurückholen"),
        back=_at(row),
    )


@staff_page(*R["close"])
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    rules.require_closable(row)
    return confirm(
        request,
        lambda: actions.close_survey(survey=row, by=request.user),
        title=_("„%(title)s“ schließen?") % {"title": row.title},
        text=_(
            "Haben Sie alle Bögen eingegeben? Beim Schließen wird vernichtet, wer teilgenommen hat. Danach kommt keine Antwort mehr hinzu."
        ),
        yes=_("Schließen"),
        done=_("Geschlossen."),
        back=_at(row),
    )


# --- pictures ---------------------------------------------------------------------------------------------------------


@staff_page(*R["read"])
@require_safe
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """The pictures that were handed in, by question. Nothing says whose they are."""
    row = _find(pk)
    shown = Paginator(queries.uploads(row), PICTURES).get_page(request.GET.get("seite"))
    return render_desk(request, "surveys/desk/pictures.html", {"survey": row, "page": shown})


@staff_page(*R["read"])
@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One picture, as it was cleaned; for staff alone."""
    found = queries.upload(_find(pk), number)
    if found is None:
        raise rules.gone()
    answer = HttpResponse(bytes(found.data), content_type="image/webp")
    answer["Content-Disposition"] = f'inline; filename="bild-{found.pk}.webp"'
    return answer
