# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "mitwirken.ground.privacy"
    label = "privacy"

    def ready(self) -> None:
        from mitwirken.ground.audit.registry import watch

        from . import actions, privacy  # noqa: F401

        watch(actions.RETENTION_RUN, _("Gelöscht, weil die Frist vorbei ist"))
