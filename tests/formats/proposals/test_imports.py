# SPDX-License-Identifier: EUPL-1.2
"""What was collected elsewhere, taken over: counts equal the file's, whatever happens in between."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from tests.people import citizen, phase, process, staff

from mitwirken.civic.participation.models import Process, Status
from mitwirken.civic.people.models import Person
from mitwirken.formats.proposals import imports
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.imports import decidim, frame
from mitwirken.formats.proposals.imports.pabulib import day_of
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating import queries as ratings
from mitwirken.formats.rating.actions import rate
from mitwirken.formats.rating.models import Rating, Tally
from mitwirken.ground.desk.actions import change_status
from mitwirken.ground.desk.models import Case
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.notifications.models import Announcement
from mitwirken.ground.search.models import SearchEntry

DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("MITWIRKEN_SHARED", Path(__file__).parents[4] / "shared"))
BIELANY = SHARED / "data/kernels/pb/Poland_Warszawa_2021_Bielany.pb"
BOWLING = SHARED / "data/kernels/polis/bg2050-volunteers"

pytestmark = pytest.mark.django_db


def run(source: Path, tmp_path: Path, **options: Any) -> tuple[int, str, dict[str, Any]]:
    """Exit code, what was said, and the report."""
    out, report, code, said = io.StringIO(), tmp_path / "report.json", 0, ""
    try:
        call_command("import_data", str(source), report=report, stdout=out, stderr=io.StringIO(), **options)
    except CommandError as error:
        code, said = error.returncode, str(error)
    return code, out.getvalue() + said, json.loads(report.read_text()) if report.exists() else {}


def sums(made: Process) -> dict[str, Mapping[int, int]]:
    phase = made.phases.get()
    rows = dict(Proposal.objects.filter(process=made).values_list("pk", "source"))
    return {
        rows[pk]: counts.values for pk, counts in ratings.counts_of(phase, "proposal", list(rows)).items()
    }


def test_a_budget_becomes_a_finished_process(tmp_path: Path, client: Client) -> None:
    code, said, _report = run(DATA / "garten.pb", tmp_path)
    assert code == 0, said
    made = Process.objects.get()
    assert (
        made.slug == "pb-dortmund-hoerde-2023"
        and made.title == "Gartenbudget (2023)"
        and made.influence == "mitentscheidung"
    )
    assert made.status() == Status.FINISHED and made.published_at and "Bäume am Weg; viele" in made.result
    only = made.phases.get()
    assert (only.starts_at.date().isoformat(), only.ends_at.date().isoformat()) == (
        "2023-04-30",
        "2023-05-14",
    )
    trees, bench, long = Proposal.objects.order_by("pk")
    assert (trees.title, trees.cost, trees.category.name, trees.author, trees.channel) == (
        "Bäume am Weg; viele",
        5000,
        "urban greenery",
        None,
        "online",
    )
    assert bench.point == (52.2827, 20.9464) and bench.place is None
    assert (
        len(long.title) <= 120 and long.title.endswith(" …") and long.text.startswith("Ein sehr langer Name")
    )
    assert sums(made) == {"pabulib:a": {1: 3}, "pabulib:b": {1: 2}, "pabulib:c": {1: 1}}
    assert Case.objects.count() == 3 and SearchEntry.objects.filter(kind="proposal").count() == 3
    page = client.get(f"/prozesse/{made.slug}/vorschlaege/")
    assert page.status_code == 200 and "Bäume am Weg" in page.content.decode()
    assert "3 of 3 proposals have as many as the file says" in said and "4 ballots" in said


def test_nothing_about_persons_is_kept(tmp_path: Path) -> None:
    before = Person.objects.count()
    run(DATA / "garten.pb", tmp_path)
    assert Person.objects.count() == before
    assert set(Rating.objects.values_list("sheet", flat=True)) == {"v1", "v2", "v3"}
    assert not Announcement.objects.filter(verb="proposals.submitted", public=True).exists()


def test_again_changes_nothing(tmp_path: Path) -> None:
    run(DATA / "garten.pb", tmp_path)
    first = (
        sums(Process.objects.get()),
        Proposal.objects.count(),
        Rating.objects.count(),
        Case.objects.count(),
    )
    Process.objects.update(decision="Von Hand berichtigt.")
    code, said, report = run(DATA / "garten.pb", tmp_path)
    assert code == 0 and report["added"] == 0 and report["already_there"] == 3, said
    assert first == (
        sums(Process.objects.get()),
        Proposal.objects.count(),
        Rating.objects.count(),
        Case.objects.count(),
    )
    assert Process.objects.get().decision == "Von Hand berichtigt."


@pytest.mark.parametrize("where", ["put", "put_ratings", "finish", "_compare"])
def test_stopped_anywhere_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """A run that breaks off at each step; the next one ends where an undisturbed one ends."""
    from mitwirken.formats.proposals.imports import pabulib

    class Killed(BaseException):
        pass

    def killed(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(pabulib, where, killed)
        with pytest.raises(Killed):
            run(DATA / "garten.pb", tmp_path)
    code, said, _report = run(DATA / "garten.pb", tmp_path)
    assert code == 0, said
    made = Process.objects.get()
    assert made.finished_at and sums(made) == {"pabulib:a": {1: 3}, "pabulib:b": {1: 2}, "pabulib:c": {1: 1}}


def test_a_bad_line_refuses_the_file_or_is_skipped(tmp_path: Path) -> None:
    code, said, _report = run(DATA / "kaputt.pb", tmp_path)
    assert code == 1 and "line 13" in said and "voter id used before" in said
    assert not Process.objects.exists() and not Proposal.objects.exists()
    code, said, report = run(DATA / "kaputt.pb", tmp_path, on_error="skip")
    assert code == 3
    assert [(each["row"], each["reason"]) for each in report["rows_left_out"]] == [
        (13, "voter id used before"),
        (14, "unknown project"),
    ]
    assert sums(Process.objects.get()) == {"pabulib:a": {1: 1}}


def test_foreign_proposals_are_not_mixed_in(tmp_path: Path) -> None:
    other = process(slug="pb-dortmund-hoerde-2023")
    phase(other, "proposals", "propose")
    submit_proposal(process=other, clean=Clean(title="Eigenes", text="x"), author=citizen())
    code, said, _report = run(DATA / "garten.pb", tmp_path)
    assert code == 1 and "--process" in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.pb", "nichts davon\n"),
        ("leer.csv", ""),
        ("bild.bin", "\x00\x01"),
        ("a.json", "{}"),
        ("b.json", '{"proposals": 1}'),
    ],
)
def test_what_is_no_such_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert run(tmp_path / name, tmp_path)[0] == 1
    (tmp_path / "latin.csv").write_bytes("id;title\n1;Bäume\n".encode("latin-1"))
    assert "UTF-8" in run(tmp_path / "latin.csv", tmp_path)[1]
    assert run(tmp_path / "nirgends", tmp_path)[0] == run(tmp_path, tmp_path)[0] == 1


def test_with_a_person_her_rights_are_asked_for(tmp_path: Path) -> None:
    nobody, core = citizen(email="a@example.org"), staff(Role.CORE, email="b@example.org")
    assert run(DATA / "garten.pb", tmp_path, by=nobody.email)[0] == 1
    assert run(DATA / "garten.pb", tmp_path, by="c@example.org")[0] == 1
    assert not Process.objects.exists()
    assert run(DATA / "garten.pb", tmp_path, by=core.email)[0] == 0


def test_what_was_imported_can_be_answered(tmp_path: Path, client: Client) -> None:
    run(DATA / "garten.pb", tmp_path)
    row = Proposal.objects.first()
    change_status(case=Case.objects.get(subject_id=row.pk), to="angenommen", by=staff(Role.CORE))
    assert client.get(f"/api/v1/proposals/{row.pk}").json()["status"]["key"] == "angenommen"


def test_a_conversation_becomes_statements(tmp_path: Path) -> None:
    code, said, report = run(DATA / "polis", tmp_path)
    assert code == 0, said
    made = Process.objects.get()
    assert made.slug == "polis-7garten" and made.title == "Der Garten" and "Was soll wachsen?" in made.body
    herbs, question, advert = Proposal.objects.order_by("pk")
    assert (
        question.title == "Diese Frage ist schlecht gestellt"
        and question.text == "Diese Frage ist\nschlecht gestellt"
    )
    assert question.category.name == "Zum Gespräch selbst" and herbs.category is None
    assert advert.hidden_at and not SearchEntry.objects.filter(kind="proposal", subject_id=advert.pk).exists()
    assert herbs.created_at == datetime(2019, 9, 2, 0, 9, 14, tzinfo=UTC)
    # Person 2 changed from agree to disagree: the last one counts, Polis counts both.
    assert sums(made) == {"polis:0": {1: 2, -1: 1}, "polis:1": {-1: 2, 0: 1}, "polis:2": {1: 1}}
    checks = {each["name"]: each for each in report["checks"]}
    assert checks["final votes"]["detail"].startswith("3 of 3")
    assert checks["published counts"]["as_expected"] and "1 differ" in checks["published counts"]["detail"]
    assert run(DATA / "polis", tmp_path)[2]["already_there"] == 3


def test_unexplained_differences_are_told(tmp_path: Path) -> None:
    shutil.copytree(DATA / "polis", tmp_path / "p")
    comments = (tmp_path / "p/comments.csv").read_text().replace("0,0,3,1,1", "0,0,9,1,1")
    (tmp_path / "p/comments.csv").write_text(comments)
    code, said, _report = run(tmp_path / "p", tmp_path)
    assert code == 3 and "not explained" in said


def test_decidim_with_a_report_of_what_was_left_out(tmp_path: Path) -> None:
    into = process(slug="ideen")
    assert run(DATA / "decidim.csv", tmp_path)[0] == 1
    code, said, report = run(DATA / "decidim.csv", tmp_path, process="ideen")
    assert code == 3, said
    path, english = Proposal.objects.filter(process=into).order_by("pk")
    assert (path.title, path.text) == ("Radweg an der Straße", "Bitte einen breiten Weg.\nMit Licht & Farbe.")
    assert path.category.name == "Verkehr" and path.point == (51.5136, 7.4653) and path.cost == 12000
    assert (
        path.created_at == datetime(2021, 4, 18, 7, tzinfo=UTC)
        and path.source == "decidim:17"
        and path.author is None
    )
    assert english.title == "Only English"
    rows = {(each["row"], each["column"]) for each in report["rows_left_out"]}
    assert rows == {(4, "withdrawn"), (5, "is_amend")}
    columns = {each["column"]: each for each in report["columns_left_out"]}
    assert {
        "author/name",
        "state",
        "answer/de",
        "votes",
        "likes/total_count",
        "likes/user_likes",
        "comments",
        "address",
        "url",
    } <= set(columns)
    assert columns["votes"]["shown"] == "13 in all"
    assert "Musterfrau" not in json.dumps(report)
    assert run(DATA / "decidim.csv", tmp_path, process="ideen")[2]["added"] == 0


def test_bad_rows_of_decidim(tmp_path: Path) -> None:
    process(slug="ideen")
    code, said, _report = run(DATA / "decidim-kaputt.csv", tmp_path, process="ideen")
    assert code == 1 and "line 3" in said and not Proposal.objects.exists()
    code, _said, report = run(DATA / "decidim-kaputt.csv", tmp_path, process="ideen", on_error="skip")
    assert code == 3 and [each["row"] for each in report["rows_left_out"]] == [3, 4, 5, 6]
    assert Proposal.objects.get().title == "Gut"


def test_the_report_as_a_table(tmp_path: Path) -> None:
    process(slug="ideen")
    with pytest.raises(CommandError):
        call_command(
            "import_data",
            str(DATA / "decidim.csv"),
            process="ideen",
            report=tmp_path / "r.csv",
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert text.startswith("row,column,reason,shown") and "withdrawn by its author" in text


def test_our_own_file_comes_back_the_same(tmp_path: Path) -> None:
    """Export, empty, import: the same proposals and figures, in another installation."""
    made = process(
        slug="park",
        title="Der Park",
        influence="konsultation",
        fixed="Nichts",
        decided_by="Rat",
        decided_on="2026-01-01",
        without_net="Telefon",
        checks={"ort": {"state": "ja", "words": "Aufzug."}, "zeit": {"state": "nein", "words": ""}},
    )
    open_phase = phase(made, "proposals", "propose", "rate", settings={"rating": "agreement"})
    author = citizen()
    row = submit_proposal(
        process=made,
        clean=Clean(title="=Bank", text="Zum 'Sitzen'\nund Ruhen.", latitude=51.5, longitude=7.4, cost=9),
        author=author,
    )
    submit_proposal(process=made, clean=Clean(title="Ohne alles", text="x"), author=author)
    for value in (1, 1, -1):
        rate(subject=row, phase=open_phase, person=citizen(), value=value)
    before = ratings.counts_of(open_phase, "proposal", [row.pk])[row.pk].by_channel
    whole, listed, sheet = tmp_path / "park.json", tmp_path / "liste.json", tmp_path / "liste.csv"
    call_command("export_data", str(whole), process="park", stderr=io.StringIO())
    call_command("export_data", str(listed), process="park", what="proposals", stderr=io.StringIO())
    call_command("export_data", str(sheet), process="park", stderr=io.StringIO())
    texts = list(
        Proposal.objects.order_by("pk").values_list(
            "title", "text", "latitude", "longitude", "cost", "created_at"
        )
    )
    Rating.objects.all().delete()
    Tally.objects.all().delete()
    Proposal.objects.all().delete()
    made.delete()

    code, said, _report = run(whole, tmp_path)
    assert code == 0, said
    again = Process.objects.get(slug="park")
    assert again.checks["ort"] == {"state": "ja", "words": "Aufzug."}
    assert "steht dort nicht" in again.checks["zeit"]["words"] and len(again.checks) == 8
    assert again.is_public and again.title == "Der Park" and again.phases.get().verbs == ["propose", "rate"]
    new = list(
        Proposal.objects.order_by("pk").values_list(
            "title", "text", "latitude", "longitude", "cost", "created_at"
        )
    )
    assert [each[:5] for each in new] == [each[:5] for each in texts]
    assert all(abs((a[5] - b[5]).total_seconds()) < 0.01 for a, b in zip(new, texts, strict=True))
    back = Proposal.objects.order_by("pk").first()
    assert back.author is None
    assert ratings.counts_of(again.phases.get(), "proposal", [back.pk])[back.pk].by_channel == before
    assert run(whole, tmp_path)[2]["added"] == 0
    for bare in (listed, sheet):
        into = process(slug=f"in-{bare.suffix[1:]}")
        assert run(bare, tmp_path)[0] == 1
        code, said, _report = run(bare, tmp_path, process=into.slug)
        assert code == 0, said
        assert list(Proposal.objects.filter(process=into).order_by("pk").values_list("title", "text")) == [
            each[:2] for each in texts
        ]


def test_a_bad_line_of_our_own(tmp_path: Path) -> None:
    process(slug="park")
    good = {
        "number": 1,
        "title": "Gut",
        "text": "x",
        "channel": "online",
        "created_at": "2026-01-01T00:00:00Z",
    }
    bad = [
        {**good, "channel": "taube"},
        {**good, "number": "eins"},
        {**good, "created_at": "gestern"},
        {**good, "latitude": 1e9},
        {**good, "title": ""},
    ]
    (tmp_path / "l.json").write_text("[\n" + ",\n".join(map(json.dumps, [good, *bad])) + ",\n{kaputt\n]\n")
    code, said, _report = run(tmp_path / "l.json", tmp_path, process="park")
    assert code == 1 and "line 3" in said and not Proposal.objects.exists()
    code, _said, report = run(tmp_path / "l.json", tmp_path, process="park", on_error="skip")
    assert (
        code == 3
        and [each["row"] for each in report["rows_left_out"]] == [3, 4, 5, 6, 7, 8]
        and Proposal.objects.count() == 1
    )


def test_words_are_cut_between_words() -> None:
    assert frame.shortened("Mehr Bäume am Weg", 12) == "Mehr Bäume …"
    assert len(frame.shortened("x" * 300)) <= 120
    assert frame.voter_code("v" * 41) != frame.voter_code("v" * 42) and len(frame.voter_code("v" * 99)) <= 40
    assert (
        decidim.moment_of("2021-04-19 10:00:00 +0200")
        == decidim.moment_of("2021-04-19T08:00:00Z")
        == datetime(2021, 4, 19, 8, tzinfo=UTC)
    )
    assert decidim.moment_of("neulich") is None and day_of("31.02.2020") is None
    assert (
        imports.format_of(DATA / "garten.pb") == "pabulib"
        and imports.format_of(DATA / "decidim.csv") == "decidim"
    )


@pytest.mark.shared
@pytest.mark.skipif(not BIELANY.exists(), reason=f"no {BIELANY} (set MITWIRKEN_SHARED)")
def test_the_real_budget(tmp_path: Path, client: Client) -> None:
    code, said, report = run(BIELANY, tmp_path)
    assert code == 0 and report["added"] == 132, said
    assert "132 of 132 proposals have as many as the file says" in said and "8172 ballots" in said
    # 115 of the 132 projects have coordinates in the file.
    assert Proposal.objects.exclude(latitude=None).count() == 115
    assert Proposal.objects.filter(latitude__gt=52, longitude__gt=20).exists()
    assert "drzew" in client.get("/suche/?q=drzew").content.decode()
    assert Case.objects.count() == 132


@pytest.mark.shared
@pytest.mark.skipif(not BOWLING.exists(), reason=f"no {BOWLING} (set MITWIRKEN_SHARED)")
def test_the_real_conversation(tmp_path: Path) -> None:
    code, said, report = run(BOWLING, tmp_path)
    assert code == 0, said
    checks = {each["name"]: each["detail"] for each in report["checks"]}
    assert checks["final votes"].startswith("371 of 371") and checks["published counts"].startswith(
        "339 of 371"
    )
    assert report["ratings"] == Rating.objects.count() == 14283


@pytest.mark.served
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle(tmp_path: Path) -> None:
    """Kill -9 of the real command, again and again; in the end the counts are the file's."""
    projects = "\n".join(f"{n};100;;Vorschlag {n}" for n in range(150))
    votes = "\n".join(
        f"v{n};{n % 150},{(n * 7 + 1) % 150 if (n * 7 + 1) % 150 != n % 150 else (n + 2) % 150}"
        for n in range(6000)
    )
    file = tmp_path / "viel.pb"
    file.write_text(
        f"META\nkey;value\ndescription;Viel\nunit;X\ninstance;2020\nvote_type;approval\nnum_votes;6000\nPROJECTS\nproject_id;cost;votes;name\n{projects}\n"
        f"VOTES\nvoter_id;vote\n{votes}\n"
    )
    wanted = Counter(choice for line in votes.splitlines() for choice in line.split(";")[1].split(","))
    environment = os.environ | {
        "MITWIRKEN_HOME": str(tmp_path / "home"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "mitwirken.config.settings",
    }
    (tmp_path / "home").mkdir()
    root = Path(__file__).parents[3]
    environment["PYTHONPATH"] = str(root / "src")

    def command(*words: str) -> list[str]:
        return [sys.executable, "-m", "django", *words]

    subprocess.run(command("migrate", "-v0"), env=environment, cwd=root, check=True, capture_output=True)
    for patience in (3.5, 6.0):
        running = subprocess.Popen(
            command("import_data", str(file)),
            env=environment,
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(patience)
        running.send_signal(signal.SIGKILL)
        running.wait()
    done = subprocess.run(
        command("import_data", str(file)), env=environment, cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    subprocess.run(
        command("export_data", str(tmp_path / "r.json"), "--process", "pb-x-2020"),
        env=environment,
        cwd=root,
        check=True,
        capture_output=True,
    )
    found = {
        row["source"].split(":")[1]: row["ratings"][0]["counts"]["online"]["1"]
        for row in json.loads((tmp_path / "r.json").read_text())["proposals"]
    }
    assert found == dict(wanted)
