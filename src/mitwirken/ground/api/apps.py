# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "mitwirken.ground.api"
    label = "api"
    verbose_name = _("Schnittstelle und offene Daten")

    def ready(self) -> None:
        from mitwirken.ground.deeds import schedule

        from . import actions, privacy  # noqa: F401

        schedule.every(daily_at="03:20")(actions.forget_expired_tokens)
