# SPDX-License-Identifier: EUPL-1.2
"""Voting: online, on paper, by phone, at a counter. One row says who, another what, and the ballot's lock decides when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.people.identity import Identity
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there

from .. import papers, queries, rules, secrecy
from ..counting import setup_of
from ..models import Admission, Ballot, CastBallot, Entry, Proof, Slip, State, Voter

MOST_CODES = 20_000
SHEET_LENGTH = 40


@dataclass(frozen=True)
class Cast:
    """What came of it: the code with which the voter finds the ballot later, and whether it replaced an earlier one."""

    receipt: str
    changed: bool = False


class Differs(Refusal):
    """Two clerks read a sheet differently; `theirs` is what the first one typed in."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            _(
                "Die beiden Eingaben dieses Stimmzettels stimmen nicht überein. Sehen Sie auf dem Papier nach und "
                "berichtigen Sie Ihre, oder nehmen Sie Ihre statt der ersten; dann prüft noch jemand."
            ),
            status=409,
        )
        self.entry = entry


def _locked(ballot: Ballot) -> Ballot:
    """The ballot under its lock: voting and closing wait for each other, and whoever comes second sees what the first did."""
    return still_there(
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("phase", "process")
        .filter(pk=ballot.pk)
        .first()
    )


def cast(
    *,
    ballot: Ballot,
    who: str,
    choices: Mapping[str, int],
    nonce: str,
    replaces: bool = False,
    person: Any = None,
) -> Cast:
    """Somebody votes online, or changes the vote while that is allowed.

    `who` is the keyed hash of the account or of the letter code; `person` is set where the account votes and is asked again
    for the right to. `nonce` comes with the form: the same form sent twice counts once and has the same receipt. `replaces`
    says that the voter knows of an earlier vote: without it a second one is refused, so that of two sent at the same
    moment one counts and the other is told. Nothing of a single vote is written to the log: when it came is nobody's.

    Refuses outside the days (what counts is the moment at which the lock was had), people and codes without the right, a
    ballot against the rule, a second one where votes are final.
    """
    # What stands to be voted on is settled; so it is read before the lock, under which all others wait.
    items = queries.items(queries.options(ballot))
    with transaction.atomic():
        row = _locked(ballot)
        rules.require_open(row, timezone.now())
        _require_right(row, who, person)
        clean = papers.clean(setup_of(row), items, choices, row.currency)
        receipt = secrecy.receipt_of(row.key, f"{who}:{nonce}:{json.dumps(clean)}")
        if CastBallot.objects.filter(ballot=row, receipt=receipt).exists():
            return Cast(receipt)
        if not queries.has_voted(row, who):
            _write(row, who, clean, receipt, Channel.ONLINE)
            return Cast(receipt)
        if not row.changeable:
            raise Refusal(
                _("Ihre Stimme ist schon gezählt. In dieser Abstimmung lässt sie sich nicht mehr ändern."),
                status=409,
            )
        if not replaces:
            raise Refusal(
                _(
                    "Inzwischen ist hier schon eine Stimme abgegeben worden, und die gilt. Soll diese an ihre Stelle treten, "
                    "geben Sie sie noch einmal ab."
                ),
                status=409,
            )
        changed = CastBallot.objects.filter(ballot=row, link=secrecy.link_of(row.key, who)).update(
            choices=clean, receipt=receipt
        )
        if not changed:
            raise Refusal(
                _(
                    "Ihre Stimme kam auf Papier oder am Telefon. Sie ist gezählt und lässt sich hier nicht ändern."
                ),
                status=409,
            )
        return Cast(receipt, changed=True)


def _require_right(ballot: Ballot, who: str, person: Any) -> None:
    if rules.check_of(ballot).by_code:
        if not queries.has_slip(ballot, who):
            raise Refusal(_("Diesen Code gibt es in dieser Abstimmung nicht."), status=422, field="code")
        return
    rules.require_voter(ballot, person)
    if who != secrecy.who_person(ballot.key, person.pk):
        raise Refusal(_("Melden Sie sich bitte noch einmal an."), status=401)


