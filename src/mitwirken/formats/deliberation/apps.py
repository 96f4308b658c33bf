# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationConfig(AppConfig):
    name = "mitwirken.formats.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        from mitwirken.ground import search
        from mitwirken.ground.api import registry as api
        from mitwirken.ground.deeds.subjects import SubjectKind, is_practice, register
        from mitwirken.ground.desk.registry import Contributions, register_contributions

        from . import actions, notices, privacy, queries, searching  # noqa: F401
        from .api import SCOPE, routes

        register(
            SubjectKind(
                key="argument",
                model="deliberation.Argument",
                name=_("Beitrag"),
                public=queries.public,
                phase_of=lambda argument: (
                    actions.phase_of(argument.subject) if argument.subject is not None else None
                ),
                hide=actions.hide_argument,
                practice=lambda argument: argument.subject is not None and is_practice(argument.subject),
            )
        )
        search.register("argument", searching.entry)
        search.register_dependents(searching.said_about)
        notices.hang_in()
        api.register_under_subjects(routes, "Arguments", about="Pro, contra, questions and replies")
        api.register_scope(SCOPE, _("Beiträge schreiben"))
        register_contributions(
            Contributions("arguments", _("Beiträge in Diskussionen"), queries.handed_in, position=20)
        )
