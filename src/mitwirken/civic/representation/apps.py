# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepresentationConfig(AppConfig):
    name = "mitwirken.civic.representation"
    label = "representation"
    verbose_name = _("Wer macht mit?")

    def ready(self) -> None:
        from mitwirken.civic.archive.registry import ArchivePart, register_part
        from mitwirken.civic.participation.registry import ProcessPanel, register_process_panel
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.desk.roles import Role

        from . import actions, archiving, notices, privacy  # noqa: F401
        from .panels import process_panel

        register_process_panel(ProcessPanel("representation", process_panel, position=90))
        register_part(
            ArchivePart(
                "representation", _("Wer macht mit?"), archiving.addresses, archiving.write, position=60
            )
        )
        desk.register(
            desk.DeskPage(
                "representation",
                _("Wer macht mit?"),
                "representation:desk",
                (Role.PROCESS, Role.EDITOR, Role.CORE, Role.OMBUDS, Role.OFFICE),
                icon="people",
                position=26,
            )
        )
        machines.register_download(
            machines.Download(
                "representation",
                _("Wer macht mit?"),
                _("Freiwillige Angaben nach Bezirk, Alter, Sprache und Weg; kleine Zahlen sind ausgelassen."),
                (("CSV", "representation:csv"), ("JSON", "representation:json")),
                position=15,
            )
        )
        watch("representation.entered", _("Bogen zu „Wer macht mit?“ eingetragen"))
