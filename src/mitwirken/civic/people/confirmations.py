# SPDX-License-Identifier: EUPL-1.2
"""What can be done without an account, once an e-mail address is confirmed. Rooms register their purposes.

    confirmations.register("proposals.submit", subject=_("Bitte bestätigen Sie Ihren Vorschlag"),
                           sentence=_("Damit reichen Sie … ein."),
                           button=_("Vorschlag einreichen"), handler=submit_confirmed)

The room then calls `actions.ask_confirmation(email=, purpose="proposals.submit", payload={...}, language=)`.
The link in the mail opens a page with the sentence and one button. The button runs `handler(payload, person)`
once, in the transaction that spends the link, and leads to the address that the handler returns. A Refusal
raised by the handler is shown and leaves the link unspent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    key: str
    subject: Any
    sentence: Any
    handler: Callable[[dict[str, Any], Any], str]
    button: Any
    valid_for: timedelta


_purposes: dict[str, Purpose] = {}


def register(
    key: str,
    *,
    subject: Any,
    sentence: Any,
    handler: Callable[[dict[str, Any], Any], str],
    button: Any = "",
    valid_for: timedelta = timedelta(days=3),
) -> None:
    _purposes[key] = Purpose(key, subject, sentence, handler, button or _("Bestätigen"), valid_for)


def purpose_named(key: str) -> Purpose:
    """Raises KeyError where a room forgot to register: a programming error, not a person's."""
    return _purposes[key]
