# SPDX-License-Identifier: EUPL-1.2
"""A package is whole, names nobody, exists before anything is erased, and follows every erasure."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests import people

from mitwirken.civic.archive import actions, queries
from mitwirken.civic.archive.models import Package
from mitwirken.civic.archive.pages import static
from mitwirken.civic.participation.models import Process
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.moderation.actions import hide_subject
from mitwirken.ground.moderation.actions.reports import StatementOfReasons
from mitwirken.ground.moderation.models import Ground
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.privacy.registry import declarations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def finished(**values: Any) -> Process:
    """A process in which two people took part, and which is over."""
    process = people.process(
        title="Der Park <b>", body='<p>Hier <a href="/seiten/hilfe/">Hilfe</a></p>', **values
    )
    phase = people.phase(process, "proposals", "propose", "comment", "rate", settings={"rating": "support"})
    author, other = people.citizen(pseudonym="Kastanie Zwölf"), people.citizen(pseudonym="Ahorn Drei")
    row = submit_proposal(
        process=process, clean=Clean(title="Bank & Tisch", text="Zum Ruhen."), author=author
    )
    add_argument(subject=row, kind="pro", text="Das fehlt mir.", by=other)
    rate(subject=row, phase=phase, person=other, value=1)
    now = timezone.now()
    process.phases.update(starts_at=now - timedelta(days=60), ends_at=now - timedelta(days=30))
    Process.objects.filter(pk=process.pk).update(ends_at=now - timedelta(days=30), finished_at=now)
    return Process.objects.get(pk=process.pk)


def opened(package: Package) -> dict[str, bytes]:
    with default_storage.open(package.file, "rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_a_package_is_whole_and_every_link_in_it_leads_somewhere() -> None:
    files = opened(actions.make_package(process=finished()))
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json", "manifest-sha256.txt"}
    for path, kept in manifest["files"].items():
        assert hashlib.sha256(files[path]).hexdigest() == kept["sha256"] and len(files[path]) == kept["size"]
        assert f"{kept['sha256']}  {path}\n" in files["manifest-sha256.txt"].decode()
    pages = [path for path in files if path.endswith(".html")]
    assert len(pages) >= 5
    for path in pages:
        html = files[path].decode()
        for link in re.findall(r'(?:href|src)="([^"#]+)', html):
            there = (Path("/") / path).parent / link
            assert str(there.resolve()).lstrip("/") in files, (path, link)
        assert "<script" not in html and "http" not in html.replace("https://creativecommons.org", "")
    proposal = next(files[path].decode() for path in pages if path.startswith("vorschlaege/"))
    assert "Zum Ruhen." in proposal and "Das fehlt mir." in proposal and "Bank &amp; Tisch" in proposal
    index = files["index.html"].decode()
    assert "Der Park &lt;b&gt;" in index and "Hier Hilfe" in index


def test_nobody_is_named_in_it() -> None:
    process = finished()
    words = b"\n".join(opened(actions.make_package(process=process)).values()).decode()
    for person in people.Person.objects.all():
        assert person.pseudonym not in words and person.email not in words


def test_what_is_hidden_is_not_in_it() -> None:
    process = finished()
    row = Proposal.objects.get()
    statement = StatementOfReasons(
        what="alles", ground=Ground.RULES, clause="Regel 3", facts="Beleidigt jemanden."
    )
    hide_subject(kind="proposal", pk=row.pk, statement=statement, by=people.staff("moderation"))
    words = b"\n".join(opened(actions.make_package(process=process)).values()).decode()
    assert "Zum Ruhen." not in words and "Das fehlt mir." not in words


def test_the_night_makes_a_package_before_it_erases() -> None:
    process = finished()
    running = people.process()
    people.phase(running)
    run_retention()
    assert [package.process_id for package in Package.objects.all()] == [process.pk]
    run_retention()
    assert Package.objects.count() == 1


def test_where_no_package_can_be_made_nothing_public_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    finished()
    asked: list[str] = []
    for declaration in declarations():
        if declaration.expired(timezone.now()) is not None:
            kind = "public" if declaration.contribution or declaration.public else "private"
            asked.append(kind)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(actions, "write_package", fail)
    seen: list[str] = []
    monkeypatch.setattr(
        type(next(iter(declarations()))),
        "expired",
        lambda one, now: seen.append("public" if one.contribution or one.public else "private"),
    )
    run_retention()
    assert set(seen) == {"private"} and not Package.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keep_texts", [True, False])
def test_an_erasure_reaches_the_package(keep_texts: bool, media: Path) -> None:
    process = finished()
    made = actions.make_package(process=process)
    actions.note_days(
        package=made, by=None, offered_on=timezone.localdate(), handed_over_on=timezone.localdate()
    )
    author = Proposal.objects.get().author
    erase_rows_of(author, keep_texts=keep_texts)
    made.refresh_from_db()
    assert made.file == "" and not list(media.rglob("*.zip"))
    assert made.handed_over_on == timezone.localdate()
    assert list(queries.without_package()) == [process]
    assert actions.make_missing() == 1
    words = b"\n".join(opened(process.packages.first()).values()).decode()
    assert ("Zum Ruhen." in words) is keep_texts
    assert process.packages.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_package_takes_the_place_of_the_old_one(media: Path) -> None:
    process = finished()
    actions.make_package(process=process)
    actions.make_package(process=process)
    assert process.packages.count() == 1 and len(list(media.rglob("*.zip"))) == 1


def test_refusals() -> None:
    process = finished(office=people.office())
    with pytest.raises(Refusal):
        actions.make_package(process=process, by=people.staff("prozess", office=people.office()))
    running = people.process()
    people.phase(running)
    with pytest.raises(Refusal, match="vorbei"):
        actions.make_package(process=running)
    made = actions.make_package(process=process)
    today = timezone.localdate()
    for days in ((None, today), (today, today - timedelta(days=1)), (today + timedelta(days=1), None)):
        with pytest.raises(Refusal):
            actions.note_days(package=made, by=None, offered_on=days[0], handed_over_on=days[1])


def test_the_desk_makes_fetches_and_notes(client: Any) -> None:
    office = people.office()
    process = finished(office=office)
    client.force_login(people.staff("prozess", office=office))
    assert "Noch kein Paket" in client.get("/schreibtisch/archiv/").content.decode()
    page = f"/schreibtisch/archiv/{process.pk}/"
    assert client.get(f"{page}paket.zip").status_code == 404
    assert client.post(f"{page}packen/").status_code == 302
    html = client.get(page).content.decode()
    made = process.packages.get()
    assert made.sha256 in html
    body = b"".join(client.get(f"{page}paket.zip").streaming_content)
    assert hashlib.sha256(body).hexdigest() == made.sha256
    assert client.post(page, {"handed_over_on": "2020-01-01"}).status_code == 422
    assert client.post(page, {"offered_on": "2020-01-01", "handed_over_on": "2020-02-01"}).status_code == 302
    assert "1. Februar 2020" in client.get(page).content.decode()
    client.force_login(people.citizen())
    assert client.get(f"{page}paket.zip").status_code in (302, 403)


def test_the_command_writes_a_file_once(tmp_path: Path) -> None:
    process, out = finished(), io.StringIO()
    target = tmp_path / "park.zip"
    call_command("archive", process.slug, str(target), stdout=out)
    assert zipfile.ZipFile(target).testzip() is None and "SHA-256" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("archive", process.slug, str(target))
    with pytest.raises(CommandError):
        call_command("archive", "gibt-es-nicht")


def test_pages_keep_what_is_read_and_nothing_that_runs() -> None:
    html = (
        '<div class="x" onclick="a()"><svg><use href="/i.svg#a"/></svg><a href="/prozesse/park/#x">Park</a> '
        '<a href="javascript:a()">Nein</a> <a href="https://example.org/">Ja</a><form><p>weg</p></form>'
        '<img src="https://example.org/x.png" alt="Ein Bild"> 1 &lt; 2 &amp; &#8364;<style>p{}</style></div>'
    )
    made = static(html, address=lambda url: url if url.startswith("https") else "", picture=lambda url: "")
    assert made == (
        '<div>Park Nein <a href="https://example.org/">Ja</a><span>[Ein Bild]</span> 1 &lt; 2 &amp; &#8364;</div>'
    )
