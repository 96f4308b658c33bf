# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of surveys travel."""

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Notice


def register() -> None:
    notifications.register(
        Notice(
            "surveys.ready",
            lambda event, row: _("Ihre Meinung ist gefragt: „%(title)s“") % {"title": row.title},
        )
    )
    notifications.register(
        Notice(
            "surveys.closed",
            lambda event, row: _("Die Umfrage ist abgeschlossen: „%(title)s“") % {"title": row.title},
        )
    )
