# SPDX-License-Identifier: EUPL-1.2
"""`mitwirken run`: one command, all processes.

    this process            imports everything once, then only watches
      ├ web 1, web 2        granian; forked, so that they share the imported code's memory
      └ work                queued tasks and the schedule

A child that dies is started again. Everything stops within five seconds of SIGTERM or ctrl-c, open streams or
not; should this process itself be killed, the kernel ends the children.
"""

import ctypes
import fcntl
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from . import environment as env

log = logging.getLogger(__name__)

STOP_WITHIN = 3  # seconds for what is under way; ctrl-c to the end stays below five
MOST_FILES = 65_536
MOST_CONNECTIONS = 10_000  # of one web process
forked = multiprocessing.get_context("fork")


class CannotStart(Exception):
    """Says in a sentence why, and what to do."""


def run() -> int:
    port = env.number("PORT", 8000)
    address = env.text("MITWIRKEN_BIND", "127.0.0.1")
    workers = env.number("MITWIRKEN_WORKERS", 2)
    with_worker = env.flag("MITWIRKEN_WORKER", True)

    require_free(address, port)
    allow_many_connections()
    import django
    from django.conf import settings

    django.setup()
    (settings.HOME / "run").mkdir(parents=True, exist_ok=True)
    lock = claim_home(settings.HOME)
    if not in_child("prepare", _prepare):
        return 1
    # After the preparation: WhiteNoise looks once which static files there are.
    application = load_everything()
    # What is imported stays: out of the collector's sight it is not touched and stays shared between the processes.
    gc.collect()
    gc.freeze()

    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    def loaded() -> Any:
        die_with_parent()
        return application

    server = Granian(
        "mitwirken.config.rsgi:application",
        address=address,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        # What stands in front speaks HTTP/2 and 3 with readers and HTTP/1.1 with us; without guessing it is 5 % quicker.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(pipeline_flush=True),
        websockets=False,
        backlog=2048,
        # Connections at once; granian's own measure (1,024) would shut the door when that many pages are open.
        backpressure=MOST_CONNECTIONS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    )
    if with_worker:
        keeper = Keeper("work", _work, until=lambda: server.interrupt_signal)
        server.on_startup(keeper.start)
        server.on_shutdown(keeper.join)
    server.on_startup(lambda: announce(settings))
    try:
        server.serve(target_loader=loaded, wrap_loader=False)
    finally:
        lock.close()
    return 0


def load_everything() -> Any:
    """Imports what a request needs, before the fork: addresses, views, forms, the formats of each language."""
    from django.urls import get_resolver
    from django.utils import translation

    from .rsgi import application

    for language in ("de", "en"):
        with translation.override(language):
            translation.gettext("")
            get_resolver()._populate()
    import granian.rsgi  # noqa: F401

    from . import work  # noqa: F401

    return application


def _prepare() -> None:
    from django.core.management.base import CommandError
    from django.db import OperationalError

    from .prepare import prepare

    try:
        prepare()
    except CommandError as refused:
        sys.exit(f"mitwirken: {refused}")
    except OperationalError as error:
        sys.exit(f"mitwirken: The database does not answer as it should: {str(error).strip()}")


def _work() -> None:
    from .work import work

    work()


def announce(settings: Any) -> None:
    out = [f"MitWIRken is at {settings.BASE_URL}", f"  data      {settings.HOME}"]
    if settings.DEMO:
        out += [f"  {line}" for line in demo_sign_ins()]
    out.append("  stop      ctrl-c")
    sys.stdout.write("\n".join(out) + "\n")
    sys.stdout.flush()


def demo_sign_ins() -> list[str]:
    try:
        from mitwirken.demo import sign_ins
    except ImportError:
        return []
    return list(sign_ins())


def require_free(address: str, port: int) -> None:
    """Granian's sockets share a port with whoever else shares it; two servers on one port would take turns."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} of {address} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: PORT={port + 1} mitwirken run"
            ) from None


def allow_many_connections() -> None:
    """An open page is an open file; what the system allows at first is often 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def claim_home(home: Path) -> IO[str]:
    lock = (home / "run" / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotStart(f"MitWIRken already runs with the data in {home}.") from None
    return lock


def in_child(name: str, function: Callable[[], None]) -> bool:
    """Runs `function` in a process of its own: its connections and memory are gone afterwards."""
    child = forked.Process(name=name, target=_child, args=(function,))
    child.start()
    try:
        child.join()
    except KeyboardInterrupt:
        child.terminate()
        child.join(STOP_WITHIN)
        child.kill()
        raise
    return child.exitcode == 0


def _child(function: Callable[[], None]) -> None:
    die_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    function()


def die_with_parent() -> None:
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Keeper:
    """Keeps one child alive from a thread of its own, until `until()` says that all stops."""

    def __init__(self, name: str, function: Callable[[], None], until: Callable[[], bool]) -> None:
        self.name = name
        self.function = function
        self.until = until
        self.thread = threading.Thread(target=self._keep, name=f"keeps {name}", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def join(self) -> None:
        self.thread.join()

    def _keep(self) -> None:
        pause = 0.5
        while not self.until():
            child = forked.Process(name=self.name, target=_child, args=(self.function,))
            child.start()
            born = time.monotonic()
            while child.is_alive() and not self.until():
                child.join(0.2)
            if self.until():
                child.terminate()
                child.join(STOP_WITHIN)
                if child.is_alive():
                    child.kill()
                child.join()
                return
            log.error("%s ended with code %s; it is started again.", self.name, child.exitcode)
            pause = 0.5 if time.monotonic() - born > 30 else min(pause * 2, 30)
            deadline = time.monotonic() + pause
            while time.monotonic() < deadline and not self.until():
                time.sleep(0.1)


def limit_arenas() -> None:
    """Starts this very command anew with fewer malloc arenas: threads then don't keep a heap each."""
    if sys.platform == "linux" and "MALLOC_ARENA_MAX" not in os.environ:
        os.environ["MALLOC_ARENA_MAX"] = "2"
        os.execv(sys.executable, [sys.executable, "-m", "mitwirken", *sys.argv[1:]])  # noqa: S606 (this very program)
