# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "mitwirken.ground.api"
    label = "api"
    verbose_name = _("Schnittstelle und offene Daten")

    def ready(self) -> None:
        from . import actions, privacy  # noqa: F401
