# SPDX-License-Identifier: EUPL-1.2
"""What may stand in the city's texts: nothing that runs, nothing without words, and cleaning twice changes nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mitwirken.ground.texts import prose

OWN = "/bilder/ab/" + "ab" * 20 + "-800.webp"
FIGURE = f'<figure><img src="{OWN}" alt="Ein Baum" loading="lazy"></figure>'
ALLOWED = {
    "p": set(), "h2": set(), "h3": set(), "h4": set(), "strong": set(), "em": set(), "br": set(), "ul": set(), "li": set(),
    "blockquote": set(), "table": set(), "thead": set(), "tbody": set(), "tr": set(), "figure": set(), "figcaption": set(),
    "a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"},
    "img": {"src", "alt", "width", "height", "loading"},
}  # fmt: skip


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def require_harmless(html: str) -> None:
    seen = Seen()
    seen.feed(html)
    level = 1
    for tag, attrs in seen.tags:
        assert tag in ALLOWED, html
        assert set(attrs) <= ALLOWED[tag], html
        if tag == "a":
            assert re.match(r"(?i)https?://|mailto:|tel:|/(?!/)|#|\?", attrs["href"] or ""), html
        if tag == "img":
            assert re.fullmatch(
                r"/bilder/[0-9a-f]{2}/[0-9a-f]{40}(-\d+)?-(320|800|1600)\.webp", attrs["src"] or ""
            )
            assert (attrs["alt"] or "").strip()
        if tag in {"h2", "h3", "h4"}:
            assert int(tag[1]) <= level + 1, html
            level = int(tag[1])


def cleaned(raw: str) -> str:
    found = prose.clean(raw).html
    require_harmless(found)
    assert prose.clean(found).html == found
    return found


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("", ""),
        ("   \n\n  ", ""),
        ("Hallo\n\nWelt & <3\nneu", "<p>Hallo</p>\n<p>Welt &amp; &lt;3<br>neu</p>"),
        ("5 < 6 und x<y", "<p>5 &lt; 6 und x&lt;y</p>"),
        ("<p>a</p><p>&nbsp;</p><p><br></p><p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("x <b>y</b>\n\nz", "<p>x <strong>y</strong></p>\n<p>z</p>"),
        ("<p>a<br><br><br>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<h2></h2><p>a", "<p>a</p>"),
        ("<h2><strong>Fett</strong></h2>", "<h2>Fett</h2>"),
        ("<div>a<div>b</div></div>", "<p>a</p>\n<p>b</p>"),
        ("<ul><li><p>a</p><ul><li>b</li></ul></li><li></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<p>a <strong> b</strong>c</p>", "<p>a <strong>b</strong>c</p>"),
        ("<p><a href='javascript:alert(1)'>x</a></p>", "<p>x</p>"),
        ("<p><a href='//boese.example'>x</a></p>", "<p>x</p>"),
        ("<p><a href='/hilfe/' target=_blank onclick=x>x</a></p>", '<p><a href="/hilfe/">x</a></p>'),
        ("<p onclick='x' style='color:red' class='y' id='z'>a</p>", "<p>a</p>"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "<p>a</p>"),
        ("<blockquote>Zitat<h2>x</h2></blockquote>", "<blockquote><p>Zitat</p><p>x</p></blockquote>"),
        (f"<p>vor<img src='{OWN}' alt='Ein Baum'>nach</p>", f"<p>vor</p>\n{FIGURE}\n<p>nach</p>"),
        (f"<p><a href='/x'><img src='https://stadt.example{OWN}' alt='Ein Baum'></a></p>", FIGURE),
        ("<ol start=3><li>c</ol>", '<ol start="3"><li>c</li></ol>'),
    ],
)  # fmt: skip
def test_becomes(raw: str, kept: str) -> None:
    assert cleaned(raw) == kept


@pytest.mark.parametrize(
    ("levels", "kept", "changed"),
    [
        ("2 3 3 2", "2 3 3 2", False),
        ("1 2 2", "2 3 3", True),
        ("2 4 4 3", "2 3 3 3", True),
        ("3 3 2", "2 2 2", True),
        ("2 3 4 5 6", "2 3 4 4 4", True),
    ],
)
def test_headings_have_no_gaps_and_keep_their_relation(levels: str, kept: str, changed: bool) -> None:
    found = prose.clean("".join(f"<h{level}>x</h{level}>" for level in levels.split()))
    assert re.findall(r"<h(\d)>", found.html) == kept.split()
    assert found.levels_changed is changed


def test_a_table_says_what_its_headers_are_for() -> None:
    raw = "<table><caption>Zahlen</caption><tr><th>A<th>B<tr><th>C<td><p>1</p></table>"
    assert cleaned(raw) == (
        '<p>Zahlen</p>\n<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">C</th><td>1</td></tr></tbody></table>'
    )
    assert cleaned("<table><tr><td><td></table>") == ""


@pytest.mark.parametrize(
    ("image", "kind", "name"),
    [
        ('<img src="https://fremd.example/wald.jpg" alt="">', "foreign_picture", "wald.jpg"),
        ('<img src="data:image/png;base64,AAAA" alt="Logo">', "foreign_picture", "Logo"),
        ('<img src="file:///C:/Bild.png">', "foreign_picture", "Bild.png"),
        (f'<img src="{OWN}">', "no_words", "ab" * 20 + "-800.webp"),
        (f'<figure><img src="{OWN}" alt=" "><figcaption>Am See</figcaption></figure>', "no_words", "Am See"),
    ],
)
def test_a_picture_that_cannot_stay_is_named(image: str, kind: str, name: str) -> None:
    found = prose.clean(f"<p>a</p>{image}")
    assert [(one.kind, one.picture) for one in found.problems] == [(kind, name)]
    assert name in found.problems[0].sentence
    assert "<img" not in found.html


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head><body>
<!--StartFragment--><h1>Sitzung<o:p></o:p></h1><p class=MsoNormal style='margin:0'><b>Ort:</b> Rathaus<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Erstens</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Unter</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Zweitens</p>
<p class=MsoNormal><span style="font-weight:700">fett</span><!--EndFragment--></p></body></html>"""


