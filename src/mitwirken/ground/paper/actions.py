# SPDX-License-Identifier: EUPL-1.2
"""Printing sheets, typing them in one by one or as a stack, taking an entry back, passing the city's answer on."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every

from . import privacy, queries, registry, rules
from .composing import compose
from .models import Entry, PrintedForm, Reply, Stack
from .registry import Content, Row, Tick, Typed, Write

CLEAR = "23456789ABCDEFHJKLMNPRTUVWXY"
"""Signs that nobody takes for another one when they are read out or written by hand."""
PRINTED, ENTERED, TAKEN_BACK = "paper.printed", "paper.entered", "paper.taken_back"
STACK_CLOSED, PASSED_ON = "paper.stack_closed", "paper.answer_passed_on"


def _clear(length: int) -> str:
    return "".join(secrets.choice(CLEAR) for _sign in range(length))


def _words(content: Content) -> dict[str, Any]:
    """What fields and boxes are called, for whoever types a sheet in later."""
    words: dict[str, Any] = {"fields": {}, "choices": {}}
    for block in content.blocks:
        if isinstance(block, Write):
            words["fields"][block.name] = {"label": block.label, "lines": block.lines}
        elif isinstance(block, Tick | Row):
            label = block.label if isinstance(block, Tick) else f"{block.number} {block.title}".strip()
            if block.options:
                options = {f"{block.name}:{value}": said for value, said in block.options}
                words["choices"][block.name] = {"label": label, "options": options}
            else:
                words["fields"][block.name] = {"label": label, "lines": 1}
    return words


@transaction.atomic
def current_print(*, kind: str, pk: int) -> PrintedForm:
    """The sheet for a row as it would be printed now: the one that is kept, or a new one with a code of its own where anything on it changed.

    Asks for no role: a blank sheet is everybody's. Refuses a form or a row that is not there.
    """
    form, row = registry.find(kind, pk)
    content = form.build(row)
    layout, drawing = compose(content, form_name=str(form.name), privacy=privacy.notice_for(form, content))
    said = json.dumps([layout.to_data(), drawing], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(said.encode()).hexdigest()
    found = PrintedForm.objects.filter(kind=kind, about=pk, digest=digest).first()
    if found is not None:
        return found
    code = _clear(4)
    while PrintedForm.objects.filter(code=code).exists():
        code = _clear(5)
    made, _new = PrintedForm.objects.get_or_create(
        kind=kind,
        about=pk,
        digest=digest,
        defaults={
            "code": code,
            "title": content.title[:200],
            "layout": layout.to_data(),
            "drawing": drawing,
            "words": _words(content),
            "language": get_language() or "de",
            "practice": content.practice,
        },
    )
    return made


@transaction.atomic
def print_copies(*, kind: str, pk: int, number: int, by: Any) -> tuple[PrintedForm, int, int]:
    """Gives out numbers for so many sheets: the print, the first number and the last.

    Each number counts once when it comes back. Causes a line in the logbook. Refuses people without the role, and more than
    `rules.MOST_COPIES` at a time.
    """
    form, _row = registry.find(kind, pk)
    rules.require_may_enter(by, form)
    rules.require_copies(number)
    made = current_print(kind=kind, pk=pk)
    print_ = PrintedForm.objects.select_for_update().get(pk=made.pk)
    first, last = print_.copies + 1, print_.copies + number
    print_.copies = last
    print_.save(update_fields=["copies"])
    if not print_.practice:
        note(PRINTED, actor=by, facts={"form": print_.code, "kind": kind, "first": first, "last": last})
    return print_, first, last


@transaction.atomic
def enter(
    *,
    print_: PrintedForm,
    copy: int = 0,
    values: Mapping[str, Any],
    channel: str,
    by: Any,
    reply: str = "",
    address: str = "",
    stack: Stack | None = None,
) -> Entry:
    """Types in what stands on a sheet, or what somebody says on the phone or at the counter (`copy` 0), by the room's own deed.

    `values` are clean, by the names of fields and choices. `reply` is how the person wants to hear of the answer; an `address` is kept only
    with it. Causes what the room's deed causes, a receipt, and a line in the logbook. Refuses people without the role, online as a
    channel, a numbered sheet that counts already or was never printed, and all that the room's deed refuses.
    """
    form, row = registry.find(print_.kind, print_.about)
    rules.require_may_enter(by, form)
    rules.require_channel(channel)
    if stack is not None:
        rules.require_may_work_on_stack(by, stack)
    print_ = PrintedForm.objects.select_for_update().get(pk=print_.pk)
    rules.require_unused(print_, copy)
    if not form.answered or reply not in Reply.values:
        reply = ""
    secret = _clear(8)
    while Entry.objects.filter(secret=secret).exists():
        secret = _clear(8)
    entry = Entry.objects.create(
        form=print_,
        copy=copy,
        channel=channel,
        secret=secret,
        reply=reply,
        address=address.strip() if reply else "",
        marks=_count_marks(print_, values),
        stack=stack,
        by=by,
    )
    sheet = entry.sheet if copy else f"{print_.code}/{entry.number}"
    entered = form.enter(row, Typed(values=values, channel=channel, by=by, sheet=sheet))
    entry.subject_kind, entry.subject_id = entered.subject_kind, entered.subject_id
    entry.url = entered.url
    entry.undo = dict(entered.undo)
    entry.save()
    if not print_.practice:
        note(
            ENTERED,
            actor=by,
            facts={
                "entry": entry.pk, "form": print_.code, "copy": copy, "kind": print_.kind, "channel": channel,
                "subject": entered.subject_id,
            },
        )  # fmt: skip
    return entry


def _count_marks(print_: PrintedForm, values: Mapping[str, Any]) -> int:
    count = 0
    for choice in print_.sheet_layout.choices:
        given = values.get(choice.name)
        count += len(given) if isinstance(given, list | tuple) else given not in (None, "", False)
    return count


@transaction.atomic
def take_back(*, entry: Entry, by: Any) -> None:
    """Undoes an entry by the room's own deed; its sheet may be typed in again, an address is forgotten. Twice is once.

    Causes a line in the logbook; the receipt goes on saying that it was taken back. Refuses anybody but who typed it in and the three roles.
    """
    row = still_there(
        Entry.objects.select_for_update(of=("self",)).select_related("form").filter(pk=entry.pk).first()
    )
    rules.require_may_take_back(by, row)
    if row.taken_back_at is not None:
        return
    form, about = registry.find(row.form.kind, row.form.about)
    form.take_back(about, row.undo, by)
    row.taken_back_at = timezone.now()
    row.address = ""
    row.save(update_fields=["taken_back_at", "address"])
    if not row.form.practice:
        note(TAKEN_BACK, actor=by, facts={"entry": row.pk, "form": row.form.code, "copy": row.copy})


# --- stacks ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_stack(*, kind: str, pk: int, channel: str, by: Any) -> Stack:
    """Begins a stack of sheets of one form. Refuses people without the role. A stack of theirs that is still open goes on."""
    form, _row = registry.find(kind, pk)
    rules.require_may_enter(by, form)
    rules.require_channel(channel)
    there = queries.open_stacks(by).filter(kind=kind, about=pk, channel=channel).first()
    if there is not None:
        return there
    title = current_print(kind=kind, pk=pk).title
    return Stack.objects.create(kind=kind, about=pk, title=title, channel=channel, by=by)


@transaction.atomic
def close_stack(
    *, stack: Stack, counted: int, marks: int | None = None, although: bool = False, by: Any
) -> Stack:
    """Ends a stack with the number that was counted by hand, and with the crosses where they were counted too.

    Causes a line in the logbook. Refuses sums that differ, unless the difference is meant (`although`); both numbers are kept.
    """
    row = still_there(Stack.objects.select_for_update().filter(pk=stack.pk).first())
    rules.require_may_work_on_stack(by, row)
    sums = queries.sums_of(row)
    if not although and (sums.sheets != counted or (marks is not None and sums.marks != marks)):
        raise Refusal(
            _(
                "Die Zahlen stimmen nicht überein. Eingetragen sind %(sheets)d Bögen mit %(marks)d Kreuzen. Sehen Sie in der Liste nach, was "
                "fehlt oder zu viel ist; oder schließen Sie den Stapel mit dem Unterschied ab."
            )
            % {"sheets": sums.sheets, "marks": sums.marks},
            status=409,
            field="counted" if sums.sheets != counted else "marks",
        )
    row.closed_at, row.counted, row.counted_marks = timezone.now(), counted, marks
    row.save(update_fields=["closed_at", "counted", "counted_marks"])
    note(
        STACK_CLOSED,
        actor=by,
        facts={"stack": row.pk, "kind": row.kind, "counted": counted, "entered": sums.sheets},
    )
    return row


# --- answers --------------------------------------------------------------------------------------------------------


@transaction.atomic
def pass_on(*, entry: Entry, by: Any) -> int:
    """The city's newest answer goes to somebody without the net, as a letter or on the phone; gives its edition. Twice is once.

    From now on the address is kept for a short time only (`rules.KEPT_AFTER_ANSWER`). Causes a line in the logbook: the address was seen.
    Refuses where nothing is published, and people who may not work on the case.
    """
    row = still_there(Entry.objects.select_for_update().filter(pk=entry.pk, taken_back_at=None).first())
    case = queries.cases_of([row]).get((row.subject_kind, row.subject_id))
    rules.require_may_answer(by, case)
    answer = queries.newest_answers([case]).get(case.pk) if case is not None else None
    if answer is None:
        raise Refusal(_("Dazu hat die Stadt noch keine Antwort veröffentlicht."), status=409)
    if row.answered_edition != answer.edition:
        row.answered_edition, row.answered_at = answer.edition, timezone.now()
        row.save(update_fields=["answered_edition", "answered_at"])
        note(
            PASSED_ON,
            actor=by,
            facts={"entry": row.pk, "how": row.reply or Channel.PAPER, "edition": answer.edition},
        )
    return answer.edition


@every(daily_at="03:50")
def forget_practice() -> int:
    """Every night what was typed in only to practise goes, as what it became does. Gives how many."""
    gone, _details = Entry.objects.filter(form__practice=True).delete()
    return gone
