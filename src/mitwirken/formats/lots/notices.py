# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of draws travel. Who was drawn is told by mails of the room, not by these."""

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Notice


def register() -> None:
    for verb, sentence in (
        ("lots.opened", lambda event, row: _("Hier wird ausgelost: „%(title)s“") % {"title": row.title}),
        (
            "lots.closed",
            lambda event, row: (
                _("Die Liste für die Auslosung ist geschlossen und veröffentlicht: „%(title)s“")
                % {"title": row.title}
            ),
        ),
        ("lots.drawn", lambda event, row: _("Ausgelost: „%(title)s“") % {"title": row.title}),
        (
            "lots.called_off",
            lambda event, row: _("Die Auslosung „%(title)s“ ist abgesagt") % {"title": row.title},
        ),
    ):
        notifications.register(Notice(verb, sentence))
