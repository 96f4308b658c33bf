# SPDX-License-Identifier: EUPL-1.2
"""What other rooms put on their pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString


def panel(request: HttpRequest, subject: Any, phase: Any) -> SafeString:
    """Pro, contra and questions on `subject` with replies, in a fair order, and the forms to take part.

    Whatever was said stays readable when the phase is over or `phase` is None. At most 5 queries, however much
    was said. Nothing personal for readers without an account. The heading is an h2 with the id `beitraege`.
    """
    raise NotImplementedError
