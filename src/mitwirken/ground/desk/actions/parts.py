# SPDX-License-Identifier: EUPL-1.2
"""Several offices at one case: ask, take, answer, give back, call off; and what is told when a part is late."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every
from mitwirken.kernels.workdays import is_workday, workdays_between

from .. import rules
from ..models import OPEN_PARTS, Case, LetterKind, Office, Part, PartStatus
from .base import clean, confirm_by_working, core_team, locked, tell, write_to

# Working days after the deadline at which a late part is told: the first, a week, two weeks.
LATE_STEPS = (1, 5, 10)
# Working days an office has to say that it took what it was given.
TAKE_WITHIN = 3


@transaction.atomic
def ask_office(
    *, case: Case, office: Office, task: str, due_on: date, by: Any, must_sign: bool = False
) -> Part:
    """Asks another office for its part: what, by when, and whether it has to sign the answer.

    Causes a letter to its mailbox; until it confirms, the part stands as not taken. Refuses who does not work on the case, no
    task, a day that has passed, the office in charge itself, and a second part while one is open.
    """
    case = locked(case)
    rules.may_work_on(by, case)
    task = clean(task)
    if not task:
        raise Refusal(_("Bitte schreiben Sie, was Sie von dem Amt brauchen."), status=400, field="task")
    if due_on < timezone.localdate():
        raise Refusal(
            _("Dieser Tag liegt schon zurück. Bitte wählen Sie einen kommenden Tag."),
            status=400,
            field="due_on",
        )
    if office.pk == case.office_id:
        raise Refusal(_("Dieses Amt ist schon für den ganzen Fall zuständig."), status=400, field="office")
    if case.parts.filter(office=office, status__in=OPEN_PARTS).exists():
        raise Refusal(
            _("Dieses Amt ist in diesem Fall schon um etwas gebeten. Schließen Sie das zuerst ab."),
            status=400,
            field="office",
        )
    confirm_by_working(case, by)
    part = Part.objects.create(
        case=case,
        office=office,
        task=task,
        due_on=due_on,
        must_sign=must_sign,
        asked_by=by,
        asked_at=timezone.now(),
    )
    write_to(office, case, LetterKind.PART, part)
    tell("desk.part_asked", case, by=by, public=False, data={"part": part.pk})
    return part


@transaction.atomic
def take_part(*, part: Part, by: Any) -> Part:
    """The office says: that is ours, we do it. Twice is once. Refuses everybody but that office."""
    part = _locked_part(part)
    rules.may_take(by, part.office)
    if part.status == PartStatus.ASKED:
        part.status, part.taken_by, part.taken_at = PartStatus.TAKEN, by, timezone.now()
        _save(part)
        tell("desk.part_taken", part.case, by=by, public=False, data={"part": part.pk})
    return part


@transaction.atomic
def finish_part(*, part: Part, result: str, by: Any) -> Part:
    """The office gives what it was asked for. Taking it comes with that. Tells who asked and who sees to the case.

    Refuses everybody but that office, no words, and a part that is closed.
    """
    part = _open_part(part, by)
    result = clean(result)
    if not result:
        raise Refusal(
            _("Bitte schreiben Sie, was bei Ihnen herausgekommen ist. Ein Satz genügt."),
            status=400,
            field="result",
        )
    now = timezone.now()
    if part.taken_at is None:
        part.taken_by, part.taken_at = by, now
    part.status, part.result, part.closed_by, part.closed_at = PartStatus.DONE, result, by, now
    _save(part)
    tell(
        "desk.part_done", part.case, by=by, public=False, data={"part": part.pk, "told": _asked_for(part, by)}
    )
    return part


@transaction.atomic
def decline_part(*, part: Part, reason: str, by: Any) -> Part:
    """The office says that it is not the one, and why. Tells who asked. Refuses everybody but that office, and no reason."""
    part = _open_part(part, by)
    reason = clean(reason)
    if not reason:
        raise Refusal(
            _("Bitte schreiben Sie, warum Ihr Amt nicht zuständig ist und wer es sein könnte."),
            status=400,
            field="result",
        )
    part.status, part.result = PartStatus.DECLINED, reason
    part.closed_by, part.closed_at = by, timezone.now()
    _save(part)
    tell(
        "desk.part_declined",
        part.case,
        by=by,
        public=False,
        data={"part": part.pk, "told": _asked_for(part, by)},
    )
    return part


@transaction.atomic
def call_off_part(*, part: Part, by: Any) -> Part:
    """What was asked for is not needed any more, nor a signature. Refuses who does not work on the case; where the office had to sign,
    everybody but triage: nobody gets round a signature by themselves.
    """
    part = _locked_part(part)
    rules.may_work_on(by, part.case)
    if part.must_sign:
        rules.may_set_signing(by)
    if part.status in {PartStatus.DECLINED, PartStatus.CALLED_OFF}:
        return part
    part.status, part.closed_by, part.closed_at = PartStatus.CALLED_OFF, by, timezone.now()
    _save(part)
    return part


def late_step(due_on: date, today: date) -> int:
    """How often it is time to say that something is late: 0 in time, 1 on the first working day after, 2 and 3 one and two weeks later."""
    if today <= due_on:
        return 0
    days = workdays_between(due_on, today)
    return sum(days >= step for step in LATE_STEPS)


@every(daily_at="07:00")
def escalate_daily() -> None:
    escalate()


def escalate(today: date | None = None) -> int:
    """On working days: late parts are told to the core team and, by letter, to their office, once a step; what nobody took within
    three working days is told to the core team, once. Gives how many were told.

    Of two workers one tells: whoever moves the step on.
    """
    today = today or timezone.localdate()
    if not is_workday(today):
        return 0
    team = core_team()
    told = 0
    for part in Part.objects.overdue(today).select_related("case", "office"):
        step = late_step(part.due_on, today)
        if step > part.told_step:
            with transaction.atomic():
                if Part.objects.filter(pk=part.pk, told_step=part.told_step).update(told_step=step):
                    write_to(part.office, part.case, LetterKind.LATE, part)
                    _escalate("desk.part_late", part.case, team, {"part": part.pk, "step": step})
                    told += 1
    for part in (
        Part.objects.open().filter(status=PartStatus.ASKED, untaken_told_at=None).select_related("case")
    ):
        if workdays_between(timezone.localdate(part.asked_at), today) >= TAKE_WITHIN:
            with transaction.atomic():
                if Part.objects.filter(pk=part.pk, untaken_told_at=None).update(
                    untaken_told_at=timezone.now()
                ):
                    _escalate("desk.untaken", part.case, team, {"office": part.office_id})
                    told += 1
    for case in Case.objects.untaken().filter(untaken_told_at=None):
        if case.handed_at and workdays_between(timezone.localdate(case.handed_at), today) >= TAKE_WITHIN:
            with transaction.atomic():
                if Case.objects.filter(pk=case.pk, untaken_told_at=None).update(
                    untaken_told_at=timezone.now()
                ):
                    _escalate("desk.untaken", case, team, {"office": case.office_id})
                    told += 1
    return told


def _escalate(verb: str, case: Case, team: list[int], data: dict[str, Any]) -> None:
    tell(verb, case, by=None, public=False, data={**data, "told": team})


def _locked_part(part: Part) -> Part:
    """The case first: signing and publishing lock it, too."""
    case = locked(part.case)
    row = still_there(
        Part.objects.select_for_update(of=("self",))
        .select_related("office")
        .filter(pk=part.pk, case=case)
        .first()
    )
    row.case = case
    return row


def _open_part(part: Part, by: Any) -> Part:
    row = _locked_part(part)
    rules.may_take(by, row.office)
    if not row.is_open:
        raise Refusal(_("Das ist schon abgeschlossen. Laden Sie die Seite bitte neu."), status=409)
    return row


def _save(part: Part) -> None:
    part.version += 1
    part.save()


def _asked_for(part: Part, by: Any) -> list[int]:
    return sorted({pk for pk in (part.asked_by_id, part.case.assignee_id) if pk is not None and pk != by.pk})
