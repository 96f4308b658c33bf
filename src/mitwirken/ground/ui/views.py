# SPDX-License-Identifier: EUPL-1.2
"""The living style guide: every part with words as they would stand there."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .icons import names
from .middleware import Pair
from .samples import SampleForm


def parts(request: HttpRequest) -> HttpResponse:
    """Only in a demo or while developing: nothing on it is real."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    form = SampleForm({"email": "kein at"}) if "fehler" in request.GET else SampleForm()
    paginator = Paginator(range(240), 20)
    return render(
        request,
        "ui/showcase.html",
        {
            "form": form,
            "states": [
                "eingegangen",
                "pruefung",
                "beratung",
                "angenommen",
                "abgelehnt",
                "umsetzung",
                "umgesetzt",
            ],
            "stages": ["geplant", "laufend", "beendet"],
            "channels": ["online", "phone", "paper", "room"],
            "degrees": ["information", "konsultation", "mitgestaltung", "mitentscheidung"],
            "icon_names": sorted(names()),
            "step_names": [_("Idee"), _("Ort und Bild"), _("Prüfen")],
            "phases": [
                {
                    "when": "1.–31. Oktober",
                    "title": _("Ideen sammeln"),
                    "state": "done",
                    "text": "214 Vorschläge",
                },
                {"when": "5.–30. November", "title": _("Bewerten"), "state": "now", "text": "noch 7 Tage"},
                {"when": "Dezember", "title": _("Prüfung durch die Ämter"), "state": "ahead"},
                {"when": "28. Januar 2027", "title": _("Entscheidung im Rat"), "state": "ahead"},
            ],
            "bars": [
                {"name": "Innenstadt-Nord", "value": 84, "note": "31 %"},
                {"name": "Hörde", "value": 61, "note": "22 %"},
                {"name": "Aplerbeck", "value": 23, "note": "8 %"},
            ],
            "page_of_list": paginator.get_page(request.GET.get("seite") or 4),
            "pairs": [
                Pair("Titel", "Trinkbrunnen im Hoeschpark", "Trinkbrunnen am Hoeschpark", False),
                Pair("Text", "An heißen Tagen fehlt Wasser.", "An heißen Tagen fehlt Wasser.", True),
            ],
            "day": date(2026, 11, 23),
            "voice": "Meine Kinder spielen dort jeden Tag.\n\nSiehe auch https://example.org/brunnen.",
            "people": [
                "Emscherkind",
                "Nordlicht44",
                "phoenixsee",
                "Kumpel Kalle",
                "Zeche & Zimt",
                "Ayşe",
                "Öko-Opa",
            ],
        },
    )
