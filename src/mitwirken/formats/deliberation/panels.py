# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from mitwirken.ground.deeds.subjects import kind_of
from mitwirken.ground.desk.roles import has_role
from mitwirken.ground.pages import kept
from mitwirken.ground.pages.blanks import ONCE, TOKEN, filled_in

from . import queries, rules
from .forms import ArgumentForm

# Stands in a kept panel for the foot of an argument, which differs from reader to reader (see `ground.pages.blanks`).
FOOT = re.compile("\x01foot(\\d+)\x01")
LONGEST_KEPT = 200


@dataclass(frozen=True)
class Foot:
    """What stands under one argument: as others see it, as whoever marked it sees it, as its author sees it."""

    author: int | None
    plain: str
    marked: str
    own: str


@dataclass(frozen=True)
class Drawn:
    html: str
    feet: Mapping[int, Foot]


def panel(request: HttpRequest, subject: Any, phase: Any) -> SafeString:
    """Pro, contra and questions on `subject` with replies, in a fair order, and the forms to take part.

    Whatever was said stays readable when the phase is over or `phase` is None. Drawn once for all readers who may do the
    same, and filled in with what is each one's own: then one query, at most 5 when it has to be drawn. Nothing personal for
    readers without an account. The section has the id `beitraege`; the order is chosen by `?reihenfolge=neu` or
    `hilfreich`. The page has to depend on the subject's own topic.
    """
    context = standing(request, subject, phase)
    asked = request.GET.urlencode()
    rights = tuple(context[name] for name in ("can_write", "can_enter", "can_answer", "is_open"))
    key = (
        "deliberation.panel",
        context["subject_kind"],
        subject.pk,
        request.path,
        asked,
        rights,
        timezone.localdate(),
    )

    def draw() -> tuple[Drawn, list[str]]:
        return _draw(request, context, phase), [f"{context['subject_kind']}:{subject.pk}"]

    drawn = kept(key, draw) if len(asked) <= LONGEST_KEPT else draw()[0]
    return _filled_in(request, drawn)


def _draw(request: HttpRequest, context: dict[str, Any], phase: Any) -> Drawn:
    whole = context | said(context["subject_kind"], context["subject"].pk, context["order"], AnonymousUser())
    # Of the request only the address, which is in the key.
    whole |= {"request": request, "csrf_token": TOKEN}
    if context["can_write"]:
        whole["form"] = ArgumentForm(initial={"once": ONCE}, prefix=None)
    feet: dict[int, Foot] = {}
    for part in whole["sections"]:
        for top in part.voices:
            for voice in (top, *top.replies):
                feet[voice.argument.pk] = _feet(whole, voice, top=voice is top)
                voice.foot = mark_safe(f"\x01foot{voice.argument.pk}\x01")
    return Drawn(render_to_string("deliberation/panel.html", whole), feet)


def _feet(context: dict[str, Any], voice: queries.Voice, *, top: bool) -> Foot:
    def foot(*, marked: bool = False, mine: bool = False) -> str:
        seen = replace(voice, marked=marked, mine=mine)
        return render_to_string(
            "deliberation/parts/foot.html", context | {"voice": seen, "argument": voice.argument, "top": top}
        )

    return Foot(voice.argument.author_id, foot(), foot(marked=True), foot(mine=True))


def _filled_in(request: HttpRequest, drawn: Drawn) -> SafeString:
    person = request.user
    marks = queries.marks_of(person, drawn.feet) if drawn.feet else frozenset()

    def foot(found: re.Match[str]) -> str:
        pk = int(found[1])
        under = drawn.feet[pk]
        if person.is_authenticated and under.author == person.pk:
            return under.own
        return under.marked if pk in marks else under.plain

    return filled_in(FOOT.sub(foot, drawn.html), request)


def standing(request: HttpRequest, subject: Any, phase: Any) -> dict[str, Any]:
    """What the reader may do here, and when. No query of its own."""
    person = request.user
    return {
        "subject": subject,
        "subject_kind": kind_of(subject),
        "home": subject.get_absolute_url(),
        "can_write": rules.can_write(person, phase),
        "can_enter": person.is_authenticated and has_role(person, *rules.ENTRY_ROLES),
        "can_answer": person.is_authenticated and has_role(person, *rules.ANSWER_ROLES),
        **order_and_days(phase, queries.clean_order(request.GET.get("reihenfolge"))),
    }


def said(kind: str, pk: int, order: str, reader: Any) -> dict[str, Any]:
    parts = queries.sections(kind, pk, order, reader)
    return {"sections": parts, "total": sum(part.total for part in parts)}


def order_and_days(phase: Any, order: str) -> dict[str, Any]:
    """What every page of a discussion says: when it is open, and why things stand as they stand."""
    now = timezone.now()
    collects = phase is not None and "comment" in phase.verbs
    return {
        "phase": phase,
        "is_open": rules.is_open(phase, now),
        "opens_at": phase.starts_at if collects and now < phase.starts_at else None,
        "ended_at": phase.ends_at if collects and now >= phase.ends_at else None,
        "order": order,
        "orders": [
            {"key": "" if key == queries.FAIR else key, "word": word, "current": key == order}
            for key, word in queries.ORDERS.items()
        ],
    }
