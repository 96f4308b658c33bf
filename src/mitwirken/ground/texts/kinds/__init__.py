# SPDX-License-Identifier: EUPL-1.2
"""Templates of the pages that the law prescribes, one file each. Gaps stand in square brackets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class LegalTemplate:
    """`review_months`: how often the law or good custom wants somebody to look at the page again."""

    slug: str
    position: int
    review_months: int
    title: str
    lead: str
    body: str


@cache
def legal_templates() -> dict[str, LegalTemplate]:
    found = [
        LegalTemplate(slug=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in Path(__file__).parent.glob("*.yaml")
    ]
    return {one.slug: one for one in sorted(found, key=lambda one: one.position)}
