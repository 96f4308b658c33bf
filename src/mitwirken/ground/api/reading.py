# SPDX-License-Identifier: EUPL-1.2
"""Reads requests so that no text reaches a database that cannot hold it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from mitwirken.ground.deeds.refusal import Refusal

DEEPEST = 20


def storable(text: str) -> bool:
    """Without NUL, which PostgreSQL refuses, and without half surrogates, which are no characters at all."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def require_storable(value: Any, depth: int = 0) -> None:
    if isinstance(value, str):
        if not storable(value):
            raise Refusal(
                _("Der Text enthält ein Zeichen, das es nicht gibt (NUL oder ein halbes Zeichen)."),
                status=400,
            )
    elif isinstance(value, dict | list):
        if depth >= DEEPEST:
            raise Refusal(_("Der Inhalt ist zu tief verschachtelt."), status=400)
        for each in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            require_storable(each, depth + 1)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


class CarefulParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        # NaN and Infinity are Python's addition to JSON.
        body: dict[str, Any] = json.loads(request.body, parse_constant=_no_number)
        require_storable(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for key, values in data.lists():
            require_storable([key, *values])
        return super().parse_querydict(data, list_fields, request)
