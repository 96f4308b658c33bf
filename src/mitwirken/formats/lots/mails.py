# SPDX-License-Identifier: EUPL-1.2
"""What stands in a mail to somebody in a pool, in their language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from mitwirken.ground.ui.moments import said

from .models import Letter, LetterKind, Ticket


def words_of(kind: str, ticket: Ticket) -> tuple[str, list[str]]:
    """The subject and the paragraphs."""
    draw = ticket.draw
    title = {"title": draw.title}
    match kind:
        case LetterKind.IN:
            return _("Sie sind im Lostopf: %(title)s") % title, [
                _("Wir haben Sie in den Lostopf eingetragen. Er schließt am %(when)s.")
                % {"when": said(draw.closes_at)},
                _("Ausgelost wird nach dem %(when)s. Dann schreiben wir Ihnen, ob Sie dabei sind.")
                % {"when": said(draw.seed_at)},
            ]
        case LetterKind.ASKED:
            return _("Sie sind ausgelost: %(title)s") % title, [
                _("Das Los ist auf Sie gefallen. Sind Sie dabei?"),
                _("Bitte sagen Sie bald zu oder ab. Sagen Sie ab, rückt jemand anderes nach."),
            ]
        case LetterKind.SUBSTITUTE:
            return _("Sie stehen zum Nachrücken bereit: %(title)s") % title, [
                _(
                    "Sie sind nicht unter den ersten, können aber nachrücken, wenn jemand absagt. Dann schreiben wir Ihnen."
                ),
            ]
    return _("Diesmal nicht ausgelost: %(title)s") % title, [
        _("Danke, dass Sie dabei sein wollten. Das Los ist auf andere gefallen."),
        _(
            "Wer ausgelost wurde und warum, können Sie nachrechnen. Die Liste mit den Nummern steht auf der Seite der Auslosung."
        ),
    ]


def write(letter: Letter, connection: Any = None) -> bool:
    """Sends the letter; False when nobody can be reached any more."""
    ticket = letter.ticket
    person = ticket.person
    if person is None or not person.is_active or not person.email or person.erased_at:
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject, paragraphs = words_of(letter.kind, ticket)
        context = {
            "subject": subject,
            "paragraphs": paragraphs,
            "number": ticket.number,
            "own_url": settings.BASE_URL + ticket.get_absolute_url(),
            "city": settings.CITY,
            "base_url": settings.BASE_URL,
            "LANGUAGE_CODE": translation.get_language(),
        }
        mail = EmailMultiAlternatives(
            " ".join(subject.split())[:200],
            render_to_string("lots/mail/letter.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=connection,
        )
        mail.attach_alternative(render_to_string("lots/mail/letter.html", context), "text/html")
        mail.send()
    return True
