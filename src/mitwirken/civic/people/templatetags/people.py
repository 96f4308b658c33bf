# SPDX-License-Identifier: EUPL-1.2
import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: escaped by the template like any text, so no inline script is needed."""
    return json.dumps(value, cls=DjangoJSONEncoder)
