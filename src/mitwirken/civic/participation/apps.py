# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _phase_of(process: Any) -> Any:
    return next(iter(process.open_phases()), None)


class ParticipationConfig(AppConfig):
    name = "mitwirken.civic.participation"
    label = "participation"
    verbose_name = _("Beteiligungsprozesse")

    def ready(self) -> None:
        from mitwirken.civic.places.registry import PlacePanel
        from mitwirken.civic.places.registry import register as register_place_panel
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds.subjects import SubjectKind, register
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.desk.roles import Role

        from . import actions, builtin, notices, privacy, queries, registry  # noqa: F401
        from .api import router, topic_router
        from .panels import place_panel
        from .search import entry_of

        registry.register(builtin.INFORMATION)
        registry.register(builtin.REVIEW)
        register(
            SubjectKind(
                "process",
                "participation.Process",
                _("Beteiligung"),
                public=queries.public,
                phase_of=_phase_of,
                reachable=queries.reachable,
                practice=lambda row: row.practice,
            )
        )
        register(SubjectKind("topic", "participation.Topic", _("Thema"), public=lambda rows: rows))
        search.register("process", entry_of)
        machines.register(
            "processes", router, "Processes", about="Processes with phases, categories and dates"
        )
        machines.register("topics", topic_router, "Topics", about="Subject areas")
        machines.register_download(
            machines.Download(
                "processes",
                _("Beteiligungsprozesse"),
                _("Alle öffentlichen Prozesse mit Phasen, Ergebnis, Entscheidung und Begründung."),
                (("CSV", "participation:export_csv"), ("JSON", "participation:export_json")),
                position=10,
            )
        )
        register_place_panel(
            PlacePanel("processes", place_panel, position=10, topics=lambda place: ("processes",))
        )
        desk.register(
            desk.DeskPage(
                "processes",
                _("Prozesse"),
                "participation:desk",
                (Role.PROCESS, Role.EDITOR, Role.CORE, Role.OMBUDS, Role.OFFICE),
                icon="flag",
                position=20,
            )
        )
        watch("participation.created", _("Prozess angelegt"))
        watch("participation.changed", _("Prozess geändert"))
        watch("participation.scheduled", _("Phasen geändert"))
        watch("participation.published", _("Prozess veröffentlicht"))
        watch("participation.finished", _("Prozess abgeschlossen"))
        watch("participation.withdrawn", _("Prozess zurückgezogen"))
