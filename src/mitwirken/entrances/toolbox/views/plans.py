# SPDX-License-Identifier: EUPL-1.2
"""From the questions to a plan: the finder, its result, three plans, one plan to change, and the concept on paper."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mitwirken.ground.desk.roles import Role, has_role
from mitwirken.ground.ui import pdf

from .. import concept as composed
from ..forms.finder import FinderForm, query_of
from ..queries import plans as queries
from ..queries.plans import Chain

MAY_START = (Role.PROCESS, Role.CORE)


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """The questions; with answers in the address they are filled in, to change them."""
    form = FinderForm(request.GET) if request.GET else FinderForm()
    return _questions(request, form)


def _questions(request: HttpRequest, form: FinderForm, status: int = 200) -> HttpResponse:
    return render(
        request, "toolbox/finder.html", {"form": form, "questions": form.questions()}, status=status
    )


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Methods in order, each with its reasons, and why others are not there."""
    form = FinderForm(request.GET)
    if not form.is_valid():
        return _questions(request, form, status=422)
    context = {"form": form, "query": query_of(request.GET), "shown": queries.advice(form.answers())}
    return render(request, "toolbox/advice.html", context)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Three plans side by side."""
    form = FinderForm(request.GET)
    if not form.is_valid():
        return _questions(request, form, status=422)
    query = query_of(request.GET)
    found = [(plan, _address("toolbox:plan", query, plan.chain)) for plan in queries.three(form.answers())]
    context = {
        "form": form,
        "query": query,
        "plans": found,
        "longest": max(plan.plan.weeks[1] for plan, _url in found),
    }
    return render(request, "toolbox/plans.html", context)


def _address(name: str, query: str, chain: Chain, **more: str | list[str]) -> str:
    pairs = [("s", f"{phase}.{key}") for phase, key in chain]
    for key, value in more.items():
        pairs += [(key, each) for each in (value if isinstance(value, list) else [value])]
    return f"{reverse(name)}?{'&'.join(filter(None, [query, urlencode(pairs)]))}"


def _said(chain: Chain) -> list[str]:
    return [f"{phase}.{key}" for phase, key in chain]


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """One plan: every step may be left out, exchanged or added, and the page says what breaks."""
    form = FinderForm(request.GET)
    if not form.is_valid():
        return _questions(request, form, status=422)
    answers, query = form.answers(), query_of(request.GET)
    chain = queries.chain_of(request.GET.getlist("s"))
    shown = queries.evaluated(answers, chain)
    now = _said(shown.chain)

    def go(other: Iterable[tuple[str, str]]) -> str:
        return _address("toolbox:plan", query, tuple(other), vor=now)

    asked = request.GET.get("tauschen", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else -1
    before = queries.chain_of(request.GET.getlist("vor"))
    address = _address("toolbox:plan", query, shown.chain)
    context = {
        "form": form,
        "query": query,
        "shown": shown,
        "steps": [
            {
                "step": step,
                "without": go(step.without),
                "swap": _address("toolbox:plan", query, shown.chain, tauschen=str(step.number))
                + f"#schritt-{step.number}",
                "swaps": [(swap, go(swap.chain)) for swap in queries.swaps(answers, shown, number)]
                if step.number == number
                else None,
            }
            for step in shown.steps
        ],
        "hidden": [
            (name, value) for name in FinderForm.base_fields for value in request.GET.getlist(name) if value
        ],
        "now": now,
        "more": queries.can_be_added(shown, answers),
        "change": queries.change(queries.evaluated(answers, before), shown) if before else None,
        "undo": _address("toolbox:plan", query, before) if before else "",
        "address": f"{settings.BASE_URL}{address}",
        "print": _address("toolbox:concept", query, shown.chain),
        "start": _address("toolbox:start", query, shown.chain) if has_role(request.user, *MAY_START) else "",
        "others": f"{reverse('toolbox:plans')}?{query}",
    }
    return render(request, "toolbox/plan.html", context)


@require_safe
def concept(request: HttpRequest) -> HttpResponse:
    """The plan as a concept for the council, to print."""
    form = FinderForm(request.GET)
    if not form.is_valid():
        return _questions(request, form, status=422)
    shown = queries.evaluated(form.answers(), queries.chain_of(request.GET.getlist("s")))
    title = request.GET.get("titel", "").strip()[:140]
    context = {
        "paper": composed.compose(shown, form.said(), title=title),
        "title": title,
        "hidden": [
            (name, value) for name, values in request.GET.lists() if name != "titel" for value in values
        ],
        "query": request.GET.urlencode(),
        "has_pdf": pdf.is_offered(),
    }
    return render(request, "toolbox/concept.html", context)
