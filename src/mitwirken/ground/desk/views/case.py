# SPDX-License-Identifier: EUPL-1.2
"""The page of a case and the deeds that stand on it. Each deed has an address of its own and leads back to
the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.ui import practice

from .. import actions, queries, rules
from ..access import staff_page
from ..doors import form_status, render_desk, show_refusal
from ..forms import AnswerForm, AssignForm, DeskForm, DoneForm, MilestoneForm, NoteForm, SignForm, StatusForm
from ..models import Case, CaseStatus, Milestone


def find(number: int) -> Case:
    case = (
        Case.everything.select_related("office", "assignee").filter(pk=number).first()
        if number < 2**63
        else None
    )
    if case is None:
        raise Refusal(_("Diesen Fall gibt es nicht."), status=404)
    return case


@require_safe
@staff_page(*rules.READERS)
def case(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, number)


def _page(
    request: HttpRequest,
    number: int,
    *,
    bound: Mapping[str, DeskForm] | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the forms the reader may use; `bound` is the one that was refused, with what was
    typed.
    """
    person: Any = request.user
    internal = rules.can(rules.may_see_internal, person)
    page = queries.case_page(number, internal=internal) if number < 2**63 else None
    if page is None:
        raise Refusal(_("Diesen Fall gibt es nicht."), status=404)
    forms: dict[str, Any] = {}
    why_not = ""
    try:
        rules.may_work_on(person, page.case)
    except Refusal as refusal:
        why_not = str(refusal)
    else:
        draft = page.draft
        written = draft.text if draft else page.answers[0].text if page.answers else ""
        blocks = queries.blocks()
        wanted = request.GET.get("baustein", "")
        chosen = next((block for block in blocks if str(block.pk) == wanted), None)
        if chosen is not None:
            written = "\n\n".join(part for part in (written, queries.fill(chosen.text, page.case)) if part)
        forms = {
            "status_form": StatusForm(case=page.case),
            "assign_form": AssignForm(case=page.case, person=person),
            "note_form": NoteForm(),
            "answer_form": AnswerForm(initial={"text": written, "seen": draft.version if draft else 0}),
            "blocks": blocks,
            "chosen": chosen,
            **(bound or {}),
        }
    if page.draft and person.offices and rules.can(rules.may_contribute, person, page.case):
        forms["sign_form"] = (bound or {}).get("sign_form") or SignForm(
            case=page.case, person=person, version=page.draft.version
        )
    contributes = internal and rules.can(rules.may_contribute, person, page.case)
    if contributes and "note_form" not in forms:
        forms["note_form"] = (bound or {}).get("note_form") or NoteForm()
    context = {
        "page": page,
        "case": page.case,
        "internal": internal,
        "contributes": contributes,
        "takes": page.case.is_untaken and rules.can(rules.may_take, person, page.case.office),
        "mine": set(person.offices),
        "publishes": page.draft is not None and page.signing.ready_for(person),
        "sets_signing": rules.can(rules.may_set_signing, person),
        "cosigns": page.draft is not None
        and any(one.office_id in person.offices and one.status not in queries.GONE for one in page.parts),
        "works": not why_not,
        "steps": queries.next_steps(page, person, works=not why_not) if internal else [],
        "why_not": why_not,
        "conflict": conflict,
        "pairs": _pairs(conflict),
        **forms,
    }
    if page.case.practice:
        practice.mark(request)
    return render_desk(request, "desk/case.html", context, status=status)


def _pairs(conflict: Conflict | None) -> list[dict[str, Any]]:
    """Both versions beside each other, in the words of the form."""
    if conflict is None:
        return []
    names = {
        "text": _("Text der Antwort"),
        "status": _("Stand"),
        "office": _("Zuständiges Amt"),
        "assignee": _("Wer sich kümmert"),
        "due_on": _("Nächster Termin"),
    }

    def say(name: str, value: Any) -> Any:
        if name == "status" and value in CaseStatus.values:
            return CaseStatus(value).label
        return "–" if value is None or value == "" else value

    return [
        {
            "name": names[name],
            "theirs": say(name, conflict.theirs.get(name)),
            "yours": say(name, conflict.yours.get(name)),
            "same": conflict.theirs.get(name) == conflict.yours.get(name),
        }
        for name in names
        if name in conflict.yours and name in conflict.theirs
    ]


def _do(
    request: HttpRequest,
    case: Case,
    key: str,
    form: DeskForm,
    deed: Callable[[Mapping[str, Any]], Any],
    said: Any,
    anchor: str,
) -> HttpResponse:
    """One deed of the page: valid form, deed once, back to its place; otherwise the page with what was
    typed.
    """
    if not form.is_valid():
        return _page(request, case.pk, bound={key: form}, status=422)
    clean = form.cleaned_data

    def run() -> str:
        deed(clean)
        messages.success(request, str(said))
        return f"{case.get_absolute_url()}#{anchor}"

    try:
        return redirect(once(clean["once"], run))
    except Conflict as conflict:
        show_refusal(form, conflict)
        # Saving again means: I have read the other version and mine shall stand.
        current = conflict.theirs.get("version", Case.everything.only("version").get(pk=case.pk).version)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen"] = str(current)  # type: ignore[index]
        return _page(request, case.pk, bound={key: form}, conflict=conflict, status=409)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, case.pk, bound={key: form}, status=form_status(refusal))


