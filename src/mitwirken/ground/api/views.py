# SPDX-License-Identifier: EUPL-1.2
"""The page of open data, and the account's page of tokens."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.refusal import Refusal

from . import actions, queries, registry
from .forms import TokenForm
from .problems import TITLES


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What everybody may take along, how, and under which licence."""
    pages.depends_on(request, "api:page")
    downloads = [
        {"about": each, "links": [(word, _address(name)) for word, name in each.formats if _address(name)]}
        for each in registry.downloads()
    ]
    return render(
        request,
        "api/open_data.html",
        {
            "downloads": downloads,
            "resources": _resources(),
            "openapi": reverse("rest:openapi"),
            "base": settings.BASE_URL,
            "errors": [(status, title) for status, title in TITLES.items()],
        },
    )


def _resources() -> list[dict[str, Any]]:
    """Addresses with what is there; only lists can be opened without knowing a number."""
    rows = []
    for each in registry.resources():
        for route in each.router.path_operations:
            rows.append(
                {
                    "path": f"/api/v1/{each.prefix}{_plain(route)}",
                    "about": each.about if not route else "",
                    "opens": not route,
                }
            )
        for under in registry.under_subjects() if each.subject else ():
            for route in under.make(each.subject).path_operations:
                rows.append(
                    {"path": f"/api/v1/{each.prefix}/{{number}}{route}", "about": under.about, "opens": False}
                )
    return sorted(rows, key=lambda row: str(row["path"]))


def _plain(route: str) -> str:
    return re.sub(r"{\w+:", "{", route)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_variables("secret")
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens, and a form for another one. The new one stands on the page that answers the form, and never again."""
    form = TokenForm(request.POST or None)
    fresh, secret = None, ""
    if request.method == "POST" and form.is_valid():
        require_pace(f"person:{request.user.pk}", "api.token", at_most=30, seconds=3600)
        try:
            values: dict[str, Any] = form.cleaned_data
            fresh, secret = actions.create_token(
                person=request.user, name=values["name"], scopes=values["scopes"], days=values["days"]
            )
            form = TokenForm()
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    words = {scope.key: scope.name for scope in registry.scopes()}
    rows = [(row, [words.get(key, key) for key in row.scopes]) for row in queries.tokens_of(request.user)]
    response = render(
        request,
        "api/tokens.html",
        {"form": form, "tokens": rows, "fresh": fresh, "secret": secret},
        status=201 if fresh else 422 if form.is_bound else 200,
    )
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = queries.tokens_of(request.user).filter(pk=pk).first()
    if token is not None:
        actions.revoke_token(token=token, by=request.user)
        messages.success(request, _("Der Schlüssel ist gelöscht und öffnet nichts mehr."))
    return redirect("api:tokens")
