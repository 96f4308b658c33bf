# SPDX-License-Identifier: EUPL-1.2
"""One way in for everybody: an address, a code by mail, and whoever has no account yet gets one with the
code.

Known and unknown addresses walk the same steps, get a mail at the same moment and see the same pages: from
outside nobody can tell who takes part.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse

from . import actions, letters

# Slow mail servers and slow hands; WCAG 2.2.1.
VALID_FOR = 15 * 60
GUESSES = 3
RESENDS = 2


class Door(LoginCodeVerificationProcess):
    def __init__(self, stage: Any) -> None:
        super().__init__(stage)
        self.timeout, self.max_attempts = VALID_FOR, GUESSES

    @classmethod
    def knock(cls, request: HttpRequest, *, person: Any, email: str) -> Door:
        """Sends the code and remembers in the session who knocked."""
        login = Login(user=person, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=person, email=email), initiated_by_user=True)
        door = cls(stage)
        door.send()
        door.persist()
        # An address that was only typed in is not kept for the fourteen days of a sign-in.
        request.session.set_expiry(3600)
        return door

    @classmethod
    def resume(cls, stage: Any) -> Door | None:
        return cls(stage).abort_if_invalid()

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(RESENDS)

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        new = self.user is None or self.user.confirmed_only
        letters.send(letters.code_for_sign_in(self.generate_code(), new=new), email)

    def open(self, *, language: str, redirect_url: str | None) -> HttpResponse:
        """The code was right: the account is found or made, the sign-in goes on (to the second factor)."""
        email = self.state["email"]
        person, new = actions.enter(email=email, language=language)
        record_authentication(self.request, person, method="code", email=email)
        login = Login(user=person, email=email, redirect_url=redirect_url, signup=new)
        response: HttpResponse = perform_login(self.request, login)
        return response
