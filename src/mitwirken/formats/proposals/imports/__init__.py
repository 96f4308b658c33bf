# SPDX-License-Identifier: EUPL-1.2
"""What was collected elsewhere, taken over: participatory budgets (pabulib), opinion conversations (Polis), proposals of
Decidim, and our own files. Each format is a file here; all of them can be interrupted at any moment and started again.

No accounts are made. Proposals come without an author, by the channel "online"; ratings keep the code that a person has in the
file, as the number of a sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import decidim, own, pabulib, polis
from .frame import CannotImport, Job, Report, first_lines

FORMATS: dict[str, Callable[[Path, Job], Report]] = {
    "pabulib": pabulib.take,
    "polis": polis.take,
    "decidim": decidim.take,
    "mitwirken": own.take,
}


def format_of(path: Path) -> str:
    """Which format a file or folder is in, by what stands in it and not by its name. Refuses what it does not know."""
    if path.is_dir():
        if (path / "comments.csv").is_file():
            return "polis"
        raise CannotImport(f"{path} is a folder without a comments.csv; a Polis export has one.")
    if not path.is_file():
        raise CannotImport(f"There is no file {path}.")
    head = first_lines(path)
    first = head[0].strip() if head else ""
    if first.upper().rstrip(";") == "META":
        return "pabulib"
    if first.startswith(("{", "[")):
        return "mitwirken"
    cells = {cell.strip().strip('"') for cell in first.replace(";", ",").split(",")}
    if set(own.NEEDED) <= cells:
        return "mitwirken"
    if "id" in cells and any(cell == "title" or cell.startswith("title/") for cell in cells):
        return "decidim"
    raise CannotImport(
        f"{path.name} is in no format that can be read here: pabulib (.pb), a folder of Polis, a CSV of Decidim, or our own JSON or CSV."
    )


def take(path: Path, format: str, job: Job) -> Report:
    """Takes the file over. Refuses bad lines unless the job says to skip them; then nothing of the file is written."""
    return FORMATS[format](path, job)


__all__ = ["FORMATS", "CannotImport", "Job", "Report", "format_of", "take"]
