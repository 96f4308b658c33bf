# SPDX-License-Identifier: EUPL-1.2
"""Says on a page that it belongs to a place to practise in: a banner above, and no search engine keeps it."""

from django.http import HttpRequest


def mark(request: HttpRequest) -> None:
    """The page that answers this request is one to practise on. `ui/base.html` and `ui/print.html` do the rest."""
    request.practice = True  # type: ignore[attr-defined]
