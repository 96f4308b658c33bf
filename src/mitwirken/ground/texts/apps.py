# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "mitwirken.ground.texts"
    label = "texts"
