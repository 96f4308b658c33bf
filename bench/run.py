# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: measures the real server with a large site and writes docs/performance.md, each figure beside its limit.

Exit code 1 when a limit is not held. Arguments pick sections: pages, desk (signed-in), ratings, memory, streams, kernels, counting, surveys,
logbook.
Run it on a machine that does nothing else: load generator and server share its cores.
"""

import asyncio
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.live import Site, free_port  # noqa: E402

from bench.counting import measure_counting  # noqa: E402
from bench.kernels import measure_kernels  # noqa: E402
from bench.logbook import measure_logbook  # noqa: E402
from bench.streams import measure_streams  # noqa: E402
from bench.surveys import measure_surveys  # noqa: E402

SECRET = "benchbenchbenchbenchbenchbench22"  # 32 characters: a CSRF token as Django takes it
ROUNDS = 3
SECONDS = 4
CONNECTIONS = 128  # readers at once, each with a connection kept alive
TICK = os.sysconf("SC_CLK_TCK")
# What is measured apart and can be measured alone: its heading in docs/performance.md, and what has to be known to read the figures.
APART = {
    "streams": (
        "## Open pages",
        "A real gathering in its poll, every phone on a seat of its own: from the moment a command is given until the phone has\n"
        "read the last byte of what it shows now. The phones, the commands and nginx share the cores with the server; phones read and\n"
        "do not ask for what is theirs alone. The first command of the process that gives them is not counted: it has to load what a\n"
        "web process has loaded for long.",
    ),
    "counting": (
        "## Counting",
        "Each count in a process of its own with one thread; CPU seconds without reading the file, peak memory of the whole\n"
        "process. Peers: pabutools 1.2.3 and red-dwarf 0.4.0, installed for the measurement only. The real votes are those of\n"
        "tests/kernels/data.",
    ),
    "surveys": (
        "## Surveys",
        "A made-up survey with every kind of question, on SQLite; each file and page in a process of its own, CPU seconds and peak\n"
        "memory. Most survey tools read all answers into memory before they write the first line; the same run does that, too, with\n"
        "the same code for the cells. Files take the same memory for three times as many answers; a page of results is sorted by SQLite\n"
        "in memory and takes more. Both have SQLite's 16 MB for its pages in them.",
    ),
    "logbook": (
        "## Logbook",
        "A chain of 100,000 rows, a tenth of them with a reason, as some ten years of a large city may give. The check runs in a\n"
        "process of its own, as an operator starts it. The page is asked for with nothing chosen, at its end, and with each\n"
        "filter.",
    ),
}
WITHOUT_A_SITE = {
    "kernels": measure_kernels,
    "counting": measure_counting,
    "surveys": measure_surveys,
    "logbook": measure_logbook,
}
SECTIONS = {"pages", "desk", "ratings", "memory", "streams", *WITHOUT_A_SITE}


@dataclass
class Row:
    what: str
    figure: str
    limit: str
    held: bool
    note: str = ""


@dataclass
class Report:
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, figure: str, limit: str, held: bool, note: str = "") -> None:
        self.rows.append(Row(what, figure, limit, held, note))
        print(f"  {'ok  ' if held else 'MISS'}  {what}: {figure} (limit {limit}) {note}", flush=True)


def main() -> int:
    sections = set(sys.argv[1:]) or SECTIONS
    report = Report()
    apart = {name: Report() for name in APART}
    for name, measure in WITHOUT_A_SITE.items():
        if name in sections:
            measure(apart.get(name, report))
    counts = [0, 0, 0]
    if not sections <= WITHOUT_A_SITE.keys():
        counts = measure_sites(sections, report, apart["streams"])
    write(report if sections == SECTIONS else None, apart, counts)
    return 0 if all(row.held for one in (report, *apart.values()) for row in one.rows) else 1


def measure_sites(sections: set[str], report: Report, streams: Report) -> list[int]:
    """What needs a running site. Returns how many proposals, comments and ratings it had."""
    folder = Path(tempfile.mkdtemp(prefix="mitwirken-bench-"))
    site = Site(folder / "home", MITWIRKEN_DEMO="0")
    town: dict = {"counts": [0, 0, 0]}
    try:
        if sections != {"streams"}:
            town = measure_a_large_site(site, folder, sections, report)
        if "streams" in sections:
            measure_streams(streams, folder)
    finally:
        site.stop()
        site.forget()
        shutil.rmtree(folder, ignore_errors=True)
    return town["counts"]


def measure_a_large_site(site: Site, folder: Path, sections: set[str], report: Report) -> dict:
    print("Filling ...", flush=True)
    site.python("from mitwirken.config.prepare import prepare; prepare()")
    town = json.loads(
        site.python("import json\nfrom bench.fill import fill\nprint(json.dumps(fill()))").splitlines()[-1]
    )
    # Linux divides the cores among sessions first: site, nginx and load generator are in one, as if each thread were alike.
    site.start(own_session=False)
    print(f"  proposals, comments, ratings: {town['counts']}", flush=True)
    if "pages" in sections:
        measure_pages(site, town, folder, report)
    if "desk" in sections:
        measure_signed_in(site, town, report)
    if "ratings" in sections:
        measure_ratings(site, town, report)
    if "memory" in sections:
        measure_memory(site, report)
    site.stop()
    return town


def wrk(url: str, *, seconds: int = SECONDS) -> float:
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-H", "Accept-Encoding: gzip", url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"{url} answered with errors:\n{done.stdout}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found
    return float(found[1])


class Nginx:
    """nginx with the very bytes that the site serves, as files with their gzip beside them."""

    def __init__(self, folder: Path, pages: dict[str, tuple[bytes, bytes]]) -> None:
        self.port = free_port()
        root = folder / "www"
        root.mkdir()
        for name, (plain, zipped) in pages.items():
            (root / f"{name}.html").write_bytes(plain)
            (root / f"{name}.html.gz").write_bytes(zipped)
        # nginx's own worker user must be able to read it.
        for path in (folder, root):
            path.chmod(0o755)
        conf = folder / "nginx.conf"
        conf.write_text(
            f"worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off;\n"
            "events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; gzip_static on;\n"
            "open_file_cache max=100; types { text/html html; }\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {root}; }} }}\n"
        )
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-c", str(conf)], stderr=subprocess.DEVNULL)
        time.sleep(0.5)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def measure_pages(site: Site, town: dict, folder: Path, report: Report) -> None:
    print("Finished bytes ...", flush=True)
    pages = {}
    for name in ("list", "proposal"):
        status, headers, plain = site.get(town[name])
        assert status == 200 and "etag" in headers, (town[name], status, headers)
        zipped = site.get(town[name], {"Accept-Encoding": "gzip"})[2]
        pages[name] = (plain, zipped)
    nginx = Nginx(folder, pages)
    try:
        for name, (plain, zipped) in pages.items():
            ours, theirs = [], []
            for _ in range(ROUNDS):  # in turn, so that both meet the same neighbours
                theirs.append(wrk(f"http://127.0.0.1:{nginx.port}/{name}.html"))
                ours.append(wrk(f"{site.url}{town[name]}"))
            us, them = statistics.median(ours), statistics.median(theirs)
            report.add(
                f"Anonymous {name} page, requests a second ({len(zipped) / 1000:.1f} kB gzip, {len(plain) / 1000:.0f} kB)",
                f"{us:,.0f}", f"half of nginx: {them / 2:,.0f}", us >= them / 2, f"{us / them:.0%} of nginx's {them:,.0f}",
            )  # fmt: skip
    finally:
        nginx.stop()

    stale = 0
    number = 100
    rate = Rater(site, town)
    for n in range(number):
        before = site.get(town["proposal"])[1]["etag"]
        status = rate.one(town["sessions"][n % 40], 0, "1" if n // 40 % 2 == 0 else "")
        assert status == 303, status
        stale += site.get(town["proposal"])[1]["etag"] == before
    report.add(
        "Reads straight after a write that still show the old page", f"{stale} of {number}", "0", stale == 0
    )

    # Writers at work: five ratings a second of what the list shows.
    writer = subprocess.Popen(
        [sys.executable, __file__, "--write", site.url, json.dumps({k: town[k] for k in ("rate", "sessions", "cookie", "csrf", "phase")})],
    )  # fmt: skip
    try:
        busy = wrk(f"{site.url}{town['list']}", seconds=6)
    finally:
        writer.terminate()
        writer.wait()
    report.add(
        "Anonymous list page while five ratings a second make it stale", f"{busy:,.0f}", "5,000", busy >= 5_000,
        "requests a second; each change renders the page once a process",
    )  # fmt: skip


class Rater:
    def __init__(self, site: Site, town: dict) -> None:
        self.site, self.town = site, town

    def one(self, session: str, which: int, value: str) -> int:
        body = f"csrfmiddlewaretoken={SECRET}&value={value}&phase={self.town['phase']}&back=%2Fprozesse%2F&anchor=bewertung"
        headers = {
            "Cookie": f"{self.town['cookie']}={session}; {self.town['csrf']}={SECRET}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.site.url,
        }
        return self.site.ask("POST", self.town["rate"][which], headers, body.encode())[0]


def write_slowly(url: str, town: dict) -> None:
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection("localhost", urlsplit(url).port)
    for n in range(10_000):
        connection.request(
            "POST", town["rate"][n % 20], f"csrfmiddlewaretoken={SECRET}&value={n // 20 % 2 or ''}&phase={town['phase']}&back=%2Fprozesse%2F&anchor=bewertung",
            {
                "Cookie": f"{town['cookie']}={town['sessions'][0]}; {town['csrf']}={SECRET}", "Origin": url,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )  # fmt: skip
        connection.getresponse().read()
        time.sleep(0.2)


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def measure_signed_in(site: Site, town: dict, report: Report) -> None:
    print("Signed-in pages ...", flush=True)
    import http.client

    headers = {"Cookie": f"{town['cookie']}={town['sessions'][0]}", "Accept-Encoding": "gzip"}
    # New connections, so that both processes are asked and warm.
    for name in ("list", "proposal"):
        for _ in range(16):
            status, _, body = site.get(town[name], headers)
            assert status == 200, status
        connections = [http.client.HTTPConnection("localhost", site.port) for _ in range(4)]
        for connection in connections:
            connection.connect()
        pids = site.pids()
        figures = []
        for _ in range(ROUNDS):
            number = 200
            before = cpu_seconds(pids)
            for n in range(number):
                connection = connections[n % 4]
                connection.request("GET", town[name], headers=headers)
                connection.getresponse().read()
            figures.append((cpu_seconds(pids) - before) * 1000 / number)
        figure = min(figures)
        report.add(
            f"Signed-in {name} page, CPU of all processes", f"{figure:.1f} ms", "6 ms", figure <= 6,
            f"best of {ROUNDS} rounds; median {statistics.median(figures):.1f} ms; {len(body) / 1000:.0f} kB",
        )  # fmt: skip


async def storm(site: Site, town: dict, seconds: float) -> tuple[int, int]:
    """Sixteen people on connections of their own, each rating as fast as it is answered. (answered well, otherwise)"""
    deadline = time.monotonic() + seconds
    good = bad = 0

    async def person(number: int) -> None:
        nonlocal good, bad
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        body = f"csrfmiddlewaretoken={SECRET}&value=1&phase={town['phase']}&back=%2Fprozesse%2F&anchor=bewertung".encode()
        which = 100 + number
        while time.monotonic() < deadline and which < len(town["rate"]):
            writer.write(
                (
                    f"POST {town['rate'][which]} HTTP/1.1\r\nHost: localhost:{site.port}\r\nOrigin: {site.url}\r\n"
                    f"Cookie: {town['cookie']}={town['sessions'][number]}; {town['csrf']}={SECRET}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
                ).encode()
                + body
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if length and int(length[1]):
                await reader.readexactly(int(length[1]))
            if b" 303 " in head[:20]:
                good += 1
            else:
                bad += 1
            which += 1
        writer.close()

    await asyncio.gather(*(person(n) for n in range(16)))
    return good, bad


def measure_ratings(site: Site, town: dict, report: Report) -> None:
    print("Ratings ...", flush=True)
    check = f"import json\nfrom bench.fill import check\nprint(json.dumps(check({town['phase']})))"
    before = json.loads(site.python(check).splitlines()[-1])
    started = time.monotonic()
    good, bad = asyncio.run(storm(site, town, 10))
    took = time.monotonic() - started
    after = json.loads(site.python(check).splitlines()[-1])
    pace = good / took
    report.add(
        "Ratings over HTTP (session, CSRF, 16 people at once)", f"{pace:.0f} a second", "450 a second", pace >= 450,
        f"{good} ratings in {took:.1f} s, {bad} refused",
    )  # fmt: skip
    new = after["rows"] - before["rows"]
    report.add(
        "Ratings acknowledged, stored, and in the sums", f"{good} / {new} / {after['sum'] - before['sum']}", "equal",
        good == new == after["sum"] - before["sum"] and after["wrong"] == 0 and bad == 0,
        f"{after['wrong']} tallies that differ from their rows",
    )  # fmt: skip


def measure_memory(site: Site, report: Report) -> None:
    parts = []
    for pid in site.pids():
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        assert found
        parts.append(int(found[1]) / 1024)
    total = sum(parts)
    report.add(
        "Memory of the whole process tree after all this (PSS)", f"{total:.0f} MB", "300 MB", total <= 300,
        " + ".join(f"{part:.0f}" for part in parts),
    )  # fmt: skip


def machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    load = os.getloadavg()[1]
    busy = " (others were working on this machine)" if load > 3 else ""
    return (
        f"- {date.today().isoformat()}, {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite\n"
        f"- load average of the last 5 minutes: {load:.1f}{busy}"
    )


def table(rows: list[Row]) -> str:
    head = "| what | figure | limit | held | |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {r.what} | {r.figure} | {r.limit} | {'yes' if r.held else '**no**'} | {r.note} |\n" for r in rows
    )


def write(pages: Report | None, apart: dict[str, Report], counts: list[int]) -> None:
    """What was measured takes the place of the older figures; what was not measured stays."""
    file = ROOT / "docs" / "performance.md"
    first, *others = re.split(r"^(?=## )", file.read_text(), flags=re.MULTILINE)
    told = {other.partition("\n")[0]: other for other in others}
    if pages is not None:
        first = (
            "# Performance\n\n"
            "Written by `make bench`; each figure stands beside its limit from the same run. Load generator and server share the\n"
            "machine. Pages are fetched with gzip, as browsers do; nginx serves the same bytes from files with `gzip_static`. "
            "Figures of other planners (good-enough-golfers, conference-scheduler, HiGHS, CP-SAT) were taken beforehand on a machine of\n"
            "this size and are not run again.\n\n"
            f"{machine()}\n- {counts[0]:,} proposals, {counts[1]:,} comments, {counts[2]:,} ratings\n\n{table(pages.rows)}\n"
        )
    for name, (heading, intro) in APART.items():
        if apart[name].rows:
            on = machine().replace(", SQLite", "") if name == "counting" else machine()
            alone = f"`make bench WHAT={name}` measures this alone."
            told[heading] = f"{heading}\n\n{intro} {alone}\n\n{on}\n\n{table(apart[name].rows)}"
    file.write_text("\n\n".join(part.strip("\n") for part in (first, *told.values())) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write_slowly(sys.argv[2], json.loads(sys.argv[3]))
    else:
        sys.exit(main())
