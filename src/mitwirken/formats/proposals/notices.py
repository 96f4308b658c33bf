# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of proposals travel."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Event, Notice

from .models import Proposal


def _author(event: Event, proposal: Any) -> Iterable[int]:
    return [proposal.author_id] if proposal.author_id else []


def _both_authors(event: Event, proposal: Any) -> Iterable[int]:
    target = (
        Proposal.objects.filter(pk=event.data.get("target", 0)).values_list("author_id", flat=True).first()
    )
    return [person for person in (proposal.author_id, target) if person]


def _merged(event: Event, proposal: Any) -> str:
    return _("V-%(source)d „%(title)s“ wurde mit V-%(target)d zusammengeführt") % {
        "source": proposal.pk,
        "title": proposal.title,
        "target": event.data.get("target", 0),
    }


def register() -> None:
    notifications.register(
        Notice(
            "proposals.submitted", lambda event, row: _("Neuer Vorschlag: „%(title)s“") % {"title": row.title}
        )
    )
    notifications.register(
        Notice("proposals.changed", lambda event, row: _("Geändert: „%(title)s“") % {"title": row.title})
    )
    notifications.register(Notice("proposals.merged", _merged, personally=_both_authors))
    notifications.register(
        Notice(
            "proposals.unmerged",
            lambda event, row: _("„%(title)s“ steht wieder für sich in der Liste") % {"title": row.title},
            personally=_author,
        )
    )
