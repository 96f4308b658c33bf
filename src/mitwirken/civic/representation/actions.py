# SPDX-License-Identifier: EUPL-1.2
"""Asking, counting, publishing: the deeds of a few voluntary questions."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.rules import require_manage
from mitwirken.ground import pages
from mitwirken.ground.activity.actions import record
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.deeds.schedule import every
from mitwirken.ground.deeds.subjects import is_practice
from mitwirken.ground.privacy.actions import note_erased
from mitwirken.kernels.small_cells import LEAST
from mitwirken.kernels.small_tables import shown_together

from . import queries, rules
from .models import ELSEWHERE, UNSAID, Alert, Figure, Key, Mark, Tally, Trait

SALT: Final = "mitwirken.representation"
VALID: Final = timedelta(days=60)
ASKED: Final = (Trait.DISTRICT, Trait.AGE, Trait.LANGUAGE)
MONDAY: Final = 0


@dataclass(frozen=True)
class Said:
    """What somebody says of themselves, by question; what is left out is not there."""

    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pile:
    """A pile of sheets: how many people, how often each value by question, and by which way they came."""

    people: int
    said: Mapping[tuple[str, str], int]
    channel: str = Channel.PAPER


def hand_out(*, process: Process, who: str, channel: str = Channel.ONLINE) -> str:
    """The token for whoever has just taken part: signed, good for one answer; empty where nothing (more) is asked.

    `who` says in what they took part (`person:12`, `seat:7`); of it only a digest travels, keyed with a secret that the process
    has for itself. The same person gets the same token, so that five proposals count as one answer. Refuses nothing.
    """
    if is_practice(process) or not rules.takes_answers(process):
        return ""
    key, _made = Key.objects.get_or_create(process=process, defaults={"secret": secrets.token_hex(32)})
    mark = queries.mark_of(key.secret, who)
    if queries.has_answered(mark):
        return ""
    return signing.dumps([process.pk, mark, channel], salt=SALT)


def read_token(token: str, process: Process) -> tuple[str, str]:
    """The mark and the way inside a token. Refuses one that is not ours, of another process or too old."""
    try:
        pk, mark, channel = signing.loads(token, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError):
        pk, mark, channel = 0, "", ""
    if pk != process.pk or channel not in Channel.values:
        raise Refusal(
            _(
                "Diese Adresse gilt nicht oder nicht mehr. Die Fragen sind freiwillig; Ihr Beitrag zählt auch ohne sie."
            ),
            status=404,
        )
    return mark, channel


@transaction.atomic
def answer(*, process: Process, token: str, said: Said) -> bool:
    """Somebody who took part says in which district they live, how old they are, which language they speak at home.

    Each may be left out; whoever leaves all out is not asked again and not counted. Only numbers go up: no row is made for the
    answer, nothing is recorded, and nothing says when. Gives False where this person was counted already. Refuses a token
    that is not ours, values that nobody offered, and a process that asks no more.
    """
    rules.require_takes_answers(process)
    mark, channel = read_token(token, process)
    values = {trait.value: said.values.get(trait, "") for trait in ASKED}
    rules.require_known(values, queries.choices())
    try:
        with transaction.atomic():
            Mark.objects.create(mark=mark, process=process)
    except IntegrityError:
        return False
    if any(values.values()):
        _count(
            process,
            Counter({**dict.fromkeys(values.items(), 1), (Trait.CHANNEL, channel): 1}),
        )
    return True


@transaction.atomic
def enter_pile(*, process: Process, pile: Pile, by: Any) -> int:
    """Staff type in what stood on a pile of sheets: how often each value, each question for itself.

    Returns how many people that made. Refuses people of other offices, an empty pile, more values than sheets, and a process that
    asks no more.
    """
    require_manage(by, process)
    rules.require_takes_answers(process)
    said = {key: n for key, n in pile.said.items() if n}
    rules.require_sound_batch(pile.people, said, pile.channel)
    known = queries.choices()
    for trait, value in said:
        rules.require_known({trait: value}, known)
    counts: Counter[tuple[str, str]] = Counter(said)
    for trait in ASKED:
        counts[trait, UNSAID] += pile.people - sum(n for (key, _value), n in said.items() if key == trait)
    counts[Trait.CHANNEL, pile.channel] += pile.people
    _count(process, counts)
    # The number of sheets is no figure that is published: the figures wait for the next Monday.
    record("representation.entered", process, actor=by, channel=pile.channel, public=False)
    return pile.people


def _count(process: Process, counts: Counter[tuple[str, str]]) -> None:
    """Numbers go up. The rows stand there from the first answer on, in the order of the form, so no order tells anything."""
    if not Tally.objects.filter(process=process).exists():
        known = queries.choices()
        Tally.objects.bulk_create(
            [
                Tally(process=process, trait=trait, value=value)
                for trait in Trait
                for value in [*(key for key, _name in known[trait]), *((UNSAID,) if trait in ASKED else ())]
            ],
            ignore_conflicts=True,
        )
    for (trait, value), n in sorted(counts.items()):
        if not n:
            continue
        rows = Tally.objects.filter(process=process, trait=trait, value=value)
        if not rows.update(waiting=F("waiting") + n):
            Tally.objects.get_or_create(process=process, trait=trait, value=value)
            rows.update(waiting=F("waiting") + n)


@every(daily_at="05:20")
def weekly_figures() -> None:
    """Mondays: what came in becomes figures. Every night: secrets of processes that ask no more are destroyed."""
    if timezone.localtime().weekday() == MONDAY:
        publish_figures()
    forget()


@transaction.atomic
def publish_figures(*, now: datetime | None = None) -> int:
    """The figures are made anew from what came in; gives how many processes have new ones.

    Answers of a process go in only when at least five wait, so that two tables one week apart do not tell what one person
    said. Counts of few people, and those from which they would follow, are left out across all processes and the town.
    Causes: those in charge are told of gaps, once in a phase; pages grow stale. Refuses nothing.
    """
    grown = [
        row["process"]
        for row in Tally.objects.filter(trait=Trait.CHANNEL)
        .values("process")
        .annotate(new=Sum("waiting"))
        .filter(new__gte=LEAST)
    ]
    rows = Tally.objects.select_for_update().filter(process__in=grown)
    rows.update(count=F("count") + F("waiting"), waiting=0)
    if not grown:
        return 0
    public = Q(process__published_at__isnull=False, process__practice=False)
    fresh: list[Figure] = []
    for trait in Trait:
        fresh += _figures_of(trait, public, set(grown))
    Figure.objects.all().delete()
    Figure.objects.bulk_create(fresh)
    pages.changed("representation")
    for process in Process.objects.filter(pk__in=grown):
        pages.changed(*process.stream_topics())
    _tell_gaps(grown, now or timezone.now())
    return len(grown)


def _figures_of(trait: str, public: Q, grown: set[int]) -> list[Figure]:
    counts: dict[int, dict[str, int]] = {}
    for key, value, n in Tally.objects.filter(public, trait=trait).values_list(
        "process_id", "value", "count"
    ):
        counts.setdefault(key, {})[value] = n
    counts = {key: row for key, row in counts.items() if sum(row.values()) >= LEAST}
    if not counts:
        return []
    # A value that came later (a district that was added) is nought in the others.
    columns = list(dict.fromkeys(value for row in counts.values() for value in row))
    counts = {key: {value: row.get(value, 0) for value in columns} for key, row in counts.items()}
    before: dict[int, dict[str, int | None]] = {}
    for row in Figure.objects.filter(trait=trait, process__in=set(counts) - grown):
        before.setdefault(row.process_id or 0, {})[row.value] = row.count
    shown = shown_together(counts, dear=(UNSAID, ELSEWHERE), before=before)
    found = [
        Figure(process_id=key, trait=trait, value=value, count=n, answers=sum(counts[key].values()))
        for key, row in shown.cells.items()
        for value, n in row.items()
    ]
    whole = sum(sum(row.values()) for row in counts.values())
    return [
        *found,
        *(Figure(trait=trait, value=value, count=n, answers=whole) for value, n in shown.sums.items()),
    ]


def _tell_gaps(grown: list[int], now: datetime) -> None:
    """Those in charge are told of what is missing while something can still be done about it."""
    processes = list(Process.objects.filter(pk__in=grown).prefetch_related("phases"))
    views = queries.views(processes)
    told = set(Alert.objects.filter(phase__process__in=grown).values_list("phase_id", flat=True))
    for process in processes:
        # The notice is kept with the words it had; they are German like the rest of what the city writes.
        with override("de"):
            sentences = (
                [hint.sentence for hint in queries.view(process).hints] if views[process.pk].hints else []
            )
        phase = next((each for each in process.open_phases(now) if each.verbs), None)
        if not sentences or phase is None or phase.pk in told:
            continue
        Alert.objects.create(phase=phase)
        record(
            "representation.gap_found",
            process,
            public=False,
            data={"phase": phase.title, "gaps": sentences[:5]},
        )


@transaction.atomic
def forget(*, now: datetime | None = None) -> int:
    """Where nothing is asked any more, the secret and the marks go: from then on nobody can tell who has answered.

    Gives how many secrets were destroyed. Refuses nothing.
    """
    now = now or timezone.now()
    kept = Key.objects.select_related("process")
    over = [row.pk for row in kept if row.process.is_public and not rules.takes_answers(row.process, now)]
    if not over:
        return 0
    marks = Mark.objects.filter(process__in=over).delete()[0]
    Key.objects.filter(pk__in=over).delete()
    note_erased({"representation.Mark": marks, "representation.Key": len(over)})
    return len(over)
