# SPDX-License-Identifier: EUPL-1.2
"""Examples from elsewhere: the library as a list and as a map, and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.refusal import Refusal

from .. import words
from ..models import Example
from ..queries import examples as queries
from ..queries.examples import Filters
from ..queries.methods import cards


def _found(request: HttpRequest) -> dict[str, Any]:
    pages.depends_on(request, "toolbox")
    everything = queries.library()
    known = queries.choices(everything, {key: card.name for key, card in cards().items()})
    allowed = {**known, "method": [key for key, _name in known["method"]]}
    filters = Filters.from_address(request.GET, allowed)
    asked = request.GET.copy()
    for name in list(asked):
        if name not in Filters.NAMES or not asked[name]:
            del asked[name]
    return {
        "filters": filters,
        "rows": queries.matching(everything, filters),
        "choices": _choices(filters, known),
        "query": asked.urlencode(),
    }


def _choices(filters: Filters, known: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The fields of the filter with what can be chosen: only what occurs."""

    def field(name: str, label: str, options: list[tuple[str, Any]], chosen: str) -> dict[str, Any]:
        rows = [{"value": key, "name": said, "chosen": key == chosen} for key, said in options]
        return {"name": name, "label": label, "options": rows, "chosen": bool(chosen)}

    def named(names: dict[str, Any], keys: list[str]) -> list[tuple[str, Any]]:
        return [(key, names.get(key, key)) for key in keys]

    return [
        field("methode", _("Methode"), known["method"], filters.method),
        field("groesse", _("Größe des Ortes"), named(words.SIZES, known["size"]), filters.size),
        field("thema", _("Thema"), named(words.TOPICS, known["topic"]), filters.topic),
        field("land", _("Land"), named(words.COUNTRIES, known["country"]), filters.country),
        field(
            "sprache", _("Sprache der Quellen"), named(words.LANGUAGES, known["language"]), filters.language
        ),
    ]


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """All examples, narrowed by plain links and one form."""
    return render(request, "toolbox/examples.html", _found(request) | {"view": "list"})


@require_safe
def examples_map(request: HttpRequest) -> HttpResponse:
    """Where they are, with a list that says the same."""
    found = _found(request)
    context = found | {
        "view": "map",
        "sheets": queries.sheets(found["rows"]),
        "elsewhere": [row for row in found["rows"] if row.latitude is None],
    }
    return render(request, "toolbox/examples_map.html", context)


@require_safe
def example(request: HttpRequest, key: str) -> HttpResponse:
    """An example: what was done, in figures with their sources, and what can be read from it."""
    row = queries.whole(queries.public()).filter(key=key).first()
    if row is None:
        raise Refusal(_("Dieses Beispiel gibt es hier nicht oder nicht mehr."), status=404)
    pages.depends_on(request, f"example:{row.pk}", "toolbox")
    return render(request, "toolbox/example.html", drawn_example(row))


def drawn_example(row: Example) -> dict[str, Any]:
    """What the page of an example shows."""
    known = cards()
    return {
        "example": row,
        "said": row.said,
        "figures": list(row.figures.all()),
        "methods": [known[method.key] for method in row.methods.all() if method.key in known],
    }
