# SPDX-License-Identifier: EUPL-1.2
"""Turns a refusal raised anywhere below into a page that says it in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Conflict, Refusal

from .errors import kept_texts
from .templatetags.ui import words

# What the fields of versioned rows are called on the screen; a field not named here shows its own name.
FIELD_WORDS: dict[str, Any] = {
    "title": _("Titel"),
    "text": _("Text"),
    "body": _("Text"),
    "summary": _("Kurz gesagt"),
    "question": _("Frage"),
    "name": _("Name"),
    "category": _("Kategorie"),
    "place": _("Ort"),
    "status": _("Stand"),
    "reason": _("Begründung"),
    "result": _("Ergebnis"),
    "decision": _("Entscheidung"),
}


@dataclass(frozen=True)
class Pair:
    """One field in both fassungen: what stands there now and what was sent."""

    name: str
    theirs: str
    yours: str
    same: bool


def pairs_of(conflict: Conflict, labels: Mapping[str, Any] | None = None) -> list[Pair]:
    """Both versions field by field, for `ui/parts/versions.html`; the fields that differ come first."""
    called = FIELD_WORDS | dict(labels or {})
    pairs = []
    for name, yours in conflict.yours.items():
        theirs, mine = words(conflict.theirs.get(name)), words(yours)
        pairs.append(Pair(str(called.get(name, name)), theirs, mine, theirs.split() == mine.split()))
    return sorted(pairs, key=lambda pair: pair.same)


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if getattr(request, "htmx", False):
            return self.in_place(request, exception)
        if isinstance(exception, Conflict):
            page = {"refusal": exception, "pairs": pairs_of(exception)}
            return render(request, "ui/conflict.html", page, status=exception.status)
        page = {"refusal": exception, "kept": kept_texts(request)}
        return render(request, "ui/refusal.html", page, status=exception.status)

    def in_place(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        """For a piece of a page: the sentence stands above the piece, which stays as it is."""
        response = render(
            request,
            "ui/parts/notice.html",
            {"tone": "danger", "text": refusal.sentence},
            status=refusal.status,
        )
        response["HX-Reswap"] = "afterbegin"
        return response
