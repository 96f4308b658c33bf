# SPDX-License-Identifier: EUPL-1.2
"""A logbook of 100,000 rows: the check of the whole chain, entering one more deed, and the page that the Ombudsstelle reads."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[1]
ROWS, FEW = 100_000, 60
PEOPLE = 200
TRIES = 5


class Report(Protocol):
    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None: ...


def fill(rows: int) -> None:
    """A chain as `audit.actions` writes it, in large steps: a tenth with reasons, two thirds done by somebody of the staff."""
    from django.core.signing import Signer
    from django.utils import timezone

    from mitwirken.civic.people.models import Person
    from mitwirken.ground.audit import actions, queries
    from mitwirken.ground.audit.models import ZERO, Entry, Head, Words

    staff = [
        Person.objects.create(email=f"stelle-{n}@example.org", pseudonym=f"Stelle {n}") for n in range(PEOPLE)
    ]
    digests = [actions._reference_to(one) for one in staff]
    begin, before, wide = timezone.now() - timedelta(days=900), ZERO, 5000
    for start in range(1, rows + 1, wide):
        entries, words = [], []
        for number in range(start, min(start + wide, rows + 1)):
            entry = Entry(
                number=number,
                at=begin + timedelta(seconds=number * 700),
                verb=("desk.case_assigned", "paper.entered", "desk.contacts_shown")[number % 3],
                actor=digests[number % PEOPLE] if number % 3 else "",
                subject_kind="proposal",
                subject=str(number % 5000),
                facts={"case": number % 5000, "roles": ["kernteam"]},
                before=before,
            )
            if number % 10 == 0:
                reason = Words(entry=entry, salt=f"{number:064}", text="Rückruf wegen der Rampe", at=entry.at)
                entry.words_digest = reason.digest
                words.append(reason)
            entry.hash = before = entry.computed_hash()
            entries.append(entry)
        Entry.objects.bulk_create(entries)
        Words.objects.bulk_create(words)
    mark = Signer(salt=queries.MARK).signature(f"{rows}:{before}")
    Head.objects.update_or_create(pk=1, defaults={"number": rows, "hash": before, "mark": mark})


def look() -> dict[str, Any]:
    """How many queries and how long the pages of the logbook take, and one more deed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from tests.people import staff

    from mitwirken.civic.people.models import Person
    from mitwirken.ground.audit.actions import note
    from mitwirken.ground.audit.models import Entry
    from mitwirken.ground.desk.roles import Role

    person = Person.objects.get(email="stelle-1@example.org")
    # A full page on each: what stands on it must cost the same whatever stands behind it.
    pages = {
        "newest": "",
        "oldest": f"?seite={max(1, Entry.objects.count() // 50)}",
        "of one person": f"?wer={person.pk}",
        "of one kind": "?was=desk.contacts_shown",
        "of one year": "?von=2024-01-01&bis=2024-12-31",
    }
    client = Client(SERVER_NAME="localhost")
    client.force_login(staff(Role.OMBUDS))
    found: dict[str, Any] = {"queries": {}, "milliseconds": {}}
    for name, query in pages.items():
        took = []
        for _try in range(TRIES):
            with CaptureQueriesContext(connection) as seen:
                started = time.process_time()
                answer = client.get(f"/schreibtisch/logbuch/{query}")
                took.append((time.process_time() - started) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        found["queries"][name] = len(seen)
        found["milliseconds"][name] = statistics.median(took)
    took = []
    for _try in range(50):
        started = time.process_time()
        note("desk.contacts_shown", actor=person, facts={"where": "letters"}, words="Absage wegen Unwetter")
        took.append((time.process_time() - started) * 1000)
    found["enter"] = statistics.median(took)
    return found


def _python(home: Path, code: str) -> str:
    head = "import django; django.setup(); "
    done = subprocess.run(
        [sys.executable, "-c", head + code], env=_env(home), capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _env(home: Path) -> dict[str, str]:
    return os.environ | {
        "MITWIRKEN_HOME": str(home),
        "MITWIRKEN_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "mitwirken.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def _verify(home: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of `mitwirken audit verify` in a process of its own."""
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "mitwirken", "audit", "verify"], env=_env(home), cwd=ROOT, stdout=said
        )
        _pid, status, used = os.wait4(child.pid, 0)
        said.seek(0)
        words = said.read()
    assert status == 0 and "The logbook is whole." in words, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure_logbook(report: Report) -> None:
    print("Logbook ...", flush=True)
    found: dict[int, dict[str, Any]] = {}
    spent: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory(prefix="mitwirken-logbook-") as folder:
        for rows in (FEW, ROWS):
            home = Path(folder) / str(rows)
            home.mkdir()
            _python(
                home,
                f"from mitwirken.config.prepare import prepare; prepare(); from bench.logbook import fill; fill({rows})",
            )
            spent[rows] = _verify(home)
            said = _python(home, "import json; from bench.logbook import look; print(json.dumps(look()))")
            found[rows] = json.loads(said.splitlines()[-1])
    base_cpu, base_memory = spent[FEW]
    cpu, memory = spent[ROWS]
    report.add(
        "Logbook of 100,000 rows: `mitwirken audit verify`, CPU", f"{cpu:.1f} s", "12 s", cpu <= 12,
        f"with {FEW} rows {base_cpu:.1f} s, which is the start of the program",
    )  # fmt: skip
    report.add(
        f"The same: peak memory above that for {FEW} rows", f"{memory - base_memory:.0f} MB", "30 MB",
        memory - base_memory <= 30, f"whole process {memory:.0f} MB",
    )  # fmt: skip
    few, many = found[FEW], found[ROWS]
    report.add(
        "Its page at the desk: queries", " / ".join(str(n) for n in many["queries"].values()), f"as with {FEW} rows",
        many["queries"] == few["queries"], " / ".join(many["queries"]),
    )  # fmt: skip
    report.add(
        "Its page at the desk: CPU", " / ".join(f"{ms:.0f}" for ms in many["milliseconds"].values()) + " ms", "150 ms",
        max(many["milliseconds"].values()) <= 150,
        f"with {FEW} rows " + " / ".join(f"{ms:.0f}" for ms in few["milliseconds"].values()) + " ms",
    )  # fmt: skip
    enter = found[ROWS]["enter"]
    report.add(
        "One more deed entered, CPU",
        f"{enter:.1f} ms",
        "10 ms",
        enter <= 10,
        f"with {FEW} rows {found[FEW]['enter']:.1f} ms",
    )
