# SPDX-License-Identifier: EUPL-1.2
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    name = "mitwirken.formats.live"
    label = "live"
    verbose_name = _("Treffen")

    def ready(self) -> None:
        from mitwirken.civic.archive import registry as archive
        from mitwirken.formats.events import registry as events
        from mitwirken.formats.proposals import registry as proposals
        from mitwirken.ground import realtime, search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.paper import registry as paper

        from . import (  # noqa: F401
            actions,
            api,
            archiving,
            drawing,
            entries,
            notices,
            outcomes,
            panels,
            privacy,
            queries,
            rules,
            sheets,
        )
        from .commands import STREAM
        from .models import StageKind
        from .video import actions as video  # noqa: F401

        archive.register_part(
            archive.ArchivePart("live", _("Protokolle"), archiving.addresses, archiving.write, position=40)
        )
        archive.register_belonging(queries.ITEM, archiving.process_of_item)
        for kind in StageKind.values:
            import_module(f"{self.name}.kinds.{kind}")
        realtime.register(realtime.Stream(STREAM, drawing.admit, drawing.draw))
        subjects.register(
            subjects.SubjectKind(
                key="gathering", model="live.Gathering", name=_("Treffen"), public=queries.public
            )
        )
        subjects.register(
            subjects.SubjectKind(
                key=queries.ITEM,
                model="live.Item",
                name=_("Ergebnis eines Treffens"),
                public=queries.public_items,
                hide=outcomes.hide_item,
            )
        )
        search.register("gathering", entries.minutes_entry)
        search.register(queries.ITEM, entries.item_entry)
        search.register_dependents(entries.dependents)
        events.register_panel(events.EventPanel("live-now", panels.join_now, position=10))
        events.register_panel(events.EventPanel("live-harvest", panels.harvest, position=20))
        events.register_desk_link("live-console", _("Treffen leiten"), panels.console_url, icon="people")
        events.register_desk_link("live-minutes", _("Protokoll"), panels.minutes_url, icon="paper")
        events.register_desk_link("live-questions", _("Fragebögen drucken"), sheets.copies_url, icon="print")
        paper.register(sheets.FORM)
        proposals.register_origin("live", panels.origin)
        machines.register("minutes", api.router, "Minutes", about="Released minutes of gatherings")
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
