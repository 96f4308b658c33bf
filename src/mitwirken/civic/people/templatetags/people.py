# SPDX-License-Identifier: EUPL-1.2
import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mitwirken.civic.people import contacts
from mitwirken.civic.people.forms import ContactsForm
from mitwirken.ground.deeds.subjects import kind_of

register = template.Library()


@register.simple_tag(takes_context=True)
def contacts_door(context: Any, subject: Any) -> SafeString:
    """The door before the contact data at `subject`: a form that asks for the reason, or until when it is open."""
    request = context["request"]
    form = ContactsForm(
        initial={
            "kind": kind_of(subject),
            "number": subject.pk,
            "back": f"{request.get_full_path()}#kontaktdaten",
        }
    )
    return render_to_string(
        "people/parts/contacts_door.html",
        {"until": contacts.open_until(request, subject), "form": form},
        request,
    )


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: escaped by the template like any text, so no inline script is needed."""
    return json.dumps(value, cls=DjangoJSONEncoder)
