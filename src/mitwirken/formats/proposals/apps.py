# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "mitwirken.formats.proposals"
    label = "proposals"
    verbose_name = _("Vorschläge")

    def ready(self) -> None:
        from mitwirken.civic.archive import registry as archive
        from mitwirken.civic.participation import registry as formats
        from mitwirken.civic.people import registry as people
        from mitwirken.civic.places import registry as places
        from mitwirken.civic.representation.registry import register_took_part
        from mitwirken.formats.rating import registry as ratings
        from mitwirken.ground import notifications, search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.devices.registry import leaves_traces
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
            sheets,
        )

        register_took_part("proposals", queries.has_proposed)
        archive.register_part(
            archive.ArchivePart(
                "proposals", _("Vorschläge"), archiving.addresses, archiving.write, position=10
            )
        )
        archive.register_belonging(queries.KIND, archiving.process_of)
        archive.register_belonging("argument", archiving.process_of_argument)

        leaves_traces("proposals:draft", actions.forget_draft)
        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND,
                model="proposals.Proposal",
                name=_("Vorschlag"),
                public=queries.public,
                phase_of=lambda row: queries.phase_now(row.process),
                hide=actions.hide_proposal,
                reachable=queries.reachable,
                practice=lambda row: row.process.practice,
            )
        )
        formats.register(format.FORMAT)
        formats.register_process_panel(formats.ProcessPanel("proposals", format.on_draft))
        formats.register_front_panel(formats.FrontPanel("proposals", format.answered))
        places.register(places.PlacePanel("proposals", format.in_place))
        ratings.register_candidates(ratings.Candidates(queries.KIND, queries.candidates))
        search.register(queries.KIND, entries.entry)
        notices.register()
        notifications.register_topic("proposal", queries.followed)
        confirmations.register()
        people.contributions(_("Vorschläge"), queries.of_person)
        machines.register(
            "proposals",
            api.router,
            "Proposals",
            about="Proposals with the city's answers",
            subject=queries.KIND,
        )
        machines.register_scope(api.SCOPE, _("Vorschläge einreichen und die eigenen ändern"))
        for key, words, about, endings in (
            (
                "vorschlaege",
                _("Vorschläge"),
                _("Alle öffentlichen Vorschläge mit Stand und Antwort der Stadt."),
                ("csv", "json", "geojson"),
            ),
            (
                "beitraege",
                _("Beiträge"),
                _("Was zu Vorschlägen gesagt wurde: dafür, dagegen, gefragt, geantwortet."),
                ("csv", "json"),
            ),
            (
                "bewertungen",
                _("Bewertungen"),
                _("Wie oft welche Antwort gegeben wurde, nach Wegen. Nur Summen."),
                ("csv", "json"),
            ),
        ):
            machines.register_download(
                machines.Download(
                    key,
                    words,
                    about,
                    tuple(
                        (
                            each.replace("geojson", "GeoJSON").replace("csv", "CSV").replace("json", "JSON"),
                            f"proposals:export_{key}_{each}",
                        )
                        for each in endings
                    ),
                    position=30 if key != "vorschlaege" else 20,
                    each_process=_("Für einen Prozess allein: /prozesse/NAME/%(file)s")
                    % {"file": f"{key}.csv"},
                )
            )
        paper.register(sheets.FORM)
        desk.register_contributions(
            desk.Contributions("proposals", _("Vorschläge"), queries.handed_in, position=10)
        )
