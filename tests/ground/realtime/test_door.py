# SPDX-License-Identifier: EUPL-1.2
"""The streams of the real server: who comes in, what is told, what happens when somebody or something goes."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ground.realtime.conftest import TOY
from tests.ground.realtime.proxy import Proxy, nginx
from tests.live import Site

pytestmark = pytest.mark.served


def test_a_deed_is_seen_on_pages_of_every_process(board: Site, read: Callable[..., Any], tell: Any) -> None:
    readers = [read(board, "/strom/toy/deed/") for _ in range(8)]
    for reader in readers:
        reader.wait_for("event: state")
    began = time.monotonic()
    tell(board, "deed", "Guten Tag")
    for reader in readers:
        reader.wait_for("Guten Tag")
    assert time.monotonic() - began < 3
    assert len(list((board.home / "run" / "words").iterdir())) == 2


def test_nothing_comes_twice_and_a_page_that_comes_back_resumes(board: Site, read: Any, tell: Any) -> None:
    first = read(board, "/strom/toy/twice/?sicht=allein")
    first.wait_for("event: state")
    for number in range(5):
        tell(board, "twice", f"Satz {number}")
        first.wait_for(f"Satz {number}")
    first.rest()
    states = [(data["state"], *sorted(data["parts"])) for name, data in first.events() if name == "state"]
    assert len(states) == len(set(states))
    newest = first.events()[-1][1]["state"]
    same = read(board, "/strom/toy/twice/?sicht=allein", Last_Event_ID=newest)
    same.rest()
    assert same.events() == []
    old = read(board, "/strom/toy/twice/?sicht=allein&state=e-0")
    old.wait_for("Satz 4")


def test_who_may_not_listen_is_told_so(board: Site, read: Any) -> None:
    assert read(board, "/strom/toy/x/?sicht=verboten").status == 403
    assert read(board, "/strom/nothing/x/").status == 404
    assert read(board, "/strom/toy/" + "x" * 200 + "/").status == 404
    assert read(board, "/strom/toy/x/?" + "&".join(f"a{n}=1" for n in range(50))).status == 400
    assert board.ask("POST", "/strom/toy/x/")[0] == 404


def test_a_seat_hears_of_its_new_table(board: Site, read: Any, tell: Any) -> None:
    reader = read(board, "/strom/toy/seats/", Cookie="seat=31")
    reader.wait_for("Tisch 1:")
    tell(board, "seats", "Tisch 3")
    reader.wait_for("Tisch 3: Tisch 3")
    reader.rest()
    assert "mine" in [name for name, _ in reader.events()]


def test_a_board_that_cannot_be_drawn_is_drawn_at_the_next_word(board: Site, read: Any, tell: Any) -> None:
    reader = read(board, "/strom/toy/broken/")
    reader.wait_for("event: state")
    tell(board, "broken", "kaputt")
    time.sleep(0.3)
    tell(board, "broken", "heil")
    reader.wait_for("heil")


def test_open_streams_end_with_the_server_and_pages_find_the_next_one(
    serve: Callable[..., Site], read: Any, tell: Any
) -> None:
    site = serve(**TOY)
    readers = [read(site, "/strom/toy/stop/?sicht=allein") for _ in range(30)]
    for reader in readers:
        reader.wait_for("event: state")
    tell(site, "stop", "vorher")
    readers[0].wait_for("vorher")
    last = readers[0].events()[-1][1]["state"]
    assert site.stop() < 3
    assert all(reader.ended() for reader in readers)
    assert list((site.home / "run" / "words").iterdir()) == []
    site.start()
    back = read(site, "/strom/toy/stop/?sicht=allein", Last_Event_ID=last)
    tell(site, "stop", "nachher")
    back.wait_for("nachher")
    assert "vorher" not in back.seen.decode()


def test_ctrl_c_ends_open_streams_too(serve: Callable[..., Site], read: Any) -> None:
    site = serve(**TOY)
    reader = read(site, "/strom/toy/stop/")
    reader.wait_for("event: state")
    assert site.process is not None
    began = time.monotonic()
    os.killpg(site.process.pid, signal.SIGINT)
    site.process.wait(5)
    site.process = None
    assert time.monotonic() - began < 5
    assert list((site.home / "run" / "words").iterdir()) == []


def test_after_a_kill_the_boxes_left_behind_are_taken_away(
    serve: Callable[..., Site], read: Any, tell: Any
) -> None:
    site = serve(**TOY)
    tell(site, "kill", "vorher")
    site.kill()
    assert len(list((site.home / "run" / "words").iterdir())) == 2
    site.start()
    reader = read(site, "/strom/toy/kill/")
    reader.wait_for("vorher")
    tell(site, "kill", "nachher")
    reader.wait_for("nachher")
    assert len(list((site.home / "run" / "words").iterdir())) == 2


def test_many_files_may_be_open(board: Site) -> None:
    limits = Path(f"/proc/{board.pids()[-1]}/limits").read_text()
    soft, hard = next(line.split()[3:5] for line in limits.splitlines() if line.startswith("Max open files"))
    assert int(soft) == min(int(hard), 65_536)


def test_a_reader_that_never_reads_does_not_fill_the_memory(serve: Callable[..., Site], read: Any) -> None:
    site = serve(**TOY, MITWIRKEN_WORKERS="1")
    lazy = read(site, "/strom/toy/lazy/?sicht=allein")
    site.python(
        "import time\n"
        "from tests.ground.realtime.toy.board import change\n"
        "for n in range(60): change('lazy', said=f'{n} ' + 'x' * 300_000); time.sleep(0.1)",
    )
    child = site.pids()[-1]
    peak = next(
        int(line.split()[1])
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    assert peak < 200_000, f"{peak} kB"
    lazy.wait_for("59 xxx", within=20)  # reads again: the newest comes


def test_looking_at_the_lines_leaves_the_locks_of_files_alone(tmp_path: Path) -> None:
    """SQLite's locks are gone when any handle on its file is closed, a copy too."""
    from mitwirken.ground.realtime import lines

    server = socket.create_server(("127.0.0.1", 0))
    reader = socket.create_connection(server.getsockname())
    here, _ = server.accept()
    file = tmp_path / "database"
    taken = (
        "import fcntl, sys\nfile = open(sys.argv[1], 'r+')\n"
        "try: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB); print('free')\nexcept OSError: print('locked')"
    )

    def asked_by_another() -> str:
        return subprocess.run(
            [sys.executable, "-c", taken, str(file)], capture_output=True, text=True, check=True
        ).stdout.strip()

    with file.open("w") as held, server, reader, here:
        fcntl.lockf(held, fcntl.LOCK_EX)
        assert asked_by_another() == "locked"
        name, port = here.getpeername()
        line = lines.Line(f"{name}:{port}")
        lines._searched = 0.0
        here.sendall(b"x" * 100)
        assert line.waiting() in range(101)
        assert lines._found[line.peer] == here.fileno()
        assert asked_by_another() == "locked"
        line.hang_up()
        while reader.recv(1000):
            pass
        here.getpeername()  # still open: whose it is closes it
        lines._found.clear()


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="a matter of SQLite's files"
)
def test_what_was_done_while_much_was_told_is_there_for_others_and_after_a_kill(
    serve: Callable[..., Site], read: Any, tell: Any
) -> None:
    site = serve(**TOY)
    readers = [read(site, "/strom/toy/much/") for _ in range(4)]
    # More than is sent before it is looked at whether it is read.
    for number in range(10):
        tell(site, "much", f"{number} " + "x" * 60_000)
        for reader in readers:
            reader.wait_for(f"Bisher: {number} x")
    time.sleep(1.5)  # hub.LOOK
    asked = "from tests.ground.realtime.toy.models import Board; print(Board.objects.get(key='much').number)"
    # Others come and leave the database, as commands do.
    assert site.python(asked) == "10"
    for number in range(10, 20):
        tell(site, "much", f"{number}")
    assert site.python(asked) == "20"
    site.kill()
    assert site.python(asked) == "20"


