# SPDX-License-Identifier: EUPL-1.2
"""Who may vote: the ways of finding out that a ballot can be set up with.

An identity provider that speaks OpenID Connect needs no code (`identity`, `docs/operating/identity.md`). A city that checks
otherwise (a register of its own) hangs its check in from the `apps.py` of a room of its own::

    from mitwirken.formats.ballots.registry import Check, register_check

    register_check(
        Check(
            key="register",
            name=_("Wer im Melderegister steht"),
            text=_("Abstimmen kann, wer in der Stadt gemeldet ist."),
            refuse=lambda ballot, person: "" if lives_here(person) else _("Im Melderegister stehen Sie nicht."),
        )
    )

`refuse(ballot, person)` gives an empty text to let somebody vote, otherwise the sentence that says why not and what to do. It
is asked when the page opens and again in the transaction that counts the ballot, so it should look into the database and not
over the net. Whoever is let in is known to the ballot by a keyed hash of the account's number and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """`by_code`: people vote with a code from a letter, without an account; then `refuse` is not asked. `prove`: name of the page of
    a ballot on which somebody who is refused can mend it.
    """

    key: str
    name: Any
    text: Any
    refuse: Callable[[Any, Any], Any] | None = None
    by_code: bool = False
    prove: str = ""


_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    _checks[check.key] = check


def checks() -> list[Check]:
    return list(_checks.values())


def check_named(key: str) -> Check | None:
    return _checks.get(key)
