# SPDX-License-Identifier: EUPL-1.2
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "mitwirken.formats.live"
    label = "live"
    verbose_name = _("Treffen")

    def ready(self) -> None:
        from mitwirken.ground import realtime
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk

        from . import actions, drawing, notices, privacy, queries, rules  # noqa: F401
        from .commands import STREAM
        from .models import StageKind

        for kind in StageKind.values:
            import_module(f"{self.name}.kinds.{kind}")
        realtime.register(realtime.Stream(STREAM, drawing.admit, drawing.draw))
        subjects.register(
            subjects.SubjectKind(
                key="gathering", model="live.Gathering", name=_("Treffen"), public=queries.public
            )
        )
        notices.register()
        desk.register(
            desk.DeskPage(
                key="live",
                name=_("Treffen"),
                url_name="live:desk",
                roles=rules.LEADING,
                icon="talk",
                position=26,
            )
        )
