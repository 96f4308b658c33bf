# SPDX-License-Identifier: EUPL-1.2
"""Report, decide with reasons, object; hold what looks like advertising; warn and pause; count for the year."""

from .figures import count
from .holding import hold_if_odd
from .measures import answer_protest, protest, take_measure
from .reports import (
    MOST_TRIES,
    ReportDraft,
    StatementOfReasons,
    hide_subject,
    keep_subject,
    object_to,
    report_subject,
    send_letters,
    show_subject,
)

__all__ = [
    "MOST_TRIES",
    "ReportDraft",
    "StatementOfReasons",
    "answer_protest",
    "count",
    "hide_subject",
    "hold_if_odd",
    "keep_subject",
    "object_to",
    "protest",
    "report_subject",
    "send_letters",
    "show_subject",
    "take_measure",
]
