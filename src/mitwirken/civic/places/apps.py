# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "mitwirken.civic.places"
    label = "places"

    def ready(self) -> None:
        from mitwirken.ground.deeds.subjects import SubjectKind, register

        from . import notices, privacy  # noqa: F401

        register(SubjectKind("place", "places.Place", _("Ort"), public=lambda rows: rows))
