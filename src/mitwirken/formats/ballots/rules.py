# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a ballot, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from mitwirken.civic.people import rules as people
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role, require_role
from mitwirken.ground.ui.moments import said

from . import queries
from .models import RULES_OF, Ballot, Kind, Option, State
from .registry import Check, check_named
from .words import proof_name, proof_text

PROVE: Final = "ballots:prove"
CLOSE_AFTER = timedelta(days=14)
"""How long after its end a ballot waits for somebody to close it, while the post brings paper; then it is closed by itself."""

LEADING = (Role.PROCESS, Role.CORE, Role.OMBUDS)
RIGHTS: Final[Mapping[str, tuple[Role, ...]]] = {
    "set_up": LEADING,
    "check": (*LEADING, Role.OFFICE),
    "print_codes": (Role.CORE, Role.OMBUDS),
    "admit": (*LEADING, Role.OFFICE, Role.EDITOR),
    "enter": (*LEADING, Role.OFFICE, Role.EDITOR),
    "count": LEADING,
    "publish": (Role.CORE, Role.OMBUDS),
}
STAFF: Final = tuple(dict.fromkeys(role for roles in RIGHTS.values() for role in roles))


def may(person: Any, deed: str) -> bool:
    return has_role(person, *RIGHTS[deed])


def require(person: Any, deed: str) -> None:
    """Refuses staff without a role that the table gives the deed to."""
    require_role(person, *RIGHTS[deed])


def require_check(person: Any, office: int | None) -> None:
    """Refuses a Fachamt to answer for another office; those who lead may answer for all."""
    require(person, "check")
    if not has_role(person, *LEADING) and office not in person.offices:
        raise Refusal(_("Dieses Projekt prüft ein anderes Amt."))


def find(pk: int) -> Ballot:
    """A ballot that everybody may see; otherwise a refusal that does not tell whether it exists."""
    ballot = queries.one(pk)
    if ballot is None or ballot.state not in queries.SHOWN or not ballot.process.is_public:
        raise Refusal(_("Das gibt es hier nicht oder nicht mehr."), status=404)
    return ballot


def require_open(ballot: Ballot, now: datetime | None = None) -> None:
    """Refuses outside the days of the vote, and says which they are."""
    now = now or timezone.now()
    if ballot.is_open(now):
        return
    if ballot.state == State.DRAFT or "vote" not in ballot.phase.verbs:
        raise Refusal(_("Diese Abstimmung wird noch vorbereitet."), status=409)
    if now < ballot.phase.starts_at:
        raise Refusal(
            _("Abstimmen können Sie ab %(when)s.") % {"when": said(ballot.phase.starts_at)}, status=409
        )
    raise Refusal(
        _(
            "Die Abstimmung ist seit %(when)s beendet. Diese Stimme konnte nicht mehr gezählt werden. "
            "Das Ergebnis steht bald auf dieser Seite."
        )
        % {"when": said(ballot.phase.ends_at)},
        status=409,
    )


def check_of(ballot: Ballot) -> Check:
    """How it is found out who may vote; a ballot whose check is not installed any more lets nobody in."""
    found = check_named(ballot.eligibility)
    if found is None:
        raise Refusal(_("Wer hier abstimmen darf, lässt sich zurzeit nicht prüfen."), status=503)
    return found


def require_account(person: Any) -> None:
    """Refuses whoever has no account, or one that may not take part."""
    people.require_standing(person, _("Zum Abstimmen melden Sie sich bitte an. So zählt jede Person einmal."))
    if person.confirmed_only:
        raise Refusal(_("Zum Abstimmen brauchen Sie ein Konto. So zählt jede Person einmal."))


def require_voter(ballot: Ballot, person: Any) -> None:
    """Refuses people who may not vote in a ballot that is held by account."""
    require_account(person)
    refuse = check_of(ballot).refuse
    if refuse is not None and (sentence := refuse(ballot, person)):
        raise Refusal(sentence)


def admitted(ballot: Any, person: Any) -> Any:
    """The check of ballots for which people show at a counter that they may vote."""
    if queries.is_admitted(ballot, person):
        return ""
    return _(
        "Ihr Konto ist für diese Abstimmung noch nicht freigeschaltet. Kommen Sie mit einem Ausweis an eine der Stellen, die auf "
        "der Seite des Prozesses stehen. Notiert wird dort nur, dass Sie abstimmen dürfen."
    )


def proven(ballot: Any, person: Any) -> Any:
    """The check of ballots for which people prove with the identity provider that they may vote."""
    if queries.is_admitted(ballot, person):
        return ""
    return _(
        "Bevor Sie abstimmen, brauchen Sie einen Nachweis über %(provider)s. Das geht auf einer eigenen Seite."
    ) % {"provider": settings.IDENTITY_NAME}


def must_prove(ballot: Ballot, person: Any) -> str:
    """The name of the page on which somebody with an account has to prove something first; empty if nothing is missing."""
    check = check_of(ballot)
    missing = (
        check.prove and check.refuse is not None and person.is_authenticated and check.refuse(ballot, person)
    )
    return check.prove if missing else ""


