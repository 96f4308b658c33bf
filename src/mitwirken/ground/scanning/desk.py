# SPDX-License-Identifier: EUPL-1.2
"""Uploading, looking through, checking side by side. All plain forms, all by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitwirken.ground.deeds.once import new_token, once
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk import contacts
from mitwirken.ground.desk.access import staff_page
from mitwirken.ground.desk.doors import confirm, form_status, render_desk, show_refusal
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.desk.rules import CONCEPTUAL
from mitwirken.ground.paper import registry as paper
from mitwirken.ground.paper.forms import ReplyForm
from mitwirken.ground.paper.rules import CLERKS
from mitwirken.ground.ui import practice
from mitwirken.kernels import sheets

from . import actions, pictures, queries, rules
from .forms import NumberForm, UploadForm
from .models import Page, PageState, Scan, Sheet, SheetState

A_PAGE = 25
FEW = 8
BESIDE = 8.0
"""So many millimetres of the sheet are shown around a box, and the words to its right."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLERKS)
def start(request: HttpRequest) -> HttpResponse:
    """Upload, and what was uploaded before."""
    rules.require_may_scan(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                sent = form.cleaned_data["uploads"]
                rules.require_size([(one.name, one.size) for one in sent])
                scan, new = actions.take_in(files=[(one.name, one.read()) for one in sent], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                if not new:
                    messages.info(request, _("Diese Dateien sind schon eingelesen. Hier sind sie."))
                return redirect(scan)
    pages = Paginator(queries.scans(), A_PAGE).get_page(request.GET.get("seite"))
    return render_desk(request, "scanning/start.html", {"form": form, "page": pages}, status=status)


def _door(request: HttpRequest, scan: int) -> dict[str, Any]:
    """Behind the door of a scan: its whole pages, and what says how somebody is reached."""
    where = f"scan:{scan}"
    return {"door": where, "shown": contacts.is_open(request, where)}


def _scan(request: HttpRequest, pk: int) -> Scan:
    rules.require_may_scan(request.user)
    row = queries.scan_with(pk)
    if row is None:
        raise Refusal(_("Diesen Scan gibt es nicht mehr."), status=404)
    return row


@require_safe
@staff_page(*CLERKS)
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets and pages of a scan with their state."""
    row = _scan(request, pk)
    found = queries.sheets_of(row)
    by_state: dict[str, list[Sheet]] = {}
    for sheet in found:
        by_state.setdefault(sheet.state, []).append(sheet)
    groups = [(state, by_state[state]) for state in _ORDER if state in by_state]
    others = list(queries.other_pages(row))
    context = {
        "scan": row,
        "left": queries.pages_to_read(row),
        "groups": groups,
        "clear": len(by_state.get(SheetState.CLEAR, ())),
        "first": next(
            (one for state in (SheetState.CHECK, SheetState.MISSING) for one in by_state.get(state, ())), None
        ),
        "nameless": [page for page in others if page.state == PageState.NO_CODE],
        "others": [page for page in others if page.state != PageState.NO_CODE],
        "late": list(queries.late_pages(row)),
        "may_confirm": has_role(request.user, *CONCEPTUAL),
    }
    return render_desk(request, "scanning/scan.html", context | _door(request, row.pk))


_ORDER = (
    SheetState.CHECK,
    SheetState.MISSING,
    SheetState.CLEAR,
    SheetState.KNOWN,
    SheetState.ENTERED,
    SheetState.ASIDE,
)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CONCEPTUAL)
def confirm_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, and enters all clear sheets of a scan."""
    row = _scan(request, pk)
    rules.require_may_confirm(request.user)
    number = queries.clear_sheets(row).count()
    back = row.get_absolute_url()
    if request.method == "POST":
        done = actions.confirm_clear(scan=row, by=request.user)
        messages.success(
            request,
            ngettext("%(n)d Bogen ist eingetragen.", "%(n)d Bögen sind eingetragen.", done.entered)
            % {"n": done.entered},
        )
        if done.refused:
            messages.warning(
                request,
                ngettext(
                    "%(n)d Bogen ging so nicht. Bitte sehen Sie ihn an.",
                    "%(n)d Bögen gingen so nicht. Bitte sehen Sie sie an.",
                    done.refused,
                )
                % {"n": done.refused},
            )
        return redirect(back)
    if not number:
        messages.info(request, _("Es ist kein klarer Bogen mehr da."))
        return redirect(back)
    return confirm(
        request,
        lambda: None,
        title=ngettext("%(n)d klaren Bogen übernehmen?", "%(n)d klare Bögen übernehmen?", number)
        % {"n": number},
        text=_(
            "Auf diesen Bögen war jedes Kästchen eindeutig und nichts von Hand geschrieben. Sehen Sie vorher einige an. "
            "Jede Eingabe kann später zurückgenommen werden."
        ),
        yes=_("Übernehmen"),
        back=back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CONCEPTUAL)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = _scan(request, pk)
    return confirm(
        request,
        lambda: actions.delete_scan(scan=row, by=request.user),
        title=_("Scan und Bilder löschen?"),
        text=_("Was schon eingetragen ist, bleibt. Bögen, die noch warten, müssten neu eingelesen werden."),
        yes=_("Löschen"),
        back=row.get_absolute_url(),
        onward=reverse("scanning:start"),
        done=_("Gelöscht."),
        danger=True,
    )


# --- one sheet ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """A piece of the picture that belongs to a field of the form."""

    url: str
    label: str
    shown: bool = True


@dataclass(frozen=True)
class Line:
    """A field of the form beside what is on the paper."""

    field: Any
    cuts: tuple[Cut, ...]
    why: tuple[Any, ...]
    sure: bool


def _sheet(request: HttpRequest, pk: int) -> Sheet:
    row = queries.sheet_with(pk)
    if row is None:
        raise Refusal(_("Diesen Bogen gibt es nicht mehr."), status=404)
    rules.require_may_see_sheet(request.user, row)
    if row.form.practice:
        practice.mark(request)
    return row


def _lines(sheet: Sheet, form: Any, reply: ReplyForm | None, shown: bool) -> tuple[list[Line], list[Cut]]:
    """Each field beside its cut-outs: unclear choices and everything written, the rest without. And what is written where the form has no field."""
    seen = actions.readings_of(sheet)
    unclear = {one.name: one for one in seen.unclear}
    pages = {page.number: page for page in sheet.pages.all() if page.state == PageState.READ}
    cuts: dict[str, tuple[Cut, ...]] = {}
    behind = paper.form_named(sheet.form.kind).behind_the_door
    words = sheet.form.words
    for number, layout in enumerate(sheet.form.sheet_layout.pages, 1):
        page = pages.get(number)
        if page is None or page.matrix is None:
            continue
        for choice in layout.choices:
            if choice.name in unclear:
                label = words.get("choices", {}).get(choice.name, {}).get("label", choice.name)
                cuts[choice.name] = (Cut(_cut_url(page, choice.name), label),)
        for field in layout.fields:
            if field.name in seen.written:
                label = words.get("fields", {}).get(field.name, {}).get("label", field.name)
                cuts[field.name] = (
                    Cut(_cut_url(page, field.name), label, shown or field.name not in behind),
                )
    bound = list(form)
    if reply is not None:
        bound += [reply["reply"], reply["address"]]
    lines = [
        Line(
            field,
            cuts.get(field.name, ()),
            unclear[field.name].why if field.name in unclear else (),
            sure=field.name in seen.clear,
        )
        for field in bound
    ]
    asked = {line.field.name for line in lines}
    return lines, [cut for name, found in cuts.items() if name not in asked for cut in found]


def _cut_url(page: Page, name: str) -> str:
    return reverse("scanning:cut", args=[page.pk, name])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLERKS)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Picture and form side by side."""
    row = _sheet(request, pk)
    kind = paper.form_named(row.form.kind)
    context = _context(row, kind) | _door(request, row.scan_id)
    sent = request.POST if request.method == "POST" else None
    try:
        form = actions.form_for(row, sent, request.FILES if sent is not None else None)
    except Refusal as refusal:
        # The phase is over, or the row gone: the picture can still be looked at.
        if sent is not None:
            raise
        return render_desk(request, "scanning/check.html", context | {"closed": refusal.sentence})
    reply = None
    if kind.answered:
        wish = actions.readings_of(row).values().get("reply", "")
        known = {value for value, _label in ReplyForm.base_fields["reply"].choices}  # type: ignore[attr-defined]
        reply = ReplyForm(sent, initial={"reply": wish if wish in known else ""})
    status = 200
    if sent is not None:
        status = 422
        if all([form.is_valid(), reply is None or reply.is_valid()]):
            try:
                address = once(sent.get("once", ""), lambda: _enter(request, row, form, reply))
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                return redirect(address)
        if getattr(form, "picking", False):
            status = 200
    lines, loose = _lines(row, form, reply, context["shown"])
    # Of many rows with boxes the few that are asked about come first; the others are folded.
    many = kind.marks_only and len(lines) > FEW
    context |= {
        "form": form,
        "reply": reply,
        "lines": [line for line in lines if not many or not line.sure],
        "sure": [line for line in lines if many and line.sure],
        "loose": loose,
        "once": new_token(),
        "media": form.media,
    }
    return render_desk(request, "scanning/check.html", context, status=status)


def _context(row: Sheet, kind: paper.PaperForm) -> dict[str, Any]:
    read = sorted(
        (page for page in row.pages.all() if page.state == PageState.READ), key=lambda page: page.number
    )
    return {
        "sheet": row,
        "kind": kind,
        "scanned": read,
        "crooked": any(page.matrix is None for page in read),
        "may_again": row.state == SheetState.ASIDE
        or (not row.waits and row.entry is not None and row.entry.taken_back_at is not None),
    }


def _enter(request: HttpRequest, row: Sheet, form: Any, reply: ReplyForm | None) -> str:
    wish = actions.Reply()
    if reply is not None:
        wish = actions.Reply(reply.cleaned_data.get("reply") or "", reply.cleaned_data.get("address") or "")
    entry = actions.enter_sheet(sheet=row, values=form.cleaned_data, by=request.user, reply=wish)
    onward = queries.next_to_check(row)
    messages.success(request, _("Eingetragen, Quittung %(number)s.") % {"number": entry.number})
    return (onward or row.scan).get_absolute_url()


@require_POST
@staff_page(*CLERKS)
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    row = _sheet(request, pk)
    actions.put_aside(sheet=row, by=request.user)
    messages.success(request, _("Beiseitegelegt. Er zählt nicht und kann wieder aufgenommen werden."))
    return redirect(queries.next_to_check(row) or row.scan)


@require_POST
@staff_page(*CLERKS)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    row = _sheet(request, pk)
    actions.take_up_again(sheet=row, by=request.user)
    return redirect(row)


# --- one page -------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, pk: int) -> Page:
    row = queries.page_with(pk)
    if row is None:
        raise Refusal(_("Diese Seite gibt es nicht mehr."), status=404)
    rules.require_may_see_page(request.user, row)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLERKS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A page the machine could not assign: a person reads the number."""
    row = _page(request, pk)
    form = NumberForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.give_number(page=row, code=form.code(), by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = form_status(refusal)
            else:
                if done.state == PageState.TWICE:
                    messages.info(request, _("Diese Seite war schon gelesen. Sie zählt einmal."))
                return redirect(done.sheet or done.scan)
    context = {
        "row": row,
        "form": form,
        "may_name": row.state in (PageState.NO_CODE, PageState.ASIDE),
        "kept": queries.picture_of(row) is not None,
    }
    return render_desk(request, "scanning/page.html", context | _door(request, _scan_of(row)), status=status)


@require_POST
@staff_page(*CLERKS)
def page_aside(request: HttpRequest, pk: int) -> HttpResponse:
    row = _page(request, pk)
    actions.put_page_aside(page=row, by=request.user)
    return redirect(row.scan)


def _as_picture(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="bogen.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _grey_of(row: Page) -> Any:
    data = queries.picture_of(row)
    if data is None:
        raise Refusal(_("Das Bild dieser Seite ist schon gelöscht."), status=404)
    return pictures.from_jpeg(data)


def _scan_of(row: Page) -> int:
    """Pages that came later lie with the scan of their sheet."""
    return row.sheet.scan_id if row.sheet else row.scan_id


def _require_open(request: HttpRequest, row: Page) -> None:
    if not _door(request, _scan_of(row))["shown"]:
        raise Refusal(
            _("Sagen Sie am Bogen zuerst, wofür Sie das Bild brauchen. Es ist dann 15 Minuten zu sehen.")
        )


@require_safe
@staff_page(*CLERKS)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, straightened and the right way up where that was possible. After a reason."""
    row = _page(request, pk)
    _require_open(request, row)
    straight = actions.straight_of(row)
    grey = _grey_of(row)
    if straight is not None:
        grey = straight.cut(grey, 0, 0, sheets.PAGE_WIDTH, sheets.PAGE_HEIGHT, 6)
    return _as_picture(pictures.as_jpeg(grey))


@require_safe
@staff_page(*CLERKS)
def cut(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The part of a page on which a choice or a written field stands."""
    row = _page(request, pk)
    if not rules.is_work(row, name):
        _require_open(request, row)
    straight = actions.straight_of(row)
    place = _place_of(row, name)
    if straight is None or place is None:
        raise Refusal(_("Diesen Ausschnitt gibt es nicht."), status=404)
    return _as_picture(pictures.as_jpeg(straight.cut(_grey_of(row), *place, 7)))


def _place_of(row: Page, name: str) -> tuple[float, float, float, float] | None:
    """x, y, width, height in millimetres: a field with its edge, or all boxes of a choice with the words beside them."""
    if row.form is None or not 1 <= row.number <= row.form.pages:
        return None
    layout = row.form.sheet_layout.pages[row.number - 1]
    for field in layout.fields:
        if field.name == name:
            return field.x - 2, field.y - 2, field.width + 4, field.height + 4
    for choice in layout.choices:
        if choice.name == name:
            boxes = [box for box in layout.boxes if box.name in choice.boxes]
            if not boxes:
                return None
            left, top = min(box.x for box in boxes) - BESIDE, min(box.y for box in boxes) - BESIDE
            low = max(box.y + box.size for box in boxes) + BESIDE
            return max(0.0, left), top, sheets.PAGE_WIDTH - sheets.CORNER_INSET - max(0.0, left), low - top
    return None
