# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.apps import AppConfig

from .plain_words import speak_plainly


class UiConfig(AppConfig):
    name = "mitwirken.ground.ui"
    label = "ui"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        # Here and not in `ready`: fields take their words when a form's module is imported, and rooms import theirs in `ready`.
        speak_plainly()
