# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of ballots travel."""

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Notice


def register() -> None:
    notifications.register(
        Notice(
            "ballots.ready",
            lambda event, row: _("Darüber wird abgestimmt: „%(title)s“") % {"title": row.title},
        )
    )
    notifications.register(
        Notice(
            "ballots.published",
            lambda event, row: _("So ist abgestimmt worden: „%(title)s“") % {"title": row.title},
        )
    )
