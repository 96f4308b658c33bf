# SPDX-License-Identifier: EUPL-1.2
"""Who gets into which page of the desk: as docs/operating/rights.md says, every page, every role, asked one by one.

`python tests/architecture/test_rights.py` writes the table anew from the pages; reading the difference is the review.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mitwirken.ground.desk.roles import Role

TABLE = Path(__file__).resolve().parents[2] / "docs" / "operating" / "rights.md"
# Machines without a session: a token decides (tests/ground/api).
NO_DESK: set[str] = set()
FILLED = {
    "int": "1",
    "slug": "x",
    "str": "x",
    "path": "x",
    "text_language": "de",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def pages(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from pages(one, before + str(one.pattern))
        elif (before + str(one.pattern)).startswith("schreibtisch"):
            yield before + str(one.pattern), one


def open_to(pattern: URLPattern) -> tuple[str, ...]:
    return tuple(getattr(pattern.callback, "open_to", ()))


def address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: FILLED[m[1] or "str"], route)


def lines() -> list[str]:
    marks = {role: ("●" if role else "") for role in Role}
    found = []
    for route, pattern in sorted(pages()):
        cells = [marks[role] if role in open_to(pattern) else "" for role in Role]
        found.append(f"| `/{route}` | {' | '.join(cells)} |")
    return found


def told() -> list[str]:
    return [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| `/")]


def test_the_table_is_true() -> None:
    assert told() == lines(), "write it anew (see above) and read what changed"


def test_every_page_of_the_desk_asks_for_a_role() -> None:
    assert [route for route, pattern in pages() if not open_to(pattern)] == []


def test_technical_and_conceptual_administration_are_different_rights() -> None:
    """The one keeps roles, offices and the system; the other what is asked, answered and decided (N3)."""
    of = {route: frozenset(open_to(pattern)) for route, pattern in pages()}
    technical = {route for route, roles in of.items() if Role.ADMIN in roles}
    assert {route for route, roles in of.items() if roles == {Role.ADMIN}} >= {
        route for route in of if route.startswith("schreibtisch/personen/")
    }
    for word in ("faelle", "moderation", "logbuch"):
        reached = {route for route in technical if f"/{word}" in route and of[route] != frozenset(Role)}
        assert not reached, f"the technical administration reaches {reached}"


@pytest.mark.django_db
def test_every_page_lets_in_whom_the_table_names_and_nobody_else() -> None:
    """Here the refusals; that each is let in where it should is proved with real subjects in `tests/demo/test_town_desk.py`."""
    from tests.people import citizen, staff  # needs the apps, which the writer below sets up itself

    people = {role: staff(role) for role in Role}
    clients: dict[Any, Client] = {}
    for role, person in people.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(person)
    stranger, visitor, half = Client(), Client(), Client()
    visitor.force_login(citizen())
    half.force_login(staff(*Role, second_factor=False))
    for route, pattern in pages():
        url = address(route)
        for method in ("get", "post"):
            assert getattr(stranger, method)(url).status_code in (302, 405), url
            assert getattr(visitor, method)(url).status_code in (403, 405), url
            answer = getattr(half, method)(url)
            assert answer.status_code == 405 or answer.headers.get("Location") == reverse(
                "people:second_factor"
            ), url
            for role, client in clients.items():
                if role not in open_to(pattern):
                    assert getattr(client, method)(url).status_code in (403, 405), f"{role} {method} {url}"


HEAD = """# Who may do what

Written by `python tests/architecture/test_rights.py` from the pages themselves; a test asks every page with every role, with no role, without a second factor, and by POST, another one enters each with a real subject in the demo's town, and they fail when this table is not true.
Being let in is not all: what somebody may do on a page is asked once more in the deed (the tables in each room's `rules.py`).

* **Administration** is the technical one (CIIO): it keeps roles, offices and the system. It reads no case, decides nothing that was reported, answers nobody and does not read the logbook, which says what it did.
* **Ombudsstelle, Kernteam, Prozessverantwortung** are the conceptual one: they keep processes and answers, and give no roles.
* Nobody gives a role to themselves. The last person of the administration and the last of the ombuds office can't be taken away. Each gift and taking asks for a reason and stands in the logbook.
* Staff get in with a second factor only. Telephone numbers and addresses are shown for a quarter of an hour after somebody said what for: [contact-data.md](contact-data.md).
* What machines may do with a token: docs/api.md.

"""


def write() -> None:
    labels = [str(role.label) for role in Role]
    table = [f"| page | {' | '.join(labels)} |", f"|---|{'---|' * len(labels)}", *lines()]
    TABLE.write_text(HEAD + "\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    write()
    sys.exit(0)