def _write(ballot: Ballot, who: str, choices: Mapping[str, int], receipt: str, channel: str) -> None:
    link = secrecy.link_of(ballot.key, who) if ballot.changeable and channel == Channel.ONLINE else None
    try:
        with transaction.atomic():
            Voter.objects.create(ballot=ballot, who=who, day=timezone.localdate(), channel=channel)
    except IntegrityError:
        raise Refusal(_("Hier ist schon abgestimmt worden. Jede Stimme zählt einmal."), status=409) from None
    CastBallot.objects.create(ballot=ballot, choices=dict(choices), receipt=receipt, link=link)


# --- who may -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def print_codes(*, ballot: Ballot, number: int, by: Any) -> list[str]:
    """Makes letter codes and returns them: the only time anybody but the recipient sees them. Kept are keyed hashes.

    Causes: a line in the logbook with their number. `by` is None for the command line. Refuses a ballot that is not held by
    code or not settled or over, and more than `MOST_CODES` at once.
    """
    if by is not None:
        rules.require(by, "print_codes")
    row = _locked(ballot)
    if not rules.check_of(row).by_code:
        raise Refusal(_("In dieser Abstimmung wird ohne Code aus einem Brief abgestimmt."), status=409)
    if row.state != State.READY or row.is_over():
        raise Refusal(
            _("Codes gibt es, wenn feststeht, was zur Wahl steht, und bis zum Ende der Abstimmung."),
            status=409,
        )
    if not 1 <= number <= MOST_CODES:
        raise Refusal(
            _("Drucken Sie auf einmal 1 bis %(n)d Codes.") % {"n": MOST_CODES}, status=422, field="number"
        )
    codes: set[str] = set()
    while len(codes) < number:
        codes.add(secrecy.new_code())
    # A set has no order that follows from when a code was made, and the rows come in another one.
    hashes = sorted(secrecy.who_code(row.key, code) for code in codes)
    Slip.objects.bulk_create([Slip(ballot=row, who=who) for who in hashes], batch_size=2000)
    record("ballots.codes_printed", row, actor=by, public=False, data={"number": number})
    return sorted(codes)


@transaction.atomic
def admit(*, ballot: Ballot, person: Any, by: Any) -> bool:
    """Somebody showed at the counter that they may vote: their account may. Returns whether it could not before.

    Nothing of what they showed is kept, and the log does not say whose account it was.
    """
    rules.require(by, "admit")
    row = _locked(ballot)
    if row.eligibility != "desk":
        raise Refusal(_("In dieser Abstimmung wird am Schalter niemand freigeschaltet."), status=409)
    if row.state != State.READY or row.is_over():
        raise Refusal(
            _("Freigeschaltet wird, sobald die Abstimmung feststeht und bis zu ihrem Ende."), status=409
        )
    _row, fresh = Admission.objects.get_or_create(ballot=row, person=person)
    if fresh:
        record("ballots.admitted", row, actor=by, public=False)
    return fresh


@transaction.atomic
def withdraw_admission(*, ballot: Ballot, person: Any, by: Any) -> None:
    """Takes it back where it was a mistake. A vote that was cast meanwhile stays counted: nobody knows which it is."""
    rules.require(by, "admit")
    row = _locked(ballot)
    if row.state == State.READY and Admission.objects.filter(ballot=row, person=person).delete()[0]:
        record("ballots.admission_withdrawn", row, actor=by, public=False)


@transaction.atomic
def admit_proven(*, ballot: Ballot, person: Any, identity: Identity) -> bool:
    """Somebody has proved with the identity provider that they may vote: their account may. Returns whether it could not before.

    Kept are the account and, apart from it, a keyed hash of the identity. The log learns nothing: who proves something is about to
    vote. Refuses outside the days, people without an account, and an identity by which another account was admitted.
    """
    row = _locked(ballot)
    rules.require_open(row)
    rules.require_account(person)
    rules.require_proof_asked(row)
    if queries.is_admitted(row, person):
        return False
    who = secrecy.who_identity(row.key, identity.issuer, identity.subject)
    _proof, fresh = Proof.objects.get_or_create(ballot=row, who=who)
    if not fresh:
        raise Refusal(
            _(
                "Mit diesem Nachweis ist für diese Abstimmung schon ein Konto freigeschaltet. Jede Person zählt einmal: "
                "Melden Sie sich mit dem anderen Konto an, um abzustimmen."
            ),
            status=409,
        )
    Admission.objects.create(ballot=row, person=person)
    return True


