# SPDX-License-Identifier: EUPL-1.2
"""Reads of the city's texts. A version's body is loaded only where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from .languages import BINDING, EASY, chain, languages
from .models import Page, PageKind, State, Version


@dataclass(frozen=True)
class Reading:
    """What a reader gets. `stands_in`: the version is in another language than the one asked for.

    `easy`: "" where the page has no easy German, "checked" where a group has read it, otherwise "unchecked".
    """

    page: Page
    version: Version
    stands_in: bool
    easy: str = ""


def public_pages(rows: QuerySet[Page]) -> QuerySet[Page]:
    return rows.filter(Exists(Version.objects.filter(page=OuterRef("pk"), state=State.PUBLISHED)))


def knowledge() -> QuerySet[Version]:
    """Published knowledge articles in German, the newest first, each with its page."""
    rows = Version.objects.filter(page__kind=PageKind.KNOWLEDGE, state=State.PUBLISHED, language=BINDING)
    return rows.select_related("page").order_by("-published_at", "-pk")


def reading(slug: str, language: str) -> Reading | None:
    """The published version that a reader of `language` gets, or None. Three queries."""
    page = Page.objects.filter(slug=slug).first()
    if page is None:
        return None
    rows = Version.objects.filter(page=page, state=State.PUBLISHED).order_by("pk")
    published, easy = {}, ""
    for code, pk, checked_on in rows.values_list("language", "pk", "checked_by_group_on"):
        published[code] = pk
        if code == EASY:
            easy = "checked" if checked_on else "unchecked"
    if language == EASY:
        wanted = [EASY]
    else:
        wanted = [*chain(language), *(code for code in published if code != EASY)]
    found = next((code for code in wanted if code in published), None)
    if found is None:
        return None
    version = Version.objects.get(pk=published[found])
    return Reading(page, version, found != language, easy)


def easy_versions() -> list[Version]:
    """Every published text in easy German, in the order of the pages. One query."""
    rows = Version.objects.filter(state=State.PUBLISHED, language=EASY).select_related("page").defer("body")
    return list(rows.order_by("page__position", "page__slug"))


@dataclass(frozen=True)
class LanguageLine:
    """Where a page stands in one language."""

    code: str
    name: object
    published: Version | None
    draft: Version | None

    @property
    def latest(self) -> Version | None:
        return self.draft or self.published


@dataclass(frozen=True)
class PageLine:
    page: Page
    title: str
    lines: list[LanguageLine]
    review_due: date | None
    review_is_late: bool

    @property
    def shown(self) -> list[LanguageLine]:
        return [line for line in self.lines if line.latest]


def page_lines(slug: str = "") -> list[PageLine]:
    """Every page (or one) with its languages, states and the date of the next review. Two queries, however many pages."""
    living = Version.objects.exclude(state=State.REPLACED).defer("body").select_related("by")
    pages = Page.objects.prefetch_related(Prefetch("versions", queryset=living, to_attr="living"))
    if slug:
        pages = pages.filter(slug=slug)
    today = timezone.localdate()
    made = []
    for page in pages:
        by_state = {(one.language, one.state): one for one in page.living}
        lines = [
            LanguageLine(code, name, by_state.get((code, State.PUBLISHED)), by_state.get((code, State.DRAFT)))
            for code, name in languages()
        ]
        german = next((line.latest for line in lines if line.code == BINDING and line.latest), None)
        anything = german or next((line.latest for line in lines if line.latest), None)
        due = review_due(page)
        made.append(
            PageLine(
                page, anything.title if anything else page.slug, lines, due, due is not None and due <= today
            )
        )
    return made


def review_due(page: Page) -> date | None:
    """The day by which somebody must look at the page again; its first day where nobody ever has, None where no rule says so."""
    if not page.review_months:
        return None
    if page.reviewed_on is None:
        return timezone.localdate(page.created_at)
    return months_after(page.reviewed_on, page.review_months)


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that has fewer days."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def late_reviews() -> int:
    today = timezone.localdate()
    with_rule = Page.objects.filter(review_months__gt=0)
    return sum((due := review_due(page)) is not None and due <= today for page in with_rule)


def page_or_refuse(slug: str) -> Page:
    page = Page.objects.filter(slug=slug).first()
    if page is None:
        raise Refusal(_("Diese Seite gibt es nicht oder nicht mehr."), status=404)
    return page


def latest(page: Page, language: str) -> Version | None:
    """What an editor starts from: the draft, otherwise what is published."""
    rows = Version.objects.filter(page=page, language=language).exclude(state=State.REPLACED)
    found = {one.state: one for one in rows}
    return found.get(State.DRAFT) or found.get(State.PUBLISHED)


def revisions(page: Page, language: str) -> QuerySet[Version]:
    """Everything that was ever kept, newest first."""
    return Version.objects.filter(page=page, language=language).select_related("by")


def due_drafts(now: datetime) -> list[Version]:
    return list(
        Version.objects.filter(state=State.DRAFT, publish_at__lte=now).select_related("page").defer("body")
    )
