"""Pictures of three channels open in their colours; what is black and white is said where it is not 0 and 1."""

import numpy as np
import pytest

import lpnb
from lpnb.widgets import View
from lpnb.widgets.faces.face import Value
from lpnb.widgets.faces.maps import Maps
from lpnb.widgets.thumbnails import TOP, Scale, Thumbnails, mixed

MAPS = ("channel", "row", "column")
RANDOM = np.random.default_rng(3)


def drawn(array, *, picture=True, **options):
    """A face that has drawn [channels, rows, columns]."""
    face = Maps(**options)
    value = Value("x", np.asarray(array, np.float32), MAPS, picture=picture)
    face.open((value,))
    face.draw((value,), 0.0)
    return face


def colours():
    """Six pictures of three channels, 0 to 1, with labels."""
    return {"image": RANDOM.uniform(size=(6, 3, 4, 4)).astype(np.float32), "label": np.arange(6) % 2}


@pytest.fixture
def stream():
    g = lpnb.Graph("colours")
    g.add("data", lpnb.from_arrays(**colours()))
    g.add("copy", "pool", shape=(3, 4, 4), bias="none")
    g.add("maps", "pool", shape=(3, 4, 4))
    g.connect("data.image", "copy")
    g.connect("copy", "maps", "conv", kernel=3)
    with lpnb.Stream(g, batch=2) as stream:
        stream.step(3)
        yield stream


def test_a_picture_of_three_channels_is_one_tile_in_its_colours_black_at_0_and_white_at_1():
    face = drawn(RANDOM.uniform(0.2, 0.7, size=(3, 4, 4)))
    assert face.widget.facts["count"] == 1
    assert face.widget.facts["ends"] == ("0", "1")
    assert face.note == ""


def test_values_beyond_0_and_1_are_stretched_alike_in_all_channels_and_that_is_said():
    face = drawn(np.stack([np.full((4, 4), -2.0), np.zeros((4, 4)), np.full((4, 4), 3.0)]))
    assert face.widget.facts["ends"] == ("\u22122", "3")
    assert face.note == "colours stretched"


def test_a_person_may_want_tiles_instead_and_what_is_no_picture_has_them_anyway():
    array = RANDOM.uniform(size=(3, 4, 4))
    for face in (drawn(array, mode="tiles"), drawn(array, picture=False), drawn(array, channels="0:2")):
        assert len(face.widget.facts["names"]) >= 2
        assert "colours" in face.asked()


def test_a_fixed_range_is_what_a_person_says():
    face = drawn(RANDOM.uniform(size=(3, 4, 4)), range="fixed", low=0.0, high=0.5)
    assert face.widget.facts["ends"] == ("0", "0.5")


@pytest.mark.parametrize(("of", "count"), [("data.image", 1), ("copy", 1), ("maps", 3)])
def test_a_source_and_a_node_that_passes_it_on_open_in_colours_but_feature_maps_do_not(stream, of, count):
    view = View(stream, of)
    assert view.face.widget.facts["count"] == count
    view.close()


def test_all_samples_are_a_picture_each(stream):
    view = View(stream, "data.image", samples="all")
    assert view.face.widget.facts["count"] == 2
    view.close()


def test_thumbnails_of_a_source_are_in_its_colours_as_they_are(stream):
    drawn = Thumbnails().draw([stream.state], stream.program, {"1": "data.image"})
    assert drawn.tiles == [["1", "colours", 4, 4, 0, False]]
    picture = mixed(np.frombuffer(drawn.pixels[0], np.uint8), 4, 4)
    assert picture / 255 == pytest.approx(np.moveaxis(stream["data.image"][0], 0, -1), abs=1 / TOP)


def test_thumbnails_with_values_beyond_0_and_1_are_stretched():
    assert Scale.around(np.array([0.2, 0.6]), None, colours=True) == Scale(0.0, 1.0)
    assert Scale.around(np.array([-2.0, 3.0]), None, colours=True) == Scale(-2.0, 3.0)
