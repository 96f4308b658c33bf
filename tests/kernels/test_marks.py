# SPDX-License-Identifier: EUPL-1.2
"""Sheets drawn, filled in and pictured: `docs/rules/marks.md`. `bench/marks.py` counts over many more."""

import random

import numpy as np
import pytest
from bench.marks import (
    PER_MM,
    POOR,
    SCANNER_150,
    SCANNER_300,
    TELEPHONE,
    Camera,
    code_of,
    draw_sheet,
    fill,
    pictured,
)
from PIL import Image, ImageDraw

from mitwirken.kernels import sheets
from mitwirken.kernels.marks import State, Why, read_page, straighten
from mitwirken.kernels.sheets import Box, Choice, SheetPage

PAGE = SheetPage(
    boxes=tuple(
        Box(f"{name}:{at}", 31 + at * 50, 80 + row * 25)
        for row, name in enumerate("abcdef")
        for at in range(3)
    ),
    choices=tuple(Choice(name, tuple(f"{name}:{at}" for at in range(3)), 1) for name in "abcdef"),
)


def seen(
    marks: dict[str, str],
    camera: Camera = SCANNER_300,
    *,
    code: str = "MW1:K7F3:12:1",
    seed: int = 3,
    draw=None,
) -> tuple[np.ndarray, tuple[float, float] | None]:
    chance = random.Random(seed)
    sheet = draw_sheet(PAGE, code)
    for box in PAGE.boxes:
        if box.name in marks:
            fill(sheet, box, marks[box.name], chance)
    if callable(draw):
        draw(ImageDraw.Draw(sheet))
    picture = pictured(sheet, camera, chance)
    return np.asarray(picture), code_of(picture)[1]


def read(marks: dict[str, str], camera: Camera = SCANNER_300, **more):
    grey, code_at = seen(marks, camera, **more)
    return read_page(grey, PAGE, straighten(grey, code_at))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "camera", [SCANNER_150, SCANNER_300, TELEPHONE, POOR], ids=["150", "300", "tel", "poor"]
)
def test_crosses_are_read_whichever_way_the_sheet_lies(camera, turned):
    reading = read(
        {"a:0": "cross", "b:2": "tick", "c:1": "pencil"}, Camera(**{**camera.__dict__, "turned": turned})
    )
    ticked = {box.name for box in reading.boxes if box.state is State.TICKED}
    unclear = {box.name for box in reading.boxes if box.state is State.UNCLEAR}
    assert ticked | unclear >= {"a:0", "b:2", "c:1"}
    assert ticked <= {"a:0", "b:2", "c:1"}
    assert len(unclear) <= 2, unclear


@pytest.mark.parametrize(
    ("hand", "why"),
    [
        ("filled", Why.FILLED),
        ("thick", Why.FILLED),
        ("faint", Why.FAINT),
        ("stray", Why.FAINT),
        ("beside", Why.BESIDE),
    ],
)
def test_what_a_person_has_to_look_at(hand, why):
    reading = read({"d:1": hand})
    assert (reading.of("d:1").state, reading.of("d:1").why) == (State.UNCLEAR, why)
    assert [choice.clear for choice in reading.choices] == [True, True, True, False, True, True]


def test_a_line_through_cross_and_words_is_unclear():
    box = next(box for box in PAGE.boxes if box.name == "b:1")

    def strike(pen):
        y = (box.y + 2.5) * PER_MM
        pen.line([((box.x - 6) * PER_MM, y), ((box.x + 30) * PER_MM, y)], fill=40, width=5)

    reading = read({"b:1": "cross"}, draw=strike)
    assert reading.of("b:1").state is State.UNCLEAR
    assert reading.of("b:1").why in (Why.THROUGH, Why.FILLED)


def test_more_ticks_than_allowed_are_all_unclear():
    reading = read({"a:0": "tick", "a:1": "tick", "b:0": "tick"})
    assert [reading.of(name).why for name in ("a:0", "a:1")] == [Why.TOO_MANY] * 2
    assert reading.of("a:2").state is State.EMPTY
    by_name = {choice.name: choice for choice in reading.choices}
    assert (by_name["a"].clear, by_name["a"].ticked) == (False, ())
    assert (by_name["b"].clear, by_name["b"].ticked) == (True, ("b:0",))


def test_an_empty_sheet_has_no_tick_and_nothing_to_ask():
    reading = read({})
    assert reading.clear
    assert {box.state for box in reading.boxes} == {State.EMPTY}
    assert max(box.ink for box in reading.boxes) == 0


