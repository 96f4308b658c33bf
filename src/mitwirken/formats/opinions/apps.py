# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinionsConfig(AppConfig):
    name = "mitwirken.formats.opinions"
    label = "opinions"
    verbose_name = _("Meinungskarten")

    def ready(self) -> None:
        from mitwirken.civic.archive import registry as archive
        from mitwirken.civic.participation import registry as processes
        from mitwirken.civic.representation.registry import register_took_part
        from mitwirken.ground import realtime, search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.paper import registry as paper

        from . import (
            actions,
            api,
            archiving,
            entries,
            format,
            notices,
            privacy,  # noqa: F401
            queries,
            rules,
            sheets,
            streams,
        )

        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND,
                model="opinions.Conversation",
                name=_("Meinungskarte"),
                public=queries.public,
            )
        )
        subjects.register(
            subjects.SubjectKind(
                key=queries.STATEMENT,
                model="opinions.Statement",
                name=_("Aussage"),
                public=queries.public_statements,
                phase_of=lambda row: row.conversation.phase,
                hide=actions.hide_statement,
            )
        )
        processes.register(format.FORMAT)
        processes.register_process_panel(processes.ProcessPanel("opinions", format.in_process, position=11))
        search.register(queries.KIND, entries.entry)
        notices.register()
        realtime.register(streams.STREAM)
        paper.register(sheets.FORM)
        register_took_part("opinions", queries.has_taken_part)
        archive.register_part(
            archive.ArchivePart(
                "opinions", _("Meinungskarten"), archiving.addresses, archiving.write, position=25
            )
        )
        archive.register_belonging(queries.STATEMENT, archiving.process_of)
        machines.register(
            "conversations", api.router, "Opinion maps", about="Questions with their statements and totals"
        )
        for verb, name, facts in (
            ("opinions.released", _("Meinungskarte freigegeben"), ("statements", "adding", "shown")),
            ("opinions.accepted", _("Aussage zur Abstimmung angenommen"), ("number",)),
            ("opinions.refused", _("Aussage nicht zur Abstimmung angenommen"), ("number",)),
            ("opinions.merged", _("Aussage mit einer anderen zusammengelegt"), ("number", "into")),
            ("opinions.sheet_entered", _("Bogen zur Meinungskarte eingegeben"), ("sheet", "answers")),
            ("opinions.imported", _("Meinungskarte eingelesen"), ("voters", "votes")),
            ("opinions.sheet_corrected", _("Bogen zur Meinungskarte berichtigt"), ("sheet", "answers")),
        ):
            watch(verb, name, facts=facts)
        desk.register(
            desk.DeskPage(
                key="opinions",
                name=_("Meinungskarten"),
                url_name="opinions:desk",
                roles=rules.STAFF,
                icon="talk",
                position=27,
                count=lambda person: queries.waiting(),
            )
        )
        desk.register_contributions(
            desk.Contributions("opinions", _("Antworten auf Meinungskarten"), queries.handed_in, position=35)
        )
