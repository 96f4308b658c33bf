# SPDX-License-Identifier: EUPL-1.2
"""The one thing a facilitator is told by the house: that the year is nearly over. (Inquiries go as letters of their own.)"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mitwirken.ground.notifications import Event, Notice, register

from .models import Facilitator


def _sentence(event: Event, entry: Facilitator) -> str:
    return _(
        "Ihr Eintrag im Verzeichnis der Begleitung endet am %(day)s. Mit einem Klick verlängern Sie ihn."
    ) % {"day": date_format(entry.ends_on, "DATE_FORMAT")}


register(
    Notice(
        "learning.entry_ends",
        _sentence,
        personally=lambda event, entry: (entry.person_id,),
        to_followers=False,
    )
)
