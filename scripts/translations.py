# SPDX-License-Identifier: EUPL-1.2
"""The words of the code and their translations: `gather` them into locale/, `compile` them, `check` that none is missing."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
TARGETS = ("en",)  # German stands in the code


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compile_all() -> None:
    """Writes each .mo that is missing or older than its .po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        fresh = mo.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as target:
            write_mo(target, catalogue)
        fresh.replace(mo)


def gather(locale: Path) -> None:
    """Brings the .po files in `locale` up to date with src/; needs GNU gettext."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=[str(locale)], INSTALLED_APPS=[])
        django.setup()
    for language in TARGETS:
        (locale / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(ROOT / "src")
    try:
        # Without line numbers: a line more in a template is no reason for a changed catalogue.
        call_command(
            "makemessages", locale=list(TARGETS), extensions=["html", "txt", "py"], add_location="file",
            no_obsolete=True, no_wrap=True, verbosity=0,
        )  # fmt: skip
    finally:
        os.chdir(before)


def check() -> int:
    import polib

    # gettext's own tool finds strings by the name of the function: what has another name is never translated.
    renamed = re.compile(r"^from django\.utils\.translation import (?!.* as _$).* as .*", re.M)
    wrong = [
        f"{path.relative_to(ROOT)}: never gathered under this name: {found[0]}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for found in renamed.finditer(path.read_text())
    ]
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "locale"
        if LOCALE.exists():
            shutil.copytree(LOCALE, fresh, ignore=shutil.ignore_patterns("*.mo"))
        gather(fresh)
        for po in sorted(fresh.glob("*/LC_MESSAGES/*.po")):
            name = po.relative_to(fresh)
            kept = LOCALE / name
            known = {(e.msgctxt, e.msgid) for e in polib.pofile(str(kept))} if kept.exists() else set()
            for entry in polib.pofile(str(po)):
                where = entry.occurrences[0][0] if entry.occurrences else ""
                if (entry.msgctxt, entry.msgid) not in known:
                    wrong.append(f"{name}: not gathered yet: {entry.msgid!r} ({where})")
                elif entry.fuzzy:
                    wrong.append(f"{name}: fuzzy: {entry.msgid!r} ({where})")
                elif not entry.translated():
                    wrong.append(f"{name}: not translated: {entry.msgid!r} ({where})")
    for line in wrong[:20]:
        print(line)
    if wrong:
        print(
            f"{len(wrong)} entries. `make translate` gathers them; translate what is empty, take away 'fuzzy'."
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif sys.argv[1:] == ["gather"]:
        gather(LOCALE)
    elif sys.argv[1:] == ["check"]:
        sys.exit(check())
    else:
        sys.exit("usage: translations.py compile | gather | check")
