# SPDX-License-Identifier: EUPL-1.2
"""Who may offer to facilitate and write to whom; yes, or a refusal with words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.civic.people.rules import require_standing
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role

from .models import Facilitator, Inquiry

# Who practises answering: those who may work on cases.
PRACTISING = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.OFFICE)

# What whoever puts themselves into the directory says yes to. Other words are another version.
CONSENT_KEY = "begleitung"
CONSENT_VERSION = 1
CONSENT_WORDS = _(
    "Der Eintrag darf öffentlich sein. Ich kann ihn jederzeit ändern und löschen; nach einem Jahr endet er von selbst."
)


def require_account(person: Any) -> None:
    require_standing(person, _("Melden Sie sich dafür bitte mit Ihrem Konto an."))
    if person.confirmed_only:
        raise Refusal(_("Dafür brauchen Sie ein Konto, damit Sie Ihren Eintrag ändern und löschen können."))


def require_reachable(person: Any, entry: Facilitator) -> None:
    """Refuses a message to an entry that is over or hidden, and one to oneself."""
    require_account(person)
    if not entry.is_listed():
        raise Refusal(_("Dieser Eintrag steht nicht mehr im Verzeichnis."), status=404)
    if entry.person_id == person.pk:
        raise Refusal(_("Das ist Ihr eigener Eintrag."), status=409)


def require_part_in(person: Any, inquiry: Inquiry) -> None:
    """An inquiry is read by its two people and nobody else."""
    require_account(person)
    if person.pk not in {inquiry.sender_id, inquiry.to.person_id}:
        raise Refusal(_("Diese Nachricht gibt es hier nicht oder nicht mehr."), status=404)


def require_may_answer(person: Any, inquiry: Inquiry) -> None:
    require_part_in(person, inquiry)
    if person.pk != inquiry.to.person_id:
        raise Refusal(_("Auf diese Nachricht antwortet, wer sie bekommen hat."))
    if inquiry.answered_at is not None:
        raise Refusal(_("Sie haben schon geantwortet."), status=409)
