# SPDX-License-Identifier: EUPL-1.2
"""The papers around the code: licence, notices, publiccode.yml, links of the documentation."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "SPDX-License-Identifier: EUPL-1.2"
# Without blanks, as published by the European Commission (English version of 1.2).
LICENCE = "fd5f5f818c2513007514ce061e79dcdaca59920da090d81368bddc0fa386d6b0"
CATEGORIES = {
    "collaboration", "data-collection", "digital-citizenship", "feedback-and-reviews-management", "online-community", "survey",
}  # fmt: skip


def ours(*suffixes: str) -> list[Path]:
    """Files in the repository, and those not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a checkout")
    return [
        path
        for line in listed.stdout.splitlines()
        if (path := ROOT / line).suffix in suffixes and path.is_file()
    ]


def test_every_python_file_names_its_licence() -> None:
    """Files that a tool writes (migrations) and empty ones stand under the licence without saying so."""
    silent = []
    for path in ours(".py"):
        text = path.read_text(encoding="utf-8")
        if text.strip() and "migrations" not in path.parts and NOTICE not in "\n".join(text.splitlines()[:3]):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert hashlib.sha256("".join(text.split()).encode()).hexdigest() == LICENCE


def test_publiccode_says_what_the_standard_asks() -> None:
    """Keys, values and lengths of version 0.4."""
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert data["publiccodeYmlVersion"] == "0.4"
    for key in (
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ):
        assert data[key], key
    assert data["softwareType"] == "standalone/web"
    assert data["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert set(data["categories"]) <= CATEGORIES
    assert data["legal"]["license"] == "EUPL-1.2"
    assert (
        data["maintenance"]["type"] in {"internal", "community"}
        and data["maintenance"]["contacts"][0]["name"]
    )
    assert data["localisation"] == {"localisationReady": True, "availableLanguages": ["de", "en"]}
    assert set(data["description"]) == {"de", "en"}
    for words in data["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert 5 <= len(words["features"]) <= 20
        for picture in words["screenshots"]:
            assert (ROOT / picture).is_file()


@pytest.mark.parametrize("page", ours(".md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_the_documentation_lead_somewhere(page: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path = target.partition("#")[0]
        if path and not re.match(r"[a-z]+:", target) and not (page.parent / path).exists():
            dead.append(target)
    assert not dead
