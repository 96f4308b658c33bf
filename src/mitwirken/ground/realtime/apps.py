# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "mitwirken.ground.realtime"
    label = "realtime"
