# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "mitwirken.ground.api"
    label = "api"
    verbose_name = _("Schnittstelle und offene Daten")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch

        from . import actions, privacy  # noqa: F401

        watch(actions.TOKEN_MADE, _("Schlüssel für ein Programm angelegt"), facts=["scopes"])
        watch(actions.TOKEN_GONE, _("Schlüssel für ein Programm gelöscht"))
