# SPDX-License-Identifier: EUPL-1.2
"""Sessions in the database that know whose they are. Named by `SESSION_ENGINE`."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from .models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        # Somebody between e-mail code and second factor is known, too: an erasure ends that session as well.
        pending = data.get("account_login")
        if SESSION_KEY in data:
            session.person_id = int(data[SESSION_KEY])
        elif isinstance(pending, dict) and pending.get("user_pk"):
            # allauth writes numbers in a notation of its own.
            session.person_id = url_str_to_user_pk(pending["user_pk"])
        return session
