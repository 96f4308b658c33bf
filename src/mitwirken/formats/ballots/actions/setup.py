# SPDX-License-Identifier: EUPL-1.2
"""From an idea to what is settled: the ballot, its options, their check, the lot that numbers them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import change

from .. import queries, rules
from ..models import Ballot, Option, State
from ..secrecy import new_key


@dataclass(frozen=True)
class BallotDraft:
    """What a ballot is set up with; fields as in the model."""

    title: str
    question: str
    kind: str
    rule: str
    text: str = ""
    least: int = 1
    most: int | None = None
    points: int = 10
    points_each: int | None = None
    seats: int = 1
    budget: int | None = None
    stop: str = "exhaustive"
    comparison: bool = False
    fill: bool = True
    guarantee: int = 0
    eligibility: str = "accounts"
    changeable: bool = True
    double_entry: bool = False
    four_eyes: bool = True


@dataclass(frozen=True)
class OptionDraft:
    """What stands on a ballot."""

    title: str
    text: str = ""
    cost: int | None = None
    place: Any = None
    office: Any = None
    latitude: Any = None
    longitude: Any = None


def _fields(draft: BallotDraft) -> dict[str, Any]:
    values = asdict(draft)
    rules.require_sound(values)
    if draft.rule not in {"shares", "greedy"}:
        values |= {"budget": None, "guarantee": 0}
    return values


@transaction.atomic
def create_ballot(*, phase: Phase, draft: BallotDraft, by: Any) -> Ballot:
    """`by` prepares a ballot for a phase in which votes are held. Nobody is told of it yet.

    Refuses people without the right, a rule that does not fit the paper, a phase without the verb `vote`.
    """
    rules.require(by, "set_up")
    if "vote" not in phase.verbs:
        raise Refusal(
            _("In dieser Phase wird nicht abgestimmt. Wählen Sie eine andere."), status=422, field="phase"
        )
    ballot = Ballot.objects.create(
        process=phase.process, phase=phase, key=new_key(), created_by=by, **_fields(draft)
    )
    record("ballots.created", ballot, actor=by, public=False)
    return ballot


@transaction.atomic
def change_ballot(*, ballot: Ballot, draft: BallotDraft, by: Any, seen: int | None = None) -> Ballot:
    """Changes what is not settled yet. Refuses afterwards, and when somebody else changed it meanwhile."""
    rules.require(by, "set_up")
    row = _held(ballot)
    values = _fields(draft)
    change(row, values, seen=seen)
    record("ballots.changed", row, actor=by, public=False)
    return row


@transaction.atomic
def delete_ballot(*, ballot: Ballot, by: Any) -> None:
    """A ballot that was never settled goes, with its options."""
    rules.require(by, "set_up")
    _held(ballot).delete()


def _held(ballot: Ballot) -> Ballot:
    """The ballot under its lock, as long as it is a draft."""
    row = still_there(
        Ballot.objects.select_for_update(of=("self",))
        .select_related("phase", "process")
        .filter(pk=ballot.pk)
        .first()
    )
    rules.require_draft(row)
    return row


@transaction.atomic
def add_option(
    *, ballot: Ballot, draft: OptionDraft, by: Any, proposal: Any = None, code: str = ""
) -> Option:
    """Puts something on the ballot. An office looks at it before the vote."""
    rules.require(by, "set_up")
    row = _held(ballot)
    return Option.objects.create(ballot=row, proposal=proposal, code=code, **vars(draft))


@transaction.atomic
def change_option(*, option: Option, draft: OptionDraft, by: Any) -> Option:
    """Changes what stands on a ballot. What an office said of the earlier text is asked anew."""
    rules.require(by, "set_up")
    _held(option.ballot)
    for name, value in vars(draft).items():
        setattr(option, name, value)
    option.eligible, option.reason, option.checked_by, option.checked_on = None, "", None, None
    option.save()
    return option


@transaction.atomic
def remove_option(*, option: Option, by: Any) -> None:
    rules.require(by, "set_up")
    _held(option.ballot)
    option.delete()


@transaction.atomic
def take_over(*, ballot: Ballot, proposals: Iterable[Any], by: Any) -> int:
    """Proposals of the process come onto the ballot, each with its text, costs, district and point. Returns how many.

    Those that stand on it already are passed over, so that doing it twice is doing it once.
    """
    rules.require(by, "set_up")
    row = _held(ballot)
    known = set(row.options.exclude(proposal=None).values_list("proposal_id", flat=True))
    wanted = [each for each in proposals if each.pk not in known and each.process_id == row.process_id]
    Option.objects.bulk_create(
        Option(
            ballot=row,
            proposal=each,
            title=each.title,
            text=each.text[:4000],
            cost=each.cost,
            place=each.place,
            latitude=each.latitude,
            longitude=each.longitude,
        )
        for each in wanted
    )
    return len(wanted)


@transaction.atomic
def check_option(
    *, option: Option, eligible: bool, by: Any, reason: str = "", cost: int | None = None
) -> Option:
    """An office says whether something may be voted on and what it costs. A no needs its reason and stays public.

    Causes: a line in the logbook. Refuses people without the right and offices that are not asked, a no without reason, and once the ballot is settled.
    """
    rules.require_check(by, option.office_id)
    ballot = _held(option.ballot)
    reason = reason.strip()
    if not eligible and not reason:
        raise Refusal(
            _("Schreiben Sie, warum das Projekt nicht zur Wahl stehen kann. Alle können es lesen."),
            status=422,
            field="reason",
        )
    if eligible and ballot.with_money and cost is None and option.cost is None:
        raise Refusal(_("Geben Sie an, was das Projekt kostet."), status=422, field="cost")
    if cost is not None:
        option.cost = cost
    option.eligible, option.reason, option.checked_by = eligible, reason, by
    option.checked_on = timezone.localdate()
    option.save()
    record(
        "ballots.option_checked",
        ballot,
        actor=by,
        public=False,
        data={"option": option.pk, "eligible": eligible, "cost": option.cost},
    )
    return option


@transaction.atomic
def make_ready(*, ballot: Ballot, by: Any) -> Ballot:
    """What is voted on and how it is counted is settled; from now on everybody can read it and try the rule.

    The options that have no number get one by lot: it gives the order on every ballot paper and decides what else would be
    equal. Causes: news to those who follow the process, a line in the logbook. Refuses while something is missing.
    """
    rules.require(by, "set_up")
    row = _held(ballot)
    rows = queries.options(row)
    missing = rules.gaps(row, rows)
    if missing:
        raise Refusal(" ".join(missing), status=409)
    unnumbered = [option for option in rows if not option.code and option.eligible]
    secrets.SystemRandom().shuffle(unnumbered)
    taken = {option.code for option in rows}
    width = max(2, len(str(len(rows))))
    free = (code for n in range(1, 2 * len(rows) + 2) if (code := f"{n:0{width}d}") not in taken)
    for option in unnumbered:
        option.code = next(free)
    Option.objects.bulk_update(unnumbered, ["code"])
    row.state, row.ready_at = State.READY, timezone.now()
    row.save()
    record(
        "ballots.ready",
        row,
        actor=by,
        data={"options": len([o for o in rows if o.eligible]), "budget": row.budget, "rule": row.rule},
    )
    return row


@transaction.atomic
def unmake_ready(*, ballot: Ballot, by: Any) -> Ballot:
    """Back to preparing, as long as nobody could vote and no letter was printed."""
    rules.require(by, "set_up")
    row = still_there(
        Ballot.objects.select_for_update(of=("self",))
        .select_related("phase", "process")
        .filter(pk=ballot.pk)
        .first()
    )
    if row.state != State.READY or timezone.now() >= row.phase.starts_at or row.slips.exists():
        raise Refusal(
            _(
                "Die Abstimmung hat begonnen, oder es sind schon Briefe gedruckt. Jetzt lässt sich nichts mehr ändern."
            ),
            status=409,
        )
    row.state, row.ready_at = State.DRAFT, None
    row.save()
    record("ballots.reopened", row, actor=by, public=False)
    return row
