# SPDX-License-Identifier: EUPL-1.2
"""A paper as OpenDocument text."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from mitwirken.ground.ui import odt
from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
BLOCKS: tuple[Block, ...] = (
    Heading("Überblick"),
    Heading("Neues Blatt", 2, new_page=True),
    Paragraph("Erste Zeile\nzweite Zeile\n\nNeuer Absatz", label="Annahme"),
    Paragraph("Seite", url="https://example.org/?a=1&b=2", quiet=True),
    Items(["Eins & <zwei>", "Drei"], numbered=True),
    Items([]),
    Table("Zahlen", ("Was", "Zahl"), [("Menschen", "42"), ("Bänke", "3")], widths=(5, 1)),
)


def opened(paper: Paper) -> tuple[zipfile.ZipFile, Any, Any]:
    file = zipfile.ZipFile(io.BytesIO(odt.odt_of(paper)))
    return file, *(ElementTree.fromstring(file.read(name)) for name in ("content.xml", "styles.xml"))


def test_the_file_says_what_it_is_before_anything_else() -> None:
    data = odt.odt_of(Paper("Bericht", BLOCKS))
    assert data[30:38] == b"mimetype" and data[38 : 38 + len(odt.MIME)] == odt.MIME.encode()
    file = zipfile.ZipFile(io.BytesIO(data))
    assert file.infolist()[0].compress_type == zipfile.ZIP_STORED and file.testzip() is None
    manifest = ElementTree.fromstring(file.read("META-INF/manifest.xml"))
    space = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
    listed = {row.get(f"{space}full-path") for row in manifest}
    assert listed - {"/"} == set(file.namelist()) - {"mimetype", "META-INF/manifest.xml"}


def test_headings_lists_and_tables_are_real_ones() -> None:
    _file, content, _styles = opened(Paper("Bericht", BLOCKS))
    outline = f"{{{NAMES['text']}}}outline-level"
    assert [(row.text, row.get(outline)) for row in content.iterfind(".//text:h", NAMES)] == [
        ("Überblick", "1"),
        ("Neues Blatt", "2"),
    ]
    assert len(content.findall(".//text:list", NAMES)) == 1
    assert ["".join(row.itertext()) for row in content.iterfind(".//text:list-item", NAMES)] == [
        "Eins & <zwei>",
        "Drei",
    ]
    table = content.find(".//table:table", NAMES)
    head = table.find("table:table-header-rows", NAMES)
    assert ["".join(cell.itertext()) for cell in head.iterfind(".//table:table-cell", NAMES)] == [
        "Was",
        "Zahl",
    ]
    assert len(table.findall("table:table-row", NAMES)) == 2 and table[0].text == "Zahlen"
    assert len(table.findall("table:table-column", NAMES)) == 2
    link = content.find(".//text:a", NAMES)
    assert link.get(f"{{{NAMES['xlink']}}}href") == "https://example.org/?a=1&b=2"


def test_paragraphs_keep_their_lines_and_name_their_label_once() -> None:
    _file, content, _styles = opened(Paper("Bericht", BLOCKS))
    said = ["".join(row.itertext()) for row in content.iterfind(".//text:p", NAMES)]
    assert "Annahme: Erste Zeilezweite Zeile" in said and "Neuer Absatz" in said
    assert len(content.findall(".//text:line-break", NAMES)) == 1


def test_every_style_that_is_used_is_there() -> None:
    _file, content, styles = opened(Paper("Bericht", BLOCKS, lead="Kurz", eyebrow="Oben"))
    name = f"{{{NAMES['style']}}}name"
    known = {row.get(name) for part in (content, styles) for row in part.iter() if row.get(name)}
    used = {
        value for row in content.iter() for key, value in row.attrib.items() if key.endswith("}style-name")
    } | {row.get(f"{{{NAMES['style']}}}parent-style-name") for row in content.iter()} - {None}
    assert used <= known


@pytest.mark.parametrize(
    ("language", "country", "way"), [("de", "DE", "lr-tb"), ("en", "GB", "lr-tb"), ("ar", "EG", "rl-tb")]
)
def test_language_and_direction_are_set(language: str, country: str, way: str) -> None:
    file, _content, styles = opened(Paper("Bericht", (), language=language, author="Umweltamt"))
    words = styles.find(".//style:default-style/style:text-properties", NAMES)
    assert (words.get(f"{{{NAMES['fo']}}}language"), words.get(f"{{{NAMES['fo']}}}country")) == (
        language,
        country,
    )
    lines = styles.find(".//style:default-style/style:paragraph-properties", NAMES)
    assert lines.get(f"{{{NAMES['style']}}}writing-mode") == way
    meta = ElementTree.fromstring(file.read("meta.xml"))
    assert meta.findtext(".//dc:title", namespaces=NAMES) == "Bericht"
    assert meta.findtext(".//dc:creator", namespaces=NAMES) == "Umweltamt"


def test_signs_that_xml_forbids_break_nothing() -> None:
    odd = "Vor\x00nach \x0b \ud800 \ufffe 😀"
    _file, content, _styles = opened(Paper(odd, (Paragraph(odd, label=odd), Table(odd, (odd,), [(odd,)]))))
    assert "Vornach" in "".join(content.itertext()) and "😀" in "".join(content.itertext())


def test_the_same_blocks_as_a_page() -> None:
    page = render_to_string("ui/parts/paper.html", {"blocks": BLOCKS})
    assert "Eins &amp; &lt;zwei&gt;" in page and 'class="paper-turn"' in page
    assert page.count("<th scope=") == 4 and "<caption>Zahlen</caption>" in page
