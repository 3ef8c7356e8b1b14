"""Sources of images that come with maps: boards of digits, transformed images, streets, the world of agents."""

import math

import numpy as np
import pytest
import torch

import lpnb
from lpnb.graph.kinds import node_kind
from tests.sources.opening import findings, opened
from tests.sources.painted import NOTHING, ROAD, SKY, scenes

ONES = {"image": np.full((8, 28, 28), 255, np.uint8), "label": np.arange(8)}


def tiles(board, rows, columns):
    """A board [batch, channels, ...] as its tiles [batch, rows, columns, channels, 28, 28]."""
    return board.unflatten(2, (rows, 28)).unflatten(4, (columns, 28)).permute(0, 2, 4, 1, 3, 5)


def test_a_board_shows_digits_and_its_map_the_inner_part_of_each():
    image, classes, mask = opened("digit_board", data=ONES, rows=2, columns=3, split="all").frame(0)
    assert image.shape == (2, 1, 56, 84)
    inner = torch.zeros(28, 28)
    inner[5:23, 5:23] = 1
    assert torch.equal(tiles(mask, 2, 3)[:, :, :, 0], inner.expand(2, 2, 3, 28, 28))
    assert torch.equal(classes.sum(1, keepdim=True), mask)
    each = tiles(classes, 2, 3)
    assert torch.equal(each, each[..., 14:15, 14:15] * inner)


