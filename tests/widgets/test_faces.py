import io

import numpy as np
import pytest
from PIL import Image

from lpnb.graph.types import Type
from lpnb.widgets.bar_face import BarFace
from lpnb.widgets.history import History
from lpnb.widgets.map_face import MapFace
from lpnb.widgets.palette import BETWEEN, BEYOND, LEVELS, diverging, sequential
from lpnb.widgets.span import MEMORY, Span, round_up, ticks
from lpnb.widgets.tiles import columns, grid, png


def test_two_images_take_turns_for_bqplot_does_not_see_a_new_value_in_the_same():
    face, seen = MapFace(Type((1, 4, 4)), "#000000"), []
    face.mark.observe(lambda change: seen.append(change["new"]), "image")
    for number in range(3):
        face.draw(np.full((1, 4, 4), number / 4, np.float32) + np.eye(4, dtype=np.float32), 0.0)
    assert len(seen) == 3
    assert seen[0] is not seen[1]
    assert seen[0] is seen[2]


def test_an_array_that_was_changed_in_place_is_drawn():
    face = BarFace(Type((3,)), "#000000")
    values = np.array([1.0, 2.0, 3.0], np.float32)
    assert face.draw(values, 0.0) > 0
    values[0] = 2.5
    assert face.draw(values, 0.0) > 0
    assert face.mark.y.tolist() == [2.5, 2.0, 3.0]
    assert face.draw(values, 0.0) == 0


def test_what_did_not_change_costs_nothing():
    face = MapFace(Type((2, 4, 4)), "#000000")
    value = np.ones((2, 4, 4), np.float32)
    assert face.draw(value, 0.0) > 0
    assert face.draw(value.copy(), 1.0) == 0


def test_a_class_is_one_bar():
    face = BarFace(Type((), classes=4), "#000000")
    face.draw(np.int64(2), 0.0)
    assert face.mark.y.tolist() == [0, 0, 1, 0]


def test_the_answered_class_stands_out():
    face = BarFace(Type((3,), simplex=True), "#000000")
    face.draw(np.array([0.2, 0.7, 0.1]), 0.0)
    assert face.mark.opacities[1] == 1.0
    assert face.mark.opacities[0] < 1.0
    assert (face._y.min, face._y.max) == (0, 1)


def test_a_long_vector_is_a_curve():
    face = BarFace(Type((500,)), "#000000")
    face.draw(np.linspace(-1, 1, 500), 0.0)
    assert type(face.mark).__name__ == "Lines"
    assert (face._y.min, face._y.max) == (-1, 1)


def test_values_that_are_not_finite_do_not_stop_a_view():
    MapFace(Type((1, 2, 2)), "#000000").draw(np.array([[[np.nan, 1], [np.inf, 0]]], np.float32), 0.0)
    BarFace(Type((2,)), "#000000").draw(np.array([np.nan, 1.0], np.float32), 0.0)


@pytest.mark.parametrize(("maps", "across"), [(1, 1), (2, 2), (4, 2), (16, 4), (32, 8), (7, 4)])
def test_tiles_leave_few_places_empty(maps, across):
    assert columns(maps, 4, 4) == across


def test_tiles_stand_in_rows_with_a_line_between_and_nothing_beyond_the_last():
    sheet = grid(np.stack([np.full((12, 12), value) for value in (0.0, 0.5, 1.0)]), 0.0, 1.0)
    assert sheet.shape == (25, 25)
    assert sheet[0, 0] == 0
    assert sheet[0, 12] == BETWEEN
    assert sheet[24, 0] == LEVELS - 1
    assert sheet[24, 24] == BEYOND


def test_the_picture_keeps_values_and_transparency():
    picture = Image.open(io.BytesIO(png(np.array([[0, LEVELS - 1, BEYOND]], np.uint8), sequential()))).convert("RGBA")
    assert picture.getpixel((0, 0)) == (0x44, 0x01, 0x54, 255)
    assert picture.getpixel((1, 0)) == (0xFD, 0xE7, 0x25, 255)
    assert picture.getpixel((2, 0))[3] == 0


def test_zero_lets_the_theme_show_through_the_diverging_map():
    alpha = np.frombuffer(diverging(), np.uint8).reshape(-1, 4)[:LEVELS, 3]
    assert alpha[LEVELS // 2] < 5
    assert alpha[0] == alpha[-1] == 255


def test_a_range_grows_at_once_and_shrinks_after_a_while():
    span = Span()
    span.see(0, 3.7, 0.0)
    assert (span.low, span.high) == (0, 4)
    span.see(0, 9, 0.1)
    assert span.high == 10
    assert not span.see(0, 2, 0.2)
    assert not span.see(0, 1, MEMORY)
    span.see(0, 1, MEMORY + 0.2)
    assert span.high == 2


def test_negative_values_make_a_range_signed():
    span = Span()
    span.see(0, 1, 0.0)
    assert not span.signed
    span.see(-0.5, 1, 0.1)
    assert span.signed
    assert span.reach == 1


def test_a_range_of_nothing_but_zeros_is_still_one():
    span = Span()
    span.see(0, 0, 0.0)
    assert (span.low, span.high) == (0, 1)


def test_ends_and_ticks_are_round():
    assert [round_up(x) for x in (0.07, 1.2, 31, 100)] == pytest.approx([0.08, 1.5, 40, 100])
    assert ticks(0, 1, 4) == [0, 0.5, 1]
    assert ticks(-3, 3, 3) == [-2, 0, 2]
    assert ticks(5, 5, 3) == [5]


def test_a_history_keeps_the_whole_run_in_few_points():
    history = History(most=40)
    for frame in range(1, 1001):
        history.add(frame, float(frame))
    frames, values = history.arrays()
    assert len(frames) <= 40
    assert frames[0] < 600
    assert frames[-1] == 1000
    assert np.all(np.diff(frames) > 0)
    assert np.all(np.diff(values) > 0)


def test_a_history_forgets_what_was_taken_back():
    history = History()
    for frame in (1, 2, 3):
        history.add(frame, 1.0)
    history.rewind(2)
    assert history.arrays()[0].tolist() == [1, 2]
    history.rewind(0)
    assert (len(history.arrays()[0]), history.frame) == (0, 0)
