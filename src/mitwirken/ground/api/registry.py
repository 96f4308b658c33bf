# SPDX-License-Identifier: EUPL-1.2
"""What rooms hang into the API and onto the page of open data, from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ninja import Router


@dataclass(frozen=True)
class Resource:
    """A router under `/api/v1/PREFIX`. With `subject` its rows are subjects of that kind, found at `PREFIX/{number}`."""

    prefix: str
    router: Router
    tag: str
    about: str = ""
    subject: str = ""


@dataclass(frozen=True)
class UnderSubjects:
    """Routes that every subject has: `make(kind)` gives a fresh router, mounted under `/{number}`."""

    make: Callable[[str], Router]
    tag: str
    about: str = ""


@dataclass(frozen=True)
class Download:
    """A file for everybody on the page of open data. `formats` are pairs of a word (CSV) and the name of its route.

    With `each_process` the routes take the process's slug, and the page says so instead of linking.
    """

    key: str
    name: Any
    about: Any
    formats: tuple[tuple[str, str], ...]
    position: int = 50
    each_process: str = ""


@dataclass(frozen=True)
class Scope:
    """What a token may be allowed to do in somebody's name."""

    key: str
    name: Any


_resources: dict[str, Resource] = {}
_under: list[UnderSubjects] = []
_downloads: dict[str, Download] = {}
_scopes: dict[str, Scope] = {}


def register(prefix: str, router: Router, tag: str, *, about: str = "", subject: str = "") -> None:
    """Call it before the addresses are loaded; a prefix registered again replaces the first."""
    _resources[prefix] = Resource(prefix, router, tag, about, subject)


def register_under_subjects(make: Callable[[str], Router], tag: str, *, about: str = "") -> None:
    """For rooms below those that own the subjects: arguments and ratings of a proposal, without knowing proposals."""
    _under.append(UnderSubjects(make, tag, about))


def register_download(download: Download) -> None:
    _downloads[download.key] = download


def register_scope(key: str, name: Any) -> None:
    _scopes[key] = Scope(key, name)


def resources() -> list[Resource]:
    return list(_resources.values())


def under_subjects() -> list[UnderSubjects]:
    return list(_under)


def downloads() -> list[Download]:
    return sorted(_downloads.values(), key=lambda each: (each.position, each.key))


def scopes() -> list[Scope]:
    return list(_scopes.values())
