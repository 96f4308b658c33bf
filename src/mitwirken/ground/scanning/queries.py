# SPDX-License-Identifier: EUPL-1.2
"""Reads: scans with what waits, sheets with their pages, pages nobody could assign."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from .models import WAITING, Original, Page, PageState, Scan, Sheet, SheetState, Upload


def scans() -> QuerySet[Scan]:
    """Newest first, each with how many sheets wait, how many are entered, and how many pages need a number."""
    return (
        Scan.objects.select_related("by")
        .order_by("-pk")
        .annotate(
            waiting=Count("sheets", filter=Q(sheets__state__in=WAITING), distinct=True),
            entered=Count("sheets", filter=Q(sheets__state=SheetState.ENTERED), distinct=True),
            nameless=Count("pages", filter=Q(pages__state=PageState.NO_CODE), distinct=True),
            read=Count("pages", distinct=True),
        )
    )


def scan_with(pk: int) -> Scan | None:
    return scans().filter(pk=pk).first()


def sheets_of(scan: Scan) -> list[Sheet]:
    return list(
        Sheet.objects.filter(scan=scan)
        .select_related("form", "entry", "entry__form", "twin__form", "by")
        .prefetch_related("pages")
    )


def other_pages(scan: Scan) -> QuerySet[Page]:
    """Pages of a scan that are not part of a sheet that counts here: without a number, blank, twice, broken, aside."""
    return scan.pages.exclude(state=PageState.READ).select_related("form", "sheet__form", "sheet__entry")


def late_pages(scan: Scan) -> QuerySet[Page]:
    """Pages of sheets that came first with another scan."""
    return (
        scan.pages.filter(state=PageState.READ)
        .exclude(sheet__scan_id=F("scan_id"))
        .select_related("form", "sheet__form")
    )


def still_to_read() -> QuerySet[Upload]:
    return Upload.objects.filter(done__lt=F("pages"))


def pages_to_read(scan: Scan) -> int:
    row = still_to_read().filter(scan=scan).aggregate(n=Sum(F("pages") - F("done")))
    return row["n"] or 0


def waiting_number(person: Any) -> int:
    return (
        Sheet.objects.filter(state__in=(SheetState.CHECK, SheetState.CLEAR, SheetState.MISSING)).count()
        + Page.objects.filter(state=PageState.NO_CODE).count()
    )


def sheet_with(pk: int) -> Sheet | None:
    return (
        Sheet.objects.select_related("form", "scan", "entry", "entry__form", "twin__form")
        .prefetch_related("pages")
        .filter(pk=pk)
        .first()
    )


def next_to_check(after: Sheet) -> Sheet | None:
    """The next sheet of the same scan that waits for a person."""
    rows = Sheet.objects.filter(scan=after.scan, state__in=(SheetState.CHECK, SheetState.MISSING)).exclude(
        pk=after.pk
    )
    return rows.filter(pk__gt=after.pk).first() or rows.first()


def page_with(pk: int) -> Page | None:
    return Page.objects.select_related("form", "scan", "sheet").filter(pk=pk).first()


def picture_of(page: Page) -> bytes | None:
    data = Original.objects.filter(page=page).values_list("data", flat=True).first()
    return bytes(data) if data is not None else None


def clear_sheets(scan: Scan) -> QuerySet[Sheet]:
    return (
        Sheet.objects.filter(scan=scan, state=SheetState.CLEAR)
        .select_related("form")
        .prefetch_related("pages")
    )
