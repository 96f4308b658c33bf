# SPDX-License-Identifier: EUPL-1.2
"""The four corner squares in a picture, and from millimetres on the sheet to points of the picture."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mitwirken.kernels import sheets

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]

LONG_SIDE = 1200  # points: a square has 12 to 24 of them then
INK = 0.55
NEAR_CODE = 6.0  # mm
MOST_BLOBS = 26  # 14,950 sets of four


@dataclass(frozen=True)
class Straight:
    """From millimetres on the sheet to points (x, y) of the picture.

    `to_picture` is a 3 × 3 matrix for places with a third number 1; `per_mm` the points to the millimetre where it is coarsest.
    """

    to_picture: Floats
    per_mm: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the sheet is in the picture.

        >>> Straight(np.diag([4.0, 4.0, 1.0]), 4.0).place(10, 20)
        (40.0, 80.0)
        """
        u, v, w = self.to_picture @ np.array([x, y, 1.0])
        return float(u / w), float(v / w)

    def cut(self, grey: Grey, x: float, y: float, width: float, height: float, per_mm: float = 10.0) -> Grey:
        """A part of the sheet, straightened; between points it is interpolated, outside of the picture it is white."""
        columns, rows = max(1, round(width * per_mm)), max(1, round(height * per_mm))
        at_x = x + (np.arange(columns) + 0.5) / per_mm
        at_y = y + (np.arange(rows) + 0.5) / per_mm
        (a, b, c), (d, e, f), (g, h, i) = self.to_picture
        below = g * at_x[None, :] + h * at_y[:, None] + i
        u = (a * at_x[None, :] + b * at_y[:, None] + c) / below - 0.5
        v = (d * at_x[None, :] + e * at_y[:, None] + f) / below - 0.5
        tall, wide = grey.shape
        outside = (u < -0.5) | (v < -0.5) | (u > wide - 0.5) | (v > tall - 0.5)
        u, v = np.clip(u, 0, wide - 1.001), np.clip(v, 0, tall - 1.001)
        left, top = u.astype(np.intp), v.astype(np.intp)
        right, low = np.minimum(left + 1, wide - 1), np.minimum(top + 1, tall - 1)
        part_x, part_y = u - left, v - top
        upper = grey[top, left] * (1 - part_x) + grey[top, right] * part_x
        lower = grey[low, left] * (1 - part_x) + grey[low, right] * part_x
        out: Grey = np.where(outside, 255, upper * (1 - part_y) + lower * part_y).astype(np.uint8)
        return out


def straighten(grey: Grey, code_at: tuple[float, float] | None = None) -> Straight | None:
    """The sheet in a picture, or None where it is not certain where it is or which way up.

    `code_at` is the middle of the square code in points of the picture, where a reader found it.
    """
    if min(grey.shape) < 200:
        return None
    step = max(1, round(max(grey.shape) / LONG_SIDE))
    small = _smaller(grey, step)
    blobs = _solid_blobs(_ink(small))
    found: list[tuple[float, Straight]] = []
    for size, matrix in _pages(blobs):
        back = np.diag([float(step), float(step), 1.0]) @ matrix
        straight = Straight(back, coarsest(back))
        if _right_way_up(grey, straight, code_at):
            found.append((size, straight))
    if not found:
        return None
    found.sort(key=lambda pair: -pair[0])
    return found[0][1]


