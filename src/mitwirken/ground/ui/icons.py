# SPDX-License-Identifier: EUPL-1.2
"""Which drawings the sprite holds: read from the sprite itself, so that nothing is said twice."""

import re
from functools import lru_cache
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))
