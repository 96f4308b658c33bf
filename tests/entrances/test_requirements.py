# SPDX-License-Identifier: EUPL-1.2
"""The register of requirements is a public page, and no claim on it stands without a test."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from mitwirken.entrances.hub.queries import MET, OPEN, PARTLY, requirements

ROOT = Path(__file__).resolve().parents[2]
# How many rows each chapter of the list of Muss and Kann has.
CHAPTERS = {
    "A": 11,
    "B": 13,
    "C": 4,
    "D": 8,
    "E": 7,
    "F": 7,
    "G": 5,
    "H": 4,
    "I": 8,
    "J": 6,
    "K": 6,
    "L": 3,
    "M": 8,
    "N": 7,
}


def shown(html: str) -> list[str]:
    return re.findall(r'<li id="([A-N]\d+)">', html)


def test_the_register_is_whole() -> None:
    rows = requirements()
    assert [row.id for row in rows] == [
        f"{key}{n + 1}" for key, number in CHAPTERS.items() for n in range(number)
    ]
    assert (sum(row.must for row in rows), sum(not row.must for row in rows)) == (76, 21)
    for row in rows:
        assert row.words["de"] and row.words["en"], row.id


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_requirement_is_on_the_page(client, language):
    response = client.get(f"{language}/anforderungen/")
    html = unescape(response.content.decode())
    assert shown(html) == [row.id for row in requirements()]
    for row in requirements():
        assert row.words["en" if language else "de"] in html
    assert not response.cookies


@pytest.mark.django_db
def test_the_page_is_the_same_work_for_every_reader(client, django_assert_num_queries):
    client.get("/anforderungen/")
    with django_assert_num_queries(0):
        client.get("/anforderungen/")


@pytest.mark.django_db
def test_states_are_plain_links(client):
    for word, state in (("erfuellt", MET), ("teilweise", PARTLY), ("offen", OPEN)):
        html = client.get(f"/anforderungen/?stand={word}").content.decode()
        assert shown(html) == [row.id for row in requirements() if row.status == state]
    assert len(shown(client.get("/anforderungen/?stand=quatsch").content.decode())) == 97


@pytest.mark.django_db
def test_proofs_link_to_the_source_where_it_can_be_read(client, settings):
    assert 'href="https://example.org' not in client.get("/anforderungen/").content.decode()
    settings.SOURCE_URL = "https://example.org/mitwirken"
    html = client.get("/anforderungen/").content.decode()
    assert 'href="https://example.org/mitwirken/tests/entrances/test_requirements.py"' in html


@pytest.mark.parametrize("row", requirements(), ids=lambda row: row.id)
def test_every_claim_names_a_test_that_exists(row) -> None:
    """Met needs a proof; partly says what is missing; open claims nothing. Every test, room and page named is there."""
    if row.status == MET:
        assert row.proofs and not row.missing_words["de"]
    elif row.status == PARTLY:
        assert row.missing_words["de"] and row.missing_words["en"]
    else:
        assert row.status == OPEN and not row.proofs and not row.missing_words["de"]
    for proof in row.proofs:
        source = (ROOT / proof.path).read_text(encoding="utf-8")
        assert re.search(rf"^\s*(async )?def {proof.name or 'test_'}", source, re.MULTILINE), proof
    for room in row.rooms:
        assert (ROOT / "src" / "mitwirken" / room).is_dir(), room
    if row.page:
        assert reverse(row.page)


def test_the_table_of_the_documentation_says_the_same() -> None:
    table = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    for key in CHAPTERS:
        (line,) = re.findall(rf"^\| {key} \|.*$", table, re.MULTILINE)
        told = [re.findall(r"[A-N]\d+", cell) for cell in line.split("|")[3:6]]
        rows = [row for row in requirements() if row.id[0] == key]
        assert told == [[row.id for row in rows if row.status == status] for status in (MET, PARTLY, OPEN)], (
            key
        )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    met, partly, still_open = (
        sum(row.status == status for row in requirements()) for status in (MET, PARTLY, OPEN)
    )
    assert f"Of 97 requirements {met} are met, {partly} partly, {still_open} open." in readme
