# SPDX-License-Identifier: EUPL-1.2
"""A conversation of Polis becomes a process, its statements proposals rated agree / neutral / disagree.

Each person's final vote counts once. The counts in comments.csv are higher where people voted twice: Polis counts every click
(docs/rules/polis.md). The report says both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from mitwirken.civic.participation.drafts import Access, Basics, Outcome, PhaseDraft, Terms
from mitwirken.civic.participation.models import Influence
from mitwirken.kernels import polis
from mitwirken.kernels.polis import Conversation, Statement

from ..actions import Clean
from ..models import TITLE_LENGTH
from .frame import (
    Check,
    Frame,
    Item,
    Job,
    Report,
    Watch,
    counted,
    ensure_categories,
    finish,
    lines_of,
    opened,
    past,
    plain,
    process_for,
    put,
    put_ratings,
    rating_phase_of,
    shortened,
    slug_of,
)

PREFIX = "polis"
METHOD = "agreement"
META = "Zum Gespräch selbst"
"""Polis marks statements about the conversation or its people as "meta"."""


def frame_of(talk: Conversation, folder: Path) -> Frame:
    summary = talk.summary
    topic = plain(summary.get("topic", "")) or folder.name
    key = summary.get("url", "").rstrip("/").rsplit("/", 1)[-1] or folder.name
    times = [statement.created_at for statement in talk.statements]
    start, end = past(min(times, default=None), max(times, default=None) and max(times) + timedelta(days=1))
    about = plain(summary.get("conversation-description", ""))
    return Frame(
        slug=slug_of(PREFIX, key),
        basics=Basics(
            title=shortened(topic, 140),
            question=shortened(topic, 240),
            summary=shortened(
                about
                or f"{topic}: {len(talk.statements)} Aussagen, zu denen Menschen zugestimmt oder abgelehnt haben.",
                590,
            ),
            body="\n\n".join(
                part
                for part in (
                    about,
                    "Die Aussagen und Stimmen stammen aus einem Gespräch mit der Software Polis"
                    + (f" ({summary['url']})." if summary.get("url", "").startswith("http") else "."),
                )
                if part
            ),
        ),
        terms=Terms(
            influence=Influence.CONSULTATION,
            fixed="Das Gespräch ist beendet.",
            open="Was aus den Aussagen wird.",
            decided_by="Wer das Gespräch geführt hat",
            decided_on=end.date(),
        ),
        access=Access(without_net="Dieses Gespräch ist beendet. Es wurde aus einer Datei übernommen."),
        phases=(
            PhaseDraft(
                title="Aussagen",
                format="proposals",
                starts_at=start,
                ends_at=end,
                text="Zu jeder Aussage gab es drei Antworten: Zustimmung, neutral, Ablehnung.",
                verbs=("rate",),
                settings={"rating": METHOD, "ask_for_place": False},
            ),
        ),
        categories=(META,) if any(statement.meta for statement in talk.statements) else (),
    )


def item_of(statement: Statement, categories: Mapping[str, Any]) -> Item:
    text = plain(statement.text)
    return Item(
        source=f"{PREFIX}:{statement.id}",
        clean=Clean(
            title=shortened(text, TITLE_LENGTH),
            text=text,
            category=categories.get(META.casefold()) if statement.meta else None,
        ),
        at=statement.created_at,
        hide=statement.moderated == -1,
    )


def take(folder: Path, job: Job) -> Report:
    """Takes the folder over and compares the sums with both of the counts that an export of Polis carries."""
    report = Report(source=folder.name, format=PREFIX)
    watch = Watch(report)
    talk = opened(
        folder, job, report, lambda **how: polis.read_folder(folder, **how), lambda export: export.votes
    )
    process = process_for(job, PREFIX, frame_of(talk, folder))
    phase = rating_phase_of(process, METHOD)
    categories = ensure_categories(process, (META for statement in talk.statements if statement.meta), job)
    numbers = put(
        process,
        (item_of(statement, categories) for statement in talk.statements),
        report,
        job,
        total=len(talk.statements),
    )
    ids = {statement.id: numbers[f"{PREFIX}:{statement.id}"] for statement in talk.statements}
    voters: set[int] = set()

    def rows() -> Iterator[tuple[str, int, int]]:
        for vote in talk.votes:
            voters.add(vote.voter)
            yield f"{PREFIX}-{vote.voter}", ids[vote.statement], vote.value

    put_ratings(phase, rows(), report, job)
    hidden = sum(statement.moderated == -1 for statement in talk.statements)
    meta = sum(statement.meta for statement in talk.statements)
    report.notes.append(
        f"{len(talk.statements)} statements, {hidden} of them were moderated out and are hidden here, {meta} are marked as meta"
    )
    found = {
        statement.id: {value: counts.values.get(value, 0) for value in (1, 0, -1)}
        for statement in talk.statements
        for counts in [counted(phase, [ids[statement.id]])[ids[statement.id]]]
    }
    _compare(report, folder, talk, found, job)
    finish(
        process,
        Outcome(
            result=f"{len(voters)} Menschen haben zu {len(talk.statements)} Aussagen {report.ratings} Antworten gegeben.",
            decision="Die Datei sagt nichts darüber, was entschieden wurde.",
            reason="Übernommen aus Polis; gezählt ist von jeder Person die letzte Antwort zu jeder Aussage.",
        ),
        job,
    )
    return watch.stop(process)


def _compare(
    report: Report, folder: Path, talk: Conversation, found: Mapping[int, Mapping[int, int]], job: Job
) -> None:
    matrix = folder / "participants-votes.csv"
    if matrix.exists() and not report.rows_left_out:
        final: dict[int, Counter[int]] = {statement.id: Counter() for statement in talk.statements}
        for vote in polis.read_matrix(
            lines_of(matrix),
            [statement.id for statement in talk.statements],
            on_bad="skip",
            report=report.skip,
        ):
            final[vote.statement][vote.value] += 1
        other = [
            pk
            for pk, counts in found.items()
            if any(counts[value] != final[pk][value] for value in (1, 0, -1))
        ]
        report.checks.append(
            Check(
                "final votes",
                not other,
                f"{len(found) - len(other)} of {len(found)} statements have the agrees, passes and disagrees of participants-votes.csv"
                + (f"; not: {', '.join(map(str, other[:20]))}" if other else ""),
            )
        )
    above = {s.id: (s.agrees - found[s.id][1], s.disagrees - found[s.id][-1]) for s in talk.statements}
    other = [pk for pk, (agrees, disagrees) in above.items() if agrees or disagrees]
    most = max((abs(agrees) + abs(disagrees) for agrees, disagrees in above.values()), default=0)
    words = (
        f"{len(found) - len(other)} of {len(found)} statements have the agrees and disagrees of comments.csv"
    )
    explained = not other
    if other and talk.source == "votes.csv":
        # Polis counts every row of votes.csv; if all rows give the published counts, repeated votes are the whole difference.
        every = polis.read_votes(
            lines_of(folder / "votes.csv"), found, on_bad="skip", report=lambda bad: None
        )
        explained = not polis.check_counts(talk.statements, every)
        words += f"; {len(other)} differ, by at most {most}"
        words += (
            ": Polis counts votes that a person changed more than once, here the last one counts"
            if explained
            else " (not explained by repeated votes)"
        )
    elif other:
        words += f"; {len(other)} differ, by at most {most}; without votes.csv it cannot be seen why"
        explained = True
    report.checks.append(Check("published counts", explained, words))
