# SPDX-License-Identifier: EUPL-1.2
"""Section `streams` of `make bench`: from a command to every open page, beside nchan with the same bytes.

One process holds all the phones (sockets and epoll, nothing parsed but the number in the event); another gives a
command every 250 ms, a real transaction; both share the cores with the server.
"""

import array
import http.client
import json
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

EVERY = 0.25
COMMANDS = 60
KEY = "bench"


def measure_streams(report: Any, folder: Path) -> None:
    from tests.live import Site

    print("Streams ...", flush=True)
    root = Path(__file__).resolve().parents[1]
    site = Site(
        folder / "streams",
        MITWIRKEN_DEMO="0",
        MITWIRKEN_WORKER="0",
        DJANGO_SETTINGS_MODULE="tests.ground.realtime.toy_settings",
        PYTHONPATH=f"{root / 'src'}:{root}",
    )
    site.start(own_session=False)
    nchan = None
    try:
        site.get(f"/toy/{KEY}/")
        path = f"/strom/toy/{KEY}/?sicht=allein&state=e-none"
        nchan = Nchan(folder)
        for number, limit in ((1_000, 50), (5_000, 250)):
            with Phones(site.port, path, number) as phones:
                figures = phones.finish(command(site.env))
            beside = "nchan is not installed"
            if nchan.process is not None:
                with Phones(nchan.port, "/sub", number) as phones:
                    other = phones.finish(nchan.publish())
                beside = f"nchan, same bytes: {shown(other)}"
            report.add(
                f"Command to event on {number:,} open pages, p50 / p95 / p99", shown(figures), f"p99 {limit} ms",
                figures["p99"] <= limit and figures["missing"] == 0, beside,
            )  # fmt: skip
        with Phones(site.port, path, 1_000) as phones:
            figures = phones.storm()
        report.add(
            "1,000 pages come back at once: seconds until the last has the newest", f"{figures['seconds']:.1f} s", "10 s, no 5xx",
            figures["seconds"] <= 10 and figures["refused"] == 0, f"{figures['refused']} answers of 5xx",
        )  # fmt: skip
    finally:
        site.stop()
        site.forget()
        if nchan is not None:
            nchan.stop()


def shown(figures: dict[str, float]) -> str:
    return f"{figures['p50']:.0f} / {figures['p95']:.0f} / {figures['p99']:.0f} ms"


def command(env: dict[str, str]) -> dict[int, float]:
    """number → when its command began, of `COMMANDS` commands given by a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "command"], env=env, capture_output=True, text=True, check=True
    )
    return {int(number): at for number, at in json.loads(done.stdout).items()}


def give_commands() -> None:
    import django

    django.setup()
    from tests.ground.realtime.toy.board import change

    times = {}
    begin = time.monotonic() + EVERY
    for turn in range(COMMANDS):
        time.sleep(max(0.0, begin + turn * EVERY - time.monotonic()))
        at = time.monotonic()
        times[change(KEY).number] = at
    time.sleep(1)
    print(json.dumps(times))


class Nchan:
    def __init__(self, folder: Path) -> None:
        from tests.live import free_port

        self.process = None
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
            html = f'<p>Stand <b id="number">#{number:06d}#</b> <button id="more" data-key="more">mehr</button></p>'
            said = json.dumps(
                {
                    "state": f"e-{number}",
                    "now": round(time.time(), 2),
                    "audience": "phone",
                    "parts": {"count": html},
                }
            )
            at = time.monotonic()
            line.request("POST", "/pub", said)
            line.getresponse().read()
            times[number] = at
        time.sleep(1)
        return times

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)


class Phones:
    """A process with many open pages."""

    def __init__(self, port: int, path: str, number: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "phones", str(port), path, str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> "Phones":
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line == "ready", line
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def finish(self, times: dict[int, float]) -> dict[str, float]:
        return self._ask({"times": times})

    def storm(self) -> dict[str, float]:
        return self._ask({"storm": True})

    def _ask(self, what: dict[str, object]) -> dict[str, float]:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps(what), file=self.process.stdin, flush=True)
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer


def hold_phones(port: int, path: str, number: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()
    poll = select.epoll()
    poll.register(0, select.EPOLLIN)
    at, numbers, who = array.array("d"), array.array("l"), array.array("l")

    def connect(many: int, together: int) -> tuple[dict[int, socket.socket], int]:
        """Opens `many`, at most `together` under way; counts refusals."""
        phones: dict[int, socket.socket] = {}
        new: set[int] = set()
        refused = opened = 0
        while opened < many or new:
            while opened < many and len(new) < together:
                phone = socket.create_connection(("127.0.0.1", port))
                phone.setblocking(False)
                phone.send(ask)
                poll.register(phone.fileno(), select.EPOLLIN)
                phones[phone.fileno()] = phone
                new.add(phone.fileno())
                opened += 1
            ready = poll.poll(30)
            if not ready:
                raise SystemExit(f"{len(new)} of {opened} pages got nothing within 30 s")
            for fd, _ in ready:
                if fd in phones:
                    data = phones[fd].recv(65536)
                    if data[:9] == b"HTTP/1.1 " and data[9:12] != b"200":
                        refused += 1
                        new.discard(fd)
                    elif b"data:" in data or not path.startswith("/strom"):
                        new.discard(fd)
        return phones, refused

    phones, refused = connect(number, 200)
    assert not refused, refused
    print("ready", flush=True)
    while True:
        now_ready = poll.poll()
        for fd, _ in now_ready:
            if fd == 0:
                break
            data = phones[fd].recv(65536)
            now = time.monotonic()
            # The newest number in what came; an event holds `#000123#`.
            end = data.rfind(b"#</b>")
            if end > 0:
                at.append(now)
                numbers.append(int(data[end - 6 : end]))
                who.append(fd)
        else:
            continue
        break
    asked = json.loads(sys.stdin.readline())
    if "storm" in asked:
        for fd, phone in phones.items():
            poll.unregister(fd)
            phone.close()
        began = time.monotonic()
        phones, refused = connect(number, number)
        print(json.dumps({"seconds": time.monotonic() - began, "refused": refused}), flush=True)
        return
    # A page has seen command n when it has n or a newer one.
    times = sorted((int(n), t) for n, t in asked["times"].items())
    seen: dict[int, list[tuple[float, int]]] = {fd: [] for fd in phones}
    for t, n, fd in zip(at, numbers, who, strict=True):
        seen[fd].append((t, n))
    delays = []
    missing = 0
    for events in seen.values():
        place = 0
        for n, t0 in times:
            while place < len(events) and events[place][1] < n:
                place += 1
            if place == len(events):
                missing += 1
            else:
                delays.append((events[place][0] - t0) * 1000)
    delays.sort()
    at_part = lambda part: delays[min(len(delays) - 1, int(part * len(delays)))] if delays else -1.0  # noqa: E731
    print(
        json.dumps({"p50": at_part(0.5), "p95": at_part(0.95), "p99": at_part(0.99), "missing": missing}),
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1] == "command":
        give_commands()
    else:
        hold_phones(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
