# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mitwirken.ground.notifications"
    label = "notifications"

    def ready(self) -> None:
        from . import actions, privacy  # noqa: F401
