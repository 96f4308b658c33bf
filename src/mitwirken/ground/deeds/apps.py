# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DeedsConfig(AppConfig):
    name = "mitwirken.ground.deeds"
    label = "deeds"
