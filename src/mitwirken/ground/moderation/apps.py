# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "mitwirken.ground.moderation"
    label = "moderation"