@require_POST
@staff_page(*rules.INSIDERS)
def status(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    form = StatusForm(request.POST, case=case)
    return _do(
        request,
        case,
        "status_form",
        form,
        lambda clean: actions.change_status(
            case=case, to=clean["to"], reason=clean["reason"], by=request.user, seen=clean["seen"]
        ),
        _("Der neue Stand ist veröffentlicht."),
        "verlauf",
    )


@require_POST
@staff_page(*rules.INSIDERS)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    form = AssignForm(request.POST, case=case, person=request.user)
    return _do(
        request,
        case,
        "assign_form",
        form,
        lambda clean: actions.assign_case(
            case=case,
            office=clean["office"],
            assignee=clean["assignee"],
            due_on=clean["due_on"],
            by=request.user,
            seen=clean["seen"],
        ),
        _("Die Zuteilung ist gespeichert."),
        "zuteilung",
    )


@require_POST
@staff_page(*rules.INSIDERS)
def note(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_contribute(request.user, case)
    return _do(
        request,
        case,
        "note_form",
        NoteForm(request.POST),
        lambda clean: actions.add_note(case=case, text=clean["text"], by=request.user),
        _("Die Notiz ist gespeichert."),
        "notizen",
    )


@require_POST
@staff_page(*rules.INSIDERS)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    return _do(
        request,
        case,
        "answer_form",
        AnswerForm(request.POST),
        lambda clean: actions.draft_answer(
            case=case, text=clean["text"], by=request.user, seen=clean["seen"]
        ),
        _("Der Entwurf ist gespeichert. Öffentlich wird er erst mit einer Unterschrift."),
        "antwort",
    )


@require_POST
@staff_page(*rules.INSIDERS)
def sign(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_contribute(request.user, case)
    publishes = request.POST.get("deed") != "sign"
    form = SignForm(request.POST, case=case, person=request.user, version=0)
    return _do(
        request,
        case,
        "sign_form",
        form,
        lambda clean: (
            actions.publish_answer(
                case=case, by=request.user, office=clean["office"], role=clean["role"], seen=clean["seen"]
            )
            if publishes
            else actions.sign_answer(
                case=case,
                by=request.user,
                office=clean["office"],
                role=clean["role"],
                seen=clean["seen"] or 0,
            )
        ),
        _("Ihre Unterschrift ist da. Sie gilt für genau diesen Text.")
        if not publishes
        else _(
            "Die Antwort ist unterschrieben und veröffentlicht. Wer den Vorschlag gemacht hat, bekommt "
            "Nachricht."
        ),
        "antwort",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def milestone(request: HttpRequest, number: int, pk: int | None = None) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    stage = _stage(case, pk) if pk is not None else None
    initial = (
        {"title": stage.title, "text": stage.text, "due_on": stage.due_on, "seen": stage.version}
        if stage
        else None
    )
    form = MilestoneForm(request.POST or None, request.FILES or None, initial=initial)

    def deed(clean: Mapping[str, Any]) -> None:
        actions.set_milestone(
            case=case,
            milestone=stage,
            title=clean["title"],
            text=clean["text"],
            due_on=clean["due_on"],
            picture=_picture(request, clean),
            by=request.user,
            seen=clean["seen"],
        )

    return _stage_page(
        request, case, stage, form, deed, "desk/milestone.html", _("Die Etappe ist gespeichert.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def milestone_done(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    stage = _stage(case, pk)
    form = DoneForm(request.POST or None, request.FILES or None, initial={"done_on": timezone.localdate()})

    def deed(clean: Mapping[str, Any]) -> None:
        actions.complete_milestone(
            milestone=stage, done_on=clean["done_on"], picture=_picture(request, clean), by=request.user
        )

    said = _("Geschafft. Wer den Vorschlag verfolgt, bekommt Nachricht.")
    return _stage_page(request, case, stage, form, deed, "desk/milestone_done.html", said)


def _stage(case: Case, pk: int) -> Milestone:
    stage = case.milestones.select_related("picture").filter(pk=pk).first() if pk < 2**63 else None
    if stage is None:
        raise Refusal(_("Diese Etappe gibt es nicht."), status=404)
    return stage


def _picture(request: HttpRequest, clean: Mapping[str, Any]) -> Any:
    upload = clean.get("picture")
    person: Any = request.user
    return store_picture(upload, alt=clean["alt"], by=person) if upload else None


def _stage_page(
    request: HttpRequest,
    case: Case,
    stage: Milestone | None,
    form: DeskForm,
    deed: Callable[[Mapping[str, Any]], None],
    template: str,
    said: str,
) -> HttpResponse:
    answer_with = 200
    pairs: list[dict[str, Any]] = []
    if request.method == "POST":
        answer_with = 422
        if form.is_valid():

            def run() -> str:
                deed(form.cleaned_data)
                messages.success(request, said)
                return f"{reverse('desk:case', args=[case.pk])}#etappen"

            try:
                return redirect(once(form.cleaned_data["once"], run))
            except Refusal as refusal:
                show_refusal(form, refusal)
                answer_with = form_status(refusal)
                if isinstance(refusal, Conflict) and stage is not None:
                    labels = {name: field.label for name, field in form.fields.items()}
                    pairs = [
                        {
                            "name": labels[name],
                            "theirs": refusal.theirs[name],
                            "yours": mine,
                            "same": refusal.theirs[name] == mine,
                        }
                        for name, mine in refusal.yours.items()
                    ]
                    form.data = form.data.copy()  # type: ignore[attr-defined]
                    form.data["seen"] = str(Milestone.objects.only("version").get(pk=stage.pk).version)  # type: ignore[index]
    return render_desk(
        request, template, {"case": case, "stage": stage, "form": form, "pairs": pairs}, status=answer_with
    )
