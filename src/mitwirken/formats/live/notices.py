# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of gatherings travel."""

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Notice


def register() -> None:
    notifications.register(
        Notice("live.opened", lambda event, row: _("Es geht los: „%(title)s“") % {"title": row.event.title})
    )
    notifications.register(
        Notice(
            "live.released",
            lambda event, row: _("Das Protokoll ist da: „%(title)s“") % {"title": row.event.title},
        )
    )
