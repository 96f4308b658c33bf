# SPDX-License-Identifier: EUPL-1.2
"""All or nothing, on a small cut of the town; and the pages that show its insides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from mitwirken.civic.participation.models import Process, Topic
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.models import Place
from mitwirken.demo import actions, content, queries, town
from mitwirken.demo.actions import load_demo
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.desk.models import Case
from mitwirken.ground.pictures.models import WIDTHS, Picture
from mitwirken.ground.search.models import SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """One process with three proposals, and a folder of its own for the pictures."""
    whole = content.read

    def read(name: str) -> Any:
        found = whole(name)
        if name == "processes":
            return found[:1]
        if name in ("events", "surveys"):
            return []
        if name == "caseload":
            return {key: [] for key in found}
        if name.startswith("proposals/"):
            return [item for item in found if item.get("picture")][:2] + [
                item for item in found if not item.get("picture") and not item.get("near_duplicate_of")
            ][:1]
        if name.startswith("arguments/"):
            keys = {item["key"] for item in read(f"proposals/{name.partition('/')[2]}")}
            return [item for item in found if item["proposal"] in keys]
        return found

    monkeypatch.setattr(town.content, "read", read)
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


TABLES = (Process, Topic, Place, Proposal, Case, Person, Activity, SearchEntry, Picture)


def test_a_failure_in_the_middle_leaves_nothing(small, monkeypatch):
    before = [model.objects.count() for model in TABLES]

    def fail(*args: Any) -> None:
        assert Proposal.objects.count() == 3
        assert len(files(small)) == len(WIDTHS) * Picture.objects.count() > 0
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(actions.story, "write_texts", fail)
        load_demo()
    assert [model.objects.count() for model in TABLES] == before
    assert files(small) == []
    # So the next start begins anew, and with the same town.
    seen: list[tuple[str, int, int]] = []
    load_demo(progress=lambda *step: seen.append(step))
    assert Proposal.objects.count() == 3
    assert seen[-1][1] == seen[-1][2] > 0
    for picture in Picture.objects.all():
        assert all(default_storage.exists(picture.file_name(width)) for width in WIDTHS)


def test_the_same_town_every_time(small, monkeypatch):
    def once() -> list[Any]:
        with monkeypatch.context() as patch:
            from django.db import transaction

            patch.setattr(town, "write_texts", lambda town: None)
            with transaction.atomic():
                load_demo()
                rows = list(
                    Proposal.objects.order_by("pk").values_list("title", "author__pseudonym", "place__slug")
                )
                keys = sorted(Picture.objects.values_list("key", flat=True))
                transaction.set_rollback(True)
        return [rows, keys]

    assert once() == once()


@pytest.fixture
def letters(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    with get_connection() as connection:
        for number in (1, 2):
            EmailMessage(
                f"Größe {number} <b>", f"Grüße,\n\nhttps://example.org/{number}\n<script>x</script>",
                to=["wer@example.org"], connection=connection,
            ).send()  # fmt: skip
    EmailMessage("Einzeln", "Text", to=["du@example.org"]).send()
    return tmp_path / "mail"


def test_the_mailbox_shows_every_letter(letters, client):
    page = client.get("/vorfuehrung/post/").content.decode()
    assert page.count("wer@example.org") == 2 and page.count("du@example.org") == 1
    assert "Größe 1 &lt;b&gt;" in page
    keys = {one.subject: one.key for one in queries.mails()}
    letter = client.get(f"/vorfuehrung/post/{keys['Größe 2 <b>']}/")
    assert letter.status_code == 200
    html = letter.content.decode()
    assert "https://example.org/2" in html and "https://example.org/1" not in html
    assert "&lt;script&gt;x" in html and "<script>x" not in html


@pytest.mark.parametrize("key", ["x", "x-1", "..%2F..%2Fetc%2Fpasswd", "%00", "-", "*-1"])
def test_no_made_up_letter_opens_a_file(letters, client, key):
    assert client.get(f"/vorfuehrung/post/{key}/").status_code == 404


def test_an_empty_mailbox_says_what_to_do(client, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "nothing"
    assert "Noch keine E-Mail" in client.get("/vorfuehrung/post/").content.decode()


@pytest.mark.parametrize(
    "address", ["/vorfuehrung/", "/vorfuehrung/post/", "/vorfuehrung/post/x-1/", "/en/vorfuehrung/"]
)
def test_a_real_site_has_none_of_it(letters, settings, address):
    settings.DEMO = False
    key = queries.mails()[0].key
    for path in (address, f"/vorfuehrung/post/{key}/"):
        assert Client().get(path).status_code == 404