def _smaller(grey: Grey, step: int) -> Floats:
    tall, wide = (side // step * step for side in grey.shape)
    blocks = grey[:tall, :wide].reshape(tall // step, step, wide // step, step)
    out: Floats = blocks.mean(axis=(1, 3), dtype=np.float64)
    return out


def _ink(small: Floats) -> NDArray[np.bool_]:
    """What is clearly darker than the brightest place around it."""
    block = max(4, round(max(small.shape) / 30))
    rows, columns = -(-small.shape[0] // block), -(-small.shape[1] // block)
    padded = np.pad(
        small, ((0, rows * block - small.shape[0]), (0, columns * block - small.shape[1])), mode="edge"
    )
    bright = np.percentile(padded.reshape(rows, block, columns, block), 95, axis=(1, 3))
    wide = np.pad(bright, 1, mode="edge")
    around = np.max([wide[dy : dy + rows, dx : dx + columns] for dy in range(3) for dx in range(3)], axis=0)
    paper = _stretched(around, block)[: small.shape[0], : small.shape[1]]
    out: NDArray[np.bool_] = small < INK * paper
    return out


def _stretched(values: Floats, block: int) -> Floats:
    """Each value over a block, with even passages from the middle of one to the next."""
    out = values
    for axis in (0, 1):
        count = out.shape[axis]
        at = np.clip((np.arange(count * block) + 0.5) / block - 0.5, 0, count - 1)
        low = at.astype(np.intp)
        high = np.minimum(low + 1, count - 1)
        part = at - low
        shape = (-1, 1) if axis == 0 else (1, -1)
        out = np.take(out, low, axis) * (1 - part).reshape(shape) + np.take(out, high, axis) * part.reshape(
            shape
        )
    return out


@dataclass(frozen=True)
class _Blob:
    x: float
    y: float
    area: float
    spread: Floats  # second moments, 2 × 2


def _solid_blobs(ink: NDArray[np.bool_]) -> list[_Blob]:
    """What hangs together and is as solid as a square: from runs of ink in each row, joined where they touch those of the row above."""
    padded = np.pad(ink, ((0, 0), (1, 1))).astype(np.int8)
    turns = np.diff(padded, axis=1)
    rows, starts = np.nonzero(turns == 1)
    _rows, ends = np.nonzero(turns == -1)
    label = list(range(len(rows)))

    def root(one: int) -> int:
        """The first run of those that hang together."""
        while label[one] != one:
            label[one] = label[label[one]]
            one = label[one]
        return one

    first = np.searchsorted(rows, np.arange(ink.shape[0] + 1))
    begin, end = starts.tolist(), ends.tolist()
    for row in range(1, ink.shape[0]):
        above, last_above, here, last = (
            int(first[row - 1]),
            int(first[row]),
            int(first[row]),
            int(first[row + 1]),
        )
        while above < last_above and here < last:
            if begin[above] < end[here] and begin[here] < end[above]:
                one, other = root(above), root(here)
                if one != other:
                    label[max(one, other)] = min(one, other)
            if end[above] < end[here]:
                above += 1
            else:
                here += 1
    if not label:
        return []
    owner = np.array([root(one) for one in range(len(label))], dtype=np.intp)
    n = (ends - starts).astype(np.float64)
    middle = (starts + ends) / 2  # the middle of point 0 is at 0.5
    y = rows + 0.5
    total = len(label)

    def sums(values: Floats) -> Floats:
        return np.bincount(owner, weights=values, minlength=total).astype(np.float64)

    area = sums(n)
    keep = np.nonzero((area >= 25) & (area <= ink.size / 200))[0]
    safe = np.maximum(area, 1)
    mean_x, mean_y = sums(n * middle) / safe, sums(n * y) / safe
    # The points of a run of length n spread n²/12 around its middle, each point's own width included.
    xx = sums(n * (middle - mean_x[owner]) ** 2 + n**3 / 12) / safe
    yy = sums(n * (y - mean_y[owner]) ** 2 + n / 12) / safe
    xy = sums(n * (middle - mean_x[owner]) * (y - mean_y[owner])) / safe
    blobs = []
    for one in keep.tolist():
        spread = np.array([[xx[one], xy[one]], [xy[one], yy[one]]])
        solid = area[one] / (12 * np.sqrt(max(np.linalg.det(spread), 1e-9)))
        longest, shortest = np.linalg.eigvalsh(spread)[::-1]
        if 0.85 <= solid <= 1.2 and longest <= 6 * shortest:
            blobs.append(_Blob(float(mean_x[one]), float(mean_y[one]), float(area[one]), spread))
    return blobs


def _pages(blobs: list[_Blob]) -> list[tuple[float, Floats]]:
    """All sets of four blobs that can be the corners of a sheet, each both ways up: area in the picture, and matrix."""
    if len(blobs) > MOST_BLOBS:
        centre = np.mean([(blob.x, blob.y) for blob in blobs], axis=0)
        blobs = sorted(blobs, key=lambda blob: -float(np.hypot(blob.x - centre[0], blob.y - centre[1])))
        blobs = blobs[:MOST_BLOBS]
    if len(blobs) < 4:
        return []
    corners = np.array([(box.x + box.size / 2, box.y + box.size / 2) for box in sheets.corners()])
    whole = float(np.prod(corners[2] - corners[0])) / sheets.CORNER_SIZE**2
    pages = []
    for four in itertools.combinations(blobs, 4):
        areas = [blob.area for blob in four]
        if max(areas) > 4 * min(areas):
            continue
        points = np.array([(blob.x, blob.y) for blob in four])
        centre = points.mean(axis=0)
        order = np.argsort(np.arctan2(points[:, 1] - centre[1], points[:, 0] - centre[0]))
        points = points[order]  # clockwise as one sees it, since y runs down
        sides = np.roll(points, -1, axis=0) - points
        following = np.roll(sides, -1, axis=0)
        if np.any(sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0] <= 0):
            continue
        across, along = points[2] - points[0], points[3] - points[1]
        size = abs(float(across[0] * along[1] - across[1] * along[0])) / 2
        if not 0.5 * whole < size / float(np.mean(areas)) < 2 * whole:
            continue
        for turn in range(4):
            turned = np.roll(points, -turn, axis=0)
            matrix = matrix_between(corners, turned)
            spreads = [four[at].spread for at in np.roll(order, -turn)]
            if matrix is not None and _look_like_squares(matrix, corners, spreads):
                pages.append((size, matrix))
    return pages


def matrix_between(sheet: Floats, picture: Floats) -> Floats | None:
    """The perspective in which four places of the sheet are seen at four places of the picture."""
    rows, right = [], []
    for (x, y), (u, v) in zip(sheet, picture, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    try:
        found = np.linalg.solve(np.array(rows, dtype=np.float64), np.array(right, dtype=np.float64))
    except np.linalg.LinAlgError:
        return None
    return np.append(found, 1.0).reshape(3, 3)


def _stretch(matrix: Floats, x: float, y: float) -> Floats:
    """How a small step on the sheet is seen in the picture: 2 × 2, points to the millimetre."""
    u, v, w = matrix @ np.array([x, y, 1.0])
    out: Floats = (matrix[:2, :2] - np.outer([u / w, v / w], matrix[2, :2])) / w
    return out


def _look_like_squares(matrix: Floats, corners: Floats, spreads: list[Floats]) -> bool:
    for (x, y), seen in zip(corners, spreads, strict=True):
        step = _stretch(matrix, x, y)
        if not np.all(np.isfinite(step)) or np.linalg.det(step) <= 0:
            return False
        expected = step @ step.T * (sheets.CORNER_SIZE**2 / 12)
        ratios = np.linalg.eigvals(np.linalg.solve(expected, seen)).real
        # Spreads grow with the square of lengths: 1.5 times as long is 2.25 times the spread.
        if np.any(ratios <= 1 / 2.25) or np.any(ratios >= 2.25):
            return False
    return True


def coarsest(matrix: Floats) -> float:
    """How many points of the picture a millimetre has where it has fewest."""
    return min(
        float(np.linalg.svd(_stretch(matrix, x, y), compute_uv=False)[-1])
        for x in (0.0, sheets.PAGE_WIDTH)
        for y in (0.0, sheets.PAGE_HEIGHT)
    )


def _right_way_up(grey: Grey, straight: Straight, code_at: tuple[float, float] | None) -> bool:
    middle = (sheets.CODE_X + sheets.CODE_SIZE / 2, sheets.CODE_Y + sheets.CODE_SIZE / 2)
    if code_at is not None:
        # Back to millimetres: the code is near its place, or the sheet is another way up or not this one.
        x, y, w = np.linalg.inv(straight.to_picture) @ np.array([*code_at, 1.0])
        return bool(w and np.hypot(x / w - middle[0], y / w - middle[1]) <= NEAR_CODE)
    half = sheets.CODE_SIZE / 2

    def share_of_ink(x: float, y: float) -> float:
        part = straight.cut(grey, x - half - 4, y - half - 4, 2 * half + 8, 2 * half + 8, 4)
        paper = np.percentile(part, 95)
        return float((part[16:-16, 16:-16] < INK * paper).mean())

    here = share_of_ink(*middle)
    there = share_of_ink(sheets.PAGE_WIDTH - middle[0], sheets.PAGE_HEIGHT - middle[1])
    return 0.25 <= here <= 0.75 and there < 0.15
