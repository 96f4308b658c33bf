# SPDX-License-Identifier: EUPL-1.2
"""How allauth meets this house: its words, its mails, its second factor."""

from __future__ import annotations

import base64
import time
from hashlib import blake2b
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import url_str_to_user_pk
from allauth.core import context as allauth_context
from allauth.core.internal.cryptokit import generate_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.limits import address_of

from . import actions, letters, queries
from .devices import device_of
from .sessions import BEGAN, DEVICE

# Who signed in so short ago need not prove it again before a delicate change.
FRESH = 10 * 60

# allauth's notices by the template it would draw; None says nothing (the page that follows shows it).
NOTICES: dict[str, Any] = {
    "account/messages/logged_in.txt": None,
    "account/messages/login_code_sent.txt": None,
    "account/messages/email_confirmation_sent.txt": None,
    "account/messages/logged_out.txt": _("Sie sind abgemeldet."),
    "account/messages/email_confirmed.txt": _("Die neue E-Mail-Adresse gehört jetzt zu Ihrem Konto."),
    "account/messages/email_confirmation_failed.txt": _(
        "Diese Adresse ließ sich nicht bestätigen: Sie gehört zu einem anderen Konto."
    ),
    "account/messages/email_deleted.txt": _("Die Adresse ist gelöscht."),
    "account/messages/primary_email_set.txt": _("Diese Adresse gilt jetzt."),
    "account/messages/password_changed.txt": _("Ihr Passwort ist geändert."),
    "account/messages/password_set.txt": _("Ihr Passwort ist gesetzt."),
    "mfa/messages/totp_activated.txt": _("Ihre Authenticator-App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Die Authenticator-App ist entfernt."),
    "mfa/messages/webauthn_added.txt": _("Ihr Passkey ist gespeichert."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
    "mfa/messages/recovery_codes_generated.txt": _("Das sind Ihre neuen Ersatz-Codes."),
}


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dieses Konto ist gesperrt."),
        "duplicate_email": _("Diese Adresse gehört schon zu Ihrem Konto."),
        "email_password_mismatch": _(
            "E-Mail-Adresse und Passwort passen nicht zusammen. Sie können sich auch einen Code "
            "schicken lassen."
        ),
        "email_taken": _("Diese Adresse lässt sich nicht verwenden."),
        "enter_current_password": _("Das ist nicht Ihr jetziges Passwort."),
        "incorrect_code": _("Dieser Code stimmt nicht. Bitte vergleichen Sie ihn noch einmal."),
        "incorrect_password": _("Dieses Passwort stimmt nicht."),
        "rate_limited": _("Das waren viele Versuche. Bitte warten Sie einen Moment."),
        "same_as_current": _("Das ist schon Ihre jetzige Angabe."),
        "too_many_login_attempts": _(
            "Das waren zu viele Versuche. Bitte warten Sie einige Minuten oder lassen Sie sich "
            "einen neuen Code schicken."
        ),
    }

    def generate_login_code(self) -> str:
        # Eight digits: easy on a phone's keyboard, and three guesses a code leave no chance worth trying.
        return generate_user_code(numeric=True, length=8)

    def generate_email_verification_code(self) -> str:
        return self.generate_login_code()

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or super().get_client_ip(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        # The hour that somebody at the door had becomes the full time of a sign-in.
        request.session.set_expiry(None)
        request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
        request.session[BEGAN] = timezone.localdate().isoformat()
        if user.has_roles:
            note("people.signed_in", actor=user, subject=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.send(letters.BY_PREFIX[template_prefix](context), email)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        email = emailconfirmation.email_address.email
        owner = queries.person_with_address(email)
        if owner is not None and owner.pk != request.user.pk:
            # Whoever asks sees the same page; the one who owns the address learns of it, and no
            # code goes out.
            letters.send(letters.address_is_known(), email)
        else:
            letters.send(letters.code_for_address(emailconfirmation.key), email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: Any = None,
    ) -> None:
        words = message or NOTICES[message_template or ""]
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def get_login_stages(self) -> list[str]:
        ours = f"{SecondFactorStage.__module__}.{SecondFactorStage.__qualname__}"
        return [
            ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage
            for stage in super().get_login_stages()
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        return not (records and time.time() - records[-1]["at"] < FRESH)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff come to work, everybody else to what they wrote. Only where no page asked for the sign-in."""
        return reverse("desk:start" if getattr(request.user, "is_staff", False) else "people:account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("people:account")


def sign_out_elsewhere(sender: Any, *, request: HttpRequest, user: Any, **_more: Any) -> None:
    """A passkey or an authenticator app came or went: only this device stays signed in."""
    actions.end_other_sessions(person=user, here=request.session.session_key)


def _at_the_door(request: HttpRequest | None) -> Any:
    """Who is signed in, or has shown the first factor and not the second yet."""
    if request is None:
        return None
    if request.user.is_authenticated:
        return request.user
    pending = request.session.get("account_login")
    if isinstance(pending, dict) and pending.get("user_pk"):
        return queries.person_numbered(url_str_to_user_pk(pending["user_pk"]))
    return None


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor after the first: always of staff, of others when they set up an
    authenticator app.

    A citizen's passkey is a comfort and no barrier: without the phone at hand the code by mail still opens.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        person = self.login.user
        if person is None or not super()._should_handle(request):
            return False
        return bool(person.has_roles) or is_mfa_enabled(person, [Authenticator.Type.TOTP])


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _(
            "Mit eingerichtetem zweiten Faktor lässt sich keine unbestätigte Adresse eintragen."
        ),
        "cannot_delete_authenticator": _("Das lässt sich nicht entfernen."),
        "cannot_generate_recovery_codes": _(
            "Ersatz-Codes gibt es, sobald ein zweiter Faktor eingerichtet ist."
        ),
        "incorrect_code": _("Dieser Code stimmt nicht. Bitte vergleichen Sie ihn noch einmal."),
        "unverified_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def _fernet(self) -> Fernet:
        key = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mitwirken-mfa").digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        # A stolen backup alone must not open the desk.
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()

    def validation_error(self, code: str, *args: Any) -> Any:
        """As allauth's; a wrong second factor of somebody of the staff goes into the logbook."""
        if code == "incorrect_code":
            person = _at_the_door(allauth_context.request)
            if person is not None and person.has_roles:
                note("people.second_factor_failed", subject=person)
        return super().validation_error(code, *args)

    def _get_user_identifier(self, user: Any) -> str:
        # The name under which phones keep it: not the address, others may look at the screen.
        return str(user.pseudonym)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Passkey %(number)d") % {"number": number})
