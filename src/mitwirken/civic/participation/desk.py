# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages: prepare a process from a template, fill it, check what is missing, publish, finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, render_desk, show_conflict, show_refusal
from mitwirken.ground.desk.roles import Role

from . import actions, forms, queries, rules
from .blueprints import template_named, templates
from .checks import unsettled
from .drafts import Face
from .models import Date, Phase, Process, Status
from .registry import Format, format_named, formats

READERS = (Role.PROCESS, Role.EDITOR, Role.CORE, Role.OMBUDS, Role.OFFICE)
WRITERS = (Role.PROCESS, Role.EDITOR, Role.CORE)
MANAGERS = (Role.PROCESS, Role.CORE)


@dataclass(frozen=True)
class Section:
    """A part of a process as the desk shows it."""

    key: str
    name: Any
    about: Any
    form: type[forms.SectionForm] | None = None


SECTIONS = (
    Section(
        "grundlagen",
        gettext_lazy("Grundlagen"),
        gettext_lazy("Worum es geht, wo, für wen und wer zuständig ist."),
        forms.BasicsForm,
    ),
    Section(
        "einfluss",
        gettext_lazy("Einfluss"),
        gettext_lazy("Das Versprechen: wie weit die Mitwirkung reicht, was feststeht, wer wann entscheidet."),
        forms.TermsForm,
    ),
    Section(
        "zugang",
        gettext_lazy("Ohne Internet und Kontakt"),
        gettext_lazy("Wie man auf Papier, am Telefon und vor Ort mitmacht und wen man fragen kann."),
        forms.AccessForm,
    ),
    Section(
        "pruefung",
        gettext_lazy("Vorab-Prüfung"),
        gettext_lazy(
            "Ist an alle gedacht? Jeder Punkt ist erfüllt oder begründet. Die Antworten stehen öffentlich auf der Seite."
        ),
        forms.ChecksForm,
    ),
    Section("phasen", gettext_lazy("Phasen"), gettext_lazy("Wann was möglich ist.")),
    Section("termine", gettext_lazy("Termine"), gettext_lazy("Tage, an denen sich Menschen treffen.")),
    Section(
        "kategorien",
        gettext_lazy("Kategorien"),
        gettext_lazy("Wonach Beiträge sortiert werden. Drei bis sieben sind genug."),
    ),
    Section(
        "bild",
        gettext_lazy("Bild"),
        gettext_lazy("Ein Bild macht Listen lebendig. Es geht auch ohne."),
        forms.PictureForm,
    ),
    Section(
        "ergebnis",
        gettext_lazy("Ergebnis"),
        gettext_lazy("Am Ende: was herauskam, was entschieden wurde und warum."),
        forms.OutcomeForm,
    ),
)
_SECTION = {section.key: section for section in SECTIONS}


@staff_page(*READERS)
def processes(request: HttpRequest) -> HttpResponse:
    """All processes or mine, by state."""
    person: Any = request.user
    mine = request.GET.get("wer", "") != "alle"
    state = request.GET.get("stand", "")
    rows = Paginator(queries.desk_list(person, mine=mine, state=state), 30).get_page(
        request.GET.get("seite", "1")
    )
    states = [
        ("", _("alle")), ("entwurf", _("Entwürfe")), (Status.RUNNING.value, _("laufend")), (Status.PLANNED.value, _("geplant")),
        (Status.FINISHED.value, _("beendet")), ("zurueckgezogen", _("zurückgezogen")),
    ]  # fmt: skip
    context = {
        "page": rows,
        "mine": mine,
        "state": state,
        "states": states,
        "may_create": _may(rules.require_create, person),
    }
    return render_desk(request, "participation/desk/processes.html", context)


def _may(rule: Callable[..., None], *args: Any) -> bool:
    try:
        rule(*args)
    except Refusal:
        return False
    return True


@staff_page(*MANAGERS)
def choose(request: HttpRequest) -> HttpResponse:
    """The first step: which template fits."""
    return render_desk(request, "participation/desk/choose.html", {"templates": templates(), "step": 1})


