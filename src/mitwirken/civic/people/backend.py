# SPDX-License-Identifier: EUPL-1.2
"""How a session becomes a person: one query. Named by `AUTHENTICATION_BACKENDS`."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from .models import Person


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Person | None:
        person = _person(int(user_id))
        if person is not None and self.user_can_authenticate(person):
            today = timezone.localdate()
            if person.seen_on != today:
                # Once a day: enough to know who has been away for two years, too little for a profile.
                Person.objects.filter(pk=person.pk).update(seen_on=today, idle_notice_on=None)
                person.seen_on = today
            return person
        return None


def _person(pk: int) -> Person | None:
    """The row by its number, without building the same query anew at every request."""
    rows = Person.objects.raw("SELECT * FROM people_person WHERE id = %s", [pk])
    return next(iter(rows), None)
