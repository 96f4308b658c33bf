# SPDX-License-Identifier: EUPL-1.2
"""Blanks in kept pieces: the tokens of forms, which differ from reader to reader and are filled in at the end."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString, mark_safe

from mitwirken.ground.deeds.once import new_token

# They cannot come from a person: control characters are refused in every text.
TOKEN, ONCE = "\x01token\x01", "\x01once\x01"
"""Stand in a kept piece as `csrf_token`, and as the value of a form's field `once`."""


def filled_in(html: str, request: HttpRequest) -> SafeString:
    """The piece with the reader's own tokens. Readers who get no form get no token, and so no cookie."""
    if TOKEN in html:
        html = html.replace(TOKEN, get_token(request)).replace(ONCE, new_token())
    return mark_safe(html)
