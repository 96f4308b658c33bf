# SPDX-License-Identifier: EUPL-1.2
"""Sessions in the database that know whose they are. Named by `SESSION_ENGINE`."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connection
from django.utils import timezone

DEVICE, BEGAN = "people.device", "people.began"


class SessionStore(DatabaseSessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from .models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """As Django's, in plain SQL: it happens with every request of somebody signed in, and building the same
        query anew each time cost as much as all of a rating's writing."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data, seen_on FROM people_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, now],
            )
            row = cursor.fetchone()
            today = timezone.localdate()
            if row is not None and str(row[1]) != today.isoformat():
                cursor.execute(
                    "UPDATE people_session SET seen_on = %s WHERE session_key = %s",
                    [connection.ops.adapt_datefield_value(today), self.session_key],
                )
        if row is None:
            self._session_key = None
            return {}
        values: dict[str, Any] = self.decode(row[0])
        return values

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        # Somebody between e-mail code and second factor is known, too: an erasure ends that session as well.
        pending = data.get("account_login")
        session.seen_on = timezone.localdate()
        session.device = str(data.get(DEVICE, ""))[:30]
        session.began_on = date.fromisoformat(data[BEGAN]) if BEGAN in data else None
        if SESSION_KEY in data:
            session.person_id = int(data[SESSION_KEY])
        elif isinstance(pending, dict) and pending.get("user_pk"):
            # allauth writes numbers in a notation of its own.
            session.person_id = url_str_to_user_pk(pending["user_pk"])
        return session
