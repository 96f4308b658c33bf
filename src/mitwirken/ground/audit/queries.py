# SPDX-License-Identifier: EUPL-1.2
"""Reading the chain: whether it is whole, a page of it, all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from .models import ZERO, Entry, Head, Reference, Words
from .registry import name_of

MARK = "mitwirken.audit.head"
PERSON_KIND = "person"


@dataclass(frozen=True)
class Finding:
    """Something that does not fit, in words for the operator's terminal and log; `code` is for programs and tests."""

    code: str
    number: int
    sentence: str


@dataclass
class Verdict:
    """What reading the whole chain gave. `anchor` is the end as it stands, to be noted outside of this machine."""

    entries: int = 0
    forgotten: int = 0
    anchor: str = f"0:{ZERO}"
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, code: str, number: int, sentence: str) -> None:
        self.findings.append(Finding(code, number, sentence))


def split_anchor(anchor: str) -> tuple[int, str]:
    """`120:9f86…` as it was printed. Raises ValueError when it is not one."""
    number, _colon, hash_ = anchor.strip().partition(":")
    if not number.isdigit() or len(hash_) != 64 or set(hash_) - set("0123456789abcdef"):
        raise ValueError(
            "An anchor is a number, a colon and 64 hexadecimal digits, as `audit verify` prints it."
        )
    return int(number), hash_


def verify(*, anchors: Sequence[tuple[int, str]] = ()) -> Verdict:
    """Reads every row and everything beside it and says what does not fit.

    A changed row no longer has its own hash; a removed or inserted one leaves a gap or a row that does not follow;
    rows missing at the end are missed by the head, and where the head was set back, by an anchor noted outside.
    Persons and words that are gone must be explained by a row of the chain.
    """
    found = Verdict()
    noted = dict(anchors)
    people: dict[str, int] = {}
    words_gone: set[int] = set()
    explained_people: set[str] = set()
    explained_words: set[int] = set()
    # In one transaction, so that a deed at this moment is there with its row, its head and its words or not at all.
    with transaction.atomic():
        _hold_one_moment()
        known = {one.digest: one for one in Reference.objects.all()}
        last_number, last_hash = 0, ZERO
        for entry in Entry.objects.select_related("words").order_by("number").iterator(chunk_size=2000):
            if entry.number != last_number + 1:
                gone = (
                    f"{last_number + 1}"
                    if entry.number == last_number + 2
                    else f"{last_number + 1} to {entry.number - 1}"
                )
                found.add("removed", entry.number, f"Missing: {gone}.")
            elif entry.before != last_hash:
                found.add("order", entry.number, f"Row {entry.number} does not follow the one before it.")
            if entry.computed_hash() != entry.hash:
                found.add("changed", entry.number, f"Row {entry.number} was changed.")
            if entry.number in noted and noted[entry.number] != entry.hash:
                found.add(
                    "anchor", entry.number, f"Row {entry.number} is not the one whose anchor was noted."
                )
            _read_words(entry, found, words_gone)
            if entry.verb == "audit.head_lost":
                found.add(
                    "head", entry.number, f"Before row {entry.number} the end of the chain had been removed."
                )
            for digest in (entry.actor, entry.subject if entry.subject_kind == PERSON_KIND else ""):
                if digest:
                    people.setdefault(digest, entry.number)
            if entry.verb == "audit.person_forgotten":
                explained_people.add(str(entry.facts.get("reference", "")))
            if entry.verb == "audit.words_erased":
                explained_words.update(entry.facts.get("entries", []))
            last_number, last_hash = entry.number, entry.hash
            found.entries += 1
        head = Head.objects.filter(pk=1).first()
    found.anchor = f"{last_number}:{last_hash}"
    _read_head(head, last_number, last_hash, found)
    for number in noted:
        if number > last_number:
            found.add(
                "anchor",
                number,
                f"Row {number}, whose anchor was noted, is gone: the chain ends at {last_number}.",
            )
    for one in known.values():
        if not one.is_true:
            found.add(
                "person",
                people.get(one.digest, 0),
                f"Reference {one.digest[:12]} was pointed at somebody else.",
            )
    for digest, number in people.items():
        if digest not in known and digest not in explained_people:
            found.add(
                "person",
                number,
                f"Reference {digest[:12]}, first used in row {number}, was removed without an erasure.",
            )
    for number in sorted(words_gone - explained_words):
        found.add("words", number, f"The reason given in row {number} was removed without an erasure.")
    found.forgotten = len([digest for digest in people if digest not in known])
    return found


