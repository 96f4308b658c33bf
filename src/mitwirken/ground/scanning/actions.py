# SPDX-License-Identifier: EUPL-1.2
"""Taking scans in, reading their pages, giving pages their number, entering what a person confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from mitwirken.ground.audit.actions import note
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal, still_there
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper import queries as paper_queries
from mitwirken.ground.paper import registry
from mitwirken.ground.paper.forms import form_of
from mitwirken.ground.paper.models import Entry, PrintedForm
from mitwirken.kernels.sheets import SheetCode

from . import pictures, queries, rules
from .models import (
    Original,
    Page,
    PageState,
    Scan,
    Sheet,
    SheetReason,
    SheetState,
    Upload,
)
from .reading import Readings, read

UPLOADED, CONFIRMED, CHECKED, ASIDE, DELETED = (
    "scanning.uploaded",
    "scanning.confirmed",
    "scanning.checked",
    "scanning.put_aside",
    "scanning.deleted",
)


# --- taking in ------------------------------------------------------------------------------------------------------


def take_in(*, files: Sequence[tuple[str, bytes]], by: Any) -> tuple[Scan, bool]:
    """Takes a PDF or some photos in: the scan, and whether it is new. The very same files again give the scan that is there.

    Few pages are read at once, more by the worker. Causes a line in the logbook. Refuses people without the role, and, naming the file,
    what is too large, too much, empty or not to be opened; then nothing at all is taken in.
    """
    rules.require_may_scan(by)
    rules.require_size([(name, len(data)) for name, data in files])
    sums = sorted(hashlib.sha256(data).hexdigest() for _name, data in files)
    digest = hashlib.sha256("".join(sums).encode()).hexdigest()
    earlier = Scan.objects.filter(digest=digest).first()
    if earlier is not None:
        return earlier, False
    counted = [(name, data, pictures.count_pages(data, name)) for name, data in files]
    pages = sum(count for _name, _data, count in counted)
    rules.require_pages(pages)
    with transaction.atomic():
        scan, new = Scan.objects.get_or_create(
            digest=digest, defaults={"name": files[0][0][:120], "total": pages, "by": by}
        )
        if not new:
            return scan, False
        for name, data, count in counted:
            Upload.objects.create(scan=scan, name=name[:120], data=data, pages=count)
        note(UPLOADED, actor=by, facts={"scan": scan.pk, "files": len(files), "pages": pages})
    if pages <= rules.AT_ONCE:
        for upload in scan.uploads.all():
            read_upload(upload)
    return scan, True


@every(minutes=1)
def read_waiting() -> int:
    """Reads pages that wait, oldest upload first, some at a time. Gives how many. Started twice it reads none twice."""
    left = rules.IN_ONE_GO
    for upload in queries.still_to_read().defer("data").order_by("pk"):
        left -= read_upload(upload, most=left)
        if left <= 0:
            break
    return rules.IN_ONE_GO - left


def read_upload(upload: Upload, most: int = rules.MOST_PAGES) -> int:
    """Reads the next pages of a file. Looking takes long and holds no lock; a page that somebody else read meanwhile is not kept again."""
    data = Upload.objects.filter(pk=upload.pk).values_list("data", flat=True).first()
    if data is None:
        return 0
    raw = bytes(data)
    count = 0
    while count < most:
        at = Upload.objects.filter(pk=upload.pk).values_list("done", "pages").first()
        if at is None or at[0] >= at[1]:
            break
        look: pictures.Look | None
        seen: _Seen | None = None
        try:
            look = pictures.look_at(pictures.grey_page(raw, at[0], upload.name))
        except Refusal:
            look = None
        if look is not None and look.code is not None:
            seen = _seen_on(look.grey, look.straight, look.code)
        if not _keep(upload, at[0], look, seen):
            break
        count += 1
    return count


@dataclass(frozen=True)
class _Seen:
    """What a page says, once it is known which sheet it is of."""

    print_: PrintedForm
    code: SheetCode
    reading: dict[str, Any]


def _seen_on(grey: Any, straight: Any, code: SheetCode) -> _Seen | None:
    """Takes a tenth of a second or more, so it is done before anything is locked. None for a sheet that was never printed."""
    print_ = paper_queries.print_with_code(code.form)
    if print_ is None or not 1 <= code.page <= print_.pages or code.copy > print_.copies:
        return None
    return _Seen(print_, code, read(grey, print_.sheet_layout.pages[code.page - 1], straight))


@transaction.atomic
def _keep(upload: Upload, index: int, look: pictures.Look | None, seen: _Seen | None) -> bool:
    row = Upload.objects.select_for_update().defer("data").filter(pk=upload.pk).first()
    if row is None or row.done != index:
        return False
    # All pages of a scan are kept one after the other: their order says which pages without a number belong together.
    scan = Scan.objects.select_for_update().get(pk=row.scan_id)
    before = sum(Upload.objects.filter(scan=scan, pk__lt=row.pk).values_list("pages", flat=True))
    page = Page(scan=scan, position=before + index + 1, name=row.name, state=PageState.BROKEN)
    if look is None:
        page.save()
    elif look.blank:
        page.state = PageState.BLANK
        page.save()
    else:
        page.state = PageState.NO_CODE
        page.matrix = look.straight.to_picture.tolist() if look.straight is not None else None
        page.looks = pictures.looks_of(look.grey, look.straight)
        page.save()
        Original.objects.create(page=page, data=pictures.as_jpeg(look.grey))
        if seen is not None:
            _place(page, seen)
    row.done = index + 1
    row.save(update_fields=["done"])
    if row.done >= row.pages:
        row.data = b""
        row.save(update_fields=["data"])
        if not queries.still_to_read().filter(scan=scan).exists():
            scan.uploads.all().delete()
    return True


# --- pages become sheets --------------------------------------------------------------------------------------------


def straight_of(page: Page) -> Any:
    """How the kept picture is straightened, or None where it could not be."""
    if page.matrix is None:
        return None
    import numpy as np

    from mitwirken.kernels.marks import Straight, coarsest

    matrix = np.array(page.matrix, dtype=np.float64)
    return Straight(matrix, coarsest(matrix))


def _place(page: Page, seen: _Seen) -> None:
    """Puts a page where its number says. The scan is locked by the caller."""
    page.form, page.copy, page.number = seen.print_, seen.code.copy, seen.code.page
    page.reading = seen.reading
    page.state = PageState.READ
    try:
        with transaction.atomic():
            page.sheet = _sheet_for(page, seen.print_)
            page.save()
    except IntegrityError:
        # The same page of a numbered sheet is there: it counts once.
        page.state = PageState.TWICE
        page.sheet = Sheet.objects.filter(form=seen.print_, copy=seen.code.copy).first()
        page.save()
        return
    sheet = Sheet.objects.select_for_update().get(pk=page.sheet.pk)
    if not sheet.waits:
        # The rest of a sheet that somebody entered already, or put aside.
        page.state = PageState.TWICE
        page.save(update_fields=["state"])
        return
    _settle(sheet)


def _sheet_for(page: Page, print_: PrintedForm) -> Sheet:
    """The sheet a page belongs to. Without a number only the page straight before it in the same scan can be of the same sheet."""
    if page.copy:
        sheet, _new = Sheet.objects.get_or_create(form=print_, copy=page.copy, defaults={"scan": page.scan})
        return sheet
    if page.number > 1:
        before = (
            Page.objects.filter(scan=page.scan, position__lt=page.position)
            .exclude(state=PageState.BLANK)
            .select_related("sheet")
            .order_by("-position")
            .first()
        )
        if (
            before is not None
            and before.state == PageState.READ
            and before.copy == 0
            and before.form_id == print_.pk
            and before.number == page.number - 1
            and before.sheet is not None
            and before.sheet.waits
        ):
            return before.sheet
    return Sheet.objects.create(scan=page.scan, form=print_)


def readings_of(sheet: Sheet) -> Readings:
    pages = [page for page in sheet.pages.all() if page.state == PageState.READ]
    return Readings(sheet.form, [page.reading for page in pages])


def _settle(sheet: Sheet) -> None:
    """Says how a sheet stands after a page came to it."""
    pages = list(sheet.pages.filter(state=PageState.READ))
    sheet.reason, sheet.twin = SheetReason.NONE, None
    if sheet.copy and (earlier := paper_queries.entry_of(sheet.form, sheet.copy)) is not None:
        sheet.state, sheet.entry = SheetState.KNOWN, earlier
    elif len({page.number for page in pages}) < sheet.form.pages:
        sheet.state = SheetState.MISSING
    else:
        sheet.reason = _reason(sheet, pages)
        sheet.state = SheetState.CHECK if sheet.reason else SheetState.CLEAR
    sheet.save(update_fields=["state", "reason", "twin", "entry"])


def _reason(sheet: Sheet, pages: list[Page]) -> str:
    seen = Readings(sheet.form, [page.reading for page in pages])
    if any(page.matrix is None for page in pages):
        return SheetReason.CROOKED
    if not sheet.copy and (twin := _twin_of(sheet, pages)) is not None:
        sheet.twin = twin
        return SheetReason.TWIN
    if len(seen.clear) < len(seen.choices):
        return SheetReason.MARKS
    if seen.written:
        return SheetReason.WRITING
    if seen.empty:
        return SheetReason.EMPTY
    return "" if _is_taken(sheet, seen) else SheetReason.REFUSED


def _is_taken(sheet: Sheet, seen: Readings) -> bool:
    """Whether the form takes what is on the sheet, without entering it."""
    try:
        _kind, row = registry.find(sheet.form.kind, sheet.form.about)
        return form_of(sheet.form, row, as_sent(seen.values())).is_valid()
    except Refusal:
        return False


def as_sent(values: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """Values as a browser would send them."""
    return MultiValueDict(
        {name: list(value) if isinstance(value, list) else [value] for name, value in values.items()}
    )


def _twin_of(sheet: Sheet, pages: list[Page]) -> Sheet | None:
    """A sheet without a number, read before, with the same marks and the same looks."""
    for page in pages:
        others = (
            Page.objects.filter(form=sheet.form, copy=0, number=page.number, state=PageState.READ)
            .exclude(sheet=sheet)
            .exclude(sheet=None)
            .select_related("sheet")
            .order_by("-pk")[:2000]
        )
        marks = _marks_of(page)
        for other in others:
            if _marks_of(other) == marks and pictures.look_alike(page.looks, other.looks):
                return other.sheet
    return None


def _marks_of(page: Page) -> dict[str, str]:
    return {name: box["state"] for name, box in page.reading.get("boxes", {}).items()}


def give_number(*, page: Page, code: SheetCode, by: Any) -> Page:
    """A person reads the number of a page that the machine could not read.

    The page is read as if its square code had been. Refuses people without the role, a number that was not printed, a page the form does not
    have, and a page that got its number meanwhile.
    """
    rules.require_may_see_page(by, page)
    data = queries.picture_of(page)
    if data is None:
        raise Refusal(
            _("Das Bild dieser Seite ist schon gelöscht. Bitte scannen Sie sie noch einmal."), status=409
        )
    print_ = paper_queries.print_with_code(code.form)
    if print_ is None or code.copy > print_.copies:
        raise Refusal(
            _(
                "Einen Bogen mit dieser Nummer haben wir nicht gedruckt. Bitte vergleichen Sie Zeichen für Zeichen."
            ),
            status=422,
            field="bogen",
        )
    if not 1 <= code.page <= print_.pages:
        raise Refusal(_("Dieser Bogen hat %(n)d Seiten.") % {"n": print_.pages}, status=422, field="seite")
    rules.require_may_see_page(by, Page(form=print_))
    seen = _seen_on(pictures.from_jpeg(data), straight_of(page), code)
    with transaction.atomic():
        Scan.objects.select_for_update().get(pk=page.scan_id)
        row = still_there(
            Page.objects.select_for_update(of=("self",)).select_related("scan").filter(pk=page.pk).first()
        )
        if row.state not in (PageState.NO_CODE, PageState.ASIDE) or seen is None:
            raise Refusal(_("Diese Seite hat inzwischen schon ihre Nummer."), status=409)
        _place(row, seen)
    return row


@transaction.atomic
def put_page_aside(*, page: Page, by: Any) -> None:
    """A page that is no sheet of ours: a cover, a note, somebody's hand. It is not read, and a number can still be given."""
    row = still_there(
        Page.objects.select_for_update(of=("self",)).select_related("form").filter(pk=page.pk).first()
    )
    rules.require_may_see_page(by, row)
    if row.state == PageState.NO_CODE:
        row.state = PageState.ASIDE
        row.save(update_fields=["state"])


