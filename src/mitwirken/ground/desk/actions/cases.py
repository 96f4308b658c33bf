# SPDX-License-Identifier: EUPL-1.2
"""What the city does with a case. Each deed checks who may do it, writes, and tells what follows, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.audit.actions import note as enter_in_logbook
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.deeds.versions import require_version
from mitwirken.kernels.workdays import add_workdays

from .. import rules
from ..models import DECIDED, Answer, Case, CaseStatus, LetterKind, Milestone, Note, Office, StatusChange
from .base import clean, confirm_by_working, core_team, locked, save, tell, write_line, write_to

# Some four weeks: what a clerk can keep and a citizen can wait for. `FIRST_ANSWER_WORKDAYS` in the settings says otherwise.
FIRST_ANSWER_WORKDAYS = 20
OFFICE_SAVED = "desk.office_saved"


def answer_day(came_on: date) -> date:
    """Until when the city answers what came in on a day."""
    return add_workdays(came_on, int(getattr(settings, "FIRST_ANSWER_WORKDAYS", FIRST_ANSWER_WORKDAYS)))


def open_case(
    *,
    subject: models.Model,
    title: str,
    url: str,
    group: str = "",
    group_key: str = "",
    office: Office | None = None,
    received_at: datetime | None = None,
    answer_days: int | None = None,
    practice: bool = False,
) -> Case:
    """The city takes a contribution to hand: from now on it owes an answer, and the clock of the first one
    runs.

    One case a subject, however often it is called: a later call brings title, address and group up to date
    and takes a shelved case back to hand; office and status stay as they are. `group` is the words for the
    process (`group_key` its stable key, otherwise made from the words). `answer_days` is for who promised a number of days of
    their own; else the city has `FIRST_ANSWER_WORKDAYS`. `received_at` is for what came in
    earlier on paper or by phone: the clock runs from then. A `practice` case stands in no list and counts nowhere.
    An office named here is told by letter and confirms that it took the case. Causes nothing else: the room above records what
    was submitted. Refuses nothing.
    """
    received_at = received_at or timezone.now()
    came_on = timezone.localdate(received_at)
    answer_by = came_on + timedelta(days=answer_days) if answer_days else answer_day(came_on)
    told = {
        "title": title[:200],
        "url": url[:300],
        "group": group[:200],
        "group_key": (group_key or slugify(group))[:80],
    }
    key = {"subject_kind": kind_of(subject), "subject_id": subject.pk}
    case, fresh = Case.everything.get_or_create(
        **key,
        defaults={
            **told,
            "office": office,
            "practice": practice,
            "created_at": received_at,
            "first_answer_due_on": answer_by,
            "handed_at": timezone.now() if office and not practice else None,
        },
    )
    if fresh:
        write_to(office, case, LetterKind.CASE)
    elif case.shelved_at is not None or any(getattr(case, name) != value for name, value in told.items()):
        # Not a change of the case's own: its version stays, so that nobody's open form runs into a conflict.
        Case.everything.filter(pk=case.pk).update(**told, shelved_at=None)
        case.refresh_from_db()
    return case


def shelve_case(*, subject: models.Model, title: str = "") -> None:
    """The subject was withdrawn, merged into another, hidden or erased: nobody has to work on its case any
    more.

    Its history, answers and notes stay. `title` replaces the copied words where they have to go (an erased
    contribution).
    `open_case` takes the case back to hand. Without a case nothing happens.
    """
    rows = Case.everything.filter(subject_kind=kind_of(subject), subject_id=subject.pk)
    if title:
        rows.update(title=title[:200])
    rows.filter(shelved_at=None).update(shelved_at=timezone.now())


@transaction.atomic
def forget_practice_cases(*, subject_kind: str, ids: Iterable[int]) -> None:
    """The cases with which the staff practised go with everything in them, signed answers and history too: nobody was
    answered. Real cases are left alone, whatever is asked.
    """
    cases = Case.everything.filter(subject_kind=subject_kind, subject_id__in=list(ids), practice=True)
    found = list(cases.values_list("pk", flat=True))
    # A plain queryset: that of the model refuses, because what was really said is written once.
    models.QuerySet(StatusChange).filter(case__in=found).delete()
    models.QuerySet(Answer).filter(case__in=found).delete()
    Case.everything.filter(pk__in=found).delete()


@transaction.atomic
def assign_case(
    *,
    case: Case,
    office: Office | None,
    due_on: date | None,
    by: Any,
    assignee: Any = None,
    reason: str = "",
    seen: int | None = None,
) -> Case:
    """Says who is in charge of a case and by when something happens next.

    Causes a line in the public history when office or date changed, and tells the one who is to see to it. Another office
    gets a letter, and the case stays marked as not taken until somebody of it confirms (or works on it).
    Refuses who may not (office staff pass cases on only among their own offices), a new date in the past, and
    somebody who could not work on the case.
    """
    case = locked(case)
    yours = {"office": office, "due_on": due_on, "assignee": assignee}
    require_version(case, seen, yours=yours, fields=yours)
    rules.may_assign(by, case, office)
    if due_on is not None and due_on != case.due_on and due_on < timezone.localdate():
        raise Refusal(
            _("Dieser Tag liegt schon zurück. Bitte wählen Sie einen kommenden Tag."),
            status=400,
            field="due_on",
        )
    role = rules.acting_role(by, case)
    moved = case.office_id != (office.pk if office else None) or case.due_on != due_on
    told = assignee is not None and assignee.pk not in {case.assignee_id, by.pk}
    if not moved and case.assignee_id == (assignee.pk if assignee else None):
        return case
    handed_over = case.office_id != (office.pk if office else None)
    case.office, case.due_on, case.assignee = office, due_on, assignee
    if handed_over:
        case.handed_at = timezone.now() if office and not case.practice else None
        case.taken_at = case.taken_by = case.untaken_told_at = None
    if assignee is not None and not rules.can(rules.may_work_on, assignee, case):
        raise Refusal(
            _(
                "Diese Person gehört nicht zum gewählten Amt. Wählen Sie eine andere oder lassen Sie "
                "das Feld frei."
            ),
            status=400,
            field="assignee",
        )
    save(case, "office", "due_on", "assignee", "handed_at", "taken_at", "taken_by", "untaken_told_at")
    confirm_by_working(case, by)
    if case.is_untaken and handed_over:
        write_to(office, case, LetterKind.CASE)
    if moved:
        write_line(case, before=case.status, reason=reason, by=by, role=role, public=False)
    tell("desk.assigned", case, by=by, public=False, data={"told": [assignee.pk] if told else []})
    return case


@transaction.atomic
def change_status(
    *, case: Case, to: str, by: Any, reason: str = "", public: bool = True, seen: int | None = None
) -> Case:
    """The city says how far it is. `public=False` keeps the reason among colleagues; the status is always
    public.

    Causes a line in the history that nobody can change afterwards, and tells author and followers. A decision with its
    reason in public is an answer: the clock of the first one stops. Refuses
    who may not, a rejection without a (public) reason, a step back from a decision without a reason, and the
    status that already stands.
    """
    case = locked(case)
    reason = clean(reason)
    require_version(case, seen, yours={"status": to, "reason": reason}, fields=("status",))
    rules.may_work_on(by, case)
    if to not in CaseStatus.values:
        raise Refusal(
            _("Diesen Stand gibt es nicht. Bitte wählen Sie einen aus der Liste."), status=400, field="to"
        )
    if to == case.status:
        raise Refusal(
            _("Der Fall steht schon auf „%(status)s“.") % {"status": CaseStatus(to).label},
            status=400,
            field="to",
        )
    if to == CaseStatus.REJECTED and not reason:
        raise Refusal(
            _("Wer ablehnt, sagt warum: Bitte schreiben Sie den Grund dazu. Er wird veröffentlicht."),
            status=400,
            field="reason",
        )
    if case.status in DECIDED and to not in DECIDED and not reason:
        raise Refusal(
            _(
                "Die Stadt hatte schon entschieden. Bitte schreiben Sie dazu, warum der Fall wieder "
                "offen ist."
            ),
            status=400,
            field="reason",
        )
    before, case.status = case.status, CaseStatus(to)
    decided_with_reason = case.status in DECIDED and bool(reason) and (public or to == CaseStatus.REJECTED)
    if decided_with_reason and case.first_answered_at is None:
        case.first_answered_at = timezone.now()
    save(case, "status", "first_answered_at")
    confirm_by_working(case, by)
    line = write_line(
        case,
        before=before,
        reason=reason,
        by=by,
        role=rules.acting_role(by, case),
        public=public or to == CaseStatus.REJECTED,
    )
    tell("desk.status_changed", case, by=by, data={"change": line.pk, "status": case.status.value})
    return case


@transaction.atomic
def add_note(*, case: Case, text: str, by: Any) -> Note:
    """A word among colleagues. Tells nobody. Refuses an empty one and who may not work on the case."""
    case = locked(case)
    rules.may_contribute(by, case)
    text = clean(text)
    if not text:
        raise Refusal(_("Die Notiz ist leer. Bitte schreiben Sie etwas hinein."), status=400, field="text")
    return Note.objects.create(case=case, text=text, by=by, at=timezone.now())


@transaction.atomic
def take_case(*, case: Case, by: Any) -> Case:
    """The office that was given a case confirms that it has it. Twice is once. Refuses everybody but that office."""
    case = locked(case)
    rules.may_take(by, case.office)
    if case.is_untaken:
        confirm_by_working(case, by)
        tell("desk.taken", case, by=by, public=False, data={})
    return case


@transaction.atomic
def give_case_back(*, case: Case, reason: str, by: Any) -> Case:
    """The office that was given a case says that it is not the one, and why. The case waits for triage again.

    The reason stands among the notes and in the history for colleagues; tells the core team. Refuses everybody but that office, no reason, and a case
    that the office has already taken.
    """
    case = locked(case)
    rules.may_take(by, case.office)
    reason = clean(reason)
    if not case.is_untaken:
        raise Refusal(
            _("Ihr Amt hat den Fall schon übernommen. Bitten Sie das Kernteam, ihn weiterzugeben."),
            status=409,
        )
    if not reason:
        raise Refusal(
            _("Bitte schreiben Sie, warum Ihr Amt nicht zuständig ist und wer es sein könnte."),
            status=400,
            field="result",
        )
    office, role = case.office, rules.acting_role(by, case)
    case.office = case.assignee = case.handed_at = case.untaken_told_at = None
    save(case, "office", "assignee", "handed_at", "untaken_told_at")
    Note.objects.create(case=case, text=reason, by=by, at=timezone.now())
    write_line(case, before=case.status, reason=reason, by=by, role=role, public=False)
    tell(
        "desk.case_declined",
        case,
        by=by,
        public=False,
        data={"office": office.pk if office else 0, "reason": reason, "told": core_team()},
    )
    return case


@transaction.atomic
def set_milestone(
    *,
    case: Case,
    title: str,
    by: Any,
    text: str = "",
    due_on: date | None = None,
    picture: Any = None,
    milestone: Milestone | None = None,
    seen: int | None = None,
) -> Milestone:
    """Announces a stage of the implementation, or changes one (`milestone`). `picture=None` leaves the
    picture there is.

    Causes the public pages to show it; tells nobody before it is reached. Refuses who may not, and a stage
    without a name.
    """
    case = locked(case)
    rules.may_work_on(by, case)
    title, text = clean(title)[:140], clean(text)
    if not title:
        raise Refusal(_("Bitte geben Sie der Etappe einen Namen."), status=400, field="title")
    if milestone is None:
        milestone = Milestone(case=case, created_at=timezone.now(), version=0)
    else:
        milestone = still_there(
            Milestone.objects.select_for_update().filter(pk=milestone.pk, case=case).first()
        )
        yours = {"title": title, "text": text, "due_on": due_on}
        require_version(milestone, seen, yours=yours, fields=yours)
    milestone.title, milestone.text, milestone.due_on = title, text, due_on
    if picture is not None:
        milestone.picture = picture
    milestone.version += 1
    milestone.save()
    tell("desk.milestone_set", case, by=by, public=False, data={"milestone": milestone.pk})
    return milestone


@transaction.atomic
def complete_milestone(
    *, milestone: Milestone, by: Any, done_on: date | None = None, picture: Any = None
) -> Milestone:
    """A stage is reached. Tells author and followers, once. Refuses who may not, and a day that has not
    come.
    """
    milestone = still_there(Milestone.objects.select_for_update().filter(pk=milestone.pk).first())
    case = milestone.case
    rules.may_work_on(by, case)
    if milestone.done_on is not None:
        return milestone
    done_on = done_on or timezone.localdate()
    if done_on > timezone.localdate():
        raise Refusal(
            _("Dieser Tag kommt erst noch. Tragen Sie die Etappe ein, wenn sie geschafft ist."),
            status=400,
            field="done_on",
        )
    milestone.done_on = done_on
    if picture is not None:
        milestone.picture = picture
    milestone.version += 1
    milestone.save()
    tell("desk.milestone_reached", case, by=by, data={"milestone": milestone.pk})
    return milestone


@transaction.atomic
def save_office(*, values: Mapping[str, Any], by: Any, office: Office | None = None) -> Office:
    """Adds an office or changes one: `name`, `short`, `email`, `signature`. Refuses who may not, and a name
    given twice.

    What was signed under the old name keeps it.
    """
    rules.may_edit_offices(by)
    name = clean(str(values.get("name", "")))
    if not name:
        raise Refusal(_("Bitte geben Sie dem Amt einen Namen."), status=400, field="name")
    if Office.objects.filter(name__iexact=name).exclude(pk=office.pk if office else 0).exists():
        raise Refusal(_("Ein Amt mit diesem Namen gibt es schon."), status=400, field="name")
    row = office or Office()
    row.name = name
    row.short = clean(str(values.get("short", "")))[:40] or name[:40]
    row.email = str(values.get("email", ""))
    row.signature = clean(str(values.get("signature", "")))[:200]
    if not row.slug:
        row.slug = _free_slug(name)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_("Ein Amt mit diesem Namen gibt es schon."), status=400, field="name") from None
    enter_in_logbook(OFFICE_SAVED, actor=by, facts={"office": row.pk, "new": office is None})
    return row


def _free_slug(name: str) -> str:
    spelled = name.lower()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(letter, pair)
    stem = slugify(spelled)[:50] or "amt"
    slug, number = stem, 2
    while Office.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
