import io

import numpy as np
import pytest
from PIL import Image

from lpnb.widgets import colour_maps
from lpnb.widgets.colour_maps import angle_colours, true_colours
from lpnb.widgets.palette import LEVELS, diverging, sequential
from lpnb.widgets.tiles import LARGE, MOST, TALLEST, indices, pack, png


def opened(picture, mode="RGBA"):
    return np.asarray(Image.open(io.BytesIO(picture)).convert(mode))


def test_values_become_indices_from_low_to_high_and_no_further():
    values = np.array([[-1.0, 0.0, 0.5, 1.0, 2.0, np.nan, np.inf, -np.inf]], np.float32)
    assert indices(values, 0.0, 1.0).tolist() == [[0, 0, 127, LEVELS - 1, LEVELS - 1, 0, LEVELS - 1, 0]]


def test_the_picture_keeps_values_and_transparency():
    pixels = opened(png(np.array([[0, LEVELS - 1, 255]], np.uint8), sequential()))
    assert pixels[0].tolist() == [[0x44, 0x01, 0x54, 255], [0xFD, 0xE7, 0x25, 255], [0, 0, 0, 0]]


def test_true_colours_need_no_palette():
    colours = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    assert (opened(png(colours), "RGB") == colours).all()


def test_tiles_lie_below_one_another():
    maps = np.arange(24.0).reshape(2, 3, 4)
    strip = pack(maps)
    assert (strip.tile, strip.across) == ((3, 4), 1)
    assert (strip.pixels == maps.reshape(6, 4)).all()


def test_many_tiles_lie_side_by_side_as_well():
    maps = np.arange(1000.0 * 64).reshape(1000, 16, 4)
    strip = pack(maps)
    assert strip.across == 2
    assert strip.pixels.shape[0] <= TALLEST
    assert (strip.pixels[:16, 4:] == maps[1]).all()
    assert (strip.pixels[16:32, :4] == maps[2]).all()


def test_more_values_than_a_screen_has_are_thinned_out_evenly():
    strip = pack(np.zeros((1, 2000, 1000), np.float32))
    assert strip.pixels.size <= MOST
    assert strip.tile == (667, 334)


def test_large_pictures_get_by_with_fewer_colours_which_are_never_far_off():
    values = np.linspace(0, 1, LARGE + 1, dtype=np.float32)[None]
    found = indices(values, 0.0, 1.0).astype(int)
    assert len(np.unique(found)) == 64
    assert np.abs(found - values * (LEVELS - 1)).max() <= 2.5


def test_zero_lets_the_theme_show_through_the_diverging_map():
    alpha = np.frombuffer(diverging(), np.uint8).reshape(-1, 4)[:LEVELS, 3]
    assert alpha[LEVELS // 2] < 5
    assert alpha[0] == alpha[-1] == 255


def test_automatic_colours_look_at_what_is_shown():
    automatic = colour_maps.AUTO
    assert colour_maps.palette(automatic, signed=True, picture=False) == diverging()
    assert colour_maps.palette(automatic, signed=False, picture=False) == sequential()
    assert colour_maps.palette("magma", signed=True, picture=True) == sequential(colour_maps.SEQUENTIAL["magma"])


def test_an_angle_is_a_hue_and_a_length_a_brightness():
    right, left, nothing = angle_colours(np.array([1.0, -1.0, 0.0]), np.zeros(3), 1.0)
    assert right.tolist() == [255, 64, 64]
    assert left.tolist() == [0, 191, 191]
    assert nothing.tolist() == [0, 0, 0]


def test_three_channels_are_red_green_and_blue():
    assert true_colours(np.array([[0.0, 0.5, 2.0]]), 0.0, 1.0).tolist() == [[0, 128, 255]]


@pytest.mark.parametrize("name", colour_maps.COLOUR_MAPS)
def test_every_colour_map_has_a_bar(name):
    assert colour_maps.gradient(colour_maps.palette(name, signed=False, picture=False)).startswith("linear-gradient")