def test_what_a_word_processor_writes_becomes_headings_and_lists() -> None:
    assert cleaned(WORD) == (
        "<h2>Sitzung</h2>\n<p><strong>Ort:</strong> Rathaus</p>\n"
        "<ul><li>Erstens<ol><li>Unter</li></ol></li><li>Zweitens</li></ul>\n<p><strong>fett</strong></p>"
    )


def test_a_text_document_of_the_web_is_not_bold_all_over() -> None:
    raw = '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-style:italic">x</span></p></b>'
    assert cleaned(raw) == "<p><em>x</em></p>"


def test_lines_and_words_of_a_text() -> None:
    html = cleaned(
        f"<h2>Titel</h2><p>Ein <a href='/x'>Weg</a>.</p><ul><li>a</li></ul><img src='{OWN}' alt='Ein Baum'>"
    )
    assert prose.lines(html) == ["## Titel", "Ein Weg. </x>", "• a", "[Bild: Ein Baum]"]
    assert prose.plain(html) == "Titel\nEin Weg.\na"


TAGS = (  # noqa: SIM905
    "p h1 h2 h3 h5 ul ol li a b strong i em br div span blockquote table tr td th caption figure "
    "figcaption img hr pre script style svg math iframe o:p font form textarea title template thead"
).split()
ATTRS = st.sampled_from(
    ["", " onclick=alert(1)", ' style="font-weight:700"', " class=MsoListParagraph", ' style="mso-list:l0 level2 lfo1"', ' href="javascript:x"',
     ' href="https://a.example/ü"', f' src="{OWN}" alt="x"', ' src="x" onerror=alert(1)', " colspan=3", " start=4", ' style="mso-list:Ignore"'],
)  # fmt: skip
PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRS),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(
        [
            "a",
            " ",
            "\n\n",
            "&nbsp;",
            "&lt;script&gt;",
            "· x",
            "1. y",
            "<",
            ">",
            "&",
            "<!--",
            "-->",
            "\u200b",
            "\xad",
            "]]>",
            "<![if !x]>",
            '"',
        ]
    ),
    st.text(max_size=6),
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_nothing_that_runs_comes_out_and_twice_is_once(raw: str) -> None:
    cleaned(raw)


def test_deep_nesting_is_no_trouble() -> None:
    assert "tief" in cleaned("<div>" * 3000 + "<b>" * 500 + "tief")
    assert "tief" in cleaned("<ul><li>" * 800 + "tief")
