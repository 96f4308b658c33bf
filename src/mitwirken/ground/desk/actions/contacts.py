# SPDX-License-Identifier: EUPL-1.2
"""Looking up how people can be reached."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.refusal import Refusal

from .. import rules

CONTACTS_SHOWN = "desk.contacts_shown"


def look_up_contacts(*, where: str, reason: str, by: Any) -> None:
    """Somebody of the staff wants to see how people can be reached, at `where`, for a quarter of an hour.

    Goes into the logbook with the reason. Refuses whoever has no role for it, and a reason of a few letters. Whether the page
    itself is open to them is the page's to ask.
    """
    rules.may_look_up_contacts(by)
    if len(reason.strip()) < 5:
        raise Refusal(
            _("Bitte schreiben Sie kurz, wofür Sie die Kontaktdaten brauchen. Das wird festgehalten."),
            status=422,
            field="reason",
        )
    note(CONTACTS_SHOWN, actor=by, facts={"where": where}, words=reason)
