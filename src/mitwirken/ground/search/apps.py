# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "mitwirken.ground.search"
    label = "search"

    def ready(self) -> None:
        from . import actions, privacy  # noqa: F401
