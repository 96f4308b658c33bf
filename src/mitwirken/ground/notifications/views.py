# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.refusal import Refusal

from . import actions, mails, queries
from .models import Rhythm

PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, topic: str) -> HttpResponse:
    """One page, one button: follow, or stop following. Its link stands on public pages, which carry no form."""
    words = queries.describe_or_refuse(topic)
    person: Any = request.user
    if request.method == "POST":
        if request.POST.get("tun") == "beenden":
            actions.unfollow(person=person, topic=topic)
            messages.success(request, _("Sie bekommen hierzu keine Neuigkeiten mehr."))
        else:
            actions.follow(person=person, topic=topic)
            messages.success(request, _("Sie hören von uns, wenn sich hier etwas tut."))
        return redirect(words.url)
    return render(
        request,
        "notifications/follow.html",
        {
            "words": words,
            "following": queries.follows(person, topic),
            "rhythm": Rhythm(queries.rhythm_of(person)),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How often, and what."""
    person: Any = request.user
    if request.method == "POST":
        if "topic" in request.POST:
            actions.unfollow(person=person, topic=request.POST["topic"])
            messages.success(request, _("Sie bekommen hierzu keine Neuigkeiten mehr."))
        else:
            try:
                actions.set_rhythm(person=person, rhythm=request.POST.get("rhythm", ""))
                messages.success(request, _("Gespeichert."))
            except Refusal as refusal:
                messages.error(request, str(refusal))
        return redirect("notifications:settings")
    page = Paginator(queries.follows_of(person), PAGE).get_page(request.GET.get("seite"))
    return render(
        request,
        "notifications/settings.html",
        {
            "rhythm": queries.rhythm_of(person),
            "rhythms": Rhythm.choices,
            "page": page,
            "followed": queries.with_words(page.object_list),
        },
    )


@login_required
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """All news of the last half year, newest first."""
    page = Paginator(queries.news_of(request.user), PAGE).get_page(request.GET.get("seite"))
    return render(
        request, "notifications/news.html", {"page": page, "news": queries.as_news(list(page.object_list))}
    )


@never_cache
@csrf_exempt  # the click comes from a mail program, which knows no token; the signed link is the right to do it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    person_id = mails.person_of_token(token)
    if person_id is None:
        raise Refusal(
            _("Dieser Link ist nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail."),
            status=404,
        )
    if request.method == "POST":
        actions.stop_mails(person_id=person_id)
        return render(request, "notifications/unsubscribed.html")
    return render(request, "notifications/unsubscribe.html", {"token": token})
