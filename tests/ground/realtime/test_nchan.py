# SPDX-License-Identifier: EUPL-1.2
"""The contract with nchan: a real nginx, set up as `deploy/` says, holds the pages of the real server."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import prepared_site
from tests.ground.realtime.conftest import TOY
from tests.ground.realtime.proxy import Proxy, nchan_module, nginx
from tests.live import Site, free_port

from mitwirken.ground.realtime import Admission, Drawing, Stream, nchan, registry

pytestmark = [
    pytest.mark.served,
    pytest.mark.skipif(
        nginx() is None or nchan_module() is None,
        reason="nginx with nchan is not here: scripts/need nginx nchan installs it as root",
    ),
]

STREAM = {"Accept": "text/event-stream"}


class Hall:
    """A site with nginx before it; `port` is nginx's, so that readers come through it."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        self.proxy = Proxy(folder / "nginx", nchan=True)
        self.site = prepared_site(
            prepared, folder / "home", **TOY, MITWIRKEN_NCHAN=self.proxy.said_at
        ).start()
        self.proxy.serve(self.site.port)
        self.port = self.proxy.port


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path_factory.mktemp("hall"), prepared)
    try:
        yield hall
    finally:
        hall.proxy.stop()
        hall.site.stop()
        hall.site.forget()


def states(reader: Any) -> list[str]:
    return [data["state"] for name, data in reader.events() if name == "state"]


def ask(port: int, method: str, path: str, body: bytes | None = None) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path, body, STREAM)
        return line.getresponse().status
    finally:
        line.close()


def holds(pid: int, file: Path) -> bool:
    """Has this process the file open?"""
    with contextlib.suppress(OSError):
        return any(os.path.realpath(each) == str(file) for each in Path(f"/proc/{pid}/fd").iterdir())
    return False


def last_id(reader: Any) -> str:
    return [line[4:] for line in reader.seen.decode().splitlines() if line.startswith("id: ")][-1]


def test_a_deed_is_seen_by_those_who_may_listen_and_by_nobody_else(hall: Hall, read: Any, tell: Any) -> None:
    assert read(hall, "/strom/toy/x/?sicht=verboten").status == 403
    assert read(hall, "/strom/nothing/x/").status == 404
    readers = [read(hall, "/strom/toy/x/?sicht=allein") for _ in range(8)]
    other = read(hall, "/strom/toy/y/?sicht=allein")
    for reader in readers:
        assert reader.status == 200
        assert b"text/event-stream" in reader.seen
        reader.wait_for("event: state")
    tell(hall.site, "x", "Guten Tag")
    for reader in readers:
        reader.wait_for("Guten Tag")
    other.rest()
    assert "Guten Tag" not in other.seen.decode()
    # What goes out is what the page's script knows: audience, state, whole parts.
    data = readers[0].events()[-1][1]
    assert data["audience"] == "phone" and set(data["parts"]) == {"count", "said", "form"}
    assert data["state"] == "e-1"


def test_nobody_can_say_something_from_outside(hall: Hall, read: Any) -> None:
    reader = read(hall, "/strom/toy/secret/?sicht=allein")
    reader.wait_for("event: state")
    name = hall.site.python(
        "from mitwirken.ground.realtime.nchan import channel; print(channel('toy', 'secret', 'phone'))"
    )
    assert len(name) == 32
    # Even with a channel's name the public address neither takes nor gives.
    assert ask(hall.port, "POST", f"/sagen/{name}", b"falsch") in (403, 404, 405)
    assert ask(hall.port, "POST", f"/_strom/{name}", b"falsch") in (403, 404, 405)
    assert ask(hall.port, "GET", f"/_strom/{name}") == 404
    # The address that takes stands at 127.0.0.1 and at no other address of the machine, not even at another loopback one.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", hall.proxy.messages), 2)
    reader.rest()
    assert "falsch" not in reader.seen.decode()
    # And the control: where it is taken, it arrives.
    assert ask(hall.proxy.messages, "POST", f"/sagen/{name}", b"von innen") in (201, 202)
    reader.wait_for("von innen")


