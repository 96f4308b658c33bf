# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import template

from ..queries import Group
from ..queries import register as groups_of_register

register = template.Library()


def _public(groups: list[Group]) -> list[str]:
    """What everybody will read of what is typed here. What staff add for somebody who came by phone is not asked here."""
    declared = [one for group in groups for one in group.declarations if one.public]
    own = [one for one in declared if one.whose is not None] or declared
    return list(dict.fromkeys(str(label) for one in own for label in one.labels))


@register.inclusion_tag("privacy/notice.html")
def notice(*models: str) -> dict[str, Any]:
    """The layered notice at a form: in one line what of the named models becomes public, in a fold what for and how long, the
    rest behind a link.
    """
    wanted = {model.lower() for model in models}
    groups = [group for group in groups_of_register() if group.model in wanted]
    missing = wanted - {group.model for group in groups}
    if missing:
        raise template.TemplateSyntaxError(f"Nothing is declared for {', '.join(sorted(missing))}.")
    return {"groups": groups, "public": _public(groups)}
