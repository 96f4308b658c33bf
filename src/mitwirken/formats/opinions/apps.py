# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinionsConfig(AppConfig):
    name = "mitwirken.formats.opinions"
    label = "opinions"
    verbose_name = _("Meinungskarten")

    def ready(self) -> None:
        from . import privacy  # noqa: F401
