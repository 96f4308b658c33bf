# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from .registry import Summary


def panel(request: HttpRequest, subject: Any, phase: Any) -> SafeString:
    """The rule in words, the answers to click, the result with channels and days. Empty without rating. ≤ 3 queries."""
    raise NotImplementedError


def small(
    request: HttpRequest, subject: Any, phase: Any, *, summary: Summary | None, own: int | None = None
) -> SafeString:
    """One line for a card in a list: the result, and the person's own answer. No query: give it what
    `queries.summaries` and `queries.own` found for the whole list."""
    raise NotImplementedError
