# SPDX-License-Identifier: EUPL-1.2
"""Pages for staff: write down what is tried out, publish it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mitwirken.civic.participation.queries import public as public_processes
from mitwirken.formats.events.queries import public as public_events
from mitwirken.ground.deeds.once import once
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.ui.middleware import pairs_of

from ..actions import tryouts as actions
from ..forms import tryouts as forms
from ..models import Tryout
from ..queries import tryouts as queries
from ..queries.counting import counted
from ..rules import tryouts as rules

PAGE = 30
STATES = (
    ("", gettext_lazy("alle")),
    ("entwurf", gettext_lazy("Entwürfe")),
    ("offen", gettext_lazy("Ergebnis fehlt")),
)


def waiting(person: Any) -> int:
    """How many try-outs are over and do not say yet what came of it, for the menu of the desk."""
    rows = queries.without_result()
    if not has_role(person, *rules.EDITORS):
        rows = rows.filter(office_id__in=person.offices)
    return rows.count()


def _find(request: HttpRequest, pk: int) -> Tryout:
    """The try-out, if it is one of those that this member of the staff may edit."""
    tryout = queries.by_number(pk) if pk < 2**63 else None
    if tryout is None:
        raise Refusal(_("Diese Erprobung gibt es nicht oder nicht mehr."), status=404)
    rules.require_edit(request.user, tryout)
    return tryout


def _at(tryout: Tryout) -> str:
    return reverse("toolbox:desk_tryout", args=[tryout.pk])


@staff_page(*rules.STAFF)
@require_safe
def tryouts(request: HttpRequest) -> HttpResponse:
    """All try-outs, drafts, those without a result. A Fachamt sees its own."""
    person: Any = request.user
    state = request.GET.get("stand", "")
    offices = None if has_role(person, *rules.EDITORS) else person.offices
    page = Paginator(queries.desk_list(state, offices), PAGE).get_page(request.GET.get("seite", "1"))
    context = {"page": page, "state": state, "states": STATES}
    return render_desk(request, "toolbox/desk/tryouts.html", context)


@staff_page(*rules.STAFF)
@require_safe
def tryout(request: HttpRequest, pk: int) -> HttpResponse:
    """A try-out on one page: what is missing, what is counted now, what can be done next."""
    found = _find(request, pk)
    now = counted(found)
    context = {
        "tryout": found,
        "gaps": rules.missing(found),
        "over": rules.is_over(found),
        "groups": queries.groups(now),
        "recount": found.published_at is not None and now != found.counted,
    }
    return render_desk(request, "toolbox/desk/tryout.html", context)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new try-out; `?veranstaltung=7` and `?prozess=slug` bring along what is known."""
    form = forms.TryoutForm(request.POST or None, person=request.user, start=_start(request))
    source = forms.SourceForm(initial={"prozess": request.GET.get("prozess", "")})
    return _form(
        request, form, None, lambda: _at(actions.create_tryout(draft=form.draft(), by=request.user)), source
    )


def _start(request: HttpRequest) -> dict[str, Any]:
    number, slug = request.GET.get("veranstaltung", ""), request.GET.get("prozess", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        event = public_events().filter(pk=int(number)).first()
        if event is not None:
            return forms.from_event(event)
    process = public_processes().filter(slug=slug[:200].replace("\x00", "")).first() if slug else None
    return forms.from_process(process) if process is not None else {}


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = forms.TryoutForm(request.POST or None, person=request.user, tryout=found)

    def save() -> str:
        seen = form.cleaned_data["seen"]
        return _at(actions.change_tryout(tryout=found, draft=form.draft(), by=request.user, seen=seen))

    return _form(request, form, found, save)


def _form(
    request: HttpRequest,
    form: forms.TryoutForm,
    found: Tryout | None,
    save: Callable[[], str],
    source: forms.SourceForm | None = None,
) -> HttpResponse:
    status, pairs = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                address = once(form.cleaned_data["once"], save)
            except Conflict as conflict:
                status = 409
                labels = {name: field.label for name, field in form.fields.items()}
                pairs = [pair for pair in pairs_of(conflict, labels) if not pair.same]
                form.data = form.data.copy()  # type: ignore[attr-defined]
                now = Tryout.objects.values_list("version", flat=True).get(pk=found.pk if found else 0)
                form.data["seen"] = now  # type: ignore[index]
                form.add_error(None, str(conflict.sentence))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                messages.success(request, _("Gespeichert."))
                return redirect(address)
    context = {
        "form": form,
        "tryout": found,
        "pairs": pairs,
        "sections": list(form.sections()),
        "source": source,
    }
    return render_desk(request, "toolbox/desk/tryout_form.html", context, status=status)


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _confirm(
        request,
        found,
        title=_("„%(title)s“ veröffentlichen?") % {"title": found.title},
        text=_(
            "Danach lesen alle mit, auch auf der Seite der Methode. Die Zahlen werden jetzt gezählt und bleiben dann so stehen."
        ),
        yes=_("Veröffentlichen"),
        deed=lambda: actions.publish_tryout(tryout=found, by=request.user),
        done=_("Veröffentlicht."),
    )


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _confirm(
        request,
        found,
        title=_("„%(title)s“ zurücknehmen?") % {"title": found.title},
        text=_("Sie wird wieder ein Entwurf, den nur Beschäftigte sehen."),
        yes=_("Zurücknehmen"),
        deed=lambda: actions.withdraw_tryout(tryout=found, by=request.user),
        done=_("Zurückgenommen."),
    )


@staff_page(*rules.STAFF)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _confirm(
        request,
        found,
        title=_("Entwurf „%(title)s“ löschen?") % {"title": found.title},
        text=_("Das lässt sich nicht rückgängig machen."),
        yes=_("Entwurf löschen"),
        deed=lambda: actions.delete_tryout(tryout=found, by=request.user),
        done=_("Der Entwurf ist gelöscht."),
        onward=reverse("toolbox:desk_tryouts"),
        danger=True,
    )


def _confirm(
    request: HttpRequest,
    found: Tryout,
    *,
    title: str,
    text: str,
    yes: str,
    deed: Callable[[], Any],
    done: str,
    onward: str = "",
    danger: bool = False,
) -> HttpResponse:
    if request.method == "POST":
        deed()
        messages.success(request, done)
        return redirect(onward or _at(found))
    context = {"title": title, "text": text, "yes": yes, "back": _at(found), "danger": danger}
    return render_desk(request, "toolbox/desk/tryout_confirm.html", context)
