# SPDX-License-Identifier: EUPL-1.2
"""What people and staff do with proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mitwirken.civic.people.rules import require_standing
from mitwirken.civic.places import queries as places
from mitwirken.formats.deliberation.actions import forget_practice as forget_arguments
from mitwirken.formats.rating.actions import forget_practice as forget_ratings
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.versions import require_version
from mitwirken.ground.desk.actions import forget_practice_cases, open_case, shelve_case
from mitwirken.ground.moderation.actions import hold_if_odd
from mitwirken.ground.moderation.rules import require_may_write
from mitwirken.ground.pictures.actions import remove_picture

from . import queries, rules
from .models import Draft, Merge, Proposal, ProposalVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mitwirken.civic.participation.models import Category, Process
    from mitwirken.civic.places.models import Place
    from mitwirken.ground.pictures.models import Picture

MOST_PICTURES = 5


@dataclass(frozen=True)
class Clean:
    """A proposal's content after its form: whole, within limits, of the right process."""

    title: str
    text: str
    category: Category | None = None
    place: Place | None = None
    latitude: float | None = None
    longitude: float | None = None
    cost: int | None = None
    pictures: Sequence[Picture] = ()


@transaction.atomic
def submit_proposal(
    *,
    process: Process,
    clean: Clean,
    author: Any = None,
    channel: str = Channel.ONLINE,
    entered_by: Any = None,
    author_label: str = "",
    contact_note: str = "",
    at: datetime | None = None,
    source: str = "",
    imported: bool = False,
) -> Proposal:
    """Puts a proposal into the list of its process and opens a case for the city to answer it.

    `author` is a signed-in person or one who confirmed an e-mail address; or staff (`entered_by`) enter it for somebody
    who came by phone, on paper or in the room. A point without a district gets the district it lies in. `imported`
    is for operators at the command line (imports, the demo): no phase and no role is asked for, `at` may lie in the past,
    `source` finds the row again, and followers are not told of it. A room above that passes something on says so in `source`
    (`registry.register_origin`). What looks like advertising waits for the moderation. Refuses outside the phase, authors who are restricted, and staff without the task.
    """
    if imported:
        if entered_by is not None:
            rules.require_may_enter(entered_by)
    else:
        rules.require_origin(author=author, channel=channel, entered_by=entered_by, source=source)
        if author is not None:
            require_standing(author)
            require_may_write(author)
            rules.require_account(process, author)
        rules.require_open(process)
    clean = _placed(clean)
    proposal = Proposal.objects.create(
        process=process,
        title=clean.title,
        text=clean.text,
        category=clean.category,
        place=clean.place,
        latitude=clean.latitude,
        longitude=clean.longitude,
        cost=clean.cost,
        author=author,
        author_label=author_label,
        channel=channel,
        entered_by=entered_by,
        contact_note=contact_note,
        created_at=at or timezone.now(),
        source=source,
    )
    if clean.pictures:
        proposal.pictures.set(list(clean.pictures)[:MOST_PICTURES])
    _open_case(proposal)
    if imported or not _held(proposal, author, "proposals.submitted"):
        record(
            "proposals.submitted", proposal, actor=author or entered_by, channel=channel, public=not imported
        )
    return proposal


def _held(proposal: Proposal, author: Any, verb: str) -> bool:
    """Whether it waits for the moderation because it looks like advertising; then it is told once it is released."""
    own, others = queries.written_lately(author, besides=proposal.pk)
    text = f"{proposal.title}\n{proposal.text}"
    return (
        hold_if_odd(subject=proposal, text=text, author=author, verb=verb, own=own, others=others) is not None
    )