# --- entering -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """How the person wants to hear of the answer, and where."""

    how: str = ""
    address: str = ""


@transaction.atomic
def enter_sheet(*, sheet: Sheet, values: Mapping[str, Any], by: Any, reply: Reply | None = None) -> Entry:
    """Enters what a person read from the picture, by the form's own deed. `values` are clean.

    Causes what typing in causes, and a line in the logbook. Refuses people without the role, a sheet that somebody entered or put aside
    meanwhile, a numbered one that counts already, and what the form's deed refuses.
    """
    row = _locked(sheet)
    rules.require_may_see_sheet(by, row)
    rules.require_waiting(row)
    entry = _enter(row, values, by, reply or Reply())
    note(CHECKED, actor=by, facts={"sheet": row.pk, "entry": entry.pk})
    return entry


def _locked(sheet: Sheet) -> Sheet:
    return still_there(
        Sheet.objects.select_for_update(of=("self",))
        .select_related("form", "scan")
        .filter(pk=sheet.pk)
        .first()
    )


def _enter(row: Sheet, values: Mapping[str, Any], by: Any, reply: Reply) -> Entry:
    entry = paper.enter(
        print_=row.form,
        copy=row.copy,
        values=values,
        channel=Channel.PAPER,
        by=by,
        reply=reply.how,
        address=reply.address,
    )
    row.state, row.reason, row.entry, row.by, row.done_at = (
        SheetState.ENTERED, SheetReason.NONE, entry, by, timezone.now(),
    )  # fmt: skip
    row.save(update_fields=["state", "reason", "entry", "by", "done_at"])
    return entry


