# SPDX-License-Identifier: EUPL-1.2
"""A site as it runs in a town hall: the real server and its worker, a home of its own, on a port of its own."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _ask_postgres(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def forget_database(name: str) -> None:
    """Takes a PostgreSQL database away; nothing where the suite runs on SQLite."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        _ask_postgres(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Site:
    """Started with `start()`, ended with `stop()`; `home` stays and can be started again."""

    def __init__(self, home: Path, *, database: str = "", template: str = "template1", **env: str) -> None:
        self.home = home
        self.port = int(env.pop("PORT", 0)) or free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.database = ""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MITWIRKEN_") and name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        }
        if os.environ.get("DATABASE_URL", "").startswith("postgres") and "DATABASE_URL" not in env:
            self.database = database or f"live_{os.getpid()}_{random.randrange(10**9)}"
            forget_database(self.database)
            _ask_postgres(f'CREATE DATABASE "{self.database}" TEMPLATE "{template}"')
            env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + self.database
        self.env = inherited | {
            "MITWIRKEN_HOME": str(home),
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT / "src"),
            **env,
        }

    # Process

    def start(self, *, within: float = 120, own_session: bool = True) -> Site:
        self.home.mkdir(parents=True, exist_ok=True)
        self.output = self.home.parent / f"{self.home.name}.log"
        with self.output.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mitwirken", "run"],
                env=self.env, stdout=output, stderr=subprocess.STDOUT, text=True, cwd=self.home,
                start_new_session=own_session,
            )  # fmt: skip
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"The server ended with {self.process.returncode}:\n{self.said()}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError(f"No answer within {within} s:\n{self.said()}")

    def said(self) -> str:
        return self.output.read_text()[-6_000:]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Seconds until the whole tree was gone."""
        if self.process is None:
            return 0.0
        tree = self.pids()
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("The server did not stop within 20 s") from None
        self.process = None
        while any(Path(f"/proc/{pid}").exists() for pid in tree) and time.monotonic() < began + 20:
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """As a power cut would: every process at once, without a word."""
        if self.process is None:
            return
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    def pids(self) -> list[int]:
        """The server and all below it."""
        assert self.process is not None
        parents: dict[int, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += parents.get(pid, [])
        return found

    def forget(self) -> None:
        """Takes its PostgreSQL database away."""
        if self.database:
            forget_database(self.database)

    # What it knows

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an anonymous reader's GET, redirects not followed."""
        return self.ask("GET", path, headers)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`mitwirken ARGUMENTS...` with this site's settings."""
        done = subprocess.run(
            [sys.executable, "-m", "mitwirken", *arguments],
            env=self.env, capture_output=True, text=True, timeout=300, cwd=self.home.parent,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(
                f"mitwirken {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done

    def python(self, code: str) -> str:
        """Runs `code` in this site's Django, in a process of its own, and returns what it printed."""
        self.home.mkdir(parents=True, exist_ok=True)
        whole = "import django; django.setup()\n" + textwrap.dedent(code)
        done = subprocess.run(
            [sys.executable, "-c", whole],
            env={"DJANGO_SETTINGS_MODULE": "mitwirken.config.settings"} | self.env | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"},
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4_000:]
        return done.stdout.strip()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Mails in the home's folder, oldest first; `to` picks those to one address."""
        found = []
        for file in sorted((self.home / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            for part in re.split(rb"\n-{79}\n", file.read_bytes()):
                if part.strip():
                    mail = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
                    if not to or to in str(mail["To"]):
                        found.append(mail)
        return found

    def wait_for_mail(self, to: str, *, after: int = 0, within: float = 20) -> EmailMessage:
        """The newest mail to `to`, once there are more than `after`."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            mails = self.mails(to)
            if len(mails) > after:
                return mails[-1]
            time.sleep(0.1)
        raise AssertionError(f"No mail to {to} within {within} s")

    def code_for(self, to: str, *, after: int = 0) -> str:
        """The code of the newest sign-in mail."""
        mail = self.wait_for_mail(to, after=after)
        body = mail.get_body(("plain",))
        assert body is not None
        found = re.search(r"\b(\d{4}[ -]?\d{4}|\d{6})\b", body.get_content())
        assert found, body.get_content()
        return found[1]
