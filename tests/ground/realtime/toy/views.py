# SPDX-License-Identifier: EUPL-1.2
import time

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.template import Context, Engine
from django.templatetags.static import static
from django.utils.html import escape

from . import board
from .models import Board

PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Brett</title>
<script type="module" src="{{ view }}"></script><script type="module" src="{{ clock }}"></script></head><body><main>
<live-view stream="{{ stream }}" state="{{ state }}" snapshot="/toy/{{ key }}/stand/" mine="/toy/{{ key }}/mein/" seat="31"{% if again %} again="{{ again }}"{% endif %}
  data-lost="Verbindung unterbrochen. Wir versuchen es weiter." data-back="Verbunden." data-failed="Das kam nicht an. Bitte noch einmal.">
<section data-part="phone/count">{{ parts.count }}</section>
<section data-part="phone/said" data-announce>{{ parts.said }}</section>
<section data-part="phone/form">{{ parts.form }}</section>
<section data-part="table/notes">leer</section>
<section data-part="mine/seat">-</section>
<live-clock ends="{{ ends }}" warn="120">05:00</live-clock>
<live-clock id="over" ends="{{ over }}" over>00:00</live-clock>
<live-clock id="paused" paused="95">01:35</live-clock>
</live-view></main></body></html>"""


def page(request: HttpRequest, key: str) -> HttpResponse:
    here, _ = Board.objects.get_or_create(key=key)
    blocked = request.GET.get("strom") == "zu"
    values = {
        "key": key,
        "state": f"e-{here.number}",
        "stream": f"/strom/toy/{key}/" + ("?sicht=verboten" if blocked else "?sicht=alle"),
        "parts": board.phone(here),
        "view": static("realtime/live-view.js"),
        "clock": static("realtime/live-clock.js"),
        "ends": str(int(time.time()) + 300),
        "again": int(request.GET.get("wieder", 0)),
        "over": str(int(time.time()) - 12),
    }
    html = Engine().from_string(PAGE).render(Context(values, autoescape=False))
    response = HttpResponse(html)
    response.set_cookie("seat", "31")
    return response


def snapshot(request: HttpRequest, key: str) -> HttpResponse:
    here, _ = Board.objects.get_or_create(key=key)
    etag = f'"{here.number}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    parts = {f"phone/{name}": html for name, html in board.phone(here).items()}
    answer = JsonResponse({"state": f"e-{here.number}", "now": time.time(), "parts": parts})
    answer["ETag"] = etag
    # Else the front would keep it as a page of the site, until a deed that is recorded (`ground/pages`).
    answer["Cache-Control"] = "private, no-cache"
    return answer


def mine(request: HttpRequest, key: str) -> JsonResponse:
    here, _ = Board.objects.get_or_create(key=key)
    parts = {"mine/seat": f"<p>Sie sitzen an Tisch {here.table}</p>"}
    answer = JsonResponse({"state": f"e-{here.number}", "now": time.time(), "parts": parts})
    answer["Cache-Control"] = "private, no-store"
    return answer


def say(request: HttpRequest, key: str) -> HttpResponse:
    said = request.POST.get("said", "").strip()
    if said == "weg":
        return JsonResponse({"to": "/impressum/"})
    if not said:
        return JsonResponse({"said": "Bitte schreiben Sie einen Satz.", "field": "said"}, status=422)
    values: dict[str, object] = {"said": said}
    if said.startswith("Tisch "):
        values["table"] = said[6:]
    if said in ("kaputt", "heil"):
        values["broken"] = said == "kaputt"
    here = board.change(key, **values)
    if request.headers.get("Accept") != "application/json":
        return HttpResponse(escape(f"{here.number}"))
    return JsonResponse({"parts": {"phone/form": board.phone(here)["form"]}, "said": "Ihr Satz ist da."})
