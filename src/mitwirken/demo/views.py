# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from . import PASSWORD, queries


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Who can sign in here, and with what."""
    _only_in_demo()
    return render(
        request,
        "demo/start.html",
        {
            "sign_ins": queries.sign_ins(),
            "password": PASSWORD,
            "startable": queries.gatherings(),
            "lead": "ombudsstelle@example.org",
        },
    )


@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """The mails that would have gone out."""
    _only_in_demo()
    return render(request, "demo/mail.html", {"mails": queries.mails()})


@never_cache
def letter(request: HttpRequest, key: str) -> HttpResponse:
    _only_in_demo()
    found = queries.mail_named(key)
    if found is None:
        raise Http404
    return render(request, "demo/letter.html", {"mail": found})
