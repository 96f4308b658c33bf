# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevicesConfig(AppConfig):
    name = "mitwirken.ground.devices"
    label = "devices"
    verbose_name = _("Gemeinsame Geräte")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk.registry import DeskPage, register

        from . import actions, privacy, rules  # noqa: F401

        register(
            DeskPage(
                key="devices",
                name=_("Gemeinsame Geräte"),
                url_name="devices:desk",
                roles=rules.ROLES,
                icon="home",
                position=34,
            )
        )
        watch(actions.SET_UP, _("Gemeinsames Gerät eingerichtet"))
        watch(actions.ENDED, _("Gemeinsames Gerät abgemeldet"))
