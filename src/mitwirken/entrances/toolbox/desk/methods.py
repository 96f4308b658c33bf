# SPDX-License-Identifier: EUPL-1.2
"""The city keeps its methods: list, one method, edit, take over a newer text, export."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.formats.live.runsheet import scripts
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk

from .. import catalogue, exchange
from ..actions import catalogue as actions
from ..forms.catalogue import MethodForm
from ..models import Method
from ..queries import keeping as queries
from ..rules.keepers import KEEPERS
from .saving import Deeds, carry_out, pairs_of, save_form


def _find(pk: int) -> Method:
    row = queries.method(pk) if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Diese Methode gibt es nicht oder nicht mehr."), status=404)
    return row


def _at(method: Method, name: str = "desk_method") -> str:
    return reverse(f"toolbox:{name}", args=[method.pk])


@staff_page(*KEEPERS)
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """All methods with their state; what nobody checked for two years, where a newer text waits."""
    text, state = request.GET.get("q", "").strip()[:80], request.GET.get("stand", "")
    page = Paginator(queries.methods(text=text, state=state), 50).get_page(request.GET.get("seite", "1"))
    numbers = queries.method_numbers()
    context = {
        "page": page,
        "text": text,
        "state": state,
        "states": [
            ("", _("alle"), numbers["all"]),
            ("entwurf", _("nicht öffentlich"), numbers["draft"]),
            ("alt", _("lange nicht geprüft"), numbers["stale"]),
            ("neuer", _("neuer Text da"), numbers["newer"]),
            ("eigen", _("von uns geändert"), numbers["own"]),
        ],
        "noun": "methods",
    }
    return render_desk(request, "toolbox/desk/methods.html", context)


@staff_page(*KEEPERS)
@require_safe
def method(request: HttpRequest, pk: int) -> HttpResponse:
    """A method on one page: its state, and what can be done with it."""
    row = _find(pk)
    return render_desk(
        request,
        "toolbox/desk/method.html",
        {"method": row, "texts": catalogue.read(row.entry, row.key).texts, "stale": queries.is_stale(row)},
    )


def _form(request: HttpRequest, row: Method | None) -> MethodForm:
    entry = catalogue.read(row.entry, row.key) if row else None
    initial = MethodForm.initial_of(entry) | {"seen": row.version} if row and entry else {}
    return MethodForm(
        request.POST or None,
        key=row.key if row else "",
        seed=bool(entry and entry.seed),
        methods=queries.method_names(),
        scripts=[(script.key, script.name) for script in scripts()],
        initial=initial,
    )


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = _form(request, None)

    def save() -> str:
        return _at(actions.save_method(entry=form.entry, by=request.user))

    return save_form(
        request,
        form,
        save,
        now=lambda: None,
        context={
            "title": _("Neue Methode"),
            "back": reverse("toolbox:desk"),
            "lead": _("Erst ein Entwurf. Öffentlich wird sie, wenn Sie sie veröffentlichen."),
        },
        done=_("Entwurf angelegt."),
    )


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    form = _form(request, row)

    def save() -> str:
        actions.save_method(entry=form.entry, by=request.user, method=row, seen=form.cleaned_data["seen"])
        return _at(row)

    return save_form(
        request,
        form,
        save,
        now=lambda: _find(pk).version,
        context={
            "title": _("%(name)s bearbeiten") % {"name": row.name},
            "back": _at(row),
            "lead": _(
                "Was Sie hier ändern, bleibt: Eine neue Version von MitWIRken überschreibt es nicht, sondern sagt Bescheid."
            ),
        },
        done=_("Gespeichert."),
    )


DEEDS: Deeds = {
    "publish": (actions.publish_method, lambda: _("Veröffentlicht.")),
    "withdraw": (actions.withdraw_method, lambda: _("Nicht mehr öffentlich.")),
    "check": (actions.check_method, lambda: _("Als geprüft vermerkt.")),
    "keep": (actions.keep_own, lambda: _("Ihr Text bleibt.")),
}


@staff_page(*KEEPERS)
@require_POST
def do(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the deeds that need no form."""
    row = _find(pk)
    return carry_out(request, DEEDS, to=_at(row), method=row)


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def newer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the text that comes with MitWIRken says differently; take it over or keep one's own."""
    row = _find(pk)
    entry = catalogue.shipped_one(row.key)
    if entry is None:
        raise Refusal(_("Zu dieser Methode bringt MitWIRken keinen Text mit."), status=404)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        actions.take_newer(
            method=row, by=request.user, seen=int(seen) if seen.isascii() and seen.isdigit() else None
        )
        messages.success(request, _("Der neuere Text ist übernommen."))
        return redirect(_at(row))
    here = exchange.to_row(catalogue.read(row.entry, row.key))
    context = {"method": row, "pairs": pairs_of(here, exchange.to_row(entry))}
    return render_desk(request, "toolbox/desk/newer.html", context)
