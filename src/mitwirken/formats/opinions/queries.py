# SPDX-License-Identifier: EUPL-1.2
"""Reads of opinion maps. Votes are read as (participant, statement, value); who a participant is, only their own pages ask."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.kernels import similarity

from .models import IN_ROOM, Answer, Conversation, Drawing, Participant, Shown, State, Statement, Vote

KIND = "conversation"
STATEMENT = "statement"
FORMAT = "opinions"
VERB = "opine"
STREAM = "meinungskarte"

UNSEEN = 5.0625
"""How much a statement without votes deserves to be shown: the rule of docs/rules/opinions.md with zero votes, until the next
map is drawn. Statements about the person weigh `PERSONAL`."""
PERSONAL = 49.0
LATELY = 200


@dataclass(frozen=True)
class Totals:
    """How often each answer was given to one statement."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def votes(self) -> int:
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class Progress:
    """How far somebody is through what can be voted on."""

    answered: int
    all: int

    @property
    def left(self) -> int:
        return self.all - self.answered


# --- conversations ----------------------------------------------------------------------------------------------------


def public(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """What everybody may see: released ones of published processes."""
    return rows.filter(released_at__isnull=False, phase__process__published_at__isnull=False)


def public_statements(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those that are voted on."""
    return rows.filter(
        state=State.ACCEPTED,
        hidden_at=None,
        conversation__released_at__isnull=False,
        conversation__phase__process__published_at__isnull=False,
    )


def _with_all(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return rows.select_related("phase__process")


def one(pk: int) -> Conversation | None:
    return _with_all(Conversation.objects.filter(pk=pk)).first() if pk < 2**63 else None


def of_phase(phase: Phase) -> Conversation | None:
    return _with_all(Conversation.objects.filter(phase=phase)).first()


def of_process(process: Process) -> list[Conversation]:
    rows = _with_all(public(Conversation.objects.filter(phase__process=process)))
    return list(rows.order_by("phase__starts_at", "pk"))


def counts(processes: Sequence[int]) -> dict[int, int]:
    """How many statements each process has that are voted on."""
    rows = public_statements(Statement.objects.filter(conversation__phase__process__in=processes))
    found = rows.values("conversation__phase__process").annotate(n=Count("pk")).order_by()
    return {row["conversation__phase__process"]: row["n"] for row in found}


def results_open(conversation: Conversation) -> bool:
    """Whether everybody may see how it stands."""
    now = timezone.now()
    if conversation.released_at is None or now < conversation.phase.starts_at:
        return False
    return conversation.shown == Shown.RUNNING or conversation.is_over(now)


def latest(conversation: Conversation) -> Drawing | None:
    """The newest drawing."""
    return conversation.drawings.first()


# --- statements -------------------------------------------------------------------------------------------------------


def voted_on(conversation: Conversation) -> QuerySet[Statement]:
    """The statements that can be voted on, by number."""
    return conversation.statements.filter(state=State.ACCEPTED, hidden_at=None)


def statement(conversation: Conversation, number: int) -> Statement | None:
    found = conversation.statements.filter(number=number).first() if number < 2**31 else None
    if found is not None:
        found.conversation = conversation
    return found


def totals(conversation: Conversation) -> dict[int, Totals]:
    """What was said to each statement, by its id; statements without a vote are left out. One query."""
    rows = Vote.objects.filter(statement__conversation=conversation).order_by()
    found: dict[int, dict[int, int]] = {}
    for pk, value, n in rows.values_list("statement_id", "value").annotate(n=Count("pk")):
        found.setdefault(pk, {})[value] = n
    return {
        pk: Totals(given.get(Answer.AGREE, 0), given.get(Answer.DISAGREE, 0), given.get(Answer.PASS, 0))
        for pk, given in found.items()
    }


def by_channel(conversation: Conversation) -> dict[str, int]:
    """How many votes count by the way they came: those on statements that are voted on."""
    rows = Vote.objects.filter(statement__in=voted_on(conversation)).order_by()
    return dict(rows.values_list("channel").annotate(n=Count("pk")))


def people(conversation: Conversation) -> int:
    """How many have voted on anything."""
    rows = Vote.objects.filter(statement__in=voted_on(conversation)).order_by()
    return rows.aggregate(n=Count("participant", distinct=True))["n"] or 0


def votes(conversation: Conversation) -> Iterator[tuple[int, int, int]]:
    """All votes that count, as (participant, statement, value) by their ids, for the map."""
    rows = Vote.objects.filter(statement__in=voted_on(conversation)).order_by(
        "participant_id", "statement_id"
    )
    yield from rows.values_list("participant_id", "statement_id", "value").iterator(chunk_size=10_000)


_prepared: dict[int, tuple[tuple[Any, ...], similarity.Index[int]]] = {}


def _candidates(conversation: Conversation) -> similarity.Index[int]:
    """Prepared texts, kept in this process's memory as long as nothing came or went."""
    rows = voted_on(conversation).order_by("number")
    mark = tuple(rows.aggregate(n=Count("pk"), newest=Max("pk"), at=Max("decided_at")).values())
    kept = _prepared.get(conversation.pk)
    if kept is None or kept[0] != mark:
        texts = {pk: similarity.prepare(text) for pk, text in rows.values_list("pk", "text")}
        if len(_prepared) > 20:
            _prepared.clear()
        _prepared[conversation.pk] = kept = (mark, similarity.arrange(texts))
    return kept[1]


def similar_to(conversation: Conversation, text: str, *, limit: int = 4, but: int = 0) -> list[Statement]:
    """Statements that say something near, nearest first. Compounds, umlauts and typos are forgiven."""
    found = similarity.most_similar(text, _candidates(conversation), limit=limit + 1, at_least=0.5)
    ids = [pk for pk, _score in found if pk != but][:limit]
    rows = Statement.objects.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def same_as(conversation: Conversation, text: str, *, but: int = 0) -> Statement | None:
    """The statement that says the same in other letters, whether it is voted on or waits."""
    wanted = similarity.fold(text)
    rows = conversation.statements.filter(state__in=[State.ACCEPTED, State.WAITING]).exclude(pk=but)
    known = next((pk for pk, each in rows.values_list("pk", "text") if similarity.fold(each) == wanted), None)
    return rows.filter(pk=known).first() if known is not None else None


def own_statements(conversation: Conversation, person: Any) -> list[Statement]:
    """What somebody added, newest first."""
    rows = conversation.statements.filter(author=person).select_related("merged_into")
    return list(rows.order_by("-number"))


def written_lately(author: Any, *, besides: int) -> tuple[list[str], list[str]]:
    """What the author added in the last seven days, and others in the last day."""
    if author is None:
        return [], []
    now = timezone.now()
    rows = (
        Statement.objects.filter(seed=False)
        .exclude(pk=besides)
        .order_by("-pk")
        .values_list("text", flat=True)
    )
    own = rows.filter(author=author, created_at__gt=now - timedelta(days=7))[:20]
    others = rows.exclude(author=author).filter(created_at__gt=now - timedelta(days=1))[:LATELY]
    return list(own), list(others)


# --- somebody who votes -----------------------------------------------------------------------------------------------


def participant(conversation: Conversation, person: Any) -> Participant | None:
    if not getattr(person, "is_authenticated", False):
        return None
    return Participant.objects.filter(conversation=conversation, person=person).first()


def given(who: Participant | None) -> dict[int, int]:
    """What somebody said, by the statement's id."""
    return dict(Vote.objects.filter(participant=who).values_list("statement_id", "value")) if who else {}


def own_votes(who: Participant | None) -> list[Vote]:
    """What somebody said, newest first, with the statements: those that are still voted on."""
    if who is None:
        return []
    rows = Vote.objects.filter(participant=who, statement__state=State.ACCEPTED, statement__hidden_at=None)
    return list(rows.select_related("statement").order_by("-at", "-pk"))


def last_vote(who: Participant | None) -> Vote | None:
    """What somebody said last, as long as it is voted on."""
    if who is None:
        return None
    rows = Vote.objects.filter(participant=who, statement__state=State.ACCEPTED, statement__hidden_at=None)
    return rows.select_related("statement").order_by("-at", "-pk").first()


def weights(conversation: Conversation) -> dict[int, float]:
    """How much each statement that is voted on deserves to be shown next, by its id: what the last drawing says, and what is newer
    by the rule for statements without votes.
    """
    drawing = conversation.drawings.only("priorities").first()
    known: Mapping[str, float] = drawing.priorities if drawing is not None else {}
    return {
        pk: float(known.get(str(pk), PERSONAL if personal else UNSEEN))
        for pk, personal in voted_on(conversation).values_list("pk", "personal")
    }


def drawn(conversation: Conversation, viewer: int, pks: Mapping[int, float]) -> list[int]:
    """The statements in the order in which somebody meets them: drawn without replacement in proportion to their weights.

    Each statement has a number between 0 and 1 of its own for this viewer, so that a reload shows the same one, and what
    is answered or comes in does not shuffle the rest (Efraimidis and Spirakis, 2006: the smallest −ln u / weight comes first).
    """

    def key(pk: int) -> tuple[float, int]:
        raw = blake2b(f"{conversation.pk}:{viewer}:{pk}".encode(), digest_size=7).digest()
        chance = (int.from_bytes(raw) + 1) / (2**56 + 1)
        return -math.log(chance) / max(pks[pk], 1e-9), pk

    return sorted(pks, key=key)


def next_statement(
    conversation: Conversation, viewer: int, answered: Iterable[int]
) -> tuple[Statement | None, Progress]:
    """What to show next, and how far they are."""
    all_of_them = weights(conversation)
    done = set(answered) & all_of_them.keys()
    left = {pk: weight for pk, weight in all_of_them.items() if pk not in done}
    progress = Progress(len(done), len(all_of_them))
    if not left:
        return None, progress
    found = conversation.statements.filter(pk=drawn(conversation, viewer, left)[0]).first()
    return found, progress


def for_room(process: Any, viewer: int, at_most: int) -> tuple[Conversation | None, list[Statement]]:
    """The opinion map of a process that is open now, and statements for a hall: drawn as for one viewer."""
    row = next((each for each in reversed(of_process(process)) if each.is_open()), None) if process else None
    if row is None:
        return None, []
    pks = drawn(row, viewer, weights(row))[:at_most]
    rows = row.statements.in_bulk(pks)
    return row, [rows[pk] for pk in pks if pk in rows]


def has_taken_part(process: Any, person: Any) -> bool:
    return Participant.objects.filter(conversation__phase__process=process, person=person).exists()


def handed_in(year: int) -> dict[str, int]:
    """How many votes came in during a year, by channel, for the figures at the desk. One query."""
    rows = Vote.objects.filter(at__year=year, statement__conversation__town="")
    return dict(rows.order_by().values_list("channel").annotate(Count("pk")))


# --- the desk ---------------------------------------------------------------------------------------------------------


def desk_list() -> QuerySet[Conversation]:
    return _with_all(Conversation.objects.all()).annotate(
        waiting=Count("statements", filter=Q(statements__state=State.WAITING)),
        standing=Count("statements", filter=Q(statements__state=State.ACCEPTED, statements__hidden_at=None)),
    )


def waiting() -> int:
    """How many statements wait for somebody to look at them, for the desk's menu."""
    return Statement.objects.filter(state=State.WAITING).count()


def queue(conversation: Conversation) -> list[Statement]:
    """What waits, oldest first."""
    return list(conversation.statements.filter(state=State.WAITING).order_by("number")[:200])


def all_statements(conversation: Conversation) -> QuerySet[Statement]:
    return conversation.statements.exclude(state=State.WAITING).select_related("merged_into")


def phases(*, free: bool) -> list[Phase]:
    """Phases for an opinion map that are not over; `free`: those that have none yet."""
    rows = Phase.objects.filter(
        ends_at__gt=timezone.now(), process__finished_at=None, process__practice=False
    )
    if free:
        rows = rows.filter(conversation=None)
    return [
        phase
        for phase in rows.select_related("process").order_by("process__title", "starts_at")
        if VERB in phase.verbs
    ]


def for_entry(late: timedelta) -> list[Conversation]:
    """For which sheets can be printed and typed in now, the one that ends first first."""
    now = timezone.now()
    rows = Conversation.objects.filter(
        released_at__isnull=False, phase__starts_at__lte=now, phase__ends_at__gt=now - late
    )
    return [row for row in _with_all(rows).order_by("phase__ends_at") if VERB in row.phase.verbs]


def to_part(now: Any, after: timedelta) -> QuerySet[Participant]:
    tied = Q(person__isnull=False) | Q(sheet__startswith=IN_ROOM)
    return Participant.objects.filter(tied, conversation__phase__ends_at__lt=now - after)


# --- the map ----------------------------------------------------------------------------------------------------------


def map_topic(conversation: Conversation) -> str:
    """What pages with the map depend on: it changes when the map is drawn anew."""
    return f"opinion-map:{conversation.pk}"


def past_phases() -> list[Phase]:
    """Phases that had an opinion map, are over and have none yet: what was held elsewhere is taken in there."""
    rows = Phase.objects.filter(ends_at__lte=timezone.now(), process__practice=False, conversation=None)
    rows = rows.select_related("process").order_by("process__title", "-ends_at")
    return [phase for phase in rows if VERB in phase.verbs]
