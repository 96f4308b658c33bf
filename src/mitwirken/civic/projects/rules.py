# SPDX-License-Identifier: EUPL-1.2
"""Who keeps the Vorhabenliste.

| deed | Prozess, Kernteam, Ombudsstelle | Fachamt | everybody else at the desk |
|---|---|---|---|
| read drafts | yes | yes | no |
| write and change | yes | of own offices | no |
| publish, close | yes | no | no |
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import Role, has_role

KEEPERS = (Role.PROCESS, Role.CORE, Role.OMBUDS)
WRITERS = (*KEEPERS, Role.OFFICE)


def may_write(person: Any, office: Office | None) -> None:
    if has_role(person, *KEEPERS):
        return
    if not has_role(person, Role.OFFICE) or office is None or office.pk not in person.offices:
        raise Refusal(
            _("Ein Vorhaben trägt das Amt ein, das es plant. Wählen Sie ein Amt, dem Sie angehören."),
            field="office",
        )


def may_publish(person: Any) -> None:
    if not has_role(person, *KEEPERS):
        raise Refusal(
            _(
                "Vorhaben veröffentlichen Prozessverantwortung, Kernteam und Ombudsstelle. Ihr Entwurf bleibt gespeichert."
            )
        )


def can(rule: Any, *args: Any) -> bool:
    try:
        rule(*args)
    except Refusal:
        return False
    return True
