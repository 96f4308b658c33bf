# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    name = "mitwirken.ground.paper"
    label = "paper"
    verbose_name = _("Papier und Telefon")

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk.registry import DeskPage, register

        from . import actions, privacy, queries, rules  # noqa: F401

        register(
            DeskPage(
                key="paper",
                name=_("Papier und Telefon"),
                url_name="paper:start",
                roles=rules.CLERKS,
                icon="paper",
                position=30,
            )
        )
        register(
            DeskPage(
                key="letters",
                name=_("Briefe zu schreiben"),
                url_name="paper:letters",
                roles=rules.LETTER_WRITERS,
                icon="mail",
                position=32,
                count=lambda person: queries.answers_to_pass_on(person).count(),
            )
        )
        watch(actions.PRINTED, _("Nummerierte Bögen gedruckt"))
        watch(actions.ENTERED, _("Für jemanden eingetragen"))
        watch(actions.TAKEN_BACK, _("Eingabe zurückgenommen"))
        watch(actions.STACK_CLOSED, _("Stapel abgeschlossen"))
        watch(actions.PASSED_ON, _("Antwort überbracht"))