@staff_page(*MANAGERS)
def create(request: HttpRequest, key: str) -> HttpResponse:
    """The second step: what only the clerk knows. Then the draft is there, with phases and dates."""
    template = template_named(key)
    if template is None:
        raise Refusal(_("Diese Vorlage gibt es nicht. Bitte wählen Sie eine andere."), status=404)
    form = forms.CreateForm(request.POST or None, person=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data

            def deed() -> str:
                person: Any = request.user
                made = actions.create_process(
                    by=person, title=given["title"], question=given["question"], template=template, starts_on=given["starts_on"],
                    places=list(given["places"]), topic=given["topic"], office=given["office"],
                )  # fmt: skip
                return reverse("participation:desk_process", args=[made.pk])

            try:
                address = once(given["once"], deed)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Der Entwurf ist da. Unten steht, was noch fehlt."))
                return redirect(address)
    return render_desk(
        request,
        "participation/desk/create.html",
        {"form": form, "template": template, "step": 2},
        status=status,
    )


def _find(pk: int) -> Process:
    process = (
        Process.objects.filter(pk=pk)
        .select_related("office", "topic", "picture", "responsible")
        .prefetch_related("phases", "dates", "categories", "places")
        .first()
    )
    if process is None:
        raise Refusal(_("Diesen Prozess gibt es nicht oder nicht mehr."), status=404)
    return process


@staff_page(*READERS)
def process(request: HttpRequest, pk: int) -> HttpResponse:
    """A process on one page: what is missing, all parts with their state, what can be done next."""
    found = _find(pk)
    gaps = rules.missing(found)
    open_sections = {gap.section for gap in gaps}
    done = {
        "termine": bool(found.dates.all()), "kategorien": bool(found.categories.all()), "bild": bool(found.picture_id),
        "ergebnis": bool(found.result and found.decision and found.reason),
        "pruefung": not unsettled(found.checks),
    }  # fmt: skip
    parts = [
        {
            "section": section,
            "missing": section.key in open_sections,
            "done": done.get(section.key, section.key not in open_sections),
        }
        for section in SECTIONS
    ]
    context = {
        "process": found,
        "gaps": gaps,
        "parts": parts,
        "manages": rules.manages(request.user, found),
        "writes": rules.writes(request.user, found),
        "finishable": _may(rules.require_finishable, found),
        "state": "entwurf" if not found.is_public else found.status(),
    }
    return render_desk(request, "participation/desk/process.html", context)


def _form_page(
    request: HttpRequest,
    found: Process,
    form: django_forms.Form,
    section: Section,
    save: Callable[[], Any] | None,
    *,
    extra: Any = None,
    back: str = "",
) -> HttpResponse:
    """Draws a form, or does `save` and goes back. A conflict shows both texts and keeps what was typed."""
    back = back or reverse("participation:desk_process", args=[found.pk])
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if save is not None:
            try:
                save()
            except Conflict as conflict:
                status, pairs = 409, show_conflict(form, conflict, found)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Gespeichert."))
                return redirect(back)
    context = {
        "process": found,
        "form": form,
        "section": section,
        "pairs": pairs,
        "back": back,
        **(extra or {}),
    }
    return render_desk(request, "participation/desk/form.html", context, status=status)


@staff_page(*WRITERS)
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One part of a process: a form, or a list of phases, dates or categories."""
    found = _find(pk)
    part = _SECTION.get(key)
    if part is None:
        raise Refusal(_("Diesen Teil gibt es nicht."), status=404)
    person: Any = request.user
    if not rules.writes(person, found):
        rules.require_manage(person, found)
    if key in {"phasen", "termine"}:
        return render_desk(
            request,
            f"participation/desk/{key}.html",
            {"process": found, "section": part, "manages": rules.manages(person, found)},
        )
    if key == "kategorien":
        return _categories(request, found, part)
    if part.form is None:
        raise Refusal(_("Diesen Teil gibt es nicht."), status=404)
    form = part.form(request.POST or None, request.FILES or None, process=found, name=key)
    save = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        if isinstance(form, forms.PictureForm):

            def save() -> None:
                rules.require_write(person, found, Face())
                actions.change_process(process=found, by=person, change=Face(form.store(person)), seen=seen)

        elif isinstance(form, forms.OutcomeForm) and request.POST.get("deed") == "finish":

            def save() -> None:
                actions.finish_process(process=found, by=person, outcome=form.draft(), seen=seen)

        else:

            def save() -> None:
                actions.change_process(process=found, by=person, change=form.draft(), seen=seen)

    return _form_page(
        request,
        found,
        form,
        part,
        save,
        extra={"finishable": _may(rules.require_finishable, found) and rules.manages(person, found)},
    )


def _categories(request: HttpRequest, found: Process, part: Section) -> HttpResponse:
    person: Any = request.user
    form = forms.CategoriesForm(
        request.POST or None, categories=list(found.categories.all()), seen=found.version
    )
    save = None
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            actions.set_categories(
                process=found, by=person, categories=form.drafts(), seen=form.cleaned_data["seen"]
            )

    return _form_page(request, found, form, part, save)


# Phases


@staff_page(*MANAGERS)
def phase_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a format, then say when and what is open."""
    found = _find(pk)
    rules.require_manage(request.user, found)
    format = format_named(request.GET.get("format", ""))
    if format is None:
        context = {"process": found, "section": _SECTION["phasen"], "formats": formats()}
        return render_desk(request, "participation/desk/formats.html", context)
    return _phase_form(request, found, None, format)


@staff_page(*MANAGERS)
def phase_edit(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    found = _find(pk)
    rules.require_manage(request.user, found)
    phase = next((each for each in found.phases.all() if each.pk == phase_pk), None)
    if phase is None:
        raise Refusal(_("Diese Phase gibt es nicht oder nicht mehr."), status=404)
    format = format_named(phase.format)
    if format is None:
        raise Refusal(
            _(
                "Das Format dieser Phase ist hier nicht eingerichtet. Bitte wenden Sie sich an die Administration."
            ),
            status=409,
        )
    return _phase_form(request, found, phase, format)


def _phase_form(request: HttpRequest, found: Process, phase: Phase | None, format: Format) -> HttpResponse:
    person: Any = request.user
    form = forms.PhaseForm(request.POST or None, format=format, phase=phase, seen=found.version)
    settings_form = None
    if format.settings_form is not None:
        settings_form = format.settings_form(
            request.POST or None, initial=phase.settings if phase else None, prefix="settings"
        )
    save = None
    # Both are asked, so that both show their errors.
    if request.method == "POST" and all([form.is_valid(), settings_form is None or settings_form.is_valid()]):

        def save() -> None:
            draft = form.draft(settings_form.cleaned_data if settings_form is not None else {})
            if phase is None:
                once(
                    form.cleaned_data["once"],
                    lambda: str(
                        actions.add_phase(
                            process=found, by=person, phase=draft, seen=form.cleaned_data["seen"]
                        ).pk
                    ),
                )
            else:
                actions.change_phase(phase=phase, by=person, draft=draft, seen=form.cleaned_data["seen"])

    extra = {"settings_form": settings_form, "format": format, "phase": phase}
    return _form_page(
        request,
        found,
        form,
        _SECTION["phasen"],
        save,
        extra=extra,
        back=reverse("participation:desk_section", args=[found.pk, "phasen"]),
    )


@staff_page(*MANAGERS)
def phase_remove(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    found = _find(pk)
    phase = next((each for each in found.phases.all() if each.pk == phase_pk), None)
    if phase is None:
        raise Refusal(_("Diese Phase gibt es nicht oder nicht mehr."), status=404)
    person: Any = request.user
    return _confirm(
        request,
        found,
        title=_("Phase „%(phase)s“ löschen?") % {"phase": phase.title},
        text=_("Das geht nur, solange es in der Phase keine Beiträge gibt."),
        yes=_("Phase löschen"),
        deed=lambda: actions.remove_phase(phase=phase, by=person),
        back=reverse("participation:desk_section", args=[found.pk, "phasen"]),
    )


def _confirm(request: HttpRequest, found: Process, deed: Callable[[], Any], **words: Any) -> HttpResponse:
    rules.require_manage(request.user, found)
    return confirm(request, deed, **words)


# Dates


@staff_page(*MANAGERS)
def date_edit(request: HttpRequest, pk: int, date_pk: int = 0) -> HttpResponse:
    """A date is added or changed; with "remove" it goes."""
    found = _find(pk)
    person: Any = request.user
    rules.require_manage(person, found)
    row = next((each for each in found.dates.all() if each.pk == date_pk), None)
    if date_pk and row is None:
        raise Refusal(_("Diesen Termin gibt es nicht oder nicht mehr."), status=404)
    form = forms.DateForm(request.POST or None, row=row, seen=found.version)
    back = reverse("participation:desk_section", args=[found.pk, "termine"])
    others = [_draft_of(each) for each in found.dates.all() if each.pk != date_pk]
    save = None
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            seen = form.cleaned_data["seen"]
            once(
                form.cleaned_data["once"],
                lambda: str(
                    actions.set_dates(process=found, by=person, dates=[*others, form.draft()], seen=seen).pk
                ),
            )

    return _form_page(request, found, form, _SECTION["termine"], save, extra={"row": row}, back=back)


@staff_page(*MANAGERS)
def date_remove(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
    found = _find(pk)
    row = next((each for each in found.dates.all() if each.pk == date_pk), None)
    if row is None:
        raise Refusal(_("Diesen Termin gibt es nicht oder nicht mehr."), status=404)
    person: Any = request.user
    others = [_draft_of(each) for each in found.dates.all() if each.pk != date_pk]
    return _confirm(
        request,
        found,
        title=_("Termin „%(date)s“ löschen?") % {"date": row.title},
        text=_("Er verschwindet auch aus abonnierten Kalendern."),
        yes=_("Termin löschen"),
        deed=lambda: actions.set_dates(process=found, by=person, dates=others),
        back=reverse("participation:desk_section", args=[found.pk, "termine"]),
    )


def _draft_of(row: Date) -> Any:
    from .drafts import DateDraft

    return DateDraft(row.title, row.starts_at, row.ends_at, row.place, row.text, row.pk)


# The life of a process


@staff_page(*MANAGERS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    person: Any = request.user
    gaps = rules.missing(found)
    if gaps and not found.is_public:
        messages.warning(
            request,
            " ".join(
                [_("Es fehlt noch etwas. Die Liste führt Sie hin."), *(str(gap.sentence) for gap in gaps)]
            ),
        )
        return redirect("participation:desk_process", found.pk)
    return _confirm(
        request,
        found,
        title=_("„%(title)s“ veröffentlichen?") % {"title": found.title},
        text=_(
            "Alle können die Seite dann lesen. Wer das Thema oder den Bezirk verfolgt, bekommt eine Nachricht. Spätere Änderungen bleiben sichtbar."
        ),
        yes=_("Jetzt veröffentlichen"),
        deed=lambda: actions.publish_process(process=found, by=person),
        back=reverse("participation:desk_process", args=[found.pk]),
        done=_("Der Prozess ist veröffentlicht."),
    )


@staff_page(*MANAGERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    person: Any = request.user
    rules.require_manage(person, found)
    form = forms.WithdrawForm(request.POST or None)
    save = None
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            actions.withdraw_process(process=found, by=person, because=form.cleaned_data["because"])

    part = Section(
        "zurueckziehen",
        _("Prozess zurückziehen"),
        _("Die Seite verschwindet; unter ihrer Adresse steht der Grund. Beiträge bleiben gespeichert."),
    )
    return _form_page(
        request, found, form, part, save, extra={"save_word": _("Zurückziehen"), "danger": True}
    )


@staff_page(*MANAGERS)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    person: Any = request.user
    return _confirm(
        request,
        found,
        title=_("Entwurf „%(title)s“ löschen?") % {"title": found.title},
        text=_(
            "Der Entwurf mit allen Phasen und Terminen wird gelöscht. Das lässt sich nicht rückgängig machen."
        ),
        yes=_("Entwurf löschen"),
        deed=lambda: actions.delete_draft(process=found, by=person),
        back=reverse("participation:desk_process", args=[found.pk]),
        onward=reverse("participation:desk"),
        done=_("Der Entwurf ist gelöscht."),
    )
