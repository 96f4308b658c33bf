# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "mitwirken.ground.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk.registry import DeskPage, register
        from mitwirken.ground.desk.roles import Role

        from . import actions, notices, privacy, queries  # noqa: F401

        register(
            DeskPage(
                "moderation",
                _("Meldungen"),
                "moderation:queue",
                (Role.MODERATION,),
                icon="flag",
                position=20,
                count=queries.count_waiting,
            )
        )

        watch("moderation.hidden", _("Inhalt verborgen"), facts=["decision"])
        watch("moderation.shown", _("Inhalt wieder gezeigt"), facts=["decision"])
        watch("moderation.kept", _("Meldung geprüft, Inhalt bleibt"), facts=["decision"])
