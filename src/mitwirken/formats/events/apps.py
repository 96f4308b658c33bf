# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "mitwirken.formats.events"
    label = "events"
    verbose_name = _("Veranstaltungen")

    def ready(self) -> None:
        from mitwirken.civic.archive import registry as archive
        from mitwirken.civic.participation import registry as processes
        from mitwirken.civic.people import registry as people
        from mitwirken.civic.places import registry as places
        from mitwirken.ground import notifications, search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.paper import registry as paper

        from . import (  # noqa: F401
            actions,
            api,
            archiving,
            confirmations,
            entries,
            format,
            notices,
            privacy,
            queries,
            rules,
        )
        from .sheets import FORM as SIGN_UP_SHEET

        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND,
                model="events.Event",
                name=_("Veranstaltung"),
                public=queries.public,
                hide=actions.hide_event,
            )
        )
        subjects.register(
            subjects.SubjectKind(
                key=queries.BUNDLE, model="events.Bundle", name=_("Aktion"), public=queries.public_bundles
            )
        )
        archive.register_part(
            archive.ArchivePart(
                "events", _("Veranstaltungen"), archiving.addresses, archiving.write, position=30
            )
        )
        archive.register_belonging(queries.KIND, archiving.process_of)
        processes.register(format.FORMAT)
        processes.register_process_panel(processes.ProcessPanel("events", format.in_process))
        processes.register_front_panel(processes.FrontPanel("events", format.on_front, position=30))
        processes.register_meetings("events", format.meetings)
        places.register(
            places.PlacePanel("events", format.in_place, position=20, topics=lambda place: ("events:today",))
        )
        search.register(queries.KIND, entries.entry)
        search.register(queries.BUNDLE, entries.bundle_entry)
        notices.register()
        notifications.register_topic("event", queries.followed)
        notifications.register_topic("bundle", queries.followed_bundle)
        confirmations.register()
        people.contributions(_("Anmeldungen zu Veranstaltungen"), queries.of_person)
        machines.register(
            "events", api.router, "Events", about="Events with facts on accessibility and free seats"
        )
        machines.register_download(
            machines.Download(
                "veranstaltungen",
                _("Veranstaltungen"),
                _(
                    "Alle öffentlichen Veranstaltungen mit Ort, Barrierefreiheit und Zahlen. Keine Anmeldungen."
                ),
                (("CSV", "events:export_csv"), ("JSON", "events:export_json"), ("iCal", "events:ical")),
                position=40,
            )
        )
        paper.register(SIGN_UP_SHEET)
        desk.register(
            desk.DeskPage(
                key="events",
                name=_("Veranstaltungen"),
                url_name="events:desk",
                roles=tuple(rules.STAFF),
                icon="people",
                position=25,
            )
        )
