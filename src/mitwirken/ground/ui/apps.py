# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mitwirken.ground.ui"
    label = "ui"

    def ready(self) -> None:
        from .forms import speak_plainly

        speak_plainly()
