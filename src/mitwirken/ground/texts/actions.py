# SPDX-License-Identifier: EUPL-1.2
"""Deeds on the city's texts. `by` is somebody of the staff; see `rules.may_edit_texts`."""

from __future__ import annotations

import logging
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.versions import require_version
from mitwirken.kernels.similarity import fold

from . import prose, queries, rules
from .kinds import legal_templates
from .languages import BINDING, EASY
from .models import Page, PageKind, State, Version

log = logging.getLogger(__name__)
WORDS = ("title", "lead", "body")
LONGEST = {"title": 120, "lead": 400}  # letters, as the table has them


@transaction.atomic
def create_page(*, slug: str, title: str, by: Any, language: str = BINDING) -> Version:
    """A new page with a first draft that has a title only. Refuses an address that is taken or badly written."""
    rules.may_edit_texts(by)
    rules.require_slug(slug)
    if Page.objects.filter(slug=slug).exists():
        raise Refusal(_("Eine Seite mit dieser Adresse gibt es schon."), status=400, field="slug")
    draft = save_text(slug=slug, language=language, title=title, body="", by=by)
    record("texts.created", draft.page, actor=by, public=False)
    return draft


@transaction.atomic
def draft_article(*, title: str, body: str, by: Any) -> Page:
    """Something that was learned becomes the draft of a knowledge article, written in German. Anybody of the staff may hand
    one in; the Redaktion reads it and publishes it. Refuses people who are no staff, and a text without title.
    """
    rules.may_hand_in(by)
    title = " ".join(title.split())[: LONGEST["title"]]
    if not title:
        raise Refusal(_("Bitte geben Sie dem Text einen Titel."), status=400, field="title")
    page = Page.objects.create(slug=_free_slug(title), kind=PageKind.KNOWLEDGE, review_months=24)
    Version.objects.create(
        page=page, language=BINDING, title=title, body=_clean(body), by=by, saved_at=timezone.now()
    )
    record("texts.created", page, actor=by, public=False)
    return page


