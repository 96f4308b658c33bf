# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "mitwirken.ground.keeping"
    label = "keeping"