def _hold_one_moment() -> None:
    """On PostgreSQL every statement would see its own moment; the head held still, nothing is entered meanwhile. SQLite's
    transaction is one moment by itself."""
    Head.objects.select_for_update().filter(pk=1).first()


def _read_words(entry: Entry, found: Verdict, gone: set[int]) -> None:
    words: Words | None = getattr(entry, "words", None)
    if words is not None and words.digest != entry.words_digest:
        found.add("words", entry.number, f"The reason given in row {entry.number} was changed.")
    elif words is None and entry.words_digest:
        gone.add(entry.number)


def _read_head(head: Head | None, number: int, hash_: str, found: Verdict) -> None:
    if head is None:
        if number:
            found.add("head", number, "The end of the chain is not kept any more.")
        return
    if head.number > number:
        found.add("truncated", number, f"Rows {number + 1} to {head.number} are missing at the end.")
    elif head.number < number:
        found.add("inserted", head.number + 1, f"Rows after {head.number} were added past the end.")
    elif head.hash != hash_:
        found.add("head", number, "The last row is not the one that was entered last.")
    if head.number:
        try:
            Signer(salt=MARK).unsign(f"{head.number}:{head.hash}:{head.mark}")
        except BadSignature:
            found.add(
                "mark",
                head.number,
                "The end of the chain was not set with this site's secret key.",
            )


@dataclass(frozen=True)
class Line:
    """A row as the desk shows it."""

    entry: Entry
    name: Any
    who: Any
    whom: Any
    forgotten: bool
    words: str
    words_erased: bool


def entries(
    *, verb: str = "", person: Any = None, since: date | None = None, until: date | None = None
) -> QuerySet[Entry]:
    """The rows, newest first; `person` finds those they did and those about them."""
    rows = Entry.objects.select_related("words").order_by("-number")
    if verb:
        rows = rows.filter(verb=verb)
    if person is not None:
        digest = Reference.objects.filter(person=person).values_list("digest", flat=True).first() or "-"
        rows = rows.filter(actor=digest) | rows.filter(subject_kind=PERSON_KIND, subject=digest)
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    # Rows are entered one after the other, so this is the same order; and here the index of moments gives it unsorted.
    return rows.order_by("-at", "-number") if since or until else rows


def _midnight(day: date) -> datetime:
    # A comparison of moments can use the index, one of days cannot.
    return timezone.make_aware(datetime.combine(day, time.min))


def lines(rows: Sequence[Entry]) -> list[Line]:
    """The rows of a page with the names behind them: one more query, however many there are."""
    asked = {row.actor for row in rows} | {row.subject for row in rows if row.subject_kind == PERSON_KIND}
    people = {
        one.digest: one.person
        for one in Reference.objects.filter(digest__in=asked - {""}).select_related("person")
    }
    found = []
    for row in rows:
        words = getattr(row, "words", None)
        about = row.subject if row.subject_kind == PERSON_KIND else ""
        found.append(
            Line(
                entry=row,
                name=name_of(row.verb),
                who=people.get(row.actor),
                whom=people.get(about),
                forgotten=bool(row.actor and row.actor not in people),
                words=words.text if words else "",
                words_erased=bool(row.words_digest and words is None),
            )
        )
    return found


def head() -> Head | None:
    """The end of the chain as it is kept."""
    return Head.objects.filter(pk=1).first()


def people_in_it() -> QuerySet[Any]:
    """Everybody who did something that stands in the chain and is not forgotten."""
    # Asked of each person, not of each row: staff are hundreds, rows are hundreds of thousands.
    acted = Exists(Entry.objects.filter(actor=OuterRef("digest")))
    return get_user_model()._default_manager.filter(pk__in=Reference.objects.filter(acted).values("person"))


def everything(*, with_words: bool) -> Iterator[dict[str, Any]]:
    """The whole chain as it is exported, oldest first. Whoever has it can compute every hash again."""
    for entry in Entry.objects.select_related("words").order_by("number").iterator(chunk_size=2000):
        row = entry.sealed() | {"hash": entry.hash}
        words = getattr(entry, "words", None)
        if with_words and words is not None:
            row |= {"words": words.text, "words_salt": words.salt}
        yield row
