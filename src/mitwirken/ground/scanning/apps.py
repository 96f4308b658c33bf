# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScanningConfig(AppConfig):
    name = "mitwirken.ground.scanning"
    label = "scanning"
    verbose_name = _("Bögen einlesen")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk.registry import DeskPage, register
        from mitwirken.ground.paper.rules import CLERKS

        from . import actions, privacy, queries  # noqa: F401

        register(
            DeskPage(
                key="scanning",
                name=_("Bögen einlesen"),
                url_name="scanning:start",
                roles=CLERKS,
                icon="upload",
                position=31,
                count=queries.waiting_number,
            )
        )
        watch(actions.UPLOADED, _("Bögen eingelesen"))
        watch(actions.CHECKED, _("Gescannten Bogen geprüft und eingetragen"))
        watch(actions.CONFIRMED, _("Klare Bögen eines Scans übernommen"))
        watch(actions.ASIDE, _("Gescannten Bogen beiseitegelegt"))
        watch(actions.DELETED, _("Scan gelöscht"))
