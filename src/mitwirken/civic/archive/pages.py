# SPDX-License-Identifier: EUPL-1.2
"""From a piece of a page to one that can be opened from a disk: nothing that runs, nothing that is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from html.parser import HTMLParser
from typing import Final

KEPT: Final = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "section",
        "article",
        "figure",
        "figcaption",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "br",
        "hr",
        "blockquote",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "time",
        "details",
        "summary",
        "bdi",
        "bdo",
        "small",
        "code",
        "pre",
        "sub",
        "sup",
        "header",
        "footer",
    ]
)
EMPTY: Final = frozenset({"br", "hr"})
SILENT: Final = frozenset(
    {"script", "style", "svg", "form", "button", "template", "noscript", "iframe", "select", "head"}
)
ATTRIBUTES: Final = frozenset(
    ["id", "dir", "lang", "scope", "datetime", "colspan", "rowspan", "open", "start"]
)
PICTURE: Final = re.compile(r"^/bilder/([0-9a-f]{2}/[0-9a-f]{40}(?:-\d{1,4})?)-(\d+)\.webp$")


class _Static(HTMLParser):
    def __init__(self, address: Callable[[str], str], picture: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.address, self.picture = address, picture
        self.out: list[str] = []
        self.silent = 0
        self.links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        if self.silent:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
        elif tag == "a":
            there = self.address(given.get("href", ""))
            self.links.append(bool(there))
            if there:
                self.out.append(f'<a href="{escape(there)}">')
        elif tag in KEPT:
            said = "".join(
                f' {name}="{escape(value)}"' for name, value in given.items() if name in ATTRIBUTES
            )
            self.out.append(f"<{tag}{said}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)

    def _picture(self, given: Mapping[str, str]) -> None:
        there = self.picture(given.get("src", ""))
        if there:
            sizes = "".join(
                f' {name}="{escape(given[name])}"' for name in ("width", "height") if given.get(name)
            )
            self.out.append(f'<img src="{escape(there)}" alt="{escape(given.get("alt", ""))}"{sizes}>')
        elif given.get("alt"):
            self.out.append(f"<span>[{escape(given['alt'])}]</span>")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag == "a":
            if self.links and self.links.pop():
                self.out.append("</a>")
        elif tag in KEPT and tag not in EMPTY:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def static(html: str, *, address: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """The HTML with plain elements only. `address` gives where a link leads now ("" makes plain text of it), `picture` the
    place of a copied picture ("" leaves its description).

    >>> static('<p class="x">Hier <a href="/a/">lang</a><script>x()</script></p>', address=lambda url: "", picture=lambda url: "")
    '<p>Hier lang</p>'
    """
    parser = _Static(address, picture)
    parser.feed(html)
    parser.close()
    return "".join(parser.out)


def body_of(html: str) -> str:
    """What stands inside of the body of a whole page."""
    found = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    return found.group(1) if found else html
