# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mitwirken.ground.pages"
    label = "pages"

    def ready(self) -> None:
        from mitwirken.ground.deeds import words

        from . import generations

        words.hear(generations.WORD, generations.hear)
