# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "mitwirken.ground.activity"
    label = "activity"

    def ready(self) -> None:
        from . import privacy  # noqa: F401
