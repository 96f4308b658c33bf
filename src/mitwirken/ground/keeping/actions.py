# SPDX-License-Identifier: EUPL-1.2
"""The backup file: a tar.gz with the database, the pictures, the key, and a manifest with every file's sum.

It is as confidential as the site itself: it holds e-mail addresses and, unless left out, the key that protects
second factors and signed links. Format 1.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

import mitwirken
from mitwirken.ground.deeds.refusal import Refusal

from . import databases
from .databases import Progress

FORMAT = 1
DATABASE = "database"
KEY = "secret-key"
MEDIA = "media"
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024


def back_up(
    target: Path, *, with_key: bool = True, progress: Progress, now: datetime | None = None
) -> dict[str, Any]:
    """Writes the whole site into `target` while it runs, and returns the manifest.

    The database is that of one moment; pictures follow, and as a picture is stored before the row that names it,
    none is missing. Refuses to write over a file; a backup that fails leaves nothing behind.
    """
    if target.exists():
        raise Refusal(f"{target} is already there and is not written over.")
    database = settings.DATABASES["default"]
    files: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        copy = Path(scratch) / DATABASE
        databases.copy_out(database, copy, progress)
        pictures = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
        unfinished = Path(scratch) / "backup.tar.gz"
        with _private(unfinished) as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            _add(tar, DATABASE, copy, files)
            copy.unlink()
            key = settings.HOME / KEY
            if with_key and key.exists():
                _add(tar, KEY, key, files)
            for number, path in enumerate(pictures, 1):
                name = f"{MEDIA}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
                try:
                    _add(tar, name, path, files)
                except FileNotFoundError:
                    continue  # taken away since the list was made, and with it the row in a later database
                progress("pictures", number, len(pictures))
            manifest = {
                "format": FORMAT,
                "version": mitwirken.__version__,
                "made_at": (now or timezone.now()).isoformat(),
                "database": databases.kind_of(database),
                "files": files,
            }
            _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        # A name that appears is a backup that is whole, on disk and all.
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        os.link(unfinished, target)
    return manifest


def restore(source: Path, *, progress: Progress) -> dict[str, Any]:
    """Fills an empty home and an empty database from `source`, and returns the manifest.

    Refuses a place that is not empty, a file of another kind or of a newer format, and a file of which a byte is
    wrong: nothing is put in place before every sum is right.
    """
    if not source.is_file():
        raise Refusal(f"There is no file {source}.")
    database = settings.DATABASES["default"]
    databases.require_empty(database)
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise Refusal(f"{media} is not empty. Restore into an empty MITWIRKEN_HOME.")
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="restoring-") as scratch:
        place = Path(scratch)
        manifest = _unpack(source, place, progress)
        if manifest["database"] != databases.kind_of(database):
            raise Refusal(
                f"This backup is of {manifest['database']}, and this site uses {databases.kind_of(database)}. "
                "Set DATABASE_URL accordingly."
            )
        if (place / MEDIA).exists():
            if media.exists():
                media.rmdir()
            media.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(place / MEDIA, media)
        if (place / KEY).exists():
            # What stands there now was made when this command started.
            (place / KEY).chmod(0o600)
            (place / KEY).replace(settings.HOME / KEY)
        # The database last: a site without it is one that can be restored again.
        databases.copy_in(database, place / DATABASE)
    return manifest


def _unpack(source: Path, place: Path, progress: Progress) -> dict[str, Any]:
    sums: dict[str, tuple[int, str]] = {}
    manifest: dict[str, Any] | None = None
    total = source.stat().st_size
    try:
        with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:gz") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not _is_ours(member.name):
                    raise Refusal(f"{source} holds {member.name!r}, which does not belong into a backup.")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                    continue
                path = place / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    sums[member.name] = _copy(content, out)
                progress("unpacked", raw.tell(), total)
    except (tarfile.TarError, EOFError, OSError, ValueError) as damage:
        raise Refusal(f"{source} cannot be read as a backup: {damage}") from None
    if manifest is None:
        raise Refusal(f"{source} is not whole: its manifest is missing.")
    if manifest.get("format") != FORMAT:
        raise Refusal(
            f"{source} has format {manifest.get('format')}, this version reads {FORMAT}. "
            f"Restore with MitWIRken {manifest.get('version')}."
        )
    wanted = {name: (entry["size"], entry["sha256"]) for name, entry in manifest["files"].items()}
    for name in sorted(wanted.keys() | sums.keys()):
        if wanted.get(name) != sums.get(name):
            raise Refusal(f"{source} is damaged: {name} is not what the manifest says.")
    return manifest


def _is_ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if len(parts) == 1:
        return name in {DATABASE, KEY, MANIFEST}
    return parts[0] == MEDIA and ".." not in parts and not name.startswith("/")


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class _Summing:
    """A file that knows the sum of what was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def _add(tar: tarfile.TarFile, name: str, path: Path, files: dict[str, dict[str, Any]]) -> None:
    with path.open("rb") as file:
        stat = os.fstat(file.fileno())
        member = tarfile.TarInfo(name)
        member.size = stat.st_size
        member.mtime = int(stat.st_mtime)
        member.mode = 0o600
        summing = _Summing(file)
        tar.addfile(member, summing)
    files[name] = {"size": member.size, "sha256": summing.sum.hexdigest()}


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))


def _copy(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while piece := source.read(BLOCK):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return size, digest.hexdigest()
