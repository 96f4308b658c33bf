# SPDX-License-Identifier: EUPL-1.2
"""A no that a person can read: rules and actions raise it, doors show it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row")


class Refusal(Exception):
    """Says no in a sentence that ends with what to do next.

    `status` is what a door answers over HTTP (403 unless the request itself is wrong, 404 where even the
    existence is nobody's business, 429 for "too often"); `field` names the input it belongs to, if one.
    """

    def __init__(self, sentence: Any, *, status: int = 403, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refusal):
    """Two people edited the same thing: `theirs` is what stands there now, `yours` what was sent and is kept."""

    def __init__(self, sentence: Any, *, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> None:
        super().__init__(sentence, status=409)
        self.theirs = theirs
        self.yours = yours


def still_there(row: Row | None) -> Row:
    """The row that an action has just locked; a refusal when it went between the look and the deed."""
    if row is None:
        raise Refusal(_("Das gibt es inzwischen nicht mehr. Laden Sie die Seite bitte neu."), status=409)
    return row
