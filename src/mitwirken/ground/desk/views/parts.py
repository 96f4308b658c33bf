# SPDX-License-Identifier: EUPL-1.2
"""Several offices at one case: ask, take, answer, give back; and the page of a draft with its versions and comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mitwirken.ground.deeds.refusal import Refusal

from .. import actions, queries, rules
from ..access import staff_page
from ..doors import render_desk, sent
from ..forms import AskForm, CommentForm, EyesForm, ResultForm
from ..models import AnswerComment, Case, Part
from .case import find


def _way(case: Case, anchor: str) -> str:
    return f"{case.get_absolute_url()}#{anchor}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_work_on(request.user, case)
    form = AskForm(request.POST or None, case=case)
    done = sent(
        request,
        form,
        lambda clean: actions.ask_office(
            case=case,
            office=clean["office"],
            task=clean["task"],
            due_on=clean["due_on"],
            must_sign=clean["must_sign"],
            by=request.user,
        ),
        _("Gefragt. Das Amt bekommt einen Brief in sein Postfach."),
        _way(case, "aemter"),
    )
    return done.onward or render_desk(
        request, "desk/ask.html", {"case": case, "form": form}, status=done.status
    )


@require_POST
@staff_page(*rules.INSIDERS)
def case_take(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    actions.take_case(case=case, by=request.user)
    messages.success(request, _("Übernommen. Der Fall ist jetzt bei Ihrem Amt."))
    return redirect(_way(case, "zuteilung"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def case_give_back(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    rules.may_take(request.user, case.office)
    form = ResultForm(request.POST or None, declines=True)
    done = sent(
        request,
        form,
        lambda clean: actions.give_case_back(case=case, reason=clean["result"], by=request.user),
        _("Zurückgegeben. Das Kernteam weiß Bescheid."),
        case.get_absolute_url(),
    )
    context = {"case": case, "form": form, "title": _("Fall zurückgeben"), "yes": _("Zurückgeben")}
    return done.onward or render_desk(request, "desk/part.html", context, status=done.status)


def _part(number: int, pk: int) -> tuple[Case, Part]:
    case = find(number)
    part = case.parts.select_related("office").filter(pk=pk).first() if pk < 2**63 else None
    if part is None:
        raise Refusal(_("Diese Anfrage gibt es nicht."), status=404)
    part.case = case
    return case, part


@require_POST
@staff_page(*rules.INSIDERS)
def part_take(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case, part = _part(number, pk)
    actions.take_part(part=part, by=request.user)
    messages.success(request, _("Übernommen. Die anderen sehen, dass Sie daran sind."))
    return redirect(_way(case, f"teil-{part.pk}"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def part_finish(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case, part = _part(number, pk)
    rules.may_take(request.user, part.office)
    form = ResultForm(request.POST or None)
    done = sent(
        request,
        form,
        lambda clean: actions.finish_part(part=part, result=clean["result"], by=request.user),
        _("Danke, Ihr Teil ist erledigt. Wer gefragt hat, bekommt Nachricht."),
        _way(case, f"teil-{part.pk}"),
    )
    context = {
        "case": case,
        "part": part,
        "form": form,
        "title": _("Rückmeldung geben"),
        "yes": _("Rückmeldung geben"),
    }
    return done.onward or render_desk(request, "desk/part.html", context, status=done.status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def part_decline(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case, part = _part(number, pk)
    rules.may_take(request.user, part.office)
    form = ResultForm(request.POST or None, declines=True)
    done = sent(
        request,
        form,
        lambda clean: actions.decline_part(part=part, reason=clean["result"], by=request.user),
        _("Gesagt. Wer gefragt hat, bekommt Nachricht."),
        _way(case, f"teil-{part.pk}"),
    )
    context = {
        "case": case,
        "part": part,
        "form": form,
        "title": _("Nicht zuständig"),
        "yes": _("Ablehnen und begründen"),
    }
    return done.onward or render_desk(request, "desk/part.html", context, status=done.status)


@require_POST
@staff_page(*rules.INSIDERS)
def part_call_off(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case, part = _part(number, pk)
    actions.call_off_part(part=part, by=request.user)
    messages.success(request, _("Nicht mehr nötig: Das Amt muss nichts mehr tun."))
    return redirect(_way(case, "aemter"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Versions, comments and signatures of the draft; a comment is sent here."""
    case = find(number)
    person: Any = request.user
    contributes = rules.can(rules.may_contribute, person, case)
    form = CommentForm(request.POST or None)
    done = sent(
        request,
        form,
        lambda clean: actions.comment_answer(case=case, text=clean["text"], by=person),
        _("Ihr Kommentar ist da."),
        f"{reverse('desk:draft', args=[case.pk])}#kommentare",
    )
    if done.onward is not None:
        return done.onward
    page = queries.draft_page(case)
    if page is None:
        messages.info(request, _("Zu diesem Fall gibt es gerade keinen Entwurf."))
        return redirect(_way(case, "antwort"))
    context = {"case": case, "page": page, "form": form, "contributes": contributes}
    return render_desk(request, "desk/draft.html", context, status=done.status)


@require_POST
@staff_page(*rules.INSIDERS)
def comment_settle(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    case = find(number)
    comment = AnswerComment.objects.filter(pk=pk, answer__case=case).first() if pk < 2**63 else None
    if comment is None:
        raise Refusal(_("Diesen Kommentar gibt es nicht."), status=404)
    actions.settle_comment(case=case, comment=comment, by=request.user)
    return redirect(f"{reverse('desk:draft', args=[case.pk])}#kommentare")


@require_POST
@staff_page(*rules.INSIDERS)
def signatures_request(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    asked = actions.request_signatures(case=case, by=request.user)
    messages.success(
        request,
        ngettext(
            "%(number)d Amt um die Unterschrift gebeten.",
            "%(number)d Ämter um die Unterschrift gebeten.",
            asked,
        )
        % {"number": asked},
    )
    return redirect(_way(case, "antwort"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CONCEPTUAL)
def eyes(request: HttpRequest, number: int) -> HttpResponse:
    case = find(number)
    signing = queries.signing_of(case, None)
    known = {None: "", True: "ja", False: "nein"}
    form = EyesForm(
        request.POST or None,
        initial={"four_eyes": known[case.four_eyes], "process": signing.process_four_eyes},
    )

    def deed(clean: dict[str, Any]) -> None:
        choice = {"": None, "ja": True, "nein": False}[clean["four_eyes"]]
        actions.require_four_eyes(case=case, four_eyes=choice, by=request.user)
        if case.group_key and clean["process"] != signing.process_four_eyes:
            actions.set_signing_rule(group_key=case.group_key, four_eyes=clean["process"], by=request.user)

    done = sent(request, form, deed, _("Gespeichert."), _way(case, "antwort"))
    context = {"case": case, "form": form, "title": _("Wie viele unterschreiben?"), "yes": _("Speichern")}
    return done.onward or render_desk(request, "desk/part.html", context, status=done.status)