@transaction.atomic
def change_proposal(*, proposal: Proposal, clean: Clean, by: Any, seen: int | None) -> Proposal:
    """Changes what a proposal says and keeps the earlier text readable for everybody.

    Refuses when somebody else changed it since `seen` (with both texts), after the phase, and for anybody but its author.
    """
    rules.require_may_edit(by, proposal)
    require_may_write(by)
    row = still_there(Proposal.objects.select_for_update().filter(pk=proposal.pk).first())
    require_version(row, seen, yours={"title": clean.title, "text": clean.text}, fields=("title", "text"))
    now = timezone.now()
    if (row.title, row.text) != (clean.title, clean.text):
        ProposalVersion.objects.create(
            proposal=row, version=row.version, title=row.title, text=row.text, until=now
        )
    clean = _placed(clean)
    row.title, row.text, row.category, row.place = clean.title, clean.text, clean.category, clean.place
    row.latitude, row.longitude, row.cost = clean.latitude, clean.longitude, clean.cost
    row.version += 1
    row.edited_at = now
    row.save()
    row.pictures.set(list(clean.pictures)[:MOST_PICTURES])
    _open_case(row)  # brings the copied title up to date
    if not _held(row, by if row.author_id == by.pk else None, "proposals.changed"):
        record("proposals.changed", row, actor=by)
    return row


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Any) -> None:
    """Takes the author's own proposal out of the lists. Its number stays taken; the city's case stays with a note."""
    proposal = still_there(Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first())
    rules.require_may_withdraw(by, proposal)
    proposal.withdrawn_at = timezone.now()
    proposal.save(update_fields=["withdrawn_at"])
    shelve_case(subject=proposal)
    record("proposals.withdrawn", proposal, actor=by, public=False)


@transaction.atomic
def take_back_entered(*, proposal: Proposal, by: Any) -> None:
    """Takes out of the lists what staff typed in by mistake for somebody else. Its number stays taken.

    Refuses proposals of people with an account, staff without the task, and what the city answered already.
    """
    row = still_there(Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first())
    rules.require_may_take_back(by, row)
    if row.withdrawn_at:
        return
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    shelve_case(subject=row)
    record("proposals.withdrawn", row, actor=by, public=False)


@transaction.atomic
def merge_proposals(*, source: Proposal, target: Proposal, reason: str, by: Any) -> Merge:
    """Leads `source` into `target`: it leaves the list, stays readable, and both authors are credited on the target.

    Ratings and arguments stay where they were given; nobody's voice is moved to a text they did not read. Refuses across
    processes, into itself, in a circle, and without a reason.
    """
    rules.require_may_merge(by)
    pair = {
        row.pk: row
        for row in Proposal.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")
    }
    source, target = still_there(pair.get(source.pk)), still_there(pair.get(target.pk))
    if source.pk == target.pk:
        raise Refusal(
            _("Ein Vorschlag kann nicht in sich selbst aufgehen. Bitte geben Sie die Nummer des anderen an."),
            status=400,
            field="target",
        )
    if source.process_id != target.process_id:
        raise Refusal(_("Zusammenführen geht nur innerhalb einer Beteiligung."), status=400, field="target")
    if source.merged_into_id:
        raise Refusal(_("Dieser Vorschlag ist schon zusammengeführt."), status=400)
    if target.merged_into_id or target.hidden_at or target.withdrawn_at:
        raise Refusal(
            _(
                "Der andere Vorschlag steht selbst nicht mehr in der Liste. Bitte geben Sie einen an, der dort steht."
            ),
            status=400,
            field="target",
        )
    if not reason.strip():
        raise Refusal(
            _("Bitte begründen Sie, warum beide dasselbe wollen. Die Begründung ist öffentlich."),
            status=400,
            field="reason",
        )
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    shelve_case(subject=source)
    merge = Merge.objects.create(source=source, target=target, reason=reason.strip(), by=by)
    # Those that had gone into the source go on to the target, so that a reader is never led twice.
    Proposal.objects.filter(merged_into=source).update(merged_into=target)
    record("proposals.merged", source, actor=by, topics=target.stream_topics(), data={"target": target.pk})
    return merge


@transaction.atomic
def unmerge_proposal(*, proposal: Proposal, by: Any) -> None:
    """Takes a merge back: the proposal stands in the list again, with all that was said to it. The record stays."""
    rules.require_may_merge(by)
    row = still_there(Proposal.objects.select_for_update().filter(pk=proposal.pk).first())
    if not row.merged_into_id:
        raise Refusal(_("Dieser Vorschlag ist nicht zusammengeführt."), status=400)
    target = row.merged_into
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    Merge.objects.filter(source=row, undone_at=None).update(undone_at=timezone.now())
    _open_case(row)
    record("proposals.unmerged", row, actor=by, topics=target.stream_topics() if target else ())


def hide_proposal(proposal: Proposal, *, hidden: bool) -> None:
    """Moderation takes it out of sight or back; who decided and why is moderation's record."""
    proposal.hidden_at = timezone.now() if hidden else None
    proposal.save(update_fields=["hidden_at"])
    if hidden:
        shelve_case(subject=proposal)
    elif not proposal.merged_into_id and not proposal.withdrawn_at:
        _open_case(proposal)


