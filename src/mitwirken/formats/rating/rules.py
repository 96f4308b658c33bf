# SPDX-License-Identifier: EUPL-1.2
"""Who may rate what, when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.desk.roles import Role, has_role, is_staff
from mitwirken.ground.ui.moments import said

from .registry import Method, Setup, Target, candidates, method_named, setup_of

LATE_ENTRY = timedelta(days=7)
"""How long staff may type in sheets that were handed in by the end: the post and the evening of the last day."""

ENTRY_ROLES = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.OFFICE, Role.EDITOR)


def require_setup(phase: Any) -> tuple[Method, Setup]:
    """How the phase is rated; refuses where it is not."""
    setup = setup_of(phase)
    if setup is None:
        raise Refusal(
            _(
                "Hier wird zurzeit nichts bewertet. Was gerade möglich ist, steht auf der Seite des Prozesses."
            ),
            status=409,
        )
    return method_named(setup.method), setup


def require_open(phase: Any, now: datetime | None = None) -> None:
    """Refuses outside the days of the phase, and says which they are."""
    now = now or timezone.now()
    if phase.allows("rate", now):
        return
    if "rate" not in phase.verbs:
        raise Refusal(
            _(
                "In dieser Phase wird nicht bewertet. Was gerade möglich ist, steht auf der Seite des Prozesses."
            )
        )
    if now < phase.starts_at:
        raise Refusal(_("Bewerten können Sie ab %(when)s.") % {"when": said(phase.starts_at)})
    raise Refusal(
        _("Die Bewertung ist seit %(when)s beendet. Das Ergebnis steht auf dieser Seite.")
        % {"when": said(phase.ends_at)}
    )


def require_standing(person: Any) -> None:
    """Refuses people without an account in good standing."""
    people.require_standing(person, _("Zum Bewerten melden Sie sich bitte an. So zählt jede Person einmal."))
    if person.confirmed_only:
        raise Refusal(_("Zum Bewerten brauchen Sie ein Konto. So zählt jede Person einmal."))


def can_rate(person: Any, phase: Any) -> bool:
    """Whether to offer the answers as buttons."""
    try:
        require_open(phase)
        require_standing(person)
    except Refusal:
        return False
    return True


def may_enter(person: Any) -> bool:
    return has_role(person, *ENTRY_ROLES)


def require_entry(by: Any, phase: Any, channel: str, now: datetime | None = None) -> None:
    """Refuses to type in a sheet: people without the role, a phase not begun or too long over, online as a channel."""
    now = now or timezone.now()
    if not may_enter(by):
        raise Refusal(
            _(
                "Bögen geben Beschäftigte ein, die einen Prozess betreuen. Die Administration kann Ihnen die Rolle geben."
            )
        )
    if channel not in (Channel.PHONE, Channel.PAPER, Channel.ROOM):
        raise Refusal(
            _("Wählen Sie, auf welchem Weg der Bogen kam: Telefon, Papier oder vor Ort."),
            status=422,
            field="channel",
        )
    if "rate" not in phase.verbs or now < phase.starts_at:
        require_open(phase, now)
    if now >= phase.ends_at + LATE_ENTRY:
        raise Refusal(
            _("Bögen konnten bis %(when)s nachgetragen werden. Das Ergebnis steht fest.")
            % {"when": said(phase.ends_at + LATE_ENTRY)}
        )


def require_candidates(phase: Any, targets: Iterable[Target]) -> None:
    """Refuses subjects that do not stand to be rated in the phase, and names them."""
    offered = {each.kind: each for each in candidates()}
    by_kind: dict[str, set[int]] = {}
    for kind, pk in targets:
        by_kind.setdefault(kind, set()).add(pk)
    for kind, wanted in by_kind.items():
        known = kind_named(kind)
        rows = offered[kind].rows(phase) if kind in offered else known.public(known.rows())
        strange = wanted - set(rows.filter(pk__in=wanted).values_list("pk", flat=True))
        if strange:
            raise Refusal(
                _(
                    "In dieser Phase steht nicht zur Bewertung: Nr. %(numbers)s. Prüfen Sie die Nummern auf dem Bogen."
                )
                % {"numbers": ", ".join(str(pk) for pk in sorted(strange))},
                status=422,
            )


def find_phase(pk: int, reader: Any, *, practice: bool = True) -> tuple[Phase, Setup]:
    """A rated phase of a process that the reader may see (`practice=False`: no practice, for open data); otherwise a refusal that does not tell whether it exists."""
    phase = Phase.objects.select_related("process").filter(pk=pk).first()
    setup = setup_of(phase)
    if phase is None or setup is None or not (phase.process.is_reachable or is_staff(reader)):
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    if phase.process.practice and not practice:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return phase, setup
