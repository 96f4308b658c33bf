# SPDX-License-Identifier: EUPL-1.2
"""Open data: complete, without persons, in constant memory, safe for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.people import citizen, phase, process

from mitwirken.civic.participation.models import Process
from mitwirken.civic.people.models import Person
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals import queries, tables
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.ground.api import streams

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Person:
    return citizen(pseudonym="Geheimer Name")


@pytest.fixture
def park(author: Person) -> Process:
    made = process(slug="park", title="Der Park")
    phase(made, "proposals", "propose", "comment", "rate", settings={"rating": "agreement"})
    return made


def propose(park: Process, author: Person, **values: Any) -> Proposal:
    return submit_proposal(
        process=park, clean=Clean(**({"title": "Eine Bank", "text": "Zum Sitzen."} | values)), author=author
    )


def table(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    body = response.getvalue()
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_every_format_has_every_public_proposal(client: Client, park: Process, author: Person) -> None:
    shown = propose(park, author, latitude=51.5, longitude=7.4, cost=1200)
    plain = propose(park, author, title="Ohne Punkt")
    hidden = propose(park, author, title="Verborgen")
    Proposal.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    for path in ("/offene-daten/vorschlaege", "/prozesse/park/vorschlaege"):
        rows = table(client, f"{path}.csv")
        assert [int(row["number"]) for row in rows] == [shown.pk, plain.pk]
        assert (
            tuple(rows[0]) == tables.PROPOSALS and rows[0]["latitude"] == "51.5" and rows[0]["cost"] == "1200"
        )
        listed = json.loads(client.get(f"{path}.json").getvalue())
        assert [row["number"] for row in listed] == [shown.pk, plain.pk]
        collection = json.loads(client.get(f"{path}.geojson").getvalue())
        (feature,) = collection["features"]
        assert (
            feature["geometry"] == {"type": "Point", "coordinates": [7.4, 51.5]}
            and feature["properties"]["title"] == "Eine Bank"
        )
    response = client.get("/prozesse/park/vorschlaege.csv")
    assert response["Content-Disposition"] == 'attachment; filename="vorschlaege-park.csv"'
    assert response["Access-Control-Allow-Origin"] == "*" and not response.cookies
    assert client.get("/prozesse/nein/vorschlaege.csv").status_code == 404
    assert client.head("/offene-daten/vorschlaege.csv").getvalue() == b""


def test_nobody_is_named(client: Client, park: Process, author: Person) -> None:
    row = propose(park, author)
    add_argument(subject=row, kind="pro", text="Ja.", by=author)
    rate(subject=row, phase=park.phases.get(), person=author, value=1)
    files = [
        f"/offene-daten/{name}.{kind}"
        for name in ("vorschlaege", "beitraege", "bewertungen", "beteiligungsprozesse")
        for kind in ("csv", "json")
    ]
    for path in [*files, "/offene-daten/vorschlaege.geojson", "/offene-daten/bezirke.geojson"]:
        body = client.get(path).getvalue().decode()
        assert (
            "Geheimer" not in body
            and author.email not in body
            and "author" not in body
            and "person" not in body.lower()
        ), path
    text = "".join(tables.whole_process(Process.objects.get()))
    assert "Geheimer" not in text and author.email not in text


@pytest.mark.parametrize(
    "title", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "'=1", "'Ach", "normal", 'mit "Zeichen"; und, so']
)
def test_no_cell_is_a_formula_and_every_text_comes_back(title: str) -> None:
    cell = streams.safe_cell(title)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    (_head, row) = csv.reader(io.StringIO("".join(streams.as_csv([{"title": title}], ["title"])), newline=""))
    assert streams.plain_cell(row[0]) == title


def test_arguments_and_sums(client: Client, park: Process, author: Person) -> None:
    row = propose(park, author)
    said = add_argument(subject=row, kind="contra", text="=HYPERLINK(1)", by=author)
    add_argument(subject=row, kind="antwort", text="Doch.", by=citizen(), parent=said)
    for person, value in ((author, 1), (citizen(), 1), (citizen(), -1)):
        rate(subject=row, phase=park.phases.get(), person=person, value=value)
    first, second = table(client, "/prozesse/park/beitraege.csv")
    assert (
        first["text"] == "'=HYPERLINK(1)"
        and second["reply_to"] == first["id"]
        and first["proposal"] == str(row.pk)
    )
    sums = table(client, "/offene-daten/bewertungen.csv")
    assert {(each["value"], each["count"], each["channel"]) for each in sums} == {
        ("-1", "1", "online"),
        ("1", "2", "online"),
    }


def many(park: Process, n: int) -> None:
    now = timezone.now()
    text = "Ein längerer Text. " * 20
    Proposal.objects.bulk_create(
        [Proposal(process=park, title=f"Idee {number}", text=text, created_at=now) for number in range(n)],
        batch_size=500,
    )


@pytest.mark.parametrize("format", ["csv", "json", "geojson"])
def test_memory_does_not_grow_with_the_file(park: Process, format: str) -> None:
    def peak() -> tuple[int, int]:
        rows = tables.proposal_rows(queries.public(Proposal.objects.all()))
        writer = {
            "csv": lambda: streams.as_csv(rows, tables.PROPOSALS),
            "json": lambda: streams.as_json(rows),
            "geojson": lambda: streams.as_geojson(rows),
        }
        tracemalloc.start()
        size = sum(len(piece) for piece in writer[format]())
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, size

    many(park, 1100)
    peak()
    small, small_size = peak()
    many(park, 2200)
    large, large_size = peak()
    assert format == "geojson" or large_size > 2.5 * small_size
    assert large < small * 1.3


def test_the_first_line_leaves_before_the_last_row_is_read(client: Client, park: Process) -> None:
    many(park, 1600)
    with CaptureQueriesContext(connection) as all_of_them:
        sum(1 for _piece in tables.proposal_rows(queries.public(Proposal.objects.all())))
    with CaptureQueriesContext(connection) as first:
        next(tables.proposal_rows(queries.public(Proposal.objects.all())))
    assert len(first) * 3 <= len(all_of_them)


def test_processes_file(client: Client, park: Process) -> None:
    process(slug="geheim", published_at=None)
    (row,) = json.loads(client.get("/offene-daten/beteiligungsprozesse.json").getvalue())
    assert row["slug"] == "park" and row["phases"][0]["verbs"] == ["propose", "comment", "rate"]
    assert [each["slug"] for each in table(client, "/offene-daten/beteiligungsprozesse.csv")] == ["park"]


def test_the_page_of_open_data_links_to_files_that_answer(client: Client, park: Process) -> None:
    response = client.get("/offene-daten/")
    assert response.status_code == 200 and not response.cookies
    links = [link for each in response.context["downloads"] for _word, link in each["links"]]
    assert len(links) >= 10
    for link in [*links, response.context["openapi"]]:
        assert client.get(link).status_code == 200, link


def test_export_command(tmp_path: Path, park: Process, author: Person) -> None:
    propose(park, author)
    whole = tmp_path / "park.json"
    call_command("export_data", str(whole), process="park")
    assert json.loads(whole.read_text())["proposals"][0]["title"] == "Eine Bank"
    call_command("export_data", str(tmp_path / "alle.csv"))
    assert "Eine Bank" in (tmp_path / "alle.csv").read_text("utf-8-sig")
    for wrong in ({"process": "nein"}, {"what": "process"}):
        with pytest.raises(CommandError):
            call_command("export_data", str(tmp_path / "x.json"), **wrong)
    with pytest.raises(CommandError):
        call_command("export_data", str(tmp_path / "x.pdf"))
    assert not list(tmp_path.glob(".*"))
