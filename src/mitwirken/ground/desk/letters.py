# SPDX-License-Identifier: EUPL-1.2
"""What a letter to an office's mailbox says: which case, what is wanted, by when, and the way to it. Nothing of who wrote in."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import queries
from .models import Answer, LetterKind, OfficeLetter


def mail_of(letter: OfficeLetter) -> EmailMessage | None:
    """The mail, in the language of the house; None when there is nothing to write any more."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _words(letter)
        if words is None or not letter.office.email:
            return None
        subject, text = words
        case = letter.case
        place = (
            f"#teil-{letter.part_id}"
            if letter.part_id
            else "#antwort"
            if letter.kind == LetterKind.SIGN
            else ""
        )
        link = f"{settings.BASE_URL}{case.get_absolute_url()}{place}"
        body = _(
            "Guten Tag,\n\n%(text)s\n\nFall %(number)s: %(title)s\n\nHier geht es weiter (mit Anmeldung):\n%(link)s\n\n"
            "Bitte antworten Sie dort und nicht auf diese E-Mail: So sehen es alle, die an dem Fall arbeiten.\n"
        ) % {"text": text, "number": case.number, "title": case.title, "link": link}
        return EmailMessage(
            subject=" ".join(subject.split())[:200],
            body=body,
            to=[letter.office.email],
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )


def _words(letter: OfficeLetter) -> tuple[str, str] | None:
    case, part = letter.case, letter.part
    names = {"number": case.number, "title": case.title, "office": letter.office.name}
    if case.shelved_at is not None:
        return None
    if letter.kind == LetterKind.CASE:
        if case.office_id != letter.office_id or not case.is_untaken:
            return None
        due = (
            _("Nächster Termin: %(day)s.") % {"day": date_format(case.due_on)}
            if case.due_on
            else _("Erste Antwort bis: %(day)s.") % {"day": date_format(case.first_answer_due_on)}
        )
        return (
            _("Fall %(number)s ist jetzt bei Ihnen: %(title)s") % names,
            _(
                "dieser Fall wurde Ihrem Amt (%(office)s) gegeben. Bitte bestätigen Sie, dass Sie ihn übernehmen."
            )
            % names
            + " "
            + due,
        )
    if letter.kind == LetterKind.SIGN:
        draft = case.answers.filter(state=Answer.State.DRAFT).first()
        if draft is None or letter.office_id not in {
            one.pk for one in queries.signing_of(case, draft).missing
        }:
            return None
        return (
            _("Bitte mitzeichnen: Fall %(number)s, %(title)s") % names,
            _("der Entwurf der Antwort wartet auf die Unterschrift Ihres Amts (%(office)s).") % names,
        )
    if part is None or not part.is_open:
        return None
    names |= {"day": date_format(part.due_on), "task": part.task}
    if letter.kind == LetterKind.LATE:
        return (
            _("Überfällig seit %(day)s: Fall %(number)s, %(title)s") % names,
            _(
                "bis zum %(day)s war etwas von Ihrem Amt (%(office)s) zugesagt:\n\n%(task)s\n\nDas Kernteam weiß Bescheid."
            )
            % names,
        )
    return (
        _("Wir brauchen Sie bis %(day)s: Fall %(number)s, %(title)s") % names,
        _(
            "in diesem Fall wird etwas von Ihrem Amt (%(office)s) gebraucht, bis zum %(day)s:\n\n%(task)s\n\n"
            "Bitte bestätigen Sie, dass Sie das übernehmen, oder sagen Sie, wer es sein könnte."
        )
        % names,
    )