def test_a_seat_hears_of_what_is_its_own_and_comes_in_anew_at_its_new_table(
    hall: Hall, read: Any, tell: Any
) -> None:
    hall.site.get("/toy/seats/")
    mine = read(hall, "/strom/toy/seats/?state=e-0", Cookie="seat=31")
    other = read(hall, "/strom/toy/seats/?state=e-0", Cookie="seat=32")
    mine.wait_for("Tisch 1:")
    other.wait_for("Tisch 2:")
    tell(hall.site, "seats", "Tisch 3")
    mine.wait_for("event: move")
    mine.wait_for("event: mine")
    other.wait_for("Tisch 3")  # everybody's phone shows the sentence
    other.rest()
    assert {name for name, _ in other.events()} == {"state"}
    again = read(hall, "/strom/toy/seats/", Cookie="seat=31")
    again.wait_for("Tisch 3: Tisch 3")
    # Sent on once: the next deed moves nobody.
    tell(hall.site, "seats", "Ruhe")
    again.wait_for("Tisch 3: Ruhe")
    again.rest()
    assert again.seen.decode().count("event: move") <= 1


def test_who_was_away_gets_the_newest_alone(hall: Hall, read: Any, tell: Any) -> None:
    first = read(hall, "/strom/toy/away/?sicht=allein")
    tell(hall.site, "away", "Satz 0")
    first.wait_for("Satz 0")
    seen = last_id(first)
    first.close()
    for number in range(1, 5):
        tell(hall.site, "away", f"Satz {number}")
    watcher = read(hall, "/strom/toy/away/?sicht=allein")
    watcher.wait_for("Satz 4")
    back = read(hall, "/strom/toy/away/?sicht=allein", Last_Event_ID=seen)
    back.wait_for("Satz 4")
    back.rest()
    assert "Satz 3" not in back.seen.decode()
    assert len(states(back)) == 1
    # Once more the same is what the page shows already; its script lets it be.
    same = read(hall, "/strom/toy/away/?sicht=allein", Last_Event_ID=last_id(back))
    same.wait_for("Satz 4")
    assert states(same) == states(back)
    # A mark of the embedded stream, from before nginx held the pages, does no harm.
    old = read(hall, "/strom/toy/away/?sicht=allein", Last_Event_ID="e-1")
    tell(hall.site, "away", "Satz 5")
    old.wait_for("Satz 5")


def test_pages_stay_open_while_the_site_starts_anew(hall: Hall, read: Any, tell: Any) -> None:
    reader = read(hall, "/strom/toy/anew/?sicht=allein")
    tell(hall.site, "anew", "vorher")
    reader.wait_for("vorher")
    assert hall.site.stop() < 3
    hall.site.start()
    tell(hall.site, "anew", "nachher")
    reader.wait_for("nachher")
    # A power cut for the site alone: nginx holds the page on.
    hall.site.kill()
    hall.site.start()
    tell(hall.site, "anew", "nach dem Absturz")
    reader.wait_for("nach dem Absturz")


