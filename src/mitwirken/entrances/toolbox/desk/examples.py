# SPDX-License-Identifier: EUPL-1.2
"""The city keeps its examples from elsewhere: list, one example, edit with figures."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk

from ..actions import examples as actions
from ..forms.catalogue import ExampleForm
from ..models import Example
from ..queries import examples as queries
from ..queries.keeping import method_names
from ..rules.keepers import KEEPERS
from .saving import Deeds, carry_out, save_form


def _find(pk: int) -> Example:
    row = queries.whole(Example.objects.filter(pk=pk)).first() if pk < 2**63 else None
    if row is None:
        raise Refusal(_("Dieses Beispiel gibt es nicht oder nicht mehr."), status=404)
    return row


def _at(example: Example) -> str:
    return reverse("toolbox:desk_example", args=[example.pk])


@staff_page(*KEEPERS)
@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """All examples with their state."""
    text, state = request.GET.get("q", "").strip()[:80], request.GET.get("stand", "")
    page = Paginator(queries.desk_list(text=text, state=state), 50).get_page(request.GET.get("seite", "1"))
    context = {
        "page": page,
        "text": text,
        "state": state,
        "states": [
            ("", _("alle"), None),
            ("entwurf", _("nicht öffentlich"), None),
            ("alt", _("lange nicht geprüft"), None),
        ],
        "noun": "examples",
    }
    return render_desk(request, "toolbox/desk/examples.html", context)


@staff_page(*KEEPERS)
@require_safe
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """An example on one page: as everybody sees it, and what can be done with it."""
    row = _find(pk)
    context = {
        "example": row,
        "said": row.said,
        "figures": list(row.figures.all()),
        "methods": list(row.methods.all()),
    }
    return render_desk(request, "toolbox/desk/example.html", context)


def _form(request: HttpRequest, row: Example | None) -> ExampleForm:
    initial: dict[str, Any] = {"country": "DE", "language": "de"}
    if row is not None:
        initial = ExampleForm.initial_of(queries.case_of(row)) | {"seen": row.version}
    return ExampleForm(
        request.POST or None, key=row.key if row else "", methods=method_names(), initial=initial
    )


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = _form(request, None)

    def save() -> str:
        return _at(actions.save_example(case=form.entry, by=request.user))

    return save_form(
        request,
        form,
        save,
        now=lambda: None,
        context={
            "title": _("Neues Beispiel"),
            "back": reverse("toolbox:desk_examples"),
            "lead": _("Erst ein Entwurf. Öffentlich wird es, wenn Sie es veröffentlichen."),
        },
        done=_("Entwurf angelegt."),
    )


@staff_page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(pk)
    form = _form(request, row)

    def save() -> str:
        actions.save_example(case=form.entry, by=request.user, example=row, seen=form.cleaned_data["seen"])
        return _at(row)

    return save_form(
        request,
        form,
        save,
        now=lambda: _find(pk).version,
        context={
            "title": _("%(name)s bearbeiten") % {"name": row.title},
            "back": _at(row),
            "lead": _("Was Sie hier ändern, bleibt: Eine neue Version von MitWIRken überschreibt es nicht."),
        },
        done=_("Gespeichert."),
    )


DEEDS: Deeds = {
    "publish": (actions.publish_example, lambda: _("Veröffentlicht.")),
    "withdraw": (actions.withdraw_example, lambda: _("Nicht mehr öffentlich.")),
    "check": (actions.check_example, lambda: _("Als geprüft vermerkt.")),
}


@staff_page(*KEEPERS)
@require_POST
def do(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the deeds that need no form."""
    row = _find(pk)
    return carry_out(request, DEEDS, to=_at(row), example=row)
