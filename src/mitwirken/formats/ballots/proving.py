# SPDX-License-Identifier: EUPL-1.2
"""Pages on which somebody proves with the city's identity provider that they may vote: what happens, off to it, back from it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mitwirken.civic.people import identity
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.refusal import Refusal

from . import actions, queries, rules
from .models import Ballot

TRIES, SECONDS = 10, 600


@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will be asked and what is kept; only whoever clicks is sent to the provider."""
    row = rules.find(pk)
    rules.require_proof_asked(row)
    rules.require_open(row)
    try:
        rules.require_account(request.user)
    except Refusal as refusal:
        if refusal.status == 401:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        raise
    if queries.is_admitted(row, request.user):
        return redirect("ballots:vote", row.pk)
    if request.method != "POST":
        return _page(request, row)
    require_pace(str(request.user.pk), "ballots.prove", at_most=TRIES, seconds=SECONDS)
    try:
        address = identity.begin(request, back=_back(), note=[row.pk, translation.get_language()])
    except Refusal as refusal:
        return _page(request, row, refusal)
    # Not a redirect: with form-action 'self' a browser follows a form to no other site, nor to those a broker sends on to.
    return render(request, "ballots/onward.html", _told(row) | {"address": address})


@never_cache
@require_GET
def proved(request: HttpRequest) -> HttpResponse:
    """Back from the provider, at the one address it knows, whatever the ballot and the language."""
    note = identity.noted(request) if identity.is_offered() else None
    if note is None:
        return render(request, "ballots/stale.html", status=409)
    number, language = note
    with translation.override(language):
        row = rules.find(number)
        try:
            rules.require_open(row)
            actions.admit_proven(ballot=row, person=request.user, identity=identity.finish(request))
        except Refusal as refusal:
            return _page(request, row, refusal)
        messages.success(request, _("Ihr Nachweis ist da. Sie können jetzt abstimmen."))
        return redirect("ballots:vote", row.pk)


def _back() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.BASE_URL}{reverse('ballots:proved')}"


def _told(row: Ballot) -> dict[str, object]:
    return {
        "ballot": row,
        "process": row.process,
        "provider": settings.IDENTITY_NAME,
        "conditions": identity.conditions(),
    }


def _page(request: HttpRequest, row: Ballot, refusal: Refusal | None = None) -> HttpResponse:
    more = {"wrong": str(refusal) if refusal else "", "over": not row.is_open()}
    return render(
        request,
        "ballots/prove.html",
        _told(row) | more,
        status=refusal.status if refusal else 200,
    )