def test_another_process_takes_the_post_of_one_that_ends(hall: Hall, read: Any, tell: Any) -> None:
    reader = read(hall, "/strom/toy/post/?sicht=allein")
    reader.wait_for("event: state")

    def change(site: Site, said: str) -> None:
        # From a process of its own: a request may lie with the one that was killed.
        site.python(f"from tests.ground.realtime.toy.board import change; change('post', said='{said}')")

    publishes = [pid for pid in hall.site.pids() if holds(pid, hall.site.home / "run" / "publishes")]
    assert len(publishes) == 2, "both web processes want the post"
    os.kill(publishes[0], signal.SIGKILL)
    change(hall.site, "der andere")
    reader.wait_for("der andere")
    deadline = time.monotonic() + 10
    while len([pid for pid in hall.site.pids() if holds(pid, hall.site.home / "run" / "publishes")]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.kill(publishes[1], signal.SIGKILL)
    change(hall.site, "und der neue")
    reader.wait_for("und der neue")


def test_nginx_may_start_anew_too(hall: Hall, read: Any, tell: Any) -> None:
    reader = read(hall, "/strom/toy/proxy/?sicht=allein")
    tell(hall.site, "proxy", "vorher")
    reader.wait_for("vorher")
    hall.proxy.stop()
    assert reader.ended()
    tell(hall.site, "proxy", "inzwischen")
    hall.proxy.start()
    back = read(hall, "/strom/toy/proxy/?sicht=allein", Last_Event_ID=last_id(reader))
    back.wait_for("inzwischen")
    tell(hall.site, "proxy", "nachher")
    back.wait_for("nachher")


def test_what_cannot_be_drawn_is_drawn_at_the_next_word(hall: Hall, read: Any, tell: Any) -> None:
    reader = read(hall, "/strom/toy/broken/?sicht=allein")
    reader.wait_for("event: state")
    tell(hall.site, "broken", "kaputt")
    time.sleep(0.3)
    tell(hall.site, "broken", "heil")
    reader.wait_for("heil")


def test_only_an_address_of_this_machine_is_taken(tmp_path: Path) -> None:
    site = Site(tmp_path / "home", MITWIRKEN_NCHAN="http://nginx.example.org/sagen/")
    done = site.command("check", check=False)
    assert done.returncode
    assert "MITWIRKEN_NCHAN" in done.stdout + done.stderr


def test_messages_are_json_on_one_line(hall: Hall, read: Any, tell: Any) -> None:
    reader = read(hall, "/strom/toy/lines/?sicht=allein")
    tell(hall.site, "lines", "eins\nzwei\n\nevent: state\ndata: drei")
    reader.wait_for("zwei")
    reader.rest()
    assert "eins\nzwei" in reader.events()[-1][1]["parts"]["said"]


@pytest.mark.django_db  # drawing closes connections that are too old
def test_rooms_that_nobody_listens_to_are_forgotten_and_what_nginx_lost_is_said_again(
    tmp_path: Path, settings: Any
) -> None:
    settings.HOME = tmp_path / "home"
    (settings.HOME / "run").mkdir(parents=True)
    proxy = Proxy(tmp_path / "nginx", nchan=True)
    proxy.serve(free_port())  # nobody reads here: the site is not needed
    registry.register(
        Stream("test", lambda *_: None, lambda key, names: Drawing("e-1", {n: {"a": key} for n in names}))
    )
    try:
        publisher = nchan.Publisher(proxy.said_at)
        name = nchan.channel("test", "k", "phone")
        with nchan.Listening() as listening:
            assert listening.write("test", "k", Admission(("phone",), "31", "e-1"))
            assert not listening.write("test", "k", Admission(("phone",), "31", "e-1")), "the same page again"
            assert listening.write("test", "k", Admission(("phone", "table:2"), "31", "e-1")), "moved"
            publisher.heard("test", "k")
            publisher._publish(listening)
            assert publisher.nchan.look(name) == (1, 0)
            publisher.nchan.drop(name)
            publisher._look_around(listening)
            publisher._publish(listening)
            assert publisher.nchan.look(name) == (1, 0)
            listening.rows.execute("UPDATE pages SET at = 0")
            publisher._look_around(listening)
            assert publisher.nchan.look(name) == (0, 0)
            assert listening.rooms() == [] and publisher.rooms == {}
    finally:
        registry._streams.pop("test", None)
        proxy.stop()


@pytest.mark.journey
def test_a_page_in_the_browser_changes_moves_and_fetches_its_own(
    hall: Hall, open_page: Any, tell: Any
) -> None:
    page = open_page(base_url=f"http://localhost:{hall.port}")
    page.goto("/toy/browser/")
    tell(hall.site, "browser", "Guten Tag")
    page.locator("[data-part='phone/said']").filter(has_text="Guten Tag").wait_for(timeout=15_000)
    tell(hall.site, "browser", "Tisch 3")
    page.locator("[data-part='table/notes']").filter(has_text="Tisch 3: Tisch 3").wait_for(timeout=15_000)
    page.locator("[data-part='mine/seat']").filter(has_text="Sie sitzen an Tisch 3").wait_for(timeout=15_000)
    tell(hall.site, "browser", "Zum Schluss")
    page.locator("[data-part='table/notes']").filter(has_text="Zum Schluss").wait_for(timeout=15_000)
