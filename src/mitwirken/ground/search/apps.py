# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "mitwirken.ground.search"
    label = "search"

    def ready(self) -> None:
        from mitwirken.ground.privacy.registry import keeps_copies

        from . import actions, privacy  # noqa: F401

        keeps_copies(actions.follow_row)
