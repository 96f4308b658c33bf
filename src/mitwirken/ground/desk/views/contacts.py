# SPDX-License-Identifier: EUPL-1.2
"""The door before contact data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mitwirken.ground.deeds.refusal import Refusal

from .. import contacts, rules
from ..access import staff_page
from ..doors import render_desk, show_refusal
from ..forms import ContactsForm


@require_POST
@staff_page(*rules.CONTACT_READERS)
def open_contacts(request: HttpRequest) -> HttpResponse:
    """Why somebody wants to see how people can be reached; then back to where they are shown."""
    form = ContactsForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            contacts.open_door(request, given["where"], reason=given["reason"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            back = given["back"]
            if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, None)):
                back = reverse("desk:start")
            return redirect(back)
    return render_desk(request, "desk/open_contacts.html", {"form": form}, status=422)
