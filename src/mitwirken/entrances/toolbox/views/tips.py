# SPDX-License-Identifier: EUPL-1.2
"""Anybody passes on a tip, an experience, an example, and sees what became of it. No account."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.doors import form_status, show_refusal

from ..actions import tips as actions
from ..actions.tips import TipDraft
from ..forms.tips import ExampleTipForm, TipForm
from ..models import Method, TipKind
from ..queries import methods as methods_queries
from ..queries import tips as queries
from .methods import find

TIPS, WINDOW = 10, 3600


def _send(
    request: HttpRequest, form: TipForm | ExampleTipForm, draft: Callable[[], TipDraft]
) -> HttpResponse | int:
    """Where to go after sending, or the status of the page that shows the form again."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return 422

    def deed() -> str:
        require_pace(address_of(request), "toolbox.tip", at_most=TIPS, seconds=WINDOW)
        return actions.send_tip(draft=draft()).receipt_url

    try:
        return redirect(once(form.cleaned_data["once"], deed))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return form_status(refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_tip(request: HttpRequest, key: str) -> HttpResponse:
    """A tip for a method, or an experience with it."""
    card = find(key)
    kind = TipKind.EXPERIENCE if request.GET.get("art") == TipKind.EXPERIENCE else TipKind.TIP
    form = TipForm(request.POST or None, initial={"kind": kind})
    sent = _send(request, form, lambda: form.draft(Method.objects.get(pk=card.pk)))
    if isinstance(sent, HttpResponse):
        return sent
    return render(request, "toolbox/give_tip.html", {"card": card, "form": form}, status=sent)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_example(request: HttpRequest) -> HttpResponse:
    """An example from elsewhere, with its source."""
    known = methods_queries.cards()
    names = sorted((card.name, key) for key, card in known.items())
    form = ExampleTipForm(request.POST or None, methods=[(key, name) for name, key in names])

    def draft() -> TipDraft:
        key = form.cleaned_data["method"]
        return form.draft(Method.objects.get(pk=known[key].pk) if key else None)

    sent = _send(request, form, draft)
    if isinstance(sent, HttpResponse):
        return sent
    return render(request, "toolbox/suggest_example.html", {"form": form}, status=sent)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was sent, and what became of it."""
    tip = queries.by_token(token)
    if tip is None:
        raise Refusal(
            _(
                "Das gibt es nicht oder nicht mehr. Was nicht übernommen wurde, wird nach einem Jahr gelöscht."
            ),
            status=404,
        )
    return render(request, "toolbox/tip.html", {"tip": tip})
