# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "mitwirken.civic.places"
    label = "places"

    def ready(self) -> None:
        from mitwirken.ground.api import registry as api
        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds.subjects import SubjectKind, register

        from . import actions, notices, privacy  # noqa: F401
        from .api import router

        watch(actions.PLACES_IMPORTED, _("Orte eingelesen"))
        watch(actions.POPULATION_IMPORTED, _("Einwohnerzahlen eingelesen"))
        register(SubjectKind("place", "places.Place", _("Ort"), public=lambda rows: rows))
        api.register("places", router, "Places", about="Districts and their parts as GeoJSON")
        api.register_download(
            api.Download(
                "places",
                _("Bezirke"),
                _("Die Umrisse der Stadtbezirke und ihrer Teile."),
                (("GeoJSON", "places:export"),),
                position=80,
            )
        )
