# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room: few words, text and HTML from the same data, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """`code` stands large, `link` is a button with `link_text`, `why` tells at the foot why the mail came."""

    subject: str
    paragraphs: tuple[str, ...]
    why: str
    code: str = ""
    link: str = ""
    link_text: str = ""
    after: tuple[str, ...] = ()


def address(name: str, *args: Any) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def message(letter: Letter, to: str) -> EmailMultiAlternatives:
    context = {
        "letter": letter,
        "subject": letter.subject,
        "city": settings.CITY,
        "base_url": settings.BASE_URL,
    }
    mail = EmailMultiAlternatives(
        " ".join(letter.subject.split()),
        render_to_string("people/mail/letter.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        # Nobody answers to a machine, and holiday notices need not come back.
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string("people/mail/letter.html", context), "text/html")
    return mail


def send(letter: Letter, to: str) -> None:
    """Sends at once: somebody is waiting for it at the screen. Refuses in words when the mail server does not
    answer.
    """
    try:
        message(letter, to).send()
    except (OSError, SMTPException) as error:
        log.error("A mail could not be sent: %s", type(error).__name__)
        raise Refusal(
            _(
                "Die E-Mail konnte gerade nicht verschickt werden. Bitte versuchen Sie es in "
                "einigen Minuten noch einmal."
            ),
            status=503,
        ) from error


def _not_you() -> str:
    return _("Wenn Sie das nicht waren, können Sie diese E-Mail löschen. Es passiert dann nichts.")


def code_for_sign_in(code: str, *, new: bool) -> Letter:
    if new:
        return Letter(
            subject=_("Ihr Code für MitWIRken: %(code)s") % {"code": code},
            paragraphs=(
                _("Schön, dass Sie mitmachen möchten."),
                _(
                    "Geben Sie diesen Code auf der Seite ein, die Sie gerade geöffnet haben. Er "
                    "gilt 15 Minuten."
                ),
            ),
            code=code,
            after=(
                _("Danach haben Sie ein Konto mit einem Pseudonym. Nach Ihrem Namen fragen wir nicht."),
                _not_you(),
            ),
            why=_("Sie bekommen diese E-Mail, weil jemand Ihre Adresse zum Mitmachen eingegeben hat."),
        )
    return Letter(
        subject=_("Ihr Code für MitWIRken: %(code)s") % {"code": code},
        paragraphs=(
            _("Geben Sie diesen Code auf der Seite ein, die Sie gerade geöffnet haben. Er gilt 15 Minuten."),
        ),
        code=code,
        after=(_not_you(), _("Geben Sie den Code niemandem weiter. Die Stadt fragt Sie nie danach.")),
        why=_("Sie bekommen diese E-Mail, weil jemand sich mit Ihrer Adresse anmelden möchte."),
    )


def invitation(role: str, *, by: str) -> Letter:
    return Letter(
        subject=_("Ihre Aufgabe bei MitWIRken: %(role)s") % {"role": role},
        paragraphs=(
            _("%(by)s hat Ihnen bei MitWIRken diese Aufgabe übertragen: %(role)s.")
            % {"by": by, "role": role},
            _(
                "Melden Sie sich mit dieser E-Mail-Adresse an. Beim ersten Mal richten Sie einen "
                "zweiten Faktor ein, "
                "zum Beispiel einen Passkey. Das dauert etwa zwei Minuten."
            ),
        ),
        link=address("account_login"),
        link_text=_("Anmelden"),
        why=_("Sie bekommen diese E-Mail, weil die Administration Sie eingeladen hat."),
    )


def confirmation(subject: str, sentence: str, link: str, *, days: int) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=(sentence, _("Öffnen Sie dazu diese Seite und drücken Sie dort den Knopf.")),
        link=link,
        link_text=_("Seite öffnen"),
        after=(_("Die Seite ist %(days)d Tage gültig.") % {"days": days}, _not_you()),
        why=_(
            "Sie bekommen diese E-Mail, weil jemand Ihre Adresse angegeben hat. Ohne Bestätigung "
            "wird sie gelöscht."
        ),
    )


