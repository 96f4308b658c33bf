# SPDX-License-Identifier: EUPL-1.2
"""Ticked, empty or unclear: each box of a straightened page, and what follows for those that belong together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mitwirken.kernels import sheets
from mitwirken.kernels.sheets import Box, Field, SheetPage

from .straightening import Grey, Straight

PER_MM = 10
AROUND = 3.5  # mm of the cut-out on each side of the box
COARSEST = 4.0  # points to the millimetre
UNEVEN = 0.8
WANDER = 1.2  # mm that a box may be beside its place: bent paper
LINE_LEAST, SIDE_LEAST = 0.3, 0.2
INK, TRACE = 0.30, 0.15
WITHIN = 0.4  # mm inside of the printed line that are not looked at
RIM_FROM, RIM_TO = 0.5, 1.3  # mm outside of the box
CROSSES, THROUGH, BESIDE = (
    0.12,
    0.03,
    0.05,
)  # a line of 0.3 mm that leaves the box is 6 % of the rim of a side
FILLED, TICKED, REACH, NOTHING = 0.50, 0.11, 0.60, 0.02


class State(StrEnum):
    TICKED = "ticked"
    EMPTY = "empty"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """What made a box unclear."""

    NONE = ""
    CROOKED = "crooked"  # the page was not straightened
    COARSE = "coarse"
    SHADOW = "shadow"
    NOT_FOUND = "not_found"
    FILLED = "filled"
    THROUGH = "through"
    FAINT = "faint"
    BESIDE = "beside"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class BoxReading:
    """`ink`: share of the inside that is ink; `darkness`: mean darkness of the inside, 0 paper to 1 black."""

    name: str
    state: State
    ink: float = 0.0
    darkness: float = 0.0
    why: Why = Why.NONE


@dataclass(frozen=True)
class ChoiceReading:
    """`ticked` is what was chosen; it is only meant where the choice is clear."""

    name: str
    ticked: tuple[str, ...]
    clear: bool


@dataclass(frozen=True)
class PageReading:
    boxes: tuple[BoxReading, ...]
    choices: tuple[ChoiceReading, ...]

    @property
    def clear(self) -> bool:
        return all(box.state is not State.UNCLEAR for box in self.boxes)

    def of(self, name: str) -> BoxReading:
        return next(box for box in self.boxes if box.name == name)


def read_page(grey: Grey, page: SheetPage, straight: Straight | None) -> PageReading:
    """Each box of a page, and the choices they belong to; with `straight` None nothing is read and all is unclear."""
    readings = {box.name: _read_or_ask(grey, box, straight) for box in page.boxes}
    for choice in page.choices:
        ticked = [name for name in choice.boxes if name in readings and readings[name].state is State.TICKED]
        if len(ticked) > choice.most:
            for name in ticked:
                readings[name] = replace(readings[name], state=State.UNCLEAR, why=Why.TOO_MANY)
    choices = []
    for choice in page.choices:
        here = [readings[name] for name in choice.boxes if name in readings]
        choices.append(
            ChoiceReading(
                choice.name,
                tuple(box.name for box in here if box.state is State.TICKED),
                len(here) == len(choice.boxes) and all(box.state is not State.UNCLEAR for box in here),
            )
        )
    return PageReading(tuple(readings.values()), tuple(choices))


def _read_or_ask(grey: Grey, box: Box, straight: Straight | None) -> BoxReading:
    if straight is None:
        return BoxReading(box.name, State.UNCLEAR, why=Why.CROOKED)
    if straight.per_mm < COARSEST:
        return BoxReading(box.name, State.UNCLEAR, why=Why.COARSE)
    wide = box.size + 2 * AROUND
    return read_box(
        box.name, box.size, straight.cut(grey, box.x - AROUND, box.y - AROUND, wide, wide, PER_MM)
    )


def read_box(name: str, size: float, cut: Grey) -> BoxReading:
    """One box of `size` mm in the middle of a straightened cut-out that is 3.5 mm wider on each side, ten points to the millimetre.

    >>> blank = np.full((120, 120), 240, dtype=np.uint8)
    >>> blank[35:85, 35:85] = 20
    >>> blank[40:80, 40:80] = 240
    >>> read_box("ja", 5.0, blank).state.value
    'empty'
    >>> for at in range(40, 80):
    ...     blank[at, at - 2 : at + 3] = blank[at, 118 - at : 123 - at] = 60
    >>> reading = read_box("ja", 5.0, blank)
    >>> reading.state.value, round(reading.ink, 2)
    ('ticked', 0.29)
    >>> blank[45:75, 45:75] = 30
    >>> read_box("ja", 5.0, blank).why.value
    'filled'
    """

    def unclear(why: Why, ink: float = 0.0, darkness: float = 0.0) -> BoxReading:
        return BoxReading(name, State.UNCLEAR, ink, darkness, why)

    middle = cut.shape[0] // 2
    quarters = [
        cut[a, b] for a in (slice(middle), slice(middle, None)) for b in (slice(middle), slice(middle, None))
    ]
    papers = [float(np.percentile(quarter, 85)) for quarter in quarters]
    if min(papers) < UNEVEN * max(papers) or max(papers) < 30:
        return unclear(Why.SHADOW)
    dark = np.clip(1 - _smooth(cut) / (sum(papers) / 4), 0, 1)
    found = _find_frame(dark, round(size * PER_MM))
    if found is None:
        return unclear(Why.NOT_FOUND)
    top, left = found
    side = round(size * PER_MM)
    skip = round((sheets.BOX_LINE + WITHIN) * PER_MM)
    inside = dark[top + skip : top + side - skip, left + skip : left + side - skip]
    ink, trace, darkness = float((inside > INK).mean()), float((inside > TRACE).mean()), float(inside.mean())
    rim = _rim(dark, top, left, side)
    if ink > FILLED:
        return unclear(Why.FILLED, ink, darkness)
    if min(rim[0], rim[1]) > THROUGH or min(rim[2], rim[3]) > THROUGH:
        return unclear(Why.THROUGH, ink, darkness)
    if ink >= TICKED and _reach(inside > INK) >= REACH:
        return BoxReading(name, State.TICKED, ink, darkness)
    if trace > NOTHING:
        return unclear(Why.FAINT, ink, darkness)
    if max(rim) >= BESIDE:
        return unclear(Why.BESIDE, ink, darkness)
    return BoxReading(name, State.EMPTY, ink, darkness)


def _smooth(cut: Grey) -> NDArray[np.float64]:
    """The mean of three by three points: the grain of a picture in poor light is no ink."""
    wide = np.pad(cut.astype(np.float64), 1, mode="edge")
    rows, columns = cut.shape
    out: NDArray[np.float64] = (
        np.sum([wide[dy : dy + rows, dx : dx + columns] for dy in range(3) for dx in range(3)], axis=0) / 9
    )
    return out


def _find_frame(dark: NDArray[np.float64], side: int) -> tuple[int, int] | None:
    """The upper left corner of the printed square nearest to where it should be, or None."""
    line = round(sheets.BOX_LINE * PER_MM)
    sums = np.pad(dark.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    most = round(WANDER * PER_MM)
    at = round(AROUND * PER_MM)
    shift = np.arange(at - most, at + most + 1)

    def mean(top: NDArray[np.intp], left: NDArray[np.intp], tall: int, wide: int) -> NDArray[np.float64]:
        low, right = top + tall, left + wide
        total = (
            sums[np.ix_(low, right)]
            - sums[np.ix_(top, right)]
            - sums[np.ix_(low, left)]
            + sums[np.ix_(top, left)]
        )
        return np.asarray(total / (tall * wide), dtype=np.float64)

    sides = np.array(
        [
            mean(shift, shift, line, side),
            mean(shift + side - line, shift, line, side),
            mean(shift, shift, side, line),
            mean(shift, shift + side - line, side, line),
        ]
    )
    whole = sides.mean(axis=0)
    best = np.unravel_index(int(whole.argmax()), whole.shape)
    if whole[best] < LINE_LEAST or sides[:, best[0], best[1]].min() < SIDE_LEAST:
        return None
    return int(shift[best[0]]), int(shift[best[1]])


def _rim(dark: NDArray[np.float64], top: int, left: int, side: int) -> tuple[float, float, float, float]:
    """What crosses a band outside of the box: above, below, left, right the share of places along the side that are dark across the band.

    The mean across the band is asked, so that a thin line in pencil is found and the grain of a picture is not.
    """
    near, far = round(RIM_FROM * PER_MM), round(RIM_TO * PER_MM)
    low, right = top + side, left + side
    bands = (
        dark[top - far : top - near, left:right].mean(axis=0),
        dark[low + near : low + far, left:right].mean(axis=0),
        dark[top:low, left - far : left - near].mean(axis=1),
        dark[top:low, right + near : right + far].mean(axis=1),
    )
    above, below, before, behind = (float((band > CROSSES).mean()) for band in bands)
    return above, below, before, behind


def _reach(ink: NDArray[np.bool_]) -> float:
    """Over how much of the width or height ink goes, whichever is more."""
    spans = []
    for axis in (0, 1):
        at = np.nonzero(ink.any(axis=axis))[0]
        spans.append((at[-1] - at[0] + 1) / ink.shape[1 - axis] if len(at) else 0.0)
    return float(max(spans))


def has_writing(grey: Grey, field: Field, straight: Straight | None) -> bool:
    """Whether somebody wrote into a field. It says yes where it is not certain; printed lines to write on are no writing.

    More than a thousandth of the field is darker than three quarters of its paper, not counting rows that are dark over a third of their
    length (a printed line) and the rows beside them.
    """
    if straight is None:
        return True
    per_mm, edge = 5.0, 1.2
    if field.width <= 2 * edge or field.height <= 2 * edge:
        return True
    cut = straight.cut(
        grey, field.x + edge, field.y + edge, field.width - 2 * edge, field.height - 2 * edge, per_mm
    )
    smooth = _smooth(cut)
    # Paper is judged piece by piece: a field may lie half in shadow.
    pieces = np.array_split(smooth, max(1, round(field.width / 15)), axis=1)
    ink = np.concatenate([piece < 0.75 * np.percentile(piece, 85) for piece in pieces], axis=1)
    lines = ink.mean(axis=1) > 1 / 3
    near = np.convolve(lines, np.ones(5), mode="same") > 0
    rest = ink[~near]
    return bool(rest.size == 0 or rest.mean() > 0.001)
