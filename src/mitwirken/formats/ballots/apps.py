# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "mitwirken.formats.ballots"
    label = "ballots"
    verbose_name = _("Abstimmungen")

    def ready(self) -> None:
        from mitwirken.civic.participation import registry as processes
        from mitwirken.civic.people import identity
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as machines
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds import subjects
        from mitwirken.ground.desk import registry as desk

        from . import actions, api, entries, format, notices, privacy, queries, rules  # noqa: F401
        from .registry import Check, register_check

        subjects.register(
            subjects.SubjectKind(
                key=queries.KIND, model="ballots.Ballot", name=_("Abstimmung"), public=queries.public
            )
        )
        processes.register(format.FORMAT)
        processes.register_process_panel(processes.ProcessPanel("ballots", format.in_process, position=10))
        search.register(queries.KIND, entries.entry)
        notices.register()
        machines.register(
            "ballots", api.router, "Ballots", about="Votes with their options, results and ballot papers"
        )
        register_check(
            Check(
                "accounts",
                _("Alle mit einem Konto"),
                _("Abstimmen kann, wer ein Konto mit bestätigter E-Mail-Adresse hat."),
            )
        )
        register_check(
            Check(
                "codes",
                _("Mit einem Code aus einem Brief"),
                _("Abstimmen kann, wer einen Brief mit einem Code bekommen hat. Ein Konto braucht es nicht."),
                by_code=True,
            )
        )
        register_check(
            Check(
                "desk",
                _("Konten, die am Schalter freigeschaltet sind"),
                _(
                    "Abstimmen kann, wer sein Konto an einem Schalter freischalten ließ. Notiert wird nur, dass Sie dürfen."
                ),
                refuse=rules.admitted,
            )
        )
        if identity.is_offered():
            register_check(rules.identity_check())
        for verb, name, facts in (
            ("ballots.ready", _("Abstimmung festgelegt"), ("options", "budget", "rule")),
            ("ballots.reopened", _("Abstimmung zurück in die Vorbereitung geholt"), ()),
            ("ballots.option_checked", _("Projekt geprüft"), ("option", "eligible", "cost")),
            ("ballots.codes_printed", _("Codes für Briefe gedruckt"), ("number",)),
            ("ballots.admitted", _("Konto zum Abstimmen freigeschaltet"), ()),
            ("ballots.admission_withdrawn", _("Freischaltung zurückgenommen"), ()),
            ("ballots.paper_entered", _("Stimmzettel eingegeben"), ()),
            ("ballots.closed", _("Abstimmung geschlossen"), ("voters",)),
            ("ballots.counted", _("Abstimmung ausgezählt"), ("winners", "ballots")),
            ("ballots.published", _("Ergebnis der Abstimmung veröffentlicht"), ("winners",)),
            ("ballots.imported", _("Abstimmung eingelesen"), ("voters",)),
        ):
            watch(verb, name, facts=facts)
        desk.register(
            desk.DeskPage(
                key="ballots",
                name=_("Abstimmungen"),
                url_name="ballots:desk",
                roles=rules.STAFF,
                icon="vote",
                position=27,
            )
        )
