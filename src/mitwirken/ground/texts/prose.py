# SPDX-License-Identifier: EUPL-1.2
"""Rich text of the city: what may stand in it, and how anything else becomes that.

`clean` takes what an editor, a word processor or a hand wrote and gives HTML of few kinds: paragraphs, headings of
levels 2 to 4 without gaps, lists, quotations, tables with headers, links, pictures of our own with words. It computes
only; cleaning twice changes nothing, and nh3 has the last word on every character that leaves here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import nh3
from django.utils.translation import gettext as _

INLINE: Final = frozenset({"strong", "em", "a", "br"})
BLOCKS: Final = frozenset(
    (  # noqa: SIM905
        "p h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tfoot tr td th caption figure "
        "figcaption img hr"
    ).split()
)
# Parts of pages that mean nothing inside a text: their content stays, a new paragraph begins and ends with them.
PARTINGS: Final = frozenset(
    (  # noqa: SIM905
        "div section article main header footer aside nav address center pre dl dt dd details summary "
        "fieldset form"
    ).split()
)
KEPT: Final = frozenset(
    (  # noqa: SIM905
        "p h2 h3 h4 strong em a br ul ol li blockquote table thead tbody tr td th figure figcaption img"
    ).split()
)
SAME_AS: Final = {"b": "strong", "i": "em"}
GONE: Final = frozenset(
    (  # noqa: SIM905
        "script style title template noscript iframe object svg math select textarea xml head"
    ).split()
)
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
VOID: Final = frozenset({"br", "img", "hr"})
DEEPEST: Final = 30  # more nesting than any text has; what lies deeper keeps its words only

OWN_PICTURE: Final = re.compile(
    r"^(?:https?://[^/]+)?(/bilder/[0-9a-f]{2}/[0-9a-f]{40}(?:-\d{1,4})?-(?:320|800|1600)\.webp)$"
)
LINK: Final = re.compile(
    r"^(?:https?://[^\s/\\]|mailto:[^\s@]+@[^\s@]|tel:[+\d]|/(?![/\\])|#\w|\?|/$)", re.IGNORECASE
)
LOOKS_LIKE_HTML: Final = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|a|strong|em|b|i|br|div|span|blockquote|table|tr|td|th|figure|img|font|body|html)\b",
    re.IGNORECASE,
)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE_SPACES: Final = re.compile(r"[ \t\r\n\f\xa0]{2,}")
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_NOTHING: Final = " \t\r\n\f\xa0\u00ad\u200c\u200d\u200e\u200f"
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")
_ORDERED: Final = re.compile(r"^\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_MARKER: Final = re.compile(r"^\s*(?:[·•▪◦‣o§–-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])(?:\s|\xa0)+")
_WORD_LEVEL: Final = re.compile(r"level(\d)")


@dataclass(frozen=True)
class Problem:
    """Why a text cannot be kept as it is: `kind` is `foreign_picture` or `no_words`, `picture` names which one."""

    kind: str
    picture: str

    @property
    def sentence(self) -> str:
        if self.kind == "no_words":
            return _(
                "Beim Bild „%(picture)s“ fehlt die Beschreibung. Bitte schreiben Sie in einem Satz, was zu sehen ist."
            ) % {"picture": self.picture}
        return _(
            "Das Bild „%(picture)s“ liegt nicht auf dieser Seite. Bitte laden Sie es über „Bild einfügen“ hoch."
        ) % {"picture": self.picture}


@dataclass(frozen=True)
class Cleaned:
    """`html` is safe to show. `levels_changed`: headings had gaps or the level of the page's own title."""

    html: str
    problems: tuple[Problem, ...] = ()
    levels_changed: bool = False


@dataclass(frozen=True)
class Block:
    """A piece of a clean text for whoever looks it over: `kind` is p, h2, h3, h4, li, head, cell or figure."""

    kind: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)


Child = Node | str


