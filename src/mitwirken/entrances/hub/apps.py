# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "mitwirken.entrances.hub"
    label = "hub"
