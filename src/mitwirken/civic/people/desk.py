# SPDX-License-Identifier: EUPL-1.2
"""The administration's pages: who works here, in which role, and who comes next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import render_desk
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import Role

from . import actions, queries
from .forms import InvitationForm, ReasonForm, RoleForm, StaffFilterForm, TakeRoleForm
from .models import Person, RoleGrant


@never_cache
@staff_page(Role.ADMIN)
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    form = StaffFilterForm(request.GET)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    office = chosen.get("office")
    people = queries.staff(
        search=chosen.get("q", ""), role=chosen.get("role", ""), office=office.pk if office else None
    )
    page = Paginator(people, 50).get_page(request.GET.get("seite"))
    return render_desk(
        request, "people/desk/staff.html", {"page": page, "form": form, "filtered": any(chosen.values())}
    )


def _one_of_the_staff(pk: int) -> Person:
    person = Person.objects.filter(pk=pk, erased_at=None).filter(has_roles=True).first()
    if person is None:
        raise Refusal(_("Diese Person hat hier keine Rolle oder keine mehr."), status=404)
    return person


WORDS = {
    "people.role_given": gettext_noop("Rolle gegeben"),
    "people.role_taken": gettext_noop("Rolle genommen"),
    "people.address_shown": gettext_noop("Adresse angesehen"),
    "people.second_factor_reset": gettext_noop("Zweiter Faktor zurückgesetzt"),
}


def _history(person: Person) -> list[dict[str, Any]]:
    rows = list(
        Activity.objects.filter(subject_kind="person", subject_id=person.pk)
        .select_related("actor")
        .order_by("-at", "-pk")[:50]
    )
    offices = Office.objects.in_bulk({row.data["office"] for row in rows if row.data.get("office")})
    return [
        {
            "what": _(WORDS.get(row.verb, row.verb)),
            "role": Role(row.data["role"]).label if row.data.get("role") in Role.values else "",
            "office": offices.get(row.data.get("office")),
            "reason": row.data.get("reason", ""),
            "who": row.actor,
            "at": row.at,
        }
        for row in rows
    ]


def _person_page(
    request: HttpRequest,
    person: Person,
    *,
    role: Any = None,
    reason: Any = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    return render_desk(
        request,
        "people/desk/person.html",
        {
            "person": person,
            "grants": person.grants.select_related("office").order_by("role", "pk"),
            "role_form": role or RoleForm(),
            "reason_form": reason or ReasonForm(),
            "address": address,
            "history": _history(person),
        },
        status=status,
    )


@never_cache
@staff_page(Role.ADMIN)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _one_of_the_staff(pk))


@never_cache
@staff_page(Role.ADMIN)
@require_POST
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    someone = _one_of_the_staff(pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            grant = actions.give_role(person=someone, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(
                request, _("%(who)s hat jetzt die Rolle %(role)s.") % {"who": someone, "role": grant.in_words}
            )
            return redirect("people:staff_person", pk)
    return _person_page(request, someone, role=form, status=422)


@never_cache
@staff_page(Role.ADMIN)
def take_role(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    grant = RoleGrant.objects.select_related("person", "office").filter(pk=grant_pk, person_id=pk).first()
    if grant is None:
        # Taken already, perhaps by a double click: what was wanted is so.
        return redirect("people:staff")
    form = TakeRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = grant.in_words
        actions.take_role(grant=grant, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("%(who)s hat die Rolle %(role)s nicht mehr.") % {"who": grant.person, "role": words}
        )
        return redirect("people:staff_person", pk) if grant.person.has_roles else redirect("people:staff")
    return render_desk(
        request,
        "people/desk/take_role.html",
        {"grant": grant, "form": form},
        status=422 if form.errors else 200,
    )


@never_cache
@staff_page(Role.ADMIN)
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                someone = actions.invite_staff(by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Die Einladung ist unterwegs."))
                return redirect("people:staff_person", someone.pk)
        status = 422
    return render_desk(request, "people/desk/invite.html", {"form": form}, status=status)


@never_cache
@staff_page(Role.ADMIN)
@require_POST
def show_address(request: HttpRequest, pk: int) -> HttpResponse:
    someone = _one_of_the_staff(pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            address = actions.show_address(person=someone, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("reason", str(refusal))
        else:
            return _person_page(request, someone, address=address)
    return _person_page(request, someone, reason=form, status=422)


@never_cache
@staff_page(Role.ADMIN)
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    someone = _one_of_the_staff(pk)
    if request.method == "POST":
        actions.reset_second_factor(person=someone, by=request.user)
        messages.success(
            request,
            _("Beim nächsten Anmelden richtet %(who)s den zweiten Faktor neu ein.") % {"who": someone},
        )
        return redirect("people:staff_person", pk)
    return render_desk(request, "people/desk/reset_second_factor.html", {"person": someone})
