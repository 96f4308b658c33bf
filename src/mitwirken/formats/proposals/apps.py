# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "mitwirken.formats.proposals"
    label = "proposals"
