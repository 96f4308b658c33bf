# SPDX-License-Identifier: EUPL-1.2
"""The people: they come in, ask, vote, write, move, speak, and go, each kind of stage in its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mitwirken.civic.people import pseudonyms
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal

from .. import actions
from ..kinds import collect, grid, kind_named, weigh
from ..models import (
    Item,
    ItemKind,
    ItemStatus,
    Placement,
    PlacementRole,
    Seat,
    Space,
    SpaceKind,
    Stage,
    State,
    Turn,
    TurnKind,
    TurnState,
)
from ..queries import Look
from ..rules import Actor
from .player import Moments, Player
from .words import text_of


class Crowd(Player):
    """So many people. `arrive` brings them in; `act` lets them do what is to be done in a stage.

    `busy` is how much they tap: 1 is lively, less is calmer and quicker to load. They say as much as ever.
    """

    def __init__(self, gathering: Any, people: int = 24, *, busy: float = 1.0, **more: Any) -> None:
        super().__init__(gathering, **more)
        self.people = people
        self.busy = busy
        self.numbers: list[int] = []
        self.seats: list[Seat] = []
        self._charm: dict[Any, float] = {}

    # Coming and going

    def arrive(self, number: int | None = None) -> int:
        """The next so many come in, all by default. Returns how many found a seat."""
        before = len(self.numbers)
        wanted = min(self.people, before + (self.people if number is None else number))
        for place in range(before, wanted):
            channel = self._channel(place)
            try:
                seat, _token = actions.join(gathering=self.gathering, name=self._name(place), channel=channel)
            except Refusal as refusal:
                self.refused["join"] += 1
                self.why["join"] = refusal.sentence
                break
            self.done["join"] += 1
            self.numbers.append(seat.pk)
            self.wait(self.lots.uniform(2, 9))
        self.look_around()
        return len(self.numbers) - before

    def _channel(self, place: int) -> str:
        """Three of five in the room, unless the event is only there or only online."""
        mode = self.gathering.event.mode
        if mode in ("room", "online"):
            return Channel.ROOM if mode == "room" else Channel.ONLINE
        return Channel.ROOM if place % 5 in (0, 2, 3) else Channel.ONLINE

    def _name(self, place: int) -> str:
        """Names that people give themselves: some of their own, some as the page draws them."""
        name = self.words.take("names") if place % 3 else None
        if name is None:
            ending = self.lots.choice(sorted(pseudonyms.NOUNS))
            word = self.lots.choice(pseudonyms.ADJECTIVES).capitalize()
            name = f"{word}{ending} {self.lots.choice(pseudonyms.NOUNS[ending])}"
        return str(name)

    def look_around(self) -> None:
        """Who of them is still there."""
        rows = Seat.objects.filter(pk__in=self.numbers, left_at=None).order_by("pk")
        self.seats = list(rows.select_related("gathering"))

    def go(self) -> int:
        """All leave, tidily."""
        self.look_around()
        for seat in self.seats:
            actions.leave(seat=seat, by=Actor(seat=seat))
        gone = len(self.seats)
        self.seats = []
        return gone

    def moments(self, stage: Stage, *, later: bool = False) -> Moments:
        self.look_around()
        yield from super().moments(stage, later=later)

    def _some(self, share: float, least: int = 1) -> list[Seat]:
        number = min(len(self.seats), max(least, round(len(self.seats) * share)))
        return self.lots.sample(self.seats, number)

    def _tapping(self, share: float, least: int = 1) -> list[Seat]:
        return self._some(share * self.busy, least)

    def _by(self, seat: Seat) -> Actor:
        return Actor(seat=seat)

    def _liked(self, what: str, rows: Sequence[Any], number: int) -> list[Any]:
        """A few of them, different for everybody; some are liked by many."""
        keyed = []
        for place, row in enumerate(rows):
            charm = self._charm.setdefault((what, place), self.lots.paretovariate(1.4))
            keyed.append((self.lots.random() ** (1 / charm), -place, row))
        return [row for _key, _place, row in sorted(keyed, key=lambda each: each[:2], reverse=True)[:number]]

    # The kinds

    def _lobby(self, stage: Stage, later: bool) -> Moments:
        if later:
            return
        words = self.words.every("tags")
        if kind_named("lobby").of(stage)["tags"] and words:
            for seat in self._tapping(0.6):
                said = ", ".join(self.lots.sample(words, min(3, len(words))))
                yield self.do("lobby.tags", self._by(seat), stage, tags=said)
        if self._wants_hosts():
            tables = self.gathering.spaces.filter(kind=SpaceKind.TABLE, closed_at=None).count()
            for seat in self._some(0, least=min(tables, max(1, len(self.seats) // 4))):
                yield self.do("tables.volunteer", self._by(seat), stage)
        for seat in self._some(0.02):
            if text := self.words.take("helps"):
                yield self.do("help", self._by(seat), text=text)

    def _wants_hosts(self) -> bool:
        return any(
            each.kind == "tables" and each.settings_of("tables").get("hosts")
            for each in self.gathering.stages.all()
        )

    def _input(self, stage: Stage, later: bool) -> Moments:
        given = kind_named("input").of(stage)
        if given["check"] and not later:
            for turn, seat in enumerate(self._some(0.1, least=2)):
                yield self.do("input.unclear", self._by(seat), stage)
                if not turn:  # understood after all
                    yield self.do("input.unclear", self._by(seat), stage)
        if given["exercise"] and later:
            for seat in self._tapping(0.8):
                yield self.do("input.done", self._by(seat), stage)

    def _collect(self, stage: Stage, later: bool) -> Moments:
        what = kind_named("collect").of(stage)["what"]
        if what == "question":
            if not later:
                for seat in self._some(0.3, least=3):
                    if entry := self.words.take("questions"):
                        yield self.do("collect.ask", self._by(seat), stage, body=text_of(entry), same="new")
            yield from self._vote(stage, 0.35 if later else 0.25)
            return
        if later:
            return
        share = {"card": 1.0, "action": 0.35, "topic": 0.65, "offer": 0.5, "need": 0.4}.get(what, 0.6)
        times = 2 if what == "card" else 1
        for seat in [seat for _time in range(times) for seat in self._some(share, least=3)]:
            entry = self.words.take(f"{what}s")
            if entry is None:
                return
            yield self.do("collect.add", self._by(seat), stage, **self._filled(what, entry))

    def _filled(self, what: str, entry: Any) -> dict[str, Any]:
        """An entry as the form of that sort has it."""
        if what in ("topic", "offer", "need"):
            return {"title": text_of(entry), "body": entry.get("body", "") if isinstance(entry, dict) else ""}
        filled = {"body": text_of(entry)}
        if what == "action" and isinstance(entry, dict):
            filled["who"] = entry.get("who", "")
            if entry.get("days"):
                filled["due_on"] = (timezone.localdate() + timedelta(days=entry["days"])).isoformat()
        return filled

    def _vote(self, stage: Stage, share: float) -> Moments:
        open_now = collect.board(self.gathering, stage).filter(
            status__in=(ItemStatus.VISIBLE, ItemStatus.LIVE)
        )
        for seat in self._tapping(share, least=3):
            rows = list(open_now.exclude(author=seat))
            for row in self._liked("question", rows, 3 if self.busy >= 1 else 2):
                yield self.do("collect.vote", self._by(seat), stage, item=row.pk, on="true")

    def _weigh(self, stage: Stage, later: bool) -> Moments:
        if later:
            return
        given = kind_named("weigh").of(stage)
        mode = given["mode"]
        if mode == "agree":
            # Invented people never answer on an opinion map.
            return
        for seat in self._some(max(0.5, 0.85 * self.busy)):
            rows = weigh.subjects(self.gathering, stage)
            if not rows or weigh.is_closed(self.gathering, stage):
                return
            by = self._by(seat)
            if mode == "dots":
                left = weigh.budget_of(given)
                for row in self._liked(mode, rows, self.lots.randint(1, 3)):
                    most = min(left, weigh.most_of(given))
                    if most:
                        wanted = self.lots.randint(1, most)
                        left -= wanted
                        yield self.do("weigh.dot", by, stage, item=row.pk, to=wanted)
            elif mode == "scale":
                for row in self._liked(mode, rows, 6):
                    charm = self._charm[mode, rows.index(row)]
                    value = min(5, max(1, round(self.lots.gauss(3 + min(1.4, charm / 3), 1))))
                    yield self.do("weigh.rate", by, stage, item=row.pk, value=value)
            else:
                right = [row for row in rows if row.data.get("right")]
                if mode == "quiz" and right and self.lots.random() < 0.75:
                    chosen = right
                else:
                    number = self.lots.randint(1, 4) if mode == "interest" else 1
                    chosen = self._liked(mode, rows, number)
                for row in chosen:
                    yield self.do("weigh.pick", by, stage, item=row.pk, on="true")

    # Speaking

    def _talk(self, stage: Stage, later: bool) -> Moments:
        if kind_named("talk").of(stage)["mode"] == "fishbowl":
            yield from self._fishbowl(stage, later)
            return
        at = self._places(stage) if "tables" in stage.kinds else {}
        for number, seat in enumerate(self._some(0.15 if later else 0.25, least=2)):
            space = {"space": at[seat.pk]} if seat.pk in at else {}
            if at and not space:
                continue
            speaks = Turn.objects.filter(stage=stage, space=space.get("space"), state=TurnState.LIVE).exclude(
                seat=seat
            )
            verb = "talk.reply" if later and not number and speaks.exists() else "talk.hand"
            yield self.do(verb, self._by(seat), stage, **space)
            if number == 3:
                yield self.do("talk.withdraw", self._by(seat), stage, **space)

    def _fishbowl(self, stage: Stage, later: bool) -> Moments:
        for seat in self._some(0.25 if later else 0.15, least=3):
            asked = self._chairs(stage).filter(asked_to_leave_at__isnull=False)
            for turn in asked.filter(seat__in=[each.pk for each in self.seats]).select_related("seat"):
                if turn.seat is not None:
                    yield self.do("talk.leave", self._by(turn.seat), stage)
            yield self.do("talk.grab", self._by(seat), stage)
            if self._chairs(stage).filter(seat=seat).exists():
                yield self.do("talk.speaks", self._by(seat), stage)
                self.wait(self.lots.uniform(60, 150))

    def _chairs(self, stage: Stage) -> Any:
        return Turn.objects.filter(stage=stage, kind=TurnKind.CHAIR, state=TurnState.LIVE).order_by("pk")

    def _places(self, stage: Stage) -> dict[int, int]:
        """By seat: where somebody is now."""
        rows = Placement.objects.filter(stage=stage, until=None).exclude(role=PlacementRole.BOOKED)
        return dict(rows.order_by("pk").values_list("seat_id", "space_id"))

    # Tables

    def _tables(self, stage: Stage, later: bool) -> Moments:
        given = kind_named("tables").of(stage)
        policy = given["policy"]
        if policy == "booked":
            yield from self._market(stage, given, later)
            return
        if policy == "free":
            yield from self._walk(stage, 0.3 if later else 0.95)
        elif given["hosts"] and not later:
            yield from self._stay_as_hosts(stage)
        if given["notes"]:
            yield from self._write(stage, policy, later)

    def _stay_as_hosts(self, stage: Stage) -> Moments:
        rows = Placement.objects.filter(stage=stage, until=None)
        hosted = set(rows.filter(role=PlacementRole.HOST).values_list("space_id", flat=True))
        seats = {seat.pk: seat for seat in self.seats}
        for number, space in self._places(stage).items():
            if space not in hosted and number in seats:
                hosted.add(space)
                yield self.do("tables.host", self._by(seats[number]), stage)

    def _walk(self, stage: Stage, share: float) -> Moments:
        spaces = self._open_spaces(stage)
        if spaces:
            for seat in self._tapping(share):
                chosen = self._liked(f"room {stage.position}", spaces, 1)[0]
                yield self.do("tables.go", self._by(seat), stage, space=chosen.pk)

    def _open_spaces(self, stage: Stage) -> list[Space]:
        """Where something happens: rooms with a session if there are any, otherwise all."""
        rows = list(self.gathering.spaces.filter(closed_at=None).exclude(kind__in=["plenary", "circle"]))
        if "grid" in stage.kinds:
            used = {item.room_id for item in grid.sessions_of(stage)}
            rows = [row for row in rows if row.pk in used] or rows
        for kind in (SpaceKind.ROOM, SpaceKind.STALL, SpaceKind.TABLE):
            found = [row for row in rows if row.kind == kind]
            if found:
                return found
        return []

    def _round_of(self, stage: Stage) -> int:
        """Which of the steps at tables it is."""
        rows = [each.pk for each in self.gathering.stages.all() if each.kind == "tables"]
        return rows.index(stage.pk) + 1 if stage.pk in rows else 1

    def _write(self, stage: Stage, policy: str, later: bool) -> Moments:
        number = self._round_of(stage)
        at, seats = self._places(stage), {seat.pk: seat for seat in self.seats}
        people: dict[int, list[Seat]] = {}
        for pk, space in sorted(at.items()):
            if pk in seats:
                people.setdefault(space, []).append(seats[pk])
        if not later:
            for seat in self._some(0.5):
                entry = self.words.take(f"notes{number}", "notes") if seat.pk in at else None
                if entry is not None:
                    about = entry.get("about", "") if isinstance(entry, dict) else ""
                    yield self.do(
                        "tables.note",
                        self._by(seat),
                        stage,
                        text=text_of(entry),
                        about=about if policy == "fixed" else "",
                    )
            return
        for space, sitting in people.items():
            writer = self.lots.choice(sitting)
            points = [self.words.take(f"points{number}", "points") for _point in range(2)]
            texts = {f"point{place}": text_of(text) for place, text in enumerate(points, 1) if text}
            if texts and policy != "free":
                yield self.do("tables.points", self._by(writer), stage, **texts)
            notes = Item.objects.filter(stage=stage, space_id=space, kind=ItemKind.NOTE, pinned=False)
            note = notes.exclude(data__about__in=["disputed", "open"]).order_by("pk").first()
            if note is not None and policy != "free":
                yield self.do("tables.plenum", self._by(writer), stage, item=note.pk)

    def _market(self, stage: Stage, given: Any, later: bool) -> Moments:
        stalls = self._open_spaces(stage)
        if not stalls:
            return
        if later:
            yield from self._answer_at_stalls(stage)
        for seat in self._tapping(0.25 if later else 0.8):
            window = self.lots.randint(2 if later else 1, given["windows"])
            chosen = self._liked("stall", stalls, 1)[0]
            booked = self.do("tables.book", self._by(seat), stage, place=f"{chosen.pk}-{window}")
            yield booked
            if booked and self.lots.random() < 0.4:
                yield self.do("tables.consent", self._by(seat), stage, space=chosen.pk)
        if not later:
            for seat in self._some(0.25, least=2):
                if entry := self.words.take("stall_questions"):
                    chosen = self._stall_about(entry, stalls)
                    yield self.do("tables.ask", self._by(seat), stage, space=chosen.pk, text=text_of(entry))
            for seat in self._some(0.05, least=2):
                chosen = self.lots.choice(stalls)
                yield self.do("tables.keep", self._by(seat), stage, space=chosen.pk)

    def _stall_about(self, entry: Any, stalls: Sequence[Space]) -> Space:
        wanted = entry.get("stall", "") if isinstance(entry, dict) else ""
        return next((row for row in stalls if wanted and wanted in row.name), None) or self.lots.choice(
            list(stalls)
        )

    def _answer_at_stalls(self, stage: Stage) -> Moments:
        seats = {seat.pk: seat for seat in self.seats}
        asked = Item.objects.filter(stage=stage, kind=ItemKind.QUESTION, answer="", space__isnull=False)
        for question in asked.order_by("pk"):
            item = self.gathering.items.filter(kind__in=["offer", "need"], room=question.space_id).first()
            keepers = [pk for pk in (item.data.get("keepers", []) if item else []) if pk in seats]
            answer = self.words.about("stall_questions", question.body).get("answer")
            if keepers and answer:
                yield self.do(
                    "tables.reply", self._by(seats[keepers[0]]), stage, item=question.pk, text=answer
                )

    # Plans

    def _grid(self, stage: Stage, later: bool) -> Moments:
        board = grid.board_of(Look(self.gathering), stage)
        if stage.kind == "grid":
            if later:
                yield from self._wish(stage)
                return
            share = 0.05 if board.topics else 0.65
            for seat in self._some(share, least=1 if board.topics else 4):
                if entry := self.words.take("topics"):
                    yield self.do("grid.propose", self._by(seat), stage, **self._filled("topic", entry))
        elif later:
            yield from self._report(stage)

    def _wish(self, stage: Stage) -> Moments:
        accepted = grid.board_of(Look(self.gathering), stage).accepted
        for seat in self._tapping(0.8):
            for topic in self._liked("topic", accepted, self.lots.randint(1, 4)):
                yield self.do("grid.interest", self._by(seat), stage, item=topic.pk)
        if not kind_named("grid").of(stage)["choose"]:
            return
        seats = {seat.pk: seat for seat in self.seats}
        for topic in accepted:
            board = grid.board_of(Look(self.gathering), stage)
            free = [
                (slot.pk, room.pk)
                for slot in board.slots
                for room in board.rooms
                if slot.stage.state == State.PLANNED and (slot.pk, room.pk) not in board.at
            ]
            host = next((seats[pk] for pk in sorted(topic.hosts) if pk in seats), None)
            if host is not None and free and not board.by_pk[topic.pk].is_placed:
                slot, room = self.lots.choice(free)
                yield self.do("grid.take", self._by(host), stage, item=topic.pk, cell=f"{slot}-{room}")

    def _report(self, stage: Stage) -> Moments:
        seats = {seat.pk: seat for seat in self.seats}
        board = grid.board_of(Look(self.gathering), stage)
        for topic in board.placed:
            said = self.words.about("topics", topic.title)
            if topic.slot is None or topic.slot.pk != stage.pk or topic.report is not None or not said:
                continue
            host = next((seats[pk] for pk in sorted(topic.hosts) if pk in seats), None)
            if host is not None and said.get("report"):
                yield self.do(
                    "grid.report",
                    self._by(host),
                    stage,
                    item=topic.pk,
                    body=said["report"],
                    results=said.get("results", ""),
                    next=said.get("next", ""),
                    who=said.get("who", ""),
                )
