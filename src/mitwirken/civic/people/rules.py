# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with persons and roles: yes, or a refusal with words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

from .models import Person, RoleGrant


def may_manage_roles(actor: Any) -> None:
    if not has_role(actor, Role.ADMIN):
        raise Refusal(_("Rollen vergibt nur die Administration. Bitte wenden Sie sich an sie."))


def may_hold_role(person: Person, role: str, office: Any) -> None:
    if role not in Role.values:
        raise Refusal(
            _("Diese Rolle gibt es nicht. Bitte wählen Sie eine aus der Liste."), status=400, field="role"
        )
    if role == Role.OFFICE and office is None:
        raise Refusal(
            _("Zur Rolle Fachamt gehört ein Amt. Bitte wählen Sie, für welches Amt die Person antwortet."),
            status=400,
            field="office",
        )
    if person.erased_at or not person.is_active:
        raise Refusal(_("Dieses Konto gibt es nicht mehr. Laden Sie die Person neu ein."), status=409)


def require_standing(person: Any, sign_in: Any = "") -> None:
    """Refuses whoever is not signed in, with the sentence `sign_in`, and people whose account is closed or restricted.

    The one rule of all rooms in which people write or rate. Guests, who only confirmed an address, pass.
    """
    if not getattr(person, "is_authenticated", False):
        raise Refusal(sign_in or _("Zum Mitmachen melden Sie sich bitte an."), status=401)
    if not person.is_active or person.erased_at is not None:
        raise Refusal(_("Dieses Konto ist geschlossen. Melden Sie sich bitte mit einem aktiven Konto an."))
    if person.restricted_at is not None:
        raise Refusal(
            _(
                "Die Verarbeitung Ihrer Daten ist eingeschränkt. Lesen können Sie alles, mitmachen zurzeit nicht."
                " Aufheben können Sie das in Ihrem Konto unter „Meine Daten“."
            )
        )


def may_restrict(person: Person) -> None:
    if person.has_roles:
        raise Refusal(
            _("Sie arbeiten mit diesem Konto für die Stadt. Geben Sie bitte zuerst Ihre Rollen ab."),
            status=409,
        )


# Roles of which somebody has to be there: one gives roles, the other reads what those who give them did.
NEVER_NOBODY = (Role.ADMIN, Role.OMBUDS)


def require_reason(reason: str) -> None:
    """Why a role is given or taken: others must be able to read it later."""
    if len(reason.strip()) < 5:
        raise Refusal(
            _("Bitte schreiben Sie kurz den Grund. Er steht im Logbuch."), status=422, field="reason"
        )


def may_not_be_oneself(person: Person, by: Any) -> None:
    """Nobody gives a role to themselves: two people know of every right that somebody gets."""
    if person.pk == by.pk:
        raise Refusal(
            _("Sich selbst gibt niemand eine Rolle. Bitten Sie jemand anderen aus der Administration darum."),
            status=409,
        )


def may_lose_role(grant: RoleGrant) -> None:
    """The last administrator and the last of the ombuds office stay."""
    if grant.role not in NEVER_NOBODY:
        return
    # Locks the others' rows, so that two of them cannot remove each other at the same moment.
    others = RoleGrant.objects.select_for_update(of=("self",)).filter(role=grant.role, person__is_active=True)
    if not [other for other in others if other.person_id != grant.person_id]:
        raise Refusal(
            _("Das ist die letzte Person mit der Rolle %(role)s. Geben Sie die Rolle zuerst jemand anderem.")
            % {"role": Role(grant.role).label},
            status=409,
        )