@dataclass(frozen=True)
class Confirmed:
    """How many clear sheets were entered, and how many the form did not take; those wait for a person now."""

    entered: int
    refused: int


def confirm_clear(*, scan: Scan, by: Any) -> Confirmed:
    """Enters all sheets of a scan on which everything is clear. Each for itself: what is refused waits for a person and stops nothing.

    Causes a line in the logbook for each sheet and one for the scan. Refuses people who are not responsible, or without the role of a form.
    """
    rules.require_may_confirm(by)
    sheets = list(queries.clear_sheets(scan))
    for sheet in sheets:
        rules.require_may_see_sheet(by, sheet)
    entered = refused = 0
    for sheet in sheets:
        done = _enter_clear(sheet, by)
        if done is True:
            entered += 1
        elif done is False:
            refused += 1
    note(CONFIRMED, actor=by, facts={"scan": scan.pk, "entered": entered, "refused": refused})
    return Confirmed(entered, refused)


def _enter_clear(sheet: Sheet, by: Any) -> bool | None:
    """True where it is entered, False where it was refused, None where somebody was quicker."""
    try:
        with transaction.atomic():
            row = _locked(sheet)
            if row.state != SheetState.CLEAR:
                return None
            _kind, about = registry.find(row.form.kind, row.form.about)
            form = form_of(row.form, about, as_sent(readings_of(row).values()))
            if not form.is_valid():
                raise Refusal(_("Das Formular nimmt es so nicht an."), status=422)
            _enter(row, form.cleaned_data, by, Reply())
            return True
    except (Refusal, IntegrityError):
        with transaction.atomic():
            row = _locked(sheet)
            if row.state != SheetState.CLEAR:
                return None
            earlier = paper_queries.entry_of(row.form, row.copy) if row.copy else None
            if earlier is not None:
                row.state, row.entry = SheetState.KNOWN, earlier
            else:
                row.state, row.reason = SheetState.CHECK, SheetReason.REFUSED
            row.save(update_fields=["state", "reason", "entry"])
        return False


