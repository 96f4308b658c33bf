# SPDX-License-Identifier: EUPL-1.2
"""Who keeps the Instrumentenkoffer."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

KEEPERS: Final = (Role.EDITOR, Role.PROCESS, Role.CORE)


def require_keeper(person: Any) -> None:
    if not has_role(person, *KEEPERS):
        raise Refusal(
            _("Das dürfen Menschen aus Redaktion, Prozessverantwortung und Kernteam. Fragen Sie dort nach.")
        )