def identity_check() -> Check:
    """The check that stands among the others where the city has named an identity provider."""
    return Check("identity", lazy(proof_name, str)(), lazy(proof_text, str)(), refuse=proven, prove=PROVE)


def require_proof_asked(ballot: Ballot) -> None:
    """Refuses where nothing is to be proved with an identity provider."""
    if check_of(ballot).prove != PROVE:
        raise Refusal(
            _("In dieser Abstimmung wird kein Nachweis über ein Servicekonto verlangt."), status=409
        )


# --- setting up -------------------------------------------------------------------------------------------------------


def require_draft(ballot: Ballot) -> None:
    if ballot.state != State.DRAFT:
        raise Refusal(
            _(
                "Die Abstimmung ist festgelegt. Was zur Wahl steht und wie gezählt wird, ändert sich nicht mehr."
            ),
            status=409,
        )


def require_sound(values: Mapping[str, Any]) -> None:
    """Refuses a rule that does not fit the paper, limits that nobody can keep, money without a budget."""
    kind, rule = values["kind"], values["rule"]
    if rule not in RULES_OF[kind]:
        allowed = ", ".join(str(each.label) for each in RULES_OF[kind])
        raise Refusal(
            _("Zu diesem Stimmzettel passt die Zählregel nicht. Möglich sind: %(rules)s.")
            % {"rules": allowed},
            status=422,
            field="rule",
        )
    if rule in {"shares", "greedy"} and values.get("budget") is None:
        raise Refusal(_("Geben Sie an, wie viel Geld verteilt wird."), status=422, field="budget")
    most = values.get("most")
    if most is not None and most < max(1, values.get("least") or 0):
        raise Refusal(_("Das Höchstens ist kleiner als das Mindestens."), status=422, field="most")
    each = values.get("points_each")
    if kind == Kind.POINTS and each is not None and each > values["points"]:
        raise Refusal(_("Das sind mehr Punkte, als eine Person hat."), status=422, field="points_each")
    if check_named(values["eligibility"]) is None:
        raise Refusal(_("Wählen Sie, wer abstimmen darf."), status=422, field="eligibility")


def gaps(ballot: Ballot, rows: list[Option]) -> list[str]:
    """What is missing before it can be settled, in sentences."""
    found = []
    unchecked = [row for row in rows if row.eligible is None]
    standing = [row for row in rows if row.eligible]
    if unchecked:
        found.append(
            _("Noch nicht geprüft: %(titles)s.")
            % {
                "titles": ", ".join(f"„{row.title}“" for row in unchecked[:5])
                + ("…" if len(unchecked) > 5 else "")
            }
        )
    if len(standing) < 2:
        found.append(_("Es müssen mindestens zwei zulässige Projekte zur Wahl stehen."))
    if ballot.with_money:
        found += [
            _("„%(title)s“ hat noch keine Kosten.") % {"title": row.title}
            for row in standing
            if row.cost is None
        ]
    if ballot.guarantee and not any(row.place_id for row in standing):
        found.append(_("Den Bezirken ist etwas sicher, aber kein Projekt gehört zu einem Bezirk."))
    if standing and ballot.least > len(standing):
        found.append(_("Es sollen mehr Projekte gewählt werden, als zur Wahl stehen."))
    if ballot.phase.ends_at <= timezone.now():
        found.append(_("Die Phase der Abstimmung ist schon vorbei."))
    return found


# --- paper, closing, counting, publishing -----------------------------------------------------------------------------


def require_entry(by: Any, ballot: Ballot, now: datetime | None = None) -> None:
    """Refuses to type in paper: without the role, before the vote began, once it is closed."""
    require(by, "enter")
    if ballot.state != State.READY or (now or timezone.now()) < ballot.phase.starts_at:
        raise Refusal(
            _("Papier geben Sie ein, sobald die Abstimmung begonnen hat und bis sie geschlossen wird."),
            status=409,
        )


def require_closable(ballot: Ballot, now: datetime | None = None) -> None:
    if ballot.state != State.READY:
        raise Refusal(_("Diese Abstimmung ist nicht offen oder schon geschlossen."), status=409)
    if (now or timezone.now()) < ballot.phase.ends_at:
        raise Refusal(
            _("Die Abstimmung läuft noch bis %(when)s.") % {"when": said(ballot.phase.ends_at)}, status=409
        )
    waiting = ballot.entries.count()
    if waiting:
        raise Refusal(
            _("Noch warten Stimmzettel auf die zweite Eingabe: %(n)d. Danach kann geschlossen werden.")
            % {"n": waiting},
            status=409,
        )


def require_countable(ballot: Ballot) -> None:
    if ballot.state not in {State.CLOSED, State.COUNTED}:
        raise Refusal(_("Ausgezählt wird, wenn die Abstimmung geschlossen ist."), status=409)


def require_publishable(ballot: Ballot, by: Any) -> None:
    if ballot.state != State.COUNTED:
        raise Refusal(_("Veröffentlichen können Sie, was ausgezählt ist."), status=409)
    if ballot.four_eyes and by is not None and ballot.counted_by_id == by.pk:
        raise Refusal(
            _(
                "Sie haben ausgezählt. Veröffentlichen muss eine zweite Person: So sehen vier Augen das Ergebnis."
            )
        )
