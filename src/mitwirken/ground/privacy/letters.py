# SPDX-License-Identifier: EUPL-1.2
"""The folder in which a house without a mail server keeps its letters."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

FILES = "django.core.mail.backends.filebased.EmailBackend"
KEPT_DAYS = 30
# The file backend writes it after each letter.
END = b"\n" + b"-" * 79 + b"\n"


def forget_letters_about(words: Sequence[str]) -> int:
    """Takes every letter out of the folder that holds one of these addresses or names, whoever it went to; others in the
    same file stay.

    Gives how many went. Where a mail server sends them nothing lies here. A file that is being written meanwhile is the
    worker's next letter to somebody else: an erased person gets none and stands in none.
    """
    wanted = "|".join(re.escape(word) for word in words if word)
    # Whole words: "Mensch 1" is not "Mensch 12".
    named = re.compile(rf"(?<!\w)(?:{wanted})(?!\w)", re.IGNORECASE)
    return _keep(lambda letter: not named.search(_words_of(letter))) if wanted else 0


def forget_old_letters(*, now: float | None = None) -> int:
    """Deletes letters older than 30 days from the folder; gives the number of files."""
    limit = (now or time.time()) - KEPT_DAYS * 86_400
    old = [path for path in _files() if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return list(folder.glob("*.log")) if settings.EMAIL_BACKEND == FILES and folder.is_dir() else []


def _keep(stays: Callable[[bytes], bool]) -> int:
    gone = 0
    for path in _files():
        letters = [part for part in path.read_bytes().split(END) if part.strip()]
        others = [part for part in letters if stays(part)]
        if len(others) == len(letters):
            continue
        gone += len(letters) - len(others)
        if others:
            path.write_bytes(b"".join(part + END for part in others))
        else:
            path.unlink()
    return gone


def _words_of(raw: bytes) -> str:
    """Heads and texts as they are read, not as they are packed for the way."""
    letter = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    heads = [str(value) for value in letter.values()]
    texts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*heads, *texts])