def test_no_sheet_in_the_picture_is_not_read():
    empty = np.full((2000, 1400), 245, dtype=np.uint8)
    assert straighten(empty) is None
    grain = np.random.default_rng(4).integers(0, 255, (1500, 1100)).astype(np.uint8)
    assert straighten(grain) is None
    assert straighten(np.zeros((50, 50), dtype=np.uint8)) is None
    reading = read_page(empty, PAGE, None)
    assert {(box.state, box.why) for box in reading.boxes} == {(State.UNCLEAR, Why.CROOKED)}
    assert not any(choice.clear for choice in reading.choices)


def test_without_a_readable_code_the_pattern_tells_which_way_is_up():
    def smear(pen):  # a coffee ring over part of the code
        pen.ellipse(
            [
                (sheets.CODE_X + 2) * PER_MM, (sheets.CODE_Y + 2) * PER_MM,
                (sheets.CODE_X + 20) * PER_MM, (sheets.CODE_Y + 20) * PER_MM,
            ],
            outline=120, width=40,
        )  # fmt: skip

    for turned in (0, 180):
        grey, code_at = seen({"f:2": "cross"}, Camera(turned=turned), draw=smear)
        assert code_at is None
        reading = read_page(grey, PAGE, straighten(grey))
        assert reading.of("f:2").state is State.TICKED
        assert {box.name for box in reading.boxes if box.state is not State.EMPTY} == {"f:2"}


def test_with_a_corner_torn_off_nothing_is_read():
    def tear(pen):
        pen.polygon([(0, 297 * PER_MM), (0, 260 * PER_MM), (40 * PER_MM, 297 * PER_MM)], fill=250)

    grey, code_at = seen({"a:0": "cross", "e:1": "filled"}, draw=tear)
    assert code_at is not None
    assert straighten(grey, code_at) is None


def test_black_boxes_are_not_taken_for_corners():
    marks = {f"{name}:{at}": "filled" for name in "abcdef" for at in range(3)}
    grey, code_at = seen(marks)
    straight = straighten(grey, code_at)
    assert straight is not None
    x, y = straight.place(105, 148.5)
    assert abs(x - grey.shape[1] / 2) < 40 and abs(y - grey.shape[0] / 2) < 40
    assert straighten(grey) is not None


def test_a_code_somewhere_else_means_another_sheet():
    grey, code_at = seen({})
    assert straighten(grey, code_at) is not None
    assert straighten(grey, (100.0, 100.0)) is None


def test_too_coarse_a_picture_is_asked_about():
    sheet = draw_sheet(PAGE)
    coarse = np.asarray(sheet.resize((round(210 * 3.4), round(297 * 3.4)), Image.Resampling.BOX))
    straight = straighten(coarse)
    assert straight is not None and straight.per_mm < 4
    reading = read_page(coarse, PAGE, straight)
    assert {box.why for box in reading.boxes} == {Why.COARSE}


def test_a_box_that_is_not_on_the_sheet_is_unclear():
    grey, code_at = seen({"a:0": "cross"})
    other = SheetPage(boxes=(Box("x", 40, 250), Box("y", 35, 92)), choices=(Choice("z", ("x", "y"), 1),))
    reading = read_page(grey, other, straighten(grey, code_at))
    assert {box.why for box in reading.boxes} == {Why.NOT_FOUND}


def test_the_edge_of_a_shadow_is_not_ink():
    grey, code_at = seen({})
    dark = grey.astype(float)
    box = next(box for box in PAGE.boxes if box.name == "c:1")
    straight = straighten(grey, code_at)
    x, _y = straight.place(box.x + 2.5, box.y)
    dark[:, int(x) :] *= 0.6
    reading = read_page(dark.astype(np.uint8), PAGE, straighten(dark.astype(np.uint8), code_at))
    assert not [box for box in reading.boxes if box.state is State.TICKED]
    assert reading.of("c:1").why is Why.SHADOW


def test_nothing_certain_is_wrong_over_sheets_drawn_by_chance():
    from bench.marks import run

    for camera in (SCANNER_150, TELEPHONE):
        counted = run(camera, (0, 90, 180, 270), 3, seed=21)
        assert counted.wrong == 0
        assert counted.straightened == counted.sheets
        assert counted.clear > 0.8 * counted.boxes
