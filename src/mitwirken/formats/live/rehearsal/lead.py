# SPDX-License-Identifier: EUPL-1.2
"""A facilitator nobody sees: prepares the run sheet, lets in, reads along, gives the floor, orders, closes, writes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mitwirken.formats.proposals.rules import is_open as takes_proposals
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk.models import Office

from .. import actions, queries, runsheet
from ..kinds import collect, grid, kind_named, weigh
from ..models import (
    Item,
    ItemKind,
    ItemStatus,
    Placement,
    PlacementRole,
    Space,
    SpaceKind,
    Stage,
    Turn,
    TurnState,
)
from ..queries import Look
from ..rules import Actor
from .player import Moments, Player
from .words import text_of

SHEET = ("title", "question", "text", "minutes")


class Lead(Player):
    """`person` is somebody of the staff; `act` does what a facilitator does in a stage, after the people or between them."""

    def __init__(self, gathering: Any, person: Any, **more: Any) -> None:
        super().__init__(gathering, **more)
        self.by = Actor(person=person)

    def _do(self, verb: str, stage: Stage | None = None, **data: Any) -> bool:
        return self.do(verb, self.by, stage, **data)

    # Before and after

    def prepare(self) -> None:
        """Writes into the run sheet what this gathering is about: questions, who speaks, what is chosen from."""
        wanted: Mapping[int, Mapping[str, Any]] = self.words.get("sheet") or {}
        for number, stage in enumerate(self.gathering.stages.order_by("position", "pk"), 1):
            change = wanted.get(number)
            if not change:
                continue
            stage.gathering = self.gathering
            config = {
                **stage.config,
                **{
                    kind: {**stage.config.get(kind, {}), **change[kind]}
                    for kind in stage.kinds
                    if kind in change
                },
            }
            own = {name: change.get(name, getattr(stage, name)) for name in SHEET}
            actions.change_stage(
                stage=stage, draft=runsheet.StageDraft(kind=stage.kind, config=config, **own), by=self.by
            )

    def finish(self) -> None:
        """Closes, says in a few sentences what came out, and shows the minutes to everybody."""
        self._do("close")
        self.wait(600)
        if self.words.get("summary"):
            self._do("summary", text=self.words.get("summary"))
        self._do("release")

    # The kinds

    def _lobby(self, stage: Stage, later: bool) -> Moments:
        if not later:
            names = [self.words.take("names") for _name in range(2)]
            yield self._do("names", names="\n".join(name for name in names if name))
            return
        for seat in self.gathering.seats.filter(left_at=None).exclude(help_at=None).order_by("pk"):
            yield self._do("helped", seat=seat.pk)

    def _collect(self, stage: Stage, later: bool) -> Moments:
        given = kind_named("collect").of(stage)
        what = given["what"]
        if what == "question":
            yield self._do("collect.approve", stage)
            if later and self._is_last(stage, what, given["board"]):
                yield from self._settle(stage)
            return
        if not later:
            lines = [text_of(entry) for entry in (self.words.take(f"{what}s_on_paper"),) if entry]
            if lines:
                yield self._do("collect.batch", stage, lines="\n".join(lines), channel=Channel.PAPER)
            return
        if given["hidden"]:
            yield self._do("collect.reveal", stage)
        if what == "card" and self._is_last(stage, what, given["board"]):
            yield from self._group(stage)

    def _is_last(self, stage: Stage, what: str, board: str) -> bool:
        """Whether the board is not open again in a later step."""
        for other in self.gathering.stages.filter(position__gt=stage.position):
            if "collect" in other.kinds:
                theirs = kind_named("collect").of(other)
                if theirs["what"] == what and theirs["board"] == board:
                    return False
        return True

    def _settle(self, stage: Stage) -> Moments:
        """Every question gets its disposition, what many want to know first; one or two stay open, as always."""
        rows = list(
            collect.board(self.gathering, stage)
            .filter(status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE))
            .order_by("-ups", "pk")
        )
        by_text = {row.body: row for row in rows}
        merged = set()
        for row in rows:
            into = by_text.get(self.words.about("questions", row.body).get("same", ""))
            if into is not None:
                merged.add(row.pk)
                yield self._do("collect.merge", stage, item=row.pk, into=into.pk)
        for row in rows:
            said = self.words.about("questions", row.body)
            if row.pk in merged:
                continue
            if said.get("answer"):
                yield self._do("collect.stage", stage, item=row.pk)
                self.wait(self.lots.uniform(40, 120))
                yield self._do("collect.answered", stage, item=row.pk, answer=said["answer"])
            elif said.get("office"):
                yield self._promise(stage, row, said)
            elif said.get("reason"):
                yield self._do("collect.reject", stage, item=row.pk, reason=said["reason"])

    def _promise(self, stage: Stage, row: Item, said: Mapping[str, Any]) -> bool:
        office = Office.objects.filter(slug=said["office"]).first() or Office.objects.order_by("pk").first()
        if office is None:
            return False
        day = timezone.localdate() + timedelta(days=said.get("days", 21))
        return self._do("collect.written", stage, item=row.pk, office=office.pk, due_on=day.isoformat())

    def _group(self, stage: Stage) -> Moments:
        """Cards of a kind into groups with a name, one or two into the parking lot."""
        cards = collect.board(self.gathering, stage).filter(status=ItemStatus.VISIBLE)
        groups: dict[str, list[Item]] = {}
        for card in cards:
            said = self.words.about("cards", card.body) or self.words.about("cards_on_paper", card.body)
            if said.get("park"):
                yield self._do("collect.park", stage, item=card.pk)
            elif said.get("group"):
                groups.setdefault(str(said["group"]), []).append(card)
        for title, rows in groups.items():
            yield self._do("collect.cluster", stage, title=title, item=rows[0].pk)
            group = Item.objects.filter(
                gathering=self.gathering, kind=ItemKind.CLUSTER, title=title
            ).order_by("pk").last()  # fmt: skip
            for card in rows[1:]:
                if group is not None:
                    yield self._do("collect.move", stage, item=card.pk, to=str(group.pk))

    def _weigh(self, stage: Stage, later: bool) -> Moments:
        if not later:
            return
        given = kind_named("weigh").of(stage)
        rows = weigh.subjects(self.gathering, stage)
        if given["mode"] in ("dots", "poll"):
            for row in rows[:2]:
                number = self.lots.randint(1, 4)
                yield self._do("weigh.hands", stage, item=row.pk, number=number)
        if rows:
            yield self._do("weigh.close", stage)

    # Speaking

    def _talk(self, stage: Stage, later: bool) -> Moments:
        fishbowl = kind_named("talk").of(stage)["mode"] == "fishbowl"
        if not later and not fishbowl and "tables" not in stage.kinds:
            label = self.words.take("hands")
            if label:
                yield self._do("talk.hands", stage, names=label)
        if fishbowl:
            yield from self._make_room(stage, later)
            return
        spaces: list[Space | None] = [None]
        if "tables" in stage.kinds:
            spaces = list(self.gathering.spaces.filter(kind=SpaceKind.TABLE, closed_at=None)[:3])
        for space in spaces:
            yield from self._give_floor(stage, space, later)

    def _give_floor(self, stage: Stage, space: Any, later: bool) -> Moments:
        turns = Turn.objects.filter(stage=stage, space=space)
        where = {"space": space.pk} if space is not None else {}
        for number in range(9):
            waiting = turns.filter(state=TurnState.WAITING).count()
            speaking = turns.filter(state=TurnState.LIVE).order_by("-started_at", "-pk").first()
            if not waiting and (speaking is None or not later):
                return
            if not later and number and waiting < 2:
                return  # the rest is for later
            yield self._do("talk.next", stage, seen=speaking.pk if speaking else 0, **where)
            self.wait(self.lots.uniform(35, 100))

    def _make_room(self, stage: Stage, later: bool) -> Moments:
        chairs = Turn.objects.filter(stage=stage, kind="chair").order_by("started_at", "pk")
        asked = chairs.filter(state=TurnState.LIVE, asked_to_leave_at__isnull=False).first()
        if asked is not None:
            yield self._do("talk.free", stage, turn=asked.pk)
        full = chairs.filter(state=TurnState.LIVE, asked_to_leave_at__isnull=False).exists()
        if chairs.filter(state=TurnState.WAITING).exists() and not full:
            yield self._do("talk.next", stage, seen=0)
            self.wait(90)

    # Tables

    def _tables(self, stage: Stage, later: bool) -> Moments:
        given = kind_named("tables").of(stage)
        if given["policy"] == "booked":
            if later:
                for number in range(2, given["windows"] + 1):
                    yield self._do("tables.window", stage, number=number)
                    self.wait(stage.minutes * 60 / given["windows"] / 2)
            return
        if later or given["policy"] == "free":
            return
        if given["per_table_question"]:
            for space in self.gathering.spaces.filter(kind=SpaceKind.TABLE, closed_at=None):
                if not space.question and (topic := self.words.take("table_questions")):
                    yield self._do("tables.topic", stage, space=space.pk, question=text_of(topic))
        if given["hosts"]:
            sitting = Placement.objects.filter(stage=stage, until=None).order_by("pk")
            hosted = set(sitting.filter(role=PlacementRole.HOST).values_list("space_id", flat=True))
            for seat, place in list(sitting.values_list("seat_id", "space_id")):
                if place not in hosted:
                    hosted.add(place)
                    yield self._do("tables.appoint", stage, seat=seat)

    # Plans

    def _grid(self, stage: Stage, later: bool) -> Moments:
        if stage.kind != "grid":
            return
        given = kind_named("grid").of(stage)
        if later:
            board = self._board(stage)
            if any(not topic.is_placed for topic in board.accepted):
                yield self._do("grid.plan", stage)
                yield self._do("grid.adopt", stage)
            return
        yield self._do("grid.reveal", stage)
        if not given["pitch_seconds"]:
            return
        skipped = False
        for _turn in range(60):
            queue = self._board(stage).queue
            if not queue:
                return
            topic = queue[0]
            refused = self.words.about("topics", topic.title).get("refused")
            if refused:
                yield self._do("grid.reject", stage, item=topic.pk, reason=refused)
                continue
            yield self._do("grid.call", stage, item=topic.pk)
            self.wait(given["pitch_seconds"])
            if not skipped and len(queue) > 3:
                skipped = True
                yield self._do("grid.skip", stage, item=topic.pk)
                continue
            yield self._do("grid.accept", stage, item=topic.pk)
            if self.lots.random() < 0.3:
                hands = self.lots.randint(2, 9)
                yield self._do("grid.hands", stage, item=topic.pk, hands=hands)

    def _board(self, stage: Stage) -> Any:
        return grid.board_of(Look(self.gathering), stage)

    # What comes out

    def _harvest(self, stage: Stage, later: bool) -> Moments:
        last = not self.gathering.stages.filter(kind="harvest", position__gt=stage.position).exists()
        name = "results" if last else "themes"
        if not later:
            yield from self._make_results(stage, name)
            return
        if not last:
            return
        while entry := self.words.take("decisions"):
            body = entry.get("body", "") if isinstance(entry, Mapping) else ""
            yield self._do("harvest.decide", stage, title=text_of(entry), body=body)
        while entry := self.words.take("tasks"):
            due = timezone.localdate() + timedelta(days=entry.get("days", 30))
            yield self._do(
                    "harvest.task", stage, title=entry["title"], who=entry.get("who", ""), due_on=due.isoformat()
                )  # fmt: skip
        for verb, key in (("harvest.recommend", "recommend"), ("harvest.propose", "propose")):
            titles = [entry["title"] for entry in self.words.every("results") if entry.get(key)]
            items = self.gathering.items.filter(kind=ItemKind.HARVEST, title__in=titles).order_by("pk")
            numbers = [str(pk) for pk in items.values_list("pk", flat=True)]
            if numbers and (key == "recommend" or self._takes_proposals()):
                yield self._do(verb, stage, items=numbers)

    def _make_results(self, stage: Stage, name: str) -> Moments:
        """Puts what was said under a few names. What tables sent goes along, or stands for itself if it was weighed."""
        while entry := self.words.take(name):
            made = [row for row in queries.results(self.gathering) if row.kind == ItemKind.HARVEST]
            taken = queries.used(made)
            said = queries.sources(self.gathering, kind_named("harvest").of(stage)["from"])
            items = [str(row.pk) for row in _about(said, entry) if row.pk not in taken]
            sent = [row for row in _about(made, entry) if not row.title]
            weighed = next((row for row in sent if row.data.get("weighed")), None)
            if weighed is not None:
                if items:
                    yield self._do("harvest.add", stage, result=weighed.pk, items=items)
                yield self._do("harvest.recommend", stage, items=[str(weighed.pk)])
                continue
            if items:
                yield self._do("harvest.make", stage, items=items, title=entry["title"])
            else:
                body = entry.get("body", "")
                yield self._do("harvest.write", stage, title=entry["title"], body=body)
            made = [row for row in queries.results(self.gathering) if row.title == entry["title"]]
            for result in made[:1]:
                for row in sent:
                    yield self._do("harvest.merge", stage, result=row.pk, into=result.pk)

    def _takes_proposals(self) -> bool:
        process = self.gathering.event.process
        return process is not None and takes_proposals(process)


def _about(rows: Iterable[Item], entry: Mapping[str, Any]) -> list[Item]:
    """What was said that belongs to a result, by the words it names."""
    wanted = [str(word).casefold() for word in entry.get("words", ())]
    return [row for row in rows if any(word in f"{row.title} {row.body}".casefold() for word in wanted)]