# --- paper, phone, counter ---------------------------------------------------------------------------------------------


def enter_paper(
    *,
    ballot: Ballot,
    sheet: str,
    choices: Mapping[str, int],
    channel: str,
    by: Any,
    invalid: bool = False,
    replace: bool = False,
) -> bool:
    """A clerk types in a ballot paper. Returns whether it counts now, or waits for a second clerk.

    `sheet` is the letter code where the ballot is held by code, otherwise the number on the sheet: either counts once over
    all channels. An `invalid` one counts as a voter and for nothing. Where two clerks type in, the second one's must agree;
    otherwise `Differs`, and with `replace` the second one's takes the place of the first and waits in turn. Causes: a line in the
    logbook, which does not name the sheet. Refuses without the right, outside the days, a code or sheet that has voted.
    """
    if channel not in {Channel.PAPER, Channel.PHONE, Channel.ROOM}:
        raise Refusal(_("Wählen Sie, auf welchem Weg die Stimme kam."), status=422, field="channel")
    with transaction.atomic():
        row = _locked(ballot)
        rules.require_entry(by, row)
        who, name = _sheet(row, sheet)
        if queries.has_voted(row, who):
            raise Refusal(
                _("Mit diesem Code oder Bogen ist schon abgestimmt. Er zählt nicht noch einmal."),
                status=409,
                field="sheet",
            )
        items = queries.items(queries.options(row))
        clean = {} if invalid else papers.clean(setup_of(row), items, choices, row.currency)
        if row.double_entry and not _second(row, who, name, clean, channel, by, replace):
            return False
        _write(row, who, clean, secrecy.receipt_of(row.key, f"{who}:{secrecy.new_key()}"), channel)
        record("ballots.paper_entered", row, actor=by, channel=channel, public=False)
        return True


def _sheet(ballot: Ballot, raw: str) -> tuple[str, str]:
    """Whose ballot a sheet is, and how it is named while it waits."""
    if rules.check_of(ballot).by_code:
        code = secrecy.spelled(raw)
        who = secrecy.who_code(ballot.key, code) if code else ""
        if not code or not queries.has_slip(ballot, who):
            raise Refusal(
                _("Diesen Code gibt es in dieser Abstimmung nicht. Vergleichen Sie ihn mit dem Papier."),
                status=422,
                field="sheet",
            )
        return who, f"{code[:4]}…"
    name = " ".join(raw.split()).upper()
    if not name or len(name) > SHEET_LENGTH:
        raise Refusal(
            _(
                "Geben Sie die Nummer des Bogens an (höchstens %(n)d Zeichen). Bei Anrufen zum Beispiel „T-17“."
            )
            % {"n": SHEET_LENGTH},
            status=422,
            field="sheet",
        )
    return secrecy.who_sheet(ballot.key, name), name


def _second(
    ballot: Ballot, who: str, name: str, choices: dict[str, int], channel: str, by: Any, replace: bool
) -> bool:
    """Whether two clerks agree now; otherwise what was typed in waits."""
    entry = Entry.objects.filter(ballot=ballot, who=who).first()
    if entry is None:
        Entry.objects.create(ballot=ballot, who=who, sheet=name, choices=choices, channel=channel, by=by)
        return False
    if entry.by_id != by.pk and entry.choices == choices:
        entry.delete()
        return True
    if entry.by_id != by.pk and not replace:
        raise Differs(entry)
    entry.choices, entry.channel, entry.by = choices, channel, by
    entry.save()
    return False


@transaction.atomic
def drop_entry(*, entry: Entry, by: Any) -> None:
    """Takes back what was typed in once and waits: the sheet was no ballot, or is typed in anew."""
    rules.require_entry(by, _locked(entry.ballot))
    entry.delete()
