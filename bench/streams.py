# SPDX-License-Identifier: EUPL-1.2
"""Section `streams` of `make bench`: a real gathering from a command to every phone, beside nchan with the same bytes.

One process holds all the phones, each on a seat of its own; another is the lead, who says something to all every
250 ms (a real command with its transaction), or the hall, of which fifty a second vote over HTTP. All share the cores
with the server.
"""

import http.client
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.hall import COMMANDS, EVERY, sentence
from bench.phones import Phones, percentiles

LARGEST = 5_000
PACE = 50  # commands a second
SECONDS = 20
HANDS = 16  # connections over which they come
SECRET = "benchbenchbenchbenchbenchbench22"


def measure_streams(report: Any, folder: Path, *, largest: int = LARGEST) -> None:
    from tests.live import Site

    print("Streams ...", flush=True)
    site = Site(folder / "streams", MITWIRKEN_DEMO="0", MITWIRKEN_WORKER="0")
    site.start(own_session=False)
    nchan = None
    try:
        hall = in_site(site, "fill", largest)
        path = f"/strom/live/{hall['code']}/?sicht=phone&sprache=de&state=0-0"
        nchan = Nchan(folder, hall["piece"])
        for number, limit in ((largest // 5, 50), (largest, 250)):
            with Phones(site.port, path, number, hall["cookie"]) as phones:
                figures = phones.finish(in_site(site, "commands", hall["code"]))
            beside = "nchan is not installed"
            if nchan.process is not None:
                with Phones(nchan.port, "/sub", number) as phones:
                    other = phones.finish(nchan.publish())
                beside = f"nchan, same bytes: {shown(other)}"
            report.add(
                f"Command to event on {number:,} phones of a gathering, p50 / p95 / p99", shown(figures), f"p99 {limit} ms",
                figures["p99"] <= limit and figures["missing"] == 0, beside,
            )  # fmt: skip
        with Phones(site.port, path, largest // 5, hall["cookie"]) as phones:
            answers = vote(site, hall)
            cast = {int(seat): seq for seat, seq in in_site(site, "votes", hall["code"]).items()}
            figures = phones.finish({cast[seat]: began for seat, began, _ in answers.good if seat in cast})
        posted = percentiles([took * 1000 for _, _, took in answers.good])
        expected = PACE * SECONDS
        report.add(
            f"{PACE} votes a second over HTTP: answered, p50 / p95 / p99", shown(posted), "p95 150 ms",
            posted["p95"] <= 150 and len(answers.good) == len(cast) == expected,
            f"{len(answers.good)} of {expected} answered well, {len(cast)} stored",
        )  # fmt: skip
        report.add(
            f"The same votes until {largest // 5:,} phones show them, p50 / p95 / p99", shown(figures), "p95 150 ms",
            figures["p95"] <= 150 and figures["missing"] == 0,
            f"{figures['events'] / SECONDS:.0f} pictures a second on each phone",
        )  # fmt: skip
        with Phones(site.port, path, largest // 5, hall["cookie"]) as phones:
            figures = phones.storm()
        report.add(
            f"{largest // 5:,} phones come back at once: seconds until the last has the newest", f"{figures['seconds']:.1f} s", "10 s, no 5xx",
            figures["seconds"] <= 10 and figures["refused"] == 0, f"{figures['refused']} refused",
        )  # fmt: skip
    finally:
        site.stop()
        site.forget()
        if nchan is not None:
            nchan.stop()


def in_site(site: Any, what: str, given: object) -> Any:
    """What `bench/hall.py` says, from a process of its own."""
    root = Path(__file__).resolve().parents[1]
    env = site.env | {
        "PYTHONPATH": f"{root / 'src'}:{root}",
        "DJANGO_SETTINGS_MODULE": "mitwirken.config.settings",
    }
    done = subprocess.run(
        [sys.executable, root / "bench" / "hall.py", what, str(given)],
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-4_000:])
    answer = json.loads(done.stdout.splitlines()[-1])
    return {int(number): at for number, at in answer.items()} if what == "commands" else answer


def shown(figures: dict[str, float]) -> str:
    return f"{figures['p50']:.0f} / {figures['p95']:.0f} / {figures['p99']:.0f} ms"


class Answers:
    def __init__(self) -> None:
        self.good: list[
            tuple[int, float, float]
        ] = []  # seat, when it was due, seconds until the answer was read
        self.bad: list[str] = []


def vote(site: Any, hall: dict[str, Any]) -> Answers:
    """`PACE` seats a second choose something in the poll. Measured from when a vote was due, so that no queue is hidden."""
    answers, due = Answers(), queue.SimpleQueue[tuple[int, float] | None]()

    def hand() -> None:
        line = http.client.HTTPConnection("127.0.0.1", site.port)
        while (one := due.get()) is not None:
            seat, began = one
            line.request(
                "POST", f"/live/{hall['code']}/tun/weigh.pick/",
                urlencode({
                    "csrfmiddlewaretoken": SECRET, "view": "phone", "stage": hall["stage"], "on": "true",
                    "item": hall["items"][seat % len(hall["items"])], "once": f"{os.getpid()}-{seat}-bench",
                }),
                {
                    "Host": f"localhost:{site.port}", "Origin": site.url, "Accept": "application/json",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"{hall['cookie']}=bench-{seat}; {hall['csrf']}={SECRET}",
                },
            )  # fmt: skip
            answer = line.getresponse()
            body = answer.read()
            if answer.status == 200:
                answers.good.append((seat, began, time.monotonic() - began))
            else:
                answers.bad.append(f"{answer.status} {body[:200]!r}")
        line.close()

    hands = [threading.Thread(target=hand) for _ in range(HANDS)]
    for each in hands:
        each.start()
    begin = time.monotonic() + 0.5
    for number in range(PACE * SECONDS):
        at = begin + number / PACE
        time.sleep(max(0.0, at - time.monotonic()))
        due.put((number, at))
    for _ in hands:
        due.put(None)
    for each in hands:
        each.join()
    time.sleep(1)
    if answers.bad:
        print(f"  {len(answers.bad)} votes not taken: {answers.bad[0]}", flush=True)
    return answers


class Nchan:
    """nginx with nchan alone, which is told the same bytes."""

    def __init__(self, folder: Path, piece: dict[str, str]) -> None:
        from tests.live import free_port

        self.process = None
        self.piece = piece
        module = next(
            (path for base in ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules")
             if (path := Path(base) / "ngx_nchan_module.so").exists()), None,
        )  # fmt: skip
        if module is None:
            return
        self.port = free_port()
        folder.chmod(0o755)
        conf = folder / "nchan.conf"
        conf.write_text(
            f"load_module {module};\n"
            f"worker_processes 1; worker_rlimit_nofile 20000; pid {folder}/nchan.pid; error_log {folder}/nchan.log; daemon off;\n"
            "events { worker_connections 12000; }\nhttp { access_log off;\n"
            f"server {{ listen 127.0.0.1:{self.port} backlog=4096;\n"
            "location /sub { nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest; }\n"
            "location /pub { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 5; } } }\n"
        )
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([nginx, "-c", str(conf)], stderr=subprocess.DEVNULL)
        time.sleep(1)

    def publish(self) -> dict[int, float]:
        times = {}
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        begin = time.monotonic() + EVERY
        for number in range(1, COMMANDS + 1):
            time.sleep(max(0.0, begin + number * EVERY - time.monotonic()))
            parts = {name: html.replace(sentence(1), sentence(number)) for name, html in self.piece.items()}
            told = {
                "state": f"1795000000-{number}",
                "now": round(time.time(), 2),
                "audience": "phone:de",
                "parts": parts,
            }
            at = time.monotonic()
            line.request("POST", "/pub", json.dumps(told, ensure_ascii=False).encode())
            line.getresponse().read()
            times[number] = at
        time.sleep(1)
        return times

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
