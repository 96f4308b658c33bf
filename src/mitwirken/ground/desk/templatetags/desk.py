# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages of the desk."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.forms import ContactsForm

register = template.Library()


@register.simple_tag(takes_context=True)
def contacts_door(context: Any, where: str, what: Any = "") -> SafeString:
    """The door before the contact data: a form that asks for the reason, or until when it is open. `what`: in the plural, what is behind it."""
    request = context["request"]
    form = ContactsForm(initial={"where": where, "back": f"{request.get_full_path()}#kontaktdaten"})
    values = {
        "until": contacts.open_until(request, where),
        "form": form,
        "what": what or _("Telefonnummern und Anschriften"),
    }
    return render_to_string("desk/contacts_door.html", values, request)
