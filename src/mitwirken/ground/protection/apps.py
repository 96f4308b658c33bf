# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtectionConfig(AppConfig):
    name = "mitwirken.ground.protection"
    label = "protection"
    verbose_name = _("Datenschutz")

    def ready(self) -> None:
        from mitwirken.ground.desk.registry import DeskPage, register

        from . import actions, privacy, queries, rules  # noqa: F401

        register(
            DeskPage(
                "protection",
                _("Datenschutz"),
                "protection:start",
                rules.READERS,
                icon="shield",
                position=75,
                count=queries.count_waiting,
            )
        )
