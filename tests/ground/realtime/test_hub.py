# SPDX-License-Identifier: EUPL-1.2
"""Who listens gets the newest of each part, once; who does not read costs nothing; what fails is tried again."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mitwirken.ground.realtime import hub as hub_module
from mitwirken.ground.realtime import registry
from mitwirken.ground.realtime.hub import Hub
from mitwirken.ground.realtime.registry import Admission, Drawing, Stream


class Line:
    def __init__(self) -> None:
        self.unread = 0
        self.hung_up = False

    def waiting(self) -> int:
        return self.unread

    def hang_up(self) -> None:
        self.hung_up = True


class Page:
    """A listener with what it was sent."""

    def __init__(self, world: "World", admission: Admission) -> None:
        self.sent: list[bytes] = []
        self.line = Line()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.ensure_future(
            world.hub.serve(world.stream, "k", admission, self.sent.append, self.line, self.gone)
        )

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for block in b"".join(self.sent).decode().split("\n\n"):
            fields = dict(
                line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":"
            )
            if "data" in fields:
                found.append((fields["event"], json.loads(fields["data"])))
        return found

    def parts(self) -> list[dict[str, str]]:
        return [data["parts"] for name, data in self.events() if name == "state"]

    async def leave(self) -> None:
        self.gone.set_result(None)
        await self.task


class World:
    def __init__(self) -> None:
        self.state = 1
        self.parts: dict[str, dict[str, str]] = {"phone": {"a": "1", "b": "1"}}
        self.moves: Mapping[str, tuple[str, str]] = {}
        self.marks: Mapping[str, str] = {}
        self.drawn = 0
        self.fails = False
        self.stream = Stream("test", lambda *_: None, self.draw)
        registry.register(self.stream)
        self.hub = Hub(ThreadPoolExecutor(1))

    def draw(self, key: str, audiences: Any) -> Drawing:
        self.drawn += 1
        if self.fails:
            raise RuntimeError("broken")
        parts = {name: dict(self.parts[name]) for name in audiences if name in self.parts}
        return Drawing(f"e-{self.state}", parts, self.moves, self.marks)

    def change(self, audience: str = "phone", **parts: str) -> None:
        self.state += 1
        self.parts.setdefault(audience, {}).update(parts)
        self.hub.heard("test", "k")

    def page(self, *audiences: str, who: str = "", state: str = "") -> Page:
        return Page(self, Admission(audiences or ("phone",), who, state))

    async def rest(self) -> None:
        await asyncio.sleep(0)
        while any(room.drawing is not None for room in self.hub.rooms.values()):
            await asyncio.sleep(0.002)


def in_a_world(test: Callable[[World], Awaitable[None]]) -> None:
    async def run() -> None:
        world = World()
        try:
            await test(world)
        finally:
            registry._streams.pop("test", None)

    # In a thread of its own: a browser of another test may hold a loop in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, run()).result()


def test_a_newcomer_gets_all_and_then_only_what_differs() -> None:
    async def test(world: World) -> None:
        page = world.page()
        await world.rest()
        assert page.parts() == [{"a": "1", "b": "1"}]
        world.change(a="2")
        await world.rest()
        assert page.parts()[1:] == [{"a": "2"}]
        world.hub.heard("test", "k")  # nothing changed
        await world.rest()
        assert len(page.parts()) == 2

    in_a_world(test)


def test_who_comes_back_with_the_newest_state_is_told_nothing_and_with_an_older_one_all() -> None:
    async def test(world: World) -> None:
        new, old = world.page(state="e-1"), world.page(state="e-0")
        await world.rest()
        assert new.events() == []
        assert [name for name, _ in old.events()] == ["state", "mine"]
        late = world.page(state="e-1")
        await world.rest()
        assert late.events() == []

    in_a_world(test)


def test_a_flood_of_words_is_a_few_pictures_and_the_last_one_is_the_newest() -> None:
    async def test(world: World) -> None:
        page = world.page()
        await world.rest()
        for number in range(200):
            world.change(a=str(number))
            if number % 10 == 0:
                await asyncio.sleep(0)
        await world.rest()
        assert world.drawn < 20
        assert page.parts()[-1]["a"] == "199"

    in_a_world(test)


def test_newcomers_in_a_flood_do_not_wait_for_its_end() -> None:
    async def test(world: World) -> None:
        first = world.page()
        for number in range(20):
            world.change(a=str(number))
            await asyncio.sleep(0.005)
            if number == 5:
                late = world.page()
        assert late.parts(), "came in the middle and saw nothing"
        await world.rest()
        assert first.parts()[-1]["a"] == late.parts()[-1]["a"] == "19"

    in_a_world(test)


def test_an_audience_that_comes_during_a_drawing_is_drawn_too() -> None:
    async def test(world: World) -> None:
        world.parts["beamer"] = {"x": "1"}
        world.page()
        await asyncio.sleep(0)
        beamer = world.page("beamer")
        await world.rest()
        assert beamer.parts() == [{"x": "1"}]
        await beamer.leave()
        world.change("beamer", x="2")  # nobody looks: not drawn
        await world.rest()
        again = world.page("beamer", state="e-1")
        await world.rest()
        assert again.parts() == [{"x": "2"}]

    in_a_world(test)


def test_who_does_not_read_is_held_and_gets_only_the_newest_of_each_part() -> None:
    async def test(world: World) -> None:
        slow, quick = world.page(), world.page()
        await world.rest()
        slow.line.unread = 10_000_000
        (listener,) = [one for one in world.hub.listeners() if one.line is slow.line]
        listener.look(0)
        before = len(slow.sent)
        for number in range(5):
            world.change(a=f"a{number}", b=f"b{number}")
            await world.rest()
        assert len(slow.sent) == before
        assert len(listener.pending) == 2
        assert len(quick.parts()) >= 6
        slow.line.unread = 0
        listener.look(1)
        assert slow.parts()[1:] == [{"a": "a4"}, {"b": "b4"}]
        slow.line.unread = 10_000_000
        listener.look(2)
        listener.look(2 + hub_module.PATIENCE + 1)
        assert slow.line.hung_up
        assert listener.send is None

    in_a_world(test)


def test_a_seat_that_moves_leaves_the_old_table_and_sees_the_new_one() -> None:
    async def test(world: World) -> None:
        world.parts |= {"table:1": {"n": "one"}, "table:2": {"n": "two"}}
        page = world.page("phone", "table:1", who="31")
        other = world.page("phone", "table:1", who="32")
        await world.rest()
        world.moves = {"31": ("table", "table:2")}
        world.change(a="moved")
        await world.rest()
        assert page.events()[-1][0] == "mine"
        assert "table:2" in [data.get("audience") for _, data in page.events()]
        assert all(data.get("audience") != "table:2" for _, data in other.events())
        seen = len(page.events())
        world.change("table:1", n="one more")
        await world.rest()
        assert len(page.events()) == seen
        world.change("table:2", n="two more")
        await world.rest()
        assert page.parts()[-1] == {"n": "two more"}
        # Let in by what was true before the move.
        late = world.page("phone", "table:1", who="31")
        await world.rest()
        assert [part.get("n") for part in late.parts()] == [None, "two more"]

    in_a_world(test)


def test_a_mark_tells_one_person_alone() -> None:
    async def test(world: World) -> None:
        world.marks = {"31": "a"}
        mine, other = world.page(who="31", state="e-1"), world.page(who="32", state="e-1")
        await world.rest()
        world.marks = {"31": "b"}
        world.change()
        await world.rest()
        assert [name for name, _ in mine.events()] == ["mine"]
        assert other.events() == []

    in_a_world(test)


def test_a_drawing_that_fails_is_tried_again_at_the_next_word_and_reported_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test(world: World) -> None:
        page = world.page()
        await world.rest()
        world.fails = True
        with caplog.at_level(logging.ERROR):
            for number in range(3):
                world.change(a=f"x{number}")
                await world.rest()
        assert len(caplog.records) == 1
        world.fails = False
        world.hub.refresh()  # what the beat does for lost words
        await world.rest()
        assert page.parts()[-1] == {"a": "x2"}

    in_a_world(test)


def test_who_leaves_is_forgotten_and_an_empty_room_too() -> None:
    async def test(world: World) -> None:
        page = world.page()
        await world.rest()
        await page.leave()
        assert world.hub.count == 0
        assert world.hub.rooms == {}
        world.change(a="nobody looks")
        assert world.drawn == 1

    in_a_world(test)
