# SPDX-License-Identifier: EUPL-1.2
"""The logbook as the Ombudsstelle and the Kernteam read it. It can be read and checked, nothing else."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mitwirken.ground.audit import queries as logbook
from mitwirken.ground.deeds.limits import require_pace
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named

from .. import rules
from ..access import staff_page
from ..doors import render_desk
from ..forms import LogbookFilterForm
from ..models import CaseStatus, Office
from ..roles import Role

A_PAGE = 50

FINDINGS = {
    "removed": gettext_lazy("Vor Eintrag %(number)s fehlen Einträge."),
    "order": gettext_lazy("Eintrag %(number)s passt nicht zu dem davor."),
    "changed": gettext_lazy("Eintrag %(number)s wurde verändert."),
    "truncated": gettext_lazy("Am Ende fehlen Einträge, der letzte war Nummer %(number)s."),
    "inserted": gettext_lazy("Ab Nummer %(number)s stehen Einträge, die hier niemand eingetragen hat."),
    "head": gettext_lazy("Das Ende des Logbuchs, Nummer %(number)s, wurde verändert."),
    "mark": gettext_lazy(
        "Das Ende des Logbuchs, Nummer %(number)s, trägt nicht das Siegel dieser Plattform."
    ),
    "person": gettext_lazy("Bei Eintrag %(number)s wurde verändert oder entfernt, wer gemeint ist."),
    "words": gettext_lazy("Bei Eintrag %(number)s wurde die Begründung verändert oder entfernt."),
}


@require_safe
@staff_page(*rules.LOGBOOK_READERS)
def logbook_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff_page(*rules.LOGBOOK_READERS)
def check(request: HttpRequest) -> HttpResponse:
    """Reads the whole chain and says on the page what does not fit."""
    require_pace(f"person:{request.user.pk}", "audit.check", at_most=20, seconds=3600)
    found = logbook.verify()
    # One line for each entry and kind of finding, and no more than can be read.
    seen = list(dict.fromkeys((one.code, one.number) for one in found.findings))
    words = [FINDINGS[code] % {"number": number} for code, number in seen[:20]]
    return _page(request, verdict={"found": found, "words": words, "more": len(seen) - len(words)})


def _page(request: HttpRequest, verdict: dict[str, Any] | None = None) -> HttpResponse:
    form = LogbookFilterForm(request.GET)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = logbook.entries(
        verb=chosen.get("was", ""),
        person=chosen.get("wer"),
        since=chosen.get("von"),
        until=chosen.get("bis"),
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("seite"))
    lines = logbook.lines(list(page.object_list))
    offices = Office.objects.in_bulk([line.entry.facts.get("office") or 0 for line in lines])
    return render_desk(
        request,
        "desk/logbook.html",
        {
            "form": form,
            "page": page,
            "lines": [{"line": line, **_told(line, offices)} for line in lines],
            "filtered": any(chosen.values()),
            "head": logbook.head(),
            "verdict": verdict,
        },
    )


def _told(line: logbook.Line, offices: dict[int, Office]) -> dict[str, Any]:
    """What the facts of an entry mean, and what it was about where that is no person."""
    facts = line.entry.facts
    told: list[str] = []
    if facts.get("role") in Role.values:
        told.append(str(Role(facts["role"]).label))
    office = offices.get(facts.get("office") or 0)
    if office is not None:
        told.append(office.name)
    if facts.get("status") in CaseStatus.values:
        told.append(str(CaseStatus(facts["status"]).label))
    if facts.get("edition", 1) > 1:
        told.append(_("Fassung %(number)s") % {"number": facts["edition"]})
    if facts.get("rows"):
        told.append(ngettext("%(n)d Zeile", "%(n)d Zeilen", facts["rows"]) % {"n": facts["rows"]})
    if facts.get("texts_kept") is False:
        told.append(_("mit allen Texten"))
    about = ""
    if line.entry.subject_kind and line.entry.subject_kind != logbook.PERSON_KIND:
        try:
            about = f"{kind_named(line.entry.subject_kind).name} {line.entry.subject}"
        except Refusal:
            about = f"{line.entry.subject_kind} {line.entry.subject}"
    return {
        "told": " · ".join(told),
        "about": about,
        "case": facts.get("case"),
        "roles": [Role(role).label for role in facts.get("roles", []) if role in Role.values],
    }
