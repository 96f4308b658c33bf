# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "mitwirken.civic.archive"
    label = "archive"
    verbose_name = _("Archiv")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.desk.roles import Role
        from mitwirken.ground.privacy.registry import before_retention, keeps_copies

        from . import actions, privacy  # noqa: F401
        from .registry import register_belonging

        register_belonging("process", lambda number: number)
        keeps_copies(actions.follow_erasure)
        before_retention(actions.make_missing)
        desk.register(
            desk.DeskPage(
                "archive",
                _("Archiv"),
                "archive:desk",
                (Role.PROCESS, Role.CORE, Role.OMBUDS),
                icon="download",
                position=28,
            )
        )
        watch("archive.packed", _("Archivpaket erstellt"), facts=["sha256"])
        watch("archive.noted", _("Archivpaket: Angebot oder Übergabe vermerkt"))
