# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "mitwirken.formats.deliberation"
    label = "deliberation"
