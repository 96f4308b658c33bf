# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "mitwirken.civic.participation"
    label = "participation"
