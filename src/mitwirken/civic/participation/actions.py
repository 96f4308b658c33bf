# SPDX-License-Identifier: EUPL-1.2
"""What is done with a process: prepared, changed, published, withdrawn, finished."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place
from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.rules import require_no_freeze
from mitwirken.ground.texts import prose
from mitwirken.kernels.similarity import fold

from .blueprints import ProcessTemplate
from .checks import unsettled
from .drafts import Basics, CategoryDraft, Change, DateDraft, Outcome, PhaseDraft, values
from .models import Category, Date, Phase, Process, Revision, Topic
from .rules import (
    require_complete,
    require_create,
    require_finishable,
    require_manage,
    require_sound_phase,
    require_write,
)
from .snapshots import snapshot

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_RICH = ("body", "documents", "result")
_LINES = ("fixed", "open")


def free_slug(title: str, keep: Process | None = None) -> str:
    """An address made of the title that no other process has."""
    base = slugify(title.translate(_UMLAUTS))[:70].strip("-") or "prozess"
    taken = set(
        Process.objects.filter(slug__startswith=base)
        .exclude(pk=keep.pk if keep else 0)
        .values_list("slug", flat=True)
    )
    # Words that stand in addresses of this room itself.
    taken |= {"karte", "kalender", "neu"}
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def clean_prose(text: str) -> str:
    """HTML with headings, lists, links, tables and own pictures, and nothing else; plain text becomes paragraphs."""
    return prose.clean(text).html


def plain_lines(text: str) -> str:
    """What is kept as one point a line; a list that was pasted or imported as HTML becomes such lines."""
    if not re.search(r"<(li|p|ul|ol|br|div)\b", text, re.IGNORECASE):
        return text.strip()
    text = re.sub(r"</(li|p|div)>|<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    return "\n".join(line.strip() for line in unescape(strip_tags(text)).splitlines() if line.strip())


def _cleaned(name: str, value: Any) -> Any:
    if name in _RICH:
        return clean_prose(value)
    return plain_lines(value) if name in _LINES else value


def _locked(process: Process) -> Process:
    return Process.objects.select_for_update(of=("self",)).get(pk=process.pk)


def _keep_revision(process: Process, by: Person | None) -> None:
    """Remembers how a published process stood before a change. Drafts may change without a trace."""
    if process.is_public:
        Revision.objects.create(process=process, version=process.version, values=snapshot(process), by=by)
        process.changed_at = timezone.now()


def _save(process: Process) -> None:
    process.version += 1
    process.folded = fold(f"{process.title} {process.question} {process.summary}")
    process.save()


def _note_change(
    process: Process, by: Person | None, verb: str, topics: Iterable[str] = (), **data: Any
) -> None:
    record(f"participation.{verb}", process, actor=by, public=process.is_public, topics=topics, data=data)


@transaction.atomic
def create_process(
    *,
    by: Person | None,
    title: str,
    question: str = "",
    template: ProcessTemplate | None = None,
    starts_on: date | None = None,
    places: Sequence[Place] = (),
    topic: Topic | None = None,
    office: Office | None = None,
    slug: str = "",
) -> Process:
    """A clerk prepares a process: a draft that only the staff sees.

    With a template the draft has its phases (one after another from `starts_on`, by default four weeks
    ahead), dates, categories and starter texts whose gaps must be filled before it can be published. `by=None` is the
    operator at the command line. Refuses people who are not in charge of processes, and an address that is taken.
    """
    require_create(by)
    if slug and Process.objects.filter(slug=slug).exists():
        raise Refusal(
            _("Die Adresse „%(slug)s“ hat schon ein anderer Prozess.") % {"slug": slug},
            status=409,
            field="slug",
        )
    if office is None and by is not None and len(by.offices) == 1:
        office = Office.objects.filter(pk__in=by.offices).first()
    process = Process(
        slug=slug or free_slug(title),
        title=title,
        question=question,
        topic=topic,
        office=office,
        responsible=by,
    )
    if template is not None:
        for name, text in template.texts.items():
            setattr(process, name, _cleaned(name, text))
        process.influence = template.influence
    process.folded = fold(f"{process.title} {process.question} {process.summary}")
    process.save()
    process.places.set(places)
    if template is not None:
        start = starts_on or timezone.localdate() + timedelta(days=28)
        _write_phases(process, template.phases_from(start))
        Date.objects.bulk_create(
            Date(process=process, **values_of(draft)) for draft in template.dates_from(start)
        )
        Category.objects.bulk_create(
            Category(process=process, name=name, position=number)
            for number, name in enumerate(template.categories)
        )
        if process.decided_on is None:
            process.decided_on = template.decided_from(start)
            process.save(update_fields=["decided_on"])
    _note_change(process, by, "created", template=template.key if template else "")
    return process


@transaction.atomic
def build_practice(
    *,
    title: str,
    question: str,
    texts: Mapping[str, str],
    phases: Sequence[PhaseDraft],
    categories: Sequence[str] = (),
) -> Process:
    """The one process to practise in is set up, or set back to how it was: texts, phases, categories.

    Locked until the transaction ends, so that whoever writes in it meanwhile waits and then writes into the fresh one. It is
    open to whoever has its address and stands in no list. Called by the machine; of it nothing is noted or told. Refuses
    unsound phases.
    """
    process = Process.objects.select_for_update(of=("self",)).filter(practice=True).first()
    if process is None:
        process = Process(slug=free_slug(title), practice=True)
    process.title, process.question = title, question
    for name, text in texts.items():
        setattr(process, name, _cleaned(name, text))
    process.finished_at, process.result, process.decision, process.reason = None, "", "", ""
    _save(process)
    # The rows are kept, so that a page opened before still leads somewhere.
    kept = [*process.phases.order_by("position", "pk").values_list("pk", flat=True)]
    _write_phases(
        process,
        [replace(draft, pk=kept[n] if n < len(kept) else None) for n, draft in enumerate(phases)],
    )
    process.dates.all().delete()
    process.categories.exclude(name__in=categories).delete()
    for position, name in enumerate(categories):
        Category.objects.update_or_create(process=process, name=name, defaults={"position": position})
    pages.changed(*process.stream_topics())
    return process


def values_of(draft: DateDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("title", "starts_at", "ends_at", "place", "text")}


@transaction.atomic
def change_process(
    *, process: Process, by: Person | None, change: Change, seen: int | None = None
) -> Process:
    """Somebody of the staff writes a part of the process anew.

    Of a published process the words before are kept and shown as "geändert am". Refuses people of other
    offices (the Redaktion may change texts), a published process losing what it was published with, and with a Conflict
    when somebody changed it since version `seen`.
    """
    process = _locked(process)
    require_write(by, process, change)
    fresh = values(change)
    require_version(process, seen, yours=fresh, fields=[name for name in fresh if name != "places"])
    was_about, was_called = process.stream_topics(), process.title
    was_checked = not unsettled(process.checks)
    _keep_revision(process, by)
    places = fresh.pop("places", None)
    for name, value in fresh.items():
        setattr(process, name, _cleaned(name, value))
    if (
        isinstance(change, Basics)
        and not process.is_public
        and not process.withdrawn_at
        and change.title != was_called
    ):
        process.slug = free_slug(change.title, keep=process)
    if places is not None:
        process.places.set(places)
    if process.is_public:
        require_complete(process, checked=was_checked)
    _save(process)
    _note_change(process, by, "changed", topics=was_about, fields=sorted(fresh))
    return process


# Phases


def _write_phases(process: Process, drafts: Sequence[PhaseDraft]) -> None:
    kept = {phase.pk: phase for phase in process.phases.all()}
    named = {draft.pk for draft in drafts if draft.pk}
    for pk, phase in kept.items():
        if pk not in named:
            _delete(
                phase,
                _(
                    "In der Phase „%(name)s“ gibt es schon Beiträge. Sie kann umbenannt oder verkürzt, aber nicht gelöscht werden."
                ),
            )
    for number, draft in enumerate(sorted(drafts, key=lambda each: (each.starts_at, each.ends_at))):
        require_sound_phase(draft)
        phase = kept.get(draft.pk or 0) or Phase(process=process)
        # A beginning or end that is moved into the future is still to come.
        if draft.starts_at > timezone.now():
            phase.began_at = None
        if draft.ends_at > timezone.now():
            phase.closed_at = None
        phase.title, phase.text, phase.format = draft.title, draft.text, draft.format
        phase.verbs, phase.settings = list(draft.verbs), dict(draft.settings)
        phase.starts_at, phase.ends_at, phase.position = draft.starts_at, draft.ends_at, number
        phase.save()
    _take_span(process)


def _take_span(process: Process) -> None:
    span = Phase.objects.filter(process=process).aggregate(
        first=models.Min("starts_at"), last=models.Max("ends_at")
    )
    process.starts_at, process.ends_at = span["first"], span["last"]
    Process.objects.filter(pk=process.pk).update(starts_at=process.starts_at, ends_at=process.ends_at)


def _delete(row: models.Model, sentence: str) -> None:
    try:
        row.delete()
    except ProtectedError:
        raise Refusal(sentence % {"name": row}, status=409) from None


def draft_of(phase: Phase) -> PhaseDraft:
    """The phase as it stands, to change one thing of it."""
    return PhaseDraft(
        phase.title,
        phase.format,
        phase.starts_at,
        phase.ends_at,
        phase.text,
        tuple(phase.verbs),
        dict(phase.settings),
        phase.pk,
    )


@transaction.atomic
def set_phases(
    *, process: Process, by: Person | None, phases: Sequence[PhaseDraft], seen: int | None = None
) -> Process:
    """The timetable of a process is written anew; drafts with a `pk` change that phase, phases not named go.

    Brings beginning and end of the process in step; followers of a published one are told. Phases may overlap: people can
    comment while others already rate. Refuses people of other offices, unsound phases, the loss of a phase with contributions,
    a published process without any phase.
    """
    process = _locked(process)
    require_manage(by, process)
    require_version(process, seen, yours={"phases": phases}, fields=[])
    foreign = {draft.pk for draft in phases if draft.pk} - set(process.phases.values_list("pk", flat=True))
    if foreign:
        raise Refusal(
            _("Diese Phase gehört zu einem anderen Prozess oder wurde inzwischen gelöscht."), status=409
        )
    if process.is_public and not phases:
        raise Refusal(_("Ein veröffentlichter Prozess braucht mindestens eine Phase."), status=409)
    _keep_revision(process, by)
    _write_phases(process, phases)
    _save(process)
    _note_change(process, by, "scheduled")
    return process


def add_phase(*, process: Process, by: Person | None, phase: PhaseDraft, seen: int | None = None) -> Process:
    """One more phase; otherwise as `set_phases`."""
    return set_phases(process=process, by=by, phases=[*map(draft_of, process.phases.all()), phase], seen=seen)


def change_phase(*, phase: Phase, by: Person | None, draft: PhaseDraft, seen: int | None = None) -> Process:
    """One phase is written anew; otherwise as `set_phases`."""
    others = [draft_of(each) for each in phase.process.phases.exclude(pk=phase.pk)]
    return set_phases(process=phase.process, by=by, phases=[*others, replace(draft, pk=phase.pk)], seen=seen)


def remove_phase(*, phase: Phase, by: Person | None, seen: int | None = None) -> Process:
    """A phase goes; refused when people already contributed in it."""
    others = [draft_of(each) for each in phase.process.phases.exclude(pk=phase.pk)]
    return set_phases(process=phase.process, by=by, phases=others, seen=seen)


@every(daily_at="00:00")
def begin_day() -> None:
    """A new day: pages that sort by what is next are drawn anew. Causes nothing else."""
    pages.changed("processes")


@every(minutes=1)
@transaction.atomic
def turn_phases(*, now: datetime | None = None) -> int:
    """The clock has moved on: phases that began or ended since the last call are noticed, once each.

    Called by the worker, again and again. Causes: followers are told of a beginning, pages that show the old state grow
    stale. A phase that began more than two days ago (the worker slept, or the process was imported) is passed over in silence. Gives the
    number of phases that turned. Refuses nothing.
    """
    now = now or timezone.now()
    due = (
        Phase.objects.select_for_update(of=("self",))
        .filter(process__published_at__isnull=False)
        .filter(Q(began_at=None, starts_at__lte=now) | Q(closed_at=None, ends_at__lte=now))
        .select_related("process")
        .order_by("starts_at", "pk")[:500]
    )
    turned = 0
    for phase in due:
        begins = phase.began_at is None and phase.starts_at <= now
        phase.began_at = phase.began_at or now
        if phase.ends_at <= now:
            phase.closed_at = now
        phase.save(update_fields=["began_at", "closed_at"])
        turned += 1
        since = phase.process.published_at
        if (
            begins
            and phase.closed_at is None
            and phase.starts_at > now - timedelta(days=2)
            and since
            and since < phase.starts_at
        ):
            record(
                "participation.phase_began",
                phase.process,
                data={"phase": phase.title, "until": phase.ends_at.isoformat()},
            )
        else:
            pages.changed(*phase.process.stream_topics())
    return turned


# Categories and dates


@transaction.atomic
def set_categories(
    *, process: Process, by: Person | None, categories: Sequence[CategoryDraft], seen: int | None = None
) -> Process:
    """By what contributions are sorted, in this order. Refuses a name twice and the loss of a category in use."""
    process = _locked(process)
    require_manage(by, process)
    require_version(process, seen, yours={"categories": categories}, fields=[])
    names = [draft.name.casefold() for draft in categories]
    if len(set(names)) != len(names):
        raise Refusal(_("Jede Kategorie braucht einen eigenen Namen."), status=422, field="categories")
    _keep_revision(process, by)
    kept = {row.pk: row for row in process.categories.all()}
    for pk, row in kept.items():
        if pk not in {draft.pk for draft in categories}:
            _delete(
                row,
                _(
                    "Zur Kategorie „%(name)s“ gibt es schon Beiträge. Sie kann umbenannt, aber nicht gelöscht werden."
                ),
            )
    for row in kept.values():
        if row.pk:  # two names may change places: the unique key must not meet the old one
            Category.objects.filter(pk=row.pk).update(name=f"…{row.pk}")
    for number, draft in enumerate(categories):
        row = kept.get(draft.pk or 0) or Category(process=process)
        row.name, row.position = draft.name, number
        row.save()
    _save(process)
    _note_change(process, by, "changed", fields=["categories"])
    return process


@transaction.atomic
def set_dates(
    *, process: Process, by: Person | None, dates: Sequence[DateDraft], seen: int | None = None
) -> Process:
    """The days on which people meet are written anew; a date keeps its identity in calendars through its `pk`.

    Refuses a date that ends before it begins.
    """
    process = _locked(process)
    require_manage(by, process)
    require_version(process, seen, yours={"dates": dates}, fields=[])
    _keep_revision(process, by)
    kept = {row.pk: row for row in process.dates.all()}
    for pk, row in kept.items():
        if pk not in {draft.pk for draft in dates}:
            row.delete()
    for draft in dates:
        if draft.ends_at and draft.ends_at < draft.starts_at:
            raise Refusal(
                _("Der Termin „%(date)s“ endet vor seinem Beginn.") % {"date": draft.title},
                status=422,
                field="ends_at",
            )
        row = kept.get(draft.pk or 0) or Date(process=process)
        for name, value in values_of(draft).items():
            setattr(row, name, value)
        row.save()
    _save(process)
    _note_change(process, by, "scheduled" if process.is_public else "changed")
    return process


# The life of a process


@transaction.atomic
def publish_process(*, process: Process, by: Person | None) -> Process:
    """The process is opened to everybody; whoever follows its topic or places is told.

    Refuses people of other offices and a process that does not say how far taking part reaches, what is fixed, who decides when, and
    what else `rules.missing` names. Publishing what is published changes nothing.
    """
    process = _locked(process)
    require_manage(by, process)
    if process.is_public:
        return process
    require_complete(process)
    if by is not None:
        require_no_freeze()
    process.published_at = timezone.now()
    process.withdrawn_at, process.withdrawn_because = None, ""
    _save(process)
    _note_change(process, by, "published")
    return process


@transaction.atomic
def withdraw_process(*, process: Process, by: Person | None, because: str) -> Process:
    """The process is taken out of sight; its address says since when and why. Contributions stay stored.

    Refuses people of other offices, and to do it without a reason.
    """
    process = _locked(process)
    require_manage(by, process)
    if not because.strip():
        raise Refusal(
            _("Bitte nennen Sie den Grund. Er steht danach unter der Adresse des Prozesses."),
            status=422,
            field="because",
        )
    if not process.is_public:
        raise Refusal(_("Dieser Prozess ist nicht veröffentlicht."), status=409)
    _keep_revision(process, by)
    process.published_at, process.withdrawn_at, process.withdrawn_because = (
        None,
        timezone.now(),
        because.strip(),
    )
    _save(process)
    record("participation.withdrawn", process, actor=by, data={"because": because.strip()})
    return process


@transaction.atomic
def finish_process(
    *,
    process: Process,
    by: Person | None,
    outcome: Outcome,
    seen: int | None = None,
    now: datetime | None = None,
) -> Process:
    """The process is closed with its result, the decision and the reason, and stays readable. Followers are told.

    Doing it again corrects the words. Refuses while people can still take part or were promised that they will, and a
    result, decision or reason that says nothing.
    """
    process = _locked(process)
    require_manage(by, process)
    require_finishable(process, now)
    for name, sentence in (
        ("result", _("Bitte schreiben Sie, was herausgekommen ist.")),
        ("decision", _("Bitte schreiben Sie, was entschieden wurde.")),
        ("reason", _("Bitte begründen Sie die Entscheidung.")),
    ):
        if not getattr(outcome, name).strip():
            raise Refusal(sentence, status=422, field=name)
    require_version(process, seen, yours=values(outcome), fields=["result", "decision", "reason"])
    _keep_revision(process, by)
    first = process.finished_at is None
    process.result, process.decision, process.reason = (
        clean_prose(outcome.result),
        outcome.decision,
        outcome.reason,
    )
    process.finished_at = process.finished_at or now or timezone.now()
    _save(process)
    _note_change(process, by, "finished" if first else "changed")
    return process


@transaction.atomic
def delete_draft(*, process: Process, by: Person | None) -> None:
    """A draft that never was public is thrown away. Refuses what was public once: that is withdrawn."""
    process = _locked(process)
    require_manage(by, process)
    if process.is_public or process.withdrawn_at or process.revisions.exists():
        raise Refusal(_("Was einmal veröffentlicht war, wird zurückgezogen und nicht gelöscht."), status=409)
    _delete(process, _("Zum Entwurf „%(name)s“ gibt es schon Beiträge."))