def clean(raw: str) -> Cleaned:
    """The text in the few kinds of HTML that we keep. Text without any tag is plain: a blank line parts paragraphs."""
    raw = _UNSEEN.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if not LOOKS_LIKE_HTML.search(raw):
        raw = "\n\n".join(
            html.escape(part.strip(), quote=False).replace("\n", "<br>") for part in _BLANK_LINE.split(raw)
        )
    tidy = _Tidy()
    blocks = tidy.flow(_tree(_outer(raw)), top=True)
    changed = _even_headings(blocks)
    return Cleaned(_inner("\n".join(map(_write, blocks))), tuple(dict.fromkeys(tidy.problems)), changed)


def blocks(clean_html: str) -> list[Block]:
    """The pieces of a clean text in their order, for checks, comparison and search."""
    return list(_pieces(_tree(clean_html)))


def plain(clean_html: str) -> str:
    """Only the words, a line for each piece."""
    return "\n".join(block.text for block in blocks(clean_html) if block.text)


def lines(clean_html: str) -> list[str]:
    """The text line by line with a hint of its form, for comparing two versions."""
    mark = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "• "}
    found = []
    for block in blocks(clean_html):
        found += [_("[Bild: %(alt)s]") % {"alt": alt} for _src, alt in block.pictures]
        goals = "".join(f" <{href}>" for _words, href in block.links)
        if block.text:
            found.append(mark.get(block.kind, "") + block.text + goals)
    return found


