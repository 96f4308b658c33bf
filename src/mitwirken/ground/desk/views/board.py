# SPDX-License-Identifier: EUPL-1.2
"""What the core team has before it; what an office is asked for and wishes for; the text blocks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.refusal import Refusal

from .. import actions, queries, rules
from ..access import staff_page
from ..doors import render_desk, sent
from ..forms import BlockForm, RiskForm, WishAnswerForm, WishForm
from ..models import Case, Risk, TextBlock, Wish
from ..registry import board_panels
from .lists import page_of

A_GLANCE = 10


@require_safe
@staff_page(*rules.INSIDERS)
def requests(request: HttpRequest) -> HttpResponse:
    """What the reader's offices are asked for in cases of others."""
    return render_desk(
        request, "desk/requests.html", {"page": page_of(request, queries.parts_for(request.user))}
    )


@require_safe
@staff_page(*rules.CONCEPTUAL)
def board(request: HttpRequest) -> HttpResponse:
    late = queries.late_parts()
    untaken = queries.untaken_parts()
    untaken_cases = queries.in_order(Case.objects.untaken())
    context: dict[str, Any] = {
        "wishes": list(queries.waiting_wishes()[:A_GLANCE]),
        "late_cases": list(queries.in_order(queries.overdue_for(request.user))[:A_GLANCE]),
        "late_parts": list(late[:A_GLANCE]),
        "untaken_cases": list(untaken_cases[:A_GLANCE]),
        "untaken_parts": list(untaken[:A_GLANCE]),
        "risks": list(queries.risks()[:A_GLANCE]),
        "load": [row for row in queries.load() if row.whole],
        "counts": {
            "late_cases": queries.overdue_for(request.user).count(),
            "late_parts": late.count(),
            "untaken": untaken.count() + untaken_cases.count(),
            "wishes": queries.waiting_wishes().count(),
        },
        "panels": [drawn for panel in board_panels() if (drawn := panel.draw(request))],
    }
    return render_desk(request, "desk/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.INSIDERS)
def wishes(request: HttpRequest) -> HttpResponse:
    """What offices wish for: the core team sees all, an office its own and a form for the next."""
    person: Any = request.user
    keeps = rules.can(rules.may_keep_board, person)
    form = WishForm(request.POST or None, person=person)
    done = sent(
        request,
        form,
        lambda clean: actions.make_wish(
            title=clean["title"],
            text=clean["text"],
            office=clean["office"],
            wanted_on=clean["wanted_on"],
            by=person,
        ),
        _("Ihr Wunsch ist beim Kernteam."),
        reverse("desk:wishes"),
    )
    if done.onward is not None:
        return done.onward
    rows = queries.wishes().order_by("-at", "-pk") if keeps else queries.wishes_of(person)
    context = {"page": page_of(request, rows), "form": form, "keeps": keeps, "may_wish": bool(person.offices)}
    return render_desk(request, "desk/wishes.html", context, status=done.status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CONCEPTUAL)
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.wishes().filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Diesen Wunsch gibt es nicht."), status=404)
    wished: Wish = row
    form = WishAnswerForm(request.POST or None, wish=wished)
    done = sent(
        request,
        form,
        lambda clean: actions.answer_wish(
            wish=wished, state=clean["state"], answer=clean["answer"], by=request.user, seen=clean["seen"]
        ),
        _("Die Antwort ist gespeichert. Das Amt sieht sie bei seinen Wünschen."),
        reverse("desk:board"),
    )
    return done.onward or render_desk(
        request, "desk/wish.html", {"wish": wished, "form": form}, status=done.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.CONCEPTUAL)
def risk(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = Risk.objects.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
    if pk is not None and row is None:
        raise Refusal(_("Dieses Risiko gibt es nicht."), status=404)
    form = RiskForm(request.POST or None, risk=row)
    done = sent(
        request,
        form,
        lambda clean: actions.save_risk(
            title=clean["title"],
            likelihood=clean["likelihood"],
            impact=clean["impact"],
            measure=clean["measure"],
            review_on=clean["review_on"],
            office=clean["office"],
            closed=clean.get("closed", False),
            by=request.user,
            risk=row,
            seen=clean["seen"],
        ),
        _("Das Risiko ist gespeichert."),
        f"{reverse('desk:board')}#risiken",
    )
    return done.onward or render_desk(
        request, "desk/risk.html", {"risk": row, "form": form}, status=done.status
    )


@require_safe
@staff_page(*rules.BLOCK_KEEPERS)
def blocks(request: HttpRequest) -> HttpResponse:
    return render_desk(request, "desk/blocks.html", {"blocks": queries.blocks()})


def _block(pk: int | None) -> TextBlock | None:
    row = TextBlock.objects.filter(pk=pk).first() if pk is not None and pk < 2**63 else None
    if pk is not None and row is None:
        raise Refusal(_("Diesen Textbaustein gibt es nicht."), status=404)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*rules.BLOCK_KEEPERS)
def block(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = _block(pk)
    form = BlockForm(request.POST or None, block=row)
    done = sent(
        request,
        form,
        lambda clean: actions.save_block(
            title=clean["title"],
            text=clean["text"],
            position=clean["position"],
            by=request.user,
            block=row,
            seen=clean["seen"],
        ),
        _("Der Textbaustein ist gespeichert."),
        reverse("desk:blocks"),
    )
    return done.onward or render_desk(
        request, "desk/block.html", {"block_row": row, "form": form}, status=done.status
    )


@require_POST
@staff_page(*rules.BLOCK_KEEPERS)
def block_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _block(pk)
    if row is not None:
        actions.remove_block(block=row, by=request.user)
        messages.success(request, _("Der Textbaustein ist entfernt."))
    return redirect("desk:blocks")
