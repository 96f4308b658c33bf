# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.ground.realtime.toy"
    label = "toy"

    def ready(self) -> None:
        from mitwirken.ground.realtime import Stream, register

        from .board import admit, draw

        register(Stream("toy", admit, draw))
