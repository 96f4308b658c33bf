# SPDX-License-Identifier: EUPL-1.2
"""A package is made, offered, handed over, made anew when somebody's words had to go."""

from __future__ import annotations

import hashlib
import logging
import secrets
import tempfile
from datetime import date, datetime
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from mitwirken.civic.participation.models import Process
from mitwirken.civic.participation.rules import require_manage
from mitwirken.ground.activity.actions import record

from . import queries, rules
from .models import Package
from .registry import process_of
from .writing import write_package

log = logging.getLogger("mitwirken.archive")
FOLDER = "archiv"


def _sum_of(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    sha, size = hashlib.sha256(), 0
    while chunk := file.read(65_536):
        sha.update(chunk)
        size += len(chunk)
    file.seek(0)
    return sha.hexdigest(), size


def make_package(*, process: Process, by: Any = None, now: datetime | None = None) -> Package:
    """The public side of a finished process is packed for the city archive, page by page into a file.

    Of an earlier package that was not handed over the file goes. Causes: a line in the logbook. Refuses people of other
    offices and a process that is not over. `by=None` is the operator or the nightly work.
    """
    rules.require_packable(by, process)
    now = now or timezone.now()
    with tempfile.TemporaryFile() as file:
        with override("de"):
            pages = write_package(process, file, now)
        sha256, size = _sum_of(file)
        # Nobody guesses the name, and a file that is there is whole.
        name = default_storage.save(
            f"{FOLDER}/{process.slug}-{now:%Y%m%d}-{secrets.token_hex(8)}.zip", File(file)
        )
    with transaction.atomic():
        made = Package.objects.create(
            process=process, file=name, size=size, sha256=sha256, pages=pages, made_at=now
        )
        for earlier in process.packages.exclude(pk=made.pk).filter(handed_over_on=None).exclude(file=""):
            _drop_file(earlier)
        process.packages.exclude(pk=made.pk).filter(offered_on=None).delete()
        record("archive.packed", process, actor=by, public=False, data={"sha256": sha256})
    return made


@transaction.atomic
def note_days(*, package: Package, by: Any, offered_on: date | None, handed_over_on: date | None) -> Package:
    """Staff note when the package was offered to the city archive and when it was handed over.

    Refuses people of other offices, a day in the future, and a handing over without or before the offer.
    """
    require_manage(by, package.process)
    rules.require_sound_days(offered_on, handed_over_on)
    package.offered_on, package.handed_over_on = offered_on, handed_over_on
    package.save(update_fields=["offered_on", "handed_over_on"])
    record("archive.noted", package.process, actor=by, public=False)
    return package


def make_missing(now: datetime | None = None) -> int:
    """Every process that is over gets its package, before anything of it is erased; gives how many were made.

    Called by the nightly work before it erases. A package that cannot be made stops that: what is erased is gone.
    """
    made = 0
    for process in queries.without_package(now).iterator(chunk_size=50):
        make_package(process=process)
        made += 1
    return made


def follow_erasure(kind: str, number: Any) -> None:
    """Something of a process was erased with a person: what the house still keeps of its packages goes, too.

    In the same transaction; the files go after it. The next night makes a new one, without what is gone. What was handed over
    is with the city archive, which has its own law; our copy of it goes all the same. Refuses nothing.
    """
    pk = process_of(kind, number)
    if pk is not None:
        for package in Package.objects.filter(process=pk).exclude(file=""):
            _drop_file(package)


def outdate(process: int) -> None:
    """What everybody sees of a finished process has changed: the file of a package that was not handed over goes, and the next night makes a new one."""
    for package in Package.objects.filter(process=process, handed_over_on=None).exclude(file=""):
        _drop_file(package)


def _drop_file(package: Package) -> None:
    name, package.file = package.file, ""
    package.save(update_fields=["file"])
    transaction.on_commit(lambda: default_storage.delete(name))
