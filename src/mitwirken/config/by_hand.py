# SPDX-License-Identifier: EUPL-1.2
"""What commands that need no site share: their words, files that can't be read, one sentence for what is wrong.

Exit code 2: the words of the command are wrong. 1: they are right, but what they ask for can't be done.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn


class Wrong(Exception):
    """A sentence for whoever typed the command, and the exit code."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class Words(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Wrong(f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` tells more.", 2)


def tell(given: Sequence[str], work: Callable[[Sequence[str]], tuple[str, int]]) -> int:
    """Print what `work` makes of the words after the command; return the exit code."""
    command, *words = given
    try:
        text, code = work(words)
    except Wrong as wrong:
        print(f"mitwirken {command}: {wrong}", file=sys.stderr)
        return wrong.code
    except SystemExit as done:  # --help
        return int(done.code or 0)
    print(text)
    return code


def whole(low: int, high: int) -> Callable[[str], int]:
    """A type for arguments: a whole number between the two."""

    def read_number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"needs a whole number from {low} to {high}, not {text!r}")
        return int(text)

    return read_number


@contextmanager
def reading(path: Path, *, what: str = "text") -> Iterator[None]:
    """Turns a file that can't be opened, or is not `what` in UTF-8, into a sentence."""
    try:
        yield
    except OSError as wrong:
        raise Wrong(f"{wrong.filename or path}: {wrong.strerror or wrong}.", 1) from None
    except (UnicodeDecodeError, csv.Error):
        raise Wrong(f"{path} is not {what} in UTF-8.", 1) from None


def read(path: Path) -> str:
    """The whole text of a file."""
    with reading(path):
        return path.read_text(encoding="utf-8-sig")
