# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken run` as a service: it starts, heals, stops, and leaves nothing behind."""

import os
import re
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from tests.live import Site

STOPS_WITHIN = 5.0


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def eventually(what: Callable[[], bool], within: float = 30) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False


def answers(site: Site) -> bool:
    try:
        return site.get("/healthz")[0] == 200
    except OSError:
        return False


def test_a_term_stops_every_process_even_with_a_reader_who_never_ends(serve: Callable[..., Site]) -> None:
    site = serve()
    pids = site.pids()
    assert len(pids) == 4
    with socket.create_connection(("127.0.0.1", site.port)) as slow:
        slow.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nabc")
        assert site.stop() < STOPS_WITHIN
    assert not alive(pids)


def test_ctrl_c_reaches_all_and_the_next_start_finds_the_data(serve: Callable[..., Site]) -> None:
    site = serve()
    pids = site.pids()
    key = (site.home / "secret-key").read_text()
    assert site.process is not None
    os.killpg(site.process.pid, signal.SIGINT)  # a terminal sends it to the whole group
    site.process.wait(STOPS_WITHIN)
    site.process = None
    assert eventually(lambda: not alive(pids), 2)
    site.start()
    assert (site.home / "secret-key").read_text() == key
    assert "migrations" not in site.said().rpartition("MitWIRken is at")[0].rpartition("MitWIRken is at")[2]


def test_a_child_that_dies_comes_back(serve: Callable[..., Site]) -> None:
    site = serve()
    main, *children = site.pids()
    time.sleep(6)  # granian takes a worker that dies within 5.5 s of its start for a crash loop
    for child in children:
        os.kill(child, signal.SIGKILL)
        assert eventually(lambda gone=child: gone not in site.pids() and len(site.pids()) == 4)
    assert eventually(lambda: answers(site))
    assert site.pids()[0] == main


def test_without_its_parent_no_child_lives_on(serve: Callable[..., Site]) -> None:
    site = serve()
    main, *children = site.pids()
    os.kill(main, signal.SIGKILL)
    assert eventually(lambda: not alive(children), 5)


def test_the_first_start_in_an_empty_home_serves_all_that_a_page_needs(
    serve: Callable[..., Site], tmp_path: Path
) -> None:
    site = serve(home=tmp_path / "empty")
    status, _, page = site.get("/")
    assert status == 200
    files = set(re.findall(rb'"(/static/[^"]+)"', page))
    assert files
    for file in files:
        assert site.get(file.decode())[0] == 200, file


def test_two_sites_do_not_share_a_port_or_a_home(serve: Callable[..., Site]) -> None:
    site = serve()
    other = serve(start=False, PORT=str(site.port))
    done = other.command("run", check=False)
    assert done.returncode == 1
    assert f"Port {site.port}" in done.stderr
    same_home = serve(start=False, home=site.home, DATABASE_URL=site.env.get("DATABASE_URL", ""))
    done = same_home.command("run", check=False)
    assert done.returncode == 1
    assert "already runs" in done.stderr


def test_slow_senders_hold_up_nobody(serve: Callable[..., Site]) -> None:
    site = serve()
    slow = []
    try:
        for _ in range(20):
            one = socket.create_connection(("127.0.0.1", site.port))
            one.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nabc")
            slow.append(one)
        for _ in range(10):
            assert answers(site)
    finally:
        for one in slow:
            one.close()


def test_a_body_without_end_is_refused(serve: Callable[..., Site]) -> None:
    site = serve()
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as sender:
        sender.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        try:
            for _ in range(30):
                sender.sendall(piece)
            sender.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # closed in our face is an answer too
        answer = sender.recv(200)
    assert b" 413 " in answer
