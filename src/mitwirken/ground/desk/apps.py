# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "mitwirken.ground.desk"
    label = "desk"
    verbose_name = _("Schreibtisch")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch

        from . import actions, notices, privacy, queries, rules  # noqa: F401
        from .registry import DeskPage, register
        from .roles import Role

        everybody = tuple(Role.values)
        register(DeskPage("desk", _("Mein Tag"), "desk:start", everybody, icon="desk", position=0))
        register(
            DeskPage(
                "triage",
                _("Eingang"),
                "desk:triage",
                rules.CONCEPTUAL,
                icon="mail",
                position=10,
                count=lambda person: queries.waiting_for_triage().count(),
            )
        )
        register(DeskPage("cases", _("Alle Fälle"), "desk:cases", rules.READERS, icon="list", position=12))
        register(
            DeskPage(
                "overdue",
                _("Überfällig"),
                "desk:overdue",
                rules.READERS,
                icon="clock",
                position=14,
                count=lambda person: queries.overdue_for(person).count(),
            )
        )
        register(
            DeskPage(
                "parts",
                _("Anfragen an mein Amt"),
                "desk:requests",
                rules.INSIDERS,
                icon="people",
                position=11,
                count=lambda person: queries.parts_for(person).count(),
            )
        )
        register(
            DeskPage(
                "board",
                _("Kernteam"),
                "desk:board",
                rules.CONCEPTUAL,
                icon="flag",
                position=16,
                count=lambda person: queries.waiting_wishes().count(),
            )
        )
        register(
            DeskPage(
                "wishes", _("Wünsche ans Kernteam"), "desk:wishes", rules.INSIDERS, icon="bulb", position=18
            )
        )
        register(
            DeskPage(
                "blocks", _("Textbausteine"), "desk:blocks", rules.BLOCK_KEEPERS, icon="list", position=70
            )
        )
        register(
            DeskPage(
                "figures", _("Zahlen des Jahres"), "desk:figures", rules.READERS, icon="chart", position=72
            )
        )
        register(
            DeskPage("freezes", _("Vor Wahlen"), "desk:freezes", rules.FREEZERS, icon="calendar", position=82)
        )
        register(
            DeskPage("offices", _("Ämter"), "desk:offices", rules.OFFICE_EDITORS, icon="home", position=80)
        )
        register(
            DeskPage(
                "logbook",
                _("Logbuch"),
                "desk:logbook",
                rules.LOGBOOK_READERS,
                icon="shield",
                position=92,
            )
        )

        watch("desk.answered", _("Antwort veröffentlicht"), facts=["case", "answer", "edition"])
        watch("desk.status_changed", _("Stand geändert"), facts=["case", "status"])
        watch(actions.FREEZE_SET, _("Tage vor einer Wahl festgelegt"), facts=["from", "until"])
        watch(actions.FREEZE_ENDED, _("Tage vor einer Wahl aufgehoben"), facts=["from", "until"])
        watch(actions.CONTACTS_SHOWN, _("Kontaktdaten angesehen"), facts=["where"])
        watch(actions.OFFICE_SAVED, _("Amt geändert"))
