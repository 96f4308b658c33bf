# SPDX-License-Identifier: EUPL-1.2
"""A method as a handout: two sheets of paper, whatever it has to say."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.live import Site

from mitwirken.entrances.toolbox import catalogue


def test_the_longest_handouts_fit_on_two_sheets(demo_site: Site, page: Any) -> None:
    entries = [catalogue.write(entry) for entry in catalogue.shipped()]
    longest = sorted(entries, key=lambda raw: len(json.dumps(raw["de"])), reverse=True)[:10]
    for raw in longest:
        page.goto(f"/instrumentenkoffer/methoden/{raw['key']}/handzettel/")
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert 1 <= len(sheets) <= 2, (raw["key"], len(sheets))
