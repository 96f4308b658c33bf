# SPDX-License-Identifier: EUPL-1.2
"""A paper as OpenDocument text, for those who write on in LibreOffice or Word.

Five small files in a zip, written by hand: the libraries for it bring a document model of hundreds of elements, and we use
twelve. Headings, lists and tables are real ones with header rows, language and title are set, so that it can be read aloud and
made into an accessible PDF again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

from django.utils import timezone
from django.utils.translation import get_language_info

from .paper import Block, Heading, Items, Paper, Paragraph, Table

MIME = "application/vnd.oasis.opendocument.text"
_VERSION = "1.3"
_SPACES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What XML may not hold, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a language is spoken when nobody says otherwise; a country is asked for, and "none" would switch spelling off.
_COUNTRIES = {"de": "DE", "en": "GB", "tr": "TR", "ar": "EG", "uk": "UA", "pl": "PL", "ru": "RU"}


def odt_of(paper: Paper) -> bytes:
    """The file. The same paper gives the same bytes on the same day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        # First and not packed: that is how a file says what it is.
        _put(file, "mimetype", MIME, zipfile.ZIP_STORED)
        _put(file, "META-INF/manifest.xml", _manifest())
        _put(file, "meta.xml", _meta(paper))
        _put(file, "styles.xml", _styles(paper))
        _put(file, "content.xml", _content(paper))
    return buffer.getvalue()


