# SPDX-License-Identifier: EUPL-1.2
"""Which topics changed (placeholder replaced by the pages work)."""

from django.http import HttpRequest


def changed(*topics: str) -> None:
    """Says after commit that pages of these topics are stale."""


def depends_on(request: HttpRequest, *topics: str) -> None:
    """Called by a view: its page is stale when one of the topics changes. Without a call: when anything does."""
