# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import template

from ..queries import register as groups_of_register

register = template.Library()


@register.inclusion_tag("privacy/notice.html")
def notice(*models: str) -> dict[str, Any]:
    """The short notice at a form: what for and how long, of the named models; the rest behind a link."""
    wanted = {model.lower() for model in models}
    groups = [group for group in groups_of_register() if group.model in wanted]
    missing = wanted - {group.model for group in groups}
    if missing:
        raise template.TemplateSyntaxError(f"Nothing is declared for {', '.join(sorted(missing))}.")
    return {"groups": groups}
