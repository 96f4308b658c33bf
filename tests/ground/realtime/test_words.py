# SPDX-License-Identifier: EUPL-1.2
"""A word reaches every web process after the commit, and only then."""

import multiprocessing
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from mitwirken.ground.deeds import words
from mitwirken.ground.pages import generations
from mitwirken.ground.realtime import changed


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    words.machine.cache_clear()
    yield tmp_path
    words.machine.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_a_word_comes_after_the_commit_and_not_after_a_rollback(home: Path) -> None:
    box = words.Box()
    with transaction.atomic():
        changed("live", "12")
        assert box.words() == []
    assert box.words() == ["stream live/12"]
    with pytest.raises(RuntimeError), transaction.atomic():
        changed("live", "12")
        raise RuntimeError
    assert box.words() == []
    box.close()
    assert not box.path.exists()


def test_another_process_is_heard_and_the_same_word_is_one(home: Path) -> None:
    box = words.Box()
    for _ in range(3):
        child = multiprocessing.get_context("fork").Process(target=words.tell, args=("stream live/1",))
        child.start()
        child.join()
    assert box.words() == ["stream live/1"]
    box.close()


def test_boxes_of_killed_processes_are_taken_away(home: Path) -> None:
    words.folder().mkdir(parents=True)
    left = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    left.bind(str(words.folder() / "99999999"))
    left.close()
    words.tell("stream live/1")
    assert os.listdir(words.folder()) == []


def test_a_process_that_does_not_empty_its_box_delays_one_deed_only(home: Path) -> None:
    box = words.Box()
    for _ in range(2_000):
        words.tell("stream live/1")
    assert str(os.getpid()) in words._full
    box.words()
    box.close()
    words._full.clear()


def test_a_home_deep_in_the_disk_works(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path / ("x" * 60) / ("y" * 60)  # type: ignore[attr-defined]
    box = words.Box()
    words.tell("stream live/1")
    assert box.words() == ["stream live/1"]
    box.close()


def test_pages_of_other_machines_become_stale_by_a_word() -> None:
    place = generations.slot("proposal:77")
    before = generations.snapshot()
    words.deliver(f"pages {place}")
    assert generations.shared()[place] != before[place]
    assert generations.shared()[generations.EVERYTHING] != before[generations.EVERYTHING]
    words.deliver("pages 99999999 nonsense")  # of a later version
    words.deliver("unknown 1")