def _free_slug(title: str) -> str:
    """An address made of the title that no page has."""
    base = f"wissen-{slugify(fold(title))}"[:70].strip("-")
    taken = set(Page.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


@transaction.atomic
def save_text(
    *,
    slug: str,
    language: str,
    title: str,
    body: str,
    by: Any,
    lead: str = "",
    seen: int | None = None,
    checked_by_group_on: date | None = None,
) -> Version:
    """Keeps the words of a page in a language as its draft; readers see nothing yet. Makes the page where there is none.

    `body` is HTML or plain text and is cleaned. `seen` is the version the editor started from (0: there was none);
    a newer one is a Conflict with both texts. Saving what stands there already changes nothing. Refuses a text
    without title, too long, or with a picture that is not ours or has no words.
    """
    rules.may_edit_texts(by)
    rules.require_language(language)
    rules.require_slug(slug)
    words = {"title": " ".join(title.split()), "lead": " ".join(lead.split()), "body": _clean(body)}
    if not words["title"]:
        raise Refusal(_("Bitte geben Sie dem Text einen Titel."), status=400, field="title")
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise Refusal(
                _("Das ist zu lang, höchstens %(most)d Zeichen.") % {"most": most}, status=400, field=name
            )
    page = _locked_page(slug)
    checked = checked_by_group_on if language == EASY else None
    base = queries.latest(page, language)
    if base is not None:
        if all(getattr(base, name) == words[name] for name in WORDS) and base.checked_by_group_on == checked:
            return base
        require_version(base, seen, yours=words, fields=WORDS)
    draft = base if base is not None and base.state == State.DRAFT else Version(page=page, language=language)
    draft.version = (_highest(page, language)) + 1
    draft.title, draft.lead, draft.body = words["title"], words["lead"], words["body"]
    draft.by, draft.saved_at, draft.checked_by_group_on = by, timezone.now(), checked
    draft.save()
    return draft


@transaction.atomic
def publish_text(
    *, slug: str, language: str, by: Any, at: datetime | None = None, seen: int | None = None
) -> Version:
    """Shows the draft to everybody, now or at `at`; what was published before becomes a revision.

    Causes: search finds the new words, the pages are fresh. Publishing twice is once. Refuses a text without words
    and, with `seen`, a draft that somebody has changed meanwhile.
    """
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    base = queries.latest(page, language)
    if base is None:
        raise Refusal(
            _("Hier gibt es noch nichts zu veröffentlichen. Schreiben Sie zuerst den Text."), status=400
        )
    if base.state == State.PUBLISHED:
        return base
    require_version(base, seen, yours={name: getattr(base, name) for name in WORDS}, fields=WORDS)
    if not base.body:
        raise Refusal(
            _("Der Text ist noch leer. Schreiben Sie etwas, bevor Sie ihn veröffentlichen."), status=400
        )
    if at is not None and at > timezone.now():
        base.publish_at = at
        base.save(update_fields=["publish_at"])
        record("texts.scheduled", page, actor=by, public=False, data={"language": language})
        return base
    return _publish(base, by)


@transaction.atomic
def unschedule_text(*, slug: str, language: str, by: Any) -> None:
    """The draft waits again for somebody to publish it. Nothing happens where none was waiting."""
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    Version.objects.filter(page=page, language=language, state=State.DRAFT).update(publish_at=None)


@transaction.atomic
def withdraw_text(*, slug: str, language: str, by: Any) -> None:
    """Takes the published words of a language out of sight; they stay as a revision.

    Causes: readers get German instead, or no page where nothing is left. Refuses the German of a prescribed page.
    """
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    rules.may_withdraw(page, language)
    if Version.objects.filter(page=page, language=language, state=State.PUBLISHED).update(
        state=State.REPLACED
    ):
        record("texts.withdrawn", page, actor=by, public=False, data={"language": language})


@transaction.atomic
def restore_text(*, slug: str, language: str, revision: int, by: Any, seen: int | None = None) -> Version:
    """Makes an earlier version the draft again. A draft that was being written is kept as a revision: nothing is lost."""
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    old = Version.objects.filter(page=page, language=language, pk=revision).first()
    if old is None:
        raise Refusal(_("Diese Fassung gibt es nicht."), status=404)
    base = queries.latest(page, language)
    if base is not None:
        require_version(base, seen, yours={name: getattr(old, name) for name in WORDS}, fields=WORDS)
    if old.state == State.DRAFT:
        return old
    highest = _highest(page, language)
    Version.objects.filter(page=page, language=language, state=State.DRAFT).update(
        state=State.REPLACED, publish_at=None
    )
    draft = Version.objects.create(
        page=page,
        language=language,
        version=highest + 1,
        title=old.title,
        lead=old.lead,
        body=old.body,
        by=by,
        saved_at=timezone.now(),
        checked_by_group_on=old.checked_by_group_on,
    )
    record(
        "texts.restored", page, actor=by, public=False, data={"language": language, "version": old.version}
    )
    return draft


@transaction.atomic
def discard_draft(*, slug: str, language: str, by: Any) -> None:
    """Puts the draft aside; it can still be found among the revisions."""
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    Version.objects.filter(page=page, language=language, state=State.DRAFT).update(
        state=State.REPLACED, publish_at=None
    )


@transaction.atomic
def review_page(*, slug: str, by: Any, on: date | None = None) -> Page:
    """Somebody has looked whether the page is still true. Readers see the day. Refuses a day to come."""
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal(_("Der Tag der Prüfung liegt in der Zukunft."), status=400, field="reviewed_on")
    page.reviewed_on = day
    page.save(update_fields=["reviewed_on"])
    record("texts.reviewed", page, actor=by, public=False)
    return page


@transaction.atomic
def arrange_page(*, slug: str, by: Any, position: int, review_months: int) -> Page:
    """Where the page stands in lists and how often it must be looked at. Refuses numbers out of range."""
    rules.may_edit_texts(by)
    page = _locked_page(slug, make=False)
    if not 0 <= position <= 999:
        raise Refusal(_("Bitte eine Zahl von 0 bis 999."), status=400, field="position")
    if not 0 <= review_months <= 60:
        raise Refusal(_("Bitte eine Zahl von 0 bis 60."), status=400, field="review_months")
    page.position, page.review_months = position, review_months
    page.save(update_fields=["position", "review_months"])
    record("texts.arranged", page, actor=by, public=False)
    return page


@transaction.atomic
def make_legal_pages() -> list[str]:
    """Makes a German draft of every prescribed page that is not there yet; returns their addresses. Publishes nothing."""
    made = []
    for slug, template in legal_templates().items():
        page, fresh = Page.objects.get_or_create(
            slug=slug,
            defaults={
                "kind": PageKind.LEGAL,
                "position": template.position,
                "review_months": template.review_months,
            },
        )
        if not fresh:
            continue
        Version.objects.create(
            page=page,
            language=BINDING,
            title=template.title,
            lead=template.lead,
            body=_clean(template.body),
            saved_at=timezone.now(),
        )
        made.append(slug)
    return made


@every(minutes=1)
def publish_due_texts() -> None:
    """Publishes what was to be published by now. One text that fails does not keep the others back."""
    for waiting in queries.due_drafts(timezone.now()):
        try:
            with transaction.atomic():
                page = _locked_page(waiting.page.slug, make=False)
                draft = Version.objects.filter(
                    page=page, pk=waiting.pk, state=State.DRAFT, publish_at__lte=timezone.now()
                ).first()
                if draft is not None and draft.body:
                    _publish(draft, draft.by)
        except Exception:
            log.exception("text %s (%s) could not be published", waiting.page.slug, waiting.language)


def _publish(draft: Version, by: Any) -> Version:
    # The old row first: the table holds that a language has one published text.
    Version.objects.filter(page=draft.page, language=draft.language, state=State.PUBLISHED).update(
        state=State.REPLACED
    )
    draft.state, draft.published_at, draft.publish_at = State.PUBLISHED, timezone.now(), None
    draft.save()
    record("texts.published", draft.page, actor=by, data={"language": draft.language})
    return draft


def _locked_page(slug: str, *, make: bool = True) -> Page:
    if make:
        Page.objects.get_or_create(slug=slug, defaults=_defaults(slug))
    page = Page.objects.select_for_update().filter(slug=slug).first()
    if page is None:
        raise Refusal(_("Diese Seite gibt es nicht oder nicht mehr."), status=404)
    return page


def _defaults(slug: str) -> dict[str, Any]:
    template = legal_templates().get(slug)
    if template is None:
        return {}
    return {"kind": PageKind.LEGAL, "position": template.position, "review_months": template.review_months}


def _highest(page: Page, language: str) -> int:
    newest = (
        Version.objects.filter(page=page, language=language)
        .order_by("-version")
        .values_list("version", flat=True)
    )
    return newest.first() or 0


def _clean(body: str) -> str:
    if len(body) > rules.LONGEST:
        raise Refusal(
            _("Der Text ist zu lang. Bitte teilen Sie ihn auf mehrere Seiten auf."), status=400, field="body"
        )
    cleaned = prose.clean(body)
    if cleaned.problems:
        raise Refusal(" ".join(one.sentence for one in cleaned.problems), status=400, field="body")
    return cleaned.html
