# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LotsConfig(AppConfig):
    name = "mitwirken.formats.lots"
    label = "lots"
    verbose_name = _("Auslosungen")

    def ready(self) -> None:
        from mitwirken.civic.archive import registry as archive
        from mitwirken.civic.participation import registry as processes
        from mitwirken.ground import search
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk

        from . import actions, archiving, confirmations, entries, format, notices, privacy, queries, rules  # noqa: F401

        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND, model="lots.Draw", name=_("Auslosung"), public=queries.public
            )
        )
        processes.register_process_panel(processes.ProcessPanel("lots", format.in_process, position=15))
        search.register(queries.KIND, entries.entry)
        notices.register()
        confirmations.register()
        archive.register_part(
            archive.ArchivePart("lots", _("Auslosungen"), archiving.addresses, archiving.write, position=45)
        )
        archive.register_belonging(queries.KIND, archiving.process_of)
        for verb, name, facts in (
            ("lots.opened", _("Auslosung angekündigt"), ("seats", "substitutes")),
            ("lots.postponed", _("Ereignis für den Zufallswert geändert"), ()),
            ("lots.list_imported", _("Liste für eine Auslosung eingelesen"), ("number",)),
            ("lots.closed", _("Lostopf geschlossen"), ("size", "digest")),
            ("lots.seed_noted", _("Zufallswert eingegeben"), ()),
            ("lots.seed_dropped", _("Zufallswert verworfen"), ()),
            ("lots.drawn", _("Ausgelost"), ("drawn", "substitutes", "digest")),
            ("lots.letters_printed", _("Briefe an Ausgeloste gedruckt"), ("number",)),
            ("lots.called_off", _("Auslosung abgesagt"), ()),
        ):
            watch(verb, name, facts=facts)
        desk.register(
            desk.DeskPage(
                key="lots",
                name=_("Auslosungen"),
                url_name="lots:desk",
                roles=rules.STAFF,
                icon="hands",
                position=26,
                count=lambda person: queries.waiting(),
            )
        )
