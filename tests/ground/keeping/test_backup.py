# SPDX-License-Identifier: EUPL-1.2
"""A backup is made while others write, goes into an empty place only, and the pages are the same."""

import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import prepared_site
from tests.live import Site

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.keeping.actions import restore
from mitwirken.ground.keeping.databases import copy_out

MEDIA = "media/ab/picture.webp"
FILL = """
from mitwirken.civic.participation.models import Topic
from mitwirken.ground.deeds.models import Once
for number in range(50):
    Topic.objects.create(slug=f"topic-{number}", name=f"Thema {number} äöü")
"""
COUNT = """
from mitwirken.civic.participation.models import Topic
from mitwirken.ground.deeds.models import Once
print(Topic.objects.count(), Once.objects.count())
"""
WRITE = """
import sys
from mitwirken.ground.deeds.models import Once
for number in range(1500):
    Once.objects.create(token=f"t{number}", result="x" * 400)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    site = prepared_site(prepared, tmp_path_factory.mktemp("filled") / "home")
    site.python(FILL)
    picture = site.home / MEDIA
    picture.parent.mkdir(parents=True)
    picture.write_bytes(bytes(range(256)) * 40)
    yield site
    site.stop()
    site.forget()


@pytest.fixture(scope="module")
def file(filled: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "site.tar.gz"
    filled.command("backup", str(file))
    return file


@pytest.fixture
def empty(tmp_path: Path, settings: Any) -> Path:
    """The settings of this process point at an empty place."""
    home = tmp_path / "empty"
    home.mkdir()
    settings.HOME = home
    settings.MEDIA_ROOT = home / "media"
    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "db.sqlite3")}
    }
    return home


def silent(what: str, done: int, total: int) -> None:
    pass


def test_back_and_forth_while_others_write(filled: Site, serve: Callable[..., Site], tmp_path: Path) -> None:
    filled.start()
    page = filled.get("/")[2]
    writer = threading.Thread(target=filled.python, args=(WRITE,))
    writer.start()
    file = tmp_path / "site.tar.gz"
    filled.command("backup", str(file))
    writer.join()
    assert file.stat().st_mode & 0o777 == 0o600
    filled.stop()

    fresh = serve(start=False, home=tmp_path / "fresh")
    said = fresh.command("restore", str(file)).stdout
    assert "Now: mitwirken run" in said
    assert (fresh.home / MEDIA).read_bytes() == (filled.home / MEDIA).read_bytes()
    assert (fresh.home / "secret-key").read_text() == (filled.home / "secret-key").read_text()
    topics, tokens = map(int, fresh.python(COUNT).split())
    assert topics == 50
    assert 0 <= tokens <= 1500
    fresh.start()
    here, there = f"localhost:{fresh.port}".encode(), f"localhost:{filled.port}".encode()
    assert fresh.get("/")[2].replace(here, there) == page


def test_nothing_is_written_over(filled: Site, file: Path) -> None:
    before = file.read_bytes()
    assert "not written over" in filled.command("backup", str(file), check=False).stderr
    assert file.read_bytes() == before
    refused = filled.command("restore", str(file), check=False)
    assert refused.returncode == 1
    assert "already" in refused.stderr


def change(
    source: Path, target: Path, how: Callable[[str, bytes], bytes | None], more: tuple[str, ...] = ()
) -> None:
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            changed = how(member.name, content.read())
            if changed is not None:
                member.size = len(changed)
                new.addfile(member, io.BytesIO(changed))
        for name in more:
            new.addfile(tarfile.TarInfo(name), io.BytesIO())


def newer(name: str, content: bytes) -> bytes:
    return json.dumps(json.loads(content) | {"format": 2}).encode() if name == "manifest.json" else content


@pytest.mark.parametrize(
    ("how", "more", "sentence"),
    [
        (lambda name, content: content[:-1] + b"?" if name == MEDIA else content, (), "damaged"),
        (lambda name, content: None if name == MEDIA else content, (), "damaged"),
        (lambda name, content: None if name == "manifest.json" else content, (), "manifest is missing"),
        (newer, (), "has format 2"),
        (lambda name, content: content, ("media/../../evil",), "does not belong"),
        (lambda name, content: content, ("/etc/evil",), "does not belong"),
    ],
)
def test_a_file_that_is_not_right_is_refused_and_nothing_put_in_place(
    file: Path,
    empty: Path,
    tmp_path: Path,
    how: Callable[[str, bytes], bytes | None],
    more: tuple[str, ...],
    sentence: str,
) -> None:
    wrong = tmp_path / "wrong.tar.gz"
    change(file, wrong, how, more)
    with pytest.raises(Refusal, match=sentence):
        restore(wrong, progress=silent)
    assert not list(empty.iterdir())


def test_half_a_file_is_refused(file: Path, empty: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(Refusal, match="cannot be read"):
        restore(half, progress=silent)
    assert not list(empty.iterdir())


def test_pictures_that_are_there_already_are_left_alone(file: Path, empty: Path) -> None:
    (empty / "media").mkdir()
    (empty / "media" / "mine.webp").write_bytes(b"x")
    with pytest.raises(Refusal, match="not empty"):
        restore(file, progress=silent)
    assert (empty / "media" / "mine.webp").read_bytes() == b"x"


def test_the_key_can_stay_out(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    filled.command("backup", str(file), "--without-key")
    with tarfile.open(file) as tar:
        assert "secret-key" not in tar.getnames()


def test_the_copy_is_of_one_moment(tmp_path: Path) -> None:
    """Two rows that are always written together are never found apart, and the copy does not start over for ever."""
    source = tmp_path / "db"
    connection = sqlite3.connect(source, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (n, filler)")
    connection.execute("CREATE TABLE b (n)")
    connection.execute("BEGIN")
    for number in range(20_000):
        connection.execute("INSERT INTO a VALUES (?, ?)", (number, "x" * 800))
        connection.execute("INSERT INTO b VALUES (?)", (number,))
    connection.execute("COMMIT")
    written = 20_000

    def write_more(what: str, done: int, total: int) -> None:
        nonlocal written
        connection.execute("BEGIN")
        connection.execute("INSERT INTO a VALUES (?, '')", (written,))
        connection.execute("INSERT INTO b VALUES (?)", (written,))
        connection.execute("COMMIT")
        written += 1

    copy_out({"ENGINE": "django.db.backends.sqlite3", "NAME": str(source)}, tmp_path / "copy", write_more)
    assert written > 20_000
    copied = sqlite3.connect(tmp_path / "copy")
    counts = [copied.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in "ab"]
    assert counts == [20_000, 20_000]
