# SPDX-License-Identifier: EUPL-1.2
"""How each database is copied while others write, and filled again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mitwirken.ground.deeds.refusal import Refusal

Progress = Callable[[str, int, int], None]  # what, done, of all


def kind_of(settings: dict[str, Any]) -> str:
    return "sqlite" if settings["ENGINE"].endswith("sqlite3") else "postgresql"


def copy_out(settings: dict[str, Any], target: Path, progress: Progress) -> None:
    """One moment of the database in `target`; writers go on meanwhile."""
    if kind_of(settings) == "sqlite":
        _copy_sqlite(Path(settings["NAME"]), target, progress)
    else:
        progress("database", 0, 1)
        _run(["pg_dump", "--format=custom", "--compress=0", f"--file={target}"], settings)
        progress("database", 1, 1)


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    if not source.exists():
        raise Refusal(f"There is no database at {source}. Is MITWIRKEN_HOME right?")
    reader = sqlite3.connect(source, isolation_level=None)
    writer = sqlite3.connect(target, isolation_level=None)
    try:
        # In a read transaction of ours the copy stays with one moment and never starts over, however much is written.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(
            writer,
            pages=4_000,
            progress=lambda _, left, total: progress("database", total - left, total),
            sleep=0,
        )
        reader.execute("COMMIT")
        found = writer.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise Refusal(f"The copy of the database is damaged: {found}")
    finally:
        reader.close()
        writer.close()


def require_empty(settings: dict[str, Any]) -> None:
    if kind_of(settings) == "sqlite":
        path = Path(settings["NAME"])
        if path.exists() and path.stat().st_size:
            raise Refusal(f"{path} already holds a database. Restore into an empty MITWIRKEN_HOME.")
        return
    import psycopg

    with psycopg.connect(_dsn(settings)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchone()
    if row and row[0]:
        raise Refusal(
            f"The database {settings['NAME']} already has {row[0]} tables. Restore into an empty one."
        )


def copy_in(settings: dict[str, Any], source: Path) -> None:
    if kind_of(settings) == "sqlite":
        target = Path(settings["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for stale in ("-wal", "-shm"):
            Path(f"{target}{stale}").unlink(missing_ok=True)
        fresh = target.with_name(f"{target.name}.restoring")
        shutil.move(source, fresh)
        fresh.replace(target)
    else:
        _run(
            ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
             f"--dbname={settings['NAME']}", str(source)],
            settings,
        )  # fmt: skip


def _dsn(settings: dict[str, Any]) -> str:
    import psycopg.conninfo

    return psycopg.conninfo.make_conninfo(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        host=settings["HOST"],
        port=settings["PORT"],
    )


def _run(command: list[str], settings: dict[str, Any]) -> None:
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    given = {variable: settings[name] for variable, name in names.items() if settings[name]}
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs, no shell
            command, env=os.environ | given, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Refusal(f"{command[0]} is missing. Please install it: apt install postgresql-client") from None
    if done.returncode:
        raise Refusal(f"{command[0]} failed: {done.stderr.strip()[-1_000:]}")
