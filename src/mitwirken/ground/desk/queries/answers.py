# SPDX-License-Identifier: EUPL-1.2
"""Who has signed a draft and who has to; what it said before; the text blocks with their places filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import (
    Answer,
    AnswerComment,
    AnswerText,
    Case,
    Office,
    Part,
    PartStatus,
    Signature,
    SigningRule,
    TextBlock,
)

PLACE = re.compile(r"\{([^{}\n]*)\}")
PLACES = ("titel", "nummer", "prozess", "amt", "termin")


@dataclass(frozen=True)
class Signing:
    """How far a draft is with its signatures. `signed` counts for the text as it stands; `fallen` was for the one before."""

    signed: tuple[Signature, ...]
    fallen: tuple[Signature, ...]
    required: tuple[Office, ...]
    four_eyes: bool
    process_four_eyes: bool

    @property
    def missing(self) -> tuple[Office, ...]:
        there = {one.office_id for one in self.signed}
        return tuple(office for office in self.required if office.pk not in there)

    @property
    def people(self) -> set[int]:
        return {one.by_id for one in self.signed if one.by_id is not None}

    @property
    def lacks_second_eyes(self) -> bool:
        return self.four_eyes and len(self.people) < 2

    @property
    def asks_anything(self) -> bool:
        return bool(self.required) or self.four_eyes

    def ready_for(self, person: Any) -> bool:
        """Whether the draft can be published with the signature that the person could still give."""
        mine = set(person.offices)
        return (
            all(office.pk in mine for office in self.missing[:1])
            and len(self.missing) <= 1
            and (not self.four_eyes or len(self.people | {person.pk}) >= 2)
        )


def signing_of(case: Case, draft: Answer | None) -> Signing:
    """Who must sign the answer of a case and who has, in three queries."""
    rows = list(draft.signatures.select_related("office", "by")) if draft is not None else []
    gone = (PartStatus.DECLINED, PartStatus.CALLED_OFF)
    parts = Part.objects.filter(case=case, must_sign=True).exclude(status__in=gone).select_related("office")
    offices = {part.office_id: part.office for part in parts.order_by("office__name")}
    rule = SigningRule.objects.filter(group_key=case.group_key).first() if case.group_key else None
    by_process = rule is not None and rule.four_eyes
    version = draft.version if draft is not None else 0
    return Signing(
        signed=tuple(row for row in rows if row.version == version),
        fallen=tuple(row for row in rows if row.version == version - 1),
        required=tuple(offices.values()),
        four_eyes=by_process if case.four_eyes is None else case.four_eyes,
        process_four_eyes=by_process,
    )


@dataclass(frozen=True)
class DraftPage:
    """All that the page of a draft shows: the text, what it said before, comments, signatures. Eight queries."""

    draft: Answer
    changes: list[Change]
    open_comments: list[AnswerComment]
    settled_comments: list[AnswerComment]
    signing: Signing


def draft_page(case: Case) -> DraftPage | None:
    draft = case.answers.filter(state=Answer.State.DRAFT).select_related("drafted_by").first()
    if draft is None:
        return None
    comments = list(draft.comments.select_related("by"))
    return DraftPage(
        draft=draft,
        changes=changes_of(draft),
        open_comments=[row for row in comments if row.settled_at is None],
        settled_comments=[row for row in comments if row.settled_at is not None],
        signing=signing_of(case, draft),
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of a text beside another one: in both (`same`), only before (`gone`), only now (`new`)."""

    kind: str
    text: str


WORDS = re.compile(r"\s+|[^\s]+")


def difference(before: str, now: str) -> list[Piece]:
    """What changed between two texts, word by word."""
    old, new = WORDS.findall(before), WORDS.findall(now)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            found.append(Piece("new", "".join(new[c:d])))
    return found


@dataclass(frozen=True)
class Change:
    """One version of a draft, and what it changed in the one before it."""

    row: AnswerText
    pieces: list[Piece]
    signed: list[Signature]
    is_current: bool


def changes_of(draft: Answer, at_most: int = 20) -> list[Change]:
    """The versions of a draft, the newest first, each with what it changed. Two queries."""
    rows = list(draft.texts.select_related("by")[: at_most + 1])
    signed: dict[int, list[Signature]] = {}
    for one in draft.signatures.select_related("office", "by"):
        signed.setdefault(one.version, []).append(one)
    return [
        Change(
            row=row,
            pieces=difference(rows[place + 1].text if place + 1 < len(rows) else "", row.text),
            signed=signed.get(row.version, []),
            is_current=row.version == draft.version,
        )
        for place, row in enumerate(rows[:at_most])
    ]


def unknown_places(text: str) -> list[str]:
    """The places in a text block that nobody can fill."""
    return [f"{{{name}}}" for name in dict.fromkeys(PLACE.findall(text)) if name not in PLACES]


def fill(text: str, case: Case) -> str:
    """A text block with what the case knows. What the case does not know stays as a gap for the writer."""
    known = {
        "titel": case.title,
        "nummer": str(case.number),
        "prozess": case.group,
        "amt": case.office.name if case.office else "",
        "termin": date_format(case.due_on) if case.due_on else "",
    }
    return PLACE.sub(lambda found: known.get(found.group(1), "") or _("[bitte ergänzen]"), text)


def blocks() -> list[TextBlock]:
    return list(TextBlock.objects.all())
