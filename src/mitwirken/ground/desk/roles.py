# SPDX-License-Identifier: EUPL-1.2
"""The roles of the staff. Who holds one is kept by people; what a role may do is said in each room's
rules.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal


class Role(models.TextChoices):
    PROCESS = "prozess", _("Prozessverantwortung")
    EDITOR = "redaktion", _("Redaktion")
    MODERATION = "moderation", _("Moderation")
    OFFICE = "fachamt", _("Fachamt")
    POLITICS = "politik", _("Politik")
    CORE = "kernteam", _("Kernteam")
    OMBUDS = "ombudsstelle", _("Ombudsstelle")
    ADMIN = "administration", _("Administration")


def has_role(person: Any, *roles: str) -> bool:
    """Whether the person holds one of the roles. The administration of the system holds no other role by
    itself.
    """
    return bool(getattr(person, "is_authenticated", False)) and not frozenset(roles).isdisjoint(person.roles)


def require_role(person: Any, *roles: Role) -> None:
    """Refuses who holds none of the roles, and says which they are."""
    if not has_role(person, *roles):
        raise Refusal(
            gettext(
                "Dafür brauchen Sie eine dieser Aufgaben: %(roles)s. Die Administration kann sie Ihnen geben."
            )
            % {"roles": ", ".join(str(role.label) for role in roles)}
        )


def is_staff(person: Any) -> bool:
    return bool(getattr(person, "is_authenticated", False)) and bool(person.roles)