def idle_notice() -> Letter:
    return Letter(
        subject=_("Ihr Konto bei MitWIRken wird bald gelöscht"),
        paragraphs=(
            _(
                "Sie waren seit zwei Jahren nicht mehr angemeldet. Was wir nicht brauchen, heben "
                "wir nicht auf."
            ),
            _(
                "In vier Wochen löschen wir Ihr Konto. Was Sie geschrieben haben, bleibt ohne Ihr "
                "Pseudonym stehen. "
                "Möchten Sie das Konto behalten, melden Sie sich einfach einmal an."
            ),
        ),
        link=address("account_login"),
        link_text=_("Anmelden und behalten"),
        why=_("Sie bekommen diese E-Mail, weil Sie ein Konto bei MitWIRken haben."),
    )


def _notice(subject: str, *paragraphs: str) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=(
            *paragraphs,
            _("Wenn Sie das nicht waren: Melden Sie sich an und wählen Sie im Konto „Überall abmelden“."),
        ),
        link=address("people:account"),
        link_text=_("Zum Konto"),
        why=_("Sie bekommen diese E-Mail, weil sich an der Sicherheit Ihres Kontos etwas geändert hat."),
    )


def code_for_address(code: str) -> Letter:
    return Letter(
        subject=_("Ihr Code für MitWIRken: %(code)s") % {"code": code},
        paragraphs=(
            _("Geben Sie diesen Code ein, damit diese Adresse zu Ihrem Konto gehört. Er gilt 15 Minuten."),
        ),
        code=code,
        after=(_not_you(),),
        why=_("Sie bekommen diese E-Mail, weil jemand diese Adresse in ein Konto eintragen möchte."),
    )


def address_is_known() -> Letter:
    return Letter(
        subject=_("Diese Adresse gehört schon zu einem Konto"),
        paragraphs=(
            _(
                "Jemand möchte diese E-Mail-Adresse in ein anderes Konto eintragen. Das geht nicht:"
                " Sie hat schon eines."
            ),
            _(
                "Wenn Sie das waren: Melden Sie sich mit dieser Adresse an und löschen Sie dort das"
                " Konto zuerst."
            ),
        ),
        link=address("account_login"),
        link_text=_("Anmelden"),
        why=_("Sie bekommen diese E-Mail, weil jemand diese Adresse in ein Konto eintragen möchte."),
    )


# What allauth sends, by the prefix it calls its templates.
BY_PREFIX: dict[str, Callable[[Mapping[str, Any]], Letter]] = {
    "account/email/password_changed": lambda _c: _notice(
        _("Ihr Passwort wurde geändert"), _("Ihr Passwort ist jetzt ein anderes.")
    ),
    "account/email/password_set": lambda _c: _notice(
        _("Sie haben jetzt ein Passwort"), _("Für Ihr Konto wurde ein Passwort gesetzt.")
    ),
    "account/email/email_changed": lambda c: _notice(
        _("Ihre E-Mail-Adresse wurde geändert"), _("Zu Ihrem Konto gehört jetzt eine andere E-Mail-Adresse.")
    ),
    "mfa/email/totp_activated": lambda _c: _notice(
        _("Zweiter Faktor eingerichtet"),
        _("Beim Anmelden fragen wir jetzt auch nach dem Code Ihrer Authenticator-App."),
    ),
    "mfa/email/totp_deactivated": lambda _c: _notice(
        _("Authenticator-App entfernt"), _("Die Authenticator-App gehört nicht mehr zu Ihrem Konto.")
    ),
    "mfa/email/recovery_codes_generated": lambda _c: _notice(
        _("Neue Ersatz-Codes"), _("Es wurden neue Ersatz-Codes erzeugt. Die alten gelten nicht mehr.")
    ),
    "mfa/email/webauthn_added": lambda _c: _notice(
        _("Passkey hinzugefügt"), _("Zu Ihrem Konto gehört ein neuer Passkey.")
    ),
    "mfa/email/webauthn_removed": lambda _c: _notice(
        _("Passkey entfernt"), _("Ein Passkey gehört nicht mehr zu Ihrem Konto.")
    ),
}
