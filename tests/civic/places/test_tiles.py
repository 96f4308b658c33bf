# SPDX-License-Identifier: EUPL-1.2
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mitwirken.civic.places import tiles

from .town import build

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
# The piece at zoom 12 in which 51.5, 7.5 lies.
HERE = tiles._piece(7.5, 51.5, 12)


class Source(ThreadingHTTPServer):
    seen: list[tuple[str, dict[str, str]]]
    answer: bytes
    status: int


@pytest.fixture
def source(settings, tmp_path) -> Iterator[Source]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.seen.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            self.send_response(server.status)
            if server.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(server.answer)

        def log_message(self, *args: object) -> None:
            pass

    server = Source(("127.0.0.1", 0), Handler)
    server.seen, server.answer, server.status = [], PNG, 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.TILES = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    settings.HOME = tmp_path
    yield server
    server.shutdown()
    server.server_close()


def path(x: int = HERE[0], y: int = HERE[1], z: int = 12) -> str:
    return f"/kacheln/{z}/{x}/{y}.png"


@pytest.mark.django_db
def test_off_by_default(client, settings):
    build()
    assert settings.TILES == ""
    assert client.get(path()).status_code == 404


@pytest.mark.django_db
def test_fetches_once_and_tells_nothing_of_the_reader(client, source):
    build()
    client.cookies["mitwirken_session"] = "secret"
    headers = {
        "Accept-Language": "tlh",
        "User-Agent": "Browser of Ms X",
        "X-Forwarded-For": "203.0.113.9",
        "Referer": "http://testserver/x",
    }
    for _ in range(2):
        response = client.get(path(), headers=headers)
        assert (response.status_code, response.content, response["Content-Type"]) == (200, PNG, "image/png")
    assert len(source.seen) == 1
    asked, sent = source.seen[0]
    assert asked == f"/12/{HERE[0]}/{HERE[1]}.png"
    told = " ".join(sent.values())
    for word in ("secret", "tlh", "Ms X", "203.0.113.9", "testserver"):
        assert word not in told
    assert "cookie" not in sent


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", [path(0, 0), path(z=3, x=4, y=2), path(z=25), path(x=2**40)])
def test_only_pieces_of_the_town(client, source, elsewhere):
    build()
    assert client.get(elsewhere).status_code == 404
    assert source.seen == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b""), (200, b"<html>no picture"), (302, b""), (200, PNG + b"0" * tiles.BIGGEST)],
)
def test_a_source_that_fails_is_a_502_and_nothing_is_kept(client, source, status, answer, tmp_path):
    build()
    source.status, source.answer = status, answer
    assert client.get(path()).status_code == 502
    assert not list(tmp_path.rglob("*.tile"))
    assert len(source.seen) == 1  # a redirect is not followed


@pytest.mark.django_db
def test_an_old_piece_is_better_than_a_hole(client, source, tmp_path):
    build()
    client.get(path())
    (kept,) = tmp_path.rglob("*.tile")
    os.utime(kept, (0, 0))
    source.status = 500
    assert client.get(path()).content == PNG
    assert len(source.seen) == 2


def test_the_folder_stays_below_its_bound(tmp_path):
    for number in range(10):
        piece = tmp_path / f"{number}.tile"
        piece.write_bytes(b"0" * 100)
        os.utime(piece, (number, number))
    assert tiles.prune(tmp_path, 1000) == 1000
    assert tiles.prune(tmp_path, 500) == 400
    assert sorted(path.name for path in tmp_path.iterdir()) == ["6.tile", "7.tile", "8.tile", "9.tile"]