def _put(file: zipfile.ZipFile, name: str, text: str, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = how
    file.writestr(entry, text.encode())


def _plain(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def _inline(text: str) -> str:
    """Words with their line breaks."""
    return "<text:line-break/>".join(_plain(line.strip()) for line in text.strip().splitlines())


def _manifest() -> str:
    parts = ("content.xml", "styles.xml", "meta.xml")
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="{_VERSION}"><manifest:file-entry manifest:full-path="/" manifest:version="{_VERSION}" '
        f'manifest:media-type="{MIME}"/>{rows}</manifest:manifest>'
    )


def _meta(paper: Paper) -> str:
    author = f"<dc:creator>{_plain(paper.author)}</dc:creator>" if paper.author else ""
    return (
        f'{_HEAD}<office:document-meta {_SPACES} office:version="{_VERSION}"><office:meta>'
        f"<meta:generator>MitWIRken</meta:generator><dc:title>{_plain(paper.title)}</dc:title>{author}"
        f"<dc:date>{timezone.localdate().isoformat()}T00:00:00</dc:date><dc:language>{_plain(paper.language)}</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _styles(paper: Paper) -> str:
    language = paper.language.partition("-")[0]
    rtl = bool(get_language_info(language)["bidi"])
    country = _COUNTRIES.get(language, "none")
    way, start = ("rl-tb", "end") if rtl else ("lr-tb", "start")
    # Scripts from right to left take the language for complex scripts.
    tongue = f'fo:language="{language}" fo:country="{country}" style:language-complex="{language}" style:country-complex="{country}"'
    font = 'style:font-name="Body" style:font-name-asian="Body" style:font-name-complex="Body"'

    def heading(name: str, title: str, size: str, above: str, level: int) -> str:
        outline = f' style:default-outline-level="{level}"' if level else ""
        return (
            f'<style:style style:name="{name}" style:display-name="{title}" style:family="paragraph" '
            f'style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="text"{outline}>'
            f'<style:paragraph-properties fo:margin-top="{above}" fo:margin-bottom="0.15cm" fo:keep-with-next="always"/>'
            f'<style:text-properties fo:font-size="{size}" style:font-size-complex="{size}" fo:font-weight="bold" '
            'style:font-weight-complex="bold"/></style:style>'
        )

    def plain(name: str, title: str, paragraph: str = "", text: str = "") -> str:
        return (
            f'<style:style style:name="{name}" style:display-name="{title}" style:family="paragraph" '
            'style:parent-style-name="Standard" style:class="text">'
            f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
        )

    body = (
        plain("Text_20_body", "Text body", 'fo:margin-bottom="0.2cm"')
        + heading("Title", "Title", "22pt", "0cm", 0)
        + heading("Heading_20_1", "Heading 1", "16pt", "0.8cm", 1)
        + heading("Heading_20_2", "Heading 2", "13pt", "0.5cm", 2)
        + heading("Heading_20_3", "Heading 3", "11pt", "0.4cm", 3)
        + plain(
            "Subtitle",
            "Subtitle",
            'fo:margin-bottom="0.4cm"',
            'fo:font-size="13pt" style:font-size-complex="13pt"',
        )
        + plain("Quiet", "Quiet", 'fo:margin-bottom="0.2cm"', 'fo:color="#555555" fo:font-size="9.5pt"')
        + plain("List_20_Contents", "List Contents", 'fo:margin-bottom="0.1cm"')
        + plain(
            "Table",
            "Table",
            'fo:margin-top="0.3cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
            'fo:font-weight="bold"',
        )
        + plain("Table_20_Contents", "Table Contents", 'fo:orphans="0" fo:widows="0"', 'fo:font-size="9.5pt"')
        + plain(
            "Table_20_Heading",
            "Table Heading",
            'fo:orphans="0" fo:widows="0"',
            'fo:font-size="9.5pt" fo:font-weight="bold" style:font-weight-complex="bold"',
        )
        + plain("Footer", "Footer", 'fo:text-align="end"', 'fo:color="#555555" fo:font-size="9pt"')
    )
    return (
        f'{_HEAD}<office:document-styles {_SPACES} office:version="{_VERSION}">'
        '<office:font-face-decls><style:font-face style:name="Body" svg:font-family="\'Liberation Sans\', Arial, sans-serif" '
        'style:font-family-generic="swiss"/></office:font-face-decls>'
        '<office:styles><style:default-style style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="{start}" style:writing-mode="{way}" fo:line-height="130%"/>'
        f'<style:text-properties {font} fo:font-size="11pt" style:font-size-complex="11pt" {tongue}/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        f"{body}"
        '<style:style style:name="Strong_20_Emphasis" style:display-name="Strong Emphasis" style:family="text">'
        '<style:text-properties fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>'
        '<style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text">'
        '<style:text-properties fo:color="#0b5a45" style:text-underline-style="solid"/></style:style>'
        f"{_list_style('Bullets', numbered=False)}{_list_style('Numbers', numbered=True)}"
        "</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin-top="2.2cm" fo:margin-bottom="1.6cm" '
        f'fo:margin-left="2.2cm" fo:margin-right="2.2cm" style:writing-mode="{way}"/><style:footer-style>'
        '<style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout>'
        "</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
        '<text:p text:style-name="Footer"><text:page-number text:select-page="current">1</text:page-number> / '
        "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )


def _list_style(name: str, *, numbered: bool) -> str:
    place = (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="0.8cm"/>'
        "</style:list-level-properties>"
    )
    level = (
        f'<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">{place}</text:list-level-style-number>'
        if numbered
        else f'<text:list-level-style-bullet text:level="1" text:bullet-char="•">{place}</text:list-level-style-bullet>'
    )
    return f'<text:list-style style:name="{name}">{level}</text:list-style>'


def _content(paper: Paper) -> str:
    breaks = "".join(
        f'<style:style style:name="Break{level}" style:family="paragraph" style:parent-style-name="Heading_20_{level}">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        for level in (1, 2, 3)
    )
    cells = (
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'fo:border-bottom="0.5pt solid #999999"/></style:style>'
        '<style:style style:name="Row" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>'
        '<style:style style:name="Whole" style:family="table"><style:table-properties style:width="16.6cm" table:align="margins" '
        'fo:margin-bottom="0.4cm"/></style:style>'
    )
    opening = f'<text:p text:style-name="Quiet">{_inline(paper.eyebrow)}</text:p>' if paper.eyebrow else ""
    opening += f'<text:p text:style-name="Title">{_inline(paper.title)}</text:p>'
    opening += f'<text:p text:style-name="Subtitle">{_inline(paper.lead)}</text:p>' if paper.lead else ""
    widths = {width for block in paper.blocks if isinstance(block, Table) for width in _widths(block)}
    cells += "".join(
        f'<style:style style:name="Column{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
        for width in sorted(widths)
    )
    body = "".join(_blocks(paper.blocks))
    return (
        f'{_HEAD}<office:document-content {_SPACES} office:version="{_VERSION}"><office:automatic-styles>{breaks}{cells}'
        f"</office:automatic-styles><office:body><office:text>{opening}{body}</office:text></office:body></office:document-content>"
    )


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    tables = 0
    for block in blocks:
        if isinstance(block, Heading):
            style = f"Break{block.level}" if block.new_page else f"Heading_20_{block.level}"
            yield f'<text:h text:style-name="{style}" text:outline-level="{block.level}">{_inline(block.text)}</text:h>'
        elif isinstance(block, Paragraph):
            yield from _paragraphs(block)
        elif isinstance(block, Items):
            rows = "".join(
                f'<text:list-item><text:p text:style-name="List_20_Contents">{_inline(item)}</text:p></text:list-item>'
                for item in block.items
            )
            if rows:
                yield f'<text:list text:style-name="{"Numbers" if block.numbered else "Bullets"}">{rows}</text:list>'
        else:
            tables += 1
            yield _table(block, tables)


def _paragraphs(block: Paragraph) -> Iterator[str]:
    """One for each stretch between empty lines; the label stands before the first."""
    style = "Quiet" if block.quiet else "Text_20_body"
    label = (
        f'<text:span text:style-name="Strong_20_Emphasis">{_plain(block.label)}:</text:span> '
        if block.label
        else ""
    )
    for part in re.split(r"\n\s*\n", block.text.replace("\r\n", "\n").strip()):
        words = _inline(part)
        if block.url:
            words = f'<text:a xlink:type="simple" xlink:href="{_plain(block.url)}" text:style-name="Internet_20_link">{words}</text:a>'
        yield f'<text:p text:style-name="{style}">{label}{words}</text:p>'
        label = ""


def _widths(block: Table) -> list[int]:
    """Of the columns in millimetres, where the table says anything of them; the sheet is 166 wide inside its margins."""
    return [round(166 * share / sum(block.widths)) for share in block.widths]


def _table(block: Table, number: int) -> str:
    def cell(text: str, heading: bool) -> str:
        style = "Table_20_Heading" if heading else "Table_20_Contents"
        return (
            '<table:table-cell table:style-name="Cell" office:value-type="string">'
            f'<text:p text:style-name="{style}">{_inline(text)}</text:p></table:table-cell>'
        )

    def row(cells: Sequence[str], heading: bool) -> str:
        drawn = "".join(
            cell(text, heading or (block.row_heads and place == 0)) for place, text in enumerate(cells)
        )
        return f'<table:table-row table:style-name="Row">{drawn}</table:table-row>'

    columns = max(len(block.head), *(len(cells) for cells in block.rows)) if block.rows else len(block.head)
    head = (
        f"<table:table-header-rows>{row(block.head, True)}</table:table-header-rows>"
        if any(block.head)
        else ""
    )
    shares = (
        "".join(f'<table:table-column table:style-name="Column{width}"/>' for width in _widths(block))
        or f'<table:table-column table:number-columns-repeated="{columns}"/>'
    )
    caption = f'<text:p text:style-name="Table">{_inline(block.caption)}</text:p>' if block.caption else ""
    title = f"<table:title>{_plain(block.caption)}</table:title>" if block.caption else ""
    return (
        f'{caption}<table:table table:name="T{number}" table:style-name="Whole">{title}'
        f"{shares}{head}"
        f"{''.join(row(cells, False) for cells in block.rows)}</table:table>"
    )
