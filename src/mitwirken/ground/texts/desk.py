# SPDX-License-Identifier: EUPL-1.2
"""The desk's pages for the city's texts: list, edit, preview, publish, earlier versions, pictures."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.ui.middleware import pairs_of

from . import actions, checks, prose, queries, rules
from .forms import ArrangeForm, PageForm, PictureForm, PublishForm, ReviewForm, TextForm
from .languages import BINDING, EASY, name_of, tag_of
from .models import Page, PageKind, State, Version
from .views import page_context

FIELD_NAMES = {
    "title": gettext_lazy("Titel"),
    "lead": gettext_lazy("Einleitung"),
    "body": gettext_lazy("Text"),
}


@require_safe
@staff_page(*rules.EDITORS)
def texts(request: HttpRequest) -> HttpResponse:
    return render_desk(request, "texts/desk/list.html", {"lines": queries.page_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def new(request: HttpRequest) -> HttpResponse:
    form = PageForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            clean = form.cleaned_data

            def deed() -> str:
                draft = actions.create_page(
                    slug=clean["slug"], title=clean["title"], language=clean["language"], by=request.user
                )
                return reverse("texts:edit", args=[draft.page.slug, draft.language])

            try:
                return redirect(once(clean["once"], deed))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
    return render_desk(request, "texts/desk/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """A page with all its languages; here it is arranged."""
    page = queries.page_or_refuse(slug)
    form = ArrangeForm(
        request.POST or None, initial={"position": page.position, "review_months": page.review_months}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actions.arrange_page(slug=slug, by=request.user, **form.cleaned_data)
            messages.success(request, _("Gespeichert."))
            return redirect("texts:overview", slug)
    return _overview(request, slug, form=form, status=status)


@require_POST
@staff_page(*rules.EDITORS)
def reviewed(request: HttpRequest, slug: str) -> HttpResponse:
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            actions.review_page(slug=slug, by=request.user, on=form.cleaned_data["reviewed_on"])
            messages.success(request, _("Danke. Unter dem Text steht jetzt dieser Tag."))
            return redirect("texts:overview", slug)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return _overview(request, slug, review_form=form, status=422)


def _overview(request: HttpRequest, slug: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    found = queries.page_lines(slug)
    if not found:
        raise Refusal(_("Diese Seite gibt es nicht oder nicht mehr."), status=404)
    line = found[0]
    initial = {"position": line.page.position, "review_months": line.page.review_months}
    context = {
        "line": line,
        "form": forms.get("form") or ArrangeForm(initial=initial),
        "review_form": forms.get("review_form") or ReviewForm(),
    }
    return render_desk(request, "texts/desk/overview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def edit(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The editor. A form that came by itself (`X-Autosave`) is answered with JSON, any other with a page."""
    rules.require_language(language)
    page = queries.page_or_refuse(slug)
    if request.method == "POST":
        return _save(request, page, language)
    base = queries.latest(page, language)
    words = _start(page, base, language)
    form = TextForm(initial=words, language=language)
    return _editor(request, page, language, base, form)


def _start(page: Page, base: Version | None, language: str) -> dict[str, Any]:
    if base is None:
        return {"seen": 0}
    return {
        "title": base.title,
        "lead": base.lead,
        "body": base.body,
        "checked_by_group_on": base.checked_by_group_on,
        "seen": base.version,
    }


