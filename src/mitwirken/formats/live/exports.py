# SPDX-License-Identifier: EUPL-1.2
"""The minutes as page, PDF, Markdown and JSON; the certificate of somebody who was there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.ground.deeds.limits import address_of, require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.pages import depends_on

from . import minutes as composed
from . import pdf, presence
from .minutes import Minutes
from .models import Gathering
from .queries import Look
from .views import _actor, _find, _seat


def _readable(request: HttpRequest, code: str) -> Gathering:
    """The gathering, if the reader may see its minutes: everybody once they are released, before that who leads it."""
    gathering = _find(request, code)
    depends_on(request, f"gathering:{gathering.pk}")
    if gathering.released_at is not None and gathering.event.is_public:
        return gathering
    if _actor(request, gathering).leads:
        return gathering
    raise Refusal(
        _(
            "Das Protokoll ist noch nicht freigegeben. Wenn es so weit ist, steht es auf der Seite der Veranstaltung."
        ),
        status=404,
    )


def _given(gathering: Gathering, response: HttpResponseBase) -> HttpResponseBase:
    if gathering.released_at is None:
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
    return response


def _compose(gathering: Gathering) -> Minutes:
    return composed.compose(Look(gathering))


def _context(found: Minutes) -> dict[str, object]:
    return {
        "gathering": found.gathering,
        "event": found.event,
        "minutes": found,
        "number_words": composed.number_words(found.numbers),
        "address": f"{settings.BASE_URL}{composed.gathering_url(found.gathering)}",
        "city": settings.CITY,
    }


@require_safe
def minutes_page(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    return _given(gathering, render(request, "live/minutes.html", _context(_compose(gathering))))


def _file(gathering: Gathering, ending: str, response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Disposition"] = f'inline; filename="protokoll-{gathering.event.slug}.{ending}"'
    return _given(gathering, response)


@require_safe
def minutes_markdown(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    text = composed.as_markdown(_compose(gathering))
    return _file(gathering, "md", HttpResponse(text, content_type="text/markdown; charset=utf-8"))


@require_safe
def minutes_json(request: HttpRequest, code: str) -> HttpResponseBase:
    gathering = _readable(request, code)
    data = composed.as_data(_compose(gathering))
    return _file(
        gathering, "json", JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    )


@require_safe
def minutes_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """Refuses where the server cannot make PDFs, and names the versions that are there."""
    gathering = _readable(request, code)
    require_pace(address_of(request), "live.pdf", at_most=60, seconds=600)
    html = render_to_string("live/minutes_pdf.html", _context(_compose(gathering)))
    made = pdf.pdf_of(
        html,
        instead=_(
            "PDF kann dieser Server nicht herstellen. Das ganze Protokoll gibt es als Seite im Netz zum Drucken (%(page)s) und als Markdown (%(md)s)."
        )
        % {
            "page": composed.gathering_url(gathering),
            "md": f"{composed.gathering_url(gathering).rstrip('/')}.md",
        },
    )
    return _file(gathering, "pdf", HttpResponse(made, content_type="application/pdf"))


# --- the certificate ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    """For whoever was there for more than half of the steps. The name is typed here, printed, and kept nowhere."""
    gathering = _find(request, code)
    seat = _seat(request, gathering)
    if seat is None:
        if gathering.closed_at is None:
            return redirect("live:join", gathering.code)
        raise Refusal(
            _(
                "Die Bescheinigung öffnet sich auf dem Gerät, mit dem Sie dabei waren, bis zwei Tage nach dem Treffen. Sonst hilft die Ansprechstelle."
            )
        )
    look = Look(gathering)
    there = presence.of(look, seat)
    presence.require_most(look, there)
    name = " ".join(request.POST.get("name", "").split())[:80]
    context = {
        "gathering": gathering,
        "event": gathering.event,
        "there": there,
        "titles": there.titles,
        "name": name,
        "city": settings.CITY,
    }
    error = ""
    if request.method == "POST":
        if not name:
            error = _("Bitte schreiben Sie den Namen, der auf dem Blatt stehen soll.")
        elif request.POST.get("as") == "pdf":
            require_pace(address_of(request), "live.pdf", at_most=60, seconds=600)
            made = pdf.pdf_of(
                render_to_string("live/certificate_pdf.html", context),
                keep=False,
                instead=_(
                    "PDF kann dieser Server nicht herstellen. Drucken Sie die Seite, dort steht dasselbe."
                ),
            )
            response = HttpResponse(made, content_type="application/pdf")
            response["Content-Disposition"] = 'inline; filename="bescheinigung.pdf"'
            add_never_cache_headers(response)
            return response
        else:
            sheet = render(request, "live/certificate_print.html", context)
            add_never_cache_headers(sheet)
            return sheet
    page = render(
        request,
        "live/certificate.html",
        {**context, "error": error, "has_pdf": pdf.is_offered()},
        status=422 if error else 200,
    )
    add_never_cache_headers(page)
    return page
