# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "mitwirken.ground.privacy"
    label = "privacy"

    def ready(self) -> None:
        from . import actions, privacy  # noqa: F401