@transaction.atomic
def put_aside(*, sheet: Sheet, by: Any) -> None:
    """A sheet that does not count: empty, scanned twice without a number, withdrawn. It can be taken up again."""
    row = _locked(sheet)
    rules.require_may_see_sheet(by, row)
    rules.require_waiting(row)
    row.state, row.by, row.done_at = SheetState.ASIDE, by, timezone.now()
    row.save(update_fields=["state", "by", "done_at"])
    note(ASIDE, actor=by, facts={"sheet": row.pk})


@transaction.atomic
def take_up_again(*, sheet: Sheet, by: Any) -> None:
    """A sheet that was put aside, or whose entry was taken back, waits for a person again. Refuses one that counts."""
    row = _locked(sheet)
    rules.require_may_see_sheet(by, row)
    if row.waits:
        return
    if row.state != SheetState.ASIDE and (row.entry is None or row.entry.taken_back_at is None):
        raise Refusal(_("Dieser Bogen ist eingetragen. Nehmen Sie zuerst die Eingabe zurück."), status=409)
    row.state, row.by, row.done_at, row.entry = SheetState.CHECK, None, None, None
    row.save(update_fields=["state", "by", "done_at", "entry"])


@transaction.atomic
def delete_scan(*, scan: Scan, by: Any) -> None:
    """Removes a scan with its pictures; what was entered from it stays. Refuses people who are not responsible."""
    row = still_there(Scan.objects.select_for_update().filter(pk=scan.pk).first())
    rules.require_may_confirm(by)
    facts = {"scan": row.pk, "pages": row.pages.count()}
    Page.objects.filter(Q(scan=row) | Q(sheet__scan=row)).delete()
    row.delete()
    note(DELETED, actor=by, facts=facts)


def form_for(sheet: Sheet, sent: Any = None, files: Any = None) -> forms.Form:
    """The form in which a sheet is checked, filled with what is clear."""
    _kind, about = registry.find(sheet.form.kind, sheet.form.about)
    if sent is not None:
        return form_of(sheet.form, about, sent, files)
    return form_of(sheet.form, about, initial=readings_of(sheet).values())
