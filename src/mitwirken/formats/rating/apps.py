# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RatingConfig(AppConfig):
    name = "mitwirken.formats.rating"
    label = "rating"

    def ready(self) -> None:
        from mitwirken.civic.archive.registry import ArchivePart, register_part
        from mitwirken.civic.representation.registry import register_took_part
        from mitwirken.ground.api import registry as api
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.desk.registry import Contributions, register_contributions
        from mitwirken.ground.paper import registry as paper

        from . import actions, archiving, methods, privacy, queries, sheets  # noqa: F401
        from .api import SCOPE, router, routes

        watch(actions.RATINGS_IMPORTED, _("Bewertungen eingelesen"))
        register_took_part("rating", queries.has_rated)
        register_part(
            ArchivePart("rating", _("Ergebnisse"), archiving.addresses, archiving.write, position=20)
        )

        api.register("results", router, "Ratings", about="Results of a phase (its id), best first")
        api.register_under_subjects(routes, "Ratings", about="How people rated it; one's own rating")
        api.register_scope(SCOPE, _("Bewerten"))
        paper.register(sheets.FORM)
        register_contributions(Contributions("ratings", _("Bewertungen"), queries.handed_in, position=30))
