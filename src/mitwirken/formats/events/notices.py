# SPDX-License-Identifier: EUPL-1.2
"""The sentences in which news of events travel to those who follow. Who signed up gets letters instead (`letters.py`)."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from mitwirken.ground import notifications
from mitwirken.ground.notifications import Event as News
from mitwirken.ground.notifications import Notice


def _day(event: Any) -> str:
    return f"{date_format(timezone.localtime(event.starts_at))}, {time_format(timezone.localtime(event.starts_at))}"


def _published(news: News, event: Any) -> str:
    return _("Neue Veranstaltung: „%(title)s“ am %(day)s Uhr") % {"title": event.title, "day": _day(event)}


def _moved(news: News, event: Any) -> str:
    return _("Zeit oder Ort geändert: „%(title)s“ am %(day)s Uhr") % {
        "title": event.title,
        "day": _day(event),
    }


def _cancelled(news: News, event: Any) -> str:
    return _("Abgesagt: „%(title)s“") % {"title": event.title}


def _bundle(news: News, bundle: Any) -> str:
    return _("Neue Aktion: „%(title)s“") % {"title": bundle.title}


def register() -> None:
    notifications.register(Notice("events.published", _published, body=lambda news, event: event.summary))
    notifications.register(Notice("events.moved", _moved))
    notifications.register(
        Notice("events.cancelled", _cancelled, body=lambda news, event: event.cancelled_because)
    )
    # A corrected comma is no reason for a mail.
    notifications.register(
        Notice(
            "events.changed",
            lambda news, event: _("Angaben geändert: „%(title)s“") % {"title": event.title},
            to_followers=False,
        )
    )
    notifications.register(
        Notice("events.bundle_published", _bundle, body=lambda news, bundle: bundle.summary)
    )
