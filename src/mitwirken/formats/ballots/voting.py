# SPDX-License-Identifier: EUPL-1.2
"""The way of a vote through one page: a code where one is needed, the paper, a look at what was filled in, the receipt.

Nothing of it is kept between the steps, on the server or in a cookie: a signed pass and what was filled in travel in the form.
Whoever closes the page has left no trace.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

from . import papers, queries, rules, secrecy
from .counting import Item, Setup, setup_of
from .models import Ballot, Kind, Option
from .words import SIGNS

SALT = "ballots.pass"
HOURS = 3


@dataclass(frozen=True)
class Line:
    """One option on the paper, as it is filled in."""

    option: Option
    mark: int | None
    ranks: Sequence[int] = ()

    @property
    def code(self) -> str:
        return self.option.code


class Paper:
    """A ballot paper as the page draws it: options grouped by district, what is filled in, where it stands."""

    def __init__(self, ballot: Ballot, rows: Sequence[Option], choices: dict[str, int]) -> None:
        self.ballot = ballot
        self.rows = queries.standing(rows)
        self.items: list[Item] = queries.items(rows)
        self.setup: Setup = setup_of(ballot)
        self.choices = choices

    @cached_property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """By district where the options belong to several, the whole town first; otherwise one group without a name."""
        ranks = range(1, (self.setup.most or len(self.rows)) + 1) if self.setup.kind == Kind.RANKING else ()
        groups: dict[str, list[Line]] = {}
        for row in self.rows:
            area = row.place.name if row.place else ""
            groups.setdefault(area, []).append(Line(row, self.choices.get(row.code), ranks))
        if len(groups) == 1:
            return [("", next(iter(groups.values())))]
        return [(name or _("Ganze Stadt"), groups[name]) for name in sorted(groups)]

    @property
    def problem(self) -> str:
        return papers.problem(self.setup, self.items, self.choices, self.ballot.currency)

    @property
    def status(self) -> str:
        return papers.standing_now(self.setup, self.items, self.choices, self.ballot.currency)

    @property
    def sign(self) -> str:
        """What stands behind a sum of money."""
        return SIGNS.get(self.ballot.currency, self.ballot.currency)

    @property
    def words(self) -> list[str]:
        return papers.in_words(self.setup, self.items, self.choices)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The choices as fields that a form sends along."""
        if self.setup.kind in {Kind.APPROVAL, Kind.BASKET}:
            return [(papers.MARKED, code) for code in sorted(self.choices)]
        sign = "p" if self.setup.kind == Kind.POINTS else "r"
        return [(f"{sign}-{code}", str(mark)) for code, mark in sorted(self.choices.items())]

    @property
    def cost(self) -> int:
        return sum(item.cost for item in self.items if item.code in self.choices)


def pass_of(ballot: Ballot, who: str) -> str:
    return signing.dumps([ballot.pk, who], salt=SALT)


def who_of(ballot: Ballot, raw: str) -> str:
    """Whom a pass lets in. Refuses one that is too old, made up, or of another ballot."""
    try:
        number, who = signing.loads(raw, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        number, who = 0, ""
    if number != ballot.pk:
        raise Refusal(
            _("Die Seite war zu lange offen. Geben Sie Ihren Code bitte noch einmal ein."), status=422
        )
    return str(who)


def who_with_code(ballot: Ballot, raw: str) -> str:
    """Whom a letter code stands for. Refuses codes that were never printed."""
    code = secrecy.spelled(raw)
    who = secrecy.who_code(ballot.key, code) if code else ""
    if not code or not queries.has_slip(ballot, who):
        raise Refusal(
            _(
                "Diesen Code gibt es in dieser Abstimmung nicht. Vergleichen Sie ihn Zeichen für Zeichen mit dem Brief."
            ),
            status=422,
            field="code",
        )
    return who


def who_is(ballot: Ballot, person: Any) -> str:
    """Whom an account stands for. Refuses people who may not vote here."""
    rules.require_voter(ballot, person)
    return secrecy.who_person(ballot.key, person.pk)


def new_nonce() -> str:
    return secrets.token_urlsafe(18)
