# SPDX-License-Identifier: EUPL-1.2
"""What can be said of the look without a browser: contrast, writing directions, weight, strict CSP."""

import gzip
import re
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[3] / "src" / "mitwirken" / "ground" / "ui"
CSS = (ROOM / "static" / "ui" / "ui.css").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
DECLARED = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")


def tokens(dark: bool) -> dict[str, str]:
    frame = CSS[CSS.index("@layer tokens {") : CSS.index("@layer base {")]
    light, _, night = frame.partition("@media screen and (prefers-color-scheme: dark)")
    values = dict(DECLARED.findall(light))
    assert night
    if dark:
        values |= dict(DECLARED.findall(night))
    return values


def colour(name: str, values: dict[str, str]) -> tuple[float, float, float]:
    value = values[name].strip()
    while match := re.fullmatch(r"var\((--[a-z0-9-]+)\)", value):
        value = values[match.group(1)].strip()
    digits = value.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(two * 2 for two in digits)
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))  # type: ignore[return-value]


def light_of(rgb: tuple[float, float, float]) -> float:
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, values: dict[str, str]) -> float:
    bright, dim = sorted((light_of(colour(one, values)), light_of(colour(other, values))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


GROUNDS = ("--ground", "--surface", "--sunken")
WORDS = [
    *[
        (word, ground)
        for word in ("--text", "--muted", "--link", "--link-hover", "--accent-text")
        for ground in GROUNDS
    ],
    ("--no-fg", "--ground"),
    ("--no-fg", "--surface"),
    ("--on-action", "--action"),
    ("--on-action", "--action-hover"),
    ("--text", "--mark"),
    ("--on-stage", "--stage"),
    ("--on-stage-muted", "--stage"),
    ("--stage-link", "--stage"),
    *[(f"--{tone}-fg", f"--{tone}-bg") for tone in ("calm", "busy", "good", "no", "done")],
    ("--ground", "--text"),
    ("--muted", "--good-bg"),  # the small words of a chosen radio button
]
EDGES = [
    *[("--line-strong", ground) for ground in GROUNDS],
    *[("--focus", ground) for ground in GROUNDS],
    ("--focus", "--focus-halo"),
    ("--action", "--ground"),
    ("--saffron-glow", "--stage"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read(word: str, ground: str, dark: bool) -> None:
    assert contrast(word, ground, tokens(dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(edge: str, ground: str, dark: bool) -> None:
    assert contrast(edge, ground, tokens(dark)) >= 3


def test_rules_use_second_tier_tokens_that_exist() -> None:
    declared = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) <= declared


def test_only_logical_properties() -> None:
    physical = (
        r"[\s{;](margin|padding|border)-(left|right|top|bottom)\b"
        r"|[\s{;](left|right|top|bottom|width|height|(max|min)-(width|height)):"
        r"|text-align:\s*(left|right)|float:"
    )
    assert not [line.strip()[:100] for line in CSS.splitlines() if re.search(physical, line)]


def test_braces_close() -> None:
    assert CSS.count("{") == CSS.count("}")


def test_the_frame_is_light() -> None:
    """A phone in a poor net: look and behaviour together, compressed, in kilobytes."""
    files = [*ROOM.glob("static/ui/*.js"), *ROOM.glob("static/ui/*.css"), *ROOM.glob("static/ui/*.svg")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 30_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    if template.name == "mail.html":
        return
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"(src|href)=\"(https?:)?//(?!example\.org)", source)


def test_every_icon_named_in_the_templates_is_drawn() -> None:
    from mitwirken.ground.ui.icons import names

    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([a-z]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= names()
