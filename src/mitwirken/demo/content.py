# SPDX-License-Identifier: EUPL-1.2
"""Reads the texts of the demo."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "content"
# The C parser reads 200 proposals in a tenth of the time.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> Any:
    """Once read, kept: the content of `content/NAME.yaml`, or an empty list where there is none."""
    path = FOLDER / f"{name}.yaml"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_LOADER)  # noqa: S506  # a safe loader, in C
