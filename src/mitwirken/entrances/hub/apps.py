# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    name = "mitwirken.entrances.hub"
    label = "hub"

    def ready(self) -> None:
        from mitwirken.ground.deeds.subjects import SubjectKind, register

        from . import actions, privacy  # noqa: F401

        register(
            SubjectKind("barrier", "hub.Barrier", _("Gemeldete Barriere"), public=lambda rows: rows.none())
        )
