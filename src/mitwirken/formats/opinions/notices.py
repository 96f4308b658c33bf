# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of opinion maps travel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Event, Notice


def _author(event: Event, row: Any) -> Iterable[int]:
    return [row.author_id] if row is not None and row.author_id else []


def _merged(event: Event, row: Any) -> str:
    return _("Ihre Aussage „%(text)s“ sagt dasselbe wie eine andere, über die schon abgestimmt wird") % {
        "text": row.text
    }


def _other(event: Event, row: Any) -> str:
    return str(row.merged_into or "")


def register() -> None:
    notifications.register(
        Notice(
            "opinions.released",
            lambda event, row: _("Was meinen Sie dazu: „%(question)s“") % {"question": row.question},
        )
    )
    notifications.register(
        Notice(
            "opinions.accepted",
            lambda event, row: _("Über Ihre Aussage wird jetzt abgestimmt: „%(text)s“") % {"text": row.text},
            personally=_author,
            to_followers=False,
        )
    )
    notifications.register(
        Notice(
            "opinions.refused",
            lambda event, row: _("Ihre Aussage steht nicht zur Abstimmung: „%(text)s“") % {"text": row.text},
            personally=_author,
            body=lambda event, row: row.reason,
            to_followers=False,
        )
    )
    notifications.register(
        Notice("opinions.merged", _merged, personally=_author, body=_other, to_followers=False)
    )
