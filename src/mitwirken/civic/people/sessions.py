# SPDX-License-Identifier: EUPL-1.2
"""Sessions in the database that know whose they are. Named by `SESSION_ENGINE`."""

from __future__ import annotations

from typing import Any

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
        whose = data.get(SESSION_KEY) or (pending.get("user_pk") if isinstance(pending, dict) else None)
        session.person_id = int(whose) if whose and str(whose).isdigit() else None
        return session
