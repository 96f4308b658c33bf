# SPDX-License-Identifier: EUPL-1.2
"""Mails to those who signed up: in their language, as text and HTML, with what a calendar and a door need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from mitwirken.ground.ui import codes

from . import ical
from .models import Event, Letter, LetterKind, Side, SignUp


@dataclass(frozen=True)
class Words:
    subject: str
    paragraphs: tuple[str, ...]


def _day(when: datetime) -> str:
    return f"{date_format(when, 'l')}, {date_format(when)}"


def door_address(sign_up: SignUp) -> str:
    """What the square code says: the page at which staff let somebody in."""
    return settings.BASE_URL + reverse("events:desk_door", args=[sign_up.code])


def _when(event: Event) -> str:
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if start.date() == end.date():
        return _("%(day)s, %(from)s bis %(to)s Uhr") % {
            "day": _day(start),
            "from": date_format(start, "H:i"),
            "to": date_format(end, "H:i"),
        }
    return _("%(from)s Uhr bis %(to)s Uhr") % {
        "from": f"{_day(start)}, {time_format(start)}",
        "to": f"{_day(end)}, {time_format(end)}",
    }


def words_of(kind: str, sign_up: SignUp) -> Words:
    event, title = sign_up.event, {"title": sign_up.event.title}
    match kind:
        case LetterKind.CONFIRMED:
            return Words(
                _("Sie sind angemeldet: %(title)s") % title,
                (_("Ihre Anmeldung ist da. Wir freuen uns auf Sie."),),
            )
        case LetterKind.WAITING:
            return Words(
                _("Sie stehen auf der Warteliste: %(title)s") % title,
                (
                    _(
                        "Gerade sind alle Plätze vergeben. Sobald einer frei wird, rücken Sie nach und bekommen eine Nachricht."
                    ),
                ),
            )
        case LetterKind.MOVED_UP:
            return Words(
                _("Ein Platz ist frei geworden: %(title)s") % title,
                (
                    _("Sie standen auf der Warteliste und sind jetzt angemeldet."),
                    _(
                        "Können Sie doch nicht kommen? Dann melden Sie sich bitte ab, damit jemand anderes den Platz bekommt."
                    ),
                ),
            )
        case LetterKind.REMINDER:
            return Words(
                _("Bald ist es so weit: %(title)s") % title,
                (
                    _("Wir erinnern Sie an Ihre Anmeldung."),
                    _(
                        "Können Sie doch nicht kommen? Dann melden Sie sich bitte ab, damit jemand anderes den Platz bekommt."
                    ),
                ),
            )
        case LetterKind.MOVED:
            return Words(
                _("Geändert: %(title)s") % title,
                (
                    _("Zeit oder Ort haben sich geändert. Unten steht, was jetzt gilt."),
                    _("Passt es Ihnen nicht mehr? Dann melden Sie sich bitte ab."),
                ),
            )
        case _:
            return Words(
                _("Abgesagt: %(title)s") % title,
                (
                    _("Die Veranstaltung findet nicht statt. Das tut uns leid."),
                    event.cancelled_because,
                    _("Ihre Anmeldung brauchen Sie nicht abzusagen."),
                ),
            )


def write(letter: Letter, connection: Any = None) -> bool:
    """Sends the letter; False when nobody can be reached (entered for somebody on the phone, account erased)."""
    sign_up = letter.sign_up
    event, person = sign_up.event, sign_up.person
    if person is None or not person.is_active or not person.email or person.erased_at:
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        words = words_of(letter.kind, sign_up)
        cancelled = letter.kind == LetterKind.CANCELLED
        confirmed = not sign_up.is_waiting and not cancelled
        online = confirmed and sign_up.side == Side.ONLINE
        context = {
            "subject": words.subject,
            "paragraphs": [each for each in words.paragraphs if each],
            "event": event,
            "sign_up": sign_up,
            "when": _when(event),
            "where": ", ".join(part for part in (event.venue, event.address) if part)
            if sign_up.side == Side.ROOM
            else "",
            "online_link": event.online_link if online else "",
            "dial_in": event.dial_in if online else "",
            "own_url": settings.BASE_URL + sign_up.get_absolute_url(),
            "event_url": settings.BASE_URL + event.get_absolute_url(),
            "with_code": confirmed and sign_up.side == Side.ROOM,
            "cancelled": cancelled,
            "city": settings.CITY,
            "base_url": settings.BASE_URL,
            "LANGUAGE_CODE": translation.get_language(),
        }
        mail = EmailMultiAlternatives(
            " ".join(words.subject.split())[:200],
            render_to_string("events/mail/letter.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=connection,
        )
        mail.attach_alternative(render_to_string("events/mail/letter.html", context), "text/html")
        if not sign_up.is_waiting:
            made = ical.calendar_of([event], event.title, link=event.online_link if online else "")
            mail.attach("termin.ics", made, "text/calendar")
        if context["with_code"]:
            mail.attach("einlass.png", codes.picture(door_address(sign_up)), "image/png")
        mail.send()
    return True
