# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mitwirken.ground.desk"
    label = "desk"
