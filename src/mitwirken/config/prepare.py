# SPDX-License-Identifier: EUPL-1.2
"""What must be true before the first request: a home, tables, static files, the demo where it is wanted."""

import hashlib
import multiprocessing
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

import mitwirken


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def prepare() -> None:
    """Brings home and database up to date. Quick when nothing changed; safe to repeat."""
    make_home()
    # Beside the database's work: at the first start each takes some seconds of one core.
    beside = multiprocessing.get_context("fork").Process(target=collect_static)
    beside.start()
    migrate()
    # What comes with this version of the software; quick when nothing is new.
    call_command("load_catalogue")
    load_demo()
    beside.join()
    if beside.exitcode:
        raise CommandError("The static files could not be collected; what went wrong stands above.")


def make_home() -> None:
    for folder in (settings.HOME, settings.HOME / "run", settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)
    # Mails, secrets and the database lie here: nobody else on the machine needs to look inside.
    settings.HOME.chmod(0o700)


def migrate() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Preparing the database ({len(plan)} migrations) ...")
        call_command("migrate", interactive=False, verbosity=0)


def static_files_print() -> str:
    """Changes when a static file, the version or the way of storing them changes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{mitwirken.__version__} {settings.STORAGES['staticfiles']['BACKEND']}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    stamp = settings.HOME / "run" / "static-files"
    now = static_files_print()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def load_demo() -> None:
    if not settings.DEMO or "load_demo" not in get_commands():
        return
    if apps.get_model("participation.Process")._default_manager.exists():
        return
    say("Loading the demo ...")
    call_command("load_demo")