def test_the_map_tells_the_digit_of_each_tile():
    from sklearn.datasets import load_digits

    known = {(scan / 16).astype(np.float32).tobytes(): kind for scan, kind in zip(*_scans(load_digits()), strict=True)}
    image, classes, _ = opened("digit_board", file="digits", rows=2, columns=2, batch=5).frame(0)
    for sample in range(5):
        for row in range(2):
            for column in range(2):
                tile = image[sample, 0, 8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
                told = classes[sample, :, 8 * row + 4, 8 * column + 4].argmax().item()
                assert known[tile.contiguous().numpy().tobytes()] == told


def _scans(digits):
    return digits.images, digits.target


def test_hidden_digits_stay_on_the_map():
    board = opened("digit_board", data=ONES, rows=4, columns=4, hide=0.25, batch=40, split="all")
    image, classes, mask = board.frame(0)
    shown = tiles(image, 4, 4)[..., 0, 14, 14]
    assert shown.mean().item() == pytest.approx(0.75, abs=0.06)
    assert torch.equal(classes.sum(1, keepdim=True), mask)
    assert opened("digit_board", data=ONES, hide=1.0, split="all").frame(0)[0].sum() == 0


def test_each_digit_comes_once_each_time_round():
    board = opened("digit_board", data=ONES, rows=2, columns=2, split="all", hold=1)
    told = tiles(board.frame(0)[1], 2, 2)[..., 14, 14].argmax(-1)
    assert sorted(told.flatten().tolist()) == list(range(8))


def test_a_board_without_digits_says_so():
    (told,) = findings("digit_board", shape=(1, 28, 28), classes=10)
    assert told.startswith("expected images of shape (1, 28, 28) of 10 classes, found none. Give it arrays:")
    known = node_kind("digit_board")(shape=(1, 28, 28), classes=10, rows=4).infer({})
    assert [one.shape for one in known.values()] == [(1, 112, 56), (10, 112, 56), (1, 112, 56)]


def test_a_map_without_change_is_the_image_itself():
    fields = {"least_scale": 1, "greatest_scale": 1, "turn": 0, "shift": 0}
    feed = opened("transformed_images", file="digits", **fields, dtype=torch.float64)
    places = feed.frame(0)[3]
    assert torch.allclose(places[:, 0], torch.arange(8).double() / 8)
    assert torch.allclose(places[:, 1], torch.arange(8).double()[:, None] / 8)


def test_maps_scale_and_turn_around_the_middle():
    fields = {"least_scale": 0.5, "greatest_scale": 0.5, "turn": math.pi / 2, "shift": 0}
    places = opened("transformed_images", file="digits", batch=50, **fields).frame(0)[3]
    assert torch.allclose(places.mean((2, 3)), torch.tensor(7 / 16), atol=1e-5)
    corner = places[:, :, 0, 0] - 7 / 16
    assert torch.allclose(corner.norm(dim=1), torch.tensor(0.5 * 7 / 16 * 2**0.5), atol=1e-5)


def test_maps_and_windows_differ_from_showing_to_showing_and_fit():
    feed = opened("transformed_images", file="digits", batch=50, window=4, hold=1)
    first, second = feed.frame(0), feed.frame(1)
    assert not torch.equal(first[3], second[3])
    window = first[4]
    assert window.min() >= 0
    assert window.max() <= 7 / 8 + 1e-6
    assert torch.allclose(window[:, 0, :, 1] - window[:, 0, :, 0], torch.tensor(1 / 8))
    assert torch.allclose(window[:, 1, 1] - window[:, 1, 0], torch.tensor(1 / 8))


def test_a_sampler_cuts_the_window_out():
    graph = lpnb.Graph()
    graph.add("data", "transformed_images", file="digits", window=8)
    graph.add("seen", "sampler")
    graph.connect("data.image", "seen.image")
    graph.connect("data.crop_map", "seen.positions")
    with lpnb.Stream(graph, batch=2) as stream:
        stream.step(3)
        assert np.allclose(stream["seen"][..., :7, :7], stream["data.image"][..., :7, :7], atol=1e-5)


def test_scenes_are_pictures_and_the_classes_of_their_pixels(tmp_path):
    folders = scenes(tmp_path)
    spec = node_kind("scenes")(**folders, shape=(3, 4, 6), split="all", shuffle=False)
    assert list(spec.check({})) == []
    image, classes, colours, mask = opened(
        "scenes", batch=6, split="all", shuffle=False, shape=(3, 4, 6), **folders
    ).frame(0)
    assert (image[:, 0, 0, 0] * 255).round().tolist() == [50, 51, 52, 50, 51, 52]
    names = list(spec.colouring())
    assert (classes[:, names.index("sky"), :2].sum(), classes[:, names.index("road"), 2:].sum()) == (6 * 11, 6 * 12)
    assert (mask[0, 0] == 0).nonzero().tolist() == [[0, 0]]
    for place, colour in (((0, 0), NOTHING), ((0, 1), SKY), ((3, 0), ROAD)):
        assert (colours[0, :, *place] * 255).round().tolist() == list(colour)


def test_the_folder_val_is_for_the_test(tmp_path):
    folders = scenes(tmp_path)
    chosen = {
        split: node_kind("scenes")(**folders, split=split).chosen(6).tolist() for split in ("train", "test", "all")
    }
    assert chosen == {"train": [0, 1, 2], "test": [3, 4, 5], "all": [0, 1, 2, 3, 4, 5]}


def test_maps_may_be_coarser_and_lie_on_their_side(tmp_path):
    folders = scenes(tmp_path)
    fields = {"shape": (3, 6, 4), "transpose": True, "coarser": 2}
    image, classes, _, mask = opened("scenes", **folders, **fields).frame(0)
    assert (image.shape, classes.shape, mask.shape) == ((2, 3, 6, 4), (2, 19, 3, 2), (2, 1, 3, 2))
    assert torch.equal(classes[:, list(node_kind("scenes")().colouring()).index("road"), :, 1], torch.ones(2, 3))


def test_missing_folders_are_said(tmp_path):
    wanted = "expected a folder of pictures and a folder of maps, with the same names up to the last '_', found"
    mend = "Give it them: graph.set({node}, pictures='leftImg8bit', maps='gtFine')."
    assert findings("scenes") == [f"{wanted} none. {mend}"]
    assert findings("scenes", pictures="/no/a", maps="/no/b") == [f"{wanted} no folder '/no/a'. {mend}"]
    empty = str(tmp_path)
    assert findings("scenes", pictures=empty, maps=empty) == [
        f"{wanted} no picture in {empty!r} with a map in {empty!r}. {mend}"
    ]


def test_a_world_has_four_sides_and_the_walls_inside():
    walls, colours, home = opened("world", width=20, height=10, inside={"table": [1, 2, 3, 4]}, homes="middle").frame(7)
    assert walls[0].tolist() == [[-10, -5, 10, -5], [10, -5, 10, 5], [10, 5, -10, 5], [-10, 5, -10, -5], [1, 2, 3, 4]]
    assert len({tuple(colour) for colour in colours[0].tolist()}) == 5
    assert home.tolist() == [[0, 0, 0]] * 2


def test_agents_begin_on_a_grid_of_eight_columns_or_anywhere():
    home = opened("world", batch=16, homes="grid", width=80, height=40).frame(0)[2]
    assert home[:8, 0].tolist() == [-35, -25, -15, -5, 5, 15, 25, 35]
    assert set(home[:, 1].tolist()) == {-10, 10}
    anywhere = opened("world", batch=500, width=80, height=40).frame(0)[2]
    assert anywhere.abs().amax(0).tolist() == pytest.approx([32, 16, math.pi], rel=0.05)


def test_a_wall_that_is_no_line_is_a_problem():
    assert findings("world", inside={"table": [1, 2, 3]}) == [
        "expected four numbers for the wall 'table', found [1, 2, 3]. Write it as [x, y, x, y]."
    ]
