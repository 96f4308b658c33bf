# SPDX-License-Identifier: EUPL-1.2
"""The first page, feedback on barriers, and what machines ask for."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.participation import queries as participation
from mitwirken.civic.participation.registry import front_panels, headlines
from mitwirken.civic.places.queries import districts
from mitwirken.ground import pages
from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kinds
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.desk.queries import public_view
from mitwirken.ground.desk.rules import READERS
from mitwirken.ground.texts.queries import reading

from . import actions, queries
from .forms import BarrierForm, HowForm, WantForm
from .models import Barrier
from .ways import ways_for

HOUR = 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do now, what became of it, where things happen."""
    # Without topics a page is fresh until anything changes: the front shows something of every room.
    running = participation.running()
    # What comes soon fills the row; nobody should have to search for what begins on Monday.
    offers = [*running, *participation.planned(at_most=max(1, 3 - len(running) % 3))]
    finished = participation.finished(at_most=2)
    panels = [text for panel in front_panels() if (text := panel.draw(request))]
    context = {
        "offers": offers,
        "finished": finished,
        "headlines": headlines([*offers, *finished]),
        "dates": participation.next_dates(),
        "panels": panels,
        "districts": districts(),
        "counts": participation.running_by_district(),
    }
    return render(request, "hub/home.html", context)


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """ "Wo bin ich richtig?": a question or two, then the ways, each online, by phone and by letter. Stores nothing."""
    want, how = request.GET.get("was", ""), request.GET.get("wie", "")
    ways = ways_for(want, how)
    form: WantForm | HowForm | None = None
    if not ways:
        if want == "rat":
            form = HowForm(request.GET) if "wie" in request.GET else HowForm(initial={"was": want})
        else:
            form = WantForm(request.GET) if want else WantForm()
    context = {
        "form": form,
        "found": [
            {
                "way": way,
                "link": reverse(way.link) if way.link else "",
                "words": reading(f"lotse-{way.key}", get_language() or "de"),
                "processes": participation.running() if way.key == "mitmachen" else [],
            }
            for way in ways
        ],
        "at_ombuds": any(way.key == "ombudsstelle" for way in ways),
    }
    return render(request, "hub/where.html", context)


@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """The register of requirements with its state and its proofs."""
    pages.depends_on(request, "hub")
    everything = queries.requirements()
    state = queries.of_state(request.GET.get("stand", ""))
    numbers = Counter(row.status for row in everything)
    chips = [{"value": "", "name": _("Alle"), "number": len(everything), "current": not state}]
    bars = []
    for key, (value, name, tone, _icon) in queries.STATES.items():
        chips.append({"value": value, "name": name, "number": numbers[key], "current": state == key})
        bars.append({"name": name, "value": numbers[key], "tone": tone, "note": "", "share": None})
    must = sum(row.must for row in everything)
    context = {
        "groups": queries.grouped([row for row in everything if not state or row.status == state]),
        "chips": chips,
        "bars": bars,
        "all": len(everything),
        "must": must,
        "can": len(everything) - must,
    }
    return render(request, "hub/requirements.html", context)


# Barriers


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """The electronic form of § 10b BGG NRW: no account, the page filled in, a number, a date for the answer."""
    form = BarrierForm(request.POST or None, initial={"page": _page_of(request)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def deed() -> str:
                require_pace(address_of(request), "hub.barrier", at_most=6, seconds=HOUR)
                return actions.report_barrier(draft=form.draft()).get_absolute_url()

            try:
                return redirect(once(form.cleaned_data["once"], deed))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
    return render(request, "hub/feedback.html", {"form": form, "days": actions.ANSWER_DAYS}, status=status)


def _page_of(request: HttpRequest) -> str:
    """The page the reader came from: named in the link, otherwise what the browser says, and only of this site."""
    named = request.GET.get("seite", "")[:500]
    if named.startswith("/"):
        return settings.BASE_URL + named
    referer = request.headers.get("Referer", "")[:500]
    return referer if urlsplit(referer).netloc == request.get_host() else ""


@never_cache
@require_safe
def feedback_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was reported, by when the answer is due, and the answer when it is there."""
    row = Barrier.objects.filter(token=token).first()
    if row is None:
        raise Refusal(
            _("Diese Meldung gibt es nicht oder nicht mehr. Nach einem Jahr wird sie gelöscht."), status=404
        )
    return render(request, "hub/receipt.html", {"barrier": row, "case": public_view("barrier", row.pk)})


@staff_page(*READERS)
def barrier(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as the staff reads it; the case leads here."""
    row = Barrier.objects.filter(pk=pk).first()
    if row is None:
        raise Refusal(_("Diese Meldung gibt es nicht oder nicht mehr."), status=404)
    return render_desk(request, "hub/barrier.html", {"barrier": row, "case": public_view("barrier", pk)})


# For machines


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    pages.depends_on(request, "hub")
    lines = ["User-agent: *"]
    for name in ("desk:start", "hub:feedback"):
        lines.append(f"Disallow: {reverse(name)}")
    lines += [
        "Disallow: /konto/",
        "Disallow: /verfolgen/",
        "Disallow: /melden/",
        "",
        f"Sitemap: {settings.BASE_URL}{reverse('hub:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


SITEMAP_MOST = 40_000  # below the 50,000 that search engines take in one file


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page of every kind of subject, with its other languages."""
    paths = [
        reverse(name)
        for name in (
            "hub:home",
            "hub:requirements",
            "hub:where",
            "moderation:figures",
            "participation:overview",
            "participation:map",
            "participation:calendar",
            "places:index",
        )
    ]
    for kind in kinds():
        if kind.key in {"topic", "barrier"}:
            continue
        left = SITEMAP_MOST - len(paths)
        for subject in kind.public(kind.rows()).order_by("-pk")[: max(0, left)]:
            path = subject.get_absolute_url()
            if "#" not in path:
                paths.append(path)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    lines += [f"<url><loc>{escape(settings.BASE_URL + path)}</loc></url>" for path in dict.fromkeys(paths)]
    lines.append("</urlset>")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """So that the site can be put on a phone's first screen. No app, no store."""
    pages.depends_on(request, "hub")
    data: dict[str, Any] = {
        "name": f"MitWIRken {settings.CITY}",
        "short_name": "MitWIRken",
        "lang": get_language(),
        "start_url": reverse("hub:home"),
        "scope": "/",
        "display": "browser",
        "background_color": "#faf5ea",
        "theme_color": "#0e363a",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """What old browsers ask for without being told."""
    pages.depends_on(request, "hub")
    return redirect(static("ui/mark.svg"), permanent=False)
