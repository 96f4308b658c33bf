# SPDX-License-Identifier: EUPL-1.2
"""Deeds of rating. The sums are written with the rating, under the lock of the subject's tally (see `tallies`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.civic.participation.models import Phase
from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.privacy.actions import note_erased

from . import rules, tallies
from .models import Rating, Tally
from .privacy import PARTED_AFTER
from .registry import Target

SHEET_LENGTH = 40
RATINGS_IMPORTED = "rating.imported"


@dataclass(frozen=True)
class Rated:
    """What came of it: the value that stands now, whether anything changed, what lost or changed its place by it."""

    value: int | None
    changed: bool
    displaced: tuple[Target, ...] = ()


def rate(*, subject: Any, phase: Any, person: Any, value: int | None, channel: str = Channel.ONLINE) -> Rated:
    """`person` rates `subject` in `phase`, or changes the rating, or takes it back (`value=None`).

    Doing it twice is doing it once. Causes: the tally of the subject moves in the same transaction; pages that show
    it grow stale after commit. It is not written to the activity log: who rated what is nobody's news. Refuses
    outside the phase's days, without an account in good standing, a value the rule does not know, more points
    than are left. That the subject stands in this phase is the caller's to know (`SubjectKind.phase_of`).
    """
    return rate_target(
        target=(kind_of(subject), subject.pk), phase=phase, person=person, value=value, channel=channel
    )


def rate_target(
    *, target: Target, phase: Any, person: Any, value: int | None, channel: str = Channel.ONLINE
) -> Rated:
    """`rate` for a door that knows kind and number and has asked by itself whether they stand in the phase
    (`queries.all_standing_in`): the row need not be loaded. Causes and refuses the same.
    """
    method, setup = rules.require_setup(phase)
    rules.require_open(phase)
    rules.require_standing(person)
    value = method.clean(value, setup)
    voter = tallies.Voter.person(person.pk)
    with transaction.atomic():
        changes: Mapping[Target, int | None] = {target: value}
        if method.whole_ballot:
            tallies.lock_voter(phase.pk, voter)
            changes = method.place(setup, tallies.ballot(phase.pk, voter, method.key), target, value)
        changed = tallies.write(phase.pk, voter, changes, method=method, setup=setup, channel=channel)
        if changed:
            _pages_changed(phase)
    return Rated(value=value, changed=bool(changed), displaced=tuple(sorted(changed - {target})))


def withdraw_rating(*, subject: Any, phase: Any, person: Any) -> Rated:
    """`person` takes the rating of `subject` back; nothing happens where there is none. Refuses like `rate`."""
    return rate(subject=subject, phase=phase, person=person, value=None)


def enter_sheet(
    *,
    phase: Any,
    sheet: str,
    values: Mapping[Target, int | None],
    channel: str,
    by: Any,
    correct: bool = False,
) -> Mapping[Target, int]:
    """Staff (`by`) type in a sheet that came on paper, by phone or in the room: all its ratings at once.

    The sheet's number counts once a phase; the same sheet with the same values again changes nothing, with other
    values it is refused unless it is meant as a correction (`correct=True`), which replaces the sheet as a whole (with
    no values: strikes it). Returns what stands now. Causes: tallies as in `rate`; a line in the activity log that the
    public does not see. Refuses online as a channel, people without the role, a ballot that the rule does
    not allow, subjects that do not stand in the phase, and entries more than `rules.LATE_ENTRY` after the end.
    """
    method, setup = rules.require_setup(phase)
    rules.require_entry(by, phase, channel)
    code = sheet_code(sheet)
    wanted = {
        target: clean for target, value in values.items() if (clean := method.clean(value, setup)) is not None
    }
    if not wanted and not correct:
        raise Refusal(
            _("Auf diesem Bogen ist noch nichts bewertet. Tragen Sie mindestens eine Zeile ein."), status=422
        )
    method.check(setup, wanted)
    rules.require_candidates(phase, wanted)
    voter = tallies.Voter.of_sheet(code)
    with transaction.atomic():
        tallies.lock_voter(phase.pk, voter)
        before = tallies.ballot(phase.pk, voter, method.key)
        if before == wanted:
            return wanted
        if before and not correct:
            raise Refusal(
                _(
                    "Der Bogen %(sheet)s ist schon erfasst, aber mit anderen Angaben. Prüfen Sie die Nummer. Soll diese "
                    "Eingabe die frühere ersetzen, wählen Sie „Berichtigung“."
                )
                % {"sheet": code},
                status=409,
                field="sheet",
            )
        changes: dict[Target, int | None] = dict.fromkeys(before)
        changes.update(wanted)
        tallies.write(phase.pk, voter, changes, method=method, setup=setup, channel=channel)
        record(
            "rating.sheet_corrected" if before else "rating.sheet_entered",
            phase.process,
            actor=by,
            channel=channel,
            public=False,
            data={"phase": phase.pk, "sheet": code, "ratings": len(wanted)},
        )
        _pages_changed(phase)
    return wanted


def sheet_code(raw: str) -> str:
    """The number of a sheet as it is kept: one spelling, so that "b 17" and "B  17" are the same sheet."""
    code = " ".join(raw.split()).upper()
    if not code or len(code) > SHEET_LENGTH:
        raise Refusal(
            _(
                "Geben Sie die Nummer des Bogens an (höchstens %(n)d Zeichen). Bei Anrufen zum Beispiel „T-17“."
            )
            % {"n": SHEET_LENGTH},
            status=422,
            field="sheet",
        )
    return code


def import_ratings(
    *,
    phase: Any,
    kind: str,
    rows: Iterable[tuple[str, int, int]],
    channel: str = Channel.ONLINE,
    batch: int = 2000,
) -> int:
    """Takes over ratings counted elsewhere: (voter's code, subject id, value), streaming, and recounts the phase.

    Codes are kept as sheet numbers; a row that is there already is replaced, so an interrupted import can be run again.
    Returns how many rows were read. Refuses values that the phase's rule does not know; does not check budgets
    (what was counted elsewhere was counted). Stands in the logbook. For operators: asks no rights.
    """
    method, setup = rules.require_setup(phase)
    stream, read = iter(rows), 0
    while taken := list(islice(stream, batch)):
        read += len(taken)
        now = timezone.now()
        # The last of two equal keys counts: PostgreSQL refuses to touch a row twice in one statement.
        fresh = {(code[:SHEET_LENGTH], pk): method.clean(value, setup) for code, pk, value in taken}
        with transaction.atomic():
            Rating.objects.bulk_create(
                [
                    Rating(
                        phase=phase, subject_kind=kind, subject_id=pk, sheet=code, method=method.key,
                        value=value, channel=channel, at=now, changed_at=now,
                    )
                    for (code, pk), value in fresh.items()
                    if value is not None
                ],
                update_conflicts=True,
                unique_fields=["phase", "sheet", "subject_kind", "subject_id"],
                update_fields=["method", "value", "channel", "changed_at"],
            )  # fmt: skip
    recount(phase=phase)
    note(RATINGS_IMPORTED, subject=phase.process, facts={"phase": phase.pk, "rows": read})
    return read


def recount(*, phase: Any) -> int:
    """Makes all tallies of the phase afresh from its ratings (after an import or a change of method). Returns how many."""
    method, setup = rules.require_setup(phase)
    targets = sorted(
        set(
            Rating.objects.filter(phase=phase).order_by().values_list("subject_kind", "subject_id").distinct()
        )
        | set(Tally.objects.filter(phase=phase).order_by().values_list("subject_kind", "subject_id"))
    )
    # In small transactions, so that people who rate meanwhile don't wait for the whole of it.
    for start in range(0, len(targets), 100):
        with transaction.atomic():
            tallies.recount(phase.pk, targets[start : start + 100], method=method, setup=setup)
    _pages_changed(phase)
    return len(targets)


@every(daily_at="03:40")
def part_ratings() -> int:
    """Cuts the tie between persons and their ratings some weeks after the end of a phase: they go on counting, but
    nobody can tell any more who gave them. Returns how many. Refuses nothing; running it twice is running it once.
    """
    parted = 0
    for phase in Phase.objects.filter(ends_at__lt=timezone.now() - PARTED_AFTER).only("pk"):
        parted += Rating.objects.filter(phase=phase).exclude(person=None).update(person=None)
    note_erased({"rating.Rating": parted})
    return parted


def _pages_changed(phase: Any) -> None:
    pages.changed(f"rating:{phase.pk}")


@transaction.atomic
def forget_practice(*, process: Any) -> None:
    """All ratings of a process in which people only practised go, with their sums. Refuses any other process."""
    if not process.practice:
        raise Refusal(_("Bewertungen werden nur auf dem Übungsplatz gelöscht."), status=409)
    Rating.objects.filter(phase__process=process).delete()
    Tally.objects.filter(phase__process=process).delete()
    for phase in process.phases.all():
        _pages_changed(phase)
