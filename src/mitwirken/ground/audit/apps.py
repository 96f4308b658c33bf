# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "mitwirken.ground.audit"
    label = "audit"
    verbose_name = _("Logbuch")

    def ready(self) -> None:
        from . import actions
        from .registry import watch

        watch(actions.PERSON_FORGOTTEN, _("Bezug zu einer Person gelöscht"))
        watch(actions.WORDS_ERASED, _("Begründungen gelöscht"), facts=["entries"])
        watch(actions.HEAD_LOST, _("Ende des Logbuchs fehlte und wurde neu gesetzt"))
        watch(actions.EXPORTED, _("Logbuch ausgegeben"))