def _save(request: HttpRequest, page: Page, language: str) -> HttpResponse:
    by_itself = request.headers.get("X-Autosave") == "1"
    form = TextForm(request.POST, language=language)
    base = queries.latest(page, language)
    status, conflict = 422, None
    changed = prose.clean(request.POST.get("body", "")[: rules.LONGEST]).levels_changed
    if form.is_valid():
        clean = form.cleaned_data
        try:
            saved = actions.save_text(
                slug=page.slug,
                language=language,
                title=clean["title"],
                lead=clean["lead"],
                body=clean["body"],
                checked_by_group_on=clean.get("checked_by_group_on"),
                seen=clean["seen"],
                by=request.user,
            )
        except Conflict as refusal:
            conflict, status = refusal, refusal.status
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = form_status(refusal)
        else:
            return _saved_by_itself(saved) if by_itself else _saved(request, saved, changed)
    if by_itself:
        sentence = (
            str(conflict.sentence)
            if conflict
            else " ".join(str(one) for found in form.errors.values() for one in found)
        )
        return JsonResponse({"sentence": sentence, "conflict": conflict is not None}, status=status)
    if conflict is not None and base is not None:
        # The next save is made from what stands there now, with both texts in sight.
        again = request.POST.copy()
        again["seen"] = str(base.version)
        form.data = again
    return _editor(request, page, language, base, form, conflict=conflict, status=status)


def _saved(request: HttpRequest, saved: Version, changed: bool) -> HttpResponse:
    if changed:
        messages.warning(
            request,
            _(
                "Die Ebenen der Überschriften hatten Lücken oder begannen ganz oben. Wir haben sie angepasst, bitte sehen Sie nach."
            ),
        )
    goal = {"vorschau": "texts:preview", "veroeffentlichen": "texts:publish"}.get(
        request.POST.get("weiter", "")
    )
    if goal is None:
        messages.success(
            request,
            _("Der Entwurf ist gespeichert.")
            if saved.state == State.DRAFT
            else _("Es hat sich nichts geändert."),
        )
    return redirect(goal or "texts:edit", saved.page.slug, saved.language)


def _saved_by_itself(saved: Version) -> HttpResponse:
    at = date_format(localtime(saved.saved_at), "H:i")
    return JsonResponse(
        {
            "version": saved.version,
            "sentence": _("Entwurf gesichert um %(time)s Uhr.") % {"time": at},
            "hints": render_to_string(
                "texts/parts/hints.html", {"checked": _checked(saved), "language": saved.language}
            ),
        }
    )


def _checked(version: Version) -> checks.Checked:
    return checks.check_text(
        title=version.title, lead=version.lead, body=version.body, language=version.language
    )