def _open_case(proposal: Proposal) -> None:
    """The city owes an answer (again). Addresses of the desk are German, whoever submits in whatever language."""
    with translation.override(settings.LANGUAGE_CODE):
        open_case(
            subject=proposal,
            title=proposal.title,
            url=proposal.get_absolute_url(),
            group=proposal.process.title,
            group_key=f"process:{proposal.process_id}",
            practice=proposal.process.practice,
        )


def _placed(clean: Clean) -> Clean:
    if clean.latitude is None or clean.longitude is None:
        return clean
    latitude, longitude = round(clean.latitude, 4), round(clean.longitude, 4)
    place = clean.place or places.place_at(latitude, longitude)
    return replace(clean, latitude=latitude, longitude=longitude, place=place)


def erase_texts(rows: QuerySet[Proposal]) -> None:
    """Takes the words, points and pictures out of proposals whose author asked for it. The numbers stay taken.

    Earlier versions and the copy in the city's case go with them; what others wrote to it stays with them.
    """
    for proposal in rows.select_related("process"):
        proposal.title, proposal.text = str(_("Entfernt")), ""
        proposal.latitude = proposal.longitude = None
        proposal.withdrawn_at = proposal.withdrawn_at or timezone.now()
        proposal.save(update_fields=["title", "text", "latitude", "longitude", "withdrawn_at"])
        proposal.versions.all().delete()
        shelve_case(subject=proposal, title=proposal.title)
        for picture in proposal.pictures.all():
            remove_picture(picture=picture)
        record("proposals.erased", proposal, public=False)


# --- drafts -------------------------------------------------------------------------------------------------------


def keep_draft(
    *, process: Process, values: dict[str, Any], person: Any = None, draft: Draft | None = None
) -> Draft:
    """Keeps what was typed, valid or not, so that no time-out or crash loses it."""
    if draft is None:
        draft = Draft(process=process, person=person)
    elif draft.proposal_id:
        return draft
    draft.values = {**draft.values, **values}
    if person is not None and draft.person_id is None:
        draft.person = person
    draft.save()
    return draft


def discard_draft(*, draft: Draft) -> None:
    draft.delete()


def forget_draft(arguments: Mapping[str, Any]) -> None:
    """On a device that many people use, the next person finds no draft of somebody without an account. `arguments` are of its address."""
    Draft.objects.filter(key=arguments["key"], person=None, proposal=None).delete()


@transaction.atomic
def submit_draft(*, draft: Draft, clean: Clean, author: Any, channel: str = Channel.ONLINE) -> Proposal:
    """Makes the draft a proposal. Sent twice, the second time gives the same proposal."""
    row = still_there(
        Draft.objects.select_for_update(of=("self",))
        .select_related("proposal", "process")
        .filter(pk=draft.pk)
        .first()
    )
    if row.proposal is not None:
        return row.proposal
    proposal = submit_proposal(process=row.process, clean=clean, author=author, channel=channel)
    row.proposal, row.values = proposal, {}
    row.save()
    return proposal


@transaction.atomic
def clear_practice(*, process: Process) -> None:
    """The place to practise in is swept: proposals, drafts, what was said, rated and answered, and the pictures are gone.

    Also what somebody said while it was swept last time, about a proposal that was going. Refuses any other process.
    """
    if not process.practice:
        raise Refusal(_("Gelöscht wird nur auf dem Übungsplatz."), status=409)
    rows = list(Proposal.objects.select_for_update(of=("self",)).filter(process=process).order_by("pk"))
    ids = [row.pk for row in rows]
    drafts = list(Draft.objects.filter(process=process))
    pictures: dict[int, Picture] = {}
    for row in rows:
        pictures |= {picture.pk: picture for picture in row.pictures.all()}
    for draft in drafts:
        pictures |= {picture.pk: picture for picture in draft.pictures.all()}
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    Proposal.objects.filter(pk__in=ids).delete()
    forget_arguments(subject_kind=queries.KIND, ids=ids)
    forget_practice_cases(subject_kind=queries.KIND, ids=ids)
    forget_ratings(process=process)
    for picture in pictures.values():
        remove_picture(picture=picture)
