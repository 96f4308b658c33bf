# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mitwirken.ground import pages
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.desk.roles import is_staff
from mitwirken.ground.pages.blanks import TOKEN, filled_in
from mitwirken.ground.ui.templatetags.ui import icon

from . import queries, rules
from .registry import Method, Option, Setup, Summary, method_named, setup_of

WIDEST_SCALE = 12
"""So many answers stand side by side as buttons; more become a list to choose from."""


@dataclass(frozen=True)
class Answer:
    """An answer on the page; the chosen one says so."""

    option: Option
    chosen: bool


@dataclass(frozen=True)
class Widget:
    """The answers to one subject as a form. `anchor` is where the page stands after the click."""

    action: str
    phase: int
    method: Method
    template: str
    answers: tuple[Answer, ...]
    own: int | None
    own_words: str
    anchor: str
    title: str
    back: str = ""


def widget(
    subject: Any,
    kind: str,
    phase: Any,
    setup: Setup,
    own: int | None,
    *,
    back: str = "",
    anchor: str = "bewertung",
) -> Widget:
    """The form for one subject. `back` is the page to return to, the subject's own without it."""
    method = method_named(setup.method)
    options = method.options(setup)
    return Widget(
        action=reverse("rating:rate", args=[kind, subject.pk]),
        phase=phase.pk,
        method=method,
        template=method.widget if len(options) <= WIDEST_SCALE else "rating/widgets/choice.html",
        answers=tuple(Answer(option, own is not None and option.value == own) for option in options),
        own=own,
        own_words=method.own(own, setup) if own is not None and own in method.allowed(setup) else "",
        anchor=anchor,
        title=str(subject),
        back=back,
    )


@dataclass(frozen=True)
class Channeled:
    """So many by this way."""

    key: str
    label: Any
    n: int


def by_channel(counts: Any) -> list[Channeled]:
    return [Channeled(key, label, counts[key]) for key, label in Channel.choices if counts.get(key)]


def described(phase: Any, setup: Setup) -> dict[str, Any]:
    """What every page about the rating of a phase says: the rule, the counting, the days."""
    method, now = method_named(setup.method), timezone.now()
    return {
        "phase": phase,
        "method": method,
        "setup": setup,
        "rule": method.rule(setup),
        "counting": method.counting(setup),
        "is_open": phase.allows("rate", now),
        "is_ahead": now < phase.starts_at,
        "is_over": now >= phase.ends_at,
        "is_closed_book": queries.is_closed_book(phase, now),
        "late_entry_until": phase.ends_at + rules.LATE_ENTRY,
        "late_entry": phase.ends_at <= now < phase.ends_at + rules.LATE_ENTRY,
    }


def panel(request: HttpRequest, subject: Any, phase: Any) -> SafeString:
    """The rule in words, the answers to click, the result with channels and days. Empty without rating. ≤ 3 queries.

    Declares what the page depends on (`rating:<phase>`). Nothing personal for readers without an account.
    """
    setup = setup_of(phase)
    if setup is None:
        return mark_safe("")
    topic = f"rating:{phase.pk}"
    pages.depends_on(request, topic)
    kind, person = kind_of(subject), request.user
    own = queries.own(person, phase, kind, [subject.pk]).get(subject.pk)
    early = queries.is_closed_book(phase) and is_staff(person)
    seen_by = (person.is_authenticated, rules.can_rate(person, phase), phase.allows("rate"), early)

    def draw() -> tuple[str, list[str]]:
        summary = queries.summaries(phase, kind, [subject.pk], reader=person)[subject.pk]
        context = described(phase, setup) | {
            "subject": subject,
            "summary": summary,
            "channels": by_channel(summary.by_channel),
            "widget": widget(subject, kind, phase, setup, own, back=subject.get_absolute_url()),
            "signed_in": seen_by[0],
            "can_rate": seen_by[1],
            "back": subject.get_absolute_url(),
            "csrf_token": TOKEN,
        }
        return render_to_string("rating/panel.html", context), [topic]

    # The same for everybody who gave the same answer; only the token of the form is each one's own.
    html = pages.kept(("rating.panel", phase.pk, kind, subject.pk, own, seen_by), draw)
    return filled_in(html, request)


def small(
    request: HttpRequest, subject: Any, phase: Any, *, summary: Summary | None, own: int | None = None
) -> SafeString:
    """One line for a card in a list: the result, and the person's own answer. No query: give it what
    `queries.summaries` and `queries.own` found for the whole list. Empty where there is nothing to say."""
    setup = setup_of(phase)
    if setup is None or summary is None:
        return mark_safe("")
    own_words = method_named(setup.method).own(own, setup) if own is not None else ""
    if summary.hidden and not own_words:
        return mark_safe("")
    figure = format_html("{}<span>{}</span>", icon("vote"), summary.figure) if not summary.hidden else ""
    mine = format_html(' <span class="rating-own">{}{}</span>', icon("check"), own_words) if own_words else ""
    return format_html('<span class="rating-small">{}{}</span>', figure, mine)
