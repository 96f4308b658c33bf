# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "mitwirken.civic.projects"
    label = "projects"
    verbose_name = _("Vorhaben")

    def ready(self) -> None:
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds.subjects import SubjectKind, register
        from mitwirken.ground.desk import registry as desk

        from . import actions, entries, privacy, queries, rules  # noqa: F401
        from .api import router
        from .desk import board_panel

        register(
            SubjectKind(
                "project",
                "projects.Project",
                _("Vorhaben"),
                public=lambda rows: rows.exclude(published_at=None),
            )
        )
        search.register("project", entries.entry)
        machines.register(
            "projects", router, "Projects", about="What the city plans, with or without participation"
        )
        desk.register(
            desk.DeskPage(
                "projects",
                _("Vorhaben"),
                "projects:desk",
                rules.WRITERS,
                icon="flag",
                position=22,
            )
        )
        desk.register_board_panel(desk.BoardPanel("projects", board_panel, position=10))
        machines.register_download(
            machines.Download(
                "vorhaben",
                _("Vorhabenliste"),
                _("Was die Stadt plant, mit oder ohne Beteiligung, mit Begründung und nächstem Schritt."),
                (("CSV", "projects:export_csv"), ("JSON", "projects:export_json")),
                position=12,
            )
        )
        watch(actions.PUBLISHED, _("Vorhaben veröffentlicht"))
        watch(actions.CHANGED, _("Vorhaben geändert"))
        watch(actions.CLOSED, _("Vorhaben abgeschlossen"))
