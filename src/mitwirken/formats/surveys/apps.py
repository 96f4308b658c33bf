# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "mitwirken.formats.surveys"
    label = "surveys"
    verbose_name = _("Umfragen")

    def ready(self) -> None:
        from mitwirken.civic.archive.registry import ArchivePart, register_part
        from mitwirken.civic.participation import registry as processes
        from mitwirken.civic.people import registry as people
        from mitwirken.civic.representation.registry import register_took_part
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.devices.registry import leaves_traces
        from mitwirken.ground.paper import registry as paper

        from . import actions, api, archiving, entries, format, notices, privacy, queries, rules, sheets  # noqa: F401

        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND,
                model="surveys.Survey",
                name=_("Umfrage"),
                public=queries.public,
                practice=lambda row: row.process.practice,
            )
        )
        processes.register(format.FORMAT)
        processes.register_process_panel(processes.ProcessPanel("surveys", format.in_process, position=12))
        search.register(queries.KIND, entries.entry)
        notices.register()
        paper.register(sheets.FORM)
        machines.register(
            "surveys", api.router, "Surveys", about="Surveys with their questions, and what came out"
        )
        people.contributions(_("Antworten auf Umfragen"), queries.of_person)
        register_took_part("surveys", queries.has_answered)
        register_part(
            ArchivePart("surveys", _("Umfragen"), archiving.addresses, archiving.write, position=35)
        )
        for route in ("answering", "page", "review", "pause"):
            leaves_traces(f"surveys:{route}", actions.forget_at_device)
        for verb, name, facts in (
            ("surveys.ready", _("Umfrage festgelegt"), ("questions",)),
            ("surveys.reopened", _("Umfrage zurück in die Vorbereitung geholt"), ()),
            ("surveys.reworded", _("Wortlaut einer Frage berichtigt"), ("was", "now")),
            ("surveys.closed", _("Umfrage geschlossen"), ("responses",)),
            (
                "surveys.exported",
                _("Einzelne Antworten einer Umfrage als Datei geholt"),
                ("file", "responses"),
            ),
            ("surveys.text_released", _("Worte aus einer Umfrage veröffentlicht"), ("question",)),
            ("surveys.text_withdrawn", _("Worte aus einer Umfrage nicht mehr veröffentlicht"), ("question",)),
            ("surveys.crossing_published", _("Vergleich zweier Fragen veröffentlicht"), ("first", "second")),
            ("surveys.crossing_withdrawn", _("Vergleich zweier Fragen zurückgenommen"), ("first", "second")),
        ):
            watch(verb, name, facts=facts)
        desk.register_contributions(
            desk.Contributions("surveys", _("Antworten auf Umfragen"), queries.contributions)
        )
        desk.register(
            desk.DeskPage(
                key="surveys",
                name=_("Umfragen"),
                url_name="surveys:desk",
                roles=rules.STAFF,
                icon="list",
                position=27,
            )
        )