def _editor(
    request: HttpRequest,
    page: Page,
    language: str,
    base: Version | None,
    form: TextForm,
    *,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    pairs = []
    if conflict is not None:
        readable = Conflict(
            conflict.sentence,
            theirs=dict(conflict.theirs)
            | {"body": "\n".join(prose.lines(str(conflict.theirs.get("body", ""))))},
            yours=dict(conflict.yours)
            | {"body": "\n".join(prose.lines(str(conflict.yours.get("body", ""))))},
        )
        pairs = pairs_of(readable, FIELD_NAMES)
    german = queries.latest(page, BINDING) if language != BINDING else None
    context = {
        "page": page,
        "language": language,
        "language_name": name_of(language),
        "tag": tag_of(language),
        "easy": language == EASY,
        "base": base,
        "form": form,
        "checked": _checked(base) if base else None,
        "german": german,
        "conflict": conflict,
        "pairs": pairs,
    }
    return render_desk(request, "texts/desk/edit.html", context, status=status)


@require_safe
@staff_page(*rules.EDITORS)
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The page as readers will see it."""
    page, base = _latest_or_refuse(slug, language)
    found = queries.Reading(page, base, stands_in=False)
    response = render(request, "texts/preview.html", page_context(found, request) | {"language": language})
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def publish(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What is still missing, and the question when."""
    page, base = _latest_or_refuse(slug, language)
    form = PublishForm(request.POST or None, initial={"seen": base.version, "at": base.publish_at})
    status = 200
    if request.method == "POST":
        status = 422
        if "aufheben" in request.POST:
            actions.unschedule_text(slug=slug, language=language, by=request.user)
            messages.success(request, _("Der Termin ist aufgehoben. Der Entwurf bleibt."))
            return redirect("texts:publish", slug, language)
        if form.is_valid():
            clean = form.cleaned_data
            try:
                at = clean["at"] if clean["when"] == "later" else None
                done = actions.publish_text(
                    slug=slug, language=language, by=request.user, at=at, seen=clean["seen"]
                )
            except Conflict as refusal:
                form.add_error(
                    None, _("Inzwischen wurde der Entwurf geändert. Bitte sehen Sie ihn noch einmal an.")
                )
                status = refusal.status
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                words = (
                    _("Veröffentlicht.")
                    if done.state == State.PUBLISHED
                    else _("Der Text erscheint von selbst zu diesem Zeitpunkt.")
                )
                messages.success(request, words)
                return redirect("texts:overview", slug)
    context = {
        "page": page,
        "base": base,
        "language": language,
        "language_name": name_of(language),
        "form": form,
        "warnings": _missing(page, base),
        "checked": _checked(base),
        "is_draft": base.state == State.DRAFT,
    }
    return render_desk(request, "texts/desk/publish.html", context, status=status)


@dataclass(frozen=True)
class Missing:
    sentence: str
    places: tuple[str, ...] = ()


def _missing(page: Page, base: Version) -> list[Missing]:
    """What a page should have before everybody sees it. It warns; the decision is the editor's."""
    found = []
    gaps = rules.gaps(base.title, base.lead, prose.plain(base.body)) if page.kind == PageKind.LEGAL else []
    if gaps:
        found.append(
            Missing(
                _("Diese Angaben fehlen noch. Ersetzen Sie sie, bevor die Seite öffentlich wird."),
                tuple(gaps),
            )
        )
    if base.is_easy and base.checked_by_group_on is None:
        found.append(
            Missing(
                _(
                    "Keine Prüfgruppe hat diesen Text gelesen. Er erscheint als „Einfache Sprache, noch nicht von einer Prüfgruppe geprüft“."
                )
            )
        )
    elif base.checked_by_group_on and base.checked_by_group_on < localtime(base.saved_at).date():
        found.append(
            Missing(
                _(
                    "Der Text wurde nach der Prüfung durch die Gruppe noch einmal gespeichert. Gilt die Prüfung noch?"
                )
            )
        )
    if base.language == BINDING and page.kind == PageKind.LEGAL:
        easy = queries.latest(page, EASY)
        if easy is None:
            found.append(Missing(_("Diese Seite gibt es noch nicht in Leichter Sprache.")))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def withdraw(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    page = queries.page_or_refuse(slug)
    rules.require_language(language)
    rules.may_withdraw(page, language)
    if request.method == "POST":
        actions.withdraw_text(slug=slug, language=language, by=request.user)
        messages.success(
            request, _("Der Text ist nicht mehr öffentlich. Er steht noch bei den früheren Fassungen.")
        )
        return redirect("texts:overview", slug)
    context = {
        "title": _("Aus dem Netz nehmen?"),
        "text": _(
            "Die Fassung in der Sprache „%(language)s“ ist dann nicht mehr zu sehen. Sie bleibt bei den früheren Fassungen."
        )
        % {"language": name_of(language)},
        "yes": _("Aus dem Netz nehmen"),
        "back": reverse("texts:overview", args=[slug]),
    }
    return render_desk(request, "texts/desk/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def discard(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    queries.page_or_refuse(slug)
    rules.require_language(language)
    if request.method == "POST":
        actions.discard_draft(slug=slug, language=language, by=request.user)
        messages.success(
            request, _("Der Entwurf ist beiseitegelegt. Sie finden ihn bei den früheren Fassungen.")
        )
        return redirect("texts:overview", slug)
    context = {
        "title": _("Entwurf verwerfen?"),
        "text": _(
            "Was öffentlich ist, bleibt öffentlich. Den Entwurf finden Sie weiter bei den früheren Fassungen."
        ),
        "yes": _("Verwerfen"),
        "back": reverse("texts:edit", args=[slug, language]),
    }
    return render_desk(request, "texts/desk/confirm.html", context)


@require_safe
@staff_page(*rules.EDITORS)
def revisions(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    rules.require_language(language)
    page = queries.page_or_refuse(slug)
    context = {
        "page": page,
        "language": language,
        "language_name": name_of(language),
        "versions": queries.revisions(page, language).defer("body"),
    }
    return render_desk(request, "texts/desk/revisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def revision(request: HttpRequest, slug: str, language: str, pk: int) -> HttpResponse:
    """One earlier version beside what stands there now; from here it becomes the draft again."""
    page, base = _latest_or_refuse(slug, language)
    old = queries.revisions(page, language).filter(pk=pk).first()
    if old is None:
        raise Refusal(_("Diese Fassung gibt es nicht."), status=404)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        actions.restore_text(
            slug=slug,
            language=language,
            revision=pk,
            by=request.user,
            seen=int(seen) if seen.isdecimal() else None,
        )
        messages.success(
            request, _("Diese Fassung ist jetzt der Entwurf. Veröffentlicht ist sie damit noch nicht.")
        )
        return redirect("texts:edit", slug, language)
    context = {
        "page": page,
        "language": language,
        "language_name": name_of(language),
        "old": old,
        "base": base,
        "changes": changes(old, base),
        "tag": tag_of(language),
    }
    return render_desk(request, "texts/desk/revision.html", context)


@dataclass(frozen=True)
class Line:
    """A line of a comparison: `how` is same, gone or new."""

    how: str
    text: str


def changes(old: Version, new: Version) -> list[Line]:
    """Line by line from the old version to the new one."""
    before = [old.title, *filter(None, [old.lead]), *prose.lines(old.body)]
    after = [new.title, *filter(None, [new.lead]), *prose.lines(new.body)]
    made: list[Line] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            made += [Line("same", text) for text in before[a:b]]
        else:
            made += [Line("gone", text) for text in before[a:b]]
            made += [Line("new", text) for text in after[c:d]]
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.EDITORS)
def picture(request: HttpRequest) -> HttpResponse:
    """Takes a picture in. The editor gets JSON; without JavaScript a page shows what to put into the text."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    form = PictureForm(request.POST or None, request.FILES or None)
    made, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            clean = form.cleaned_data
            try:
                stored = store_picture(clean["picture"], alt=clean["alt"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                status = 200
                width = min(800, stored.width)
                height = max(1, round(stored.height * width / stored.width))
                values = {"src": stored.url(), "alt": stored.alt, "width": width, "height": height}
                if wants_json:
                    return JsonResponse(values)
                made = values | {
                    "html": render_to_string(
                        "texts/parts/figure.html", values | {"caption": clean["caption"]}
                    )
                }
                form = PictureForm()
    if wants_json and request.method == "POST":
        return JsonResponse(
            {"errors": {name: [str(one) for one in found] for name, found in form.errors.items()}},
            status=status,
        )
    return render_desk(request, "texts/desk/picture.html", {"form": form, "made": made}, status=status)


@require_POST
@staff_page(*rules.EDITORS)
def tidy(request: HttpRequest) -> HttpResponse:
    """Cleans what was pasted from a word processor, before it stands in the editor."""
    cleaned = prose.clean(request.POST.get("html", "")[: 4 * rules.LONGEST])
    return JsonResponse({"html": cleaned.html, "left_out": [one.sentence for one in cleaned.problems]})


def _latest_or_refuse(slug: str, language: str) -> tuple[Page, Version]:
    rules.require_language(language)
    page = queries.page_or_refuse(slug)
    base = queries.latest(page, language)
    if base is None:
        raise Refusal(
            _("In dieser Sprache steht hier noch nichts. Schreiben Sie zuerst einen Entwurf."), status=404
        )
    return page, base