def dressed(clean_html: str) -> str:
    """A clean text as pages show it: tables that scroll by themselves, pictures in the width of the screen."""
    number = 0

    def boxed(_found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        label = html.escape(_("Tabelle %(number)d") % {"number": number})
        return f'<div class="table-box" role="group" tabindex="0" aria-label="{label}"><table class="table table-small">'

    shown = re.sub(r"<table>", boxed, clean_html).replace("</table>", "</table></div>")
    return re.sub(
        r'src="(/bilder/[0-9a-f/-]+)-(?:320|800|1600)\.webp"',
        r'src="\1-800.webp" srcset="\1-320.webp 320w, \1-800.webp 800w, \1-1600.webp 1600w" sizes="(width < 45rem) 100vw, 42rem"',
        shown,
    )


# --- outside and inside: nh3 ------------------------------------------------------------------------------------


def _outer(raw: str) -> str:
    """Every tag we understand, nothing that runs. Styles and classes stay for a moment: word processors speak in them."""
    return nh3.clean(
        raw,
        tags=set(INLINE | BLOCKS | PARTINGS | {"b", "i", "span"}),
        clean_content_tags=set(GONE),
        attributes={
            "*": {"style", "class"},
            "a": {"href"},
            "img": {"src", "alt", "width", "height", "title"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "ol": {"start"},
        },
        # Addresses are judged in this module, with words; "data:" and "file:" pictures must be named, not vanish.
        url_schemes={"http", "https", "mailto", "tel", "data", "file", "blob", "cid"},
        link_rel=None,
    )


def _inner(tidy: str) -> str:
    return nh3.clean(
        tidy,
        tags=set(KEPT),
        clean_content_tags=set(GONE),
        attributes={
            "a": {"href"},
            "img": {"src", "alt", "width", "height", "loading"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan", "scope"},
            "ol": {"start"},
        },
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


class _Builder(HTMLParser):
    """A tree from the well-formed HTML that nh3 gives."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]
        self.too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) > DEEPEST:
            self.too_deep += tag not in VOID
            return
        node = Node(SAME_AS.get(tag, tag), {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(clean_html: str) -> list[Child]:
    builder = _Builder()
    builder.feed(clean_html)
    builder.close()
    return builder.root.children


# --- tidying ----------------------------------------------------------------------------------------------------


class _Tidy:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def flow(self, children: list[Child], *, top: bool = False) -> list[Node]:
        """Mixed content as blocks. Inside lists, cells and quotations (not `top`) only paragraphs, lists and pictures."""
        done: list[Node] = []
        run: list[Child] = []

        def flush() -> None:
            if run:
                done.extend(self.paragraphs(run, loose=top))
                run.clear()

        waiting = list(reversed(children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, str) or (child.tag in INLINE | {"span"} and not _has_block(child)):
                run.append(child)
                continue
            if child.tag in INLINE | {"span"}:
                waiting.extend(reversed(child.children))
                continue
            flush()
            done.extend(self.block(child, top=top))
        flush()
        return _word_lists(done)

    def block(self, node: Node, *, top: bool) -> list[Node]:
        if node.tag == "img":
            return self.figure(node, [])
        if node.tag == "figure":
            return self.whole_figure(node, top=top)
        if node.tag == "hr":
            return []
        if node.tag == "p" and (item := self.word_item(node)) is not None:
            return item
        if node.tag in HEADINGS and top:
            return self.heading(node)
        if node.tag in {"ul", "ol"}:
            return self.items(node)
        if node.tag == "blockquote" and top:
            inside = self.flow(node.children)
            return [Node("blockquote", {}, list(inside))] if inside else []
        if node.tag == "table" and top:
            return self.table(node)
        return self.flow(
            node.children, top=top and node.tag not in {"td", "th", "li", "figcaption", "caption"}
        )

    def heading(self, node: Node) -> list[Node]:
        pictures = list(_all(node, "img"))
        words = _trim(self.inline(node.children, plain={"strong", "br"}))
        made = [Node(node.tag, {}, words)] if words else []
        return [*made, *(block for one in pictures for block in self.figure(one, []))]

    def items(self, node: Node) -> list[Node]:
        items: list[Node] = []
        for child in node.children:
            if isinstance(child, str):
                inside = self.paragraphs([child], loose=False)
            elif child.tag == "li":
                inside = self.flow(child.children)
            else:
                inside = self.flow([child])
                if items and inside and all(one.tag in {"ul", "ol"} for one in inside):
                    items[-1].children.extend(
                        inside
                    )  # a list right inside a list belongs to the item before it
                    continue
            if inside:
                items.append(Node("li", {}, _bare_first(inside)))
        start = node.attrs.get("start", "")
        attrs = (
            {"start": start}
            if node.tag == "ol" and re.fullmatch(r"[1-9]\d{0,3}", start) and start != "1"
            else {}
        )
        return [Node(node.tag, attrs, list(items))] if items else []

    def table(self, node: Node) -> list[Node]:
        before = [block for one in _all(node, "caption") for block in self.flow(one.children)]
        rows: list[Node] = []
        for row in _all(node, "tr"):
            cells: list[Child] = []
            for cell in row.children:
                if isinstance(cell, Node) and cell.tag in {"td", "th"}:
                    inside = self.flow(cell.children)
                    one = Node(
                        cell.tag, _spans(cell), _bare_first(inside) if len(inside) == 1 else list(inside)
                    )
                    cells.append(one)
            if cells:
                rows.append(Node("tr", {}, cells))
        if not any(_text(row).strip(_NOTHING) or any(_all(row, "img")) for row in rows):
            return before
        heads = 0
        while heads < len(rows) - 1 and all(
            isinstance(one, Node) and one.tag == "th" for one in rows[heads].children
        ):
            heads += 1
        for number, row in enumerate(rows):
            for cell in row.children:
                if isinstance(cell, Node) and cell.tag == "th":
                    cell.attrs["scope"] = "col" if number < heads else "row"
        parts = [Node("thead", {}, list(rows[:heads]))] if heads else []
        return [*before, Node("table", {}, [*parts, Node("tbody", {}, list(rows[heads:]))])]

    def whole_figure(self, node: Node, *, top: bool) -> list[Node]:
        pictures = list(_all(node, "img"))
        captions = list(_all(node, "figcaption"))
        if len(pictures) != 1:
            return self.flow(node.children, top=top)
        words = _trim(self.inline([child for one in captions for child in one.children], plain={"br"}))
        made = self.figure(pictures[0], words)
        beside = [one for one in node.children if not (isinstance(one, Node) and one.tag == "figcaption")]
        rest = self.flow(_without(beside, pictures[0]))
        if not made and words:
            rest = [Node("p", {}, words), *rest]
        return [*made, *rest]

    def figure(self, image: Node, caption: list[Child]) -> list[Node]:
        source, alt = image.attrs.get("src", "").strip(), " ".join(image.attrs.get("alt", "").split())
        own = OWN_PICTURE.match(source)
        if not own:
            name = re.split(r"[?#]", source)[0].rsplit("/", 1)[-1] if not source.startswith("data:") else ""
            self.problems.append(Problem("foreign_picture", (alt or name or _("ohne Namen"))[:80]))
            return []
        if not alt.strip(_NOTHING):
            self.problems.append(
                Problem("no_words", (_text_of(caption).strip() or own[1].rsplit("/", 1)[-1])[:80])
            )
            return []
        attrs = {"src": own[1], "alt": alt[:300], "loading": "lazy"}
        for side in ("width", "height"):
            if re.fullmatch(r"[1-9]\d{0,4}", image.attrs.get(side, "")):
                attrs[side] = image.attrs[side]
        made: list[Child] = [Node("img", attrs)]
        if caption:
            made.append(Node("figcaption", {}, caption))
        return [Node("figure", {}, made)]

    def word_item(self, node: Node) -> list[Node] | None:
        """A list item as Word writes it: a paragraph with a bullet typed in front. None where it is none."""
        style, kind = node.attrs.get("style", ""), node.attrs.get("class", "")
        if "mso-list" not in style and not kind.startswith("MsoListParagraph"):
            return None
        marks = [one for one in _all(node, "span") if "ignore" in one.attrs.get("style", "").lower()]
        if marks:
            ordered = bool(_ORDERED.match(_text(marks[0])))
            for mark in marks:
                mark.children = []
            words = self.paragraphs(node.children, loose=False)
        else:
            found = _MARKER.match(_text(node))
            if found is None and "mso-list" not in style:
                return None
            ordered = bool(found and _ORDERED.match(found.group()))
            words = self.paragraphs(
                _cut_start(node.children, len(found.group()) if found else 0), loose=False
            )
        level = _WORD_LEVEL.search(style)
        if not words:
            return []
        depth = str(min(int(level[1]) if level else 1, 3))
        return [
            Node("word-item", {"level": depth, "tag": "ol" if ordered else "ul"}, words[0].children),
            *words[1:],
        ]

    def paragraphs(self, run: list[Child], *, loose: bool) -> list[Node]:
        """Inline content as paragraphs: two line breaks part them, and in loose text a blank line does."""
        parts: list[list[Child]] = [[]]
        for child in self.inline(run, loose=loose):
            if isinstance(child, Node) and child.tag == "blank":
                parts.append([])
            else:
                parts[-1].append(child)
        split = [piece for part in parts for piece in _at_double_breaks(part)]
        return [Node("p", {}, words) for words in map(_trim, split) if words]

    def inline(
        self, children: list[Child], *, plain: set[str] | None = None, loose: bool = False
    ) -> list[Child]:
        """Words, emphasis, links, line breaks; whatever else is unwrapped. `plain`: kinds that are unwrapped as well."""
        skip = plain or set()
        made: list[Child] = []
        for child in children:
            if isinstance(child, str):
                pieces = _BLANK_LINE.split(child) if loose else [child]
                for number, piece in enumerate(pieces):
                    if number:
                        made.append(Node("blank"))
                    made.append(piece)
                continue
            if child.tag == "img":
                continue
            tag = _said_by_style(child)
            if tag == "br":
                made.append(" " if "br" in skip else Node("br"))
                continue
            inside = self.inline(child.children, plain=skip | {tag} if tag else skip)
            if tag == "a" and (goal := _goal(child)):
                made.append(Node("a", {"href": goal}, inside))
            elif tag in {"strong", "em"} and tag not in skip:
                made.append(Node(tag, {}, inside))
            else:
                if child.tag in BLOCKS | PARTINGS and made:
                    made.append(" ")
                made.extend(inside)
        return _even_spaces(_joined(made))


def _has_block(node: Node) -> bool:
    return any(
        isinstance(child, Node) and (child.tag in BLOCKS | PARTINGS or _has_block(child))
        for child in node.children
    )


def _all(node: Node, tag: str) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            if child.tag == tag:
                yield child
            yield from _all(child, tag)


def _without(children: list[Child], gone: Node) -> list[Child]:
    return [
        child if isinstance(child, str) else Node(child.tag, child.attrs, _without(child.children, gone))
        for child in children
        if child is not gone
    ]


def _text(node: Node) -> str:
    return _text_of(node.children)


def _text_of(children: list[Child]) -> str:
    return "".join(
        child if isinstance(child, str) else " " if child.tag == "br" else _text(child) for child in children
    )


def _said_by_style(node: Node) -> str:
    """Which kind of emphasis an element is; word processors say bold and italic in styles, or unsay them."""
    style = node.attrs.get("style", "").replace(" ", "").lower()
    if node.tag == "strong" and re.search(r"font-weight:(?:normal|[1-5]00)", style):
        return ""
    if node.tag == "span":
        if re.search(r"font-weight:(?:bold|[6-9]00)", style):
            return "strong"
        if "font-style:italic" in style:
            return "em"
        return ""
    return node.tag if node.tag in INLINE else ""


def _goal(node: Node) -> str:
    goal = "".join(node.attrs.get("href", "").split())
    return goal if len(goal) <= 500 and LINK.match(goal) else ""


def _spans(cell: Node) -> dict[str, str]:
    return {
        name: cell.attrs[name]
        for name in ("colspan", "rowspan")
        if re.fullmatch(r"[2-9]|1\d|20", cell.attrs.get(name, ""))
    }


def _joined(children: list[Child]) -> list[Child]:
    made: list[Child] = []
    for child in children:
        if isinstance(child, str) and made and isinstance(made[-1], str):
            made[-1] += child
        elif (
            isinstance(child, Node)
            and child.tag in {"strong", "em", "a"}
            and made
            and isinstance(made[-1], Node)
            and (made[-1].tag, made[-1].attrs) == (child.tag, child.attrs)
        ):
            made[-1].children = _joined([*made[-1].children, *child.children])
        elif child != "":
            made.append(child)
    return made


def _even_spaces(children: list[Child]) -> list[Child]:
    """One space between words, wherever elements begin and end; what holds nothing goes."""

    def walk(inside: list[Child], after_space: bool) -> tuple[list[Child], bool]:
        made: list[Child] = []
        for child in inside:
            if isinstance(child, str):
                words = _SPACES.sub(" ", _WIDE_SPACES.sub(" ", child))
                if after_space and words.startswith(" "):
                    words = words[1:]
                if words:
                    after_space = words.endswith(" ")
                    made.append(words)
            elif child.tag in {"br", "blank"}:
                while made and isinstance(made[-1], str) and made[-1].endswith(" "):
                    made[-1] = made[-1][:-1]
                    if not made[-1]:
                        made.pop()
                after_space = True
                made.append(child)
            else:
                child.children, after_space = walk(child.children, after_space)
                if _text(child).strip(_NOTHING) or any(_all(child, "br")):
                    made.append(child)
                elif _text(child):
                    made.append(" ")
        return _joined(made), after_space

    return walk(children, False)[0]


def _trim(children: list[Child]) -> list[Child]:
    """Without spaces and line breaks at both ends; empty when no word is left."""
    if not _text_of(children).strip(_NOTHING):
        return []
    for end in (0, -1):
        while children:
            child = children[end]
            if isinstance(child, str):
                cut = child.lstrip(" \n\t\xa0") if end == 0 else child.rstrip(" \n\t\xa0")
                if cut:
                    children[end] = cut
                    break
            elif child.tag != "br":
                child.children = _trim_end(child.children, end)
                if child.children:
                    break
            children.pop(end)
    return children


def _trim_end(children: list[Child], end: int) -> list[Child]:
    while children:
        child = children[end]
        if isinstance(child, str):
            cut = child.lstrip(" \n\t\xa0") if end == 0 else child.rstrip(" \n\t\xa0")
            if cut:
                children[end] = cut
                return children
        elif child.tag != "br":
            child.children = _trim_end(child.children, end)
            if child.children:
                return children
        children.pop(end)
    return children


def _at_double_breaks(children: list[Child]) -> list[list[Child]]:
    parts: list[list[Child]] = [[]]
    for number, child in enumerate(children):
        follows = children[number + 1] if number + 1 < len(children) else ""
        if isinstance(child, Node) and child.tag == "br":
            before = children[number - 1] if number else ""
            if isinstance(follows, Node) and follows.tag == "br":
                continue
            if isinstance(before, Node) and before.tag == "br":
                parts.append([])
                continue
        parts[-1].append(child)
    return parts


def _cut_start(children: list[Child], letters: int) -> list[Child]:
    made: list[Child] = []
    for child in children:
        if letters and isinstance(child, str):
            made.append(child[letters:])
            letters = max(0, letters - len(child))
        elif letters and isinstance(child, Node):
            size = len(_text(child))
            made.append(Node(child.tag, child.attrs, _cut_start(child.children, letters)))
            letters = max(0, letters - size)
        else:
            made.append(child)
    return made


def _bare_first(inside: list[Node]) -> list[Child]:
    """The first paragraph of an item or a cell needs no <p> of its own."""
    if inside[:1] and inside[0].tag == "p":
        return [*inside[0].children, *inside[1:]]
    return list(inside)


def _word_lists(blocks: list[Node]) -> list[Node]:
    made: list[Node] = []
    open_lists: list[Node] = []
    for block in blocks:
        if block.tag != "word-item":
            open_lists = []
            made.append(block)
            continue
        level = min(int(block.attrs["level"]), len(open_lists) + 1)
        del open_lists[level:]
        if len(open_lists) == level and open_lists[-1].tag != block.attrs["tag"]:
            open_lists.pop()
        if len(open_lists) < level:
            fresh = Node(block.attrs["tag"])
            if open_lists:
                last = open_lists[-1].children[-1]
                assert isinstance(last, Node)  # noqa: S101  (a list is opened with its first item)
                last.children.append(fresh)
            else:
                made.append(fresh)
            open_lists.append(fresh)
        open_lists[-1].children.append(Node("li", {}, block.children))
    return made


def _even_headings(blocks: list[Node]) -> bool:
    """Levels from 2 on, without gaps, the relation of the headings to each other kept. Whether anything changed."""
    above: list[int] = []
    changed = False
    for block in blocks:
        if block.tag not in HEADINGS:
            continue
        level = HEADINGS[block.tag]
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        wanted = f"h{min(len(above) + 1, 4)}"
        changed = changed or wanted != block.tag
        block.tag = wanted
    return changed


def _write(child: Child) -> str:
    if isinstance(child, str):
        return html.escape(child, quote=False)
    attrs = "".join(f' {name}="{html.escape(value)}"' for name, value in child.attrs.items())
    if child.tag in VOID:
        return f"<{child.tag}{attrs}>"
    return f"<{child.tag}{attrs}>{''.join(map(_write, child.children))}</{child.tag}>"


# --- looking over -----------------------------------------------------------------------------------------------


def _pieces(children: list[Child], kind: str = "p") -> Iterator[Block]:
    run: list[Child] = []

    def flush() -> Iterator[Block]:
        if _text_of(run).strip():
            yield _piece(kind, run)
        run.clear()

    for child in children:
        if isinstance(child, str) or child.tag in INLINE:
            run.append(child)
            continue
        yield from flush()
        if child.tag in {"p", "h2", "h3", "h4"}:
            yield _piece(child.tag if child.tag != "p" else kind, child.children)
        elif child.tag == "figure":
            shown = tuple((one.attrs.get("src", ""), one.attrs.get("alt", "")) for one in _all(child, "img"))
            words = [inner for one in _all(child, "figcaption") for inner in one.children]
            yield Block("figure", " ".join(_text_of(words).split()), _links(words), shown)
        elif child.tag in {"td", "th"}:
            yield from _pieces(child.children, "head" if child.tag == "th" else "cell")
        else:
            yield from _pieces(child.children, "li" if child.tag == "li" else kind)
    yield from flush()


def _piece(kind: str, children: list[Child]) -> Block:
    return Block(kind, " ".join(_text_of(children).split()), _links(children))


def _links(children: list[Child]) -> tuple[tuple[str, str], ...]:
    whole = Node("", {}, children)
    return tuple((" ".join(_text(one).split()), one.attrs.get("href", "")) for one in _all(whole, "a"))
