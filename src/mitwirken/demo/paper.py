# SPDX-License-Identifier: EUPL-1.2
"""The town's people who take part without the net: sheets that were laid out, typed in at the counter, and answered by letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mitwirken.civic.participation.models import Phase, Process
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.proposals.sheets import KIND as PROPOSAL
from mitwirken.formats.rating.sheets import FORM as RATING_FORM
from mitwirken.formats.rating.sheets import KIND as RATING
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.paper import actions, queries
from mitwirken.ground.paper.models import Entry, PrintedForm, Reply

LAID_OUT = 40
"""So many numbered sheets a process prints before its first one comes back."""
LETTERS_LEFT, CALLS_LEFT = 3, 1
IN_THE_PILE = 8
ADDRESSES = (
    "Irmgard Kowalczyk\nOesterholzstraße 112\n44145 Dortmund",
    "Familie Yıldırım\nSchüchtermannstraße 8\n44145 Dortmund",
    "Werner Brandhoff\nFaßstraße 41\n44263 Dortmund",
    "Seniorentreff Borsigplatz\nz. Hd. Frau Lindner\nHirtenstraße 3\n44145 Dortmund",
    "Amina Haddad\nBenninghofer Straße 17\n44263 Dortmund",
    "Heinz und Gerda Pollmann\nStahlwerkstraße 70\n44145 Dortmund",
)
# Numbers that nobody is called by.
PHONES = ("030 23125 031, vormittags", "030 23125 078", "030 23125 112, nach 18 Uhr")


@dataclass
class Counter:
    """The counter of the town hall: what was printed for what, and how many sheets came back."""

    clerk: Any
    prints: dict[tuple[str, int], PrintedForm] = field(default_factory=dict)
    back: dict[tuple[str, int], int] = field(default_factory=dict)
    asked: int = 0

    def _sheet(self, kind: str, pk: int, channel: str) -> tuple[PrintedForm, int]:
        """A numbered sheet for what came on paper; a call has none."""
        if channel != Channel.PAPER:
            return actions.current_print(kind=kind, pk=pk), 0
        if (kind, pk) not in self.prints:
            self.prints[kind, pk], *_range = actions.print_copies(
                kind=kind, pk=pk, number=LAID_OUT, by=self.clerk
            )
        self.back[kind, pk] = self.back.get((kind, pk), 0) + 1
        return self.prints[kind, pk], self.back[kind, pk]

    def _wish(self, channel: str) -> tuple[str, str]:
        """How somebody wants to hear of the answer: by letter who wrote, on the phone who called; some have the address on the sheet alone."""
        self.asked += 1
        if channel == Channel.PHONE:
            return Reply.PHONE, PHONES[self.asked % len(PHONES)]
        return Reply.LETTER, ADDRESSES[self.asked % len(ADDRESSES)] if self.asked % 3 else ""

    def propose(self, process: Process, values: Mapping[str, Any], channel: str) -> Proposal:
        print_, copy = self._sheet(PROPOSAL, process.pk, channel)
        reply, address = self._wish(channel)
        entry = actions.enter(
            print_=print_,
            copy=copy,
            values=values,
            channel=channel,
            by=self.clerk,
            reply=reply,
            address=address,
        )
        return Proposal.objects.get(pk=entry.subject_id)

    def rate(self, phase: Phase, ballot: Mapping[int, int], channel: str) -> None:
        print_, copy = self._sheet(RATING, phase.pk, channel)
        values = {f"v{pk}": str(value) for pk, value in ballot.items()}
        actions.enter(print_=print_, copy=copy, values=values, channel=channel, by=self.clerk)

    def pass_on_the_answers(self) -> None:
        """Most of those who wished for it know by now what the city said; a few letters and a call are left to do."""
        for rows, left in (
            (queries.letters_to_write(self.clerk), LETTERS_LEFT),
            (queries.calls_to_make(self.clerk), CALLS_LEFT),
        ):
            waiting: list[Entry] = list(rows)
            for entry in waiting[: max(0, len(waiting) - left)]:
                actions.pass_on(entry=entry, by=self.clerk)

    def begin_a_stack(self) -> None:
        """Some sheets of a rating that runs are typed in this morning; the rest of the pile lies beside the keyboard."""
        offer = next(iter(RATING_FORM.offers()), None)
        if offer is None:
            return
        stack = actions.open_stack(kind=RATING, pk=offer.pk, channel=Channel.PAPER, by=self.clerk)
        print_, first, last = actions.print_copies(
            kind=RATING, pk=offer.pk, number=IN_THE_PILE, by=self.clerk
        )
        choices = list(print_.sheet_layout.choices)
        for copy in range(first, last - 2):
            choice = choices[(copy * 7) % len(choices)]
            values = {choice.name: choice.boxes[0].partition(":")[2]}
            actions.enter(
                print_=print_, copy=copy, values=values, channel=Channel.PAPER, by=self.clerk, stack=stack
            )