@pytest.mark.skipif(nginx() is None, reason="nginx is not here: scripts/need nginx installs it as root")
def test_nginx_as_deploy_sets_it_up_passes_every_piece_on(
    serve: Callable[..., Site], tmp_path: Path, read: Any, tell: Any
) -> None:
    site = serve(**TOY)
    proxy = Proxy(tmp_path / "nginx").serve(site.port)
    try:
        # "close", so that the end of the answer is the end of the line.
        reader = read(proxy, "/strom/toy/front/?sicht=allein", Connection="close")
        assert reader.status == 200 and b"no-store" in reader.seen
        reader.wait_for("event: state")
        for number in range(3):  # each at once, small as it is: nothing waits for a full buffer
            tell(site, "front", f"Satz {number}")
            reader.wait_for(f"Satz {number}")
        assert read(proxy, "/strom/toy/front/?sicht=verboten").status == 403
        seen = reader.events()[-1][1]["state"]
        site.stop()
        assert reader.ended()
        assert proxy_answers(proxy, "/strom/toy/front/") == 502
        site.start()
        back = read(proxy, "/strom/toy/front/?sicht=allein", Last_Event_ID=seen)
        tell(site, "front", "nachher")
        back.wait_for("nachher")
        assert "Satz 2" not in back.seen.decode()
    finally:
        proxy.stop()


def proxy_answers(proxy: Proxy, path: str) -> int:
    import http.client

    line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="needs PostgreSQL")
def test_a_deed_on_one_machine_is_seen_on_another(serve: Callable[..., Site], read: Any, tell: Any) -> None:
    here = serve(**TOY)
    there = serve(**TOY, DATABASE_URL=here.env["DATABASE_URL"])
    reader = read(there, "/strom/toy/machines/")
    reader.wait_for("event: state")
    tell(here, "machines", "von drüben")
    reader.wait_for("von drüben")
    # Finished pages too: what is stale here is stale there.
    pages = there.home / "run" / "generations"
    before = pages.read_bytes()
    here.python("from mitwirken.ground.pages import changed; changed('proposal:5')")
    deadline = time.monotonic() + 5
    while pages.read_bytes() == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    there.python(
        "from django.db import connection\n"
        "connection.cursor().execute(\"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'\")"
    )
    time.sleep(4)
    tell(here, "machines", "nach dem Abbruch")
    reader.wait_for("nach dem Abbruch", within=5)
