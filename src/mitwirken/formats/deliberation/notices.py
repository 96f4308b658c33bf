# SPDX-License-Identifier: EUPL-1.2
"""Messages to those who follow, and to whoever was answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mitwirken.ground.notifications import Event, Notice, register

from .models import Argument, Kind

SHOWN = 400


def _author_above(event: Event, argument: Argument) -> Iterable[int]:
    """Who wrote what was replied to, unless they replied to themselves."""
    if argument is None or argument.parent is None or argument.parent.author_id in (None, event.actor_id):
        return ()
    return (argument.parent.author_id,)


def _added(event: Event, argument: Argument) -> str:
    about = {"who": argument.said_by, "subject": argument.subject}
    if argument.kind == Kind.PRO:
        return _("%(who)s spricht sich für „%(subject)s“ aus.") % about
    if argument.kind == Kind.CONTRA:
        return _("%(who)s spricht sich gegen „%(subject)s“ aus.") % about
    return _("%(who)s fragt zu „%(subject)s“.") % about


def _replied(event: Event, argument: Argument) -> str:
    return _("%(who)s hat auf einen Beitrag zu „%(subject)s“ geantwortet.") % {
        "who": argument.said_by,
        "subject": argument.subject,
    }


def _answered(event: Event, argument: Argument) -> str:
    return _("%(office)s hat auf einen Beitrag zu „%(subject)s“ geantwortet.") % {
        "office": argument.said_by,
        "subject": argument.subject,
    }


def _text(event: Event, argument: Any) -> str:
    text = argument.text
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rsplit(' ', 1)[0]} …"


def hang_in() -> None:
    register(Notice("deliberation.added", _added, body=_text))
    register(Notice("deliberation.replied", _replied, personally=_author_above, body=_text))
    register(Notice("deliberation.answered", _answered, personally=_author_above, body=_text))
