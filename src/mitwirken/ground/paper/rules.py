# SPDX-License-Identifier: EUPL-1.2
"""Who may print, type in, take back and write letters.

| deed | who |
|---|---|
| have a blank sheet | everybody who may see what it is for |
| print numbered sheets, type in | the roles of the form (`PaperForm.roles`); the room's deed asks again |
| take an entry back | whoever typed it in; Prozessverantwortung, Kernteam, Ombudsstelle |
| work on a stack, close it | whoever opened it; Prozessverantwortung, Kernteam, Ombudsstelle |
| see the code of a receipt | whoever typed the entry in, on that day; later and others after a reason (`ground.desk.contacts`) |
| write the answer as a letter, say it on the phone | Prozessverantwortung, Kernteam, Ombudsstelle; a Fachamt for cases of its own |
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role, has_role
from mitwirken.ground.desk.rules import CONCEPTUAL

from . import queries
from .models import Entry, PrintedForm, Stack
from .registry import PaperForm

MOST_COPIES = 200
CHANNELS = (Channel.PAPER, Channel.PHONE, Channel.ROOM)
# Who may type in some form: the roles of each `PaperForm` are among them, and which form is asked once more.
CLERKS = (*CONCEPTUAL, Role.OFFICE, Role.EDITOR, Role.MODERATION)
LETTER_WRITERS = (*CONCEPTUAL, Role.OFFICE)
KEPT_AFTER_ANSWER = timedelta(days=30)
KEPT_AT_MOST = timedelta(days=365)


def require_may_enter(person: Any, form: PaperForm) -> None:
    if not has_role(person, *form.roles):
        raise Refusal(
            _(
                "Diesen Bogen drucken und eintragen können nur Beschäftigte mit einer Aufgabe in der Beteiligung. "
                "Die Administration kann Ihnen die Rolle geben."
            )
        )


def require_channel(channel: str) -> None:
    if channel not in CHANNELS:
        raise Refusal(
            _("Bitte wählen Sie, wie es zu Ihnen kam: am Telefon, auf Papier oder vor Ort."),
            status=422,
            field="channel",
        )


def require_copies(number: int) -> None:
    if not 1 <= number <= MOST_COPIES:
        raise Refusal(
            _("Drucken Sie 1 bis %(most)d Bögen auf einmal.") % {"most": MOST_COPIES},
            status=422,
            field="number",
        )


def require_unused(print_: PrintedForm, copy: int) -> None:
    """A numbered sheet counts once, and was printed."""
    if not copy:
        return
    if copy > print_.copies:
        raise Refusal(
            _("Einen Bogen mit der Nummer %(sheet)s haben wir nicht gedruckt. Bitte prüfen Sie die Nummer.")
            % {"sheet": print_.number(copy)},
            status=422,
            field="sheet",
        )
    earlier = queries.entry_of(print_, copy)
    if earlier is not None:
        raise Refusal(
            _(
                "Der Bogen %(sheet)s ist schon eingetragen: am %(day)s, Quittung %(receipt)s. Er zählt einmal, es ist nichts "
                "weiter zu tun. War die frühere Eingabe falsch, nehmen Sie sie zurück und tragen ihn neu ein."
            )
            % {
                "sheet": earlier.sheet,
                "day": date_format(localtime(earlier.at), "j. F Y, H:i"),
                "receipt": earlier.number,
            },
            status=409,
            field="sheet",
        )


def require_may_take_back(person: Any, entry: Entry) -> None:
    if entry.by_id != person.pk and not has_role(person, *CONCEPTUAL):
        raise Refusal(
            _(
                "Zurücknehmen kann eine Eingabe, wer sie gemacht hat, oder Prozessverantwortung, Kernteam und Ombudsstelle."
            )
        )


def hands_out_receipt(person: Any, entry: Entry) -> bool:
    """Whoever typed it in hands the receipt to the person, on the same day. Its code opens what the person may see of the entry."""
    return bool(entry.by_id == person.pk and localdate(entry.at) == localdate())


def require_may_work_on_stack(person: Any, stack: Stack) -> None:
    if stack.by_id != person.pk and not has_role(person, *CONCEPTUAL):
        raise Refusal(_("An diesem Stapel arbeitet schon jemand. Beginnen Sie bitte einen eigenen."))
    if stack.closed_at is not None:
        raise Refusal(
            _("Dieser Stapel ist abgeschlossen. Für weitere Bögen beginnen Sie einen neuen."), status=409
        )


def require_may_answer(person: Any, case: Case | None) -> None:
    """Whoever may work on the case may pass its answer on."""
    if has_role(person, *CONCEPTUAL):
        return
    if case is not None and has_role(person, Role.OFFICE) and case.office_id in person.offices:
        return
    raise Refusal(
        _("Antworten überbringen Prozessverantwortung, Kernteam, Ombudsstelle und das zuständige Fachamt.")
    )
