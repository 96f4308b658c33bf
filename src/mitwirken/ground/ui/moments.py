# SPDX-License-Identifier: EUPL-1.2
"""Moments in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def said(moment: datetime) -> str:
    """A moment as it stands in a sentence: "3. Mai 2026, 18:00 Uhr"."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s Uhr") % {
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }
