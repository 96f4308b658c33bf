# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "mitwirken.ground.pictures"
    label = "pictures"

    def ready(self) -> None:
        from . import privacy  # noqa: F401
